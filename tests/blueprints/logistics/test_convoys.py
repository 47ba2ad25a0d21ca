"""Convoys: planned, sent, counted by the team or by the association that receives, and on paper."""

import pytest

from domain import convoys, deliveries, hubs, stock
from domain.convoys import Convoy, ConvoyLine, ConvoyStop
from domain.db import db

KEY = "key-of-click"


@pytest.fixture
def coordinator(as_):
    return as_("coordinator")


@pytest.fixture
def sent(bulk):
    deliveries.dispatch(bulk.convoy.id, key="sent", actor_id=None)
    db.session.commit()
    return bulk


def line_of(bulk):
    return db.session.get(ConvoyLine, bulk.line.id, populate_existing=True)


def test_a_convoy_is_planned_with_stops_and_lines(coordinator, bulk, cast):
    form = coordinator.get(f"/studio/convoys/new?hub={bulk.hub.id}").fields() | {
        "name": "ستر وعافية", "hub": str(bulk.hub.id), "edition": "winter", "note": "اتصلوا قبل الوصول",
    }  # fmt: skip
    for _ in range(2):
        answer = coordinator.post("/studio/convoys", form)
    made = db.session.scalars(db.select(Convoy).where(Convoy.name == "ستر وعافية")).one()
    stop = coordinator.get(answer.location).fields() | {
        "region": "MA-08", "place": "زاكورة", "association": cast["ours"].name, "item1": "food-carton",
        "quantity1": "٢٬٥٠٠", "item2": "rice", "quantity2": "300",
    }  # fmt: skip
    for _ in range(2):
        answer = coordinator.post(f"/studio/convoys/{made.id}/stops", stop)
    [added] = db.session.scalars(db.select(ConvoyStop).where(ConvoyStop.convoy_id == made.id))
    assert added.organisation_id == cast["ours"].id
    assert [(line.item_code, line.planned) for line in added.lines] == [("food-carton", 2_500), ("rice", 300)]
    assert "زاكورة" in coordinator.get(answer.location).text


def test_a_day_that_is_not_understood_stands_in_the_refused_form_as_it_was_typed(coordinator, bulk):
    form = {"name": "قافلة", "hub": str(bulk.hub.id), "day": "بعد غد", "key": KEY}
    answer = coordinator.post("/studio/convoys", form)
    assert answer.status == 422
    field = answer.one("#day")
    assert (field["type"], field["value"], field["aria-invalid"]) == ("text", "بعد غد", "true")


@pytest.mark.parametrize(
    ("field", "typed"),
    [("association", "لا أحد"), ("region", "XX"), ("quantity1", "x"), ("quantity1", ""), ("place", "0612345678")],
)
def test_a_stop_that_cannot_be_keeps_what_was_typed(coordinator, bulk, field, typed):
    form = {"region": "MA-08", "place": "هنا", "item1": "rice", "quantity1": "3", "key": KEY} | {field: typed}
    answer = coordinator.post(f"/studio/convoys/{bulk.convoy.id}/stops", form)
    assert answer.status == 422
    assert answer.one(f"#{field}")["aria-invalid"] == "true"
    assert db.session.query(ConvoyStop).count() == 2


def test_a_whole_convoy_leaves_once(coordinator, bulk):
    address = f"/studio/convoys/{bulk.convoy.id}"
    form = coordinator.get(address).fields(f"form[action='{address}/dispatch']")
    for _ in range(2):
        assert coordinator.post(f"{address}/dispatch", form).status == 303
    assert stock.held(bulk.hub.id)["food-carton"] == 1_000
    assert "4" in coordinator.get(address).text
    assert db.session.get(Convoy, bulk.convoy.id).status == "on_the_way"


def test_when_the_stock_lacks_the_page_marks_the_lines(coordinator, bulk):
    hubs.count(bulk.hub.id, "food-carton", 3_500, "جرد", book=5_000, key="n", actor_id=None)
    answer = coordinator.post(f"/studio/convoys/{bulk.convoy.id}/dispatch?lang=en", {"key": KEY})
    assert answer.status == 409
    assert "1,000 cartons of Food carton are wanted, 500 are left" in answer.text
    assert answer.one(".error").get_text().strip() == "500 are left for it at the hub."
    assert stock.held(bulk.hub.id)["food-carton"] == 3_500


def test_a_line_leaves_alone_and_in_part(coordinator, bulk):
    address = f"/studio/convoys/lines/{bulk.line.id}"
    form = coordinator.get(address).fields(f"form[action='{address}/dispatch']")
    assert form["quantity"] == "3000"
    for _ in range(2):
        assert coordinator.post(f"{address}/dispatch", form | {"quantity": "1٬000"}).status == 303
    assert line_of(bulk).dispatched == 1_000
    answer = coordinator.post(f"{address}/dispatch?lang=en", {"quantity": "2001", "key": KEY})
    assert answer.status == 409
    assert "Only 2,000 are still to be sent" in answer.text
    assert answer.one("#quantity")["value"] == "2001"


def test_the_plan_of_a_line_changes(coordinator, bulk):
    address = f"/studio/convoys/lines/{bulk.line.id}"
    assert coordinator.post(f"{address}/plan", {"planned": "2500"}).status == 303
    assert line_of(bulk).planned == 2_500
    assert coordinator.post(f"{address}/plan", {"planned": "0"}).status == 422


def test_a_receipt_with_differences(coordinator, sent):
    address = f"/studio/convoys/lines/{sent.line.id}"
    form = coordinator.get(address).fields(f"form[action='{address}/receipt']")
    assert form["received"] == "3000"
    typed = {"received": "٢٬٩٠٠", "lost": "۴۰", "returned": "50", "reason": "انقلبت شاحنة"}
    for _ in range(2):
        assert coordinator.post(f"{address}/receipt", form | typed).status == 303
    line = line_of(sent)
    assert (line.received, line.lost, line.returned, line.on_the_way) == (2_900, 40, 50, 10)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"received": "2999", "lost": "1"}, "reason"),
        ({"received": "3001"}, "received"),
        ({"received": "0"}, "received"),
        ({"received": ""}, "received"),
        ({"received": "5", "lost": "x"}, "lost"),
        ({"received": "5", "reason": "0612345678"}, "reason"),
    ],
)
def test_a_receipt_that_cannot_be_says_why_and_keeps_what_was_typed(coordinator, as_, sent, typed, field):
    for browser, address in (
        (coordinator, f"/studio/convoys/lines/{sent.line.id}/receipt"),
        (as_("owner"), f"/desk/ours/convoys/lines/{sent.line.id}/receipt"),
    ):
        answer = browser.post(address, typed | {"key": KEY})
        assert answer.status == 422
        assert answer.one(f"#{field}")["aria-invalid"] == "true"
        assert answer.one("#received").get("value", "") == typed["received"]
    assert line_of(sent).received == 0


def test_a_count_after_a_colleague_counted_it_all_says_so(coordinator, as_, sent):
    owner, address = as_("owner"), f"/desk/ours/convoys/lines/{sent.line.id}"
    studio = f"/studio/convoys/lines/{sent.line.id}"
    assert coordinator.post(f"{studio}/receipt", coordinator.get(studio).fields(f"form[action='{studio}/receipt']"))
    for browser, form in ((owner, f"{address}/receipt"), (coordinator, f"{studio}/receipt")):
        answer = browser.post(form, {"received": "3000", "key": KEY})
        assert answer.status == 422
        assert answer.one("main .notice.amber").get_text(strip=True)


def test_members_count_what_arrives_at_their_stop(as_, sent):
    owner, address = as_("owner"), f"/desk/ours/convoys/lines/{sent.line.id}"
    assert owner.get("/desk/ours/convoys").one(f"a.btn[href='{address}']")
    form = owner.get(address).fields()
    for _ in range(2):
        assert owner.post(f"{address}/receipt", form | {"received": "3000"}).location == "/desk/ours/convoys"
    assert line_of(sent).received == 3_000


def test_another_association_and_another_stop_are_not_found(as_, sent):
    assert as_("stranger").get("/desk/theirs/convoys").status == 404
    assert as_("stranger").get("/desk/ours/convoys").status == 404
    assert as_("stranger").get(f"/desk/theirs/convoys/lines/{sent.line.id}").status == 404
    for address in (f"/desk/ours/convoys/lines/{sent.other.id}", f"/desk/theirs/convoys/lines/{sent.line.id}"):
        assert as_("owner").post(f"{address}/receipt", {"received": "1", "key": KEY}).status == 404
    assert as_("coordinator").get("/desk/ours/convoys").status == 404
    assert line_of(sent).received == 0


def test_the_desk_has_a_room_for_convoys_only_when_one_stops_there(as_, bulk):
    assert as_("owner").get("/desk/ours").soup.select("a[href='/desk/ours/convoys']")
    assert not as_("stranger").get("/desk/theirs").soup.select("a[href='/desk/theirs/convoys']")


def test_a_visitor_is_sent_to_sign_in(client, sent):
    for address in ("/desk/ours/convoys", f"/studio/convoys/{sent.convoy.id}", f"/convoys/{sent.convoy.id}/receipt"):
        assert client.get(address).location.startswith("/sign-in")


def test_the_code_on_the_sheet_leads_each_reader_to_their_page(as_, coordinator, sent):
    address = f"/convoys/{sent.convoy.id}/receipt"
    page = coordinator.get(f"/studio/convoys/{sent.convoy.id}/sheet")
    assert page.one("svg.qr")
    assert coordinator.get(address).location == f"/studio/convoys/{sent.convoy.id}"
    assert as_("member").get(address).location == f"/desk/ours/convoys#c{sent.convoy.id}"
    assert as_("stranger").get(address).status == 404


def test_convoys_are_listed_by_state_region_and_day(coordinator, sent):
    def found(query):
        return len(coordinator.get(f"/studio/convoys?{query}").soup.select("main .list li"))

    day = sent.convoy.leaves_on.isoformat()
    assert found("") == found("state=on_the_way") == found("region=MA-05") == found(f"day={day}") == 1
    assert found("state=planned") == found("region=MA-01") == found("day=2020-01-01") == 0
    assert found("state=x&region=y&day=z&after=w&hub=q") == 1
    assert found(f"hub={sent.hub.id}") == 1


def test_the_list_goes_on_in_a_fragment(coordinator, bulk, monkeypatch):
    monkeypatch.setattr(convoys, "PAGE", 1)
    form = {"name": "أخرى", "hub": str(bulk.hub.id), "day": "2026-11-30", "key": KEY}
    assert coordinator.post("/studio/convoys", form).status == 303
    more = coordinator.get("/studio/convoys").one("a.more")["href"]
    fragment = coordinator.get(more, htmx=True)
    assert len(fragment.soup.select("li")) == 1
    assert not fragment.soup.select("html")


def test_a_convoy_that_left_is_not_cancelled(coordinator, sent):
    assert coordinator.post(f"/studio/convoys/{sent.convoy.id}/cancellation").status == 409


def test_a_cancelled_convoy_is_off_the_desk(coordinator, as_, bulk):
    assert coordinator.post(f"/studio/convoys/{bulk.convoy.id}/cancellation").status == 303
    assert as_("owner").get(f"/desk/ours/convoys/lines/{bulk.line.id}").status == 404
    assert coordinator.post(f"/studio/convoys/{bulk.convoy.id}/dispatch", {"key": KEY}).status == 409


def test_what_is_sent_and_arrives_changes_the_page_of_its_campaign(coordinator, client, sent):
    before = client.get("/campaigns/winter").headers["ETag"]
    form = {"received": "3000", "key": KEY}
    coordinator.post(f"/studio/convoys/lines/{sent.line.id}/receipt", form)
    assert client.get("/campaigns/winter").headers["ETag"] != before
