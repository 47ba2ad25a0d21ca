"""What people are told: each notice is a row in its reader's inbox, and may go out in a letter as well (`letters`).

A notice holds codes and numbers, never sentences: the words are the reader's language's and are put together when it
is shown or sent (blueprints/toolkit/notice_words.py)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, func, select, text, update
from sqlalchemy.orm import Mapped, mapped_column

from domain import clock
from domain.db import Base, Moment, db
from domain.organisations import Membership
from domain.people import NOBODY, RoleGrant

PAGE = 20  # notices
NAMING = ("team_joined", "team_left", "collection_asked", "collection_taken_over")  # kinds whose `name` is a person's
COUNTED_MOST = 99  # unread ones; beyond, how many matters to nobody
_NOT_SENT = text("letter_id IS NULL")


class Notice(Base):
    """One thing one person is told: what (`kind`), with which figures (`facts`), and where to go (`path`)."""

    __tablename__ = "notice"
    __table_args__ = (
        Index("ix_notice_person", "person_id", "id"),
        Index("ix_notice_not_sent", "created_at", sqlite_where=_NOT_SENT, postgresql_where=_NOT_SENT),
        Index("ix_notice_letter_id", "letter_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(String(30))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    path: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    read_at: Mapped[datetime | None] = mapped_column(Moment)
    letter_id: Mapped[int | None] = mapped_column(ForeignKey("letter.id"))  # the letter that carries it


def tell(person_id: int, kind: str, *, path: str = "", **facts: Any) -> None:
    """Put a notice into a person's inbox, in the present transaction. `facts` are codes, names and figures as JSON."""
    db.session.add(Notice(person_id=person_id, kind=kind, facts=facts, path=path))
    db.session.flush()


def tell_members(organisation_id: int, kind: str, *, path: str = "", but: int | None = None, **facts: Any) -> None:
    """The same for everybody who acts for an organisation, except the person `but`, who did it."""
    query = select(Membership.person_id).where(
        Membership.organisation_id == organisation_id, Membership.ended_at.is_(None)
    )
    _tell_each(db.session.scalars(query), kind, but, path, facts)


def tell_coordinators(region_code: str, kind: str, *, path: str = "", but: int | None = None, **facts: Any) -> None:
    """The same for the coordinators of a region and of all regions."""
    here = RoleGrant.region_code.is_(None) | (RoleGrant.region_code == region_code)
    query = select(RoleGrant.person_id).where(RoleGrant.role == "coordinator", RoleGrant.revoked_at.is_(None), here)
    _tell_each(db.session.scalars(query), kind, but, path, facts)


def _tell_each(people: Iterable[int], kind: str, but: int | None, path: str, facts: dict[str, Any]) -> None:
    for person_id in sorted(set(people) - {but}):
        tell(person_id, kind, path=path, **facts)


def forget_name(name: str) -> None:
    """Nobody is told any more that somebody of this name did something."""
    named = select(Notice).where(Notice.kind.in_(NAMING), Notice.facts["name"].as_string() == name)
    for notice in db.session.scalars(named):
        notice.facts = notice.facts | {"name": NOBODY}
    db.session.flush()


def stands_unread(person_id: int, kind: str, path: str) -> bool:
    """Whether the person was told this of this thing and has not read it yet."""
    query = select(Notice.id).where(Notice.person_id == person_id, Notice.kind == kind, Notice.path == path)
    return db.session.scalar(query.where(Notice.read_at.is_(None)).limit(1)) is not None


def page(person_id: int, *, after: int | None = None) -> tuple[list[Notice], int | None]:
    """A page of a person's inbox, newest first, and the number after which the next page begins (None on the last)."""
    query = select(Notice).where(Notice.person_id == person_id)
    if after is not None:
        query = query.where(Notice.id < after)
    rows = list(db.session.scalars(query.order_by(Notice.id.desc()).limit(PAGE + 1)))
    return rows[:PAGE], rows[PAGE - 1].id if len(rows) > PAGE else None


def unread(person_id: int) -> int:
    """How many notices the person has not read, counted up to COUNTED_MOST."""
    query = select(Notice.id).where(Notice.person_id == person_id, Notice.read_at.is_(None)).limit(COUNTED_MOST)
    return db.session.scalar(select(func.count()).select_from(query.subquery())) or 0


def mark_read(person_id: int, until: int) -> None:
    """The person has read every notice up to the one of this number; what came later stays unread."""
    seen = (Notice.person_id == person_id, Notice.id <= until, Notice.read_at.is_(None))
    db.session.execute(update(Notice).where(*seen).values(read_at=clock.now()))
