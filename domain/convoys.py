"""Convoys: lorries that leave a hub with lines of thousands, stop in regions, and are counted where they arrive."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from domain import clock
from domain.campaigns import Edition
from domain.db import Base, Moment
from domain.organisations import Organisation
from domain.places import Region
from domain.stock import Hub

TRANSITIONS: dict[str, frozenset[str]] = {
    "planned": frozenset({"on_the_way", "cancelled"}),
    "on_the_way": frozenset({"arrived"}),
    "arrived": frozenset(),
    "cancelled": frozenset(),
}


class Convoy(Base):
    """One departure from a hub. It is on the way from its first dispatch, and has arrived once each line is counted."""

    __tablename__ = "convoy"
    __table_args__ = (Index("ix_convoy_leaves", "leaves_on", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int | None] = mapped_column(ForeignKey("edition.id"), index=True)
    hub_id: Mapped[int] = mapped_column(ForeignKey("hub.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    leaves_on: Mapped[date]
    note: Mapped[str] = mapped_column(String(400), default="")
    status: Mapped[str] = mapped_column(String(10), default="planned")
    created_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)

    hub: Mapped[Hub] = relationship(lazy="joined", innerjoin=True)
    edition: Mapped[Edition | None] = relationship()
    stops: Mapped[list["ConvoyStop"]] = relationship(order_by="ConvoyStop.position")


class ConvoyStop(Base):
    """One stop of a convoy: a place in a region, and the association that receives there, when one does."""

    __tablename__ = "convoy_stop"
    __table_args__ = (Index("uq_convoy_stop", "convoy_id", "position", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    convoy_id: Mapped[int] = mapped_column(ForeignKey("convoy.id"))
    position: Mapped[int] = mapped_column(SmallInteger)
    region_code: Mapped[str] = mapped_column(ForeignKey("region.code"))
    place: Mapped[str] = mapped_column(String(120), default="")
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)

    region: Mapped[Region] = relationship(lazy="joined", innerjoin=True)
    organisation: Mapped[Organisation | None] = relationship()
    lines: Mapped[list["ConvoyLine"]] = relationship(order_by="ConvoyLine.id")


class ConvoyLine(Base):
    """One item for one stop: planned → dispatched → received, with the difference and its reason. The units themselves
    are movements of the stock ledger; these are their sums."""

    __tablename__ = "convoy_line"
    __table_args__ = (
        CheckConstraint("planned > 0", name="planned_positive"),
        CheckConstraint("dispatched >= 0 AND received >= 0 AND lost >= 0", name="counted"),
        CheckConstraint("received + lost <= dispatched", name="never_beyond_dispatched"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    stop_id: Mapped[int] = mapped_column(ForeignKey("convoy_stop.id"), index=True)
    item_code: Mapped[str] = mapped_column(String(40))
    planned: Mapped[int]
    dispatched: Mapped[int] = mapped_column(default=0)
    received: Mapped[int] = mapped_column(default=0)
    lost: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str] = mapped_column(String(200), default="")  # of a difference
    received_at: Mapped[datetime | None] = mapped_column(Moment)
