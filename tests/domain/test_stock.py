"""The ledger of goods in bulk: what it promises, and that its sums always close."""

import threading
from random import Random

import pytest
from sqlalchemy import text

from domain import audits, deliveries, hubs, packing, routes, stock
from domain.db import db
from domain.errors import RuleBroken
from domain.hubs import BookMoved, Hub, HubClosed, HubNotEmpty
from domain.stock import (
    CannotCorrect,
    Move,
    MovementKeyOfAnother,
    NotEnoughStock,
    NothingMoved,
    ReasonMissing,
    StockMovement,
)


@pytest.fixture
def hub(app):
    made = hubs.open_hub("مخزن وجدة", "MA-02", "وجدة", key="hub", actor_id=None)
    db.session.commit()
    return made


def bring(hub, units, item="rice", key=None):
    hubs.supply(hub.id, item, units, "بنك الطعام", key=key or f"bring-{item}-{units}", actor_id=None)


def latest():
    return db.session.scalars(db.select(StockMovement).order_by(StockMovement.id.desc())).first()


def how_many():
    return db.session.scalar(text("SELECT COUNT(*) FROM stock_movement"))


def test_goods_that_come_stand_in_the_hub_with_who_gave_them(hub):
    bring(hub, 1_000)
    assert stock.held(hub.id) == {"rice": 1_000}
    assert latest().note == "بنك الطعام"
    assert stock.balance(stock.SUPPLY, "rice") == -1_000
    assert audits.audit() == []


def test_a_repeat_of_the_same_click_moves_nothing_twice(hub):
    bring(hub, 10, key="click")
    bring(hub, 10, key="click")
    assert stock.held(hub.id) == {"rice": 10}
    assert how_many() == 1


def test_a_click_repeated_with_other_figures_is_refused(hub):
    bring(hub, 10, key="click")
    with pytest.raises(MovementKeyOfAnother):
        bring(hub, 11, key="click")


def test_a_hub_opened_twice_by_one_click_is_one_hub(hub):
    assert hubs.open_hub("آخر", "MA-02", "", key="hub", actor_id=None).id == hub.id


def test_nothing_is_no_movement(hub):
    with pytest.raises(NothingMoved):
        bring(hub, 0)


def test_no_account_but_a_source_gives_what_it_has_not(hub):
    bring(hub, 5)
    db.session.commit()
    with pytest.raises(NotEnoughStock) as broken:
        stock.post([Move("loss", "rice", 6, hub.account, stock.LOST, "lost")], actor_id=None)
    assert broken.value.context == {"item": "rice", "remaining": 5}
    db.session.rollback()
    assert how_many() == 1
    assert audits.audit() == []


def test_a_posting_is_written_whole_or_not_at_all(hub):
    bring(hub, 5)
    db.session.commit()
    moves = [
        Move("loss", "rice", 3, hub.account, stock.LOST, "one"),
        Move("loss", "rice", 3, hub.account, stock.LOST, "two"),
    ]
    with pytest.raises(NotEnoughStock):
        stock.post(moves, actor_id=None)
    db.session.rollback()
    assert stock.held(hub.id) == {"rice": 5}


def test_beneath_the_condition_stands_a_constraint(hub):
    bring(hub, 5)
    with pytest.raises(Exception, match="never_negative"):
        db.session.execute(text("UPDATE stock_balance SET quantity = -1 WHERE NOT is_source"))
    db.session.rollback()


def test_the_database_refuses_to_change_or_remove_a_movement(hub):
    bring(hub, 5)
    db.session.commit()
    for statement in ("UPDATE stock_movement SET quantity = 6", "DELETE FROM stock_movement"):
        with pytest.raises(Exception, match="never changed"):
            db.session.execute(text(statement))
        db.session.rollback()


def test_counting_writes_the_difference_with_its_reason(hub):
    bring(hub, 100)
    assert hubs.count(hub.id, "rice", 96, "كيس ممزق", book=100, key="less", actor_id=None) == -4
    assert hubs.count(hub.id, "rice", 99, "وُجدت خلف الباب", book=96, key="more", actor_id=None) == 3
    assert stock.held(hub.id) == {"rice": 99}
    assert stock.balance(stock.LOST, "rice") == 4
    assert audits.audit() == []


def test_a_count_that_agrees_writes_nothing(hub):
    bring(hub, 100)
    assert hubs.count(hub.id, "rice", 100, "", book=100, key="same", actor_id=None) == 0
    assert how_many() == 1


def test_a_difference_needs_a_reason(hub):
    bring(hub, 100)
    with pytest.raises(ReasonMissing):
        hubs.count(hub.id, "rice", 99, "", book=100, key="less", actor_id=None)


def test_counting_against_an_old_book_is_told(hub):
    bring(hub, 100)
    with pytest.raises(BookMoved) as broken:
        hubs.count(hub.id, "rice", 90, "خطأ", book=80, key="old", actor_id=None)
    assert broken.value.context == {"book": 100}


def test_of_two_who_count_in_one_moment_one_is_told_that_the_book_moved(app, hub, monkeypatch):
    bring(hub, 100)
    db.session.commit()
    hub_id, read, told, others = hub.id, stock.balance, [], []

    def count(key):
        with app.app_context():
            try:
                hubs.count(hub_id, "rice", 90, "جرد", book=100, key=key, actor_id=None)
                db.session.commit()
            except BookMoved as broken:
                told.append(broken.context["book"])
            db.session.remove()

    def read_while_another_counts(place, item):
        found = read(place, item)
        if not others:
            others.append(threading.Thread(target=count, args=("theirs",)))
            others[0].start()
            others[0].join(timeout=1)
        return found

    monkeypatch.setattr(hubs, "balance", read_while_another_counts)
    count("mine")
    others[0].join()
    assert stock.held(hub_id) == {"rice": 90}
    assert told == [90]


def test_a_count_sent_twice_is_one_count(hub):
    bring(hub, 100)
    for _ in range(2):
        assert hubs.count(hub.id, "rice", 90, "خطأ", book=100, key="twice", actor_id=None) == -10
    assert stock.held(hub.id) == {"rice": 90}


def test_a_correction_moves_back_and_names_what_it_corrects(hub):
    bring(hub, 100)
    wrong = latest()
    for _ in range(2):
        deliveries.correct(wrong, "كُتبت مرتين", actor_id=None)
    assert stock.held(hub.id) == {}
    assert (latest().corrects, latest().kind, latest().note) == (wrong.id, "correction", "كُتبت مرتين")
    assert how_many() == 2
    assert audits.audit() == []


def test_a_correction_is_not_corrected_and_needs_a_reason(hub):
    bring(hub, 100)
    with pytest.raises(ReasonMissing):
        deliveries.correct(latest(), "", actor_id=None)
    deliveries.correct(latest(), "خطأ", actor_id=None)
    with pytest.raises(CannotCorrect):
        deliveries.correct(latest(), "خطأ", actor_id=None)


def test_what_was_passed_on_cannot_be_taken_back(hub):
    bring(hub, 100)
    wrong = latest()
    stock.post([Move("loss", "rice", 1, hub.account, stock.LOST, "gone")], actor_id=None)
    db.session.commit()
    with pytest.raises(NotEnoughStock) as broken:
        deliveries.correct(wrong, "خطأ", actor_id=None)
    assert broken.value.context["remaining"] == 99


def test_a_hub_is_closed_once_it_is_empty_and_then_takes_nothing(hub):
    bring(hub, 1)
    with pytest.raises(HubNotEmpty):
        hubs.close_hub(hub.id, actor_id=None)
    hubs.count(hub.id, "rice", 0, "وُزع", book=1, key="out", actor_id=None)
    hubs.close_hub(hub.id, actor_id=None)
    with pytest.raises(HubClosed):
        bring(hub, 2)


def test_the_book_is_read_in_pages_the_latest_first(hub):
    for number in range(hubs.PAGE + 5):
        bring(hub, 1, key=f"n{number}")
    first, more = hubs.ledger(hub)
    second, end = hubs.ledger(hub, after=more)
    ids = [one.movement.id for one in (*first, *second)]
    assert len(first) == hubs.PAGE
    assert ids == sorted(ids, reverse=True)
    assert len(set(ids)) == hubs.PAGE + 5
    assert end is None


def test_what_came_and_went_lately_stands_by_hub_and_item(hub):
    bring(hub, 100)
    hubs.count(hub.id, "rice", 90, "خطأ", book=100, key="less", actor_id=None)
    flow = hubs.flows()[hub.id]
    assert (flow.came, flow.went) == ({"rice": 100}, {"rice": 10})


def test_the_audit_sees_what_does_not_close_and_rebuild_mends_it(hub):
    bring(hub, 100)
    db.session.execute(text("UPDATE stock_balance SET quantity = 7 WHERE NOT is_source"))
    gaps = audits.audit()
    assert [(one.what, one.kept, one.made) for one in gaps] == [("balance", 7, 100), ("item", -93, 0)]
    audits.rebuild()
    assert audits.audit() == []
    assert stock.held(hub.id) == {"rice": 100}


def test_whatever_people_do_the_sums_close(app):
    """Two hundred steps of every verb at random, some refused, some repeated, some taken back."""
    rng = Random("stock")
    two = [hubs.open_hub(f"مخزن {n}", "MA-02", "", key=f"hub-{n}", actor_id=None) for n in range(2)]
    session = packing.plan(two[0].id, "food-carton", {"rice": 2}, 900, hubs.clock.today(), key="s", actor_id=None)
    packing.move(session.id, "running", actor_id=None)
    convoy = routes.plan(two[0].id, "قافلة", hubs.clock.today(), key="c", actor_id=None)
    stop = routes.add_stop(convoy.id, "MA-03", "", {"food-carton": 300, "rice": 300}, key="stop", actor_id=None)
    lines = [line.id for line in stop.lines]
    db.session.commit()
    done = 0
    for number in range(200):
        step = rng.choice(["supply", "supply", "pack", "dispatch", "receive", "count", "correct"])
        units, key = rng.randint(1, 60), f"step-{number - rng.choice([0, 0, 0, 1])}"
        try:
            _step(rng, step, two, session.id, convoy.id, lines, units, key)
        except RuleBroken:
            db.session.rollback()
            continue
        db.session.commit()
        done += 1
    assert done > 60
    assert audits.audit() == []
    before = _everything()
    audits.rebuild()
    assert _everything() == before


def _step(rng, step, two, session_id, convoy_id, lines, units, key):
    hub = db.session.get(Hub, rng.choice(two).id)
    if step == "supply":
        hubs.supply(hub.id, rng.choice(["rice", "food-carton"]), units * 3, "هبة", key=key, actor_id=None)
    elif step == "pack":
        packing.pack(session_id, units, key=key, actor_id=None)
    elif step == "dispatch":
        loads = rng.choice([None, {rng.choice(lines): units}])
        deliveries.dispatch(convoy_id, loads, key=key, actor_id=None)
    elif step == "receive":
        deliveries.receive(rng.choice(lines), units, units // 9, units // 7, "بلل", key=key, actor_id=None)
    elif step == "count":
        book = stock.balance(hub.account, "rice")
        hubs.count(hub.id, "rice", max(0, book + rng.randint(-3, 3)), "جرد", book=book, key=key, actor_id=None)
    else:
        numbers = list(db.session.scalars(db.select(StockMovement.id)))
        if numbers:
            deliveries.correct(db.session.get(StockMovement, rng.choice(numbers)), "خطأ", actor_id=None)


def _everything():
    db.session.expire_all()
    queries = (
        "SELECT account_id, item_code, quantity FROM stock_balance WHERE quantity <> 0 ORDER BY 1, 2",
        "SELECT id, dispatched, received, lost, returned FROM convoy_line ORDER BY 1",
        "SELECT id, packed FROM packing_session ORDER BY 1",
    )
    return [db.session.execute(text(query)).all() for query in queries]
