"""Goods in bulk in the demonstration: what a running edition has in its hubs and on its way (`under_way`); and, for
Egypt, what an edition that is over has delivered (`delivered`)."""

from datetime import timedelta

from domain import clock
from domain.db import db
from domain.demo.cast import Cast
from domain.demo.delivered import Delivered
from domain.demo.history import Event
from domain.demo.ledger import Book
from domain.demo.story import Season, Story, facts
from domain.demo.under_way import Depot, UnderWay
from domain.hubs import Hub

PUBLISHED = {"EG": ("shoulder-to-shoulder-2023", "food-carton", "katef_food_cartons")}
DEPOTS = {
    "EG": Depot(
        (("مخزن القاهرة الكبرى", "EG-C"), ("مخزن الإسكندرية", "EG-ALX"), ("مخزن أسيوط", "EG-AST")),
        "food-carton", {"rice": 2, "cooking-oil": 1, "flour": 1, "canned-food": 3}, 1_200,
    ),
    "MA": Depot((("مستودع تازة", "MA-03"),), "hygiene-kit", {"face-mask": 10, "alcohol-sanitiser": 1}, 240),
    "IR": Depot((("انبار خرم‌آباد", "IR-15"),), "food-carton", {"rice": 5, "cooking-oil": 2, "canned-food": 4}, 400),
    "AE": Depot((("مخزن الذيد", "AE-SH"),), "food-carton", {"rice": 3, "cooking-oil": 1, "milk": 4}, 180),
}  # fmt: skip


def fill_stock(story: Story, cast: Cast, season: Season) -> list[Event]:
    """Hubs, packing and convoys of a country; gives what the log has to say of them."""
    depot, book = DEPOTS[story.country], Book()
    began = clock.now() - timedelta(days=36)
    hubs = [
        Hub(name=f"{name} {story.mark}", region_code=region, key=f"demo-hub-{place}", created_at=began)
        for place, (name, region) in enumerate(depot.hubs)
    ]
    db.session.add_all(hubs)
    db.session.flush()
    events: list[Event] = []
    if story.country in PUBLISHED:
        slug, item, fact = PUBLISHED[story.country]
        edition = next(one for one in season.editions if one.slug == slug)
        events += Delivered(story, cast, edition, season, hubs, book).build(item, facts()[fact][0], depot.recipe)
    live = UnderWay(story, cast, season.running[0].edition, hubs[0], book)
    live.stand(depot, hubs[1:])
    events += live.build(depot)
    book.write()
    return events
