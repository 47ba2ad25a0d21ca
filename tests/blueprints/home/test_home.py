"""The first page: what it is, what is urgent, what runs, and totals that are real sums."""

import pytest
from sqlalchemy import select

from domain import handovers, impact, needs, profiles, reports
from domain.db import db
from domain.needs import Need
from domain.pledges import Pledge
from tests import factories


def deliver(pledge, actual):
    """Bring a pledge to the association, which counts `actual` units."""
    person = pledge.person_id
    handovers.prepare(pledge.id, [], actor_id=person)
    handovers.hand_over(pledge.id, actor_id=person)
    handovers.receive(pledge.id, pledge.code, actual, "good", actor_id=factories.person().id)


def tiles(page):
    """The figures of a page by their words."""
    return {tile.span.get_text(" ", strip=True): tile.b.get_text() for tile in page.soup.select(".stat")}


@pytest.fixture
def story(app):
    """Three associations, four needs, five pledges: kept, short, beyond, withdrawn and under way."""
    volunteers = [factories.person(name) for name in ("Zoubida", "Mehdi", "Hajar")]
    first, second, third = (factories.organisation() for _ in range(3))
    made = [factories.need(first), factories.need(first, item="milk"), factories.need(second, quantity=1500)]
    made.append(factories.need(third, published=False))
    deliver(factories.pledge(made[0], volunteers[0], 20), 20)
    deliver(factories.pledge(made[0], volunteers[1], 10), 7)
    deliver(factories.pledge(made[1], volunteers[0], 60), 65)
    handovers.withdraw(factories.pledge(made[2], volunteers[2], 30).id, actor_id=volunteers[2].id)
    factories.pledge(made[2], volunteers[0], 1200)
    db.session.commit()
    return volunteers


def test_the_first_page_says_what_this_is_and_leads_to_the_board(client):
    page = client.get("/?lang=en")
    assert "Small associations say what they lack" in page.one("h1").get_text()
    assert page.soup.select("main a.btn")[0]["href"] == "/needs"
    assert page.one("form[role=search]")["action"] == "/needs"
    assert page.one("form[role=search] input[name=q]")
    assert page.one("#how")
    assert page.one("#open")


def test_the_totals_are_the_sums_of_the_rows(client, story):
    found = tiles(client.get("/?lang=en"))
    public = [need for need in db.session.scalars(select(Need)) if need.status in ("published", "fulfilled")]
    kept = [one for one in db.session.scalars(select(Pledge)) if one.status in ("pledged", "received")]
    assert found == {
        "needs still lack something": str(sum(need.status == "published" and need.remaining > 0 for need in public)),
        "units have arrived": str(sum(need.received for need in public)),
        "units are promised and on their way": f"{sum(need.pledged for need in public):,}",
        "volunteers have pledged": str(len({one.person_id for one in kept})),
        "associations have asked for help": str(len({need.organisation_id for need in public})),
        "region where needs were written": "1",
    }
    assert found["units have arrived"] == "87"
    assert found["units are promised and on their way"] == "1,200"
    assert found["volunteers have pledged"] == "2"


def test_regions_are_those_the_needs_were_written_for_as_in_a_campaigns_report(client):
    association, edition = factories.organisation(), factories.edition()
    ended = factories.need(association, edition_id=edition.id)
    needs.move(ended, "closed", actor_id=None)
    profiles.settle(association.id, region_code="MA-05", actor_id=factories.person().id, by_team=True)
    factories.need(association, edition_id=edition.id)
    needs.move(factories.need(factories.organisation(region_code="MA-08")), "submitted", actor_id=None)  # not public
    db.session.commit()
    assert tiles(client.get("/?lang=en"))["regions where needs were written"] == "2"
    assert (impact.totals().regions, reports.report(edition).totals.regions) == (2, 2)
    assert impact.totals("organisation", association.id).regions == 2


def test_tiles_lead_to_where_their_figures_come_from(client, story):
    assert {link["href"] for link in client.get("/").soup.select(".stat a")} == {"/needs", "/associations"}


def test_the_three_most_urgent_needs_lead(client):
    for urgency in ("normal", "soon", "urgent"):
        factories.need(urgency=urgency)
    critical = factories.need(urgency="critical")
    shown = [card["data-need-id"] for card in client.get("/").soup.select("[data-need-id]")]
    assert len(shown) == 3
    assert shown[0] == str(critical.id)


def test_a_running_campaign_stands_with_its_progress_and_an_old_one_does_not(client):
    running = factories.edition()
    factories.edition(starts_on=running.starts_on.replace(year=2019), ends_on=running.ends_on.replace(year=2019))
    factories.need(edition_id=running.id, quantity=80)
    page = client.get("/?lang=en")
    hero = page.one(".hero")
    assert hero.a["href"] == f"/campaigns/{running.slug}"
    assert "80 left of 80" in " ".join(hero.get_text(" ").split())
    assert "18 days left" in hero.get_text()


def test_an_empty_platform_still_has_a_first_page(client):
    page = client.get("/")
    assert page.status == 200
    assert not page.soup.select(".stat, .hero, .need")


@pytest.mark.parametrize(("lang", "direction"), [("ar", "rtl"), ("fa", "rtl"), ("fr", "ltr"), ("en", "ltr")])
def test_each_language_has_its_direction(client, story, lang, direction):
    html = client.get(f"/?lang={lang}").one("html")
    assert (html["lang"], html["dir"]) == (lang, direction)


def test_figures_stand_in_the_readers_digits(client, story):
    assert "۱٬۲۰۰" in tiles(client.get("/?lang=fa")).values()
    assert "1\u00a0200" in tiles(client.get("/?lang=fr")).values()


def test_nobody_is_named(client, story):
    body = client.get("/").body
    for person in story:
        assert person.name not in body
        assert person.phone[4:] not in body


def test_the_page_describes_itself_to_those_who_share_it(client):
    page = client.get("/?lang=en")
    assert page.one("meta[property='og:title']")["content"] == page.one("title").get_text()
    assert page.one("meta[property='og:description']")["content"]


def test_a_pledge_shows_on_the_first_page_at_once(client, story):
    assert tiles(client.get("/?lang=en"))["units are promised and on their way"] == "1,200"
    factories.pledge(db.session.scalars(select(Need).where(Need.quantity == 1500)).one(), story[2], 3)
    assert tiles(client.get("/?lang=en"))["units are promised and on their way"] == "1,203"


def test_a_signed_in_reader_can_pledge_from_the_first_page(as_):
    need = factories.need()
    assert as_("volunteer").get("/").one(f"form[action='/needs/{need.id}/pledges']")
