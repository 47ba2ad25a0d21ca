"""Numbers and dates as each language writes them in each country, and whole in a right-to-left page."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from unicodedata import bidirectional

import pytest
from flask import Flask, g
from flask_babel import Babel
from hypothesis import given
from hypothesis import strategies as st

from blueprints.toolkit import formats
from domain.text import QUANTITY_MOST, parse_quantity

DAY = dt.date(2026, 11, 21)
READERS = [(lang, country) for lang in ("ar", "fa", "fr", "en") for country in ("MA", "EG", "IR", "AE")]
RTL_READERS = [reader for reader in READERS if reader[0] in ("ar", "fa")]


def shown_whole(number: str, after_arabic: bool) -> bool:
    """Whether a right-to-left paragraph keeps `number` in one left-to-right run: rules W2, W4 and W6 of UAX #9."""
    classes = ["AN" if kind == "EN" and after_arabic else kind for kind in map(bidirectional, number)]
    for i in range(1, len(classes) - 1):
        if classes[i] == "CS" and classes[i - 1] == classes[i + 1] in ("EN", "AN"):
            classes[i] = classes[i - 1]
    return all(kind in ("EN", "AN") for kind in classes)


@pytest.mark.parametrize(
    ("lang", "country", "shown"),
    [
        ("ar", "MA", "4\u00a0120"),
        ("ar", "EG", "٤٬١٢٠"),
        ("ar", "IR", "٤٬١٢٠"),
        ("ar", "AE", "4,120"),
        ("fa", "IR", "۴٬۱۲۰"),
        ("fa", "MA", "۴٬۱۲۰"),
        ("fr", "MA", "4\u00a0120"),
        ("en", "EG", "4,120"),
    ],
)
def test_thousands_are_grouped_as_the_reader_writes_them(lang: str, country: str, shown: str) -> None:
    assert formats.number_in(4120, lang, country) == shown


@pytest.mark.parametrize(("lang", "country"), RTL_READERS)
@pytest.mark.parametrize("after_arabic", [True, False])
def test_no_separator_lets_a_number_be_mirrored(lang: str, country: str, after_arabic: bool) -> None:
    assert shown_whole(formats.number_in(1_234_567.5, lang, country), after_arabic)


@pytest.mark.parametrize("space", [" ", "\u2009"])
def test_a_plain_or_thin_space_would_have_mirrored_it(space: str) -> None:
    assert not shown_whole(f"4{space}120", after_arabic=True)


@pytest.mark.parametrize(("lang", "country"), READERS)
@given(value=st.integers(0, QUANTITY_MOST))
def test_every_number_shown_can_be_typed_back(lang: str, country: str, value: int) -> None:
    assert parse_quantity(formats.number_in(value, lang, country)) == value


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0, "0"), (12, "12"), (1.5, "1,5"), (2.0, "2"), (Decimal("7.25"), "7,2"), (-0.01, "0"), (-5, "\u200e-5"),
     (1e6, "1\u00a0000\u00a0000")],
)  # fmt: skip
def test_what_is_not_whole_is_rounded_and_minus_stays_on_its_side(value: formats.Number, shown: str) -> None:
    assert formats.number_in(value, "ar", "MA") == shown


@pytest.mark.parametrize(
    ("lang", "country", "shown"),
    [
        ("ar", "MA", "\u200e54%"),
        ("ar", "AE", "\u200e54%"),
        ("ar", "EG", "٥٤٪"),
        ("fa", "IR", "\u061c۵۴٪"),
        ("fr", "MA", "54\u00a0%"),
        ("en", "AE", "54%"),
    ],
)
def test_the_percent_sign_is_the_readers(lang: str, country: str, shown: str) -> None:
    assert formats.percent_in(54, lang, country) == formats.percent_in(54.4, lang, country) == shown


def test_digits_are_translated_from_any_set_without_grouping() -> None:
    assert formats.digits_in(2026, "fa", "IR") == "۲۰۲۶"
    assert formats.digits_in("رمز ٤۵6", "ar", "EG") == "رمز ٤٥٦"
    assert formats.digits_in("٤۵6", "fr", "EG") == "456"


@pytest.mark.parametrize(
    ("lang", "country", "shown"),
    [
        ("ar", "MA", "21 نونبر 2026"),
        ("ar", "EG", "٢١ نوفمبر ٢٠٢٦"),
        ("ar", "AE", "21 نوفمبر 2026"),
        ("ar", "IR", "٢١ نوفمبر ٢٠٢٦"),
        ("fa", "IR", "۳۰ آبان ۱۴۰۵"),
        ("fa", "AE", "۳۰ آبان ۱۴۰۵"),
        ("fr", "MA", "21 novembre 2026"),
        ("en", "MA", "21 November 2026"),
    ],
)
def test_a_date_is_in_the_readers_calendar_and_months(lang: str, country: str, shown: str) -> None:
    assert formats.date_in(DAY, lang, country) == shown


def test_moroccan_months_have_their_own_names() -> None:
    assert formats.date_in(dt.date(2026, 12, 20), "ar", "MA") == "20 دجنبر 2026"
    assert formats.date_in(dt.date(2026, 8, 1), "ar", "MA") == "1 غشت 2026"


def test_the_first_of_a_french_month_is_an_ordinal() -> None:
    assert formats.date_in(dt.date(2026, 1, 1), "fr", "MA") == "1er janvier 2026"


@pytest.mark.parametrize(
    ("end", "lang", "shown"),
    [
        (DAY, "ar", "21 نونبر 2026"),
        (dt.date(2026, 11, 30), "ar", "21–30 نونبر 2026"),
        (dt.date(2026, 12, 9), "ar", "21 نونبر – 9 دجنبر 2026"),
        (dt.date(2027, 1, 9), "ar", "21 نونبر 2026 – 9 يناير 2027"),
        (dt.date(2026, 11, 30), "fa", "۳۰ آبان تا ۹ آذر ۱۴۰۵"),
        (dt.date(2027, 1, 9), "fa", "۳۰ آبان تا ۱۹ دی ۱۴۰۵"),
        (dt.date(2026, 11, 30), "en", "21–30 November 2026"),
    ],
)
def test_a_range_does_not_repeat_what_its_ends_share(end: dt.date, lang: str, shown: str) -> None:
    assert formats.date_range_in(DAY, end, lang, "MA") == shown


@pytest.mark.parametrize(
    ("lang", "country", "shown"),
    [
        ("ar", "MA", "22 نونبر 2026، 00:05"),
        ("ar", "EG", "٢٢ نوفمبر ٢٠٢٦، ١:٠٥ ص"),
        ("ar", "AE", "22 نوفمبر 2026، 3:05 ص"),
        ("fa", "IR", "۱ آذر ۱۴۰۵، ساعت ۰۲:۳۵"),
        ("fr", "MA", "22 novembre 2026 à 00:05"),
        ("en", "AE", "22 November 2026, 03:05"),
    ],
)
def test_a_moment_is_shown_in_the_countrys_time(lang: str, country: str, shown: str) -> None:
    moment = dt.datetime(2026, 11, 21, 23, 5, tzinfo=dt.UTC)
    assert formats.datetime_in(moment, lang, country) == shown
    assert formats.datetime_in(moment.replace(tzinfo=None), lang, country) == shown
    assert shown.startswith(formats.date_in(moment, lang, country)), "late in the evening UTC it is tomorrow here"


@pytest.mark.parametrize(("hour", "shown"), [(20, "12:00 ص"), (8, "12:00 م"), (10, "2:00 م")])
def test_noon_and_midnight_are_twelve_where_clocks_have_twelve_hours(hour: int, shown: str) -> None:
    moment = dt.datetime(2026, 11, 21, hour, tzinfo=dt.UTC)
    assert formats.datetime_in(moment, "ar", "AE").endswith(shown)


@pytest.mark.parametrize(
    ("lang", "country", "shown"),
    [
        ("ar", "MA", "17 رمضان 1447 هـ"),
        ("ar", "EG", "١٧ رمضان ١٤٤٧ هـ"),
        ("fa", "IR", "۱۷ رمضان ۱۴۴۷ قمری"),
        ("fr", "MA", "17 ramadan 1447 H"),
        ("en", "AE", "17 Ramadan 1447 AH"),
    ],
)
def test_the_hijri_day_stands_beside(lang: str, country: str, shown: str) -> None:
    assert formats.hijri_in(dt.date(2026, 3, 6), lang, country) == shown


@pytest.mark.parametrize("day", [dt.date(1900, 1, 1), dt.date(2100, 1, 1)])
def test_outside_the_hijri_tables_nothing_stands_beside(day: dt.date) -> None:
    assert formats.hijri_in(day, "ar", "MA") == ""


@pytest.mark.parametrize(("lang", "country"), READERS)
@given(day=st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31)))
def test_every_day_can_be_shown_to_every_reader(lang: str, country: str, day: dt.date) -> None:
    assert formats.date_in(day, lang, country)
    assert formats.date_range_in(day, day, lang, country) == formats.date_in(day, lang, country)
    assert formats.hijri_in(day, lang, country) or not 1924 < day.year < 2077


@pytest.fixture
def moroccan_page() -> Iterator[None]:
    app = Flask(__name__)
    app.config["AWN_COUNTRY"] = "MA"
    Babel(app, locale_selector=lambda: "en")
    with app.test_request_context():
        g.lang = "ar"
        yield


@pytest.mark.usefixtures("moroccan_page")
def test_a_page_shows_everything_in_the_language_of_its_request() -> None:
    assert formats.number(4120) == "4\u00a0120"
    assert formats.percent(54) == "\u200e54%"
    assert formats.digits("۵") == "5"
    assert formats.date(DAY) == "21 نونبر 2026"
    assert formats.date_range(DAY, DAY) == "21 نونبر 2026"
    assert formats.datetime_(dt.datetime(2026, 11, 21, 12, 0, tzinfo=dt.UTC)) == "21 نونبر 2026، 13:00"
    assert formats.hijri_beside(dt.date(2026, 3, 6)) == "17 رمضان 1447 هـ"
    g.lang = "fa"
    assert formats.number(4120) == "۴٬۱۲۰"


@pytest.mark.usefixtures("moroccan_page")
@pytest.mark.parametrize(
    ("days", "said"),
    [(0, "Ends today"), (1, "Ends tomorrow"), (2, "2 days left"), (1200, "1,200 days left"),
     (-1, "Ended on 20 November 2026")],
)  # fmt: skip
def test_what_is_left_of_a_deadline_is_said_in_words(days: int, said: str) -> None:
    g.lang = "en"
    assert formats.days_left(DAY + dt.timedelta(days), DAY) == said
