"""Days as people write them, and the words that make them deadlines."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.lists.dates import find_dates, from_excel, read_date

TODAY = date(2026, 11, 12)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("قبل 20 دجنبر", date(2026, 12, 20)),
        ("آخر أجل: 15/12/2026", date(2026, 12, 15)),
        ("آخر أجل 15/12", date(2026, 12, 15)),
        ("قبل يوم الجمعة 18 دجنبر", date(2026, 12, 18)),
        ("إلى غاية 5 يناير", date(2027, 1, 5)),
        ("قبل متم شهر دجنبر", date(2026, 12, 31)),
        ("حتى نهاية الشهر", date(2026, 11, 30)),
        ("20 كانون الأول 2026", date(2026, 12, 20)),
        ("avant le 20 décembre", date(2026, 12, 20)),
        ("d'ici le 5 janvier 2027", date(2027, 1, 5)),
        ("jusqu'au 31 déc.", date(2026, 12, 31)),
        ("au plus tard le vendredi 18 décembre", date(2026, 12, 18)),
        ("avant la fin du mois", date(2026, 11, 30)),
        ("d'ici fin décembre", date(2026, 12, 31)),
        ("by December 20th, 2026", date(2026, 12, 20)),
        ("before 20th of December", date(2026, 12, 20)),
        ("تا ۲۰ آذر", date(2026, 12, 11)),
        ("حداکثر تا تاریخ ۱۴۰۵/۰۹/۲۰", date(2026, 12, 11)),
        ("تا پایان آذر", date(2026, 12, 21)),
        ("تا ۱۵ دی‌ماه", date(2027, 1, 5)),
        ("تا ۱۵ دی‌ماه ۱۴۰۵", date(2027, 1, 5)),
        ("تا پایان آذرماه", date(2026, 12, 21)),
        ("تا آخر ماه", date(2026, 11, 21)),
        ("تا ۲۵/۹", date(2026, 12, 16)),
    ],
)
def test_a_deadline_is_found_with_its_words(text: str, day: date) -> None:
    [found] = find_dates(f"• {text}", TODAY)
    assert found.day == day
    assert found.introduced == (text[:2] != "20")
    assert read_date(text, TODAY) == day


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("20/12/2026", date(2026, 12, 20)),
        ("2026-12-10", date(2026, 12, 10)),
        ("2026-12-10 00:00:00", date(2026, 12, 10)),
        ("20.12.26", date(2026, 12, 20)),
        ("12/20/2026", date(2026, 12, 20)),
        ("١٥/١٢/٢٠٢٦", date(2026, 12, 15)),
        ("۱۴۰۵/۱۰/۱۵", date(2027, 1, 5)),
        ("15/12", date(2026, 12, 15)),
        ("1er janvier", date(2027, 1, 1)),
        ("29 février", date(2028, 2, 29)),
        ("12 نونبر", TODAY),
        ("31/02/2026", None),
        ("29/02/2027", None),
        ("6-12 سنة", None),
        ("28-30-32", None),
        ("", None),
        ("قريبا", None),
        ("50 بطانية قبل 20 دجنبر", None),
    ],
)
def test_a_cell_is_a_day_or_nothing(cell: str, day: date | None) -> None:
    assert read_date(cell, TODAY) == day


@pytest.mark.parametrize(
    "text", ["6/12 ans", "pour 6/12 ans", "1/2 kg", "تا ۵/۱۰", "مقاسات 28-30-32", "20 مل", "12 masques"]
)
def test_what_may_be_something_else_is_no_day(text: str) -> None:
    assert find_dates(text, TODAY) == []


def test_excel_counts_days() -> None:
    assert from_excel(46374.0) == date(2026, 12, 18)
    assert from_excel(12) is None


@given(st.text(st.characters() | st.sampled_from("0123456789/-. دجنبر")), st.dates(date(2020, 1, 1), date(2060, 1, 1)))
def test_any_text_has_days_or_none_and_never_breaks(text: str, today: date) -> None:
    for found in find_dates(text, today):
        assert found.day.year >= 2000
    read_date(text, today)
