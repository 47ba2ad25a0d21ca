"""Goods become cartons: never more than the parts allow, once for each tap."""

import pytest

from domain import audits, clock, deliveries, hubs, packing, stock
from domain.db import db
from domain.errors import WrongState
from domain.hubs import HubClosed
from domain.packing import PartsMissing, RecipeOfItself, SomethingPacked, TooManyHands
from domain.stock import NothingMoved, StockMovement

RECIPE = {"rice": 2, "cooking-oil": 1}


@pytest.fixture
def hub(app):
    made = hubs.open_hub("مخزن وجدة", "MA-02", "وجدة", key="hub", actor_id=None)
    hubs.supply(made.id, "rice", 201, "هبة", key="rice", actor_id=None)
    hubs.supply(made.id, "cooking-oil", 500, "هبة", key="oil", actor_id=None)
    db.session.commit()
    return made


@pytest.fixture
def session(hub):
    made = packing.plan(hub.id, "food-carton", RECIPE, 300, clock.today(), key="session", actor_id=None)
    packing.move(made.id, "running", actor_id=None)
    db.session.commit()
    return made


def test_packing_takes_the_parts_and_puts_cartons_in(hub, session):
    packing.pack(session.id, 50, key="tap", actor_id=None)
    assert stock.held(hub.id) == {"cooking-oil": 450, "rice": 101, "food-carton": 50}
    assert session.packed == 50
    assert audits.audit() == []


def test_never_more_than_the_parts_allow(hub, session):
    assert packing.packable(session) == 100
    with pytest.raises(PartsMissing) as broken:
        packing.pack(session.id, 101, key="tap", actor_id=None)
    assert broken.value.context == {"item": "rice", "remaining": 100}
    db.session.rollback()
    assert stock.held(hub.id) == {"cooking-oil": 500, "rice": 201}


def test_one_tap_sent_twice_packs_once_even_after_the_end(hub, session):
    packing.pack(session.id, 50, key="tap", actor_id=None)
    packing.move(session.id, "done", actor_id=None)
    packing.pack(session.id, 50, key="tap", actor_id=None)
    assert packing.find(session.id).packed == 50


def test_cartons_that_come_packed_have_no_parts(hub):
    session = packing.plan(hub.id, "meal", {}, 10, clock.today(), key="meals", actor_id=None)
    packing.move(session.id, "running", actor_id=None)
    assert packing.packable(session) is None
    packing.pack(session.id, 25, key="tap", actor_id=None)
    assert stock.held(hub.id)["meal"] == 25


def test_nothing_is_packed_before_the_start_or_after_the_end(session):
    packing.move(session.id, "done", actor_id=None)
    with pytest.raises(WrongState):
        packing.pack(session.id, 1, key="tap", actor_id=None)
    with pytest.raises(WrongState):
        packing.move(session.id, "running", actor_id=None)


def test_a_session_that_packed_something_is_not_cancelled(session):
    packing.pack(session.id, 1, key="tap", actor_id=None)
    with pytest.raises(SomethingPacked):
        packing.move(session.id, "cancelled", actor_id=None)


def test_a_tap_is_taken_back_whole(hub, session):
    packing.pack(session.id, 50, key="tap", actor_id=None)
    packing.pack(session.id, 10, key="other", actor_id=None)
    part = db.session.scalars(db.select(StockMovement).where(StockMovement.key == "tap:rice")).one()
    for _ in range(2):
        deliveries.correct(part, "عُدّت مرتين", actor_id=None)
    assert session.packed == 10
    assert stock.held(hub.id) == {"cooking-oil": 490, "rice": 181, "food-carton": 10}
    assert audits.audit() == []


def test_hands_are_counted_within_reason(session):
    assert packing.count_hands(session.id, 120, actor_id=None).volunteers == 120
    with pytest.raises(TooManyHands):
        packing.count_hands(session.id, 10_001, actor_id=None)


def test_a_plan_that_makes_no_sense_is_refused(hub):
    with pytest.raises(RecipeOfItself):
        packing.plan(hub.id, "rice", {"rice": 1}, 5, clock.today(), key="a", actor_id=None)
    with pytest.raises(NothingMoved):
        packing.plan(hub.id, "meal", {"rice": 0}, 5, clock.today(), key="b", actor_id=None)
    empty = hubs.open_hub("فارغ", "MA-02", "", key="empty", actor_id=None)
    hubs.close_hub(empty.id, actor_id=None)
    with pytest.raises(HubClosed):
        packing.plan(empty.id, "meal", {}, 5, clock.today(), key="c", actor_id=None)


def test_a_plan_sent_twice_is_one_session(session):
    again = packing.plan(session.hub_id, "food-carton", RECIPE, 300, clock.today(), key="session", actor_id=None)
    assert again.id == session.id
