"""Unions: which associations a regional or sectoral union joins. One side asks, the other accepts; either ends it."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, select, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from domain import clock, counters, log, notices, organisations
from domain.db import Base, Moment, begin_writing, db
from domain.errors import RuleBroken, WrongState
from domain.organisations import LISTED, Organisation

UNION_KINDS = ("regional_union", "sectoral_union")
STILL = text("ended_at IS NULL")


class NotAUnion(RuleBroken):
    """Only a union has members, and a union is not a member of another."""


class NotListed(RuleBroken):
    """The organisation is not, or not now, one that the public sees."""


class UnionMembership(Base):
    """An association in a union: asked by one side, accepted by the other, until it ends."""

    __tablename__ = "union_membership"
    __table_args__ = (
        CheckConstraint("union_id <> organisation_id", name="not_itself"),
        Index("uq_union_membership_now", "union_id", "organisation_id", unique=True, sqlite_where=STILL,
              postgresql_where=STILL),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    union_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    asked_by: Mapped[str] = mapped_column(String(8))  # union, member
    status: Mapped[str] = mapped_column(String(8), default="asked")  # asked, accepted
    since: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)

    union: Mapped[Organisation] = relationship(foreign_keys=[union_id])
    organisation: Mapped[Organisation] = relationship(foreign_keys=[organisation_id])

    def other(self, organisation_id: int) -> Organisation:
        """The side that this organisation is not."""
        return self.organisation if self.union_id == organisation_id else self.union

    def waits_for(self, organisation_id: int) -> bool:
        """Whether it is for this organisation to accept."""
        asker = self.union_id if self.asked_by == "union" else self.organisation_id
        return self.status == "asked" and organisation_id != asker


def is_union(organisation: Organisation) -> bool:
    """Whether associations can join it."""
    return organisation.kind in UNION_KINDS


def ask(asker_id: int, other_id: int, *, actor_id: int) -> UnionMembership:
    """Ask the other side for a membership; asking again changes nothing, and answering an asking side accepts it.

    Raises NotAUnion, NotListed."""
    rows = [organisations.lock(organisation_id) for organisation_id in sorted({asker_id, other_id})]
    sides = sorted(rows, key=is_union)
    if [is_union(side) for side in sides] != [False, True]:
        raise NotAUnion
    if any(side.status not in LISTED for side in sides):
        raise NotListed
    member, union = sides
    found = db.session.scalar(select(UnionMembership).where(
        UnionMembership.union_id == union.id, UnionMembership.organisation_id == member.id,
        UnionMembership.ended_at.is_(None)))  # fmt: skip
    if found is not None:
        return _accept(found, actor_id) if found.waits_for(asker_id) else found
    asked_by = "union" if asker_id == union.id else "member"
    made = UnionMembership(union=union, organisation=member, asked_by=asked_by)
    db.session.add(made)
    db.session.flush()
    log.record("union_membership", made.id, None, "asked", actor_id=actor_id)
    _tell_other(made, asker_id, "union_asked")
    return made


def accept(membership_id: int, organisation_id: int, *, actor_id: int) -> UnionMembership:
    """The asked side accepts; twice is once. Raises WrongState when it was not for this side, or is over."""
    found = _live(membership_id)
    if found.status == "accepted":
        return found
    if not found.waits_for(organisation_id):
        raise WrongState(noun="union_membership", state=found.status)
    return _accept(found, actor_id)


def _accept(found: UnionMembership, actor_id: int) -> UnionMembership:
    found.status, found.since = "accepted", clock.now()
    log.record("union_membership", found.id, "asked", "accepted", actor_id=actor_id)
    db.session.flush()
    _tell_other(found, found.union_id if found.asked_by == "member" else found.organisation_id, "union_accepted")
    counters.touch_board()
    return found


def end(membership_id: int, organisation_id: int, *, actor_id: int) -> UnionMembership:
    """Either side ends a membership, declines it, or takes back what it asked. Raises WrongState when it is over."""
    found = _live(membership_id)
    found.ended_at = clock.now()
    log.record("union_membership", found.id, found.status, "ended", actor_id=actor_id)
    db.session.flush()
    _tell_other(found, organisation_id, "union_ended")
    counters.touch_board()
    return found


def memberships_of(organisation_id: int) -> list[UnionMembership]:
    """What an organisation has with unions, or a union with its members, asked or accepted."""
    sides = (UnionMembership.union_id == organisation_id) | (UnionMembership.organisation_id == organisation_id)
    query = select(UnionMembership).where(sides, UnionMembership.ended_at.is_(None)).order_by(UnionMembership.id)
    return list(db.session.scalars(query))


def public_partners(organisation_id: int) -> list[Organisation]:
    """The unions an organisation belongs to, or a union's members: those the public sees."""
    found = [row.other(organisation_id) for row in memberships_of(organisation_id) if row.status == "accepted"]
    return [other for other in found if other.status in LISTED]


def _live(membership_id: int) -> UnionMembership:
    begin_writing()
    found = db.session.get_one(UnionMembership, membership_id, with_for_update=True, populate_existing=True)
    if found.ended_at is not None:
        raise WrongState(noun="union_membership", state="ended")
    return found


def _tell_other(membership: UnionMembership, organisation_id: int, kind: str) -> None:
    """Tell the other side what this organisation did."""
    other = membership.other(organisation_id)
    own = membership.organisation if other is membership.union else membership.union
    notices.tell_members(other.id, kind, path=f"/desk/{other.slug}/unions", name=own.name)
