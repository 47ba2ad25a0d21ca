"""A quantity lowered while people pledge, and two owners on one row, a hundred times in one moment each.

The race is run again with the guards taken away, and must then be lost: so the test can see what it tests for."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, func, select, text, update

from domain import needs, pledges, tallies
from domain.db import db, is_sqlite
from domain.errors import RuleBroken
from domain.listing import editing, rows
from domain.listing.entries import entry_of
from domain.log import Transition
from domain.needs import BelowTaken, Need
from domain.pledges import Pledge
from domain.tallies import SUMS
from tests import factories

pytestmark = pytest.mark.faults

ROUNDS = 100
QUANTITY, PROMISED = 60, 20
PLEDGES = (12, 12, 12, 12)  # more than is left
LOWERED = (45, 25)  # by two owners who opened the row at the same time


class Race:
    """Four volunteers and two owners, over and over on a new need."""

    def __init__(self, app: Flask, rounds: int) -> None:
        self.app = app
        organisation = factories.organisation()
        self.people = [factories.person() for _ in PLEDGES]
        self.owners = [factories.person() for _ in LOWERED]
        self.needs = [factories.need(organisation, quantity=QUANTITY).id for _ in range(rounds)]
        for need_id in self.needs:
            pledges.pledge(need_id, factories.person().id, PROMISED, f"before-{need_id}")
        db.session.commit()
        self.barrier = Barrier(len(PLEDGES) + len(LOWERED))

    def run(self) -> list[list[int]]:
        """Runs every round; for each, how many units the winning pledges have and how many owners saved."""
        verbs: list[Callable[[int], int]] = [self._pledging(place) for place in range(len(PLEDGES))]
        verbs += [self._lowering(place) for place in range(len(LOWERED))]
        with ThreadPoolExecutor(len(verbs)) as threads:
            outcomes = list(threads.map(self._every_round, verbs))
        db.session.rollback()
        return [list(outcome) for outcome in zip(*outcomes, strict=True)]

    def _every_round(self, verb: Callable[[int], int]) -> list[int]:
        done = []
        for need_id in self.needs:
            self.barrier.wait(30)
            with self.app.app_context():
                done.append(self._try(verb, need_id))
        return done

    @staticmethod
    def _try(verb: Callable[[int], int], need_id: int) -> int:
        try:
            done = verb(need_id)
            db.session.commit()
        except RuleBroken:
            db.session.rollback()
            return 0
        return done

    def _pledging(self, place: int) -> Callable[[int], int]:
        person_id = self.people[place].id

        def pledge(need_id: int) -> int:
            pledges.pledge(need_id, person_id, PLEDGES[place], f"race-{place}-{need_id}")
            return PLEDGES[place]

        return pledge

    def _lowering(self, place: int) -> Callable[[int], int]:
        person_id = self.owners[place].id

        def lower(need_id: int) -> int:
            seen = db.session.get_one(Need, need_id)
            wanted = replace(entry_of(seen), quantity=LOWERED[place], note=f"owner {place}")
            editing.change(need_id, wanted, 1, actor_id=person_id)
            return 1

        return lower

    def faults(self, outcomes: list[list[int]]) -> set[str]:
        """Which of the promises were broken in any round; empty when all went well."""
        found: set[str] = set()
        for need_id, outcome in zip(self.needs, outcomes, strict=True):
            need = db.session.get_one(Need, need_id, populate_existing=True)
            pledged = db.session.scalar(select(func.sum(Pledge.quantity)).where(Pledge.need_id == need_id)) or 0
            saved = sum(outcome[len(PLEDGES) :])
            edits = (Transition.noun == "listing", Transition.noun_id == need_id)
            logged = db.session.scalar(select(func.count()).where(*edits))
            promises = {
                "more is promised than is asked for": not 0 <= need.pledged + need.received <= need.quantity,
                "the counter is not the sum of the pledges": need.pledged != pledged,
                "a pledge was lost, or one too many kept": pledged != PROMISED + sum(outcome[: len(PLEDGES)]),
                "one owner's words went over the other's": saved > 1,
                "an edit is not in the log": logged != saved,
                "the revision is not the edits": need.revision != 1 + saved,
                "an open need is behind, or a full one in front": need.is_open != int(need.remaining > 0),
            }
            found |= {fault for fault, there in promises.items() if there}
        kept, made = _sums(), _sums_of_rows()
        return found | ({"the board's sums are not those of its needs"} if kept != made else set())


def _sums() -> list[int]:
    query = ", ".join(f"SUM({name})" for name in SUMS)
    return [int(value) for value in db.session.execute(text(f"SELECT {query} FROM edition_tally")).one()]


def _sums_of_rows() -> list[int]:
    tallies.rebuild()
    made = _sums()
    db.session.rollback()
    return made


@pytest.fixture
def unguarded(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No lock on the row, the quantity compared in Python before it is written, and a database that lets it pass."""

    def look_first(need: Need, **values: Any) -> Need:
        if values["quantity"] < need.pledged + need.received:
            raise BelowTaken(taken=need.pledged)
        time.sleep(0.02)  # long enough that somebody always pledges between looking and writing
        values |= {"revision": Need.revision + 1}
        db.session.execute(update(Need).where(Need.id == need.id).values(values))
        db.session.refresh(need)
        return need

    def ignore_checks(connection: Any, _record: Any) -> None:
        if isinstance(connection, sqlite3.Connection):
            connection.execute("PRAGMA ignore_check_constraints=ON")

    event.listen(db.engine, "connect", ignore_checks)
    db.engine.dispose()
    if not is_sqlite():
        db.session.execute(text("ALTER TABLE need DROP CONSTRAINT IF EXISTS ck_need_never_beyond_quantity"))
        db.session.commit()
    monkeypatch.setattr(rows, "lock", lambda need_id: db.session.get_one(Need, need_id, populate_existing=True))
    monkeypatch.setattr(needs, "rewrite", look_first)
    yield
    event.remove(db.engine, "connect", ignore_checks)


def test_a_pledge_and_a_lowered_quantity_never_cross(app: Flask) -> None:
    race = Race(app, ROUNDS)
    outcomes = race.run()
    assert race.faults(outcomes) == set()
    owners = [sum(outcome[len(PLEDGES) :]) for outcome in outcomes]
    assert any(owners), "no owner ever won"
    assert any(sum(outcome[: len(PLEDGES)]) for outcome in outcomes), "no volunteer ever won"


def test_without_the_guards_more_is_promised_than_is_asked_for(app: Flask, unguarded: None) -> None:
    race = Race(app, 20)
    faults = race.faults(race.run())
    assert {"more is promised than is asked for", "one owner's words went over the other's"} <= faults
