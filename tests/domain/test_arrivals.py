"""Associations are told once a day how many pledges came, and a pledge's click writes nothing for it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from domain import clock, duties, handovers, pledges
from domain.db import db
from domain.guests import GuestLimits
from domain.notices import Notice
from tests import factories


@pytest.fixture
def days(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """`days(2)` is noon of the day after tomorrow."""
    noon = clock.start_of(clock.today()) + timedelta(hours=12)

    def pass_(many: int) -> None:
        monkeypatch.setattr(clock, "now", lambda: noon + timedelta(days=many))

    pass_(0)
    return pass_


def told(person: Any) -> list[tuple[int, str]]:
    """How many pledges a person was told of, each time, and where it leads."""
    rows = db.session.scalars(select(Notice).where(Notice.person_id == person.id, Notice.kind == "pledges_made"))
    return [(row.facts["count"], row.path) for row in rows]


def test_each_association_is_told_once_a_day_how_many_pledges_came(cast, days):
    ours, theirs = factories.need(cast["ours"]), factories.need(cast["theirs"])
    for need in (ours, ours, theirs):
        factories.pledge(need, cast["volunteer"])
    assert duties.tell() == 0, "the day is not over"
    days(1)
    factories.pledge(ours, cast["volunteer"])
    assert (duties.tell(), duties.tell()) == (2, 0)
    assert told(cast["owner"]) == told(cast["member"]) == [(2, "/desk/ours/incoming")]
    assert told(cast["stranger"]) == [(1, "/desk/theirs/incoming")]
    days(2)
    assert duties.all_duties()["told"] == 1
    assert told(cast["owner"])[1:] == [(1, "/desk/ours/incoming")]
    days(3)
    assert duties.tell() == 0, "nothing came, nothing is said"


def test_what_came_while_the_worker_stood_still_is_told_when_it_runs_again(cast, days):
    need = factories.need(cast["ours"])
    for day in range(3):
        days(day)
        factories.pledge(need, cast["volunteer"])
    days(4)
    assert duties.tell() == 1
    assert [many for many, _ in told(cast["owner"])] == [3]


def test_what_was_taken_back_is_not_told_and_what_nobody_stands_by_waits_for_their_word(cast, days):
    need = factories.need(cast["ours"])
    handovers.withdraw(factories.pledge(need, cast["volunteer"]).id, actor_id=cast["volunteer"].id)
    made = pledges.pledge_as_guest(need.id, "Idir", cast["volunteer2"].phone, 2, "k", GuestLimits(5, 50))
    assert made.status == "unconfirmed"
    days(1)
    assert duties.tell() == 0
    handovers.confirm(made.id, actor_id=cast["volunteer2"].id)
    days(2)
    assert duties.tell() == 1
    assert [many for many, _ in told(cast["owner"])] == [1]
