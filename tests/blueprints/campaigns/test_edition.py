"""An edition's page: its figures are sums of rows, or what a source published, and it says which."""

import re
from collections import Counter
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from domain import clock, distributions, handovers
from domain.campaigns import EditionPartner, EditionResult, EditionTarget
from domain.db import db
from domain.distributions import Distribution, Served
from domain.needs import Need
from domain.places import Commune
from tests import factories

PEOPLE = ("families", "women", "men", "children")


def words(element):
    return " ".join(element.get_text(" ").split())


@pytest.fixture
def edition(app):
    """A running edition over two regions and two items, with pledges and one receipt, after the one of 2019."""
    before = factories.edition(slug="winter-2019", year=2019, starts_on=date(2019, 10, 1), ends_on=date(2019, 12, 31))
    published = {"at_least": True, "source": "نتعاونو", "edition_id": before.id}
    for measure, value in (("volunteers", 200), ("associations", 50), ("families", 500), ("items", 10000)):
        db.session.add(EditionResult(measure=measure, value=value, unit=measure, **published))
    made = factories.edition(slug="winter", previous_id=before.id, campaign_id=before.campaign_id, number=2)
    east, south = factories.organisation(region_code="MA-02"), factories.organisation(region_code="MA-08")
    zoubida, mehdi = factories.person("Zoubida"), factories.person("Mehdi")
    blankets = factories.need(east, edition_id=made.id, quantity=100)
    milk = factories.need(south, edition_id=made.id, item="milk", quantity=300)
    factories.need(south, edition_id=made.id, quantity=40)
    factories.need(south, quantity=999)  # outside the edition
    factories.need(south, edition_id=made.id, quantity=888, published=False)
    kept = factories.pledge(blankets, zoubida, 25)
    handovers.prepare(kept.id, [], actor_id=zoubida.id)
    handovers.hand_over(kept.id, actor_id=zoubida.id)
    handovers.receive(kept.id, kept.code, 25, "good", actor_id=factories.person().id)
    factories.pledge(milk, mehdi, 50)
    db.session.commit()
    return made


def rows_of(edition):
    return [
        need
        for need in db.session.scalars(select(Need).where(Need.edition_id == edition.id))
        if need.status in ("published", "fulfilled", "closed", "expired")
    ]


def test_the_progress_is_the_sum_of_the_rows(client, edition):
    hero = words(client.get("/campaigns/winter?lang=en").one(".hero"))
    rows = rows_of(edition)
    quantity, arrived = sum(row.quantity for row in rows), sum(row.received for row in rows)
    promised = sum(row.pledged for row in rows)
    assert (quantity, arrived, promised) == (440, 25, 50)
    assert f"{arrived} arrived" in hero
    assert f"{promised} promised" in hero
    assert f"{quantity - arrived - promised} left of {quantity}" in hero
    assert "18 days left" in hero


def test_whom_it_reached_is_the_sum_over_its_distributions(client, edition):
    assert "Whom it reached" not in client.get("/campaigns/winter?lang=en").text
    need = next(need for need in rows_of(edition) if need.received)
    given = {"day": clock.today(), "place": "دوار آيت علي", "actor_id": factories.person().id}
    distributions.record(need.id, 9, Served(families=4, women=5, men=2, children=4), key="one", **given)
    distributions.record(need.id, 5, Served(families=2, women=1, men=4, children=1200), key="two", **given)
    wrong = distributions.record(need.id, 1, Served(families=1, women=1), key="three", **given)
    distributions.correct(wrong.id, actor_id=given["actor_id"])
    sums = [sum(getattr(row, name) for row in db.session.scalars(select(Distribution))) for name in PEOPLE]
    shown = words(client.get("/campaigns/winter?lang=en").one("dd.reach"))
    assert [int(digits.replace(",", "")) for digits in re.findall(r"[\d,]+", shown)] == sums


def test_regions_are_sorted_by_what_they_lack_and_add_up(client, edition):
    page = client.get("/campaigns/winter?lang=en")
    lacking = Counter()
    for row in rows_of(edition):
        lacking[row.region_code] += row.remaining
    bars = page.soup.select(".bars li")
    assert [int(bar.b.get_text()) for bar in bars] == [count for _, count in lacking.most_common()]
    assert bars[0].a["href"] == "/needs?campaign=winter&region=MA-08"
    cells = [[int(cell.get_text()) for cell in row.select("td")[:3]] for row in page.soup.select("details tbody tr")]
    assert [sum(column) for column in zip(*cells, strict=True)] == [440, 25, 50]


def test_items_run_up_to_their_target_or_to_what_was_asked(client, edition):
    db.session.add(EditionTarget(edition_id=edition.id, item_code="blanket", region_code="MA-02", quantity=150))
    db.session.add(EditionTarget(edition_id=edition.id, item_code="blanket", region_code="MA-08", quantity=350))
    db.session.add(EditionTarget(edition_id=edition.id, item_code="heater", quantity=7))
    page = client.get("/campaigns/winter?lang=en")
    items = {words(row.h3): words(row) for row in page.soup.select(".steps li")}
    assert "475 left of 500" in items["Blankets"]
    assert "250 left of 300" in items["Milk"]
    assert "7 left of 7" in items["Heater"]


def test_a_target_over_all_stands_for_its_regions(client, edition):
    db.session.add(EditionTarget(edition_id=edition.id, item_code="blanket", region_code="MA-02", quantity=150))
    db.session.add(EditionTarget(edition_id=edition.id, item_code="blanket", quantity=400))
    assert "375 left of 400" in client.get("/campaigns/winter?lang=en").text


def test_it_stands_beside_the_editions_before(client, edition):
    page = client.get("/campaigns/winter?lang=en")
    rows = page.soup.select("section > div.beside tbody tr")
    table = {words(row.th): [words(cell) for cell in row.select("td")] for row in rows}
    assert table == {
        "Volunteers": ["2", "more than 200"],
        "Associations": ["2", "more than 50"],
        "Items": ["25", "more than 10,000"],
    }
    assert "2019: Published by the source, not counted here. Source: نتعاونو" in page.text


def test_an_edition_looks_back_to_one_that_has_the_figure(client, edition):
    between = factories.edition(year=2020, number=9, campaign_id=edition.campaign_id, previous_id=edition.previous_id)
    db.session.add(
        EditionResult(edition_id=between.id, measure="communes", value=32, unit="communes", source="another source")
    )
    edition.previous_id, edition.number = between.id, 10
    commune = db.session.scalars(select(Commune.code)).first()
    factories.need(factories.organisation(commune_code=commune), edition_id=edition.id)
    page = client.get("/campaigns/winter?lang=en")
    rows = page.soup.select("section > div.beside tbody tr")
    table = {words(row.th): [words(cell) for cell in row.select("td")] for row in rows}
    assert table["Communes"] == ["1", "32", "no figure"]
    assert table["Volunteers"] == ["2", "no figure", "more than 200"]


def test_editions_without_a_common_measure_are_not_compared(client, edition):
    first = factories.edition(year=2018, campaign_id=edition.campaign_id, number=30)
    db.session.add(EditionResult(edition_id=first.id, measure="meals", value=9, unit="meals", source="x"))
    edition.previous.previous_id = first.id
    assert not client.get("/campaigns/winter-2019").soup.select("table")


def test_cartons_are_compared_with_the_cartons_that_arrived(client, edition):
    before = EditionResult(measure="cartons", value=4000, unit="cartons", at_least=True, source="x")
    edition.previous.results.append(before)
    need = factories.need(item="food-carton", edition_id=edition.id, quantity=70)
    volunteer = factories.person()
    pledge = factories.pledge(need, volunteer, 70)
    handovers.prepare(pledge.id, [], actor_id=volunteer.id)
    handovers.hand_over(pledge.id, actor_id=volunteer.id)
    handovers.receive(pledge.id, pledge.code, 72, "good", actor_id=factories.person().id)
    page = client.get("/campaigns/winter?lang=en")
    assert "Food cartons 70 more than 4,000" in page.text


def test_an_earlier_edition_shows_what_its_source_published_and_says_so(client, edition):
    page = client.get("/campaigns/winter-2019?lang=en")
    assert "more than 10,000" in page.text
    assert "Published by the source, not counted here." in page.text
    assert "نتعاونو" in page.text
    assert "Ended on 31 December 2019" in page.text
    assert not page.soup.select(".hero .bar, [data-need-id]")


def test_those_that_take_part_are_partners_and_those_with_needs(client, edition):
    company = factories.organisation(slug="atlas", kind="company", name="Atlas")
    refused = factories.organisation(slug="refused")
    hidden = factories.organisation(slug="hidden", status="suspended")
    for organisation, status in ((company, "accepted"), (refused, "invited"), (hidden, "accepted")):
        db.session.add(EditionPartner(edition_id=edition.id, organisation_id=organisation.id, status=status))
    page = client.get("/campaigns/winter?lang=en")
    links = {link["href"] for link in page.soup.select("#associations h2 a, #associations p > a")}
    assert "/associations/atlas" in links
    assert len(links) == 3
    assert not {"/associations/refused", "/associations/hidden"} & links
    assert "3 organisations take part" in page.text


def test_many_participants_are_shown_on_demand(client, edition):
    for _ in range(9):
        factories.need(factories.organisation(), edition_id=edition.id)
    page = client.get("/campaigns/winter")
    assert len(page.soup.select("#associations article")) == 6
    everyone = page.one("#associations > a")["href"]
    assert len(client.get(everyone).soup.select("#associations article")) == 11


def test_the_needs_that_lack_most_are_shown_and_the_rest_linked(client, edition):
    page = client.get("/campaigns/winter")
    cards = page.soup.select("[data-need-id]")
    assert [card["data-remaining"] for card in cards][-1] == "75"
    assert page.soup.select("a[href='/needs?campaign=winter&sort=least']")


def test_stages_say_their_regions_and_their_days(client, edition):
    day = clock.today()
    edition.phases = [
        {"regions": ["MA-02", "MA-08"], "starts_on": "2026-01-05", "ends_on": "2026-01-09", "name_en": "Border"},
        {"regions": ["MA-03"], "starts_on": (day - timedelta(1)).isoformat(), "ends_on": None},
        {"regions": ["MA-04"]},
    ]
    stages = client.get("/campaigns/winter?lang=en").soup.select("ol.proof li")
    assert words(stages[0]) == "Border 5–9 January 2026 Oriental · Draa-Tafilalet"
    assert [stage.get("class", []) for stage in stages] == [["yes"], ["now"], []]
    assert words(stages[2]) == "Stage 3 Rabat-Sale-Kenitra"


def test_an_unknown_campaign_is_not_found(client):
    assert client.get("/campaigns/nowhere").status == 404


@pytest.mark.parametrize(("lang", "direction"), [("ar", "rtl"), ("fa", "rtl"), ("fr", "ltr")])
def test_each_language_has_its_direction_and_its_name_of_the_campaign(client, edition, lang, direction):
    page = client.get(f"/campaigns/winter?lang={lang}")
    assert (page.one("html")["lang"], page.one("html")["dir"]) == (lang, direction)
    assert edition.campaign.name(lang) in page.one("h1").get_text()


def test_nobody_is_named(client, edition):
    body = client.get("/campaigns/winter").body
    assert "Zoubida" not in body
    assert "Mehdi" not in body
    assert "+2126" not in body


def test_it_can_be_shared(client, edition):
    page = client.get("/campaigns/winter?lang=en")
    assert "Warm winter" in page.one("meta[property='og:title']")["content"]
    assert "25 units arrived" in page.one("meta[property='og:description']")["content"]
    assert page.one("[data-share]")["data-share"].partition("?")[0] == "http://localhost/campaigns/winter"
