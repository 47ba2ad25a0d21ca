"""A file's rows read into proposed needs. One bad row never costs the others: it is a row with problems."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from domain import clock
from domain.lists import headers, words
from domain.lists.cells import Amount, read_amount, read_day, read_level
from domain.lists.columns import Columns, ColumnsNotFound, columns_at, find_columns, without_number
from domain.lists.dates import find_dates
from domain.lists.headers import DEADLINE, ITEM, NOTE, QUANTITY, UNIT, URGENCY
from domain.lists.match import match_item
from domain.lists.message import parse_message
from domain.lists.part import Part
from domain.lists.passing import BETWEEN, is_total, reason_for_none, reason_of, said_in, source_of, words_in
from domain.lists.reading import read_part
from domain.lists.rows import (
    DEADLINE_INVALID,
    DEADLINE_PAST,
    HEADING,
    ITEM_MISSING,
    ITEM_UNKNOWN,
    QUANTITY_INVALID,
    QUANTITY_MISSING,
    TOTAL,
    Ignored,
    Parsed,
    Row,
    row_as_json,
)
from domain.lists.table import CELL_MOST, Cell, Grid, Line, read_grid
from domain.lists.tokens import tokenise

_URGENCY_MOST = 40  # characters
_TABLES_MOST = 50  # with headings of their own, in one list
TEXT_TOO_LONG = "text-too-long"
BLOCKING = frozenset({ITEM_MISSING, QUANTITY_MISSING, QUANTITY_INVALID, TEXT_TOO_LONG})


def read_needs(name: str, data: bytes, today: date | None = None) -> Parsed:
    """A file read into proposed needs. Raises FileRefused or ColumnsNotFound, both RuleBroken."""
    return parse_sheet(read_grid(name, data), today)


def rows_as_json(parsed: Parsed) -> list[dict[str, object]]:
    """What `flask import-needs` prints: the rows that can be saved as they are."""
    return [row_as_json(row) for row in parsed.rows if BLOCKING.isdisjoint(row.problems)]


def parse_sheet(grid: Grid, today: date | None = None) -> Parsed:
    """The rows under the best headings, or of a list without any. Raises ColumnsNotFound."""
    today = today or clock.today()
    if max((len(line.cells) for line in grid), default=0) == 1:
        return _read_lines(grid, today)
    columns = find_columns(grid, today)
    parsed = Parsed(None, [], [])
    for line in grid[: columns.first]:
        _pass_over(parsed, line, reason_of(line))
        parsed.deadline = parsed.deadline or _deadline_in(line, today)
    above: list[int] = []  # the quantities since the last total
    known: dict[tuple[Cell, ...], Columns] = {}  # a page's headings are those of the page before
    for index in range(columns.first, len(grid)):
        line = grid[index]
        if headers.is_headings(line.cells):
            key = tuple(line.cells)
            if key not in known and len(known) < _TABLES_MOST:
                known[key] = columns_at(grid, index) or columns
            columns = replace(known.get(key, columns), first=index + 1)
            _pass_over(parsed, line, HEADING)
        elif index == columns.first and columns.named and headers.is_more_headings(line.cells):
            _pass_over(parsed, line, HEADING)
        else:
            _take(parsed, line, columns, above, today)
    return parsed


def _read_lines(grid: Grid, today: date) -> Parsed:
    """A list in one column is lines as in a message: «50 بطانية»."""
    if not any(map(said_in, grid)):
        raise ColumnsNotFound
    parsed = parse_message("\n".join(str(line.cells[0]) for line in grid), today)
    for row in parsed.rows:
        row.line = grid[row.line - 1].number
    for ignored in parsed.ignored:
        ignored.line = grid[ignored.line - 1].number
    return parsed


def _take(parsed: Parsed, line: Line, columns: Columns, above: list[int], today: date) -> None:
    """Make a row of a line, or pass it over with its reason."""
    amount = read_amount(columns.cell(QUANTITY, line.cells))
    if is_total(line, amount.quantity, above):
        above.clear()
        return _pass_over(parsed, line, TOTAL)
    reason = reason_for_none(line, columns)
    if reason is not None:
        return _pass_over(parsed, line, reason) if reason else None
    row = _row(_with_item(line, columns, parsed.rows), columns, today)
    if row.quantity:
        above.append(row.quantity)
    parsed.rows.append(row)
    return None


def _with_item(line: Line, columns: Columns, rows: list[Row]) -> Line:
    """The line under another whose item stands for both: «معطف», S, 10, then «», M, 20."""
    if columns.cell(ITEM, line.cells) != "" or not rows or rows[-1].line + 1 != line.number:
        return line
    place = columns.places[ITEM]
    if not _details(columns, line.cells) or place >= len(line.cells):
        return line
    return Line(line.number, [*line.cells[:place], rows[-1].item, *line.cells[place + 1 :]])


# --- rows -------------------------------------------------------------------------------------------------------------


def _row(line: Line, columns: Columns, today: date) -> Row:
    cells = line.cells
    item = words_in(columns.cell(ITEM, cells))
    item = without_number(item) if columns.numbered else item
    amount = read_amount(columns.cell(QUANTITY, cells))
    if QUANTITY not in columns.places:
        item, amount = _item_with_amount(item, today)
    row = Row(item, amount.quantity, source=source_of(line), line=line.number)
    row.unit = words_in(columns.cell(UNIT, cells)) or amount.unit or (columns.unit if amount.quantity else None)
    notes = [words_in(amount.note or ""), words_in(columns.cell(NOTE, cells)), *_details(columns, cells)]
    _urgency(row, columns, cells, notes)
    _deadline(row, columns.cell(DEADLINE, cells), today)
    row.note = BETWEEN.join(filter(None, notes)) or None
    row.catalogue = match_item(item)
    if not any(map(str.isalpha, item)):
        row.problems.append(ITEM_MISSING)
    elif row.catalogue is None:
        row.problems.append(ITEM_UNKNOWN)
    if amount.problem:
        row.problems.append(amount.problem)
    if any(isinstance(cell, str) and len(cell) > CELL_MOST for cell in cells):
        row.problems.append(TEXT_TOO_LONG)
    return row


def _item_with_amount(words_of: str, today: date) -> tuple[str, Amount]:
    """«50 بطانية كبيرة», in a list that has no column of quantities."""
    said = read_part(Part(words_of, today))
    if said.quantity is None or not said.item:
        return words_of, Amount(None, problem=QUANTITY_MISSING)
    return said.item, Amount(said.quantity, said.unit, said.note)


def _urgency(row: Row, columns: Columns, cells: Sequence[Cell], notes: list[str]) -> None:
    said = words_in(columns.cell(URGENCY, cells))
    row.urgency = read_level(said, columns.degrees) if said else None
    if said and not row.urgency:
        notes.append(said)
    if URGENCY not in columns.places:
        row.urgency = next(filter(None, map(_urgency_alone, notes)), None)


def _urgency_alone(note: str) -> str | None:
    """The urgency of a note that says nothing else."""
    if len(note) > _URGENCY_MOST:
        return None
    tokens = tokenise(note)
    alone = any(hit.kind == "urgency" and hit.end - hit.start == len(tokens) for hit in words.hits_among(tokens))
    return words.urgency_of(note) if alone else None


def _deadline(row: Row, cell: Cell, today: date) -> None:
    if isinstance(cell, str) and not any(map(str.isalnum, cell)):
        return
    row.deadline = read_day(cell, today)
    if row.deadline is None:
        row.problems.append(DEADLINE_INVALID)
    elif row.deadline < today:
        row.problems.append(DEADLINE_PAST)


def _details(columns: Columns, cells: Sequence[Cell]) -> list[str]:
    said = [(heading, words_in(cells[place])) for place, heading in columns.details if place < len(cells)]
    return [f"{words_in(heading)}: {text}" if heading else text for heading, text in said if text]


def _pass_over(parsed: Parsed, line: Line, reason: str) -> None:
    parsed.ignored.append(Ignored(source_of(line), reason, line.number))


def _deadline_in(line: Line, today: date) -> date | None:
    """The day that a title names as the deadline of all."""
    text = " ".join(str(cell) for cell in line.cells if isinstance(cell, str))
    days = [found.day for found in find_dates(text[:300], today) if found.introduced]
    return days[0] if len(days) == 1 else None
