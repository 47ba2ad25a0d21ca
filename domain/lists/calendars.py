"""Days of the Gregorian and the Jalali calendar, told apart by their years, and their months by name."""

import csv
from calendar import monthrange
from datetime import date
from functools import cache
from pathlib import Path

from persiantools.jdatetime import JalaliDate

from domain.text import fold

JALALI_YEARS = range(1380, 1431)  # beyond them 14.. is a year of the Hijri calendar, which differs by country
YEARS = range(2000, 2100)


def day_of(year: int, month: int, day: int) -> date | None:
    """The day of this year, month and day; None when there is none."""
    try:
        if year in JALALI_YEARS:
            made: date = JalaliDate(year, month, day).to_gregorian()  # type: ignore[no-untyped-call]
            return made
        return date(year, month, day) if year in YEARS else None
    except ValueError:
        return None


def next_day(month: int, day: int, today: date, jalali: bool) -> date | None:
    """The next such day, today's own included. Of nine years one has a 29 February."""
    year = month_of(today, jalali)[0]
    days = (day_of(year + later, month, day) for later in range(9))
    return next((day for day in days if day and day >= today), None)


def next_day_of_month(day: int, today: date, jalali: bool) -> date | None:
    """The next such day of any month, today's own included."""
    year, month = month_of(today, jalali)
    months_on = (divmod(month - 1 + later, 12) for later in range(3))
    days = (day_of(year + years, place + 1, day) for years, place in months_on)
    return next((found for found in days if found and found >= today), None)


def last_day(year: int | None, month: int, today: date, jalali: bool) -> date | None:
    """The last day of this month; without a year, of the present month or the next one of that name."""
    now, this = month_of(today, jalali)
    year = year or (now if month >= this else now + 1)
    if year not in (JALALI_YEARS if jalali else YEARS):
        return None
    length = JalaliDate.days_in_month(month, year) if jalali else monthrange(year, month)[1]
    return day_of(year, month, length)


def month_of(today: date, jalali: bool) -> tuple[int, int]:
    """The year and the month in which `today` falls."""
    now = JalaliDate(today) if jalali else today  # type: ignore[no-untyped-call]
    return now.year, now.month


@cache
def months() -> dict[str, tuple[bool, int]]:
    """By folded name: whether the month is Jalali, and which it is. In Persian «month» is joined to it: «آذرماه»."""
    path = Path(__file__).parent / "data" / "months.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return {
            fold(name): (row["calendar"] == "jalali", int(row["month"]))
            for row in csv.DictReader(file)
            for name in _spellings(row["names"].split("|"), row["calendar"])
        }


def _spellings(names: list[str], calendar: str) -> list[str]:
    return [*names, *(name + "ماه" for name in names)] if calendar == "jalali" else names
