"""How many of each item an edition wants to bring, in each region or over all, beside what came of it so far."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from domain.campaigns import Edition, EditionTarget
from domain.catalogue import items
from domain.db import db
from domain.errors import RuleBroken
from domain.planning.plan import Change, lock, write_down
from domain.tallies import EditionShare

MOST = 100_000_000  # units of one target

Cell = tuple[str, str | None]  # an item and a region; None: over all


class UnknownCell(RuleBroken):
    """No such item or region."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What an edition wants of something, and what came of it: `asked` by associations, `promised`, `arrived`.

    `wanted` is None where there is no target."""

    wanted: int | None = None
    asked: int = 0
    promised: int = 0
    arrived: int = 0
    is_whole: bool = True  # whether all of what was asked for has a target, so that the two can be compared

    @property
    def left(self) -> int:
        """Units of the target that nobody has promised or brought."""
        return max(0, (self.wanted or 0) - self.promised - self.arrived)

    def __add__(self, other: "Standing") -> "Standing":
        both = [one.wanted for one in (self, other) if one.wanted is not None]
        wanted = sum(both) if both else None
        asked, promised = self.asked + other.asked, self.promised + other.promised
        is_whole = self.is_whole and other.is_whole
        return Standing(wanted, asked, promised, self.arrived + other.arrived, is_whole)


class Grid:
    """The targets of an edition, items × regions, each beside what came of it.

    `items` are the edition's catalogue, then whatever else has a target or was asked for."""

    def __init__(self, edition: Edition, regions: list[str]) -> None:
        query = select(EditionTarget).where(EditionTarget.edition_id == edition.id)
        self.wanted = {(one.item_code, one.region_code): one.quantity for one in db.session.scalars(query)}
        shares = db.session.execute(select(EditionShare).where(EditionShare.edition_id == edition.id)).scalars()
        self._came = {(one.item_code, one.region_code): one for one in shares if one.needs}
        self.regions = regions
        others = {code for code, _ in (*self.wanted, *self._came)} - set(edition.items)
        self.items = [*edition.items, *(code for code in items() if code in others)]

    def cell(self, item: str, region: str) -> Standing:
        """An item in a region."""
        came = self._came.get((item, region))
        wanted = self.wanted.get((item, region))
        return (
            Standing(wanted, came.quantity, came.pledged, came.received, wanted is not None)
            if came
            else Standing(wanted)
        )

    def of_regions(self, item: str) -> Standing:
        """An item, its regions added up."""
        return sum((self.cell(item, region) for region in self.regions), Standing())

    def of_item(self, item: str) -> Standing:
        """An item over all: its own target where it has one, else its regions'."""
        summed, whole = self.of_regions(item), self.wanted.get((item, None))
        wanted = summed.wanted if whole is None else whole
        return Standing(wanted, summed.asked, summed.promised, summed.arrived, wanted is not None or not summed.asked)

    def of_region(self, region: str) -> Standing:
        """A region, its items added up."""
        return sum((self.cell(item, region) for item in self.items), Standing())

    def of_all(self) -> Standing:
        """Everything."""
        return sum((self.of_item(item) for item in self.items), Standing())

    def is_exceeded(self, item: str) -> bool:
        """Whether the regions want more of an item than the target over all."""
        whole = self.wanted.get((item, None))
        return whole is not None and whole < (self.of_regions(item).wanted or 0)


def set_targets(
    edition_id: int, seen: int, wanted: Mapping[Cell, int | None], regions: frozenset[str], *, actor_id: int
) -> int:
    """Set these targets and no others; None or 0 is no target. Answers how many changed.

    Raises PlanChanged, UnknownCell."""
    edition = lock(edition_id, seen)
    query = select(EditionTarget).where(EditionTarget.edition_id == edition_id)
    present = {(one.item_code, one.region_code): one for one in db.session.scalars(query)}
    changes = []
    for (item, region), quantity in wanted.items():
        if item not in items() or (region is not None and region not in regions):
            raise UnknownCell
        target = present.get((item, region))
        old = target.quantity if target else 0
        if old != (quantity or 0):
            changes.append(Change(f"{item} {region or ''}", str(old or ""), str(quantity or "")))
            _set(edition, target, item, region, quantity or 0)
    write_down(edition, "targets", changes, actor_id=actor_id)
    db.session.expire(edition, ["targets"])
    return len(changes)


def _set(edition: Edition, target: EditionTarget | None, item: str, region: str | None, quantity: int) -> None:
    if target is None:
        made = EditionTarget(edition_id=edition.id, item_code=item, region_code=region, quantity=quantity)
        db.session.add(made)
    elif quantity:
        target.quantity, target.source = quantity, None  # no longer what the source says
    else:
        db.session.delete(target)  # what it was stands in the log
