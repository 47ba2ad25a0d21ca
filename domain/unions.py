"""Unions: which associations a regional or sectoral union joins."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from domain import clock
from domain.db import Base, Moment
from domain.organisations import Organisation

STILL = text("ended_at IS NULL")


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
