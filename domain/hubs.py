"""Hubs: places that keep stock. They open and close, goods come in from whoever gives, what is there is counted, and
their book is read."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Date, ForeignKey, String, bindparam, func, select, text, tuple_
from sqlalchemy.orm import Mapped, aliased, mapped_column, relationship

from domain import clock, log
from domain.db import Base, Moment, begin_writing, claim, db
from domain.errors import RuleBroken
from domain.places import Region
from domain.stock import (
    LOST,
    SUPPLY,
    Move,
    MovementKeyOfAnother,
    Place,
    ReasonMissing,
    StockAccount,
    StockMovement,
    accounts_of,
    balance,
    held,
    post,
)

PAGE = 40  # movements
LATELY = timedelta(days=7)
_CORRECTION = aliased(StockMovement)


class HubClosed(RuleBroken):
    """The hub is closed: nothing more is brought to it or packed there."""


class HubNotEmpty(RuleBroken):
    """A hub is closed once nothing is left in it."""


class BookMoved(RuleBroken):
    """Something moved between looking at the book and counting: it says `book` now."""


class Hub(Base):
    """A place that keeps stock."""

    __tablename__ = "hub"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    region_code: Mapped[str] = mapped_column(ForeignKey("region.code"))
    place: Mapped[str] = mapped_column(String(120), default="")
    is_open: Mapped[bool] = mapped_column(default=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)  # a repeat of the same click is the same hub
    created_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)

    region: Mapped[Region] = relationship(lazy="joined", innerjoin=True)

    @property
    def account(self) -> Place:
        return "hub", str(self.id)


def open_hub(name: str, region_code: str, place: str, *, key: str, actor_id: int | None) -> Hub:
    """A new hub with its account; a repeat of the click is the same hub."""
    claim(key)
    repeated = db.session.scalar(select(Hub).where(Hub.key == key))
    if repeated is not None:
        return repeated
    made = Hub(name=name, region_code=region_code, place=place, key=key)
    db.session.add(made)
    db.session.flush()
    accounts_of({made.account})
    log.record("hub", made.id, None, "open", actor_id=actor_id)
    return made


def close_hub(hub_id: int, *, actor_id: int | None) -> Hub:
    """Close a hub in which nothing is left, or open it again. Raises HubNotEmpty."""
    hub = _lock(hub_id)
    if hub.is_open and held(hub_id):
        raise HubNotEmpty
    hub.is_open = not hub.is_open
    log.record("hub", hub.id, *(("closed", "open") if hub.is_open else ("open", "closed")), actor_id=actor_id)
    db.session.flush()
    return hub


def _lock(hub_id: int) -> Hub:
    begin_writing()
    query = select(Hub).where(Hub.id == hub_id).with_for_update(of=Hub).execution_options(populate_existing=True)
    return db.session.scalars(query).one()


def hubs() -> list[Hub]:
    """Every hub, open ones first."""
    return list(db.session.scalars(select(Hub).order_by(Hub.is_open.desc(), Hub.id)))


def find_hub(hub_id: int) -> Hub | None:
    return db.session.get(Hub, hub_id)


def supply(
    hub_id: int, item_code: str, quantity: int, donor: str, *, key: str, actor_id: int | None,
    edition_id: int | None = None, day: date | None = None,
) -> None:  # fmt: skip
    """Goods come to a hub. `donor` is an organisation or a free word, never a person. Raises HubClosed, NothingMoved,
    MovementKeyOfAnother."""
    hub = db.session.get_one(Hub, hub_id)
    if not hub.is_open:
        raise HubClosed
    move = Move("supply", item_code, quantity, SUPPLY, hub.account, key, edition_id=edition_id, note=donor, day=day)
    post([move], actor_id=actor_id)


def count(
    hub_id: int, item_code: str, counted: int, reason: str, *, book: int, key: str, actor_id: int | None
) -> int:  # fmt: skip
    """Stock-taking: the difference between what was counted and what the book says, as a movement with its reason;
    gives the difference, 0 when both agree. `book` is what the counter saw: when it moved meanwhile, nobody can tell
    what the count was of, so BookMoved(book). Raises ReasonMissing, MovementKeyOfAnother as well."""
    hub = _lock(hub_id)  # of two who count in one moment the second sees what the first wrote
    if (done := db.session.scalar(select(StockMovement).where(StockMovement.key == key))) is not None:
        into = accounts_of({hub.account})[hub.account]
        if done.kind != "count" or done.item_code != item_code or into not in (done.from_id, done.to_id):
            raise MovementKeyOfAnother
        return done.quantity if done.to_id == into else -done.quantity
    now = balance(hub.account, item_code)
    if now != book:
        raise BookMoved(book=now)
    if counted == book:
        return 0
    if not reason:
        raise ReasonMissing
    ways = (SUPPLY, hub.account) if counted > book else (hub.account, LOST)
    post([Move("count", item_code, abs(counted - book), *ways, key, note=reason)], actor_id=actor_id)
    return counted - book


@dataclass(frozen=True, slots=True)
class Flow:
    """What came into a hub and went out of it within LATELY, by item."""

    came: dict[str, int]
    went: dict[str, int]


def flows() -> dict[int, Flow]:
    """The flow of each hub in the last days; what was moved back counts on both sides."""
    found: dict[int, Flow] = {}
    for row in db.session.execute(_FLOWS, {"since": clock.today() - LATELY}):
        flow = found.setdefault(int(row.ref), Flow({}, {}))
        (flow.came if row.into else flow.went)[row.item_code] = int(row.quantity)
    return found


_FLOWS = text(
    """
    SELECT a.ref, 1 AS "into", m.item_code, SUM(m.quantity) AS quantity
    FROM stock_account a JOIN stock_movement m ON m.to_id = a.id
    WHERE a.kind = 'hub' AND m.day >= :since GROUP BY a.ref, m.item_code
    UNION ALL
    SELECT a.ref, 0, m.item_code, SUM(m.quantity)
    FROM stock_account a JOIN stock_movement m ON m.from_id = a.id
    WHERE a.kind = 'hub' AND m.day >= :since GROUP BY a.ref, m.item_code
    """
).bindparams(bindparam("since", type_=Date))


@dataclass(frozen=True, slots=True)
class Entry:
    """A movement as a hub's book has it: `quantity` is what it added (or, below nought, took); `other` is the account
    on the other side, as (kind, ref)."""

    movement: StockMovement
    quantity: int
    other: tuple[str, str]
    is_corrected: bool


def ledger(hub: Hub, *, after: tuple[date, int] | None = None) -> tuple[list[Entry], tuple[date, int] | None]:
    """A hub's book, the latest day first, PAGE movements at a time; and what the next page is after."""
    own = accounts_of({hub.account})[hub.account]
    rows = []
    for mine, others, sign in (
        (StockMovement.to_id, StockMovement.from_id, 1), (StockMovement.from_id, StockMovement.to_id, -1),
    ):  # fmt: skip
        query = (
            select(StockMovement, StockAccount.kind, StockAccount.ref, _CORRECTION.id)
            .join(StockAccount, StockAccount.id == others)
            .outerjoin(_CORRECTION, _CORRECTION.corrects == StockMovement.id)
            .where(mine == own)
            .order_by(StockMovement.day.desc(), StockMovement.id.desc())
            .limit(PAGE + 1)
        )
        if after:
            query = query.where(tuple_(StockMovement.day, StockMovement.id) < after)
        rows += [
            Entry(movement, sign * movement.quantity, (kind, ref), correction is not None)
            for movement, kind, ref, correction in db.session.execute(query)
        ]
    rows.sort(key=lambda one: (one.movement.day, one.movement.id), reverse=True)
    last = rows[PAGE - 1].movement if len(rows) > PAGE else None
    return rows[:PAGE], (last.day, last.id) if last else None


def find_movement(movement_id: int) -> StockMovement | None:
    return db.session.get(StockMovement, movement_id)


def donors(hub: Hub, limit: int = 30) -> list[str]:
    """Who gave lately to a hub, to choose from."""
    own = accounts_of({hub.account})[hub.account]
    query = (
        select(StockMovement.note, func.max(StockMovement.id))
        .where(StockMovement.to_id == own, StockMovement.kind == "supply", StockMovement.note != "")
        .group_by(StockMovement.note)
        .order_by(func.max(StockMovement.id).desc())
        .limit(limit)
    )
    return [note for note, _ in db.session.execute(query)]
