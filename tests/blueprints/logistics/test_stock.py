"""The hubs: goods come in, are counted, and the book stays."""

import pytest

from domain import deliveries, stock
from domain.db import db
from domain.hubs import Hub
from domain.stock import StockMovement

KEY = "key-of-click"


@pytest.fixture
def coordinator(as_):
    return as_("coordinator")


def held(bulk):
    return stock.held(bulk.hub.id)


def movements():
    return db.session.scalars(db.select(StockMovement).order_by(StockMovement.id)).all()


def test_the_first_page_without_a_hub_says_what_to_do(coordinator):
    assert coordinator.get("/studio/stock").one(".empty a")["href"] == "/studio/stock/hubs/new"


def test_the_stock_shows_each_hub_with_what_it_holds(coordinator, bulk):
    page = coordinator.get("/studio/stock?lang=en")
    assert "5,000 cartons" in page.text
    assert "400 in, 0 out" in page.text
    assert "Meal Running" in page.text


def test_a_planner_moves_goods_too(as_, bulk):
    planner = as_("planner")
    page = planner.get("/studio/stock")
    assert page.status == 200
    assert page.soup.select(".chips a[aria-current=page]")[0]["href"] == "/studio/stock"
    address = f"/studio/stock/hubs/{bulk.hub.id}/supply"
    assert planner.post(address, {"item": "rice", "quantity": "5", "donor": "هبة", "key": KEY}).status == 303


@pytest.mark.parametrize("who", ["stranger", "owner", "volunteer", "specialist", "guest"])
def test_others_find_nothing(as_, bulk, who):
    for address in ("/studio/stock", f"/studio/stock/hubs/{bulk.hub.id}", "/studio/convoys"):
        assert as_(who).get(address).status == 404


def test_a_visitor_is_sent_to_sign_in(client, bulk):
    assert client.get("/studio/stock").location.startswith("/sign-in")


def test_a_hub_is_added_once(coordinator):
    form = coordinator.get("/studio/stock/hubs/new").fields() | {"name": "مخزن تازة", "region": "MA-03", "place": ""}
    for _ in range(2):
        answer = coordinator.post("/studio/stock/hubs", form)
    assert db.session.query(Hub).count() == 1
    assert coordinator.get(answer.location).one("h1").get_text() == "مخزن تازة"


def test_a_hub_without_a_name_is_asked_for_one_and_the_place_is_kept(coordinator):
    form = coordinator.get("/studio/stock/hubs/new").fields() | {"name": "", "region": "MA-03", "place": "تازة"}
    answer = coordinator.post("/studio/stock/hubs", form)
    assert answer.status == 422
    assert answer.one("#name")["aria-invalid"] == "true"
    assert answer.one("#place")["value"] == "تازة"


def test_goods_come_in_with_a_number_in_any_digits(coordinator, bulk):
    address = f"/studio/stock/hubs/{bulk.hub.id}/supply"
    form = coordinator.get(address).fields() | {
        "item": "rice",
        "quantity": "١٬٢٠٠",
        "donor": "مطحنة",
        "edition": "winter",
    }
    for _ in range(2):
        assert coordinator.post(address, form).status == 303
    assert held(bulk)["rice"] == 1_600
    assert movements()[-1].edition_id == bulk.edition.id


@pytest.mark.parametrize(
    ("field", "typed"),
    [("quantity", "0"), ("quantity", "كثير"), ("item", "gold"), ("item", ""), ("donor", ""), ("donor", "0612345678")],
)
def test_what_cannot_come_in_is_said_at_its_field_and_the_rest_kept(coordinator, bulk, field, typed):
    address = f"/studio/stock/hubs/{bulk.hub.id}/supply"
    form = {"item": "rice", "quantity": "7", "donor": "مطحنة", "key": KEY} | {field: typed}
    answer = coordinator.post(address, form)
    assert answer.status == 422
    assert answer.one(f"#{field}")["aria-invalid"] == "true"
    if field != "quantity":
        assert answer.one("#quantity")["value"] == "7"
    assert held(bulk)["rice"] == 400


def test_counting_writes_the_difference(coordinator, bulk):
    address = f"/studio/stock/hubs/{bulk.hub.id}/items/rice"
    form = coordinator.get(address).fields() | {"counted": "۳۹۰", "reason": "أكياس ممزقة"}
    assert form["book"] == "400"
    for _ in range(2):
        assert coordinator.post(f"{address}/count", form).status == 303
    assert held(bulk)["rice"] == 390


def test_a_count_that_differs_is_asked_why(coordinator, bulk):
    address = f"/studio/stock/hubs/{bulk.hub.id}/items/rice"
    answer = coordinator.post(f"{address}/count", coordinator.get(address).fields() | {"counted": "390"})
    assert answer.status == 422
    assert answer.one("#reason")["aria-invalid"] == "true"
    assert answer.one("#counted")["value"] == "390"


def test_a_count_of_an_old_book_is_told_and_overwrites_nothing(coordinator, as_, bulk):
    address = f"/studio/stock/hubs/{bulk.hub.id}/items/rice"
    form = coordinator.get(address).fields() | {"counted": "390", "reason": "نقص"}
    supply = {"item": "rice", "quantity": "5", "donor": "هبة", "key": KEY}
    as_("planner").post(f"/studio/stock/hubs/{bulk.hub.id}/supply", supply)
    answer = coordinator.post(f"{address}/count?lang=en", form)
    assert answer.status == 409
    assert "405 now" in answer.text
    assert held(bulk)["rice"] == 405


def test_a_movement_is_taken_back_with_a_reason_once(coordinator, bulk):
    address = f"/studio/stock/movements/{movements()[0].id}"
    assert coordinator.post(f"{address}/correction", {"reason": ""}).status == 422
    for _ in range(2):
        assert coordinator.post(f"{address}/correction", {"reason": "كُتب مرتين"}).status == 303
    assert "rice" not in held(bulk)
    page = coordinator.get(f"{address}?lang=en")
    assert "This was taken back." in page.text
    assert not page.soup.select(f"form[action='{address}/correction']")


def test_what_is_gone_cannot_be_taken_back(coordinator, bulk):
    coordinator.post(f"/studio/packing/{bulk.session.id}/packed", {"quantity": "1", "key": KEY})
    answer = coordinator.post(f"/studio/stock/movements/{movements()[0].id}/correction?lang=en", {"reason": "خطأ"})
    assert answer.status == 409
    assert "Only 398" in answer.text


def test_the_book_goes_on_in_a_fragment(coordinator, bulk, monkeypatch):
    monkeypatch.setattr("domain.hubs.PAGE", 1)
    page = coordinator.get(f"/studio/stock/hubs/{bulk.hub.id}")
    more = page.one("a.more")["href"]
    fragment = coordinator.get(more, htmx=True)
    assert len(fragment.soup.select("article")) == 1
    assert not fragment.soup.select("html")
    assert coordinator.get(more).one("h1")


def test_a_hub_is_closed_once_empty(coordinator, bulk):
    assert coordinator.post(f"/studio/stock/hubs/{bulk.hub.id}/closing").status == 409
    assert db.session.get(Hub, bulk.hub.id).is_open


@pytest.mark.parametrize("address", ["hubs/999", "hubs/1/items/gold", "movements/999"])
def test_what_is_not_there_is_not_found(coordinator, bulk, address):
    assert coordinator.get(f"/studio/stock/{address}").status == 404


def test_a_strange_place_in_the_book_is_its_beginning(coordinator, bulk):
    for after in ("x", "2026-01-01", "2026-13-01.5", "2026-01-01.99999999999", "."):
        assert coordinator.get(f"/studio/stock/hubs/{bulk.hub.id}?after={after}").status == 200


def test_more_than_comes_at_once_can_be_counted(coordinator, bulk):
    for key in ("million-1", "million-2"):
        supply = {"item": "rice", "quantity": "1000000", "donor": "هبة", "key": key}
        assert coordinator.post(f"/studio/stock/hubs/{bulk.hub.id}/supply", supply).status == 303
    address = f"/studio/stock/hubs/{bulk.hub.id}/items/rice"
    form = coordinator.get(address).fields() | {"counted": "2000000", "reason": "نقص"}
    assert coordinator.post(f"{address}/count", form).status == 303
    assert held(bulk)["rice"] == 2_000_000


@pytest.mark.parametrize("typed", ["1000000000000", "٢١٤٧٤٨٣٦٤٨", "-5"])
def test_a_quantity_beyond_reason_is_refused_at_its_field_wherever_it_is_typed(coordinator, as_, bulk, typed):
    hub, line = f"/studio/stock/hubs/{bulk.hub.id}", f"/studio/convoys/lines/{bulk.line.id}"
    deliveries.dispatch(bulk.convoy.id, {bulk.line.id: 10}, key="sent", actor_id=None)
    db.session.commit()
    for address, name, more in (
        (f"{hub}/supply", "quantity", {"item": "rice", "donor": "هبة"}),
        (f"{hub}/items/rice/count", "counted", {"reason": "نقص", "book": "400"}),
        (f"{hub}/packing", "planned", {"item": "meal", "day": "2026-12-01"}),
        (f"/studio/packing/{bulk.session.id}/packed", "quantity", {}),
        (f"/studio/packing/{bulk.session.id}/hands", "hands", {}),
        (f"/studio/convoys/{bulk.convoy.id}/stops", "quantity1", {"region": "MA-02", "item1": "rice"}),
        (f"{line}/plan", "planned", {}),
        (f"{line}/dispatch", "quantity", {}),
        (f"{line}/receipt", "lost", {"received": "1"}),
        (f"/desk/ours/convoys/lines/{bulk.line.id}/receipt", "received", {}),
    ):
        browser = as_("owner") if address.startswith("/desk") else coordinator
        answer = browser.post(address, {name: typed, "key": KEY} | more)
        assert answer.status == 422, address
        assert answer.soup.select(f"[name={name}][aria-invalid=true]"), address
