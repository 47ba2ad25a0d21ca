"""The review queue: what presses most stands first and says why; whoever reviews goes from one to the next."""

from datetime import timedelta

import pytest

from domain import clock, joining, people, waiting
from domain.db import db
from domain.log import Transition
from domain.people import RoleGrant
from domain.waiting import Filters, Place
from tests import factories


@pytest.fixture(autouse=True)
def approved(cast):
    cast["ours"].status = cast["theirs"].status = "approved"


def waits(of, days=0, **values):
    """A need that was handed in so many days ago."""
    need = factories.need(of, published=False, status="submitted", **values)
    at = clock.now() - timedelta(days=days)
    db.session.add(Transition(noun="need", noun_id=need.id, old="draft", new="submitted", at=at))
    db.session.flush()
    return need


def order():
    return [(one.kind, one.id, one.figure) for one in waiting.queue()]


def test_age_and_urgency_multiply_and_the_isolated_count_twice(cast):
    old = waits(cast["ours"], 9, urgency="normal")
    urgent = waits(cast["ours"], 2, urgency="critical")
    far = waits(factories.organisation(status="approved", isolation=90), 5, urgency="soon")
    assert order() == [("need", far.id, 24), ("need", urgent.id, 24), ("need", old.id, 10)]
    profile = factories.organisation(cast["volunteer"], status="started")
    joining.move(profile, "submitted", actor_id=cast["volunteer"].id)
    assert order()[-1] == ("association", profile.id, 4)


def test_a_review_that_was_given_up_waits_as_long_as_before(as_, cast):
    need = waits(cast["ours"], 9)
    browser = as_("coordinator")
    browser.post(f"/studio/needs/{need.id}/review")
    assert "منسق" not in browser.get("/studio").text
    browser.post(f"/studio/needs/{need.id}/release")
    assert order()[0][2] == 20


def test_the_page_shows_the_figure_and_what_it_is_made_of(as_, cast):
    waits(cast["ours"], 2, urgency="critical")
    page = as_("coordinator").get("/studio?lang=en")
    assert page.one(".points").get_text() == "24"
    assert "day 3 × urgency 8" in page.text
    assert "times a weight" in page.one("details.rule").get_text()


def test_who_is_looking_is_seen_by_all(as_, cast):
    need = waits(cast["ours"])
    as_("coordinator").post(f"/studio/needs/{need.id}/review")
    assert "coordinator is looking at it" in as_("admin").get("/studio?lang=en").text
    assert "You are looking at it" in as_("coordinator").get("/studio?lang=en").text
    as_("admin").post(f"/studio/needs/{need.id}/review")
    assert "admin is looking at it" in as_("coordinator").get("/studio?lang=en").text


def test_filters_narrow_it_and_are_kept_from_one_to_the_next(as_, cast):
    edition = factories.edition(slug="winter")
    first = waits(cast["ours"], 5, urgency="critical", edition_id=edition.id)
    second = waits(cast["ours"], 1, urgency="critical", edition_id=edition.id)
    waits(cast["theirs"], 3)
    browser = as_("coordinator")
    found = browser.get("/studio?kind=need&urgency=critical&campaign=winter&region=MA-02")
    links = [one["href"] for one in found.soup.select(".queued a")]
    query = "?kind=need&urgency=critical&campaign=winter&region=MA-02"
    assert links == [f"/studio/needs/{first.id}{query}", f"/studio/needs/{second.id}{query}"]
    page = browser.get(links[0])
    assert page.soup.select(f"a[href='{links[1]}']")
    form = page.fields("form[action*='/publication']")
    after = browser.post(f"/studio/needs/{first.id}/publication{query}", form)
    assert after.location == links[1]
    assert browser.get("/studio?region=MA-05").one("main .empty")
    assert browser.get("/studio?kind=x&urgency=y&region=z&campaign=q&after=1.2").status == 200


def test_a_coordinator_goes_through_all_with_one_button(as_, cast):
    made = [waits(cast["ours"], days) for days in range(5)]
    browser, seen = as_("coordinator"), []
    address = f"/studio/needs/{made[-1].id}"
    while address != "/studio":
        page = browser.get(address)
        seen.append(int(address.rsplit("/", 1)[1]))
        address = browser.post(
            f"{address}/publication", page.fields("form[action*='/publication']")
        ).location  # fmt: skip
    assert seen == [one.id for one in made[::-1]]


def test_long_queues_come_in_pages(as_, cast):
    made = [waits(cast["ours"], 1).id for _ in range(waiting.PAGE + 3)]
    browser = as_("coordinator")
    page = browser.get("/studio")
    more = page.one("a.more")["href"]
    first = [one["href"] for one in page.soup.select(".queued a")]
    second = [one["href"] for one in browser.get(more, htmx=True).soup.select(".queued a")]
    assert len(first) == waiting.PAGE
    assert {int(one.rsplit("/", 1)[1]) for one in first + second} == set(made)
    assert [one["href"] for one in browser.get(more).soup.select(".queued a")] == second


def test_a_place_is_read_back_as_it_was_written():
    place = Place(-24, 1_700_000_000_000_000, "need", 7)
    assert waiting.read_place(str(place)) == place
    for typed in ("", "1", "a.b.need.1", "1.2.pledge.3", "1.2.need.-3", "٢.2.need.3", "9" * 90 + ".2.need.3"):
        assert waiting.read_place(typed) is None


def test_a_coordinator_of_a_region_sees_it_first_and_all_with_one_tap(as_, cast):
    grant = db.session.query(RoleGrant).filter_by(person_id=cast["coordinator"].id).one()
    grant.region_code = "MA-05"
    here = waits(factories.organisation(region_code="MA-05", status="approved"))
    there = waits(cast["ours"])
    browser = as_("coordinator")
    links = lambda page: {one["href"].split("?")[0] for one in page.soup.select(".queued a")}  # noqa: E731
    page = browser.get("/studio")
    assert links(page) == {f"/studio/needs/{here.id}"}
    assert links(browser.get(page.one("a[href='/studio?region=all']")["href"])) == {
        f"/studio/needs/{one.id}" for one in (here, there)
    }
    people.grant(cast["coordinator"].id, "admin")
    assert waiting.home_region(cast["coordinator"].id) is None
    assert len(waiting.queue(Filters(region="MA-05"))) == 1


def test_the_studio_shows_the_rooms_that_the_reader_may_enter(as_, cast):
    page = as_("coordinator").get("/studio")
    rooms = [one["href"] for one in page.soup.select("nav.chips.no-print a")]
    assert rooms[0] == "/studio"
    assert {"/studio/contacts", "/studio/associations", "/studio/invitations"} <= set(rooms)
