"""What of a convoy left its hub, arrived, was lost or came back: the verbs that move units of its lines, and their
corrections. Each posts to the stock ledger and moves the line's sums with it, under the lock of the convoy."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select, update

from domain import clock, convoys, notices, packing, stock
from domain.convoys import Convoy, ConvoyLine
from domain.db import db
from domain.errors import RuleBroken, WrongState
from domain.stock import (
    LOST,
    CannotCorrect,
    Move,
    MovementKeyOfAnother,
    NotEnoughStock,
    NothingMoved,
    ReasonMissing,
    StockMovement,
)

# Which sum of its line each kind of movement makes.
SUM_OF = {"dispatch": "dispatched", "receipt": "received", "loss": "lost", "return": "returned"}


class LinesLackStock(RuleBroken):
    """The hub holds too little for these `lines`: none of the convoy's goods left."""


class MoreThanPlanned(RuleBroken):
    """Of this line only `left` units are still to leave."""


class MoreThanOnTheWay(RuleBroken):
    """Of this line only `left` units are on the way."""


class AlreadyCounted(RuleBroken):
    """What left was counted already where it arrived: take the count back first."""


@dataclass(frozen=True, slots=True)
class Lack:
    """A line for which the hub holds too little: it wants so many units, and that many are left for it."""

    line_id: int
    item_code: str
    wanted: int
    remaining: int


def dispatch(
    convoy_id: int, loads: dict[int, int] | None = None, *, key: str, actor_id: int | None
) -> Convoy:  # fmt: skip
    """Send the units of some lines ({line: units}), or of the whole convoy all that has not left, in one transaction.
    Members of an association that receives are told.

    Raises NothingMoved, WrongState, MoreThanPlanned(left), LinesLackStock(lines), MovementKeyOfAnother."""
    convoy = convoys.lock(convoy_id)
    lines = {line.id: line for line in convoy.lines}
    if done := _done_with(key, ("dispatch",), lines):
        if loads is not None and loads != {line_id: units for (_, line_id), units in done.items()}:
            raise MovementKeyOfAnother
        return convoy
    if convoy.status == "cancelled":
        raise WrongState(noun="convoy", state=convoy.status)
    wanted = {line.id: line.to_send for line in convoy.lines if line.to_send} if loads is None else dict(loads)
    if not wanted or not set(wanted) <= set(lines) or min(wanted.values()) < 1:
        raise NothingMoved
    for line_id, units in wanted.items():
        if units > lines[line_id].to_send:
            raise MoreThanPlanned(left=lines[line_id].to_send)
    moves = [
        _move("dispatch", lines[line_id], units, convoy.hub.account, lines[line_id].account, key)
        for line_id, units in wanted.items()
    ]
    try:
        stock.post(moves, actor_id=actor_id)
    except NotEnoughStock as broken:
        raise LinesLackStock(lines=lacks(convoy, wanted), single=len(wanted) == 1) from broken
    for line_id, units in wanted.items():
        _add(lines[line_id], dispatched=units)
    _settle(convoy, actor_id)
    _tell_receivers(convoy, set(wanted), actor_id)
    return convoy


def lacks(convoy: Convoy, wanted: dict[int, int] | None = None) -> list[Lack]:
    """The lines that the hub's stock does not cover, when earlier lines are served first."""
    held = stock.held(convoy.hub_id)
    found = []
    for line in convoy.lines:
        units = (wanted or {}).get(line.id, 0) if wanted is not None else line.to_send
        left = held.get(line.item_code, 0)
        if units > left:
            found.append(Lack(line.id, line.item_code, units, left))
        held[line.item_code] = left - min(units, left)
    return found


def receive(
    line_id: int, received: int, lost: int, returned: int, reason: str, *, key: str, actor_id: int | None
) -> ConvoyLine:  # fmt: skip
    """Count what arrived of a line: so many in good order, so many lost, so many go back to the hub; the rest is still
    on the way. The receiving association and a coordinator count alike. Whoever planned the convoy is told of a loss.

    Raises NothingMoved, MoreThanOnTheWay(left), ReasonMissing, MovementKeyOfAnother."""
    convoy = convoys.lock(db.session.get_one(ConvoyLine, line_id).stop.convoy_id)
    line = next(one for one in convoy.lines if one.id == line_id)
    parts = {"receipt": received, "loss": lost, "return": returned}
    if done := _done_with(key, parts, [line_id]):
        if done != {(kind, line_id): units for kind, units in parts.items() if units}:
            raise MovementKeyOfAnother
        return line
    if min(parts.values()) < 0 or sum(parts.values()) < 1:
        raise NothingMoved
    if sum(parts.values()) > line.on_the_way:
        raise MoreThanOnTheWay(left=line.on_the_way)
    if (lost or returned) and not reason:
        raise ReasonMissing
    targets = {"receipt": ("region", line.stop.region_code), "loss": LOST, "return": convoy.hub.account}
    moves = [
        _move(kind, line, units, line.account, targets[kind], key, "" if kind == "receipt" else reason)
        for kind, units in parts.items()
        if units
    ]
    stock.post(moves, actor_id=actor_id)
    _add(line, received=received, lost=lost, returned=returned)
    line.reason = reason or line.reason
    line.received_at = clock.now()
    _settle(convoy, actor_id)
    if lost and convoy.created_by not in (None, actor_id):
        facts = {"name": convoy.name, "quantity": lost, "item": line.item_code, "region": line.stop.region_code}
        notices.tell(convoy.created_by or 0, "convoy_difference", path=f"/studio/convoys/{convoy.id}", **facts)
    return line


def correct(movement: StockMovement, note: str, *, actor_id: int | None) -> None:
    """Move back whatever a movement of any kind moved, with the sums it is part of; once, however often asked.

    Raises ReasonMissing, CannotCorrect, AlreadyCounted, NotEnoughStock when the units are not there any more."""
    if not note:
        raise ReasonMissing
    if movement.corrects is not None:
        raise CannotCorrect
    if movement.session_id is not None:
        return packing.correct(movement, note, actor_id=actor_id)
    if movement.line_id is None:
        stock.reverse(movement, note, actor_id=actor_id)
        return None
    convoy = convoys.lock(db.session.get_one(ConvoyLine, movement.line_id).stop.convoy_id)
    line = next(one for one in convoy.lines if one.id == movement.line_id)
    try:
        if not stock.reverse(movement, note, actor_id=actor_id):
            return None
    except NotEnoughStock as broken:
        if movement.kind == "dispatch":
            raise AlreadyCounted from broken
        raise
    _add(line, **{SUM_OF[movement.kind]: -movement.quantity})
    _settle(convoy, actor_id)
    return None


def _move(
    kind: str, line: ConvoyLine, units: int, source: stock.Place, target: stock.Place, key: str, note: str = ""
) -> Move:
    return Move(
        kind, line.item_code, units, source, target, f"{key}:{kind}:{line.id}",
        edition_id=line.stop.convoy.edition_id, line_id=line.id, note=note,
    )  # fmt: skip


def _done_with(key: str, kinds: Iterable[str], line_ids: Iterable[int]) -> dict[tuple[str, int], int]:
    """What this click moved before of any of these lines: {(kind, line): units}. They are locked, so it has ended if
    it ever began."""
    keys = {f"{key}:{kind}:{line_id}": (kind, line_id) for line_id in line_ids for kind in kinds}
    query = select(StockMovement.key, StockMovement.quantity).where(StockMovement.key.in_(keys))
    return {keys[name]: units for name, units in db.session.execute(query)}


def _add(line: ConvoyLine, **units: int) -> None:
    """Move the sums of a line; the database refuses more than was dispatched."""
    sums = {name: getattr(ConvoyLine, name) + by for name, by in units.items()}
    db.session.execute(update(ConvoyLine).where(ConvoyLine.id == line.id).values(sums))
    db.session.refresh(line)


def _settle(convoy: Convoy, actor_id: int | None) -> None:
    """The convoy's state, from what its lines say; all that came back can leave again."""
    on_the_way = any(line.on_the_way for line in convoy.lines)
    counted = any(line.received or line.lost for line in convoy.lines)
    wanted = "on_the_way" if on_the_way else "arrived" if counted else "planned"
    if wanted == convoy.status:
        return
    if wanted not in convoys.TRANSITIONS[convoy.status]:  # between planned and arrived it was on the way
        convoys.move(convoy, "on_the_way", actor_id=actor_id)
    convoys.move(convoy, wanted, actor_id=actor_id)


def _tell_receivers(convoy: Convoy, line_ids: set[int], actor_id: int | None) -> None:
    """Members of each association at whose stop something of this will arrive, once."""
    stops = [stop for stop in convoy.stops if line_ids & {line.id for line in stop.lines}]
    for one in {stop.organisation.id: stop.organisation for stop in stops if stop.organisation}.values():
        path = f"/desk/{one.slug}/convoys"
        notices.tell_members(one.id, "convoy_sent", path=path, but=actor_id, name=convoy.name)
