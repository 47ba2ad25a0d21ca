"""Pledges: a promise of some units of a need, and its way until it has arrived and reached people.

A pledge is made in one transaction: the row, whose key makes a repeat of the same click the same pledge; the need's
counters in one conditional statement, so that nothing is promised beyond the quantity; the log; the board's version.
"""

import secrets
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, Index, String, bindparam, select, text
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from domain import clock, log, needs, people
from domain.db import Base, Moment, begin_writing, db
from domain.errors import RuleBroken
from domain.needs import Need
from domain.organisations import Organisation

# A pledge under the phone of somebody's account is unconfirmed until that person says so.
TRANSITIONS: dict[str, frozenset[str]] = {
    "unconfirmed": frozenset({"pledged", "cancelled", "lapsed"}),
    "pledged": frozenset({"prepared", "handed_over", "received", "cancelled", "lapsed"}),
    "prepared": frozenset({"handed_over", "received", "cancelled"}),
    "handed_over": frozenset({"received"}),
    "received": frozenset({"distributed"}),
    "distributed": frozenset(),
    "cancelled": frozenset(),
    "lapsed": frozenset(),
}
STATES = tuple(TRANSITIONS)
LIVE = ("unconfirmed", "pledged", "prepared", "handed_over")  # these hold their quantity
ARRIVED = ("received", "distributed")

PREPARE_WITHIN = timedelta(days=10)  # unless the need's deadline comes first
CONFIRM_WITHIN = timedelta(days=2)
REPEAT_WITHIN = timedelta(minutes=15)  # a guest's click, sent again because its answer was lost
CONDITIONS = ("good", "fair", "unusable")


class NotEnoughLeft(RuleBroken):
    """Somebody was quicker: `remaining` units are left, fewer than asked for."""


class NotOnTheBoard(RuleBroken):
    """The need takes no pledges now."""


class QuantityNotPositive(RuleBroken):
    """A pledge is of at least one unit."""


class KeyOfAnother(RuleBroken):
    """The key of this click belongs to another pledge."""


class GuestLimit(RuleBroken):
    """A guest may hold `most` pledges at a time; an account has no such limit."""


class GuestQuantity(RuleBroken):
    """A guest may pledge `most` units at a time; an account has no such limit."""


class Pledge(Base):
    """Units of a need promised by one person."""

    __tablename__ = "pledge"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint("received_quantity >= 0", name="received_counted"),
        Index("ix_pledge_person", "person_id", "id"),
        Index("ix_pledge_need", "need_id", "id"),
        Index("ix_pledge_due", "prepare_by", postgresql_where=text("status IN ('unconfirmed', 'pledged')"),
              sqlite_where=text("status IN ('unconfirmed', 'pledged')")),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    need_id: Mapped[int] = mapped_column(ForeignKey("need.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    quantity: Mapped[int]
    key: Mapped[str] = mapped_column(String(64), unique=True)
    status: Mapped[str] = mapped_column(String(12), default="pledged")
    code: Mapped[str] = mapped_column(String(6))
    prepare_by: Mapped[date]
    prepared_steps: Mapped[list[str]] = mapped_column(JSON, default=list)
    received_quantity: Mapped[int | None]
    condition: Mapped[str | None] = mapped_column(String(10))
    reminded_at: Mapped[datetime | None] = mapped_column(Moment)
    created_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)

    need: Mapped[Need] = relationship()
    person: Mapped[people.Person] = relationship()

    @property
    def is_live(self) -> bool:
        return self.status in LIVE

    def can(self, new: str) -> bool:
        """Whether the pledge may go into this state from where it is."""
        return new in TRANSITIONS[self.status]


@dataclass(frozen=True, slots=True)
class Pledged:
    """The outcome of a click. `repeated`: this very click had been made before, nothing was changed."""

    id: int
    need_id: int
    person_id: int
    quantity: int
    status: str
    repeated: bool = False
    by_guest: bool = False


@dataclass(frozen=True, slots=True)
class GuestLimits:
    """How much somebody without an account may hold."""

    pledges: int
    quantity: int


_INSERT = text(
    """
    INSERT INTO pledge (need_id, person_id, quantity, key, status, code, prepare_by, prepared_steps, created_at)
    SELECT :need_id, :person_id, :quantity, :key, :status, :code,
      CASE WHEN n.deadline < :prepare_by THEN n.deadline ELSE :prepare_by END, '[]', :now
    FROM need n WHERE n.id = :need_id
    ON CONFLICT (key) DO NOTHING RETURNING id
    """
).bindparams(bindparam("prepare_by", type_=Date), bindparam("now", type_=Moment))


def pledge(need_id: int, person_id: int, quantity: int, key: str, *, via: str = "web") -> Pledged:
    """Promise `quantity` units for a person, once for each `key`.

    Raises QuantityNotPositive, NotEnoughLeft, NotOnTheBoard, KeyOfAnother; the transaction is then rolled back."""
    return _make(need_id, person_id, quantity, key, "pledged", via)


def pledge_as_guest(need_id: int, name: str, phone: str, quantity: int, key: str, limits: GuestLimits) -> Pledged:
    """Promise units for somebody who gave a name and a phone. Under an account's phone the pledge is unconfirmed.

    Raises what `pledge` raises, GuestQuantity and GuestLimit."""
    begin_writing()
    repeated = _repeated_by_guest(need_id, phone, key)
    if repeated:
        return repeated
    check_guest_limits(phone, quantity, limits)
    owner = people.account_with_phone(phone)
    if owner is not None:
        return _make(need_id, owner, quantity, key, "unconfirmed", "guest")
    try:
        made = _make(need_id, people.add_guest(name, phone), quantity, key, "pledged", "guest")
    except KeyOfAnother:  # on PostgreSQL the same click, sent twice at once, may meet itself only here
        repeated = _repeated_by_guest(need_id, phone, key)
        if repeated is None:
            raise
        return repeated
    return replace(made, by_guest=True)


def _repeated_by_guest(need_id: int, phone: str, key: str) -> Pledged | None:
    """The pledge this very click made before, if it did. It opens nothing of an account's, and a guest's own pledges
    only for as long as a lost answer may be asked for again: the form may still lie in a shared phone's history."""
    row = db.session.execute(
        select(Pledge, people.Person).join(people.Person, Pledge.person_id == people.Person.id).where(Pledge.key == key)
    ).first()
    if row is None:
        return None
    found, person = row
    if found.need_id != need_id or person.phone != phone:
        raise KeyOfAnother
    if not person.is_guest:
        return Pledged(found.id, need_id, person.id, found.quantity, "unconfirmed", repeated=True)
    if found.created_at < clock.now() - REPEAT_WITHIN:
        raise KeyOfAnother
    return Pledged(found.id, need_id, person.id, found.quantity, found.status, repeated=True, by_guest=True)


def check_guest_limits(phone: str, quantity: int, limits: GuestLimits) -> None:
    """Raises GuestQuantity, or GuestLimit when this phone holds as many unverified pledges as it may."""
    if quantity > limits.quantity:
        raise GuestQuantity(most=limits.quantity)
    held = db.session.execute(_HELD_BY_GUESTS, {"phone": phone}).scalar_one()
    if held >= limits.pledges:
        raise GuestLimit(most=limits.pledges)


def check_guest_limits_of(person_id: int, quantity: int, limits: GuestLimits) -> None:
    """The same limits for a guest who is signed in on this browser since their first pledge."""
    check_guest_limits(db.session.get_one(people.Person, person_id).phone or "", quantity, limits)


_HELD_BY_GUESTS = text(
    """
    SELECT COUNT(*) FROM pledge g JOIN person p ON p.id = g.person_id
    WHERE p.phone = :phone AND (g.status = 'unconfirmed' OR p.is_guest AND g.status IN ('pledged', 'prepared'))
    """
)


def _make(need_id: int, person_id: int, quantity: int, key: str, status: str, via: str) -> Pledged:
    if quantity < 1:
        raise QuantityNotPositive
    now = clock.now()
    values = {"need_id": need_id, "person_id": person_id, "quantity": quantity, "key": key, "status": status}
    values |= {"code": _new_code(), "prepare_by": clock.today() + PREPARE_WITHIN, "now": now}
    pledge_id = db.session.execute(_INSERT, values).scalar()
    if pledge_id is None:
        return _repeat(key, need_id, person_id)
    if not needs.adjust(need_id, pledged=quantity, only_published=True):
        db.session.rollback()
        raise _why_not(need_id)
    log.record("pledge", pledge_id, None, status, actor_id=person_id, quantity=quantity, via=via, at=now)
    return Pledged(pledge_id, need_id, person_id, quantity, status)


def _repeat(key: str, need_id: int, person_id: int) -> Pledged:
    db.session.rollback()
    earlier = _by_key(key)
    if earlier is None:
        raise NotOnTheBoard  # no such need
    if earlier.need_id != need_id or earlier.person_id != person_id:
        raise KeyOfAnother
    return earlier


def _by_key(key: str) -> Pledged | None:
    columns = (Pledge.id, Pledge.need_id, Pledge.person_id, Pledge.quantity, Pledge.status)
    row = db.session.execute(select(*columns).where(Pledge.key == key)).first()
    return Pledged(*row, repeated=True) if row else None


def _why_not(need_id: int) -> RuleBroken:
    need = db.session.get(Need, need_id, populate_existing=True)
    if need is None or need.status != "published":
        return NotOnTheBoard()
    return NotEnoughLeft(remaining=need.remaining)


def _new_code() -> str:
    return f"{secrets.randbelow(1_000_000):06d}"


def pledges_of(person_id: int) -> list[Pledge]:
    """Every pledge of a person with its need and association, newest first."""
    query = (
        select(Pledge)
        .where(Pledge.person_id == person_id)
        .options(joinedload(Pledge.need).joinedload(Need.organisation).joinedload(Organisation.region))
        .options(joinedload(Pledge.need).joinedload(Need.organisation).joinedload(Organisation.commune))
        .order_by(Pledge.id.desc())
    )
    return list(db.session.scalars(query))


def live_on(person_id: int, need_ids: list[int]) -> dict[int, tuple[int, int]]:
    """A person's latest undoable pledge on each of these needs: need id → (pledge id, quantity)."""
    query = select(Pledge.need_id, Pledge.id, Pledge.quantity).where(
        Pledge.person_id == person_id, Pledge.need_id.in_(need_ids), Pledge.status.in_(("pledged", "prepared"))
    )
    return {need_id: (pledge_id, units) for need_id, pledge_id, units in db.session.execute(query.order_by(Pledge.id))}


def count_live(person_id: int) -> int:
    """How many pledges of a person are under way."""
    return int(db.session.execute(_COUNT_LIVE, {"person_id": person_id}).scalar() or 0)


_COUNT_LIVE = text(
    "SELECT COUNT(*) FROM pledge WHERE person_id = :person_id"
    " AND status IN ('unconfirmed', 'pledged', 'prepared', 'handed_over')"
)


def incoming(organisation_id: int, statuses: tuple[str, ...] = LIVE[1:]) -> list[Pledge]:
    """What an association is to receive, by the day it should be ready."""
    query = (
        select(Pledge)
        .join(Need)
        .where(Need.organisation_id == organisation_id, Pledge.status.in_(statuses))
        .options(joinedload(Pledge.need), joinedload(Pledge.person))
        .order_by(Pledge.prepare_by, Pledge.id)
    )
    return list(db.session.scalars(query))
