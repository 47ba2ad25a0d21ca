"""What people are told: each notice is a row in its reader's inbox; some go out by mail or SMS as well.

A notice holds codes and numbers, never sentences: the words are the reader's language's and are put together when it
is shown or sent."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, select
from sqlalchemy.orm import Mapped, mapped_column

from domain import clock
from domain.db import Base, Moment, db
from domain.organisations import Membership


class Notice(Base):
    """One thing one person is told: what (`kind`), with which figures (`facts`), and where to go (`path`)."""

    __tablename__ = "notice"
    __table_args__ = (Index("ix_notice_person", "person_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(String(30))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    path: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    read_at: Mapped[datetime | None] = mapped_column(Moment)


class Letter(Base):
    """A mail or SMS that is to go out, or went; tried again later when the other side does not answer. Whom it goes to
    is the person's own row: an erased person gets nothing."""

    __tablename__ = "letter"
    __table_args__ = (Index("ix_letter_due", "status", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    channel: Mapped[str] = mapped_column(String(5))  # mail, sms
    notice_ids: Mapped[list[int]] = mapped_column(JSON, default=list)
    status: Mapped[str] = mapped_column(String(8), default="waiting")  # waiting, sent, failed
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    sent_at: Mapped[datetime | None] = mapped_column(Moment)


def tell(person_id: int, kind: str, *, path: str = "", **facts: Any) -> None:
    """Put a notice into a person's inbox, in the present transaction. `facts` are codes, names and figures as JSON."""
    db.session.add(Notice(person_id=person_id, kind=kind, facts=facts, path=path))
    db.session.flush()


def tell_members(organisation_id: int, kind: str, *, path: str = "", but: int | None = None, **facts: Any) -> None:
    """The same for everybody who acts for an organisation, except the person `but`, who did it."""
    query = select(Membership.person_id).where(
        Membership.organisation_id == organisation_id, Membership.ended_at.is_(None), Membership.person_id != (but or 0)
    )
    for person_id in list(db.session.scalars(query)):
        tell(person_id, kind, path=path, **facts)
