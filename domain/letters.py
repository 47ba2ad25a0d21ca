"""Letters: what of the inbox goes out by mail or SMS, to whom, when, and how often it is tried.

A letter is sent at least once. Whoever sends it claims it first, which already sets when it would be tried again; a
crash between sending and writing that down sends the same letter again, at most ATTEMPTS_MOST times with growing waits,
and under the same Message-ID, by which mail programs know it.
"""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ForeignKey, Index, String, and_, func, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column, relationship

from domain import clock
from domain.db import Base, Moment, begin_writing, db
from domain.notices import Notice
from domain.people import Person

WISHES = ("daily", "each", "none")  # what a person can ask for
DAILY_HOUR = 8  # of the country's day
EACH_MOST = 4  # letters an hour to one person; beyond, what comes is gathered into the next
FRESH = timedelta(days=2)  # what is older stays in the inbox: nobody is flooded when letters begin to go out
STALE = timedelta(days=3)  # a letter that waited longer is not sent any more
BY_SMS = ("pledge_reminder",)
WAITS = tuple(timedelta(minutes=minutes) for minutes in (5, 15, 60, 240, 720))
ATTEMPTS_MOST = len(WAITS) + 1


class Letter(Base):
    """A mail or SMS that is to go out, or went; tried again later when the other side does not answer. Whom it goes to
    is the person's own row: an erased person gets nothing."""

    __tablename__ = "letter"
    __table_args__ = (Index("ix_letter_due", "status", "due_at"), Index("ix_letter_person", "person_id", "created_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    channel: Mapped[str] = mapped_column(String(5))  # mail, sms
    status: Mapped[str] = mapped_column(String(8), default="waiting")  # waiting, sent, failed, dropped (not wanted)
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    due_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    sent_at: Mapped[datetime | None] = mapped_column(Moment)

    person: Mapped[Person] = relationship()


def prepare(zone: ZoneInfo, *, mail: bool) -> int:
    """Make the letters that are due now, one transaction each; how many. `zone` is where DAILY_HOUR is counted; without
    `mail` only short messages are made."""
    made = 0
    for channel, person_id, notice_ids in _due_groups(_last_morning(zone), mail):
        made += _make(person_id, channel, notice_ids)
    return made


def _last_morning(zone: ZoneInfo) -> datetime:
    """The last moment at which it was DAILY_HOUR there."""
    local = clock.now().astimezone(zone)
    morning = local.replace(hour=DAILY_HOUR, minute=0, second=0, microsecond=0)
    return morning if morning <= local else morning - timedelta(days=1)


def _due_groups(morning: datetime, mail: bool) -> list[tuple[str, int, list[int]]]:
    """Channel, person and notices of each letter that is due. What came after the morning waits for the next one."""
    since = min(morning, clock.now()) - FRESH
    daily = and_(Person.letters == "daily", Notice.created_at <= morning)
    by_mail = and_(Person.email.is_not(None), ~Person.is_guest, or_(daily, Person.letters == "each"))
    by_sms = and_(
        Person.email.is_(None), Person.phone.like("+%"), Person.letters != "none",
        Notice.created_at <= morning, Notice.kind.in_(BY_SMS),
    )  # fmt: skip
    query = (
        select(Notice.id, Person.id, Person.email, Person.phone, Person.letters)
        .join(Person, Person.id == Notice.person_id)
        .where(Notice.letter_id.is_(None), Notice.created_at > since, Notice.read_at.is_(None))
        .where(or_(by_mail, by_sms) if mail else by_sms)
        .order_by(Notice.id)
    )
    mails: dict[int, list[int]] = {}
    messages: dict[str, tuple[int, list[int]]] = {}  # by phone: guests who gave the same one are one telephone
    hasty: set[int] = set()
    for notice_id, person_id, email, phone, wish in db.session.execute(query):
        if email is not None:
            mails.setdefault(person_id, []).append(notice_id)
            hasty |= {person_id} if wish == "each" else set()
        elif phone is not None:
            messages.setdefault(phone, (person_id, []))[1].append(notice_id)
    full = _who_had_enough(hasty)
    found = [("mail", person_id, ids) for person_id, ids in mails.items() if person_id not in full]
    return found + [("sms", person_id, ids) for person_id, ids in messages.values()]


def _who_had_enough(people: Iterable[int]) -> set[int]:
    """Those of them who were sent EACH_MOST letters within the last hour."""
    query = (
        select(Letter.person_id)
        .where(Letter.person_id.in_(people), Letter.created_at > clock.now() - timedelta(hours=1))
        .group_by(Letter.person_id)
        .having(func.count() >= EACH_MOST)
    )
    return set(db.session.scalars(query))


def _make(person_id: int, channel: str, notice_ids: list[int]) -> int:
    """A letter with these notices, as far as no other worker took them first; how many letters: one or none."""
    begin_writing()
    letter = Letter(person_id=person_id, channel=channel)
    db.session.add(letter)
    db.session.flush()
    free = (Notice.id.in_(notice_ids), Notice.letter_id.is_(None))
    taken = db.session.execute(update(Notice).where(*free).values(letter_id=letter.id).returning(Notice.id)).all()
    if not taken:
        db.session.rollback()
        return 0
    db.session.commit()
    return 1


def due(channels: Iterable[str], limit: int = 100) -> list[int]:
    """The numbers of letters to send now, those that have waited longest first."""
    query = select(Letter.id).where(
        Letter.status == "waiting", Letter.due_at <= clock.now(), Letter.channel.in_(channels)
    )
    return list(db.session.scalars(query.order_by(Letter.due_at, Letter.id).limit(limit)))


def claim(letter_id: int) -> Letter | None:
    """Take a letter for sending, and commit; None when another worker has it, or nobody wants it any more. Until it is
    marked otherwise, it is due again after the wait for this attempt."""
    letter = db.session.get_one(Letter, letter_id, populate_existing=True)
    person = db.session.get_one(Person, letter.person_id, populate_existing=True)
    values: dict[str, object] = {"status": "dropped"}
    if letter.attempts >= ATTEMPTS_MOST:  # every one of them ended in a crash
        values = {"status": "failed"}
    elif _is_wanted(letter, person):
        wait = WAITS[min(letter.attempts, len(WAITS) - 1)]
        values = {"attempts": letter.attempts + 1, "due_at": clock.now() + wait}
    still = (Letter.id == letter_id, Letter.status == "waiting", Letter.attempts == letter.attempts)
    mine = db.session.execute(
        update(Letter).where(*still, Letter.due_at <= clock.now()).values(values).returning(Letter.id)
    ).all()
    db.session.commit()
    return db.session.get_one(Letter, letter_id, populate_existing=True) if mine and "attempts" in values else None


def _is_wanted(letter: Letter, person: Person) -> bool:
    """Whether the person can still be reached this way, and did not stop the letters since."""
    if person.letters == "none" or letter.created_at < clock.now() - STALE:
        return False
    if letter.channel == "sms":
        return bool(person.phone)
    return bool(person.email) and not person.is_guest  # an erased person is a guest


def mark_sent(letter: Letter) -> None:
    """The other side has taken it."""
    letter.status, letter.sent_at = "sent", clock.now()
    db.session.commit()


def mark_not_sent(letter: Letter, *, for_good: bool = False) -> None:
    """It did not go out: it is tried again later, unless it never can be or was tried often enough."""
    if for_good or letter.attempts >= ATTEMPTS_MOST:
        letter.status = "failed"
        db.session.commit()


def notices_in(letter: Letter) -> list[Notice]:
    """What a letter says, oldest first."""
    return list(db.session.scalars(select(Notice).where(Notice.letter_id == letter.id).order_by(Notice.id)))


def key_of(person: Person) -> str:
    """The key in the link by which the person stops the letters without signing in; made with the first letter."""
    if person.letters_key is None:
        person.letters_key = secrets.token_urlsafe(32)
        db.session.commit()
    return person.letters_key


def holder_of(key: str) -> Person | None:
    """Whose letters this key stops."""
    return db.session.scalar(select(Person).where(Person.letters_key == key))


def choose(person: Person, wish: str) -> None:
    """The person wants letters daily, each at once, or none."""
    if wish not in WISHES:
        raise ValueError(wish)
    person.letters = wish
    db.session.flush()
