"""Links by which people join: a team, or the platform with their association. Each lives ten days and works once.

A link is its token; only the token's hash is kept, so nobody can read it here afterwards.
"""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import ForeignKey, String, select, update
from sqlalchemy.orm import Mapped, mapped_column, relationship

from domain import clock, notices, organisations, people, teams
from domain.db import Base, Moment, begin_writing, db
from domain.errors import RuleBroken
from domain.organisations import Membership, Organisation
from domain.people import Person

LASTS = timedelta(days=10)
OPEN_MOST = 20  # that are open at a time, of one association or one coordinator


class InvitationUsed(RuleBroken):
    """Somebody joined with this link already."""


class InvitationExpired(RuleBroken):
    """The link's ten days are over."""


class InvitationRevoked(RuleBroken):
    """Whoever made the link took it back, or may no longer invite."""


class TooManyInvitations(RuleBroken):
    """`most` links are open: one is to be taken back first."""


class AlreadyMember(RuleBroken):
    """The person has this role in the team, or a higher one, without the link; it can be given to somebody else."""


class Invitation(Base):
    """A link by which one person joins a team (`organisation_id`), or brings an association to the platform (none).
    Only the token's hash is kept."""

    __tablename__ = "invitation"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    role: Mapped[str] = mapped_column(String(8), default="owner")
    name: Mapped[str] = mapped_column(String(120), default="")  # whom it is meant for, in the inviter's words
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)
    used_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)

    organisation: Mapped[Organisation | None] = relationship()

    @property
    def holds(self) -> bool:
        """Whether its maker may still invite: whoever was removed does not come back by a link of their own."""
        if self.organisation_id is None:
            return bool(people.roles_of(self.created_by) & people.PLATFORM_TEAM)
        return teams.owns(self.created_by, self.organisation_id)

    def check_open(self) -> None:
        """Raises InvitationUsed, InvitationRevoked, InvitationExpired."""
        if self.used_at:
            raise InvitationUsed
        if self.revoked_at or not self.holds:
            raise InvitationRevoked
        if self.expires_at < clock.now():
            raise InvitationExpired


def invite(organisation_id: int | None, role: str, name: str, *, actor_id: int) -> tuple[Invitation, str]:
    """A link into a team, or with none a link to bring an association here; and its token, which is kept nowhere.

    Raises TooManyInvitations."""
    begin_writing()
    if len(still_open(organisation_id, actor_id)) >= OPEN_MOST:
        raise TooManyInvitations(most=OPEN_MOST)
    token = secrets.token_urlsafe(24)
    made = Invitation(
        organisation_id=organisation_id, role=role, name=name, token_hash=_hash(token), created_by=actor_id,
        expires_at=clock.now() + LASTS,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    return made, token


def still_open(organisation_id: int | None, actor_id: int) -> list[Invitation]:
    """The links into a team that can still be used; or a coordinator's own links to bring an association here."""
    query = select(Invitation).where(
        Invitation.organisation_id == organisation_id, Invitation.used_at.is_(None), Invitation.revoked_at.is_(None),
        Invitation.expires_at >= clock.now(),
    )  # fmt: skip
    if organisation_id is None:
        query = query.where(Invitation.created_by == actor_id)
    return [row for row in db.session.scalars(query.order_by(Invitation.id.desc())) if row.holds]


def find(token: str) -> Invitation | None:
    """The invitation of this link, whatever became of it."""
    return db.session.scalar(select(Invitation).where(Invitation.token_hash == _hash(token)))


def revoke(invitation_id: int) -> Invitation:
    """Take a link back; twice is once. Raises InvitationUsed."""
    begin_writing()
    found = db.session.get_one(Invitation, invitation_id, with_for_update={"of": Invitation}, populate_existing=True)
    if found.used_at:
        raise InvitationUsed
    found.revoked_at = found.revoked_at or clock.now()
    db.session.flush()
    return found


def use(invitation_id: int, person_id: int) -> Invitation:
    """Use up a link, for a verb that then does what it is for.

    Raises InvitationUsed, InvitationRevoked, InvitationExpired."""
    begin_writing()
    found = db.session.get_one(Invitation, invitation_id, with_for_update={"of": Invitation}, populate_existing=True)
    found.check_open()
    found.used_at, found.used_by = clock.now(), person_id
    db.session.flush()
    return found


def accept(invitation_id: int, person_id: int) -> Membership:
    """Join the team that the link leads to, in its role; the same person's second click is the first.

    Raises InvitationUsed, InvitationRevoked, InvitationExpired, AlreadyMember."""
    begin_writing()
    found = db.session.get_one(Invitation, invitation_id, populate_existing=True)
    organisation = organisations.lock(found.organisation_id or 0)
    present = teams.membership_of(person_id, organisation.id)
    if present and found.used_by == person_id:
        return present
    if present and present.role in (found.role, "owner"):
        raise AlreadyMember
    use(invitation_id, person_id)
    joined = teams.begin(organisation.id, person_id, found.role, before=present, actor_id=person_id)
    name = db.session.get_one(Person, person_id).name
    notices.tell_members(organisation.id, "team_joined", path=teams.path_of(organisation), but=person_id, name=name)
    return joined


def forget_name(person_id: int) -> None:
    """Whoever used these links is not named at them any more."""
    db.session.execute(update(Invitation).where(Invitation.used_by == person_id).values(name=""))


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
