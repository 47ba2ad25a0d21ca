"""What is done by the clock: pledges are reminded, then lapse; needs past their deadline expire.

Each duty works through its rows one transaction at a time and may be run again at any moment."""

from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, exists, or_, select, update

from domain import clock, handovers, needs
from domain.db import db
from domain.errors import WrongState
from domain.handovers import ARRIVE_WITHIN
from domain.log import Transition
from domain.pledges import CONFIRM_WITHIN, IS_LIVE, TERMS, Pledge

REMIND_BEFORE = timedelta(days=2)
REMINDED_AT_LEAST = timedelta(hours=24)  # before a pledge may lapse


def remind() -> int:
    """Mark pledges whose next step is due within REMIND_BEFORE as reminded, so that their page and list say so; how
    many."""
    due = (IS_LIVE, _due_by(clock.today() + REMIND_BEFORE), Pledge.reminded_at.is_(None))
    marked = update(Pledge).where(*due).values(reminded_at=clock.now()).returning(Pledge.id)
    reminded = db.session.execute(marked).all()
    db.session.commit()
    return len(reminded)


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
    return sum(_lapse_one(pledge_id, status) for pledge_id, status in found)


def _lapse_one(pledge_id: int, seen: str) -> int:
    try:
        handovers.lapse(pledge_id, seen)
    except WrongState:  # it moved on in this very moment
        db.session.rollback()
        return 0
    db.session.commit()
    return 1


def expire() -> int:
    """Take needs past their deadline off the board; how many."""
    late = needs.overdue()
    for need in late:
        needs.move(need, "expired", actor_id=None, via="clock")
        db.session.commit()
    return len(late)


def all_duties() -> dict[str, int]:
    """Do everything that is due now; how many of each."""
    return {"reminded": remind(), "lapsed": lapse(), "expired": expire()}
