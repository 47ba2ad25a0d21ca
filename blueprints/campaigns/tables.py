"""The tables of a report, in the reader's language."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from flask import current_app
from flask_babel import gettext

from blueprints.campaigns.words import FIGURE
from blueprints.toolkit import labels
from blueprints.toolkit.formats import number, percent, year
from blueprints.toolkit.language import lang
from domain import places, reports
from domain.brought import Counts
from domain.campaigns import Edition
from domain.reports import Comparison, Figure, Part, Report

_WHOLE = ("needs", "asked", "promised", "arrived", "surplus", "distributed", "remaining")


@dataclass(frozen=True, slots=True)
class Table:
    """A table: what its columns are called, its rows (the first cell names the row), and beside each row what arrived
    and what was promised in hundredths of what was asked for, where a bar is drawn."""

    title: str
    note: str
    heads: list[str]
    rows: list[list[str]]
    bars: list[tuple[int, int]] = field(default_factory=list)


def column_name(edition: Edition) -> str:
    """What a column of an edition is called: its year, or its number where two share a year."""
    if edition.previous and edition.previous.year == edition.year:
        return gettext("Edition %(number)s", number=number(edition.number))
    return year(edition.starts_on)


def measured(measure: str, figure: Figure | None) -> str:
    """A measure's figure in words."""
    if figure is None:
        return gettext("no figure")
    shown = percent(figure.value) if measure.endswith("_pct") else number(figure.value)
    return gettext("more than %(n)s", n=shown) if figure.at_least else shown


def word_of(measure: str) -> str:
    return str(labels.MEASURE.get(measure) or FIGURE.get(measure, measure))


def hundredths(arrived: int, promised: int, asked: int) -> tuple[int, int]:
    """Hundredths; what is something is never drawn as nothing."""
    whole = max(asked, 1)
    return (min(100, -(-arrived * 100 // whole)), min(100, -(-promised * 100 // whole)))


def tables(found: Report, compared: Comparison | None) -> list[Table]:
    """Every table that has a row."""
    made = [_before(compared), _whole(found), _items(found), _regions(found), _bulk(found)]
    return [table for table in made if table.rows]


def _before(compared: Comparison | None) -> Table:
    if compared is None:
        return Table("", "", [], [])
    heads = [gettext("Measure"), *(column_name(one) for one in compared.editions)]
    rows = [[word_of(name), *(measured(name, one) for one in figures)] for name, figures in compared.rows]
    return Table(gettext("Beside the editions before"), "", heads, rows)


def _whole(found: Report) -> Table:
    values = reports.figures(found) if found.totals.needs else {}
    rows = [[word_of(name), number(values[name].value)] for name in _WHOLE if name in values]
    note = gettext("Units of every item added up; each item's own figures stand below.")
    return Table(
        gettext("What was asked for, and what became of it"), note, [gettext("Measure"), gettext("Units")], rows
    )


def _items(found: Report) -> Table:
    note = gettext("Each item in its own unit: pieces, cartons, litres.")
    return _parts(gettext("By item"), note, gettext("Item"), found.items, labels.item_name)


def _regions(found: Report) -> Table:
    note = gettext("The region that lacks most stands first.")
    return _parts(gettext("By region"), note, gettext("Region"), found.regions, region_name)


def region_name(code: str) -> str:
    """A region's name in the reader's language."""
    names = places.regions_of(current_app.config["AWN_COUNTRY"])
    return names[code].name(lang()) if code in names else code


def _parts(title: str, note: str, head: str, parts: Sequence[Part], name: Callable[[str], str]) -> Table:
    targets = any(part.target is not None for part in parts)
    heads = [head, *([gettext("Target")] if targets else []), gettext("Asked for"), gettext("Arrived")]
    heads += [gettext("Promised"), gettext("Given out"), gettext("Covered")]
    rows = []
    for part in parts:
        target = ["–" if part.target is None else number(part.target)] if targets else []
        units = [number(units) for units in (part.asked, part.arrived, part.promised, part.distributed)]
        rows.append([name(part.code), *target, *units, percent(part.covered)])
    return Table(title, note, heads, rows, [hundredths(part.arrived, part.promised, part.asked) for part in parts])


def _bulk(found: Report) -> Table:
    rows = [
        [region_name(one.region_code), *map(number, (one.sent, one.arrived, one.on_the_way, one.lost))]
        for one in found.bulk.regions
    ]
    heads = [gettext("Region"), gettext("Sent"), gettext("Arrived"), gettext("On the way"), gettext("Lost")]
    if not any(one.lost for one in found.bulk.regions):
        heads, rows = heads[:-1], [row[:-1] for row in rows]
    return Table(gettext("By convoy"), bulk_note(found.bulk), heads, rows)


def bulk_note(counts: Counts) -> str:
    """How what convoys brought was counted."""
    note = gettext("Units sent in bulk, in cartons and sacks, and counted where they arrived.")
    return " ".join((note, gettext("These figures are a demonstration."))) if counts.is_demo else note
