"""One cell of a list: a quantity with its unit, an urgency, a day, as offices type them."""

import csv
import re
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

from domain.lists import words
from domain.lists.dates import find_dates, from_excel, read_date
from domain.lists.numbers import find_numbers, read_number
from domain.lists.rows import QUANTITY_INVALID, QUANTITY_MISSING
from domain.text import QUANTITY_MOST, InvalidQuantity, QuantityNotANumber, fold, parse_quantity, strip_marks
from domain.text import to_latin_digits as latin

Cell = str | int | float | date

_UNIT_MOST = 40  # characters
_AMOUNT_MOST = 120  # characters; a longer cell is a sentence
_DAY_MOST = _LEVEL_MOST = 45
_BRACKETS = re.compile(r"[(\[（]([^)\]）]*)[)\]）]?")
_ABOUT = re.compile(
    r"^(?:~|≈|≃|±|\+/-|حوالي|حوالى|نحو|تقريبا|تقريباً|قرابة|حدود|حدودا|تقریبا|تقریباً|environ|env\.?|about|around|approx\.?)\s*"
    r"|\s*(?:\+|تقريبا|تقريباً|تقریبا|تقریباً|حوالي|environ|env\.?|approx\.?)$",
    re.IGNORECASE,
)
_TIMES = re.compile(r"^[x×*]\s*(?=[0-9])|(?<=[0-9])\s*[x×*]$", re.IGNORECASE)
# «12.0», «1.200,00 kg»; «1.000» is a thousand, and so is what stands before another group («1,00,000»).
_NO_DECIMALS = re.compile(r"(?<=[0-9])[.,٫]0{1,2}(?!\s?[.,٫]?\s?[0-9])")
_MINUS = re.compile(r"^[-\u2010-\u2015\u2212]\s*[0-9]")
_EDGES = " \t.,;:،؛-–—_/()[]*×"

_LETTERS = {"a": 1, "b": 2, "c": 3, "d": 4, "ا": 1, "ب": 2, "ج": 3, "د": 4, "الف": 1}
_DEGREE = re.compile(
    r"(?:p|prio|priorite|priority|niveau|level|درجه|اولويه|الاولويه|اولويت|مستوي)?\s*([1-5]|[a-d]|الف|[ابجد])(?:\s*[1-5])?"
)


_AROUND_SIGNS = re.compile(r"(?<=[0-9])\s*([/.-])\s*(?=[0-9])")  # «20 / 12 / 2026»
_NAMED_DAY = re.compile(r"([0-9]{1,2})[-/ .]([^\W\d_]{2,12})\.?(?:[-/ .]([0-9]{2}|[0-9]{4}))?")  # «20-déc-26»


class Amount(NamedTuple):
    """A quantity cell. `problem` is empty when there is a quantity; `note` is what stood in brackets."""

    quantity: int | None
    unit: str | None = None
    note: str | None = None
    problem: str = ""


_MISSING = Amount(None, problem=QUANTITY_MISSING)
_INVALID = Amount(None, problem=QUANTITY_INVALID)


def read_amount(cell: Cell) -> Amount:
    """The whole quantity above 0 in a cell, and the unit written to it («30 قطعة», «12 kg», «خمسون زوجا»)."""
    if isinstance(cell, date):  # «10-12» in the hands of Excel
        return _INVALID
    if isinstance(cell, int | float):
        return _checked(int(cell)) if cell == int(cell) else _INVALID
    if len(cell) > _AMOUNT_MOST:
        return _INVALID
    text = _NO_DECIMALS.sub("", latin(strip_marks(cell))).strip(" .:")
    if not any(map(str.isalnum, text)) or fold(text) in said_by("nothing"):
        return _MISSING
    bracket = _BRACKETS.search(text)
    bare = _without_about(_BRACKETS.sub(" ", text)) if bracket else _without_about(text)
    amount = _bare_amount(bare)
    return amount if not bracket or amount.problem else _with_bracket(amount, bracket[1].strip())


def read_level(text: str, degrees: int = 3) -> str | None:
    """The urgency that a cell of an urgency column says; None when it says none.

    Degrees in figures or letters count from the most urgent; `degrees` is how many the column uses.
    """
    text = text[:_LEVEL_MOST]
    spoken = fold(text) or text.strip()
    degree = degree_of(text)
    if degree:
        scale = ("critical", "urgent", "soon", "normal", "normal") if degrees > 3 else ("urgent", "soon", "normal")
        return scale[min(degree, len(scale)) - 1]
    # Degrees («haute») are no words of urgency by themselves; in a column of urgencies they are.
    for part in (spoken, *map(fold, text.split("/"))):
        level = next((level for level in words.URGENCIES if part in said_by(level)), None)
        if level:
            return level
    return words.urgency_of(text)


def degree_of(text: str) -> int:
    """1 to 5 for «1», «P2», «أولوية 3», «B»; 0 for anything else."""
    found = _DEGREE.fullmatch(fold(text))
    return (_LETTERS.get(found[1]) or int(found[1])) if found else 0


def read_day(cell: Cell, today: date) -> date | None:
    """The day in a cell of a deadline column."""
    if isinstance(cell, date):
        return cell
    if isinstance(cell, int | float):
        return from_excel(cell)
    text = _AROUND_SIGNS.sub(r"\1", latin(strip_marks(cell)).strip().replace("\\", "/"))[:_DAY_MOST]
    if re.fullmatch("[0-9]{1,2} [0-9]{1,2} [0-9]{4}", text):
        text = text.replace(" ", "/")
    if re.fullmatch("[34567][0-9]{4}", text):
        return from_excel(int(text))
    named = _NAMED_DAY.fullmatch(text)
    if named:
        year = named[3] or ""
        text = f"{named[1]} {named[2]} {'20' + year if len(year) == 2 else year}".strip()
    day = read_date(text, today)
    found = [] if day else find_dates(text, today)
    return found[0].day if len(found) == 1 else day


@cache
def said_by(kind: str) -> frozenset[str]:
    """The folded words of this kind in `data/cells.csv`; a sign stands as it is."""
    path = Path(__file__).parent / "data" / "cells.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["kind"] == kind]
    return frozenset(fold(words) or words for row in rows for words in row["words"].split("|"))


def _checked(value: int) -> Amount:
    return Amount(value) if 0 < value <= QUANTITY_MOST else _INVALID


def _without_about(text: str) -> str:
    previous = None
    while previous != text:
        previous, text = text, _TIMES.sub("", _ABOUT.sub("", text.strip()))
    return text.strip()


def _bare_amount(text: str) -> Amount:
    try:
        return _checked(parse_quantity(text))
    except QuantityNotANumber:
        value = read_number(text)
        return _with_unit(text) if value is None else _checked(value)
    except InvalidQuantity:
        return _INVALID


def _with_unit(text: str) -> Amount:
    """«30 قطعة», «قطعة 30», «1 200 kg»; not «10-15», «30%», «2 x 10»."""
    numbers = find_numbers(text)
    if len(numbers) != 1 or "%" in text or "٪" in text or _MINUS.match(text):
        return _INVALID
    number = numbers[0]
    rest = (text[: number.start] + " " + text[number.end :]).strip(_EDGES)
    if not any(map(str.isalpha, rest)) or any(map(str.isdigit, rest)):
        return _INVALID
    amount = _checked(number.value or 0)
    return amount._replace(unit=rest[:_UNIT_MOST]) if not amount.problem else amount


def _with_bracket(amount: Amount, said: str) -> Amount:
    if not said:
        return amount
    if amount.unit is None and words.is_unit(said):
        return amount._replace(unit=said)
    return amount._replace(note=said)
