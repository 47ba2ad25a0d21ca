"""Files made as offices make them, out of rows: CSV, XLSX, ODS, and pages under a workbook's name.

`needs.xls` was saved once in the old format: a first sheet with a word in it, then a list with a title, day cells, a
fraction and a total.
"""

import csv
import zipfile
from collections.abc import Sequence
from datetime import date
from html import escape
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import xlsxwriter

XLS = Path(__file__).with_name("needs.xls")

ODS_PARTS: dict[str, str | bytes] = {
    "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
    "META-INF/manifest.xml": '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
}

Rows = Sequence[Sequence[Any]]


def make_csv(rows: Rows, delimiter: str = ";", codec: str = "utf-8", line_end: str = "\r\n") -> bytes:
    text = StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator=line_end).writerows(rows)
    return text.getvalue().encode(codec)


def make_xlsx(*sheets: Rows, merged: Sequence[str] = (), hidden: Sequence[int] = (), formula: str = "") -> bytes:
    """Sheets of rows; `merged` ranges («A1:F1») are of the first sheet and keep what stands in their first cell."""
    data = BytesIO()
    book = xlsxwriter.Workbook(data, {"in_memory": True})
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    for number, rows in enumerate(sheets):
        sheet = book.add_worksheet()
        if number in hidden:
            sheet.hide()
        for r, row in enumerate(rows):
            for c, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write_datetime(r, c, cell, day)
                elif cell == formula and formula:
                    sheet.write_formula(r, c, formula, value=120)
                elif isinstance(cell, str):
                    sheet.write_string(r, c, cell)
                else:
                    sheet.write(r, c, cell)
        for place in merged if number == 0 else ():
            first = place.partition(":")[0]
            row, column = int(first[1:]) - 1, ord(first[0]) - ord("A")
            sheet.merge_range(place, rows[row][column])
    if hidden:
        book.worksheets()[next(n for n in range(len(sheets)) if n not in hidden)].activate()
    book.close()
    return data.getvalue()


def zipped(parts: dict[str, str | bytes], packed: bool = True) -> bytes:
    data = BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED) as package:
        for name, text in parts.items():
            package.writestr(name, text, zipfile.ZIP_STORED if name == "mimetype" else None)
    return data.getvalue()


def make_ods(*sheets: Rows, more: str = "") -> bytes:
    """An OpenDocument spreadsheet as LibreOffice saves it, with the empty rows to the end that it adds."""
    tables = "".join(
        f'<table:table table:name="Feuille{number}">{"".join(map(_ods_row, rows))}{more}'
        '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="1024"/>'
        "</table:table-row></table:table>"
        for number, rows in enumerate(sheets, 1)
    )
    return zipped({**ODS_PARTS, "content.xml": ods_content(tables)})


def ods_content(tables: str, before: str = "") -> str:
    office = "urn:oasis:names:tc:opendocument:xmlns:"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}<office:document-content xmlns:office="{office}office:1.0" '
        f'xmlns:table="{office}table:1.0" xmlns:text="{office}text:1.0" office:version="1.2"><office:body>'
        f"<office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )


def _ods_row(row: Sequence[Any]) -> str:
    return f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>"


def _ods_cell(cell: Any) -> str:
    if cell in ("", None):
        return "<table:table-cell/>"
    if isinstance(cell, date):
        kind = f'date" office:date-value="{cell.isoformat()}'
    elif isinstance(cell, int | float):
        kind = f'float" office:value="{cell}'
    else:
        kind = "string"
    return f'<table:table-cell office:value-type="{kind}"><text:p>{escape(str(cell))}</text:p></table:table-cell>'


def make_page(rows: Rows, before: str = "") -> str:
    """A page as export buttons give it, saved as .xls."""
    cells = "".join(
        "<tr>" + "".join(f"<td style='mso-number-format:General'>{escape(str(cell))}</td>" for cell in row) + "</tr>\n"
        for row in rows
    )
    return f"<html><head><title>export</title><style>td {{}}</style></head>{before}<table>{cells}</table></html>"
