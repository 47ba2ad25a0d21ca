"""Every figure of an edition, in one place: its page, report, sheet, poster and the home page show these.

Units are those of needs' counters (see `tallies.Sums`); an item's are its own: pieces, cartons, litres.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sqlalchemy import text

from domain import brought, campaigns, impact
from domain.brought import Counts
from domain.campaigns import Edition
from domain.db import db
from domain.impact import Reach, Totals

EDITIONS_COMPARED = 3  # the edition itself and those before it


@dataclass(frozen=True, slots=True)
class Part:
    """The sums of one part of an edition (a region, an item, or an item in a region), beside its target if it has one.

    asked, promised, arrived, surplus, distributed: units, as in `tallies.Sums`."""

    code: str
    needs: int = 0
    asked: int = 0
    promised: int = 0
    arrived: int = 0
    surplus: int = 0
    distributed: int = 0
    target: int | None = None

    @property
    def goal(self) -> int:
        """What it aims at: its target, else what was asked for."""
        return self.asked if self.target is None else self.target

    @property
    def taken(self) -> int:
        return self.promised + self.arrived

    @property
    def remaining(self) -> int:
        """Units asked for that nobody has promised."""
        return self.asked - self.taken

    @property
    def lacking(self) -> int:
        """Units up to the goal that nobody has promised."""
        return max(0, self.goal - self.taken)

    @property
    def covered(self) -> int:
        """Hundredths of what was asked for that are promised or have arrived; 100 only when nothing remains."""
        return self.taken * 100 // self.asked if self.asked else 0


@dataclass(frozen=True, slots=True)
class Figure:
    """One measure of an edition; `at_least` when it was published as "more than", `source` when it was published."""

    value: int
    at_least: bool = False
    source: str | None = None


Figures = dict[str, Figure]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Measures of an edition and of those before it, in the editions' order; None where one has no such figure."""

    editions: list[Edition]
    rows: list[tuple[str, list[Figure | None]]]


@dataclass(frozen=True, slots=True)
class Report:
    """An edition in figures. `items` and `regions`: the one that lacks most first."""

    edition: Edition
    totals: Totals
    reach: Reach
    items: list[Part]
    regions: list[Part]
    bulk: Counts  # what was packed, sent and counted by convoy

    @property
    def has_targets(self) -> bool:
        return any(part.target is not None for part in self.items)

    @property
    def target(self) -> int | None:
        """The items' targets added up; None while one that was asked for has none, as units of it would count."""
        complete = self.has_targets and all(part.target is not None for part in self.items)
        return sum(part.goal for part in self.items) if complete else None

    @property
    def counted(self) -> Figures:
        """The measures that an edition's rows give, those that are nothing left out."""
        return _counted(self.totals, self.reach, self.items)


def report(edition: Edition) -> Report:
    """Every figure of an edition as it stands now."""
    return Report(
        edition=edition,
        totals=impact.totals("edition", edition.id),
        reach=impact.reach("edition", edition.id),
        items=_items(edition),
        regions=_sorted(_parts(edition.id, "region_code"), _targets_by_region(edition), lambda part: part.remaining),
        bulk=brought.counts(edition.id),
    )


def cells(edition: Edition) -> dict[tuple[str, str], Part]:
    """The items of each region, by region and item; those that only have a target too."""
    targets = {(one.region_code, one.item_code): one.quantity for one in edition.targets if one.region_code}
    rows = db.session.execute(text(_SUMMED.format(by="region_code, item_code")), {"id": edition.id}).all()
    found = {(row[0], row[1]): [int(figure) for figure in row[2:]] for row in rows}
    keys = sorted(found.keys() | targets.keys())
    return {key: _part(key[1], found.get(key, _NONE), targets.get(key)) for key in keys}


_SUMMED = """
    SELECT {by}, SUM(needs), SUM(quantity), SUM(pledged), SUM(received), SUM(surplus), SUM(distributed)
    FROM edition_share WHERE edition_id = :id AND needs > 0 GROUP BY {by}
    """
_NONE = [0] * 6


def _parts(edition_id: int, by: str) -> dict[str, list[int]]:
    rows = db.session.execute(text(_SUMMED.format(by=by)), {"id": edition_id})
    return {row[0]: [int(figure) for figure in row[1:]] for row in rows}


def _items(edition: Edition) -> list[Part]:
    targets = campaigns.targets_by_item(edition)
    return _sorted(_parts(edition.id, "item_code"), targets, lambda part: part.lacking)


def _sorted(sums: dict[str, list[int]], targets: dict[str, int], by: Callable[[Part], int]) -> list[Part]:
    """The parts, those that only have a target too."""
    parts = [_part(code, sums.get(code, _NONE), targets.get(code)) for code in sums | targets]
    return sorted(parts, key=lambda part: (-by(part), part.code))


def _part(code: str, figures: list[int], target: int | None) -> Part:
    needs, asked, promised, arrived, surplus, distributed = figures
    return Part(code, needs, asked, promised, arrived, surplus, distributed, target)


def _targets_by_region(edition: Edition) -> dict[str, int]:
    sums: dict[str, int] = {}
    for target in edition.targets:
        if target.region_code:
            sums[target.region_code] = sums.get(target.region_code, 0) + target.quantity
    return sums


def compare(found: Report) -> Comparison | None:
    """The edition's measures beside those of the ones before it; None when they have no measure in common."""
    columns = [(found.edition, published(found.edition) or found.counted)]
    earlier = found.edition.previous
    while earlier is not None and len(columns) < EDITIONS_COMPARED:
        if earlier.is_public:
            columns.append((earlier, published(earlier) or _count(earlier)))
        earlier = earlier.previous
    common = [measure for measure in columns[0][1] if any(measure in figures for _, figures in columns[1:])]
    kept = [column for column in columns if any(measure in column[1] for measure in common)]
    rows = [(measure, [figures.get(measure) for _, figures in kept]) for measure in common]
    return Comparison([one for one, _ in kept], rows) if rows else None


def published(edition: Edition) -> Figures:
    """What a source published of an edition that ran before this platform kept its rows."""
    return {one.measure: Figure(one.value, one.at_least, one.source) for one in edition.results}


# What an edition that ran here is compared in: measure → the sum over its rows, or what arrived of one item.
COUNTED = {"volunteers": "volunteers", "associations": "associations", "items": "received", "communes": "communes"}
COUNTED_ITEMS = {"cartons": "food-carton", "meals": "meal", "garments": "garment"}
PEOPLE = ("women", "men", "children")


def _count(edition: Edition) -> Figures:
    totals, reach = impact.totals("edition", edition.id), impact.reach("edition", edition.id)
    return _counted(totals, reach, _items(edition))


def _counted(totals: Totals, reach: Reach, items: Iterable[Part]) -> Figures:
    figures = {measure: Figure(getattr(totals, field)) for measure, field in COUNTED.items() if getattr(totals, field)}
    if reach.families_are_shown and reach.families:
        figures["families"] = Figure(reach.families)
    if reach.is_shown:
        figures["people"] = Figure(reach.people)
    if reach.parts_are_shown:
        figures |= {f"{name}_pct": Figure(share) for name, share in reach.shares().items()}
    arrived = {part.code: part.arrived for part in items if part.needs}
    return figures | {name: Figure(arrived[code]) for name, code in COUNTED_ITEMS.items() if code in arrived}


def figures(found: Report) -> Figures:
    """Every figure of an edition's needs as a whole that the public may see, in the order of its report."""
    totals, reach = found.totals, found.reach
    values = {
        "volunteers": totals.volunteers, "associations": totals.associations, "regions": totals.regions,
        "communes": totals.communes, "needs": totals.needs, "asked": totals.quantity, "promised": totals.pledged,
        "arrived": totals.received, "surplus": totals.surplus, "distributed": totals.distributed,
        "remaining": totals.remaining,
    }  # fmt: skip
    if reach.families_are_shown:
        values["families"] = reach.families
    if reach.is_shown:
        values["people"] = reach.people
    if reach.parts_are_shown:
        values |= {name: getattr(reach, name) for name in PEOPLE}
        values |= {f"{name}_pct": share for name, share in reach.shares().items()}
    return {measure: Figure(value) for measure, value in values.items()}
