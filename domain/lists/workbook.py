"""The program that reads a workbook or a page (XLSX, XLSB, XLS, ODS, HTML), run by `domain.untrusted` and by nothing
else: the file on its standard input, JSON on its standard output.

`{"sheets": [[[number, [cell, …]], …], …]}`, rows that hold anything with their number from 1, or
`{"refused": why, "kind": …}`. A cell is a string, a number, or a day as `["2026-12-18"]`.
"""

import json
import math
import re
import sys
import zipfile
from collections.abc import Iterable
from datetime import date, datetime
from io import BytesIO
from itertools import islice
from typing import Any

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
    load_workbook,
)

from domain.lists.decoding import decode
from domain.lists.markup import read_tables, unwrap_mail

_UNPACKED_MOST = 30_000_000  # bytes, all parts together
_PARTS_MOST = 1_000
_RATIO_MOST = 200  # of a part above a megabyte; spreadsheets reach 50
_SHEETS_MOST = 20
# Of each sheet; more than table.py takes of each, so that it sees what is too much.
_ROWS_MOST = 5_001
_COLUMNS_MOST = 61
_CELL_MOST = 501  # characters
_TEXT_MOST = 1_000_000  # characters of all cells together

# What else comes in a zip, by the first folder or file that tells.
_PACKED = {"word/": "document", "ppt/": "slides", "Index/": "numbers", "META-INF/MANIFEST.MF": "program"}
_NAMES_IN_OLE = {"EncryptedPackage": "encrypted", "WordDocument": "document", "PowerPoint Document": "slides"}
# The record that begins a workbook of 1997, 20 bytes, and the one that asks for a password right behind it.
_BOOK_AND_PASSWORD = re.compile(rb"\x09\x08\x10\x00\x00\x06.{14}\x2f\x00", re.DOTALL)

Sheet = list[list[Any]]


class _Refused(Exception):
    """A reason in the words of table.py, and the kind of file where one was recognised."""

    def __init__(self, reason: str, kind: str = "") -> None:
        super().__init__(reason)
        self.answer = {"refused": reason, "kind": kind}


def main() -> None:
    data = sys.stdin.buffer.read()
    try:
        answer: dict[str, Any] = {"sheets": _read(data)}
    except _Refused as refused:
        answer = refused.answer
    except PasswordError:
        answer = {"refused": "encrypted"}
    except (CalamineError, zipfile.BadZipFile):
        answer = {"refused": "damaged"}
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace"))


def _read(data: bytes) -> list[Sheet]:
    if data.startswith(b"PK\x03\x04"):
        _check_parts(data)
    elif data.startswith(b"\xd0\xcf\x11\xe0"):
        _check_streams(data)
    else:
        return _read_page(data)
    workbook = load_workbook(BytesIO(data))
    return [_read_sheet(workbook.get_sheet_by_name(name)) for name in _names(workbook)]


def _check_parts(data: bytes) -> None:
    """Refuse, before anything is unpacked, what would unpack to too much and what is no workbook."""
    with zipfile.ZipFile(BytesIO(data)) as package:
        parts = package.infolist()
        names = [part.filename for part in parts]
        if len(parts) > _PARTS_MOST or sum(part.file_size for part in parts) > _UNPACKED_MOST:
            raise _Refused("large")
        if any(part.file_size > max(1_000_000, _RATIO_MOST * part.compress_size) for part in parts):
            raise _Refused("large")
        if any(part.flag_bits & 1 for part in parts):
            raise _Refused("encrypted")
        if "META-INF/manifest.xml" in names and b"encryption-data" in package.read("META-INF/manifest.xml"):
            raise _Refused("encrypted")
        if any(name.startswith("xl/") for name in names):
            return
        kind = package.read("mimetype").decode("ascii", "replace") if "mimetype" in names else ""
    if "spreadsheet" in kind and "content.xml" in names:
        return
    if kind:
        raise _Refused("kind", "document")
    raise _Refused("kind", next((_PACKED[sign] for sign in _PACKED if any(n.startswith(sign) for n in names)), "zip"))


def _check_streams(data: bytes) -> None:
    for name, kind in _NAMES_IN_OLE.items():
        if name.encode("utf-16-le") in data:
            raise _Refused("encrypted") if kind == "encrypted" else _Refused("kind", kind)
    if _BOOK_AND_PASSWORD.search(data):
        raise _Refused("encrypted")


def _names(workbook: CalamineWorkbook) -> Iterable[str]:
    """The sheets that are seen; when none is, all."""
    sheets = [sheet for sheet in workbook.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
    seen = [sheet for sheet in sheets if sheet.visible == SheetVisibleEnum.Visible]
    return [sheet.name for sheet in islice(seen or sheets, _SHEETS_MOST)]


def _read_sheet(sheet: CalamineSheet) -> Sheet:
    # Rows come from the first of the sheet, cells from the first column that holds anything.
    left = [""] * min(sheet.start[1], _COLUMNS_MOST) if sheet.start else []
    lines = enumerate(sheet.iter_rows() if sheet.start else ())
    rows = _written((number, left + [_cell(cell) for cell in cells[:_COLUMNS_MOST]]) for number, cells in lines)
    for (first, start), (last, end) in sheet.merged_cell_ranges or ():
        _spread(rows, range(first, min(last, first + _ROWS_MOST) + 1), range(start, min(end + 1, _COLUMNS_MOST)))
    return [[number + 1, row] for number, row in rows.items()]


def _written(lines: Iterable[tuple[int, list[Any]]]) -> dict[int, list[Any]]:
    """The rows that hold anything, by number from 0, without empty cells at their ends."""
    rows: dict[int, list[Any]] = {}
    length = 0
    for number, row in lines:
        while row and row[-1] in ("", None):
            row.pop()
        if row:
            rows[number] = row
            length += sum(len(cell) for cell in row if isinstance(cell, str))
        if len(rows) > _ROWS_MOST or length > _TEXT_MOST:
            break
    return rows


def _spread(rows: dict[int, list[Any]], down: range, across: range) -> None:
    """Put the words of a merged cell into each of its places. A number stays where it is: it was written once."""
    first = rows.get(down[0], [])
    value = first[across[0]] if across and across[0] < len(first) else ""
    if isinstance(value, int | float) or not value:
        return
    for number in down:
        row = rows.get(number)
        if row is None:
            continue
        row += [""] * (across[-1] + 1 - len(row))
        for column in across:
            row[column] = value


def _cell(value: object) -> Any:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        whole = math.isfinite(value) and value.is_integer()
        return int(value) if whole else value if math.isfinite(value) else ""
    if isinstance(value, datetime):
        return [value.date().isoformat()]
    if isinstance(value, date):
        return [value.isoformat()]
    return value if isinstance(value, int) else " ".join(str(value)[: 4 * _CELL_MOST].split())[:_CELL_MOST]


def _read_page(data: bytes) -> list[Sheet]:
    text = decode(unwrap_mail(data) if data[:200].lstrip().lower().startswith(b"mime-version") else data)
    tables = read_tables(text)
    if not tables:
        raise _Refused("kind", "svg" if "<svg" in text[:2000].lower() else "page")
    sheets = [_written((n, [cell[:_CELL_MOST] for cell in row]) for n, row in enumerate(table)) for table in tables]
    longest = sorted(filter(None, sheets), key=len, reverse=True)[:_SHEETS_MOST]
    return [[[number + 1, row] for number, row in rows.items()] for rows in longest]


if __name__ == "__main__":
    main()
