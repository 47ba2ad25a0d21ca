"""Convoys: what leaves, arrives, is lost or comes back, and what the public reads of it."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from domain import audits, brought, clock, convoys, deliveries, hubs, log, notices, packing, routes, stock
from domain.convoys import Convoy
from domain.db import db
from domain.deliveries import AlreadyCounted, LinesLackStock, MoreThanOnTheWay, MoreThanPlanned
from domain.errors import WrongState
from domain.hubs import Hub
from domain.packing import PackingSession
from domain.routes import BelowDispatched, TooManyStops
from domain.stock import MovementKeyOfAnother, NothingMoved, ReasonMissing, StockMovement
from tests import factories


@pytest.fixture
def planner(app):
    return factories.person("منسق")


@pytest.fixture
def hub(app):
    made = hubs.open_hub("مخزن وجدة", "MA-02", "وجدة", key="hub", actor_id=None)
    hubs.supply(made.id, "food-carton", 5_000, "هبة", key="cartons", actor_id=None)
    hubs.supply(made.id, "blanket", 300, "هبة", key="blankets", actor_id=None)
    db.session.commit()
    return made


@pytest.fixture
def convoy(hub, planner):
    edition = factories.edition()
    made = routes.plan(hub.id, "قافلة الجبل", clock.today(), key="c", actor_id=planner.id, edition_id=edition.id)
    receiver = factories.organisation(factories.person("عضوة"))
    routes.add_stop(
        made.id, "MA-03", "تاونات", {"food-carton": 3_000, "blanket": 200}, key="s1", actor_id=planner.id,
        organisation_id=receiver.id,
    )  # fmt: skip
    routes.add_stop(made.id, "MA-05", "أزيلال", {"food-carton": 1_500}, key="s2", actor_id=planner.id)
    db.session.commit()
    return convoys.find(made.id)


def line_ids(convoy):
    return [line.id for line in convoy.lines]


def states(convoy):
    return [row.new for row in log.history("convoy", convoy.id)]


def test_a_whole_convoy_leaves_in_one_go(hub, convoy):
    deliveries.dispatch(convoy.id, key="go", actor_id=None)
    assert convoy.status == "on_the_way"
    assert [line.on_the_way for line in convoy.lines] == [3_000, 200, 1_500]
    assert stock.held(hub.id) == {"food-carton": 500, "blanket": 100}
    assert audits.audit() == []


def test_a_dispatch_sent_twice_leaves_once(hub, convoy):
    for _ in range(2):
        deliveries.dispatch(convoy.id, key="go", actor_id=None)
    assert stock.held(hub.id)["food-carton"] == 500
    with pytest.raises(NothingMoved):
        deliveries.dispatch(convoy.id, key="again", actor_id=None)


def test_when_the_stock_lacks_nothing_leaves_and_the_lines_are_named(hub, convoy):
    hubs.count(hub.id, "food-carton", 4_000, "جرد", book=5_000, key="n", actor_id=None)
    db.session.commit()
    with pytest.raises(LinesLackStock) as broken:
        deliveries.dispatch(convoy.id, key="go", actor_id=None)
    db.session.rollback()
    [lack] = broken.value.context["lines"]
    assert (lack.line_id, lack.wanted, lack.remaining) == (line_ids(convoy)[2], 1_500, 1_000)
    assert stock.held(hub.id) == {"food-carton": 4_000, "blanket": 300}
    assert convoys.find(convoy.id).status == "planned"


def test_a_line_leaves_in_parts_and_never_beyond_the_plan(convoy):
    first = line_ids(convoy)[0]
    deliveries.dispatch(convoy.id, {first: 2_000}, key="one", actor_id=None)
    with pytest.raises(MoreThanPlanned) as broken:
        deliveries.dispatch(convoy.id, {first: 1_001}, key="two", actor_id=None)
    assert broken.value.context == {"left": 1_000}


def test_a_receipt_with_differences_closes(hub, convoy):
    first = line_ids(convoy)[0]
    deliveries.dispatch(convoy.id, key="go", actor_id=None)
    line = deliveries.receive(first, 2_900, 40, 50, "انقلبت شاحنة", key="r", actor_id=None)
    assert (line.received, line.lost, line.returned, line.on_the_way) == (2_900, 40, 50, 10)
    assert line.reason == "انقلبت شاحنة"
    assert stock.held(hub.id)["food-carton"] == 550
    assert stock.balance(("region", "MA-03"), "food-carton") == 2_900
    assert audits.audit() == []


def test_a_receipt_sent_twice_counts_once_and_with_other_figures_is_refused(convoy):
    first = line_ids(convoy)[0]
    deliveries.dispatch(convoy.id, key="go", actor_id=None)
    for _ in range(2):
        line = deliveries.receive(first, 1_000, 0, 0, "", key="r", actor_id=None)
    assert line.received == 1_000
    with pytest.raises(MovementKeyOfAnother):
        deliveries.receive(first, 1_001, 0, 0, "", key="r", actor_id=None)


def test_nothing_arrives_that_is_not_on_the_way(convoy):
    first = line_ids(convoy)[0]
    with pytest.raises(MoreThanOnTheWay) as broken:
        deliveries.receive(first, 1, 0, 0, "", key="r", actor_id=None)
    assert broken.value.context == {"left": 0}
    deliveries.dispatch(convoy.id, key="go", actor_id=None)
    with pytest.raises(MoreThanOnTheWay):
        deliveries.receive(first, 2_000, 1_001, 0, "ضاعت", key="r", actor_id=None)
    with pytest.raises(ReasonMissing):
        deliveries.receive(first, 2_000, 1, 0, "", key="r", actor_id=None)
    with pytest.raises(NothingMoved):
        deliveries.receive(first, 0, 0, 0, "", key="r", actor_id=None)


def test_a_convoy_has_arrived_once_nothing_of_it_is_on_the_way(convoy):
    deliveries.dispatch(convoy.id, key="go", actor_id=None)
    for number, line in enumerate(convoy.lines):
        deliveries.receive(line.id, line.on_the_way, 0, 0, "", key=f"r{number}", actor_id=None)
    assert states(convoy) == ["planned", "on_the_way", "arrived"]


def test_what_came_back_can_leave_again(hub, convoy):
    first = line_ids(convoy)[0]
    deliveries.dispatch(convoy.id, {first: 3_000}, key="go", actor_id=None)
    deliveries.receive(first, 0, 0, 3_000, "الطريق مقطوع", key="r", actor_id=None)
    assert convoy.status == "planned"
    deliveries.dispatch(convoy.id, {first: 3_000}, key="go2", actor_id=None)
    assert convoys.find(convoy.id).lines[0].on_the_way == 3_000
    assert audits.audit() == []


def test_a_receipt_taken_back_is_on_the_way_again_and_a_dispatch_in_the_hub(hub, convoy):
    first = line_ids(convoy)[2]
    deliveries.dispatch(convoy.id, {first: 1_500}, key="go", actor_id=None)
    deliveries.receive(first, 1_500, 0, 0, "", key="r", actor_id=None)
    sent, got = db.session.scalars(db.select(StockMovement).where(StockMovement.line_id == first)).all()
    with pytest.raises(AlreadyCounted):
        deliveries.correct(sent, "خطأ", actor_id=None)
    db.session.rollback()


def test_corrections_take_the_state_back_too(hub, convoy):
    last = line_ids(convoy)[2]
    deliveries.dispatch(convoy.id, {last: 1_500}, key="go", actor_id=None)
    deliveries.receive(last, 1_500, 0, 0, "", key="r", actor_id=None)
    sent, got = db.session.scalars(db.select(StockMovement).where(StockMovement.line_id == last)).all()
    deliveries.correct(got, "كُتبت خطأ", actor_id=None)
    assert convoy.status == "on_the_way"
    for _ in range(2):
        deliveries.correct(sent, "لم تغادر", actor_id=None)
    assert states(convoy) == ["planned", "on_the_way", "arrived", "on_the_way", "planned"]
    assert stock.held(hub.id)["food-carton"] == 5_000
    assert audits.audit() == []


def test_members_who_receive_are_told_and_the_planner_of_a_loss(convoy, planner):
    member = db.session.scalars(db.text("SELECT person_id FROM membership")).one()
    deliveries.dispatch(convoy.id, key="go", actor_id=planner.id)
    assert [one.kind for one in notices.page(member)[0]] == ["convoy_sent"]
    deliveries.receive(line_ids(convoy)[0], 2_999, 1, 0, "بلل", key="r", actor_id=member)
    [told] = notices.page(planner.id)[0]
    assert (told.kind, told.facts["quantity"]) == ("convoy_difference", 1)


def test_a_plan_changes_until_it_left(convoy):
    line = routes.replan(line_ids(convoy)[0], 2_000, actor_id=None)
    assert line.planned == 2_000
    deliveries.dispatch(convoy.id, key="go", actor_id=None)
    with pytest.raises(BelowDispatched):
        routes.replan(line.id, 1_999, actor_id=None)
    with pytest.raises(WrongState):
        routes.add_stop(convoy.id, "MA-01", "", {"rice": 1}, key="s3", actor_id=None)
    with pytest.raises(WrongState):
        routes.cancel(convoy.id, actor_id=None)


def test_a_cancelled_convoy_does_not_leave(convoy):
    for _ in range(2):
        routes.cancel(convoy.id, actor_id=None)
    with pytest.raises(WrongState):
        deliveries.dispatch(convoy.id, key="go", actor_id=None)


def test_plans_sent_twice_are_one(hub, convoy):
    assert routes.plan(hub.id, "أخرى", clock.today(), key="c", actor_id=None).id == convoy.id
    again = routes.add_stop(convoy.id, "MA-05", "", {"food-carton": 9}, key="s2", actor_id=None)
    assert again.place == "أزيلال"


def test_stops_have_an_end(convoy, monkeypatch):
    monkeypatch.setattr(routes, "STOPS_MOST", 2)
    with pytest.raises(TooManyStops):
        routes.add_stop(convoy.id, "MA-01", "", {"rice": 1}, key="s3", actor_id=None)


def test_the_public_counts_say_what_was_sent_and_arrived_by_region(convoy):
    deliveries.dispatch(convoy.id, key="go", actor_id=None)
    deliveries.receive(line_ids(convoy)[0], 2_900, 40, 60, "بلل", key="r", actor_id=None)
    counts = brought.counts(convoy.edition_id)
    assert counts.sent == {"food-carton": 4_440, "blanket": 200}
    assert counts.arrived == {"food-carton": 2_900}
    assert [(one.region_code, one.sent, one.arrived, one.lost, one.on_the_way) for one in counts.regions] == [
        ("MA-03", 3_140, 2_900, 40, 200),
        ("MA-05", 1_500, 0, 0, 1_500),
    ]
    assert not counts.is_demo
    assert not brought.counts(convoy.edition_id + 1)


def test_convoys_are_found_by_state_region_and_day_in_pages(hub, convoy, monkeypatch):
    deliveries.dispatch(convoy.id, key="go", actor_id=None)
    other = routes.plan(hub.id, "قافلة", clock.today(), key="other", actor_id=None)
    assert [one.convoy.id for one in convoys.page("on_the_way")[0]] == [convoy.id]
    assert [one.convoy.id for one in convoys.page(region_code="MA-05")[0]] == [convoy.id]
    assert [one.convoy.id for one in convoys.page(day=clock.today())[0]] == [other.id, convoy.id]
    monkeypatch.setattr(convoys, "PAGE", 1)
    first, more = convoys.page()
    assert [one.convoy.id for one in (*first, *convoys.page(after=more)[0])] == [other.id, convoy.id]


def test_an_association_sees_the_stops_where_it_receives(convoy):
    receiver = convoy.stops[0].organisation_id
    assert convoys.receives(receiver)
    assert [one.id for one in convoys.stops_of(receiver)] == [convoy.stops[0].id]
    assert not convoys.receives(receiver + 1)


def test_two_taps_at_one_moment_make_one_hub_one_convoy_and_one_session(app):
    hub = hubs.open_hub("مخزن", "MA-02", "وجدة", key="first", actor_id=None).id
    db.session.commit()
    makers = {
        Hub: lambda: hubs.open_hub("مخزن", "MA-02", "وجدة", key="tap", actor_id=None),
        Convoy: lambda: routes.plan(hub, "قافلة", clock.today(), key="tap", actor_id=None),
        PackingSession: lambda: packing.plan(hub, "meal", {"rice": 2}, 5, clock.today(), key="tap", actor_id=None),
    }
    for model, make in makers.items():
        start = Barrier(2)

        def tap(_number, make=make, start=start):
            with app.app_context():
                start.wait()
                made = make()
                db.session.commit()
                db.session.remove()
                return made.id

        with ThreadPoolExecutor(2) as pool:
            assert len(set(pool.map(tap, range(2)))) == 1
        assert db.session.query(model).filter_by(key="tap").count() == 1
