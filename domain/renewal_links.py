"""Links by which an association says what it still needs, without an account.

A member's link is random. The clock's own links go out in letters that are written later, so their token is worked out
again from the installation's key when a letter needs it: of neither does the database hold more than the hash.
"""

import hmac
import secrets
from base64 import urlsafe_b64encode
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import ColumnElement, ForeignKey, String, and_, exists, or_, select
from sqlalchemy.orm import Mapped, aliased, joinedload, mapped_column, relationship

from domain import clock, log, organisations
from domain.db import Base, Moment, begin_writing, db
from domain.errors import RuleBroken
from domain.organisations import LISTED, Membership, Organisation
from domain.people import Person

LASTS = timedelta(days=30)
LINKS_MOST = 10  # live ones that members of one association made

_installation = {"key": secrets.token_bytes(32)}


class TooManyLinks(RuleBroken):
    """The association has `most` live links; one has to be revoked first."""


class RenewalLink(Base):
    """A link to one association's list, for this single purpose; only the token's hash is kept."""

    __tablename__ = "renewal_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))  # none: the clock
    created_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)  # the last time
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)

    organisation: Mapped[Organisation] = relationship()
    creator: Mapped[Person | None] = relationship()

    @property
    def is_live(self) -> bool:
        return self.revoked_at is None and self.expires_at > clock.now()


def use_key(key: str) -> None:
    """Set the installation's secret; called once, when the application is made."""
    _installation["key"] = key.encode()


def make(organisation_id: int, *, actor_id: int) -> str:
    """A new link; gives its token, which is never to be had again. Raises TooManyLinks."""
    begin_writing()
    organisations.lock(organisation_id)
    if sum(link.created_by is not None for link in live(organisation_id)) >= LINKS_MOST:
        raise TooManyLinks(most=LINKS_MOST)
    token = secrets.token_urlsafe(24)
    _add(organisation_id, token, clock.now(), actor_id)
    return token


def make_by_clock(organisation_id: int) -> RenewalLink:
    """A link for the letter that asks an association what it still needs, in place of the clock's older ones."""
    for link in live(organisation_id):
        if link.created_by is None:
            revoke(link, actor_id=None)
    now = clock.now().replace(microsecond=0)  # the token is worked out from it
    return _add(organisation_id, _token_of_clock(organisation_id, now), now, None)


def _add(organisation_id: int, token: str, now: datetime, actor_id: int | None) -> RenewalLink:
    made = RenewalLink(
        organisation_id=organisation_id, token_hash=_hash(token), created_by=actor_id, created_at=now,
        expires_at=now + LASTS,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    log.record("renewal_link", made.id, None, "live", actor_id=actor_id, via="web" if actor_id else "clock")
    return made


def live(organisation_id: int) -> list[RenewalLink]:
    """The links of an association that work, the newest first."""
    query = select(RenewalLink).where(RenewalLink.organisation_id == organisation_id, _is_live())
    return list(db.session.scalars(query.options(joinedload(RenewalLink.creator)).order_by(RenewalLink.id.desc())))


def find(token: str) -> RenewalLink | None:
    """The link of this token while it works and its association is one that publishes."""
    query = select(RenewalLink).join(Organisation).where(RenewalLink.token_hash == _hash(token), _is_live())
    return db.session.scalar(query.where(Organisation.status.in_(LISTED)))


def find_own(organisation_id: int, link_id: int) -> RenewalLink | None:
    """The link of this number, when it is this association's."""
    query = select(RenewalLink).where(RenewalLink.id == link_id, RenewalLink.organisation_id == organisation_id)
    return db.session.scalar(query)


def revoke(link: RenewalLink, *, actor_id: int | None) -> RenewalLink:
    """Make a link useless from now on; doing so twice is doing it once."""
    if link.revoked_at is None:
        link.revoked_at = clock.now()
        db.session.flush()
        log.record("renewal_link", link.id, "live", "revoked", actor_id=actor_id, via="web" if actor_id else "clock")
    return link


def token_made_by_clock(link_id: int) -> str | None:
    """The token of a link that the clock made, for the letter it goes out in; None once it no longer works."""
    mine = (RenewalLink.id == link_id, RenewalLink.created_by.is_(None), _is_live())
    link = db.session.scalar(select(RenewalLink).where(*mine))
    if link is None:
        return None
    return _token_of_clock(link.organisation_id, link.created_at)


def made_by_clock_at(organisation_id: int) -> datetime | None:
    """When the clock last made a link for an association, whether or not it still works."""
    mine = (RenewalLink.organisation_id == organisation_id, RenewalLink.created_by.is_(None))
    return db.session.scalar(select(RenewalLink.created_at).where(*mine).order_by(RenewalLink.id.desc()).limit(1))


def _token_of_clock(organisation_id: int, moment: datetime) -> str:
    message = f"renewal {organisation_id} {int(moment.timestamp())}".encode()
    return urlsafe_b64encode(hmac.digest(_installation["key"], message, "sha256")[:24]).decode()


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def _is_live() -> ColumnElement[bool]:
    return and_(RenewalLink.revoked_at.is_(None), RenewalLink.expires_at > clock.now(), ~_left_with_somebody())


def _left_with_somebody() -> ColumnElement[bool]:
    """Whether its maker, or for the clock's any member whom it was sent to, has left the team since."""
    gone, still = aliased(Membership), aliased(Membership)
    stays = exists().where(
        still.organisation_id == gone.organisation_id, still.person_id == gone.person_id, still.ended_at.is_(None)
    )
    theirs = or_(RenewalLink.created_by.is_(None), RenewalLink.created_by == gone.person_id)
    left = and_(gone.organisation_id == RenewalLink.organisation_id, gone.ended_at >= RenewalLink.created_at)
    return exists().where(left, theirs, ~stays)
