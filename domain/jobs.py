"""Jobs: work that takes longer than a reader should wait for, done by the worker, each once for its key.

Whoever does a job claims it first, which already sets when it would be tried again: a worker that dies in the midst of
it leaves it to the next. So a job may be done twice, and what does it has to bear that.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, Index, String, delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert as insert_on_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_on_sqlite
from sqlalchemy.orm import Mapped, mapped_column

from domain import clock
from domain.db import Base, Moment, db, is_sqlite

_WAITS = text("status = 'waiting'")
WAITS = tuple(timedelta(seconds=seconds) for seconds in (20, 60, 300, 1800))  # after each attempt but the last
ATTEMPTS_MOST = len(WAITS) + 1
KEPT_FOR = timedelta(days=7)  # a job that is done or failed


class Job(Base):
    """One piece of work: waiting → done | failed. A repeat of its key while it waits is the same job."""

    __tablename__ = "job"
    __table_args__ = (
        Index("ix_job_due", "due_at", "id", sqlite_where=_WAITS, postgresql_where=_WAITS),
        Index("uq_job_key", "key", unique=True, sqlite_where=_WAITS, postgresql_where=_WAITS),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    key: Mapped[str] = mapped_column(String(120))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    status: Mapped[str] = mapped_column(String(8), default="waiting")
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    due_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    done_at: Mapped[datetime | None] = mapped_column(Moment)


def queue(kind: str, key: str, facts: dict[str, Any]) -> bool:
    """Ask for a piece of work, once while its `key` waits; whether it was not asked for already."""
    insert = insert_on_sqlite if is_sqlite() else insert_on_postgresql
    now = clock.now()
    made = insert(Job).values(kind=kind, key=key, facts=facts, status="waiting", attempts=0, created_at=now, due_at=now)
    once = made.on_conflict_do_nothing(index_elements=["key"], index_where=_WAITS)
    return db.session.execute(once.returning(Job.id)).first() is not None


def waiting(keys: Sequence[str]) -> set[str]:
    """Which of these keys wait to be done, or are being done now."""
    return set(db.session.scalars(select(Job.key).where(Job.status == "waiting", Job.key.in_(keys))))


def how_many_wait() -> int:
    """How many jobs of whatever kind wait."""
    return db.session.scalar(select(func.count()).select_from(Job).where(_WAITS)) or 0


def due(kinds: Collection[str], limit: int = 20) -> list[int]:
    """The numbers of the jobs to do now, those that have waited longest first."""
    query = select(Job.id).where(Job.status == "waiting", Job.due_at <= clock.now(), Job.kind.in_(kinds))
    return list(db.session.scalars(query.order_by(Job.due_at, Job.id).limit(limit)))


def claim(job_id: int) -> Job | None:
    """Take a job, and commit; None when another worker has it. Until it is marked otherwise, it is due again after the
    wait for this attempt; one whose every attempt ended in a crash has failed."""
    job = db.session.get(Job, job_id, populate_existing=True)
    if job is None or job.status != "waiting":
        return None
    values: dict[str, object] = {"status": "failed", "done_at": clock.now()}
    if job.attempts < ATTEMPTS_MOST:
        wait = WAITS[min(job.attempts, len(WAITS) - 1)]
        values = {"attempts": job.attempts + 1, "due_at": clock.now() + wait}
    still = (Job.id == job_id, Job.status == "waiting", Job.attempts == job.attempts, Job.due_at <= clock.now())
    mine = db.session.execute(update(Job).where(*still).values(values).returning(Job.id)).all()
    db.session.commit()
    return db.session.get_one(Job, job_id, populate_existing=True) if mine and "attempts" in values else None


def mark_done(job: Job) -> None:
    """It is done, and what it was made from is forgotten."""
    job.status, job.done_at, job.facts = "done", clock.now(), {}
    db.session.commit()


def mark_not_done(job: Job) -> None:
    """It did not work: it is tried again later, unless it was tried often enough."""
    if job.attempts >= ATTEMPTS_MOST:
        job.status, job.done_at = "failed", clock.now()
    db.session.commit()


def forget() -> int:
    """Remove jobs that ended KEPT_FOR ago or longer; how many. What they did is written elsewhere."""
    ended = (Job.status != "waiting", Job.done_at < clock.now() - KEPT_FOR)
    gone = db.session.execute(delete(Job).where(*ended).returning(Job.id)).all()
    db.session.commit()
    return len(gone)
