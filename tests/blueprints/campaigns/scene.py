"""A campaign as chance makes it: regions, items, pledges in every state, receipts, distributions, corrections."""

from datetime import timedelta
from random import Random

from domain import clock, distributions, handovers, needs
from domain.campaigns import Edition, EditionPartner, EditionTarget
from domain.db import db
from domain.distributions import Served
from domain.needs import Need
from tests import factories

PUBLIC = ("published", "paused", "fulfilled", "closed", "expired")
REGIONS = ("MA-01", "MA-02", "MA-05", "MA-08")
ITEMS = ("blanket", "milk", "food-carton", "heater")


def make_campaign(chance: Random, slug: str = "generated", many: int = 14) -> Edition:
    """A running edition with targets, needs in several states, what became of them, and companies beside."""
    edition = factories.edition(slug=slug)
    hosts = [factories.organisation(region_code=region) for region in REGIONS for _ in range(2)]
    people, receiver = [factories.person() for _ in range(6)], factories.person()
    for number in range(many):
        need = factories.need(
            chance.choice(hosts), item=chance.choice(ITEMS), quantity=chance.randint(20, 90), edition_id=edition.id,
            deadline=clock.today() + timedelta(days=60),
        )  # fmt: skip
        _live(chance, need, people, receiver, number)
    factories.need(hosts[0], quantity=777)  # outside the edition
    factories.need(hosts[0], quantity=888, edition_id=edition.id, published=False)
    for item, quantity in (("blanket", 400), ("milk", 900)):
        db.session.add(EditionTarget(edition_id=edition.id, item_code=item, quantity=quantity))
    company = factories.organisation(slug=f"company-of-{slug}", kind="company", name="شركة الأطلس")
    for organisation, status in ((company, "accepted"), (factories.organisation(), "asked"), (hosts[0], "accepted")):
        db.session.add(EditionPartner(edition_id=edition.id, organisation_id=organisation.id, status=status))
    db.session.commit()
    return edition


def _live(chance: Random, need: Need, people: list, receiver, number: int) -> None:  # type: ignore[no-untyped-def,type-arg]
    """What becomes of a need."""
    for who in chance.sample(people, 3):
        pledge = factories.pledge(need, who, chance.randint(2, 6))
        fate = chance.choice(["arrives", "arrives", "short", "more", "withdrawn", "waits"])
        if fate == "withdrawn":
            handovers.withdraw(pledge.id, actor_id=who.id)
        elif fate != "waits":
            actual = {"arrives": 0, "short": -1, "more": 2}[fate] + pledge.quantity
            handovers.receive(pledge.id, pledge.code, actual, "good", actor_id=receiver.id)
    db.session.refresh(need)
    if need.received:
        given = {"day": clock.today(), "place": "دوار", "actor_id": receiver.id}
        served = Served(
            families=chance.randint(5, 9), women=chance.randint(5, 30), men=9, children=chance.randint(5, 50)
        )
        distributions.record(need.id, 1, served, key=f"{need.id}-a", **given)
        if need.received > 1:
            wrong = distributions.record(need.id, 1, Served(women=500), key=f"{need.id}-b", **given)
            distributions.correct(wrong.id, actor_id=receiver.id)
    state = {0: "closed", 1: "paused", 2: "cancelled"}.get(number % 7)
    if state:
        db.session.refresh(need)
        needs.move(need, state, actor_id=None)
