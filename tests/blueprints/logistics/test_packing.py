"""Packing, tap by tap, with script and without."""

import pytest

from domain import clock, packing, stock
from domain.db import db
from domain.packing import PackingSession

KEY = "key-of-click"


@pytest.fixture
def coordinator(as_):
    return as_("coordinator")


@pytest.fixture
def address(bulk):
    return f"/studio/packing/{bulk.session.id}"


def packed(bulk):
    return db.session.get(PackingSession, bulk.session.id).packed


def test_a_tap_packs_so_many_more_without_script(coordinator, bulk, address):
    page = coordinator.get(address)
    taps = {form.select("input[name=quantity]")[0]["value"]: form for form in page.soup.select(".taps form")}
    form = {field["name"]: field["value"] for field in taps["50"].select("input")}
    for _ in range(2):
        assert coordinator.post(f"{address}/packed", form).location == address
    assert packed(bulk) == 50
    assert stock.held(bulk.hub.id)["rice"] == 300


def test_with_script_only_the_part_that_changes_comes_back(coordinator, bulk, address):
    answer = coordinator.post(f"{address}/packed", {"quantity": "٥٠", "key": KEY}, htmx=True)
    assert answer.status == 200
    assert answer.one("#session .tally").get_text() == "50"
    assert not answer.soup.select("html")
    assert answer.headers["Vary"].count("HX-Request")


def test_the_next_tap_has_another_key(coordinator, address):
    first = coordinator.post(f"{address}/packed", {"quantity": "10", "key": KEY}, htmx=True)
    keys = {field["value"] for field in first.soup.select("input[name=key]")}
    assert len(keys) == 4
    assert KEY not in keys


def test_more_than_the_parts_allow_is_refused_and_kept(coordinator, bulk, address):
    for htmx in (True, False):
        answer = coordinator.post(f"{address}/packed?lang=en", {"quantity": "201", "key": KEY}, htmx=htmx)
        assert answer.status == 409
        assert "enough for 200 more" in answer.text
        assert answer.one("#quantity")["value"] == "201"
    assert packed(bulk) == 0


def test_a_quantity_that_is_none_is_said_at_the_field(coordinator, bulk, address):
    for typed in ("", "x", "0", "-5"):
        answer = coordinator.post(f"{address}/packed", {"quantity": typed, "key": KEY})
        assert answer.status in (409, 422)
        assert answer.one("#quantity")["aria-invalid"] == "true"
    assert packed(bulk) == 0


def test_hands_are_counted(coordinator, bulk, address):
    assert coordinator.post(f"{address}/hands", {"hands": "۱۲۰"}).status == 303
    assert db.session.get(PackingSession, bulk.session.id).volunteers == 120
    answer = coordinator.post(f"{address}/hands", {"hands": "99999"})
    assert answer.status == 422
    assert answer.one("#hands")["value"] == "99999"


def test_a_session_is_planned_with_its_recipe_and_goes_its_way(coordinator, bulk):
    new = f"/studio/stock/hubs/{bulk.hub.id}/packing/new"
    form = coordinator.get(new).fields() | {"item": "food-carton", "planned": "1 000", "part1": "rice", "units1": "2"}
    for _ in range(2):
        answer = coordinator.post(f"/studio/stock/hubs/{bulk.hub.id}/packing", form)
    made = db.session.scalars(db.select(PackingSession).where(PackingSession.item_code == "food-carton")).one()
    assert (made.recipe, made.planned, made.status) == ({"rice": 2}, 1_000, "planned")
    for step, state in (("start", "running"), ("end", "done")):
        assert coordinator.post(f"{answer.location}/{step}").status == 303
        assert db.session.get(PackingSession, made.id).status == state
    assert coordinator.post(f"{answer.location}/start").status == 409
    assert coordinator.post(f"{answer.location}/packed", {"quantity": "1", "key": KEY}).status == 409


def test_a_plan_that_makes_no_sense_keeps_what_was_typed(coordinator, bulk):
    address = f"/studio/stock/hubs/{bulk.hub.id}/packing"
    form = {"item": "rice", "planned": "10", "day": "2026-11-22", "part1": "rice", "units1": "1", "key": KEY}
    answer = coordinator.post(address, form)
    assert answer.status == 422
    assert answer.one("#item")["aria-invalid"] == "true"
    answer = coordinator.post(address, form | {"part1": "flour", "day": "غدا أو بعده"})
    assert answer.status == 422
    assert answer.one("#day")["aria-invalid"] == "true"
    assert answer.one("#planned")["value"] == "10"


def test_the_day_is_understood_in_persian(coordinator, bulk):
    address = f"/studio/stock/hubs/{bulk.hub.id}/packing"
    form = {"item": "meal", "planned": "10", "day": "۱۴۰۵/۰۹/۰۱", "key": KEY}
    assert coordinator.post(address, form).status == 303
    assert packing.of_hub(bulk.hub.id)[0].day.isoformat() == "2026-11-22"


def test_others_find_nothing(as_, client, bulk, address):
    assert as_("owner").post(f"{address}/packed", {"quantity": "1", "key": KEY}).status == 404
    assert client.post(f"{address}/packed", {"quantity": "1", "key": KEY}).location.startswith("/sign-in")
    assert packed(bulk) == 0


def test_a_recipe_without_end_is_refused_as_parts_that_are_not_there(coordinator, bulk):
    million = "1000000"
    wanted = {"item": "meal", "planned": million, "day": clock.today().isoformat(), "part1": "rice", "units1": million}
    made = coordinator.post(f"/studio/stock/hubs/{bulk.hub.id}/packing", wanted | {"key": KEY}).location
    coordinator.post(f"{made}/start")
    answer = coordinator.post(f"{made}/packed", {"quantity": million, "key": KEY})  # 10¹² of rice
    assert answer.status == 409
    assert answer.one("#quantity")["value"] == million
    assert stock.held(bulk.hub.id)["rice"] == 400
