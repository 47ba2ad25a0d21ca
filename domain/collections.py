"""Collections: pledges that are gathered or handed over at one place on one day, each looked after by a coordinator."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from domain import clock
from domain.db import Base, Moment
from domain.people import Person
from domain.places import Region
from domain.pledges import Pledge

TRANSITIONS: dict[str, frozenset[str]] = {
    "planned": frozenset({"done", "cancelled"}),
    "done": frozenset(),
    "cancelled": frozenset(),
}


class Collection(Base):
    """A place and a day at which volunteers bring what they pledged, or it is fetched. Only the coordinator who looks
    after it sees the volunteers' phones."""

    __tablename__ = "collection"
    __table_args__ = (Index("ix_collection_day", "day", "region_code", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    region_code: Mapped[str] = mapped_column(ForeignKey("region.code"))
    place: Mapped[str] = mapped_column(String(120))
    day: Mapped[date]
    begins: Mapped[str] = mapped_column(String(5), default="")  # the country's time, HH:MM; or none said
    ends: Mapped[str] = mapped_column(String(5), default="")
    note: Mapped[str] = mapped_column(String(400), default="")
    coordinator_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    status: Mapped[str] = mapped_column(String(10), default="planned")
    revision: Mapped[int] = mapped_column(default=1)
    created_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)

    region: Mapped[Region] = relationship(lazy="joined", innerjoin=True)
    coordinator: Mapped[Person | None] = relationship(foreign_keys=[coordinator_id])


class Collected(Base):
    """A pledge that is to come to a collection; it is taken off when it goes another way."""

    __tablename__ = "collected"

    pledge_id: Mapped[int] = mapped_column(ForeignKey("pledge.id"), primary_key=True)
    collection_id: Mapped[int] = mapped_column(ForeignKey("collection.id"), index=True)
    added_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)

    pledge: Mapped[Pledge] = relationship()
