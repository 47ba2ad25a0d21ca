"""Days as people write them: in digits, with the months of Morocco, Egypt, the Levant, Iran, France and England, and as
Excel counts them. A day without a year is the next such day from `today`."""

import re
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from domain import clock
from domain.lists.calendars import JALALI_YEARS, YEARS, day_of, last_day, month_of, months, next_day, next_day_of_month
from domain.lists.date_words import (
    AFTER,
    BETWEEN_END,
    DAY,
    DAYS,
    END,
    MONTH,
    MONTHS_AND_YEARS,
    OF,
    ORDINAL,
    THIS,
    TOLD,
    WEAK_LEAD,
    YEAR,
    is_persian,
    start_of_words,
)
from domain.lists.tokens import DATE, NUMBER, WORD, Token, cut, tokenise
from domain.text import strip_marks

_EXCEL_FIRST = date(1899, 12, 30)
_EXCEL_DAYS = range(36_526, 73_051)  # the years 2000 to 2099

_CLOCK = re.compile(r"[T ]\s*[0-9]{1,2}:[0-9]{2}.*$")
_SIGNS = ("/", ".", "-")  # between the day and the month of «15/12»
_DIGITS = (NUMBER, DATE)
_OF_THIS_MONTH = BETWEEN_END | MONTH | THIS


class Found(NamedTuple):
    """A day in a text, with the words that make it a deadline; `introduced` says whether there are any. `start` and
    `end` are places in the text for `find_dates`, positions of tokens for `dates_among`."""

    day: date
    start: int
    end: int
    introduced: bool


def find_dates(text: str, today: date | None = None) -> list[Found]:
    """Every day of `text` that is sure, in order."""
    tokens, places = cut(text)
    ends = [place + len(token.text) for token, place in zip(tokens, places, strict=True)]
    days = dates_among(tokens, today or clock.today())
    return [found._replace(start=places[found.start], end=ends[found.end - 1]) for found in days]


def read_date(text: str, today: date | None = None) -> date | None:
    """The day that `text` is (a cell): ISO, day/month/year, Jalali year/month/day, with a month's name, day/month."""
    today = today or clock.today()
    tokens = tokenise(_CLOCK.sub("", strip_marks(text).strip()[:100]))
    for found in dates_among(tokens, today):
        if (found.start, found.end) == (0, len(tokens)):
            return found.day
    short = _day_and_month(tokens, 0, today, jalali=False) if len(tokens) in (1, 3) else None
    return short[0] if short and short[1] == len(tokens) else None


def from_excel(serial: float) -> date | None:
    """The day that Excel keeps as this number of days; None outside the years 2000 to 2099."""
    return _EXCEL_FIRST + timedelta(days=int(serial)) if int(serial) in _EXCEL_DAYS else None


def dates_among(tokens: list[Token], today: date) -> list[Found]:
    """The same for a line already cut."""
    found: list[Found] = []
    for position in _beginnings(tokens):
        floor = found[-1].end if found else 0
        made = _date_at(tokens, position, today) if position >= floor else None
        if made:
            day, end = made
            start = start_of_words(tokens, position, floor)
            after = end
            while after < len(tokens) and tokens[after].folded in AFTER:
                after += 1
            introduced = start < position or after > end or any(token.folded in TOLD for token in tokens[:position])
            found.append(Found(day, start, after, introduced))
    return found


def _beginnings(tokens: list[Token]) -> list[int]:
    """Where a day may begin: at a date in digits, a month, an end, and a number before what follows a day."""
    begin = _words_of_days()[0]
    found = [at for at, token in enumerate(tokens) if token.kind in _DIGITS or token.folded in begin]
    return [at for at in found if tokens[at].kind != NUMBER or _may_be_followed(tokens, at) or _is_told(tokens, at)]


def _is_told(tokens: list[Token], position: int) -> bool:
    """Whether the word before a number says that a day may be meant: «avant le 15»."""
    return position > 1 and tokens[position - 1].folded in DAY


def _may_be_followed(tokens: list[Token], position: int) -> bool:
    """Whether what stands behind a number can belong to a day."""
    if position + 1 == len(tokens) or "." in tokens[position].text:
        return "." in tokens[position].text
    return tokens[position + 1].folded in _words_of_days()[1] or tokens[position + 1].text in _SIGNS


@cache
def _words_of_days() -> tuple[frozenset[str], frozenset[str]]:
    """The words that a day may begin with, and those that may follow its number."""
    months_begin = {name.split()[0] for name in months()}
    return END | DAYS.keys() | {word for word in months_begin if word.isascii()}, ORDINAL | BETWEEN_END | months_begin


def _date_at(tokens: list[Token], position: int, today: date) -> tuple[date, int] | None:
    """The day that begins at a position, and where it ends."""
    token = tokens[position]
    if token.kind == DATE:
        day = _in_digits(token.text, today)
        return (day, position + 1) if day else None
    if token.kind == NUMBER:
        found = _day_then_month(tokens, position, today) or _short_deadline(tokens, position, today)
        return found or _day_alone(tokens, position, today)
    if token.folded in END:
        return _end_of(tokens, position + 1, today)
    if token.folded in DAYS:
        joined = position + 1 < len(tokens) and (tokens[position + 1].text == "-" or tokens[position + 1].folded in OF)
        return _with_year(tokens, position + 1 + joined, today, DAYS[token.folded])
    return _month_then_day(tokens, position, today) if token.text.isascii() else None


# --- in digits --------------------------------------------------------------------------------------------------------


def _in_digits(text: str, today: date) -> date | None:
    first, middle, last = re.split("[/.-]", text)
    if len(first) == 4:
        return day_of(int(first), int(middle), int(last))
    year = int(last)
    if len(last) == 2:  # «28-30-32» is a list of sizes
        year += 2000
        if not today.year - 1 <= year <= today.year + 3:
            return None
    month, day = int(middle), int(first)
    return day_of(year, month, day) or day_of(year, day, month)


def _short_deadline(tokens: list[Token], position: int, today: date) -> tuple[date, int] | None:
    """«15/12», only where words say that it is a deadline: elsewhere it is a range or a half."""
    start = start_of_words(tokens, position, 0)
    weak = start == position or (tokens[start].folded in WEAK_LEAD and start + 1 == position)
    found = _day_and_month(tokens, position, today, is_persian(tokens[start:position]))
    told = found and found[1] < len(tokens) and tokens[found[1]].folded in AFTER
    return found if told or not weak else None


def _day_alone(tokens: list[Token], position: int, today: date) -> tuple[date, int] | None:
    """«avant le 15», «قبل 20 من الشهر», «تا ۲۰ام»: the next such day, when nothing follows that it could count."""
    start = start_of_words(tokens, position, 0)
    text, end = tokens[position].text, position + 1
    if start == position or not (text.isdigit() and 1 <= int(text[:3]) <= 31):
        return None
    ordinal = end < len(tokens) and tokens[end].folded in ORDINAL and not tokens[end].spaced
    end = month = end + ordinal
    while month < len(tokens) and tokens[month].folded in _OF_THIS_MONTH:
        month += 1
    if any(token.folded in MONTH | THIS for token in tokens[end:month]):
        end = month
    elif not ordinal and not _is_told(tokens, position):
        return None
    if end < len(tokens) and (tokens[end].kind == WORD or _touches_a_number(tokens, end)):
        return None
    day = next_day_of_month(int(text), today, is_persian(tokens[start:position]))
    return (day, end) if day else None


def _touches_a_number(tokens: list[Token], position: int) -> bool:
    """«15:30», «15/12»."""
    return any(token.kind in _DIGITS and not token.spaced for token in tokens[position + 1 : position + 2])


def _day_and_month(tokens: list[Token], position: int, today: date, jalali: bool) -> tuple[date, int] | None:
    text = "".join(token.text for token in tokens[position : position + 3])
    written = re.match(r"([0-9]{1,2})[/.-]([0-9]{1,2})(?![0-9])", text)
    if not written:
        return None
    day, month = int(written[1]), int(written[2])
    if jalali and day <= 12 and month <= 12 and day != month:
        return None  # Persian writes both orders
    if month > 12:
        day, month = month, day
    found = next_day(month, day, today, jalali)
    return (found, position + (1 if "." in tokens[position].text else 3)) if found else None


# --- with a month's name ----------------------------------------------------------------------------------------------


def _day_then_month(tokens: list[Token], position: int, today: date) -> tuple[date, int] | None:
    number = tokens[position].text
    if not (number.isdigit() and 1 <= int(number[:3]) <= 31):
        return None
    after = position + 1
    for words in (ORDINAL, OF):
        if after < len(tokens) and tokens[after].folded in words:
            after += 1
    return _with_year(tokens, after, today, int(number[:3]))


def _month_then_day(tokens: list[Token], position: int, today: date) -> tuple[date, int] | None:
    """«December 20th, 2026»."""
    named = _month_at(tokens, position)
    position += position + 1 < len(tokens) and tokens[position + 1].text == "."
    if named is None or position + 1 >= len(tokens) or not re.fullmatch("[0-9]{1,2}", tokens[position + 1].text):
        return None
    after = position + 2
    if after < len(tokens) and tokens[after].folded in ORDINAL:
        after += 1
    comma = after + (after < len(tokens) and tokens[after].text == ",")
    year = _year_at(tokens, comma)
    month, day = named[1], int(tokens[position + 1].text)
    found = day_of(year, month, day) if year else next_day(month, day, today, jalali=False)
    return (found, comma + 1 if year else after) if found else None


def _with_year(tokens: list[Token], position: int, today: date, day: int | None) -> tuple[date, int] | None:
    """A month's name and perhaps its year; without a day, the last of the month."""
    named = _month_at(tokens, position)
    if named is None:
        return None
    jalali, month, after = named
    for extra in (".", "ماه", "سال"):
        if after < len(tokens) and tokens[after].text == extra:
            after += 1
    year = _year_at(tokens, after)
    if day is None:
        found = last_day(year, month, today, jalali)
    else:
        found = day_of(year, month, day) if year else next_day(month, day, today, jalali)
    return (found, after + (year is not None)) if found else None


def _month_at(tokens: list[Token], position: int) -> tuple[bool, int, int] | None:
    """Whether it is Jalali, which month, and where its name ends."""
    if position >= len(tokens) or tokens[position].kind != WORD:
        return None
    if tokens[position].folded not in _words_of_days()[1]:
        return None
    for end in (position + 2, position + 1):
        named = months().get(" ".join(token.folded for token in tokens[position:end]))
        if named and end <= len(tokens):
            return *named, end
    return None


def _year_at(tokens: list[Token], position: int) -> int | None:
    text = tokens[position].text if position < len(tokens) else ""
    year = int(text) if re.fullmatch("[0-9]{4}", text) else 0
    return year if year in YEARS or year in JALALI_YEARS else None


# --- the end of a month -----------------------------------------------------------------------------------------------


def _end_of(tokens: list[Token], position: int, today: date) -> tuple[date, int] | None:
    """«نهاية الشهر», «fin décembre», «پایان آذر»."""
    while position < len(tokens) and tokens[position].folded in BETWEEN_END:
        if tokens[position].folded in MONTH:
            break
        position += 1
    named = _with_year(tokens, position, today, None)
    if named or position >= len(tokens) or tokens[position].folded not in MONTHS_AND_YEARS:
        return named
    persian = tokens[position].text in ("ماه", "سال")
    year, month = month_of(today, persian)
    last = last_day(year, 12 if tokens[position].folded in YEAR else month, today, persian)
    return (last, position + 1) if last else None
