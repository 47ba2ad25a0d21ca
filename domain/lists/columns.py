"""Which column of a list holds what: by its headings where there are any, and by what stands under them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice

from domain.errors import RuleBroken
from domain.lists import headers, words
from domain.lists.cells import degree_of, read_amount, read_day
from domain.lists.headers import DEADLINE, DETAIL, ITEM, NOTE, NUMBER, OTHER, QUANTITY, UNIT, URGENCY
from domain.lists.table import Cell, Grid
from domain.text import to_latin_digits as latin

_HEADINGS_WITHIN = 60  # rows; titles, addresses and logos stand before
_SAMPLE = 60  # rows under the headings
_CELL_MOST = 60  # characters looked at
_MOST = 0.6  # of the cells of a column
_NUMBERED = re.compile(r"[(\[]?([0-9]{1,3})\s?[-–.:/)\]]+\s*(?=[^\W\d])")
_SINGLE = (ITEM, QUANTITY, UNIT, URGENCY, DEADLINE, NOTE)


class ColumnsNotFound(RuleBroken):
    """No column holds words that could be items."""


@dataclass(slots=True)
class Columns:
    """`places` by role; `details` are columns kept with the note, with their headings; `unit` is the unit that the
    heading of the quantities names; `degrees` is how many degrees of urgency are counted; the rows begin at `first`."""

    first: int
    width: int
    places: dict[str, int] = field(default_factory=dict)
    details: list[tuple[int, str]] = field(default_factory=list)
    unit: str | None = None
    degrees: int = 3
    named: bool = True
    numbered: bool = False

    def cell(self, role: str, cells: Sequence[Cell]) -> Cell:
        """The cell of that role, \"\" when there is none."""
        place = self.places.get(role, len(cells))
        return cells[place] if place < len(cells) else ""


def find_columns(grid: Grid, today: date) -> Columns:
    """The columns of the list by its best headings, else by its contents. Raises ColumnsNotFound."""
    best, columns = 0, None
    for index in range(min(len(grid), _HEADINGS_WITHIN)):
        for rows in (1, 2):
            headings = _headings(grid, index, rows)
            rating = headers.rate(headings)
            if rating > best and (rows == 1 or not _is_blurred(_headings(grid, index, 1), headings)):
                found = columns_at(grid, index, rows)
                if found:
                    best, columns = rating, found
    columns = columns or _guess(grid, today)
    if ITEM not in columns.places:
        raise ColumnsNotFound
    return columns


def columns_at(grid: Grid, index: int, rows: int = 1) -> Columns | None:
    """The columns under the headings in one row or two; None when none of them holds items."""
    headings = _headings(grid, index, rows)
    body = [line.cells for line in islice(grid, index + rows, index + rows + _SAMPLE)]
    columns = Columns(index + rows, max(len(headings), *map(len, body), 0))
    free = _place_by_headings(columns, headings, body)
    _complete(columns, free, body)
    if ITEM not in columns.places:
        return None
    quantity = columns.places.get(QUANTITY, len(headings))
    columns.unit = headers.unit_in(headings[quantity]) if quantity < len(headings) else None
    columns.degrees = _degrees(columns, grid)
    columns.numbered = _is_numbered(columns, grid)
    return columns


def _headings(grid: Grid, index: int, rows: int) -> list[str]:
    """The headings in a row, or in it and the next together: a heading may stand over several."""
    lines = [line.cells for line in grid[index : index + rows]]
    if len(lines) < rows or any(headers.is_number(cell) for cells in lines for cell in cells):
        return []
    return [
        _joined([str(cells[place]) for cells in lines if place < len(cells)]) for place in range(max(map(len, lines)))
    ]


def _is_blurred(one: list[str], two: list[str]) -> bool:
    """Whether a heading says less with the words under it than without: those words are no heading."""
    return any(headers.strength(alone) > headers.strength(both) for alone, both in zip(one, two, strict=False))


def _joined(parts: list[str]) -> str:
    return " ".join(dict.fromkeys(part for part in parts if part))


def _place_by_headings(columns: Columns, headings: list[str], body: list[list[Cell]]) -> list[int]:
    """Give each column the likeliest role that its contents allow; answers which have none."""
    meanings = [
        (-strength, place, role)
        for place, heading in enumerate(headings)
        for role, strength in headers.roles_of(heading)
    ]
    taken: set[int] = set()
    for _, place, role in sorted(meanings):
        if place in taken or (role in columns.places and role != NOTE) or not _fits(role, _column(body, place)):
            continue
        taken.add(place)
        if role == DETAIL or (role == NOTE and NOTE in columns.places):
            columns.details.append((place, headings[place]))
        elif role in _SINGLE:
            columns.places[role] = place
    columns.details.sort()
    return [place for place in range(columns.width) if place not in taken]


def _fits(role: str, cells: list[Cell]) -> bool:
    if not cells:
        return True
    if role == QUANTITY:
        return _share(cells, [_is_amount(cell) or headers.is_number(cell) for cell in cells]) >= 0.3
    return role != ITEM or _share(cells, [_has_letters(cell) for cell in cells]) >= 0.5


def _complete(columns: Columns, free: list[int], body: list[list[Cell]]) -> None:
    """Look for the items and the quantities among the columns whose headings said nothing."""
    contents = {place: _column(body, place) for place in free}
    if ITEM not in columns.places:
        wordy = [place for place in free if _is_wordy(contents[place])]
        if wordy:
            columns.places[ITEM] = max(wordy, key=lambda place: len({str(cell) for cell in contents[place]}))
            free = [place for place in free if place != columns.places[ITEM]]
    if QUANTITY not in columns.places:
        amounts = [place for place in free if _is_amounts(contents[place])]
        if amounts:
            columns.places[QUANTITY] = amounts[0]
    beside = columns.places.get(QUANTITY, -1) + 1  # one heading over «50» and «قطعة», or none over the second
    if UNIT not in columns.places and _are_units(contents.get(beside, [])):
        columns.places[UNIT] = beside


def _guess(grid: Grid, today: date) -> Columns:
    """The columns of a list without headings, by what most of their cells are."""
    body = [line.cells for line in islice(grid, 2 * _SAMPLE)]
    columns = Columns(0, max(map(len, body), default=0), named=False)
    wordy: list[int] = []
    for place in range(columns.width):
        cells = _column(body, place)
        role = _role_of(cells, today) if cells else OTHER
        if role == ITEM:
            wordy.append(place)
        elif role in _SINGLE and role not in columns.places:
            columns.places[role] = place
    if wordy:
        columns.places[ITEM] = wordy[0]
        columns.details = [(place, "") for place in wordy[1:]]
    columns.degrees = _degrees(columns, grid)
    columns.numbered = _is_numbered(columns, grid)
    return columns


def _role_of(cells: list[Cell], today: date) -> str:
    tests = (
        (
            DEADLINE,
            lambda cell: isinstance(cell, date) or (isinstance(cell, str) and read_day(cell, today) is not None),
        ),
        (QUANTITY, _is_amount),
        (UNIT, lambda cell: isinstance(cell, str) and words.is_unit(cell)),
        (URGENCY, lambda cell: isinstance(cell, str) and words.urgency_of(cell) is not None and len(cell) < 20),
        (ITEM, _has_letters),
    )
    for role, test in tests:
        if _share(cells, [test(cell) for cell in cells]) >= _MOST:
            return NUMBER if role == QUANTITY and _is_sequence(cells) else role
    return OTHER


def _column(body: list[list[Cell]], place: int) -> list[Cell]:
    cells = [cells[place] for cells in body if place < len(cells) and cells[place] != ""]
    return [cell[:_CELL_MOST] if isinstance(cell, str) else cell for cell in cells]


def _share(cells: list[Cell], passed: list[bool]) -> float:
    return sum(passed) / len(cells)


def _is_amounts(cells: list[Cell]) -> bool:
    return bool(cells) and _share(cells, [_is_amount(cell) for cell in cells]) >= _MOST and not _is_sequence(cells)


def _is_wordy(cells: list[Cell]) -> bool:
    return bool(cells) and _share(cells, [_has_letters(cell) and not _is_amount(cell) for cell in cells]) >= _MOST


def _are_units(cells: list[Cell]) -> bool:
    return bool(cells) and _share(cells, [isinstance(cell, str) and words.is_unit(cell) for cell in cells]) >= _MOST


def _is_sequence(cells: list[Cell]) -> bool:
    """Whether these are the rows' own numbers: 1, 2, 3 …"""
    amounts = [read_amount(cell).quantity for cell in cells]
    counted = [amount for amount in amounts if amount is not None]
    return len(counted) > 1 and counted == list(range(1, len(counted) + 1))


def _is_amount(cell: Cell) -> bool:
    """A number, perhaps with a unit; «طقم 3» is an item."""
    if not isinstance(cell, str):
        return isinstance(cell, int | float)
    amount = read_amount(cell)
    return amount.quantity is not None and (amount.unit is None or words.is_unit(amount.unit))


def _has_letters(cell: Cell) -> bool:
    return isinstance(cell, str) and any(map(str.isalpha, cell))


def without_number(item: str) -> str:
    """The item without the number that its row has in it: «1- بطانيات»."""
    return item[found.end() :] if (found := _NUMBERED.match(latin(item))) else item


def _is_numbered(columns: Columns, grid: Grid) -> bool:
    """Whether the items count themselves, in order, from 1 or from 1 again."""
    items = (str(columns.cell(ITEM, line.cells)) for line in grid[columns.first :])
    numbers = [int(found[1]) for item in items if (found := _NUMBERED.match(latin(item)))]
    return len(numbers) > 1 and all(now in (1, last + 1) for last, now in zip([0, *numbers], numbers, strict=False))


def _degrees(columns: Columns, grid: Grid) -> int:
    said = (str(columns.cell(URGENCY, line.cells)) for line in grid[columns.first :])
    return max((degree_of(cell) for cell in said if cell), default=3)
