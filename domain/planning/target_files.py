"""Targets read from a file, as a list (item, region, quantity) or as a table of items × regions. Nothing is saved here.

The file is read as associations' lists are (`lists.table`: any encoding, any workbook, in a process of its own). One
bad row never costs the others: it is a row with problems.
"""

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from io import StringIO

from domain.catalogue import items
from domain.lists.cells import read_amount
from domain.lists.columns import ColumnsNotFound
from domain.lists.headers import ITEM, QUANTITY, roles_of
from domain.lists.match import match_item
from domain.lists.table import Cell, Grid, Line, read_grid
from domain.places import RegionNames, regions_of
from domain.planning.targets import MOST
from domain.text import InvalidQuantity, QuantityNotANumber, fold, parse_quantity

ROWS_MOST = 1000  # of one file; what stands after them is left out
SOURCE_MOST = 120  # characters of a row as it was
ITEM_UNKNOWN, REGION_UNKNOWN, QUANTITY_UNCLEAR, TWICE = "item-unknown", "region-unknown", "quantity-unclear", "twice"
EVERYWHERE = ""  # the target over all, among codes of regions

_HEADINGS_WITHIN = 30  # rows
_CELL_MOST = 80  # characters of a cell looked at
_ALIKE = 0.84  # how alike two names are of which one is misspelt (difflib)
_REGION = frozenset(map(fold, (
    "المنطقة", "منطقة", "الجهة", "جهة", "المحافظة", "محافظة", "الإمارة", "إمارة", "المكان", "استان", "منطقه", "امارت",
    "Région", "Gouvernorat", "Province", "Émirat", "Region", "Governorate", "Emirate", "Place",
)))  # fmt: skip
_BEFORE_NAMES = tuple(fold(word) for word in (
    "محافظة", "جهة", "إمارة", "منطقة", "استان", "امارت", "Région de la", "Région de", "Région", "Gouvernorat de",
    "Gouvernorat", "Province of", "Province de", "Émirat de", "Emirate of", "Governorate of", "Region of",
))  # fmt: skip
_AFTER_NAMES = tuple(map(fold, ("governorate", "region", "province", "emirate")))
_EVERYWHERE = frozenset(map(fold, (
    "الكل", "كل الجهات", "كل المحافظات", "كل المناطق", "كل الإمارات", "جميع الجهات", "جميع المحافظات", "جميع المناطق",
    "المجموع", "الإجمالي", "على العموم", "الهدف العام", "همه", "همهٔ استان‌ها", "همه استان‌ها", "جمع", "کل", "کل کشور",
    "Toutes", "Toutes les régions", "Total", "Ensemble", "All", "All regions", "Everywhere", "Overall",
)))  # fmt: skip


@dataclass(slots=True)
class TargetRow:
    """One target as it was read. `region` is a code or EVERYWHERE; None, like an item or a quantity that is None, is
    what could not be read. `source` is the row as it stood, `line` its number from 1."""

    item: str | None
    region: str | None
    quantity: int | None
    source: str
    line: int
    problems: list[str] = field(default_factory=list)


def read_targets(name: str, data: bytes, country: str) -> list[TargetRow]:
    """The targets in a file. Raises lists.table.FileRefused, ColumnsNotFound."""
    grid = read_grid(name, data)
    regions = regions_of(country)
    rows = _read(grid, regions)
    seen: set[tuple[str, str]] = set()
    for row in rows:
        cell = (row.item or "", row.region or "")
        if row.item and row.region is not None and cell in seen:
            row.problems.append(TWICE)
        seen.add(cell)
    return rows


def _read(grid: Grid, regions: Mapping[str, RegionNames]) -> list[TargetRow]:
    for place, line in enumerate(grid[:_HEADINGS_WITHIN]):
        table = _table_columns(line.cells, regions)
        if table:
            return [row for other in grid[place + 1 :] for row in _table_rows(other, table)]
        columns = _list_columns(line.cells)
        if columns:
            found = [_list_row(other, columns, regions) for other in grid[place + 1 :]]
            return [row for row in found if row]
    raise ColumnsNotFound


def _list_columns(cells: Sequence[Cell]) -> dict[str, int]:
    """The columns of item, quantity and region under these headings; nothing when they are none."""
    found: dict[str, int] = {}
    for place, cell in enumerate(cells):
        if isinstance(cell, str) and cell:
            roles = [role for role, _ in roles_of(cell)]
            role = "region" if fold(cell[:_CELL_MOST]) in _REGION else next(
                (one for one in roles if one in (ITEM, QUANTITY)), ""
            )  # fmt: skip
            if role:
                found.setdefault(role, place)
    return found if {ITEM, QUANTITY} <= found.keys() else {}


def _list_row(line: Line, columns: dict[str, int], regions: Mapping[str, RegionNames]) -> TargetRow | None:
    said, where, many = (_at(line, columns.get(role)) for role in (ITEM, "region", QUANTITY))
    if _is_empty(many) or (_is_empty(said) and _is_empty(where)):
        return None  # a row of the template that nobody filled in; a total
    row = TargetRow(read_item(said), read_region(where, regions), read_many(many), _source(line), line.number)
    return _judged(row)


def _table_columns(cells: Sequence[Cell], regions: Mapping[str, RegionNames]) -> dict[int, str]:
    """The regions that head the columns of a table of items × regions, by their places; two of them at least."""
    found = {
        place: code
        for place, cell in enumerate(cells)
        if place and not _is_empty(cell) and (code := read_region(cell, regions)) is not None
    }
    return found if len(set(found.values()) - {EVERYWHERE}) > 1 else {}


def _table_rows(line: Line, columns: dict[int, str]) -> list[TargetRow]:
    first = _at(line, 0)
    if _is_empty(first) or (isinstance(first, str) and fold(first) in _EVERYWHERE):
        return []  # the sums of the columns
    rows = []
    for place, region in columns.items():
        many = _at(line, place)
        if not _is_empty(many):
            source = f"{first} · {many}"[:SOURCE_MOST]
            rows.append(_judged(TargetRow(read_item(first), region, read_many(many), source, line.number)))
    summed = sum(row.quantity or 0 for row in rows if row.region)
    return [row for row in rows if row.region or row.quantity != summed]  # the sum of a row is no target of its own


def _judged(row: TargetRow) -> TargetRow:
    said = ((ITEM_UNKNOWN, row.item), (REGION_UNKNOWN, row.region), (QUANTITY_UNCLEAR, row.quantity))
    row.problems = [problem for problem, value in said if value is None]
    return row


def _at(line: Line, place: int | None) -> Cell:
    return line.cells[place] if place is not None and place < len(line.cells) else ""


def _is_empty(cell: Cell) -> bool:
    return isinstance(cell, str) and not any(map(str.isalnum, cell))


def _source(line: Line) -> str:
    return " · ".join(str(cell) for cell in line.cells if not _is_empty(cell))[:SOURCE_MOST]


# --- what a cell means ------------------------------------------------------------------------------------------------


def read_item(cell: Cell) -> str | None:
    """The catalogue's item that a cell names: by its code, its name in any language, or the nearest."""
    words = str(cell)[:_CELL_MOST]
    return _item_names().get(fold(words)) or match_item(words)


@cache
def _item_names() -> dict[str, str]:
    return {fold(name): one.code for one in items().values() for name in (one.code, *one.names.values())}


def read_many(cell: Cell) -> int | None:
    """The whole number from 1 to targets.MOST in a cell, in any digits or in words; None when there is none."""
    if isinstance(cell, float | int):
        return int(cell) if cell == int(cell) and 0 < cell <= MOST else None
    text = re.sub(r"(?<=[0-9])\.0{1,2}$", "", str(cell)[:_CELL_MOST].strip())
    try:
        return parse_quantity(text, MOST) or None
    except QuantityNotANumber:
        return read_amount(cell).quantity
    except InvalidQuantity:
        return None


def read_region(cell: Cell, regions: Mapping[str, RegionNames]) -> str | None:
    """The code of the region that a cell names, in any language; EVERYWHERE for an empty one and «all regions»."""
    if _is_empty(cell):
        return EVERYWHERE
    words = fold(str(cell)[:_CELL_MOST])
    if words in _EVERYWHERE:
        return EVERYWHERE
    names = _region_names(tuple(regions))
    bare = _bare(words)
    found = names.get(words) or names.get(bare)
    if found is None:
        alike = get_close_matches(bare, names, n=1, cutoff=_ALIKE) if len(bare) > 3 else []
        found = names[alike[0]] if alike else None
    return found


def _bare(words: str) -> str:
    """Without «محافظة» before it or «governorate» behind it."""
    for before in _BEFORE_NAMES:
        if words.startswith(f"{before} "):
            words = words.removeprefix(before).strip()
            break
    for after in _AFTER_NAMES:
        words = words.removesuffix(f" {after}")
    return words


@cache
def _region_names(codes: tuple[str, ...]) -> dict[str, str]:
    """Every name of these regions, folded, with and without the article."""
    found: dict[str, str] = {}
    for code in codes:
        known = regions_of(code.partition("-")[0])[code].names
        for name in (code, *known.values()):
            folded = fold(name)
            found.setdefault(folded, code)
            found.setdefault(_bare(folded), code)
            found.setdefault(folded.removeprefix("ال"), code)
    return found


def as_csv(rows: Sequence[Sequence[object]], delimiter: str) -> bytes:
    """Rows as a text file that Excel opens as it should."""
    text = StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return ("\ufeff" + text.getvalue()).encode()
