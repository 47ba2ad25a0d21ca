"""The contact log: who of the platform team spoke with which association, when, what was said, and the next step.

An entry is never changed: who wrote something wrong writes a correction, which names the entry it corrects. Only its
next step ends, once. To call again where nobody answered is a step that ends with the next entry, whatever it says."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, ForeignKey, Index, Select, String, Text, select, text, update
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from domain import clock, log, organisations
from domain.db import Base, Moment, db
from domain.errors import RuleBroken
from domain.organisations import Membership, Organisation
from domain.people import PLATFORM_TEAM, Person, RoleGrant

WAYS = ("call", "whatsapp", "letter", "visit", "meeting")
OUTCOMES = ("reached", "no_answer", "call_back")
TRIES = (1, 3, 7)  # days until the next try, after the first, the second, every later call that nobody answered
SAID_MOST, STEP_MOST = 2_000, 200  # characters
AHEAD_MOST = timedelta(days=366)
PAGE = 20  # entries
STEPS_MOST = 100  # open next steps shown at once
_OPEN = text("next_on IS NOT NULL AND done_at IS NULL")


class NothingSaid(RuleBroken):
    """Somebody was reached, and nothing is written down of it."""


class StepWithoutDay(RuleBroken):
    """A next step has a day, and a day a step, unless it is to call again."""


class StepDayOutside(RuleBroken):
    """A next step is for today at the earliest, and for a year from now at the latest."""


class NotOfTheTeam(RuleBroken):
    """A next step is taken by somebody of the platform team."""


class ContactKeyOfAnother(RuleBroken):
    """The key of this click belongs to another entry."""


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
    next_step: Mapped[str] = mapped_column(String(200), default="")  # empty with a day: call again
    next_on: Mapped[date | None]
    next_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    done_at: Mapped[datetime | None] = mapped_column(Moment)
    done_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    corrects: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))
    key: Mapped[str] = mapped_column(String(64), unique=True)  # a repeat of the same click is the same entry

    organisation: Mapped[Organisation] = relationship()
    by: Mapped[Person] = relationship(foreign_keys=[by_id])
    next_by: Mapped[Person | None] = relationship(foreign_keys=[next_by_id])
    doer: Mapped[Person | None] = relationship(foreign_keys=[done_by])
    corrected: Mapped["Contact | None"] = relationship(remote_side=[id])

    @property
    def is_open(self) -> bool:
        """Whether a next step waits for somebody."""
        return self.next_on is not None and self.done_at is None

    @property
    def is_try(self) -> bool:
        """Whether the next step is only to call again."""
        return self.next_on is not None and not self.next_step

    @property
    def is_today(self) -> bool:
        return self.next_on == clock.today()

    @property
    def is_overdue(self) -> bool:
        return self.next_on is not None and self.done_at is None and self.next_on < clock.today()


@dataclass(frozen=True, slots=True)
class Talk:
    """What is written down of a talk: one of WAYS and OUTCOMES, what they said, and what is next, when and by whom."""

    way: str
    outcome: str = "reached"
    said: str = ""
    next_step: str = ""
    next_on: date | None = None
    next_by_id: int | None = None


def record(
    organisation_id: int, talk: Talk, key: str, *, actor_id: int, corrects: int | None = None, ends: int | None = None
) -> Contact:
    """Write a talk down; the same key again is the same entry. A correction names the entry that it `corrects`, whose
    step it ends; `ends` is the entry whose step this talk was.

    Raises NothingSaid, StepWithoutDay, StepDayOutside, NotOfTheTeam, ContactKeyOfAnother."""
    organisations.lock(organisation_id)
    found = db.session.scalar(select(Contact).where(Contact.key == key))
    if found is not None:
        if (found.organisation_id, found.by_id) != (organisation_id, actor_id):
            raise ContactKeyOfAnother
        return found
    _check(talk)
    if corrects is not None and db.session.get_one(Contact, corrects).organisation_id != organisation_id:
        raise ContactKeyOfAnother
    _end_steps(organisation_id, {corrects, ends} - {None}, actor_id)
    next_by = (talk.next_by_id or actor_id) if talk.next_on else None
    made = Contact(
        organisation_id=organisation_id, by_id=actor_id, way=talk.way, outcome=talk.outcome, said=talk.said,
        next_step=talk.next_step, next_on=talk.next_on, next_by_id=next_by, corrects=corrects, key=key,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    log.record("contact", made.id, None, talk.outcome, actor_id=actor_id)
    return made


def no_answer(organisation_id: int, key: str, *, actor_id: int) -> Contact:
    """Nobody answered a call: tried again after TRIES days. The same key again is the same entry.

    Raises ContactKeyOfAnother."""
    organisations.lock(organisation_id)
    days = TRIES[min(_unanswered(organisation_id), len(TRIES) - 1)]
    talk = Talk("call", "no_answer", next_on=clock.today() + timedelta(days=days))
    return record(organisation_id, talk, key, actor_id=actor_id)


def _unanswered(organisation_id: int) -> int:
    """How many of the latest calls in a row nobody answered, as far as TRIES tells them apart."""
    query = select(Contact.outcome).where(Contact.organisation_id == organisation_id, Contact.corrects.is_(None))
    latest = list(db.session.scalars(query.order_by(Contact.id.desc()).limit(len(TRIES))))
    return next((place for place, outcome in enumerate(latest) if outcome != "no_answer"), len(latest))


def finish(contact_id: int, *, actor_id: int) -> Contact:
    """The next step of an entry is done. Where it was done before, or there is none, nothing happens."""
    open_step = (Contact.id == contact_id, Contact.next_on.is_not(None), Contact.done_at.is_(None))
    _done(open_step, actor_id)
    return db.session.get_one(Contact, contact_id, populate_existing=True)


def _end_steps(organisation_id: int, named: Collection[int | None], actor_id: int) -> None:
    """End the steps of the entries named, and every step that was only to call again."""
    tries = Contact.next_step == ""
    which = tries | Contact.id.in_(named) if named else tries
    _done((Contact.organisation_id == organisation_id, Contact.next_on.is_not(None), Contact.done_at.is_(None), which),
          actor_id)  # fmt: skip


def _done(which: Sequence[ColumnElement[bool]], actor_id: int) -> None:
    ended = update(Contact).where(*which).values(done_at=clock.now(), done_by=actor_id).returning(Contact.id)
    for contact_id in db.session.scalars(ended.execution_options(synchronize_session=False)).all():
        log.record("contact", contact_id, "open", "done", actor_id=actor_id)


def _check(talk: Talk) -> None:
    if talk.outcome == "reached" and not talk.said:
        raise NothingSaid
    if (talk.next_step and not talk.next_on) or (talk.next_on and not talk.next_step and talk.outcome == "reached"):
        raise StepWithoutDay
    if talk.next_on and not clock.today() <= talk.next_on <= clock.today() + AHEAD_MOST:
        raise StepDayOutside
    if talk.next_by_id is not None and talk.next_by_id not in {person.id for person in team()}:
        raise NotOfTheTeam


# --- reading ----------------------------------------------------------------------------------------------------------


def team() -> list[Person]:
    """The platform team, by name: whoever can take a next step."""
    held = select(RoleGrant.person_id).where(RoleGrant.role.in_(PLATFORM_TEAM), RoleGrant.revoked_at.is_(None))
    return list(db.session.scalars(select(Person).where(Person.id.in_(held)).order_by(Person.name, Person.id)))


def page(
    organisation_id: int | None = None, *, region: str = "", after: int | None = None
) -> tuple[list[Contact], int | None]:
    """The log of one association, or of all (of a region), the latest entry first, PAGE at a time; and the number after
    which the next page begins (None on the last)."""
    query = _with_names().order_by(Contact.id.desc()).limit(PAGE + 1)
    if organisation_id is not None:
        query = query.where(Contact.organisation_id == organisation_id)
    if region:
        query = query.where(Contact.organisation.has(Organisation.region_code == region))
    found = list(db.session.scalars(query if after is None else query.where(Contact.id < after)))
    return found[:PAGE], found[PAGE - 1].id if len(found) > PAGE else None


def open_steps(person_id: int | None = None, *, region: str = "", organisation_id: int | None = None) -> list[Contact]:
    """The next steps that nobody has taken, overdue first; of one person, of a region's associations, of one."""
    query = _with_names().where(Contact.next_on.is_not(None), Contact.done_at.is_(None))
    if person_id is not None:
        query = query.where(Contact.next_by_id == person_id)
    if region:
        query = query.where(Contact.organisation.has(Organisation.region_code == region))
    if organisation_id is not None:
        query = query.where(Contact.organisation_id == organisation_id)
    return list(db.session.scalars(query.order_by(Contact.next_on, Contact.id).limit(STEPS_MOST)))


def _with_names() -> Select[Contact]:
    named = (Contact.organisation, Contact.by, Contact.next_by, Contact.doer, Contact.corrected)
    return select(Contact).options(*(joinedload(one) for one in named))


def phones_of(organisation_ids: Collection[int]) -> dict[int, list[Person]]:
    """Whom to call: the people who act for each of these associations and have a telephone, owners first."""
    query = select(Membership).where(Membership.organisation_id.in_(organisation_ids), Membership.ended_at.is_(None))
    members = db.session.scalars(query.options(joinedload(Membership.person)).order_by(Membership.id))
    found: dict[int, list[Person]] = {}
    for member in sorted(members, key=lambda one: one.role != "owner") if organisation_ids else ():
        if member.person.phone:
            found.setdefault(member.organisation_id, []).append(member.person)
    return found
