"""Collections: a pledge is in one at most, whoever comes is told, and only who looks after it sees whom to call."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import select

from domain import clock, collections, gathering, handovers, log
from domain.collections import Collected, Collection, Waiting
from domain.contacts import NotOfTheTeam
from domain.db import db
from domain.errors import WrongState
from domain.gathering import CollectionChanged, DayAhead, DayNotAhead, GoneElsewhere, HoursTurned, LookedAfter, Plan
from domain.notices import Notice
from domain.pledges import Pledge
from tests import factories


def prepared(need, person, quantity: int = 5) -> Pledge:
    made = factories.pledge(need, person, quantity)
    return handovers.prepare(made.id, ["washed"], actor_id=person.id)


@pytest.fixture
def need(cast):
    return factories.need(cast["ours"])


@pytest.fixture
def pledge(cast, need):
    return prepared(need, cast["volunteer"])


def planned(cast, *pledges: Pledge, by: str = "coordinator", mine: bool = True, ahead: int = 0, **values) -> Collection:
    given = {"region_code": "MA-02", "place": "دار الشباب", "day": clock.today() + timedelta(days=ahead)}
    plan = Plan(**(given | values))
    ids = {one.id for one in pledges}
    key = f"key-{ahead}-{mine}-{len(ids)}-{db.session.query(Collection).count()}"
    return gathering.plan(plan, key, actor_id=cast[by].id, mine=mine, pledge_ids=ids)


def told(person) -> list[str]:
    return list(db.session.scalars(select(Notice.kind).where(Notice.person_id == person.id).order_by(Notice.id)))


def ids(found: Collection) -> list[int]:
    return [one.id for one in collections.inside(found)]


def test_what_is_prepared_waits_until_it_is_put_into_a_collection(cast, pledge):
    assert Waiting("MA-02").ids(9) == [pledge.id]
    assert Waiting("MA-03").ids(9) == []
    assert Waiting().by_region() == {"MA-02": 1}
    found = planned(cast, pledge)
    assert Waiting().ids(9) == []
    assert ids(found) == [pledge.id]
    assert collections.of_pledges([pledge.id])[pledge.id].id == found.id


def test_what_is_only_promised_does_not_wait_for_a_collection(cast, need):
    promised = factories.pledge(need, cast["volunteer"])
    assert Waiting().ids(9) == []
    with pytest.raises(GoneElsewhere):
        gathering.put(planned(cast).id, [promised.id], actor_id=cast["coordinator"].id)


def test_what_has_to_be_handed_over_soon_is_sifted_by_its_last_day(cast, pledge):
    last = collections.hand_over_by(pledge)
    assert Waiting(until=last).ids(9) == [pledge.id]
    assert Waiting(until=last - timedelta(days=1)).ids(9) == []


def test_the_same_click_plans_once(cast):
    plan = Plan("MA-02", "دار الشباب", clock.today())
    first, second = (gathering.plan(plan, "one", actor_id=cast["coordinator"].id, mine=True) for _ in range(2))
    assert first.id == second.id
    assert gathering.plan(plan, "one", actor_id=cast["admin"].id, mine=True).id != first.id


@pytest.mark.parametrize("ahead", [-1, 36])
def test_a_collection_is_planned_for_a_day_ahead(cast, ahead):
    with pytest.raises(DayNotAhead):
        planned(cast, ahead=ahead)


def test_a_collection_ends_after_it_begins(cast):
    with pytest.raises(HoursTurned):
        planned(cast, begins="12:00", ends="09:00")


def test_a_pledge_is_in_one_collection_at_most_and_who_comes_second_is_told_where(cast, pledge):
    first, second = planned(cast, pledge), planned(cast, ahead=1)
    with pytest.raises(GoneElsewhere) as refused:
        gathering.put(second.id, [pledge.id], actor_id=cast["admin"].id)
    assert refused.value.context == {"place": "دار الشباب", "day": first.day}
    assert ids(second) == []


def test_two_coordinators_at_one_moment_put_it_into_one_collection(app, cast, pledge):
    places = [planned(cast).id, planned(cast, ahead=1).id]
    pledge_id, actor = pledge.id, cast["coordinator"].id
    db.session.commit()
    start = Barrier(2)

    def put(collection_id: int) -> str:
        with app.app_context():
            start.wait()
            try:
                gathering.put(collection_id, [pledge_id], actor_id=actor)
                db.session.commit()
            except GoneElsewhere:
                db.session.rollback()
                return "told"
            finally:
                db.session.remove()
            return "won"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(put, places)) == ["told", "won"]
    assert db.session.query(Collected).count() == 1


def test_a_pledge_that_ends_leaves_its_collection_by_itself(cast, need, pledge):
    other = prepared(need, cast["volunteer2"])
    found = planned(cast, pledge, other)
    handovers.withdraw(pledge.id, actor_id=cast["volunteer"].id)
    assert ids(found) == [other.id]
    handovers.receive(other.id, other.code, 5, "good", actor_id=cast["owner"].id)
    assert ids(found) == []
    assert collections.callers(found, cast["coordinator"].id) == {}
    assert collections.of_pledges([pledge.id, other.id]) == {}
    assert Waiting().ids(9) == []


def test_the_volunteer_and_the_association_are_told_and_nobody_twice(cast, pledge):
    found = planned(cast, pledge, begins="09:00")
    (notice,) = db.session.scalars(select(Notice).where(Notice.person_id == cast["volunteer"].id))
    assert notice.path == f"/pledges/{pledge.id}"
    assert notice.facts == {
        "item": "blanket", "label": "", "quantity": 5, "place": "دار الشباب", "day": clock.today().isoformat(),
        "begins": "09:00", "ends": "",
    }  # fmt: skip
    of_owner = db.session.scalars(select(Notice).where(Notice.person_id == cast["owner"].id)).one()
    assert (of_owner.facts["count"], of_owner.path) == (1, "/desk/ours/incoming")
    with pytest.raises(GoneElsewhere):
        gathering.put(found.id, [pledge.id], actor_id=cast["coordinator"].id)
    assert told(cast["volunteer"]) == ["collection_planned"]


def test_who_has_handed_over_already_is_not_told_to_come(cast, pledge):
    handovers.hand_over(pledge.id, actor_id=cast["volunteer"].id)
    found = planned(cast, pledge)
    assert ids(found) == [pledge.id]
    assert told(cast["volunteer"]) == []
    assert told(cast["owner"]) == ["collection_planned"]


def test_another_day_is_told_and_a_note_alone_is_not(cast, pledge):
    found, me = planned(cast, pledge), cast["coordinator"].id
    gathering.change(found.id, Plan("MA-02", "دار الشباب", found.day, note="الباب الأزرق"), 1, actor_id=me)
    assert told(cast["volunteer"]) == ["collection_planned"]
    gathering.change(found.id, Plan("MA-02", "السوق", found.day), 2, actor_id=me)
    assert told(cast["volunteer"]) == ["collection_planned", "collection_changed"]


def test_who_saves_over_somebody_elses_change_is_told(cast):
    found = planned(cast)
    gathering.change(found.id, Plan("MA-02", "السوق", found.day), 1, actor_id=cast["coordinator"].id)
    with pytest.raises(CollectionChanged):
        gathering.change(found.id, Plan("MA-02", "المدرسة", found.day), 1, actor_id=cast["admin"].id)
    assert found.place == "السوق"


def test_a_collection_that_was_late_can_still_be_moved_to_its_own_day(cast):
    found = planned(cast)
    found.day = clock.today() - timedelta(days=1)
    gathering.change(found.id, Plan("MA-02", "السوق", found.day), 1, actor_id=cast["coordinator"].id)
    with pytest.raises(DayNotAhead):
        gathering.change(
            found.id, Plan("MA-02", "السوق", found.day - timedelta(days=1)), 2, actor_id=cast["coordinator"].id
        )


def test_whom_to_call_is_for_who_looks_after_it_while_it_is_planned(cast, need, pledge):
    other = prepared(need, cast["volunteer2"])
    found = planned(cast, pledge, mine=False)
    coordinator, admin = cast["coordinator"].id, cast["admin"].id
    assert collections.callers(found, coordinator) == {}
    gathering.take(found.id, None, actor_id=coordinator)
    assert {number: one.id for number, one in collections.callers(found, coordinator).items()} == {
        pledge.id: cast["volunteer"].id
    }
    assert other.id not in collections.callers(found, coordinator)
    assert collections.callers(found, admin) == {}
    gathering.take(found.id, coordinator, actor_id=admin)
    assert collections.callers(found, coordinator) == {}
    assert list(collections.callers(found, admin)) == [pledge.id]
    gathering.move(found.id, [pledge.id], None, actor_id=coordinator)
    assert collections.callers(found, admin) == {}
    gathering.put(found.id, [pledge.id], actor_id=admin)
    gathering.finish(found.id, [pledge.id], actor_id=admin)
    assert collections.callers(found, admin) == {}


def test_who_took_it_and_when_is_written_down(cast):
    found = planned(cast, mine=False)
    gathering.take(found.id, None, actor_id=cast["coordinator"].id)
    gathering.take(found.id, cast["coordinator"].id, actor_id=cast["admin"].id)
    gathering.release(found.id, actor_id=cast["admin"].id)
    rows = [(row.note, row.actor_id) for row in log.history("collection", found.id) if row.note]
    coordinator, admin = cast["coordinator"].id, cast["admin"].id
    assert rows == [("taken", coordinator), ("taken", admin), ("released", admin)]
    assert told(cast["coordinator"]) == ["collection_taken_over"]


def test_two_who_take_it_at_once_do_not_take_it_from_each_other(cast):
    found = planned(cast, mine=False)
    gathering.take(found.id, None, actor_id=cast["coordinator"].id)
    with pytest.raises(LookedAfter) as refused:
        gathering.take(found.id, None, actor_id=cast["admin"].id)
    assert refused.value.context == {"name": "coordinator"}
    assert found.coordinator_id == cast["coordinator"].id


def test_only_a_colleague_is_asked_to_take_it(cast):
    found = planned(cast, mine=False)
    gathering.request(found.id, cast["admin"].id, actor_id=cast["coordinator"].id)
    gathering.request(found.id, cast["admin"].id, actor_id=cast["coordinator"].id)  # the same click again
    assert told(cast["admin"]) == ["collection_asked"]
    assert found.coordinator_id is None
    gathering.release(found.id, actor_id=cast["coordinator"].id)  # nobody looks after it: nothing happens
    for nobody in (cast["volunteer"].id, 0):
        with pytest.raises(NotOfTheTeam):
            gathering.request(found.id, nobody, actor_id=cast["coordinator"].id)


def test_what_came_is_handed_over_and_what_did_not_waits_again(cast, need, pledge):
    other = prepared(need, cast["volunteer2"])
    found = planned(cast, pledge, other)
    gathering.finish(found.id, [pledge.id], actor_id=cast["coordinator"].id)
    assert (found.status, pledge.status, other.status) == ("done", "handed_over", "prepared")
    assert log.history("pledge", pledge.id)[-1].actor_id == cast["coordinator"].id
    assert ids(found) == [pledge.id]
    assert Waiting().ids(9) == [other.id]
    assert told(cast["volunteer"])[-1] == "pledge_collected"
    with pytest.raises(WrongState):
        gathering.finish(found.id, [], actor_id=cast["coordinator"].id)


def test_it_is_done_on_its_day_by_who_looks_after_it(cast, pledge):
    found = planned(cast, pledge, ahead=1)
    with pytest.raises(DayAhead):
        gathering.finish(found.id, [pledge.id], actor_id=cast["coordinator"].id)
    with pytest.raises(LookedAfter):
        gathering.finish(found.id, [pledge.id], actor_id=cast["admin"].id)
    assert pledge.status == "prepared"


def test_a_cancelled_collection_lets_its_pledges_go_and_says_so(cast, pledge):
    found = planned(cast, pledge)
    for _ in range(2):
        gathering.cancel(found.id, actor_id=cast["admin"].id)
    assert told(cast["volunteer"]).count("collection_cancelled") == 1
    assert Waiting().ids(9) == [pledge.id]
    assert told(cast["volunteer"])[-1] == "collection_cancelled"
    assert told(cast["owner"])[-1] == "collection_cancelled"
    assert [row.new for row in log.history("collected", pledge.id)] == [str(found.id), "none"]


def test_a_pledge_is_moved_to_another_collection(cast, pledge):
    first, second = planned(cast, pledge), planned(cast, ahead=1)
    assert gathering.move(first.id, [pledge.id], second.id, actor_id=cast["admin"].id) == 1
    assert (ids(first), ids(second)) == ([], [pledge.id])
    assert told(cast["volunteer"])[-1] == "collection_changed"
    with pytest.raises(GoneElsewhere):
        gathering.move(first.id, [pledge.id], None, actor_id=cast["admin"].id)
    gathering.cancel(first.id, actor_id=cast["admin"].id)
    with pytest.raises(WrongState):
        gathering.move(second.id, [pledge.id], first.id, actor_id=cast["admin"].id)


def test_the_week_has_its_collections_by_day_with_how_many_are_in_them(cast, pledge):
    found = planned(cast, pledge, ahead=2)
    planned(cast, ahead=2, region_code="MA-03", begins="15:00")
    week = collections.week(clock.today())
    assert [len(rows) for rows in week.values()] == [0, 0, 2, 0, 0, 0, 0]
    assert [(one.id, many) for one, many in collections.week(clock.today(), "MA-02")[found.day]] == [(found.id, 1)]
