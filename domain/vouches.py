"""The word of trusted associations for one that joins: shown to the platform team, never counted by itself."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from domain import clock, organisations
from domain.db import Base, Moment, db
from domain.errors import RuleBroken, WrongState
from domain.joining import tell_team
from domain.organisations import Organisation

WANTED = 2  # vouches that make the platform team's decision easy
CAN_BE_VOUCHED_FOR = ("submitted", "under_review", "approved")
SHOWN_MOST = 50


class OwnAssociation(RuleBroken):
    """Nobody vouches for an association they act for themselves, nor decides on it."""


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

    by_organisation: Mapped[Organisation] = relationship(foreign_keys=[by_organisation_id])


def vouch(organisation_id: int, by_organisation_id: int, note: str, *, actor_id: int) -> Vouch:
    """A member of a trusted association says that it knows another; said twice, or by one person for two
    associations, it is one word.

    Raises OwnAssociation, WrongState when the one is not trusted or the other has no need of it."""
    organisation = organisations.lock(organisation_id)
    by = db.session.get_one(Organisation, by_organisation_id, populate_existing=True)
    if organisations.is_member(actor_id, organisation_id):
        raise OwnAssociation
    for one, states in ((by, ("trusted",)), (organisation, CAN_BE_VOUCHED_FOR)):
        if one.status not in states:
            raise WrongState(noun="organisation", state=one.status)
    theirs = (Vouch.by_organisation_id == by_organisation_id) | (Vouch.person_id == actor_id)
    found = db.session.scalars(select(Vouch).where(Vouch.organisation_id == organisation_id, theirs)).first()
    if found is not None:
        return found
    made = Vouch(
        organisation_id=organisation_id, by_organisation=by, person_id=actor_id, note=note
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    tell_team(organisation, "association_vouched", page="profile", by=by.name)
    return made


def vouches_for(organisation_id: int) -> list[Vouch]:
    """What others said of an association, the first word first."""
    return list(db.session.scalars(select(Vouch).where(Vouch.organisation_id == organisation_id).order_by(Vouch.id)))


def to_vouch_for(by: Organisation) -> list[tuple[Organisation, bool]]:
    """The associations that a trusted one may know, each with whether it has vouched already: those that apply, then
    those that are approved in its own region."""
    near = Organisation.region_code == by.region_code
    wanted = (Organisation.status != "approved") | near
    query = select(Organisation).where(Organisation.status.in_(CAN_BE_VOUCHED_FOR), wanted, Organisation.id != by.id)
    order = (Organisation.status == "approved", ~near, Organisation.id)
    rows = db.session.scalars(query.order_by(*order).limit(SHOWN_MOST))
    done = set(db.session.scalars(select(Vouch.organisation_id).where(Vouch.by_organisation_id == by.id)))
    return [(row, row.id in done) for row in rows]
