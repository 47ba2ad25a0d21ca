"""Packing sessions: goods become cartons at a hub on a day, by many hands."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, SmallInteger, String, func, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from domain import clock, log, stock
from domain.campaigns import Edition
from domain.db import Base, Moment, begin_writing, claim, db
from domain.errors import RuleBroken, WrongState
from domain.hubs import Hub, HubClosed
from domain.stock import PACKING, CannotCorrect, Move, NothingMoved, StockMovement

TRANSITIONS: dict[str, frozenset[str]] = {
    "planned": frozenset({"running", "cancelled"}),
    "running": frozenset({"done", "cancelled"}),
    "done": frozenset(),
    "cancelled": frozenset(),
}
HANDS_MOST = 10_000


class PartsMissing(RuleBroken):
    """The parts at the hub allow only `remaining` more; `item` is the one that runs out."""


class RecipeOfItself(RuleBroken):
    """What is packed is not one of its own parts."""


class SomethingPacked(RuleBroken):
    """Cartons were packed: the session is ended, not cancelled."""


class TooManyHands(RuleBroken):
    """More than `most` hands at one packing."""


class PackingSession(Base):
    """One day's packing of one item at a hub. `recipe`: units of each item that one packed unit takes ({"rice": 2});
    empty when cartons come packed. `packed` is the sum of its movements, corrections taken off."""

    __tablename__ = "packing_session"
    __table_args__ = (
        CheckConstraint("planned > 0", name="planned_positive"),
        CheckConstraint("packed >= 0", name="packed_never_negative"),
        Index("ix_packing_session_day", "day", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    hub_id: Mapped[int] = mapped_column(ForeignKey("hub.id"), index=True)
    edition_id: Mapped[int | None] = mapped_column(ForeignKey("edition.id"), index=True)
    item_code: Mapped[str] = mapped_column(String(40))
    recipe: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    planned: Mapped[int]
    packed: Mapped[int] = mapped_column(default=0)
    day: Mapped[date]
    volunteers: Mapped[int] = mapped_column(SmallInteger, default=0)  # hands, as counted there
    status: Mapped[str] = mapped_column(String(10), default="planned")
    key: Mapped[str] = mapped_column(String(64), unique=True)  # a repeat of the same click is the same session
    created_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)

    hub: Mapped[Hub] = relationship(lazy="joined", innerjoin=True)
    edition: Mapped[Edition | None] = relationship()


def plan(
    hub_id: int, item_code: str, recipe: Mapping[str, int], planned: int, day: date, *, key: str, actor_id: int | None,
    edition_id: int | None = None,
) -> PackingSession:  # fmt: skip
    """Plan a day's packing; a repeat of the click is the same session. Raises NothingMoved, RecipeOfItself,
    HubClosed."""
    claim(key)
    repeated = db.session.scalar(select(PackingSession).where(PackingSession.key == key))
    if repeated is not None:
        return repeated
    if planned < 1 or any(units < 1 for units in recipe.values()):
        raise NothingMoved
    if item_code in recipe:
        raise RecipeOfItself
    if not db.session.get_one(Hub, hub_id).is_open:
        raise HubClosed
    made = PackingSession(
        hub_id=hub_id, item_code=item_code, recipe=dict(recipe), planned=planned, day=day, edition_id=edition_id,
        key=key, created_by=actor_id,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    log.record("packing", made.id, None, "planned", actor_id=actor_id, quantity=planned)
    return made


def move(session_id: int, new: str, *, actor_id: int | None) -> PackingSession:
    """Start, end or cancel a session; the same twice is once. Raises WrongState, SomethingPacked."""
    session = _lock(session_id)
    if session.status == new:
        return session
    if new not in TRANSITIONS[session.status]:
        raise WrongState(noun="packing", state=session.status)
    if new == "cancelled" and session.packed:
        raise SomethingPacked
    log.record("packing", session.id, session.status, new, actor_id=actor_id, quantity=session.packed)
    session.status = new
    db.session.flush()
    return session


def count_hands(session_id: int, hands: int, *, actor_id: int | None) -> PackingSession:
    """How many people pack, as counted there. Raises WrongState, TooManyHands."""
    session = _lock(session_id)
    if session.status not in ("planned", "running"):
        raise WrongState(noun="packing", state=session.status)
    if hands > HANDS_MOST:
        raise TooManyHands(most=HANDS_MOST)
    log.record("packing", session.id, session.status, session.status, actor_id=actor_id, quantity=hands, note="hands")
    session.volunteers = hands
    db.session.flush()
    return session


def pack(session_id: int, quantity: int, *, key: str, actor_id: int | None) -> PackingSession:
    """So many more are packed: their parts leave the hub's stock, and they stand in it. Once for each `key`.

    Raises WrongState, NothingMoved, PartsMissing(item, remaining), MovementKeyOfAnother."""
    session = _lock(session_id)
    if quantity < 1:
        raise NothingMoved
    hub, of = session.hub.account, (session.edition_id, session.id)
    parts = [
        Move("pack", item, units * quantity, hub, PACKING, f"{key}:{item}", *of)
        for item, units in session.recipe.items()
    ]
    if session.status != "running" and not _is_written(key):
        raise WrongState(noun="packing", state=session.status)
    try:
        made = Move("pack", session.item_code, quantity, PACKING, hub, key, *of)
        written = stock.post([made, *parts], actor_id=actor_id)
    except stock.NotEnoughStock as broken:
        raise PartsMissing(item=broken.context["item"], remaining=packable(session)) from broken
    if written:
        session.packed += quantity
        db.session.flush()
    return session


def packable(session: PackingSession) -> int | None:
    """How many more the parts at the hub allow; None when nothing limits them."""
    held = stock.held(session.hub_id)
    return min((held.get(item, 0) // units for item, units in session.recipe.items()), default=None)


def correct(movement: StockMovement, note: str, *, actor_id: int | None) -> None:
    """Take one tap back whole: its cartons and their parts. Once, however often asked. Raises CannotCorrect,
    NotEnoughStock when the cartons are not at the hub any more."""
    if movement.corrects is not None or movement.session_id is None:
        raise CannotCorrect
    session = _lock(movement.session_id)
    for one in _tap(movement):
        if stock.reverse(one, note, actor_id=actor_id) and one.item_code == session.item_code:
            session.packed -= one.quantity
    db.session.flush()


def _tap(movement: StockMovement) -> list[StockMovement]:
    """The movements of one tap, the cartons first."""
    stem = movement.key.split(":")[0]
    query = select(StockMovement).where(StockMovement.session_id == movement.session_id, StockMovement.kind == "pack")
    return [one for one in db.session.scalars(query.order_by(StockMovement.id)) if one.key.split(":")[0] == stem]


def _is_written(key: str) -> bool:
    return db.session.scalar(select(StockMovement.id).where(StockMovement.key == key)) is not None


def _lock(session_id: int) -> PackingSession:
    begin_writing()
    query = (
        select(PackingSession)
        .where(PackingSession.id == session_id)
        .with_for_update(of=PackingSession)
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(query).one()


def find(session_id: int) -> PackingSession | None:
    return db.session.get(PackingSession, session_id)


def of_hub(hub_id: int, limit: int = 30) -> list[PackingSession]:
    """A hub's sessions, the latest day first."""
    query = select(PackingSession).where(PackingSession.hub_id == hub_id)
    return list(db.session.scalars(query.order_by(PackingSession.day.desc(), PackingSession.id.desc()).limit(limit)))


def under_way(limit: int = 30) -> list[PackingSession]:
    """Sessions that run or are planned, those that run first."""
    query = (
        select(PackingSession)
        .where(PackingSession.status.in_(("planned", "running")))
        .options(joinedload(PackingSession.edition))
        .order_by(PackingSession.status.desc(), PackingSession.day, PackingSession.id)
    )
    return list(db.session.scalars(query.limit(limit)))


def packed_of(edition_id: int) -> dict[str, int]:
    """What was packed for an edition: {item: units}, the most first."""
    total = func.sum(PackingSession.packed)
    query = (
        select(PackingSession.item_code, total)
        .where(PackingSession.edition_id == edition_id, PackingSession.packed > 0)
        .group_by(PackingSession.item_code)
        .order_by(total.desc(), PackingSession.item_code)
    )
    return {item_code: int(units) for item_code, units in db.session.execute(query)}
