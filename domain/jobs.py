"""Jobs: work that takes longer than a reader should wait for, done by the worker, each once for its key."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from domain import clock
from domain.db import Base, Moment

_WAITS = text("status = 'waiting'")


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
