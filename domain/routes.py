"""A convoy planned: its stops in their order, and what each is to get."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from domain import log, stock
from domain.convoys import Convoy, ConvoyLine, ConvoyStop, lock, move
from domain.db import claim, db
from domain.errors import RuleBroken, WrongState
from domain.hubs import Hub, HubClosed
from domain.stock import NothingMoved, StockMovement

STOPS_MOST = 40  # of a convoy


class TooManyStops(RuleBroken):
    """A convoy has at most `most` stops."""


class BelowDispatched(RuleBroken):
    """`dispatched` units have left already: the plan cannot be less."""


def plan(
    hub_id: int, name: str, leaves_on: date, note: str = "", *, key: str, actor_id: int | None,
    edition_id: int | None = None,
) -> Convoy:  # fmt: skip
    """A new convoy, with no stop yet; a repeat of the click is the same convoy. Raises HubClosed."""
    claim(key)
    repeated = db.session.scalar(select(Convoy).where(Convoy.key == key))
    if repeated is not None:
        return repeated
    if not db.session.get_one(Hub, hub_id).is_open:
        raise HubClosed
    made = Convoy(
        hub_id=hub_id, name=name, leaves_on=leaves_on, note=note, edition_id=edition_id, key=key, created_by=actor_id
    )
    db.session.add(made)
    db.session.flush()
    log.record("convoy", made.id, None, "planned", actor_id=actor_id)
    return made


def add_stop(
    convoy_id: int, region_code: str, place: str, loads: Mapping[str, int], *, key: str, actor_id: int | None,
    organisation_id: int | None = None,
) -> ConvoyStop:  # fmt: skip
    """The next stop of a convoy that has not left, with a line for each of its `loads` ({item: units}).

    Raises WrongState, NothingMoved, TooManyStops."""
    convoy = lock(convoy_id)
    repeated = db.session.scalar(select(ConvoyStop).where(ConvoyStop.key == key))
    if repeated is not None and repeated.convoy_id == convoy_id:
        return repeated
    if convoy.status != "planned":
        raise WrongState(noun="convoy", state=convoy.status)
    if not loads or any(units < 1 for units in loads.values()):
        raise NothingMoved
    last = db.session.scalar(select(func.max(ConvoyStop.position)).where(ConvoyStop.convoy_id == convoy_id)) or 0
    if last >= STOPS_MOST:
        raise TooManyStops(most=STOPS_MOST)
    made = ConvoyStop(
        convoy=convoy, position=last + 1, region_code=region_code, place=place, organisation_id=organisation_id, key=key
    )
    made.lines = [ConvoyLine(item_code=item, planned=units) for item, units in loads.items()]
    db.session.add(made)
    db.session.flush()
    stock.accounts_of({line.account for line in made.lines})
    log.record("convoy_stop", made.id, None, "planned", actor_id=actor_id)
    return made


def replan(line_id: int, planned: int, *, actor_id: int | None) -> ConvoyLine:
    """Change how much of an item a stop is to get. Raises WrongState, NothingMoved, BelowDispatched."""
    line = db.session.get_one(ConvoyLine, line_id)
    convoy = lock(line.stop.convoy_id)
    if convoy.status not in ("planned", "on_the_way"):
        raise WrongState(noun="convoy", state=convoy.status)
    if planned < 1:
        raise NothingMoved
    if planned < line.dispatched - line.returned:
        raise BelowDispatched(dispatched=line.dispatched - line.returned)
    if planned != line.planned:
        log.record("convoy_line", line.id, "planned", "planned", actor_id=actor_id, quantity=planned)
    line.planned = planned
    db.session.flush()
    return line


def cancel(convoy_id: int, *, actor_id: int | None) -> Convoy:
    """Cancel a convoy that has not left; the same twice is once. Raises WrongState."""
    convoy = lock(convoy_id)
    if convoy.status == "cancelled":
        return convoy
    return move(convoy, "cancelled", actor_id=actor_id)


@dataclass(frozen=True, slots=True)
class LineName:
    """What a line is called in a book: its convoy, and where it goes."""

    convoy_id: int
    convoy_name: str
    region_code: str
    place: str


def names_of_lines(line_ids: Sequence[int]) -> dict[str, LineName]:
    """The names of these lines, by their number as an account bears it."""
    query = (
        select(ConvoyLine.id, Convoy.id, Convoy.name, ConvoyStop.region_code, ConvoyStop.place)
        .join(ConvoyStop, ConvoyStop.id == ConvoyLine.stop_id)
        .join(Convoy, Convoy.id == ConvoyStop.convoy_id)
        .where(ConvoyLine.id.in_(set(line_ids)))
    )
    rows = db.session.execute(query).all() if line_ids else []
    return {str(row[0]): LineName(*row[1:]) for row in rows}


def movements_of(line_id: int) -> list[tuple[StockMovement, bool]]:
    """What moved of a line, oldest first, and whether it was taken back."""
    query = select(StockMovement).where(StockMovement.line_id == line_id).order_by(StockMovement.id)
    rows = list(db.session.scalars(query))
    corrected = {row.corrects for row in rows}
    return [(row, row.id in corrected) for row in rows]
