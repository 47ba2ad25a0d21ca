"""An edition's days against its live sums, noted each evening while generated histories run."""

from collections.abc import Callable
from datetime import timedelta
from random import Random

import pytest
from flask import Flask
from sqlalchemy import select, text

from domain import clock, distributions, duties, handovers, impact, needs, pledges, progress
from domain.campaigns import Edition, EditionDay
from domain.db import db
from domain.distributions import Distribution, Served
from domain.errors import RuleBroken
from domain.needs import Need
from domain.people import Person
from domain.pledges import LIVE, Pledge
from domain.progress import Point
from tests import factories

NOW = clock.now()


@pytest.fixture
def to_day(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Let so many days have passed since the edition began."""

    def turn(many: int) -> None:
        monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=many))

    return turn


def edition_of(days: int, **values: object) -> Edition:
    today = clock.today()
    return factories.edition(**({"starts_on": today, "ends_on": today + timedelta(days=days)} | values))


def live(edition: Edition) -> tuple[int, int, int]:
    """What the edition's needs stand at now, added up one by one."""
    db.session.commit()
    rows = db.session.execute(
        text("SELECT pledged, received, distributed, status FROM need WHERE edition_id = :id"), {"id": edition.id}
    ).all()
    public = [row for row in rows if row.status in ("published", "paused", "fulfilled", "closed", "expired")]
    arrived = sum(row.received for row in public)
    return sum(row.pledged for row in public) + arrived, arrived, sum(row.distributed for row in public)


class History:
    """Things that happen to an edition's needs, chosen by chance."""

    def __init__(self, seed: int, edition: Edition) -> None:
        self.chance, self.edition = Random(seed), edition
        self.people = [factories.person() for _ in range(3)]
        self.receiver: Person = factories.person()
        self.needs = [factories.need(edition_id=edition.id, quantity=40, deadline=far()) for _ in range(4)]
        factories.need(edition_id=None, quantity=90)
        self.count = 0
        db.session.commit()

    def goes_on(self) -> None:
        deeds = [self.promise, self.promise, self.withdraw, self.lapse, self.receive, self.receive, self.give]
        deed = self.chance.choice([*deeds, self.correct, self.reopen])
        try:
            deed()
            db.session.commit()
        except RuleBroken:
            db.session.rollback()

    def promise(self) -> None:
        self.count += 1
        need, who = self.chance.choice(self.needs), self.chance.choice(self.people)
        pledges.pledge(need.id, who.id, self.chance.randint(1, 12), key=f"history-{self.count}")

    def withdraw(self) -> None:
        handovers.withdraw(self.any_pledge().id, actor_id=self.people[0].id)

    def lapse(self) -> None:
        found = self.any_pledge()
        handovers.lapse(found.id, found.status)

    def receive(self) -> None:
        found = self.any_pledge()
        actual = self.chance.choice([found.quantity, 1, found.quantity + 3])
        handovers.receive(found.id, found.code, actual, "good", actor_id=self.receiver.id, sure_of=actual)

    def give(self) -> None:
        self.count += 1
        need = self.chance.choice(self.needs)
        served = Served(families=1, women=2, children=self.chance.randint(0, 9))
        distributions.record(
            need.id, self.chance.randint(1, 6), served, day=clock.today(), place="دوار", key=f"given-{self.count}",
            actor_id=self.receiver.id,
        )  # fmt: skip

    def correct(self) -> None:
        of_today = select(Distribution.id).where(Distribution.corrects.is_(None), Distribution.day == clock.today())
        distributions.correct(
            self.chance.choice(db.session.scalars(of_today).all() or [0]) or self.nothing(), actor_id=1
        )

    def reopen(self) -> None:
        done = db.session.scalars(select(Need).where(Need.status == "fulfilled")).first() or self.nothing()
        needs.rewrite(done, quantity=done.quantity + 20)
        needs.publish(done, actor_id=None)

    def any_pledge(self) -> Pledge:
        found = db.session.scalars(select(Pledge).where(Pledge.status.in_(LIVE))).all()
        return self.chance.choice(found) if found else self.nothing()

    def nothing(self):  # type: ignore[no-untyped-def]
        raise RuleBroken


def far():  # type: ignore[no-untyped-def]
    return clock.today() + timedelta(days=200)


@pytest.mark.parametrize("seed", range(6))
def test_each_day_is_what_the_sums_were_in_its_evening(seed: int, to_day: Callable[[int], None]) -> None:
    to_day(0)
    edition = edition_of(9)
    history = History(seed, edition)
    evenings = []
    for day in range(12):  # two of them after its end
        to_day(day)
        for _ in range(10):
            history.goes_on()
        evenings.append(Point(clock.today(), *live(edition)))
    assert any(evening.distributed for evening in evenings)
    assert progress.count(edition) == evenings
    to_day(11)
    assert progress.fill(edition.id)
    db.session.commit()
    assert progress.curve(edition, impact.totals("edition", edition.id)) == evenings


def test_a_need_that_is_no_longer_public_leaves_its_days_too(to_day: Callable[[int], None]) -> None:
    to_day(0)
    edition = edition_of(5)
    kept, taken_off = (factories.need(edition_id=edition.id, deadline=far()) for _ in range(2))
    for need in (kept, taken_off):
        factories.pledge(need, factories.person(), 7)
    to_day(1)
    needs.move(taken_off, "cancelled", actor_id=None)
    assert progress.count(edition)[-1].figures == live(edition) == (7, 0, 0)


def test_a_night_without_the_worker_is_made_up_for(to_day: Callable[[int], None]) -> None:
    to_day(0)
    edition = edition_of(20)
    need = factories.need(edition_id=edition.id, deadline=far())
    db.session.commit()
    for day in (0, 1, 4):
        to_day(day)
        factories.pledge(need, factories.person(), 5)
        db.session.commit()
    assert duties.fill_days() == 1
    assert duties.fill_days() == 0, "doing it again does nothing"
    days = db.session.scalars(select(EditionDay.taken).order_by(EditionDay.day)).all()
    assert days == [5, 10, 10, 10]
    curve = progress.curve(edition, impact.totals("edition", edition.id))
    assert [point.taken for point in curve] == [5, 10, 10, 10, 15]
    to_day(5)
    assert duties.fill_days() == 1


def test_the_kept_days_can_be_made_anew_from_rows(to_day: Callable[[int], None]) -> None:
    to_day(0)
    edition = edition_of(4)
    factories.pledge(factories.need(edition_id=edition.id, deadline=far()), factories.person(), 9)
    db.session.commit()
    to_day(3)
    duties.fill_days()
    db.session.execute(text("UPDATE edition_day SET taken = 999"))
    progress.rebuild()
    db.session.commit()
    assert set(db.session.scalars(select(EditionDay.taken))) == {9}


def test_days_outside_of_new_dates_go(to_day: Callable[[int], None]) -> None:
    to_day(0)
    edition = edition_of(9)
    factories.pledge(factories.need(edition_id=edition.id, deadline=far()), factories.person(), 9)
    db.session.commit()
    to_day(6)
    duties.fill_days()
    edition.starts_on += timedelta(days=2)
    db.session.commit()
    assert duties.fill_days() == 1
    assert db.session.scalars(select(EditionDay.day).order_by(EditionDay.day)).first() == edition.starts_on
    assert progress.curve(edition, impact.totals("edition", edition.id))[0].taken == 9, "what came before counts"


def test_an_edition_that_is_over_ends_when_something_last_arrived(to_day: Callable[[int], None]) -> None:
    to_day(0)
    edition = edition_of(2)
    made = factories.pledge(factories.need(edition_id=edition.id, deadline=far()), factories.person(), 9)
    db.session.commit()
    to_day(5)
    handovers.receive(made.id, made.code, 9, "good", actor_id=factories.person().id)
    db.session.commit()
    to_day(90)
    duties.fill_days()
    curve = progress.curve(edition, impact.totals("edition", edition.id))
    assert curve[-1] == Point(edition.starts_on + timedelta(days=5), 9, 9, 0)
    assert len(curve) == 6


def test_a_coming_edition_has_no_days(app: Flask) -> None:
    soon = clock.today() + timedelta(days=9)
    edition = factories.edition(starts_on=soon, ends_on=soon)
    assert progress.curve(edition, impact.totals("edition", edition.id)) == []
    assert duties.fill_days() == 0
