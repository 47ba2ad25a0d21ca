"""Pledges: a promise of some units of a need, and its way until it has arrived and reached people.

A pledge is made in one transaction: the row, whose key makes a repeat of the same click the same pledge; the need's
counters under a condition, so that nothing is promised beyond the quantity; the log; the board's version.
"""

import secrets
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, select, text
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from domain import clock, counters, guests, log, people
from domain.db import Base, Hot, Moment, as_stored, db
from domain.errors import RuleBroken
from domain.guests import GuestLimits
from domain.needs import Need
from domain.organisations import Organisation

# A pledge under the phone of somebody's account is unconfirmed until that person says so.
TRANSITIONS: dict[str, frozenset[str]] = {
    "unconfirmed": frozenset({"pledged", "cancelled", "lapsed"}),
    "pledged": frozenset({"prepared", "received", "cancelled", "lapsed"}),
    "prepared": frozenset({"handed_over", "received", "cancelled", "lapsed"}),
    "handed_over": frozenset({"received", "cancelled", "lapsed"}),
    "received": frozenset({"distributed"}),
    "distributed": frozenset(),
    "cancelled": frozenset(),
    "lapsed": frozenset(),
}
ON_THE_WAY = ("pledged", "prepared", "handed_over")
LIVE = ("unconfirmed", *ON_THE_WAY)  # these hold their quantity
ARRIVED = ("received", "distributed")
WITHDRAWABLE = ("unconfirmed", "pledged", "prepared")  # by the volunteer
IS_LIVE = text("status IN ('unconfirmed', 'pledged', 'prepared', 'handed_over')")  # letter by letter, as ix_pledge_due

IN_EDITION = text(  # whose volunteers an edition counts; likewise letter by letter
    "edition_id IS NOT NULL AND status IN ('pledged', 'prepared', 'handed_over', 'received', 'distributed')"
)
BY_CHANNEL = text("channel IS NOT NULL")

PREPARE_WITHIN = timedelta(days=10)  # unless the need's deadline comes first
HAND_OVER_WITHIN = timedelta(days=14)  # after the day it should be ready
CONFIRM_WITHIN = timedelta(days=2)
TERMS = {"pledged": timedelta(0), "prepared": HAND_OVER_WITHIN}  # from `prepare_by` on, for the volunteer's next step
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


class TooManyPledges(RuleBroken):
    """This person has `most` pledges under way, as many as one may have."""


class Pledge(Base):
    """Units of a need promised by one person."""

    __tablename__ = "pledge"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint("received_quantity >= 0", name="received_counted"),
        Index("ix_pledge_person", "person_id", "id"),
        Index("ix_pledge_need", "need_id", "id"),
        Index("ix_pledge_due", "prepare_by", postgresql_where=IS_LIVE, sqlite_where=IS_LIVE),
        Index("ix_pledge_edition", "edition_id", "person_id", postgresql_where=IN_EDITION, sqlite_where=IN_EDITION),
        Index("ix_pledge_channel", "channel", "need_id", postgresql_where=BY_CHANNEL, sqlite_where=BY_CHANNEL),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    need_id: Mapped[int] = mapped_column(ForeignKey("need.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    edition_id: Mapped[int | None]  # the need's (`listing.editing` moves both)
    quantity: Mapped[int]
    key: Mapped[str] = mapped_column(String(64), unique=True)
    status: Mapped[str] = mapped_column(String(12), default="pledged")
    code: Mapped[str] = mapped_column(String(6))
    prepare_by: Mapped[date]
    prepared_steps: Mapped[list[str]] = mapped_column(JSON, default=list)
    received_quantity: Mapped[int | None]
    condition: Mapped[str | None] = mapped_column(String(10))
    channel: Mapped[str | None] = mapped_column(String(10))  # of the shared link it was made by (see `channels`)
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

    @property
    def can_be_withdrawn(self) -> bool:
        """Whether the volunteer may take it back."""
        return self.status in WITHDRAWABLE

    @property
    def due_on(self) -> date | None:
        """The day by which the volunteer's next step is to be done, when one is."""
        return self.prepare_by + TERMS[self.status] if self.status in TERMS else None

    @property
    def is_overdue(self) -> bool:
        """Whether it is under way still, and the day it should have been ready is over."""
        return self.status in ON_THE_WAY and self.prepare_by < clock.today()


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


_INSERT = Hot(
    """
    INSERT INTO pledge
      (need_id, edition_id, person_id, quantity, key, channel, status, code, prepare_by, prepared_steps, created_at)
    SELECT :need_id, n.edition_id, :person_id, :quantity, :key, :channel, :status, :code,
      CASE WHEN n.deadline < :prepare_by THEN n.deadline ELSE :prepare_by END, '[]', :now
    FROM need n WHERE n.id = :need_id AND (:most = 0 OR :most > (SELECT COUNT(*) FROM pledge g
      WHERE g.person_id = :person_id AND g.status IN ('pledged', 'prepared', 'handed_over')))
    ON CONFLICT (key) DO NOTHING RETURNING id, edition_id
    """
)
_FOLLOW = Hot("UPDATE pledge SET edition_id = :edition_id WHERE id = :id")


def pledge(
    need_id: int, person_id: int, quantity: int, key: str, *,
    most: int = 0, via: str = "web", channel: str | None = None,
) -> Pledged:  # fmt: skip
    """Promise `quantity` units for a person, once for each `key`. `most`: so many they may have under way; 0 for any.
    `channel`: of the shared link that led here, one of `channels.CHANNELS`.

    Raises QuantityNotPositive, TooManyPledges, NotEnoughLeft, NotOnTheBoard, KeyOfAnother; the transaction is then
    rolled back."""
    return _make(need_id, person_id, quantity, key, "pledged", via, most, channel)


def pledge_as_guest(
    need_id: int, name: str, phone: str, quantity: int, key: str, limits: GuestLimits, *,
    guest_id: int | None = None, channel: str | None = None,
) -> Pledged:  # fmt: skip
    """Promise units for somebody who gave a name and a phone; `guest_id` when their browser is signed in as that guest.
    Under an account's phone the pledge is unconfirmed.

    Raises what `pledge` raises, GuestQuantity and GuestLimit."""
    guests.take_turn(phone)
    repeated = _repeated_by_guest(need_id, phone, key, guest_id)
    if repeated:
        return repeated
    guests.check_limits(phone, quantity, limits)
    owner = people.account_with_phone(phone) if guest_id is None else None
    if owner is not None:
        return _make(need_id, owner, quantity, key, "unconfirmed", "guest", channel=channel)
    person_id = guest_id or people.add_guest(name, phone)
    made = _make(need_id, person_id, quantity, key, "pledged", "guest", channel=channel)
    return replace(made, by_guest=True)


def _repeated_by_guest(need_id: int, phone: str, key: str, guest_id: int | None) -> Pledged | None:
    """The pledge this very click made before, if it did. It opens nothing of an account's; and a guest's own pledges to
    another browser only for as long as a lost answer may be asked for again: the form may still lie in a shared
    phone's history."""
    row = db.session.execute(
        select(Pledge, people.Person).join(people.Person, Pledge.person_id == people.Person.id).where(Pledge.key == key)
    ).first()
    if row is None:
        return None
    found, person = row
    if found.need_id != need_id or person.phone != phone or guest_id not in (None, person.id):
        raise KeyOfAnother
    if not person.is_guest:
        return Pledged(found.id, need_id, person.id, found.quantity, "unconfirmed", repeated=True)
    if guest_id is None and found.created_at < clock.now() - REPEAT_WITHIN:
        raise KeyOfAnother
    return Pledged(found.id, need_id, person.id, found.quantity, found.status, repeated=True, by_guest=True)


def _make(
    need_id: int, person_id: int, quantity: int, key: str, status: str, via: str,
    most: int = 0, channel: str | None = None,
) -> Pledged:  # fmt: skip
    if quantity < 1:
        raise QuantityNotPositive
    now = clock.now()
    values = {"need_id": need_id, "person_id": person_id, "quantity": quantity, "key": key, "status": status}
    values |= {"code": _new_code(), "prepare_by": as_stored(clock.today() + PREPARE_WITHIN), "now": as_stored(now)}
    row = _INSERT.run(**values, most=most, channel=channel).fetchone()
    if row is None:
        return _repeat(key, need_id, person_id, most)
    pledge_id = int(row[0])
    entry = log.entry("pledge", pledge_id, None, status, actor_id=person_id, quantity=quantity, via=via, at=now)
    adjusted = counters.adjust(need_id, pledged=quantity, only_published=True, entry=entry)
    if adjusted is None:
        db.session.rollback()
        raise _why_not(need_id)
    if adjusted.edition_id != row[1]:  # PostgreSQL: the need was moved between these two statements
        _FOLLOW.run(edition_id=adjusted.edition_id, id=pledge_id)
    return Pledged(pledge_id, need_id, person_id, quantity, status)


def _repeat(key: str, need_id: int, person_id: int, most: int) -> Pledged:
    """Why no row came of the click: it was made before, there is no such need, or the person may not have more."""
    db.session.rollback()
    earlier = _by_key(key)
    if earlier is None:
        raise _why_not(need_id, TooManyPledges(most=most))
    if earlier.need_id != need_id or earlier.person_id != person_id:
        raise KeyOfAnother
    return earlier


def _by_key(key: str) -> Pledged | None:
    columns = (Pledge.id, Pledge.need_id, Pledge.person_id, Pledge.quantity, Pledge.status)
    row = db.session.execute(select(*columns).where(Pledge.key == key)).first()
    return Pledged(*row, repeated=True) if row else None


def _why_not(need_id: int, reason: RuleBroken | None = None) -> RuleBroken:
    """Why the need takes no such pledge; when it is on the board, `reason`, or else that too little is left."""
    need = db.session.get(Need, need_id, populate_existing=True)
    if need is None or need.status != "published":
        return NotOnTheBoard()
    return reason or NotEnoughLeft(remaining=need.remaining)


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


def incoming(organisation_id: int) -> list[Pledge]:
    """What an association is to receive, by the day it should be ready."""
    query = (
        select(Pledge)
        .join(Need)
        .where(Need.organisation_id == organisation_id, Pledge.status.in_(ON_THE_WAY))
        .options(joinedload(Pledge.need), joinedload(Pledge.person))
        .order_by(Pledge.prepare_by, Pledge.id)
    )
    return list(db.session.scalars(query))
