"""Many clicks at one moment on what is left of one need: each unit is promised once, each click counts once.

Each race is run again with a guard taken away, and must then be lost: so the test can see what it tests for."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import func, select

from domain import counters
from domain.db import db
from domain.log import Transition
from domain.needs import Need
from domain.people import Person
from domain.pledges import Pledge
from tests import factories
from tests.faults import clicks
from tests.faults.clicks import Answer, Click
from tests.faults.server import Server

pytestmark = pytest.mark.faults

CLIENTS, VISITORS, SENDS, LEFT = 200, 60, 3, 37
PROMISED = 23  # of sixty, before the race
Serve = Callable[..., Server]


@dataclass
class Race:
    """A need with 37 units left and those who want one each."""

    need_id: int
    clicks: list[Click]
    before: int  # the last pledge's id

    def run(self, server: Server, sends: int = SENDS) -> list[list[Answer]]:
        """Every click three times in one moment, or once; gives each click's answers."""
        answers = clicks.send_at_once(server.port, [click.sent() for click in self.clicks for _ in range(sends)])
        return [answers[first : first + sends] for first in range(0, len(answers), sends)]

    def faults(self, answers: list[list[Answer]]) -> set[str]:
        """Which of the promises this race broke; empty when it went well."""
        db.session.rollback()
        need = db.session.get_one(Need, self.need_id, populate_existing=True)
        made = db.session.scalars(select(Pledge).where(Pledge.need_id == self.need_id, Pledge.id > self.before)).all()
        ids = [pledge.id for pledge in made]
        logged = select(func.count()).where(Transition.noun == "pledge", Transition.noun_id.in_(ids))
        guests = db.session.scalar(select(func.count()).where(Person.is_guest))
        statuses = {answer.status for sends in answers for answer in sends}
        found = {
            "an answer is an error of the server": any(status >= 500 for status in statuses),
            "an answer is neither a pledge nor a refusal": bool(statuses - {200, 303, 409}),
            "not every unit left was pledged, or more": len(made) != LEFT,
            "the counter is not the sum": need.pledged != PROMISED + sum(pledge.quantity for pledge in made),
            "more is promised than is needed": need.pledged > need.quantity,
            "somebody pledged twice": len({pledge.person_id for pledge in made}) != len(made),
            "the log is not the pledges": db.session.scalar(logged) != len(made),
            "guests without a pledge": guests != sum(pledge.person.is_guest for pledge in made),
            "the answers to one click differ": any(len(set(self.outcomes(sends))) != 1 for sends in answers),
            "an answer names no pledge of this race": not self._named(answers) <= set(ids),
            "a pledge is in no answer": not self._named(answers) >= set(ids),
        }
        return {fault for fault, there in found.items() if there}

    @staticmethod
    def outcomes(sends: list[Answer]) -> list[str | None]:
        return [answer.location if answer.status == 303 else None for answer in sends]

    def _named(self, answers: list[list[Answer]]) -> set[int]:
        locations = {location for sends in answers for location in self.outcomes(sends) if location}
        return {int(location.rsplit("/", 1)[1]) for location in locations if location.startswith("/pledges/")}


def _race(make_clicks: Callable[[Need], list[Click]]) -> Race:
    need = factories.need(quantity=PROMISED + LEFT)
    first = factories.pledge(need, factories.person(), quantity=PROMISED)
    race = Race(need.id, make_clicks(need), first.id)
    db.session.commit()
    return race


@pytest.fixture
def race(app: Flask) -> Race:
    """Two hundred accounts, each signed in on a browser of its own."""

    def each_clicks(need: Need) -> list[Click]:
        browsers = [clicks.signed_in(app, factories.person(f"متطوع {n}").id) for n in range(CLIENTS)]
        return [Click(need.id, f"click-{n}", browser) for n, browser in enumerate(browsers)]

    return _race(each_clicks)


@pytest.fixture
def visitors_race(app: Flask) -> Race:
    """Sixty visitors without an account, each with a phone of their own."""

    def each_clicks(need: Need) -> list[Click]:
        return [
            Click(need.id, f"visit-{n}", clicks.signed_out(app), name=f"زائر {n}", phone=f"07{n:08d}")
            for n in range(VISITORS)
        ]

    return _race(each_clicks)


def test_each_unit_is_promised_once(race: Race, serve: Serve) -> None:
    answers = race.run(serve())
    assert race.faults(answers) == set()
    winners = [sends for sends in answers if sends[0].status == 303]
    assert len(winners) == LEFT
    assert db.session.get_one(Need, race.need_id).is_open == 0


def test_each_visitor_pledges_once(visitors_race: Race, serve: Serve) -> None:
    assert visitors_race.faults(visitors_race.run(serve())) == set()


def test_without_the_condition_more_is_promised_than_is_needed(race: Race, serve: Serve) -> None:
    faults = race.faults(race.run(serve(without="condition"), sends=1))
    assert {"not every unit left was pledged, or more", "more is promised than is needed"} <= faults


def test_without_the_key_one_click_pledges_three_times(race: Race, serve: Serve) -> None:
    faults = race.faults(race.run(serve(without="key")))
    assert {"somebody pledged twice", "the answers to one click differ"} <= faults


def test_without_the_key_one_visitor_pledges_three_times(visitors_race: Race, serve: Serve) -> None:
    assert "the answers to one click differ" in visitors_race.faults(visitors_race.run(serve(without="key")))


def test_the_database_itself_refuses_more_than_is_needed(app: Flask) -> None:
    """Beneath the condition stands a constraint: a verb that forgets the one still meets the other."""
    need = factories.need(quantity=5)
    assert counters.adjust(need.id, pledged=5)
    assert not counters.adjust(need.id, pledged=1)
    with pytest.raises(Exception, match="never_beyond_quantity"):
        db.session.execute(db.update(Need).where(Need.id == need.id).values(pledged=6))
    db.session.rollback()
