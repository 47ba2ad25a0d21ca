"""Tables of pages saved under a workbook's name: HTML, MHTML, and Excel's XML of 2003."""

import binascii
import re
from html.parser import HTMLParser

_ROW = ("tr", "row")
_CELL = ("td", "th", "cell")
_BREAK = ("br", "p", "div", "li")
_UNSEEN = ("script", "style", "title")
_SPAN_MOST = 60  # rows or columns
_ROWS_MOST = 20_000


class _Table:
    """One table under way. Words that span several rows or columns stand in each; a number stands once."""

    def __init__(self) -> None:
        self.rows: list[list[str]] = []
        self._cell: list[str] | None = None
        self._across = self._down = 1
        self._hanging: dict[tuple[int, int], str] = {}

    def start_row(self) -> None:
        self.end_row()
        self.rows.append([])

    def end_row(self) -> None:
        self.end_cell()
        if self.rows:
            self._fill(0)

    def start_cell(self, said: dict[str, str]) -> None:
        self.end_cell()
        if not self.rows:
            self.rows.append([])
        self._fill(_number(said, "index") - 1)
        self._cell = []
        # Excel's XML counts the cells beyond the first.
        self._across = min(max(_number(said, "colspan"), _number(said, "mergeacross") + 1), _SPAN_MOST)
        self._down = min(max(_number(said, "rowspan"), _number(said, "mergedown") + 1), _SPAN_MOST)

    def add(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)

    def end_cell(self) -> None:
        if self._cell is None:
            return
        text = " ".join("".join(self._cell).split())
        again = text if any(map(str.isalpha, text)) else ""
        self._cell = None
        row, column = len(self.rows) - 1, len(self.rows[-1])
        self.rows[-1] += [text, *[again] * (self._across - 1)]
        for down in range(1, self._down):
            for across in range(self._across):
                self._hanging[row + down, column + across] = again

    def _fill(self, upto: int) -> None:
        """Empty cells up to a column that was named, then the cells that hang down from rows before."""
        row = self.rows[-1]
        place = len(self.rows) - 1
        while len(row) < min(upto, _SPAN_MOST) or (place, len(row)) in self._hanging:
            row.append(self._hanging.pop((place, len(row)), ""))


class _Tables(HTMLParser):
    """Collects every table by itself, also those inside others."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: list[_Table] = []
        self._open: list[_Table] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        tag = _local(tag)
        if tag == "table":
            self._open.append(_Table())
            self.tables.append(self._open[-1])
        elif tag in _UNSEEN:
            self._unseen += 1
        elif self._open and tag in _ROW and len(self._open[-1].rows) < _ROWS_MOST:
            self._open[-1].start_row()
        elif self._open and tag in _CELL:
            self._open[-1].start_cell({_local(name): value or "" for name, value in attrs})
        elif self._open and tag in _BREAK:
            self._open[-1].add(" ")

    def handle_endtag(self, tag: str) -> None:
        tag = _local(tag)
        if tag == "table" and self._open:
            self._open.pop().end_row()
        elif tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif self._open and tag in _ROW:
            self._open[-1].end_row()
        elif self._open and tag in _CELL:
            self._open[-1].end_cell()

    def handle_data(self, data: str) -> None:
        if self._open and not self._unseen:
            self._open[-1].add(data)


def read_tables(text: str) -> list[list[list[str]]]:
    """The tables of a page, each a list of rows of cells; what was never closed included."""
    reader = _Tables()
    reader.feed(text)
    reader.close()
    for table in reader.tables:
        table.end_row()
    return [table.rows for table in reader.tables]


def unwrap_mail(data: bytes) -> bytes:
    """The pages inside an MHTML file («single file web page»), which are quoted-printable mail."""
    return binascii.a2b_qp(data)


def _local(name: str) -> str:
    return name.rpartition(":")[2]  # «ss:Index»


def _number(said: dict[str, str], name: str) -> int:
    value = said.get(name, "")
    return int(value) if re.fullmatch("[0-9]{1,4}", value) else 0
