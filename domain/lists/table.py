"""A file as an office saves it, read into rows of cells: CSV and TSV in any of their encodings, XLSX, XLSB, XLS, ODS,
and pages saved under a workbook's name. What the file is, its first bytes say; its name is never trusted.
"""

import csv
import json
import re
import unicodedata
from datetime import date
from io import StringIO
from itertools import islice
from typing import NamedTuple

from domain import untrusted
from domain.errors import RuleBroken
from domain.lists import headers
from domain.lists.decoding import decode, is_binary

BYTES_MOST = 2_000_000
ROWS_MOST = 5_000  # that hold anything
COLUMNS_MOST = 60
TEXT_MOST = 1_000_000  # characters of all cells together: what can be read into needs within two seconds
CELL_MOST = 500  # characters; a longer cell is cut to one more, so that its row can be refused

_READER = "domain.lists.workbook"
_SECONDS = 1.5
_ANSWER_MOST = 8_000_000  # bytes
_SAMPLE, _SAMPLE_LINES = 60, 1_000  # rows that tell the delimiter, and lines in which they are looked for
_DELIMITERS = ";\t,|؛"  # the last is that of Persian Windows
_BLANK = " \t\r\n" + _DELIMITERS
_LINES_MOST = 30  # over which one quoted cell may go

# What `text.clean_line` refuses or drops. A file is not refused for it: nobody typed these into a cell.
_HIDDEN = re.compile("[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")

_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
_KINDS = (
    (b"%PDF", "pdf"),
    (b"{\\rtf", "document"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"RIFF", "picture"),
    (b"BM", "picture"),
    (b"II*\0", "picture"),
    (b"MM\0*", "picture"),
    (b"PK", "zip"),
    (b"Rar!", "zip"),
    (b"7z\xbc\xaf", "zip"),
    (b"\x1f\x8b", "zip"),
    (b"BZh", "zip"),
    (b"\xfd7zXZ", "zip"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
)
_ASCII_KINDS = (b"BM", b"MZ", b"PK", b"RIFF", b"BZh")  # words can begin so too; then a NUL stands near

Cell = str | int | float | date


class FileRefused(RuleBroken):
    """The file cannot be read as a list. What is wrong is said by the subclass."""


class FileTooLarge(FileRefused):
    """More than `limit` bytes, or what unpacks to far more words than a list has."""


class FileNotATable(FileRefused):
    """Something else: `kind` is pdf, picture, document, slides, numbers (Apple's), zip, program, svg, page, binary."""


class FileEncrypted(FileRefused):
    """The workbook asks for a password."""


class FileDamaged(FileRefused):
    """It begins as a workbook and cannot be read to its end."""


class FileEmpty(FileRefused):
    """There is nothing in it."""


class TooManyRows(FileRefused):
    """More than `limit` rows that hold anything."""


class TooManyColumns(FileRefused):
    """A row of more than `limit` cells."""


class Line(NamedTuple):
    """A row that holds anything; `number` counts from 1, as in the file. Words are trimmed, an empty cell is \"\"."""

    number: int
    cells: list[Cell]


Grid = list[Line]


def read_grid(name: str, data: bytes) -> Grid:
    """The rows of the file, of its best sheet when it has several. Raises a subclass of FileRefused.

    `name` only settles which delimiter is tried first.
    """
    if len(data) > BYTES_MOST:
        raise FileTooLarge(limit=BYTES_MOST)
    start = data[:1024].lstrip()
    if start.startswith(_WORKBOOKS):
        return _read_workbook(data)
    kind = _kind(start)
    if kind:
        raise FileNotATable(kind=kind)
    text = decode(data)
    if is_binary(text):
        raise FileNotATable(kind="binary")
    if text.lstrip()[:1] == "<" or start[:12].lower() == b"mime-version":
        return _read_workbook(data)
    first = "\t" if name.lower().endswith((".tsv", ".tab")) else ";"
    return _checked(_read_text(text, first + _DELIMITERS.replace(first, "")))


def _kind(start: bytes) -> str:
    for sign, kind in _KINDS:
        if start.startswith(sign) and (sign not in _ASCII_KINDS or b"\0" in start[:64]):
            return kind
    if b"%PDF-" in start and b"\0" not in start[:4]:
        return "pdf"
    return "picture" if start[4:8] == b"ftyp" else ""


# --- workbooks and pages ----------------------------------------------------------------------------------------------

_REFUSED: dict[str, type[FileRefused]] = {
    "large": FileTooLarge,
    "encrypted": FileEncrypted,
    "damaged": FileDamaged,
}


def _read_workbook(data: bytes) -> Grid:
    try:
        answer = json.loads(untrusted.call(_READER, data, seconds=_SECONDS, most=_ANSWER_MOST))
    except untrusted.Unreadable:
        raise FileDamaged from None
    if "refused" in answer:
        raise _REFUSED.get(answer["refused"], FileNotATable)(limit=BYTES_MOST, kind=answer.get("kind", ""))
    sheets = [[Line(number, [_cell(cell) for cell in cells]) for number, cells in sheet] for sheet in answer["sheets"]]
    return _checked(max(map(_parted, sheets), key=_rate, default=[]))


def _cell(cell: str | int | float | list[str]) -> Cell:
    return date.fromisoformat(cell[0]) if isinstance(cell, list) else tidy(cell) if isinstance(cell, str) else cell


def _parted(sheet: Grid) -> Grid:
    """A sheet of one column whose cells are rows («Article;Quantité»), as when a CSV file is opened and saved, cut."""
    written = [[cell for cell in line.cells if cell != ""] for line in sheet]
    if any(len(cells) > 1 for cells in written):
        return sheet
    lines = [str(cell) for cells in written for cell in cells]
    delimiter, cut = _best_cut(lines, _DELIMITERS)
    if not _rate(cut)[0]:
        return sheet
    return [Line(sheet[line.number - 1].number, line.cells) for line in _cut(lines, delimiter, ROWS_MOST + 1)]


def _rate(sheet: Grid) -> tuple[int, int]:
    """The sheet with the best headings, then the longest."""
    return max((headers.rate(line.cells) for line in islice(sheet, _SAMPLE)), default=0), len(sheet)


# --- text -------------------------------------------------------------------------------------------------------------


def _read_text(text: str, delimiters: str) -> Grid:
    lines = StringIO(text.lstrip("\ufeff"), newline="").readlines()
    named = lines[0].strip().strip('"').lower() if lines else ""
    if named.startswith("sep=") and len(named) <= 5:  # Excel's own way to name the delimiter; a bare one is a tab
        return _cut(["", *lines[1:]], named[4:] or "\t", ROWS_MOST + 1)
    best, grid = _best_cut(lines, delimiters)
    if max((len(line.cells) for line in grid), default=0) == 1 and sum(line.startswith('"') for line in lines) > 1:
        # Rows quoted as wholes, as when a file is opened and saved twice.
        lines = [str(line.cells[0]) for line in _cut(lines, best, ROWS_MOST + 1)]
        best, grid = _best_cut(lines, delimiters)
    return _cut(lines, best, ROWS_MOST + 1)


def _best_cut(lines: list[str], delimiters: str) -> tuple[str, Grid]:
    cuts = {delimiter: _cut(lines[:_SAMPLE_LINES], delimiter, _SAMPLE) for delimiter in delimiters}
    best = max(delimiters, key=lambda delimiter: _consistency(cuts[delimiter]))
    return best, cuts[best]


def _consistency(grid: Grid) -> tuple[int, int, int]:
    """How sure a delimiter is: good headings first, then how many rows have the same number of cells, above one."""
    widths = [len(line.cells) for line in grid if len(line.cells) > 1]
    most = max(set(widths), key=widths.count, default=0)
    return _rate(grid)[0], widths.count(most), most


def _cut(lines: list[str], delimiter: str, rows: int) -> Grid:
    """The first `rows` rows that hold anything."""
    grid: Grid = []
    place = 0
    while place < len(lines) and len(grid) < rows:
        if not lines[place].strip(_BLANK + '"') and lines[place].count('"') % 2 == 0:
            place += 1
            continue
        written, used = _row_at(lines, place, delimiter)
        cells: list[Cell] = [tidy(cell) for cell in written[: COLUMNS_MOST + 1]]
        while cells and cells[-1] == "":
            cells.pop()
        if cells:
            grid.append(Line(place + 1, cells))
        place += used
    return grid


def _row_at(lines: list[str], place: int, delimiter: str) -> tuple[list[str], int]:
    """The cells of the row that begins at a line, and over how many lines it goes."""
    reader = csv.reader(lines[place : place + _LINES_MOST], delimiter=delimiter)
    try:
        cells = next(reader)
        used = reader.line_num
        closed = used == 1 or sum(line.count('"') for line in lines[place : place + used]) % 2 == 0
    except csv.Error:  # a cell beyond the reader's own limit
        closed = False
    if closed:
        return cells, used
    # A quotation mark that never closes would swallow the rows after it: then it is only a mark.
    return [cell.strip('" ') for cell in lines[place].split(delimiter, COLUMNS_MOST + 1)], 1


def tidy(text: str) -> str:
    """A cell's words on one line, without control characters, cut where they are too long; of «="0050"», which keeps a
    spreadsheet from taking words for a number, what it says."""
    if text.startswith('="') and text.endswith('"'):
        text = text[2:-1]
    shown = _CONTROLS.sub(" ", _HIDDEN.sub("", text[: 4 * CELL_MOST]))
    return unicodedata.normalize("NFC", " ".join(shown.split()))[: CELL_MOST + 1]


def _checked(grid: Grid) -> Grid:
    if not grid:
        raise FileEmpty
    if len(grid) > ROWS_MOST:
        raise TooManyRows(limit=ROWS_MOST)
    if any(len(line.cells) > COLUMNS_MOST for line in grid):
        raise TooManyColumns(limit=COLUMNS_MOST)
    if sum(len(cell) for line in grid for cell in line.cells if isinstance(cell, str)) > TEXT_MOST:
        raise FileTooLarge(limit=BYTES_MOST)
    return grid
