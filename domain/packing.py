"""Packing sessions: goods become cartons at a hub on a day, by many hands."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from domain import clock
from domain.campaigns import Edition
from domain.db import Base, Moment
from domain.stock import Hub

TRANSITIONS: dict[str, frozenset[str]] = {
    "planned": frozenset({"running", "cancelled"}),
    "running": frozenset({"done", "cancelled"}),
    "done": frozenset(),
    "cancelled": frozenset(),
}


class PackingSession(Base):
    """One day's packing of one item at a hub. `recipe`: units of each item that one packed unit takes ({"rice": 2});
    empty when cartons come packed. What was packed is the sum of its movements."""

    __tablename__ = "packing_session"
    __table_args__ = (
        CheckConstraint("planned > 0", name="planned_positive"),
        Index("ix_packing_session_day", "day", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    hub_id: Mapped[int] = mapped_column(ForeignKey("hub.id"), index=True)
    edition_id: Mapped[int | None] = mapped_column(ForeignKey("edition.id"), index=True)
    item_code: Mapped[str] = mapped_column(String(40))
    recipe: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    planned: Mapped[int]
    day: Mapped[date]
    volunteers: Mapped[int] = mapped_column(SmallInteger, default=0)  # hands, as counted there
    status: Mapped[str] = mapped_column(String(10), default="planned")
    created_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)

    hub: Mapped[Hub] = relationship(lazy="joined", innerjoin=True)
    edition: Mapped[Edition | None] = relationship()
