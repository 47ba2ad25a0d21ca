"""The transition log: every change of state of every noun, never changed afterwards."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, select
from sqlalchemy.orm import Mapped, mapped_column

from domain import clock
from domain.db import Base, Hot, Moment, as_stored, db


class Transition(Base):
    """One change of one noun: who (none for the clock), when, from which state to which, and how many units.

    The database itself refuses to change a row."""

    __tablename__ = "transition"
    __table_args__ = (Index("ix_transition_noun", "noun", "noun_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    noun: Mapped[str] = mapped_column(String(20))
    noun_id: Mapped[int]
    old: Mapped[str | None] = mapped_column(String(20))
    new: Mapped[str] = mapped_column(String(20))
    quantity: Mapped[int | None]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    via: Mapped[str] = mapped_column(String(20), default="web")
    note: Mapped[str | None] = mapped_column(String(500))
    at: Mapped[datetime] = mapped_column(Moment)


Entry = dict[str, object]  # the values of one line, for APPEND

APPEND = (
    "INSERT INTO transition (noun, noun_id, old, new, quantity, actor_id, via, note, at)"
    " VALUES (:noun, :noun_id, :old, :new, :quantity, :actor_id, :via, :note, :at)"
)
_APPEND = Hot(APPEND)


def entry(
    noun: str, noun_id: int, old: str | None, new: str, *, actor_id: int | None, quantity: int | None = None,
    via: str = "web", note: str | None = None, at: datetime | None = None,
) -> Entry:  # fmt: skip
    """One transition as the log writes it."""
    row: Entry = {"noun": noun, "noun_id": noun_id, "old": old, "new": new, "quantity": quantity}
    return row | {"actor_id": actor_id, "via": via, "note": note, "at": as_stored(at or clock.now())}


def record(
    noun: str, noun_id: int, old: str | None, new: str, *, actor_id: int | None, quantity: int | None = None,
    via: str = "web", note: str | None = None, at: datetime | None = None,
) -> None:  # fmt: skip
    """Append one transition to the present transaction."""
    _APPEND.run(**entry(noun, noun_id, old, new, actor_id=actor_id, quantity=quantity, via=via, note=note, at=at))


def history(noun: str, noun_id: int) -> list[Transition]:
    """Every transition of one thing, oldest first."""
    query = select(Transition).where(Transition.noun == noun, Transition.noun_id == noun_id).order_by(Transition.id)
    return list(db.session.scalars(query))
