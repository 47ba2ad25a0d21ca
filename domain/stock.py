"""The stock ledger: goods in bulk, moved between accounts by rows that are never changed.

Each movement takes whole units of one item from one account and puts them into another, so nothing appears or vanishes:
what is not at a hub or on the way was given by somebody (`supply`), became something else (`packing`), arrived in a
region (`region`) or was lost (`lost`). The balances are kept beside the rows by conditional UPDATEs, may never be
negative but for the sources (`supply`, `packing`), and `audits.rebuild` makes them anew from the rows alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, func, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from domain import clock, counters
from domain.db import Base, Moment, begin_writing, db, is_sqlite
from domain.errors import RuleBroken

SOURCES = ("supply", "packing")  # accounts whose balance is what they gave, below nought
KINDS = ("supply", "pack", "dispatch", "receipt", "loss", "return", "count", "correction")

Place = tuple[str, str]  # an account as (kind, ref): a hub or a line by its number, a region by its code
SUPPLY, PACKING, LOST = ("supply", ""), ("packing", ""), ("lost", "")
MOVED_MOST = 2**31 - 1  # units of one movement, as PostgreSQL keeps them; no account holds so many


class NotEnoughStock(RuleBroken):
    """An account holds only `remaining` units of `item`."""


class NothingMoved(RuleBroken):
    """A movement is of at least one unit."""


class MovementKeyOfAnother(RuleBroken):
    """The key of this click belongs to another movement."""


class ReasonMissing(RuleBroken):
    """A difference is written down with its reason."""


class CannotCorrect(RuleBroken):
    """A correction is not itself corrected: a new movement says what is right."""


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
        Index("ix_stock_movement_from", "from_id", "day", "id"),
        Index("ix_stock_movement_to", "to_id", "day", "id"),
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


@dataclass(frozen=True, slots=True)
class Move:
    """Units to be moved: a row of the ledger before it is one. A `key` used before is the same movement."""

    kind: str
    item_code: str
    quantity: int
    source: Place
    target: Place
    key: str
    edition_id: int | None = None
    session_id: int | None = None
    line_id: int | None = None
    corrects: int | None = None
    note: str = ""
    day: date | None = None


def post(moves: Sequence[Move], *, actor_id: int | None) -> bool:
    """Write these movements and move the balances, all or (when it raises) none; False when they had been written
    before, by the same click.

    Balances move in one order everywhere, so that two postings never wait for each other. Raises NothingMoved,
    NotEnoughStock(item, remaining), MovementKeyOfAnother."""
    if any(move.quantity < 1 for move in moves):
        raise NothingMoved
    endless = next((move for move in moves if move.quantity > MOVED_MOST), None)
    if endless is not None:
        raise NotEnoughStock(item=endless.item_code, remaining=balance(endless.source, endless.item_code))
    begin_writing()
    with db.session.begin_nested():
        return _post(moves, actor_id)


def _post(moves: Sequence[Move], actor_id: int | None) -> bool:
    accounts = accounts_of({place for move in moves for place in (move.source, move.target)})
    written = [_write(move, accounts, actor_id) for move in moves]
    if not any(written):
        return False
    if not all(written):
        raise MovementKeyOfAnother
    deltas: dict[tuple[int, str], int] = {}
    for move in moves:
        for place, sign in ((move.source, -1), (move.target, 1)):
            at = accounts[place], move.item_code
            deltas[at] = deltas.get(at, 0) + sign * move.quantity
    sources = {number for place, number in accounts.items() if place[0] in SOURCES}
    for (account_id, item_code), delta in sorted(deltas.items()):
        if delta:
            _move_balance(account_id, item_code, delta, account_id in sources)
    if any(move.edition_id for move in moves):
        counters.touch_editions()  # its public page shows what was packed, sent and arrived
    return True


def _write(move: Move, accounts: dict[Place, int], actor_id: int | None) -> bool:
    """Append the row; False when its key is there already, with the same movement."""
    values = {
        "kind": move.kind, "item_code": move.item_code, "quantity": move.quantity, "from_id": accounts[move.source],
        "to_id": accounts[move.target], "edition_id": move.edition_id, "session_id": move.session_id,
        "line_id": move.line_id, "corrects": move.corrects, "key": move.key, "note": move.note, "actor_id": actor_id,
        "day": move.day or clock.today(), "at": clock.now(),
    }  # fmt: skip
    insert = sqlite.insert if is_sqlite() else postgresql.insert
    row = insert(StockMovement).values(values).on_conflict_do_nothing().returning(StockMovement.id)
    if db.session.execute(row).first() is not None:
        return True
    if move.corrects is not None:
        return False  # whoever asks: a movement is corrected once
    there = db.session.scalar(select(StockMovement).where(StockMovement.key == move.key))
    same = ("kind", "item_code", "quantity", "from_id", "to_id", "session_id", "line_id", "actor_id")
    if there is None or any(getattr(there, name) != values[name] for name in same):
        raise MovementKeyOfAnother
    return False


def _move_balance(account_id: int, item_code: str, delta: int, is_source: bool) -> None:
    """The one place where a balance moves: by a condition that the database holds, under its own constraint."""
    if delta > 0 or is_source:
        db.session.execute(
            _ADD, {"account_id": account_id, "item": item_code, "delta": delta, "is_source": is_source}
        )  # fmt: skip
        return
    took = db.session.execute(_TAKE, {"account_id": account_id, "item": item_code, "delta": delta})
    if took.first() is None:
        raise NotEnoughStock(item=item_code, remaining=_balance(account_id, item_code))


_ADD = text(
    """
    INSERT INTO stock_balance (account_id, item_code, is_source, quantity)
    VALUES (:account_id, :item, :is_source, :delta)
    ON CONFLICT (account_id, item_code) DO UPDATE SET quantity = stock_balance.quantity + excluded.quantity
    """
)
_TAKE = text(
    """
    UPDATE stock_balance SET quantity = quantity + :delta
    WHERE account_id = :account_id AND item_code = :item AND quantity + :delta >= 0 RETURNING quantity
    """
)


def accounts_of(places: set[Place]) -> dict[Place, int]:
    """The numbers of these accounts, made where they are not there yet."""
    found = {place: number for place in places if (number := _account(place)) is not None}
    for kind, ref in sorted(places - set(found)):
        insert = sqlite.insert if is_sqlite() else postgresql.insert
        db.session.execute(insert(StockAccount).values(kind=kind, ref=ref).on_conflict_do_nothing())
        found[kind, ref] = _account((kind, ref)) or 0
    return found


def places_of(account_ids: Sequence[int]) -> dict[int, Place]:
    """What these accounts are."""
    query = select(StockAccount).where(StockAccount.id.in_(account_ids))
    return {one.id: (one.kind, one.ref) for one in db.session.scalars(query)}


def _account(place: Place) -> int | None:
    kind, ref = place
    return db.session.scalar(select(StockAccount.id).where(StockAccount.kind == kind, StockAccount.ref == ref))


def _balance(account_id: int, item_code: str) -> int:
    query = select(StockBalance.quantity).where(
        StockBalance.account_id == account_id, StockBalance.item_code == item_code
    )
    return db.session.scalar(query) or 0


def balance(place: Place, item_code: str) -> int:
    """Units of an item in an account now."""
    account_id = _account(place)
    return _balance(account_id, item_code) if account_id else 0


def balances(kind: str) -> dict[str, dict[str, int]]:
    """What every account of a kind holds: {ref: {item: units}}, nothing where there is none."""
    query = (
        select(StockAccount.ref, StockBalance.item_code, StockBalance.quantity)
        .join(StockAccount, StockAccount.id == StockBalance.account_id)
        .where(StockAccount.kind == kind, StockBalance.quantity != 0)
        .order_by(StockAccount.id, StockBalance.quantity.desc(), StockBalance.item_code)
    )
    found: dict[str, dict[str, int]] = {}
    for ref, item_code, quantity in db.session.execute(query):
        found.setdefault(ref, {})[item_code] = quantity
    return found


def held(hub_id: int) -> dict[str, int]:
    """What a hub holds, the most first: {item: units}."""
    query = (
        select(StockBalance.item_code, StockBalance.quantity)
        .join(StockAccount, StockAccount.id == StockBalance.account_id)
        .where(StockAccount.kind == "hub", StockAccount.ref == str(hub_id), StockBalance.quantity != 0)
        .order_by(StockBalance.quantity.desc(), StockBalance.item_code)
    )
    return {row.item_code: int(row.quantity) for row in db.session.execute(query)}


def reverse(movement: StockMovement, note: str, *, actor_id: int | None) -> bool:
    """Move back what a movement moved, naming it; False when that was done before. Raises CannotCorrect,
    NotEnoughStock when the units are not there any more."""
    if movement.corrects is not None:
        raise CannotCorrect
    places = places_of([movement.from_id, movement.to_id])
    back = Move(
        "correction", movement.item_code, movement.quantity, places[movement.to_id], places[movement.from_id],
        f"correction-{movement.id}", edition_id=movement.edition_id, session_id=movement.session_id,
        line_id=movement.line_id, corrects=movement.id, note=note,
    )  # fmt: skip
    return post([back], actor_id=actor_id) if not is_corrected(movement.id) else False


def is_corrected(movement_id: int) -> bool:
    """Whether a correction has moved it back."""
    query = select(func.count()).where(StockMovement.corrects == movement_id)
    return bool(db.session.scalar(query))
