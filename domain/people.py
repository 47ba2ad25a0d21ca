"""People: who they are, what they may do, and where they are signed in.

A guest is a person who gave a name and a phone with a pledge and has no password; only accounts are unique by phone
or e-mail. A sign-in is a row, so it ends when it is told to, wherever the cookie is.
"""

import secrets
import unicodedata
from datetime import datetime, timedelta
from hashlib import sha256

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, insert, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from domain import clock
from domain.db import Base, Moment, db
from domain.errors import RuleBroken
from domain.text import to_latin_digits

ROLES = ("specialist", "coordinator", "planner", "admin")
PLATFORM_TEAM = frozenset({"coordinator", "admin"})  # the roles that decide about associations and their needs
TEAM_AND_PLANNERS = PLATFORM_TEAM | {"planner"}  # those who plan and move goods in bulk
SIGN_IN_LASTS = timedelta(days=90)
PASSWORD_LEAST = 8  # characters
NOBODY = "–"  # the name of whoever was forgotten

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)  # OWASP's second profile for Argon2id
_ACCOUNT, _GUEST = text("NOT is_guest"), text("is_guest")
_NOBODYS_HASH = _hasher.hash(secrets.token_hex(16))


class AccountExists(RuleBroken):
    """Another account has this phone or e-mail."""


class SignInRefused(RuleBroken):
    """The name and password do not belong together; which of them is wrong is not said."""


class PasswordTooShort(RuleBroken):
    """Shorter than PASSWORD_LEAST characters."""


class PasswordWrong(RuleBroken):
    """The present password, asked for before a change, is wrong."""


class Person(Base):
    """Anybody who pledged or signed up. Names and phones of people are never public."""

    __tablename__ = "person"
    __table_args__ = (
        CheckConstraint("phone IS NOT NULL OR email IS NOT NULL", name="reachable"),
        # Only accounts are unique by phone and e-mail: a guest's phone is a claim, not an identity.
        Index("uq_person_phone", "phone", unique=True, sqlite_where=_ACCOUNT, postgresql_where=_ACCOUNT),
        Index("uq_person_email", "email", unique=True, sqlite_where=_ACCOUNT, postgresql_where=_ACCOUNT),
        Index("uq_person_letters_key", "letters_key", unique=True),
        Index("ix_person_guest_phone", "phone", sqlite_where=_GUEST, postgresql_where=_GUEST),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    phone: Mapped[str | None] = mapped_column(String(20))
    email: Mapped[str | None] = mapped_column(String(254))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    is_guest: Mapped[bool] = mapped_column(default=False)
    lang: Mapped[str | None] = mapped_column(String(2))
    region_code: Mapped[str | None] = mapped_column(ForeignKey("region.code"), index=True)  # when they like to say
    is_askable: Mapped[bool] = mapped_column(default=True)  # whether we may ask them to cover a need (`matching`)
    letters: Mapped[str] = mapped_column(String(8), default="daily")  # by e-mail: daily (a digest), each, none
    letters_key: Mapped[str | None] = mapped_column(String(43))  # stops the letters without signing in
    created_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)


class SignIn(Base):
    """One browser in which a person is signed in; its cookie holds the token, the row only the token's hash."""

    __tablename__ = "sign_in"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    device: Mapped[str] = mapped_column(String(80), default="")


class RoleGrant(Base):
    """A role given to a person, within a region when one is named. Taken back by a date, never removed."""

    __tablename__ = "role_grant"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[str] = mapped_column(String(20))
    region_code: Mapped[str | None] = mapped_column(ForeignKey("region.code"))
    specialty: Mapped[str | None] = mapped_column(String(40))
    granted_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)


def sign_up(name: str, password: str, *, phone: str | None, email: str | None, guest_id: int | None = None) -> Person:
    """Make an account; a guest who signs up from their own browser keeps their pledges.

    Raises PasswordTooShort, AccountExists."""
    if len(password) < PASSWORD_LEAST:
        raise PasswordTooShort(least=PASSWORD_LEAST)
    password_hash = _hasher.hash(_typed(password))
    guest = db.session.get(Person, guest_id) if guest_id else None
    person = guest if guest is not None and guest.is_guest else Person()
    person.name, person.phone, person.email = name, phone, email
    person.password_hash, person.is_guest = password_hash, False
    db.session.add(person)
    try:
        db.session.flush()
    except IntegrityError:
        db.session.rollback()
        raise AccountExists from None
    return person


def add_guest(name: str, phone: str) -> int:
    """A guest's id: a name and a phone, no password, nothing of anybody else's under that phone."""
    values = {"name": name, "phone": phone, "is_guest": True, "created_at": clock.now()}
    return int(db.session.execute(insert(Person).values(values).returning(Person.id)).scalar_one())


def account_with_phone(phone: str) -> int | None:
    """The id of the account that has this phone, if any."""
    return db.session.scalar(select(Person.id).where(Person.phone == phone, _ACCOUNT))


def find_account(kind: str, value: str) -> Person | None:
    """The account with this phone or e-mail (`kind`)."""
    column = Person.email if kind == "email" else Person.phone
    return db.session.scalar(select(Person).where(column == value, _ACCOUNT))


def check_password(kind: str, value: str, password: str) -> Person:
    """The account of a phone or an e-mail (`kind`), if the password is its own; takes as long when there is none.

    Raises SignInRefused."""
    person = find_account(kind, value)
    if not _password_fits(person.password_hash if person else None, password) or person is None:
        raise SignInRefused
    return person


def change_password(person_id: int, present: str, new: str) -> None:
    """Change the password and end every sign-in of the person. Raises PasswordWrong, PasswordTooShort."""
    person = db.session.get_one(Person, person_id)
    if not _password_fits(person.password_hash, present):
        raise PasswordWrong
    set_password(person_id, new)


def change_details(
    person: Person, name: str, lang: str, *, phone: str | None, email: str | None, password: str,
    region_code: str | None = None,
) -> None:  # fmt: skip
    """Write down new details. The present password is asked for when the phone or the e-mail changes: with them
    whoever found a browser open could take the account over.

    Raises PasswordWrong, AccountExists."""
    if (phone, email) != (person.phone, person.email) and not _password_fits(person.password_hash, password):
        raise PasswordWrong
    person.name, person.lang, person.phone, person.email = name, lang, phone, email
    person.region_code = region_code
    try:
        db.session.flush()
    except IntegrityError:
        db.session.rollback()
        raise AccountExists from None


def set_password(person_id: int, new: str) -> None:
    """Give a person a new password, as an operator does for somebody who forgot theirs; every sign-in ends."""
    if len(new) < PASSWORD_LEAST:
        raise PasswordTooShort(least=PASSWORD_LEAST)
    db.session.get_one(Person, person_id).password_hash = _hasher.hash(_typed(new))
    end_all_sign_ins(person_id)
    db.session.flush()


def known_under(kind: str, value: str) -> list[Person]:
    """The account with this phone or e-mail (`kind`) and, for a phone, every guest who gave it."""
    column = Person.email if kind == "email" else Person.phone
    return list(db.session.scalars(select(Person).where(column == value).order_by(Person.id)))


def erase(person_id: int) -> None:
    """Remove what tells who a person is; what they did stays counted, as somebody's.

    The row becomes a guest without a phone whom nobody can sign in as, so that pledges and the log keep what they stand
    on. The e-mail is nobody's: the database wants one of the two."""
    person = db.session.get_one(Person, person_id)
    person.name, person.phone, person.email, person.password_hash = NOBODY, None, f"erased-{person_id}@invalid", None
    person.is_guest = True
    person.letters, person.letters_key = "none", None
    person.region_code, person.is_askable = None, False
    end_all_sign_ins(person_id)
    held = (RoleGrant.person_id == person_id, RoleGrant.revoked_at.is_(None))
    db.session.execute(update(RoleGrant).where(*held).values(revoked_at=clock.now()))
    db.session.flush()


def _typed(password: str) -> str:
    """A password as any keyboard gives it: one form of each letter, one set of digits."""
    return to_latin_digits(unicodedata.normalize("NFC", password))


def _password_fits(password_hash: str | None, password: str) -> bool:
    try:
        return _hasher.verify(password_hash or _NOBODYS_HASH, _typed(password)) and password_hash is not None
    except (VerifyMismatchError, InvalidHashError):
        return False


def begin_sign_in(person_id: int, device: str = "") -> str:
    """Sign a person in; gives the token for the browser's cookie, which is kept nowhere else."""
    token = secrets.token_urlsafe(24)
    row = {"token_hash": token_hash(token), "person_id": person_id, "created_at": clock.now(), "device": device[:80]}
    db.session.execute(insert(SignIn).values(row))
    return token


def end_sign_in(token: str) -> None:
    """End the sign-in of this token."""
    db.session.execute(
        update(SignIn)
        .where(SignIn.token_hash == token_hash(token), SignIn.ended_at.is_(None))
        .values(ended_at=clock.now())
    )


def end_all_sign_ins(person_id: int) -> None:
    """End every sign-in of a person, on every device."""
    db.session.execute(
        update(SignIn).where(SignIn.person_id == person_id, SignIn.ended_at.is_(None)).values(ended_at=clock.now())
    )


def is_token_of(token: str, sign_in: SignIn) -> bool:
    """Whether this row is the sign-in of this token."""
    return sign_in.token_hash == token_hash(token)


def sign_ins_of(person_id: int) -> list[SignIn]:
    """The sign-ins of a person that still hold, newest first."""
    since = clock.now() - SIGN_IN_LASTS
    query = select(SignIn).where(SignIn.person_id == person_id, SignIn.ended_at.is_(None), SignIn.created_at > since)
    return list(db.session.scalars(query.order_by(SignIn.created_at.desc())))


def roles_of(person_id: int) -> frozenset[str]:
    """The roles a person holds now, whatever their scope."""
    query = select(RoleGrant.role).where(RoleGrant.person_id == person_id, RoleGrant.revoked_at.is_(None))
    return frozenset(db.session.scalars(query))


def anyone_is(role: str) -> bool:
    """Whether anybody holds this role now, in one region or in all."""
    query = select(RoleGrant.id).where(RoleGrant.role == role, RoleGrant.revoked_at.is_(None)).limit(1)
    return db.session.scalar(query) is not None


def token_hash(token: str) -> str:
    """What is kept of a sign-in's token."""
    return sha256(token.encode()).hexdigest()


def grant(person_id: int, role: str, *, region_code: str | None = None, specialty: str | None = None) -> None:
    """Give a person a role, within a region when one is named."""
    db.session.add(RoleGrant(person_id=person_id, role=role, region_code=region_code, specialty=specialty))
    db.session.flush()


def revoke(person_id: int, role: str) -> None:
    """Take a role back from a person, in every region; the rows stay."""
    held = (RoleGrant.person_id == person_id, RoleGrant.role == role, RoleGrant.revoked_at.is_(None))
    db.session.execute(update(RoleGrant).where(*held).values(revoked_at=clock.now()))
