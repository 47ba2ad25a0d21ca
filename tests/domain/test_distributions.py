"""Distribution: never more than arrived, once for each click, corrected by rows, and what volunteers and public see."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, event, func, select, text
from sqlalchemy.exc import DBAPIError

from domain import clock, counters, distributions, handovers, impact, log
from domain.db import db, is_sqlite
from domain.distributions import Distribution, Served
from domain.errors import RuleBroken
from domain.listing import rows
from domain.needs import Need
from domain.notices import Notice
from domain.people import Person
from domain.pledges import Pledge
from tests import factories

FOUR = Served(families=2, women=2, men=1, children=1)


@pytest.fixture
def member(app: Flask) -> Person:
    return factories.person("Zohra")


@pytest.fixture
def need(member: Person) -> Need:
    """Sixty blankets, of which thirty arrived in three pledges of ten; one brought two more than promised."""
    made = factories.need(factories.organisation(member))
    for actual in (10, 12, 10):
        arrive(made, 10, actual, member)
    db.session.commit()
    return made


def arrive(need: Need, quantity: int, actual: int, member: Person) -> Pledge:
    pledge = factories.pledge(need, factories.person(), quantity)
    return handovers.receive(pledge.id, pledge.code, actual, "good", actor_id=member.id)


def give_out(need: Need, quantity: int, member: Person, served: Served = FOUR, **more: Any) -> Distribution:
    given = {"day": clock.today(), "place": "دوار آيت علي", "key": f"key-{next(factories._numbers)}"} | more
    return distributions.record(need.id, quantity, served, actor_id=member.id, **given)


def fresh(need: Need) -> Need:
    return db.session.get_one(Need, need.id, populate_existing=True)


def states(need: Need) -> list[str]:
    return list(db.session.scalars(select(Pledge.status).where(Pledge.need_id == need.id).order_by(Pledge.id)))


def total(need: Need) -> int:
    return db.session.scalar(select(func.sum(Distribution.quantity)).where(Distribution.need_id == need.id)) or 0


def told(pledge_id: int) -> list[str]:
    query = select(Notice.kind).where(Notice.path == f"/pledges/{pledge_id}").order_by(Notice.id)
    return list(db.session.scalars(query))


# --- rules ------------------------------------------------------------------------------------------------------------


def test_no_more_is_given_out_than_arrived(need: Need, member: Person) -> None:
    give_out(need, 30, member)
    with pytest.raises(distributions.MoreThanArrived) as refused:
        give_out(need, 3, member)
    assert refused.value.context == {"left": 2}
    give_out(need, 2, member)
    assert fresh(need).distributed == total(need) == 32


@pytest.mark.parametrize(
    ("served", "broken"),
    [
        (Served(), distributions.NobodyReached),
        (Served(families=3), distributions.NobodyReached),
        (Served(families=3, women=1, children=1), distributions.MoreFamiliesThanPeople),
    ],
)
def test_figures_that_cannot_be_are_refused(
    need: Need, member: Person, served: Served, broken: type[RuleBroken]
) -> None:
    with pytest.raises(broken):
        give_out(need, 1, member, served)
    assert fresh(need).distributed == 0


def test_children_of_a_school_are_reached_without_their_families(need: Need, member: Person) -> None:
    assert give_out(need, 12, member, Served(children=12)).families == 0


@pytest.mark.parametrize("days", [1, -400])
def test_nothing_is_given_out_tomorrow_or_before_it_was_asked_for(need: Need, member: Person, days: int) -> None:
    with pytest.raises(distributions.DayOutside):
        give_out(need, 1, member, day=clock.today() + timedelta(days=days))


@pytest.mark.parametrize("place", ["دوار 0612345678", "٠٦ ١٢ ٣٤ ٥٦ ٧٨", "CIN 12-34-56"])
def test_a_place_holds_no_number_of_a_person(need: Need, member: Person, place: str) -> None:
    with pytest.raises(distributions.PlaceHoldsNumber):
        give_out(need, 1, member, place=place)


def test_a_commune_is_known_in_either_spelling_and_any_other_place_is_kept_as_it_is(need: Need, member: Person) -> None:
    named = db.session.execute(
        text("SELECT name_ar, name_fr, code FROM commune WHERE region_code = 'MA-02' ORDER BY code LIMIT 1")
    ).one()
    for name in (named.name_ar, named.name_fr.upper()):
        made = give_out(need, 1, member, place=name)
        assert (made.commune_code, made.place, made.place_name("ar")) == (named.code, "", named.name_ar)
    assert give_out(need, 1, member, place="مدرسة النور").place_name("fr") == "مدرسة النور"


def test_only_the_known_steps_are_kept_in_their_order(need: Need, member: Person) -> None:
    made = give_out(need, 1, member, steps=["no-photos", "names-taken", "dates-told"])
    assert made.steps == ["dates-told", "no-photos"]


def test_a_repeat_of_the_click_is_the_same_distribution(need: Need, member: Person) -> None:
    first, again = (give_out(need, 30, member, key="one-click") for _ in range(2))
    assert first.id == again.id
    assert fresh(need).distributed == 30
    with pytest.raises(distributions.KeyOfAnother):
        give_out(need, 20, member, key="one-click")
    with pytest.raises(distributions.KeyOfAnother):
        give_out(factories.need(), 30, member, key="one-click")


# --- corrections ------------------------------------------------------------------------------------------------------


def test_a_correction_takes_the_figures_back_by_a_row_and_doing_so_twice_is_doing_it_once(
    need: Need, member: Person
) -> None:
    wrong = give_out(need, 30, member)
    taken_back = [distributions.correct(wrong.id, actor_id=member.id) for _ in range(2)]
    assert taken_back[0].id == taken_back[1].id
    assert (fresh(need).distributed, total(need)) == (0, 0)
    assert impact.reach() == impact.Reach()
    with pytest.raises(distributions.AlreadyCorrected):
        distributions.correct(taken_back[0].id, actor_id=member.id)
    give_out(need, 32, member)
    assert fresh(need).distributed == 32


def test_no_row_is_ever_changed(need: Need, member: Person) -> None:
    give_out(need, 1, member)
    db.session.commit()
    for statement in ("UPDATE distribution SET quantity = 2", "DELETE FROM distribution"):
        with pytest.raises(DBAPIError, match="never changed"):
            db.session.execute(text(statement))
        db.session.rollback()


# --- what volunteers see ----------------------------------------------------------------------------------------------


def test_received_pledges_are_distributed_oldest_first_as_far_as_they_are_covered(need: Need, member: Person) -> None:
    waiting = factories.pledge(need, factories.person(), 5)
    seen = []
    for units in (9, 1, 11, 1, 10):
        give_out(need, units, member)
        seen.append(states(need)[:3])
    received, distributed = "received", "distributed"
    assert seen == [
        [received, received, received],
        [distributed, received, received],
        [distributed, received, received],
        [distributed, distributed, received],
        [distributed, distributed, distributed],
    ]
    assert db.session.get_one(Pledge, waiting.id, populate_existing=True).status == "pledged"


def test_the_volunteer_is_told_once_though_a_correction_takes_it_back_meanwhile(need: Need, member: Person) -> None:
    first = db.session.scalars(select(Pledge).order_by(Pledge.id)).first()
    assert first
    wrong = give_out(need, 25, member)
    assert states(need) == ["distributed", "distributed", "received"]
    distributions.correct(wrong.id, actor_id=member.id)
    assert states(need) == ["received", "received", "received"]
    give_out(need, 10, member)
    assert states(need) == ["distributed", "received", "received"]
    assert told(first.id) == ["pledge_received", "distribution_recorded"]
    assert [row.new for row in log.history("pledge", first.id)] == [
        "pledged", "received", "distributed", "received", "distributed",
    ]  # fmt: skip
    notice = db.session.scalars(select(Notice).where(Notice.kind == "distribution_recorded")).first()
    assert notice
    assert notice.facts == {"item": "blanket", "label": "", "quantity": 10}


def test_what_arrives_after_the_first_distribution_counts_in(need: Need, member: Person) -> None:
    give_out(need, 32, member)
    late = arrive(need, 5, 5, member)
    give_out(need, 5, member)
    assert db.session.get_one(Pledge, late.id, populate_existing=True).status == "distributed"
    assert fresh(need).distributed == 37


# --- what the public sees ---------------------------------------------------------------------------------------------


def test_the_proof_chain_shows_what_was_given_out_by_day_less_what_was_corrected(need: Need, member: Person) -> None:
    need.created_at -= timedelta(days=9)
    yesterday, today = clock.today() - timedelta(days=1), clock.today()
    give_out(need, 5, member, day=yesterday)
    give_out(need, 6, member, day=yesterday)
    distributions.correct(give_out(need, 7, member, day=yesterday - timedelta(days=1)).id, actor_id=member.id)
    give_out(need, 8, member, Served(children=8))
    link = impact.proof(need.id)[-1]
    assert [(step.day, step.quantity, step.times) for step in link.steps] == [(yesterday, 11, 2), (today, 8, 1)]
    assert link.reach == impact.Reach(times=3, quantity=19, families=4, women=4, men=2, children=10)
    received = impact.proof(need.id)[2]
    assert (received.stage, received.quantity) == ("received", 32)


def test_a_pledge_that_was_taken_back_and_given_out_again_is_received_once(need: Need, member: Person) -> None:
    distributions.correct(give_out(need, 32, member).id, actor_id=member.id)
    give_out(need, 32, member)
    received = impact.proof(need.id)[2]
    assert (received.quantity, received.times) == (32, 3)


def test_few_people_are_not_shown_as_numbers() -> None:
    assert not impact.Reach(times=1, quantity=1, families=1, women=1, children=3).is_shown
    assert impact.Reach(times=1, quantity=1, families=1, women=1, children=4).is_shown


def test_every_sum_of_distributions_is_the_same_number(need: Need, member: Person) -> None:
    """By need, by place, by association, by edition, over all, and the counters: added up one row after the other."""
    edition = factories.edition()
    second = factories.need(need.organisation, item="milk", edition_id=edition.id)
    arrive(second, 20, 20, member)
    elsewhere = factories.need(edition_id=edition.id)
    arrive(elsewhere, 9, 9, factories.person())
    give_out(need, 11, member)
    give_out(second, 9, member, Served(2, 3, 4, 5), place="سوق السبت")
    give_out(second, 3, member, place="سوق السبت")
    give_out(elsewhere, 7, member, Served(1, 1, 1, 1))
    distributions.correct(give_out(second, 4, member).id, actor_id=member.id)
    names = ("quantity", "families", "women", "men", "children")

    def by_hand(*needs: Need) -> tuple[int, ...]:
        ids = {one.id for one in needs}
        mine = [row for row in db.session.scalars(select(Distribution)) if row.need_id in ids]
        return tuple(sum(getattr(row, name) for row in mine) for name in names)

    def figures(*reaches: impact.Reach) -> tuple[int, ...]:
        return tuple(sum(getattr(one, name) for one in reaches) for name in names)

    ours = need.organisation_id
    assert figures(impact.reach()) == by_hand(need, second, elsewhere)
    assert figures(impact.reach("edition", edition.id)) == by_hand(second, elsewhere)
    assert figures(impact.reach("organisation", ours)) == by_hand(need, second)
    assert figures(*(one.reach for one in impact.given_by_need(ours))) == by_hand(need, second)
    assert figures(*(reach for _, reach in impact.given_by_place(ours))) == by_hand(need, second)
    assert {one.need_id: one.left for one in impact.given_by_need(ours)} == {need.id: 21, second.id: 8}
    assert impact.totals("organisation", ours).distributed == by_hand(need, second)[0]
    assert impact.totals("edition", edition.id).distributed == by_hand(second, elsewhere)[0]
    assert impact.totals().distributed == by_hand(need, second, elsewhere)[0]
    for one in (need, second, elsewhere):
        assert impact.proof(one.id)[-1].quantity == fresh(one).distributed == by_hand(one)[0]


# --- races ------------------------------------------------------------------------------------------------------------

HANDS = 8


def race(app: Flask, need: Need, member: Person) -> list[Any]:
    """Everybody gives out five of the last units in one moment; what became of each, a distribution or a refusal."""
    need_id, member_id, today = need.id, member.id, clock.today()
    db.session.commit()
    start = Barrier(HANDS)

    def one(number: int) -> Any:
        with app.app_context():
            start.wait()
            try:
                made = distributions.record(
                    need_id, 5, FOUR, day=today, place="هنا", key=f"race-{number}", actor_id=member_id
                )
                db.session.commit()
                return made.quantity
            except (RuleBroken, DBAPIError) as broken:
                db.session.rollback()
                return type(broken)

    with ThreadPoolExecutor(HANDS) as threads:
        return list(threads.map(one, range(HANDS)))


def test_many_hands_at_once_never_give_out_more_than_arrived(app: Flask, need: Need, member: Person) -> None:
    answers = race(app, need, member)
    assert answers.count(5) == 6
    assert answers.count(distributions.MoreThanArrived) == HANDS - 6
    assert fresh(need).distributed == total(need) == 30
    assert states(need).count("distributed") == 2


def test_without_the_lock_more_is_given_out_than_arrived(
    app: Flask, need: Need, member: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: everybody looks, waits, and writes; and the database does not object."""

    def look(need_id: int) -> Need:
        found = db.session.get_one(Need, need_id)
        time.sleep(0.3)  # long enough that all have looked before one writes
        return found

    monkeypatch.setattr(rows, "lock", look)
    monkeypatch.setattr(handovers, "settle", lambda *_arguments, **_named: None)
    with without_the_constraint():
        answers = race(app, need, member)
    assert answers == [5] * HANDS
    assert total(need) == 40


def test_beneath_the_lock_stands_a_constraint(need: Need) -> None:
    with pytest.raises(Exception, match="distributed_arrived"):
        counters.adjust(need.id, distributed=33)
    db.session.rollback()


@contextmanager
def without_the_constraint() -> Iterator[None]:
    """A database that no longer compares what was given out with what arrived."""
    if not is_sqlite():
        db.session.execute(text("ALTER TABLE need DROP CONSTRAINT ck_need_distributed_arrived"))
        db.session.commit()
        yield
        return

    def ignore(connection: Any, _record: Any, _proxy: Any) -> None:
        connection.execute("PRAGMA ignore_check_constraints=ON")

    event.listen(Engine, "checkout", ignore)
    yield
    event.remove(Engine, "checkout", ignore)
