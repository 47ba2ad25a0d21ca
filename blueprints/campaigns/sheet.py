"""The report as one table of text: a row for each figure, so that any programme can sort and add."""

import csv
import unicodedata
from collections.abc import Iterator
from io import StringIO

from flask_babel import gettext

from blueprints.campaigns.tables import bulk_note, region_name
from blueprints.campaigns.words import COLUMNS, SHEET
from blueprints.toolkit import labels
from blueprints.toolkit.language import lang
from domain import reports
from domain.reports import Figure, Part, Report

_BOM = "\ufeff"  # without it Excel takes UTF-8 for the code page of Windows
_DELIMITER = {"en": ","}  # as the lists to fill in: what Excel expects in the other languages is ";"
_FORMULA = ("=", "+", "-", "@", "|", "%")
_UNITS = ("asked", "promised", "arrived", "surplus", "distributed", "remaining")

Row = tuple[str, str, str, int, int | None, int | None, str]


def sheet(found: Report) -> bytes:
    """Measure, item, region, value, target, the edition before, source: UTF-8 with a mark."""
    text = StringIO(newline="")
    writer = csv.writer(text, delimiter=_DELIMITER.get(lang(), ";"))
    writer.writerow([str(name) for name in COLUMNS])
    for measure, item, region, value, target, before, source in _rows(found):
        named = [
            neutral(word)
            for word in (str(SHEET.get(measure, measure)), _item(item), region_name(region) if region else "")
        ]
        figures = ["" if figure is None else figure for figure in (value, target, before)]
        writer.writerow([*named, *figures, neutral(source)])
    return (_BOM + text.getvalue()).encode()


def neutral(text: str) -> str:
    """Text that no programme takes for a formula: one that begins like it, marks left aside, gets an apostrophe."""
    bare = unicodedata.normalize("NFKC", text).lstrip()
    bare = "".join(letter for letter in bare[:8] if unicodedata.category(letter) != "Cf").lstrip()
    return f"'{text}" if bare.startswith(_FORMULA) or text[:1] in "\t\r\n" and text else text


def _rows(found: Report) -> Iterator[Row]:
    before = _before(found)
    for measure, figure in reports.published(found.edition).items():
        yield measure, "", "", figure.value, None, *_beside(before, measure, str(figure.source), figure)
    if found.totals.needs:
        yield from _counted(found, before)
    yield from _bulk(found)


def _counted(found: Report, before: dict[str, Figure]) -> Iterator[Row]:
    here = gettext("Counted from the pledges and receipts kept here.")
    for measure, figure in reports.figures(found).items():
        target = found.target if measure == "arrived" else None
        yield measure, "", "", figure.value, target, *_beside(before, measure, here)
    for item in found.items:
        yield from _parts(item, item.code, "", here)
    for region in found.regions:
        yield from _parts(region, "", region.code, here)
    for (region_code, item_code), cell in reports.cells(found.edition).items():
        yield from _parts(cell, item_code, region_code, here)


def _bulk(found: Report) -> Iterator[Row]:
    """What convoys brought: over all, by item, by region."""
    here = bulk_note(found.bulk)
    for measure, units in found.bulk.units.items():
        if found.bulk:
            yield measure, "", "", sum(units.values()), None, None, here
        for item, many in units.items():
            yield measure, item, "", many, None, None, here
    for region in found.bulk.regions:
        yield "sent", "", region.region_code, region.sent, None, None, here
        yield "delivered", "", region.region_code, region.arrived, None, None, here


def _parts(part: Part, item: str, region: str, source: str) -> Iterator[Row]:
    for measure in _UNITS:
        target = part.target if measure == "arrived" else None
        yield measure, item, region, getattr(part, measure), target, None, source


def _before(found: Report) -> dict[str, Figure]:
    """The nearest earlier edition's figure of each measure."""
    compared = reports.compare(found)
    rows = compared.rows if compared else []
    nearest = {measure: next((one for one in figures[1:] if one), None) for measure, figures in rows}
    known = {measure: figure for measure, figure in nearest.items() if figure}
    return known | ({"arrived": known["items"]} if "items" in known else {})  # one figure under two names


def _beside(before: dict[str, Figure], measure: str, source: str, own: Figure | None = None) -> tuple[int | None, str]:
    """The figure of the edition before, and where both come from."""
    if own and own.at_least:
        source = " ".join((gettext("Published as “more than”."), source))
    earlier = before.get(measure)
    if earlier is None:
        return None, source
    said = [gettext("Published as “more than”.")] if earlier.at_least else []
    beside = gettext("Edition before: %(source)s", source=" ".join([*said, earlier.source or ""]))
    return earlier.value, f"{source} {beside}" if earlier.source else source


def _item(code: str) -> str:
    return labels.item_name(code) if code else ""
