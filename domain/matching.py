"""Matching: needs that nobody pledges, beside the volunteers and companies near them who could.

Volunteers are never named here, nor is their phone shown: they are asked by the platform, and answer by pledging.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from domain import clock
from domain.db import Base, Moment


class Asked(Base):
    """Somebody was asked whether they could cover a need: a volunteer, or a company through its team; once each."""

    __tablename__ = "asked"
    __table_args__ = (
        Index("uq_asked_person", "need_id", "person_id", unique=True),
        Index("ix_asked_person", "person_id", "asked_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    need_id: Mapped[int] = mapped_column(ForeignKey("need.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    asked_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
