"""The stock ledger: goods in bulk, moved between accounts by rows that are never changed.

Each movement takes whole units of one item from one account and puts them into another, so nothing appears or vanishes:
what is not at a hub or on the way was given by somebody (`supply`), became something else (`packing`), arrived in a
region (`region`) or was lost (`lost`). The balances are kept beside the rows, may never be negative but for the sources
(`supply`, `packing`), and `rebuild` makes them anew from the rows alone.
"""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from domain import clock
from domain.db import Base, Moment
from domain.places import Region

ACCOUNTS = ("supply", "packing", "hub", "line", "region", "lost")
SOURCES = ("supply", "packing")  # whose balance is what they gave, below nought
KINDS = ("supply", "pack", "dispatch", "receipt", "loss", "return", "count", "correction")


class Hub(Base):
    """A place that keeps stock."""

    __tablename__ = "hub"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    region_code: Mapped[str] = mapped_column(ForeignKey("region.code"))
    place: Mapped[str] = mapped_column(String(120), default="")
    is_open: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)

    region: Mapped[Region] = relationship(lazy="joined", innerjoin=True)


class StockAccount(Base):
    """Where units can be: one row for each hub, convoy line and region, and one each for supply, packing and lost."""

    __tablename__ = "stock_account"
    __table_args__ = (Index("uq_stock_account", "kind", "ref", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))
    ref: Mapped[str] = mapped_column(String(12), default="")  # the hub's or line's number, the region's code


class StockMovement(Base):
    """Units of one item moved from one account into another. Never changed: a correction moves them back."""

    __tablename__ = "stock_movement"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="some"),
        CheckConstraint("from_id <> to_id", name="moves"),
        Index("ix_stock_movement_from", "from_id", "item_code"),
        Index("ix_stock_movement_to", "to_id", "item_code"),
        Index("ix_stock_movement_edition", "edition_id", "kind", "item_code"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    item_code: Mapped[str] = mapped_column(String(40))
    quantity: Mapped[int]
    from_id: Mapped[int] = mapped_column(ForeignKey("stock_account.id"))
    to_id: Mapped[int] = mapped_column(ForeignKey("stock_account.id"))
    edition_id: Mapped[int | None] = mapped_column(ForeignKey("edition.id"))
    session_id: Mapped[int | None] = mapped_column(ForeignKey("packing_session.id"), index=True)
    line_id: Mapped[int | None] = mapped_column(ForeignKey("convoy_line.id"), index=True)
    corrects: Mapped[int | None] = mapped_column(ForeignKey("stock_movement.id"), unique=True)
    key: Mapped[str] = mapped_column(String(80), unique=True)  # a repeat of the same click is the same movement
    day: Mapped[date]
    note: Mapped[str] = mapped_column(String(200), default="")
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(Moment, default=clock.now)


class StockBalance(Base):
    """Units of one item in one account now: what came in less what went out. `is_source` ones are below nought."""

    __tablename__ = "stock_balance"
    __table_args__ = (CheckConstraint("quantity >= 0 OR is_source", name="never_negative"),)

    account_id: Mapped[int] = mapped_column(ForeignKey("stock_account.id"), primary_key=True)
    item_code: Mapped[str] = mapped_column(String(40), primary_key=True)
    is_source: Mapped[bool] = mapped_column(default=False)
    quantity: Mapped[int] = mapped_column(BigInteger, default=0)
