"""The collection and handover board: planned, filled, taken, done; and who sees whom to call."""

from datetime import timedelta

import pytest

from domain import clock, collections, gathering, handovers
from domain.collections import Collected, Collection
from domain.db import db
from domain.gathering import Plan
from domain.pledges import Pledge
from tests import factories


@pytest.fixture
def pledge(cast):
    """Prepared by a volunteer whose name and phone stand out."""
    cast["volunteer"].name, cast["volunteer"].phone = "نعيمة البوعزاوي", "+212677889900"
    made = factories.pledge(factories.need(cast["ours"]), cast["volunteer"], 6)
    return handovers.prepare(made.id, ["washed"], actor_id=cast["volunteer"].id)


@pytest.fixture
def collection(cast, pledge):
    """Today's, with the pledge in it, looked after by the coordinator."""
    plan = Plan("MA-02", "دار الشباب", clock.today(), "09:00", "12:00", "الباب الأزرق")
    ids = [pledge.id]
    return gathering.plan(plan, "one", actor_id=cast["coordinator"].id, mine=True, pledge_ids=ids)


def fresh(row):
    return db.session.get_one(type(row), row.id, populate_existing=True)


def at(collection: Collection, step: str = "") -> str:
    return f"/studio/handovers/{collection.id}{step}"


def typed(**values: str) -> dict[str, str]:
    given = {"region": "MA-02", "place": "السوق", "day": clock.today().isoformat(), "begins": "10:00", "ends": "12:00"}
    return given | {"note": "", "key": "k1"} | values


def shows_volunteer(page) -> bool:
    return "نعيمة" in page.body or "77889900" in page.body.replace(" ", "").replace("\u00a0", "")


def test_what_waits_stands_on_the_board_without_a_name(as_, pledge):
    page = as_("coordinator").get("/studio/handovers")
    assert len(page.soup.select("ol.week > li")) == 7
    assert len(page.soup.select("section[aria-labelledby=waits] details li")) == 1
    assert not shows_volunteer(page)
    assert pledge.code not in page.body
    for odd in ("?from=yesterday", "?from=9999-12-31", "?region=XX", "?within=-7", "?from=0001-01-01"):
        assert as_("coordinator").get(f"/studio/handovers{odd}").status == 200
    assert as_("coordinator").get("/studio/handovers?region=MA-03").soup.select("section[aria-labelledby=waits] .empty")


def test_a_collection_is_planned_with_all_that_waits_in_the_region(as_, cast, pledge):
    browser = as_("coordinator")
    form = browser.get("/studio/handovers/new?region=MA-02").fields("form[action='/studio/handovers']")
    assert form["key"]
    page = browser.post("/studio/handovers", typed(key=form["key"], gather="y", mine="y"))
    made = db.session.query(Collection).one()
    assert page.location == at(made)
    assert made.coordinator_id == cast["coordinator"].id
    assert [one.id for one in collections.inside(made)] == [pledge.id]
    again = browser.post("/studio/handovers", typed(key=form["key"], gather="y", mine="y"))
    assert again.location == at(made)
    assert made.place in browser.get("/studio/handovers").one("ol.week").get_text()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"place": " "}, "place"),
        ({"day": "2020-01-01"}, "day"),
        ({"begins": "13:00"}, "ends"),
        ({"region": "XX"}, "region"),
    ],
)
def test_what_is_not_understood_is_said_at_its_field_and_the_rest_is_kept(as_, collection, wrong, field):
    for address, more in (("/studio/handovers", {}), (at(collection), {"revision": "1"})):
        page = as_("coordinator").post(address, typed(note="اتصلوا قبل الوصول", **more) | wrong)
        assert page.status == 422
        assert page.one(f"[name={field}][aria-invalid]")
        assert page.one("textarea[name=note]").get_text().strip() == "اتصلوا قبل الوصول"
    assert db.session.query(Collection).count() == 1


def test_only_who_looks_after_it_sees_whom_to_call(as_, cast, pledge, collection):
    mine, theirs = as_("coordinator").get(at(collection)), as_("admin").get(at(collection))
    assert "نعيمة البوعزاوي" in mine.text
    assert mine.one("a[href='tel:+212677889900']")
    assert not shows_volunteer(theirs)
    assert str(pledge.id) in theirs.one("form[action$='/moves']").get_text()
    assert pledge.code not in mine.body


def test_taking_it_over_shows_whom_to_call_and_hides_it_from_who_had_it(as_, cast, pledge, collection):
    admin = as_("admin")
    form = admin.get(at(collection)).fields("form[action$='/taking']")
    assert admin.post(at(collection, "/taking"), form).location == at(collection)
    assert shows_volunteer(admin.get(at(collection)))
    assert not shows_volunteer(as_("coordinator").get(at(collection)))
    assert as_("coordinator").post(at(collection, "/release")).status == 409
    assert admin.post(at(collection, "/release")).status == 303
    assert not shows_volunteer(admin.get(at(collection)))


def test_opening_the_page_changes_and_logs_nothing(as_, collection):
    before = db.session.query(collections.Collected).count()
    as_("coordinator").get(at(collection))
    assert fresh(collection).revision == 1
    assert db.session.query(Collected).count() == before


def test_two_who_take_it_at_once(as_, cast, collection):
    collection.coordinator_id = None
    assert as_("admin").post(at(collection, "/taking"), {"seen": ""}).status == 303
    page = as_("coordinator").post(at(collection, "/taking"), {"seen": ""})
    assert page.status == 409
    assert page.one("main .notice.red")
    assert fresh(collection).coordinator_id == cast["admin"].id
    assert not shows_volunteer(page)


def test_a_colleague_is_asked_to_take_it_and_sees_nobody_before(as_, cast, collection):
    form = {"person": str(cast["admin"].id)}
    assert as_("coordinator").post(at(collection, "/request"), form).status == 303
    assert as_("admin").get("/inbox").one(f"#inbox a[href='{at(collection)}']")
    assert not shows_volunteer(as_("admin").get(at(collection)))
    assert as_("coordinator").post(at(collection, "/request"), {"person": str(cast["volunteer"].id)}).status == 409


def test_more_is_put_in_and_what_is_elsewhere_is_told(as_, cast, collection):
    other = factories.pledge(factories.need(cast["theirs"]), cast["volunteer2"])
    handovers.prepare(other.id, ["washed"], actor_id=cast["volunteer2"].id)
    browser = as_("coordinator")
    assert browser.get(at(collection)).soup.select(f"form[action$='/pledges'] [value='{other.id}']")
    assert browser.post(at(collection, "/pledges"), {"pledge": [str(other.id)]}).status == 303
    page = browser.post(at(collection, "/pledges"), {"pledge": [str(other.id), "x", ""]})
    assert page.status == 409
    assert "دار الشباب" in page.one("main .notice.red").get_text()
    assert browser.post(at(collection, "/pledges"), {"all": "MA-02"}).status == 409
    assert browser.post(at(collection, "/moves"), {"pledge": [str(other.id)], "to": ""}).status == 303
    assert browser.post(at(collection, "/pledges"), {"all": "MA-02"}).status == 303
    assert db.session.query(Collected).count() == 2


def test_a_pledge_is_moved_to_another_day(as_, cast, pledge, collection):
    later = gathering.plan(
        Plan("MA-02", "السوق", clock.today() + timedelta(days=3)), "two", actor_id=cast["admin"].id, mine=True
    )
    browser = as_("coordinator")
    form = {"pledge": [str(pledge.id)], "to": str(later.id)}
    assert browser.get(at(collection)).soup.select(f"select[name=to] option[value='{later.id}']")
    assert browser.post(at(collection, "/moves"), form | {"to": "999999"}).status == 409
    assert browser.post(at(collection, "/moves"), form).status == 303
    assert browser.post(at(collection, "/moves"), form).status == 409
    assert [one.id for one in collections.inside(later)] == [pledge.id]
    assert shows_volunteer(as_("admin").get(at(later)))
    assert not shows_volunteer(browser.get(at(collection)))


def test_done_hands_over_what_came(as_, pledge, collection):
    browser = as_("coordinator")
    assert as_("admin").post(at(collection, "/completion"), {"pledge": [str(pledge.id)]}).status == 409
    page = browser.get(at(collection))
    assert page.soup.select("button[formaction$='/completion']")
    assert page.one(f"form[action$='/moves'] [value='{pledge.id}']").has_attr("checked")
    assert browser.post(at(collection, "/completion"), {"pledge": [str(pledge.id)]}).status == 303
    assert db.session.get_one(Pledge, pledge.id, populate_existing=True).status == "handed_over"
    after = browser.get(at(collection))
    assert not shows_volunteer(after)
    assert not after.soup.select("main form")
    assert browser.post(at(collection, "/completion")).status == 409


def test_a_cancelled_collection_is_told(as_, pledge, collection):
    assert as_("admin").post(at(collection, "/cancellation")).status == 303
    assert fresh(collection).status == "cancelled"
    said = as_("volunteer").get("/inbox").one("#inbox article:first-of-type a")
    assert said["href"] == f"/pledges/{pledge.id}"
    assert not as_("volunteer").get(f"/pledges/{pledge.id}").soup.select("#collection")


def test_two_who_change_it_at_once_overwrite_nothing_unseen(as_, collection):
    assert as_("admin").post(at(collection), typed(revision="1", place="المدرسة")).status == 303
    page = as_("coordinator").post(at(collection), typed(revision="1", place="السوق"))
    assert page.status == 409
    assert page.one("input[name=place]")["value"] == "السوق"
    assert page.one("input[name=revision]")["value"] == "2"
    assert fresh(collection).place == "المدرسة"
    assert as_("coordinator").post(at(collection), typed(revision="2", place="السوق")).status == 303


def test_the_volunteer_sees_where_and_when_and_who_looks_after_it(as_, cast, pledge, collection):
    card = as_("volunteer").get(f"/pledges/{pledge.id}").one("#collection")
    for words in ("دار الشباب", "الباب الأزرق", "09:00", cast["coordinator"].name):
        assert words in card.get_text()
    assert cast["coordinator"].phone not in as_("volunteer").get(f"/pledges/{pledge.id}").body


def test_the_association_sees_where_and_when_it_is_gathered(as_, pledge, collection):
    assert "دار الشباب" in as_("owner").get("/desk/ours/incoming").one("article.arrival").get_text()


@pytest.mark.parametrize("who", ["volunteer", "owner", "planner", "specialist", "guest"])
def test_the_board_is_for_the_platform_team(as_, collection, who):
    browser = as_(who)
    for address in ("/studio/handovers", "/studio/handovers/new", at(collection)):
        assert browser.get(address).status == 404
    steps = ("pledges", "moves", "taking", "release", "request", "completion", "cancellation")
    for address in ("/studio/handovers", at(collection), *(at(collection, f"/{step}") for step in steps)):
        assert browser.post(address, typed(revision="1")).status == 404
    assert fresh(collection).status == "planned"


def test_a_visitor_signs_in_first(client, collection):
    assert client.get(at(collection)).location == f"/sign-in?next={at(collection)}"
    assert client.post(at(collection, "/taking")).location == "/sign-in"


def test_what_is_no_collection_is_not_there(as_):
    assert as_("coordinator").get("/studio/handovers/999999").status == 404
    assert as_("coordinator").get("/studio/handovers/99999999999").status == 404
