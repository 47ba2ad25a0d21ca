"""What an association is to receive, and what it has: by state and by day; and the pledge that a code belongs to."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, case, func, literal, select, tuple_
from sqlalchemy.orm import aliased, joinedload

from domain import clock, log, notices, organisations
from domain.db import Moment, db
from domain.errors import RuleBroken
from domain.log import Transition
from domain.needs import Need
from domain.pledges import ARRIVED, CONFIRM_WITHIN, IS_LIVE, ON_THE_WAY, Pledge
from domain.text import to_latin_digits

STATES = ("pledged", "prepared", "handed_over", "overdue", "received")
PAGE = 20  # pledges
CODE_DIGITS = 6
TOLD_AT_MOST = timedelta(days=7)  # of so long before today, when nobody was told for longer


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


def untold(*, limit: int = 500) -> list[tuple[int, int]]:
    """Associations to which pledges were made since they were last told of any, up to the end of yesterday, and how
    many of those are under way still."""
    until = clock.start_of(clock.today())
    told, promised = aliased(Transition), aliased(Transition)
    last = select(func.max(told.at)).where(told.noun == _TOLD, told.noun_id == Need.organisation_id)
    since = func.coalesce(last.scalar_subquery(), literal(until - TOLD_AT_MOST, Moment))
    lately = (IS_LIVE, Pledge.created_at >= until - TOLD_AT_MOST - CONFIRM_WITHIN)
    live = select(Pledge.id, Pledge.need_id).where(*lately).subquery()
    # From the moment somebody stands by it: what was made under their phone waits for their word.
    made = and_(promised.noun == "pledge", promised.noun_id == live.c.id, promised.new == "pledged")
    query = select(Need.organisation_id, func.count(live.c.id)).join(live, live.c.need_id == Need.id)
    query = query.join(promised, made).where(
        promised.at >= since, promised.at >= until - TOLD_AT_MOST, promised.at < until
    )
    rows = db.session.execute(query.group_by(Need.organisation_id).order_by(Need.organisation_id).limit(limit))
    return [(row[0], row[1]) for row in rows]


def tell_of_pledges(organisation_id: int, many: int) -> bool:
    """Tell an association's members how many pledges `untold` found, once a day; whether they had to be told.

    The log keeps up to which moment they know, so that the click of a pledge writes nothing for it."""
    organisation, until = organisations.lock(organisation_id), clock.start_of(clock.today())
    if any(as_of.at >= until for as_of in log.history(_TOLD, organisation_id)[-1:]):
        return False
    notices.tell_members(organisation_id, "pledges_made", path=f"/desk/{organisation.slug}/incoming", count=many)
    log.record(_TOLD, organisation_id, None, "told", actor_id=None, quantity=many, via="clock", at=until)
    return True


_TOLD = "pledges_told"  # an association's line in the log, at the moment up to which its members know
_SHOWN = (joinedload(Pledge.need), joinedload(Pledge.person))
_KNOWN = Pledge.status.in_((*ON_THE_WAY, *ARRIVED))  # whoever withdrew is nobody to the association


def _to(organisation_id: int) -> ColumnElement[bool]:
    return Pledge.need_id.in_(select(Need.id).where(Need.organisation_id == organisation_id))


def _in_state(state: str | None) -> ColumnElement[bool]:
    if state == "overdue":
        return and_(Pledge.status.in_(ON_THE_WAY), Pledge.prepare_by < clock.today())
    return Pledge.status == state if state else Pledge.status.in_(ON_THE_WAY)
