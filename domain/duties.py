"""What is done by the clock: pledges are reminded, then lapse; needs past their deadline expire.

Each duty works through its rows one transaction at a time and may be run again at any moment."""

from datetime import timedelta

from sqlalchemy import select, update

from domain import clock, handovers, needs
from domain.db import db
from domain.errors import WrongState
from domain.pledges import CONFIRM_WITHIN, Pledge

REMIND_BEFORE = timedelta(days=2)
REMINDED_AT_LEAST = timedelta(hours=24)  # before a pledge may lapse


def remind() -> int:
    """Mark pledges due within REMIND_BEFORE as reminded, so that their page and list say so; how many."""
    now, until = clock.now(), clock.today() + REMIND_BEFORE
    due = (Pledge.status == "pledged", Pledge.prepare_by <= until, Pledge.reminded_at.is_(None))
    reminded = db.session.execute(update(Pledge).where(*due).values(reminded_at=now).returning(Pledge.id)).all()
    db.session.commit()
    return len(reminded)


def lapse() -> int:
    """Free the units of pledges past their day a full day after the reminder, and of those never confirmed."""
    now = clock.now()
    late = select(Pledge.id).where(
        Pledge.status == "pledged",
        Pledge.prepare_by < clock.today(),
        Pledge.reminded_at < now - REMINDED_AT_LEAST,
    )
    unconfirmed = select(Pledge.id).where(Pledge.status == "unconfirmed", Pledge.created_at < now - CONFIRM_WITHIN)
    return sum(_lapse_one(pledge_id) for pledge_id in [*db.session.scalars(late), *db.session.scalars(unconfirmed)])


def _lapse_one(pledge_id: int) -> int:
    try:
        handovers.lapse(pledge_id)
    except WrongState:  # prepared or withdrawn in this very moment
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
