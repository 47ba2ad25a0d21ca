"""The life of an association on the platform: invited or self-applied, its profile, review, vouching, trust,
recertification, suspension, withdrawal. Its states stand in `organisations.STATES`; each change is a transition."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from domain import clock
from domain.db import Base, Moment


class Vouch(Base):
    """A trusted member's word for an association that applied."""

    __tablename__ = "vouch"
    __table_args__ = (Index("uq_vouch", "organisation_id", "by_organisation_id", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    by_organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    note: Mapped[str] = mapped_column(String(300), default="")
    at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
