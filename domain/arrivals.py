"""What an association is to receive, and what it has: by state and by day; and the pledge that a code belongs to."""

import re
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, case, func, select, tuple_
from sqlalchemy.orm import joinedload

from domain import clock
from domain.db import db
from domain.errors import RuleBroken
from domain.log import Transition
from domain.needs import Need
from domain.pledges import ARRIVED, ON_THE_WAY, Pledge
from domain.text import to_latin_digits

STATES = ("pledged", "prepared", "handed_over", "overdue", "received")
PAGE = 20  # pledges
CODE_DIGITS = 6


class CodeUnknown(RuleBroken):
    """No pledge to this association has this code."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A pledge and its day: by which it should be ready, or on which it arrived."""

    pledge: Pledge
    day: date


def incoming(
    organisation_id: int, state: str | None = None, after: tuple[int, int] | None = None
) -> tuple[list[Arrival], tuple[int, int] | None]:
    """One page of what is to come, in one of STATES or all of it, by the day it should be ready; or of what was
    `received`, the latest first. And the key that the next page comes after."""
    if state == "received":
        return _received(organisation_id, after)
    query = select(Pledge).where(_to(organisation_id), _in_state(state)).order_by(Pledge.prepare_by, Pledge.id)
    if after:
        query = query.where(tuple_(Pledge.prepare_by, Pledge.id) > (date.fromordinal(after[0]), after[1]))
    rows = list(db.session.scalars(query.options(*_SHOWN).limit(PAGE + 1)))
    found = [Arrival(pledge, pledge.prepare_by) for pledge in rows[:PAGE]]
    return found, (found[-1].day.toordinal(), found[-1].pledge.id) if len(rows) > PAGE else None


def _received(organisation_id: int, after: tuple[int, int] | None) -> tuple[list[Arrival], tuple[int, int] | None]:
    receipt = and_(
        Transition.noun == "pledge", Transition.noun_id == Pledge.id, Transition.new == "received",
        Transition.old != "distributed",
    )  # fmt: skip
    query = select(Pledge, Transition.at, Transition.id).join(Transition, receipt)
    query = query.where(_to(organisation_id), Pledge.status.in_(ARRIVED)).order_by(Transition.id.desc()).limit(PAGE + 1)
    if after:
        query = query.where(Transition.id < after[1])
    rows = db.session.execute(query.options(*_SHOWN)).all()
    found = [Arrival(pledge, clock.day_of(at)) for pledge, at, _ in rows[:PAGE]]
    return found, (found[-1].day.toordinal(), rows[PAGE - 1][2]) if len(rows) > PAGE else None


def read_after(value: str) -> tuple[int, int] | None:
    """The key of a page as it stands in an address; None for what is none."""
    found = re.fullmatch(r"([0-9]{1,7})\.([0-9]{1,10})", value)
    if found is None or not 1 <= int(found[1]) <= date.max.toordinal():
        return None
    return int(found[1]), min(int(found[2]), 2**31 - 1)


def count(organisation_id: int) -> dict[str, int]:
    """How many pledges to an association are in each of STATES; those overdue are counted in their state as well."""
    late = func.sum(case((_in_state("overdue"), 1), else_=0))
    query = select(Pledge.status, func.count(), late).where(_to(organisation_id), _KNOWN).group_by(Pledge.status)
    rows = db.session.execute(query).all()
    counts = dict.fromkeys(STATES, 0)
    for status, how_many, overdue in rows:
        counts["received" if status in ARRIVED else status] += how_many
        counts["overdue"] += int(overdue or 0)
    return counts


def read_code(typed: str) -> str:
    """The six digits of a handover code as people type them, in any of three digit sets. Raises CodeUnknown."""
    code = re.sub(r"[^0-9]", "", to_latin_digits(typed))
    if len(code) != CODE_DIGITS:
        raise CodeUnknown
    return code


def find_by_code(organisation_id: int, code: str) -> list[Pledge]:
    """The pledges to an association that have this code: those still to come, or else those that have arrived. Seldom
    more than one. Raises CodeUnknown."""
    query = select(Pledge).where(_to(organisation_id), _KNOWN, Pledge.code == code).order_by(Pledge.id.desc())
    rows = list(db.session.scalars(query.options(*_SHOWN)))
    found = [pledge for pledge in rows if pledge.status in ON_THE_WAY] or rows
    if not found:
        raise CodeUnknown
    return found


_SHOWN = (joinedload(Pledge.need), joinedload(Pledge.person))
_KNOWN = Pledge.status.in_((*ON_THE_WAY, *ARRIVED))  # whoever withdrew is nobody to the association


def _to(organisation_id: int) -> ColumnElement[bool]:
    return Pledge.need_id.in_(select(Need.id).where(Need.organisation_id == organisation_id))


def _in_state(state: str | None) -> ColumnElement[bool]:
    if state == "overdue":
        return and_(Pledge.status.in_(ON_THE_WAY), Pledge.prepare_by < clock.today())
    return Pledge.status == state if state else Pledge.status.in_(ON_THE_WAY)
