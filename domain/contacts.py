"""The contact log: who of the platform team spoke with which association, when, what was said, and the next step."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from domain import clock
from domain.db import Base, Moment
from domain.organisations import Organisation
from domain.people import Person

WAYS = ("call", "whatsapp", "letter", "visit", "meeting")
OUTCOMES = ("reached", "no_answer", "call_back")
_OPEN = text("next_on IS NOT NULL AND done_at IS NULL")


class Contact(Base):
    """One talk with an association, or an attempt at one. What was said stays as it was written; a next step is open
    until somebody has done it."""

    __tablename__ = "contact"
    __table_args__ = (
        Index("ix_contact_organisation", "organisation_id", "id"),
        Index("ix_contact_open", "next_on", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    way: Mapped[str] = mapped_column(String(10))
    outcome: Mapped[str] = mapped_column(String(10), default="reached")
    said: Mapped[str] = mapped_column(Text, default="")
    next_step: Mapped[str] = mapped_column(String(200), default="")
    next_on: Mapped[date | None]
    next_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    done_at: Mapped[datetime | None] = mapped_column(Moment)
    done_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    key: Mapped[str] = mapped_column(String(64), unique=True)  # a repeat of the same click is the same entry

    organisation: Mapped[Organisation] = relationship()
    by: Mapped[Person] = relationship(foreign_keys=[by_id])
