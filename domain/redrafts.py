"""Redrafts: a need said better by the platform team, beside the association's own words, which are kept."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from domain import clock
from domain.db import Base, Moment

_DRAFT = text("status = 'draft'")


class Redraft(Base):
    """Other words for one need: draft → used | dropped. `own_label` and `own_note` are the association's at the time;
    `need_revision` is the need it was written for, so that words for an older one are not put over newer ones."""

    __tablename__ = "redraft"
    __table_args__ = (Index("uq_redraft_draft", "need_id", unique=True, sqlite_where=_DRAFT, postgresql_where=_DRAFT),)

    id: Mapped[int] = mapped_column(primary_key=True)
    need_id: Mapped[int] = mapped_column(ForeignKey("need.id"), index=True)
    need_revision: Mapped[int]
    own_label: Mapped[str] = mapped_column(String(120), default="")
    own_note: Mapped[str] = mapped_column(Text, default="")
    label: Mapped[str] = mapped_column(String(120), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    status: Mapped[str] = mapped_column(String(8), default="draft")
    revision: Mapped[int] = mapped_column(default=1)
    written_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    written_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    used_at: Mapped[datetime | None] = mapped_column(Moment)
