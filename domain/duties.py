"""What is done by the clock: associations are told of pledges; pledges are reminded, then lapse; needs past their
deadline expire; associations are asked what they still need, and what they do not renew sinks, then expires.

Each duty works through its rows one transaction at a time and may be run again at any moment."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import TypeVar

from sqlalchemy import ColumnElement, and_, exists, or_, select, update

from domain import arrivals, clock, handovers, joining, needs, notices, progress, renewals
from domain.db import db
from domain.errors import WrongState
from domain.handovers import ARRIVE_WITHIN
from domain.listing import rows
from domain.log import Transition
from domain.pledges import CONFIRM_WITHIN, IS_LIVE, TERMS, Pledge

Row = TypeVar("Row")

REMIND_BEFORE = timedelta(days=2)
MOST = 500  # rows of a duty in one turn; the next turn goes on
REMINDED_AT_LEAST = timedelta(hours=24)  # before a pledge may lapse


def remind() -> int:
    """Mark pledges whose next step is due within REMIND_BEFORE as reminded, so that their page and list say so, and
    tell their volunteers; how many."""
    due = (IS_LIVE, _due_by(clock.today() + REMIND_BEFORE), Pledge.reminded_at.is_(None))
    return _each(db.session.scalars(select(Pledge.id).where(*due).limit(MOST)).all(), _remind_one)


def _remind_one(pledge_id: int) -> bool:
    mark = update(Pledge).where(Pledge.id == pledge_id, IS_LIVE, Pledge.reminded_at.is_(None))
    if db.session.execute(mark.values(reminded_at=clock.now()).returning(Pledge.id)).first() is None:
        return False
    pledge = db.session.get_one(Pledge, pledge_id, populate_existing=True)
    need, day = pledge.need, pledge.due_on or pledge.prepare_by
    facts = {"item": need.item_code, "label": need.label, "day": day.isoformat()}
    notices.tell(pledge.person_id, "pledge_reminder", path=f"/pledges/{pledge.id}", **facts)
    return True


def _due_by(day: date) -> ColumnElement[bool]:
    """Whether a pledge's next step was to be done by this day."""
    steps = [and_(Pledge.status == status, Pledge.prepare_by <= day - term) for status, term in TERMS.items()]
    return or_(*steps)


def lapse() -> int:
    """Free the units of pledges a full day after the reminder when their next step is overdue, of those never
    confirmed, and of those handed over that no association has received."""
    now = clock.now()
    late = and_(_due_by(clock.today() - timedelta(days=1)), Pledge.reminded_at < now - REMINDED_AT_LEAST)
    unconfirmed = and_(Pledge.status == "unconfirmed", Pledge.created_at < now - CONFIRM_WITHIN)
    handed_over = exists().where(
        Transition.noun == "pledge", Transition.noun_id == Pledge.id, Transition.new == "handed_over",
        Transition.at < now - ARRIVE_WITHIN,
    )  # fmt: skip
    missing = and_(Pledge.status == "handed_over", handed_over)
    found = db.session.execute(select(Pledge.id, Pledge.status).where(IS_LIVE, or_(late, unconfirmed, missing))).all()
    return _each(found, lambda one: _lapse_one(*one))


def _lapse_one(pledge_id: int, seen: str) -> bool:
    try:
        handovers.lapse(pledge_id, seen)
    except WrongState:  # it moved on in this very moment
        return False
    return True


def expire() -> int:
    """Take needs off the board whose deadline has passed, or that nobody renewed, and tell their associations."""
    unrenewed = _each(renewals.unrenewed(renewals.EXPIRE_AFTER, limit=MOST), renewals.expire)
    return unrenewed + _each([need.id for need in needs.overdue(MOST)], _expire_one)


def _expire_one(need_id: int) -> bool:
    need = rows.lock(need_id)
    if need.status != "published" or need.deadline >= clock.today():
        return False
    needs.move(need, "expired", actor_id=None, via="clock")
    path = f"/desk/{need.organisation.slug}"
    notices.tell_members(
        need.organisation_id, "need_expired", path=path, item=need.item_code, label=need.label, because="deadline"
    )
    return True


def sink() -> int:
    """Put needs that nobody renewed behind their equals, and back those that were published anew; how many sank."""
    _each(renewals.wrongly_sunk(limit=MOST), renewals.rise)
    return _each(renewals.unrenewed(renewals.SINK_AFTER, limit=MOST), renewals.sink)


def ask() -> int:
    """Ask associations whose needs are about to sink what they still need; how many."""
    return _each(renewals.to_ask(limit=MOST), renewals.ask)


def recertify() -> int:
    """Ask associations to confirm their profile a month before its day; from that day on it is due; how many."""
    return _each(joining.to_ask(limit=MOST), joining.ask_to_confirm)


def tell() -> int:
    """Tell associations once a day how many pledges came since they were last told; how many."""
    return _each(arrivals.untold(limit=MOST), lambda one: arrivals.tell_of_pledges(*one))


def fill_days() -> int:
    """Keep what each edition had come to at the end of its days, up to yesterday; how many editions."""
    return _each(progress.unfilled(limit=MOST), progress.fill)


def _each(found: Iterable[Row], do: Callable[[Row], bool]) -> int:
    """Do this with each row in a transaction of its own; how often it came to something."""
    done = 0
    for row in found:
        came_to_something = do(row)
        db.session.commit() if came_to_something else db.session.rollback()
        done += came_to_something
    return done


def all_duties() -> dict[str, int]:
    """Do everything that is due now; how many of each."""
    return {
        "reminded": remind(),
        "lapsed": lapse(),
        "expired": expire(),
        "asked": ask(),
        "sunk": sink(),
        "recertified": recertify(),
        "told": tell(),
        "days": fill_days(),
    }
