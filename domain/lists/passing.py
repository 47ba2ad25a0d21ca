"""Lines of a file that are no needs: totals, titles, signatures, examples, empty rows of a form. And what is shown of
any line, without private parts."""

from functools import cache
from itertools import groupby

from domain.lists import words
from domain.lists.cells import said_by
from domain.lists.columns import Columns
from domain.lists.headers import ITEM, QUANTITY
from domain.lists.match import match_item
from domain.lists.private import GONE, scrub
from domain.lists.rows import ASSOCIATION, CLOSING, CONTACT, GREETING, HEADING, PHONE, SIGNATURE, UNCLEAR
from domain.lists.table import Cell, Line
from domain.lists.tokens import tokenise
from domain.text import fold

EXAMPLE = "example"  # a row that our own template begins with, left in

BETWEEN = " · "
_SOURCE_MOST = 300  # characters
_PHONE_MOST = 60  # so that no part of a number cut in two is shown
# What a line of words alone says, the first of these that is in it.
_REASONS = {
    "contact": CONTACT,
    "signature": SIGNATURE,
    "greeting": GREETING,
    "closing": CLOSING,
    "association": ASSOCIATION,
}


def words_in(cell: Cell) -> str:
    """The words of a cell without private parts; \"\" when nothing is left, or only a dash."""
    text = scrub(str(cell)).text
    return text if any(map(str.isalnum, text.replace(GONE, ""))) else ""


def source_of(line: Line) -> str:
    """The cells as they were. Each is scrubbed by itself: numbers side by side are not one telephone number."""
    shown: list[str] = []
    for cell, _ in groupby(line.cells):
        text = scrub(str(cell)[: _SOURCE_MOST + _PHONE_MOST]).text
        if text:
            shown.append(text)
        if sum(map(len, shown)) > _SOURCE_MOST:
            break
    return BETWEEN.join(shown)[:_SOURCE_MOST]


def is_total(line: Line, quantity: int | None, above: list[int]) -> bool:
    """A line that begins with such a word, carries a sum to another page, or has nothing but the sum of those above."""
    said = said_in(line)
    if not said:
        return quantity is not None and len(above) > 1 and quantity == sum(above)
    cut = fold(said[0]).split()
    first, second, *_ = *(cut if max(map(len, cut), default=1) > 1 else ["".join(cut)]), "", ""  # «T O T A L»
    if " ".join([*cut, ""]).startswith(_carried()):
        return True
    return (second if first in said_by("before total") else first) in said_by("total")


@cache
def _carried() -> tuple[str, ...]:
    return tuple(words_of + " " for words_of in said_by("carried"))


def reason_for_none(line: Line, columns: Columns) -> str | None:
    """Why a line is no need; \"\" when it is not worth a word, None when it is a need."""
    written = str(columns.cell(ITEM, line.cells))
    quantity = str(columns.cell(QUANTITY, line.cells))
    said = said_in(line)
    if fold(written.partition(":")[0]) in said_by("example"):
        return EXAMPLE
    if len(said) == 1 and quantity in ("", written) and all(cell in ("", said[0]) for cell in line.cells):
        return None if _is_lone_item(line, written, columns) else reason_of(line)
    if scrub(quantity).kinds and reason_of(line) in (CONTACT, SIGNATURE):
        return CONTACT
    if not quantity and written and not words_in(written) and scrub(written).kinds:
        return PHONE
    if written or quantity:
        return None
    return UNCLEAR if len(said) > 1 else ""  # numbered and empty, as in a form that was not filled to its end


def _is_lone_item(line: Line, written: str, columns: Columns) -> bool:
    """Whether one cell with words is an item whose quantity was forgotten; in a wide list it is a heading."""
    counted = QUANTITY in columns.places
    if (counted and columns.width > 2) or _kinds(line) & {*_REASONS, "category", "remark", "place"}:
        return False
    return match_item(written) is not None or (not counted and any(map(str.isdigit, written)))


def reason_of(line: Line) -> str:
    """What a line of words alone is."""
    kinds = _kinds(line)
    return next((_REASONS[kind] for kind in _REASONS if kind in kinds), HEADING)


def _kinds(line: Line) -> set[str]:
    text = " ".join(str(cell) for cell in dict.fromkeys(line.cells))
    return {hit.kind for hit in words.hits_among(tokenise(text[:300]))}


def said_in(line: Line) -> list[str]:
    """The cells that hold words, each once: a title stands in all the places it is merged over."""
    return list(dict.fromkeys(cell for cell in line.cells if isinstance(cell, str) and any(map(str.isalpha, cell))))
