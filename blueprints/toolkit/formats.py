"""The only way numbers and dates reach a page: in the reader's digits, separators, month names and calendar.

`number_in`, `date_in`… take the language and the country; the same names without `_in` take them from the request
(`g.lang`, `AWN_COUNTRY`) and are what views and templates use. Values follow Unicode CLDR as in Babel, which by itself
never writes ٠-٩ or ۰-۹.

Whatever separates digits in a right-to-left page must not part them for the bidirectional algorithm (UAX #9): U+00A0 is
of class CS and ٬ ٫ of class AN, which keep a number whole; a plain or a thin space is of class WS and would show
«4 120» as «120 4». (U+202F would do too, but many typefaces draw it too thin to see.)
"""

import datetime as dt
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from babel.dates import get_month_names
from flask.globals import app_ctx
from flask_babel import gettext, ngettext
from hijridate import Gregorian
from persiantools.jdatetime import MONTH_NAMES_FA, JalaliDate

from domain import clock
from domain.clock import ZONES
from domain.text import to_latin_digits

Number = int | float | Decimal

_LATIN, _ARABIC, _PERSIAN = "0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹"
_ALM, _LRM, _NBSP = "\u061c", "\u200e", "\u00a0"


class Style(NamedTuple):
    """How one language writes in one country. `percent` and `minus` carry the mark that holds the sign to its side."""

    locale: str  # Babel's, for month names
    digits: str
    group: str
    decimal: str
    percent: str = "{}%"
    minus: str = "-"
    clock_hours: int = 24
    comma: str = "، "  # between a date and a time


_FRENCH = Style("fr", _LATIN, _NBSP, ",", f"{{}}{_NBSP}%", comma=" à ")
_ENGLISH = Style("en_GB", _LATIN, ",", ".", comma=", ")  # day before month, as all four countries write it
# ALM before the digits makes ٪ stand on their left even where no Arabic letter goes before, as at the start of a cell.
_FARSI = Style("fa_IR", _PERSIAN, "٬", "٫", f"{_ALM}{{}}٪", f"{_LRM}\u2212", comma="، ساعت ")
_ARABIC_STYLES = {
    "MA": Style("ar_MA", _LATIN, _NBSP, ",", f"{_LRM}{{}}%", f"{_LRM}-"),
    "EG": Style("ar_EG", _ARABIC, "٬", "٫", "{}٪", f"{_ALM}-", clock_hours=12),
    "IR": Style("ar", _ARABIC, "٬", "٫", "{}٪", f"{_ALM}-"),
    "AE": Style("ar_AE", _LATIN, ",", ".", f"{_LRM}{{}}%", f"{_LRM}-", clock_hours=12),
}

_HIJRI_MONTHS = {
    "ar": "محرم|صفر|ربيع الأول|ربيع الثاني|جمادى الأولى|جمادى الآخرة|رجب|شعبان|رمضان|شوال|ذو القعدة|ذو الحجة",
    "fa": "محرم|صفر|ربیع‌الاول|ربیع‌الثانی|جمادی‌الاول|جمادی‌الثانی|رجب|شعبان|رمضان|شوال|ذیقعده|ذیحجه",
    "fr": "mouharram|safar|rabia al awal|rabia ath-thani|joumada al oula|joumada ath-thania|rajab|chaabane|ramadan"
    "|chawwal|dhou al qi`da|dhou al-hijja",
    "en": "Muharram|Safar|Rabiʻ I|Rabiʻ II|Jumada I|Jumada II|Rajab|Shaʻban|Ramadan|Shawwal|Dhuʻl-Qiʻdah|Dhuʻl-Hijjah",
}
_HIJRI_ERA = {"ar": "هـ", "fa": "قمری", "fr": "H", "en": "AH"}


def style_of(lang: str, country: str) -> Style:
    """The style of a language in a country (both of the installation's four; KeyError otherwise)."""
    if lang == "ar":
        return _ARABIC_STYLES[country]
    return {"fa": _FARSI, "fr": _FRENCH, "en": _ENGLISH}[lang]


@lru_cache(maxsize=8192)  # a board shows the same few numbers hundreds of times
def number_in(value: Number, lang: str, country: str, decimals: int = 1) -> str:
    """A number with its thousands grouped; what is not whole is rounded to `decimals` places at most."""
    style = style_of(lang, country)
    plain = f"{abs(value):,}" if isinstance(value, int) else f"{abs(value):,.{decimals}f}"
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    minus = style.minus if value < 0 and plain != "0" else ""
    return minus + plain.translate(_spelling(style))


@lru_cache(maxsize=512)
def percent_in(value: Number, lang: str, country: str, decimals: int = 0) -> str:
    """`value` in hundredths (54 is «54%»), with the sign on the side where the language puts it."""
    return style_of(lang, country).percent.format(number_in(value, lang, country, decimals))


def digits_in(text: str | int, lang: str, country: str) -> str:
    """The same text with every digit, of any of three sets, in the reader's, nothing grouped: years, codes."""
    return to_latin_digits(str(text)).translate(_glyphs(style_of(lang, country).digits))


@lru_cache(maxsize=16)
def _spelling(style: Style) -> dict[int, str]:
    return {ord(","): style.group, ord("."): style.decimal} | _glyphs(style.digits)


@lru_cache(maxsize=4)
def _glyphs(digits: str) -> dict[int, str]:
    return {ord(latin): glyph for latin, glyph in zip(_LATIN, digits, strict=True)}


def day_in(moment: dt.date, country: str) -> dt.date:
    """The country's day of a moment (one without a zone is UTC, as stored); a date is its own day."""
    return _local(moment, country).date() if isinstance(moment, dt.datetime) else moment


def date_in(day: dt.date, lang: str, country: str) -> str:
    """«21 نونبر 2026»; in Persian the Jalali day, «۳۰ آبان ۱۴۰۵». A moment is shown as the country's day."""
    return _date(day_in(day, country), lang, country)


def date_range_in(start: dt.date, end: dt.date, lang: str, country: str) -> str:
    """From a day to a day, both included, without repeating the month or the year they share."""
    start, end = day_in(start, country), day_in(end, country)
    first, last = _calendar(start, lang), _calendar(end, lang)
    whole = _date(end, lang, country)
    if first == last:
        return whole
    to = " تا " if lang == "fa" else " – "
    if first[:2] == last[:2]:
        return _day_number(first[2], lang, country) + (to if lang == "fa" else "–") + whole
    if first[0] == last[0]:
        return f"{_day_number(first[2], lang, country)} {_months(lang, country)[first[1]]}{to}{whole}"
    return _date(start, lang, country) + to + whole


def datetime_in(moment: dt.datetime, lang: str, country: str) -> str:
    """The country's day and clock time of a moment: «21 نونبر 2026، 14:05»."""
    local, style = _local(moment, country), style_of(lang, country)
    if style.clock_hours == 12:
        time = f"{local.hour % 12 or 12}:{local:%M} {'ص' if local.hour < 12 else 'م'}"
    else:
        time = f"{local:%H:%M}"
    return _date(local.date(), lang, country) + style.comma + digits_in(time, lang, country)


def hijri_in(day: dt.date, lang: str, country: str) -> str:
    """The Hijri day to stand beside a date, «17 رمضان 1447 هـ», or '' outside the tables (1924–2077).

    By Umm al-Qura, the calendar of Saudi Arabia and the Emirates: where the new moon is sighted, as in Morocco, a month
    can begin a day later.
    """
    day = day_in(day, country)
    try:
        hijri = Gregorian.fromdate(day).to_hijri()
    except OverflowError:
        return ""
    month = _HIJRI_MONTHS[lang].split("|")[hijri.month - 1]
    return digits_in(f"{hijri.day} {month} {hijri.year} {_HIJRI_ERA[lang]}", lang, country)


def year_in(day: dt.date | int, lang: str, country: str) -> str:
    """The year of a day in the reader's calendar: «2026», «٢٠٢٦», «۱۴۰۵». Of a bare year, that of its summer."""
    day = dt.date(day, 7, 1) if isinstance(day, int) else day
    return digits_in(_calendar(day, lang)[0], lang, country)


@lru_cache(maxsize=2048)
def _date(day: dt.date, lang: str, country: str) -> str:
    year, month, number_ = _calendar(day, lang)
    return f"{_day_number(number_, lang, country)} {_months(lang, country)[month]} {digits_in(year, lang, country)}"


def _calendar(day: dt.date, lang: str) -> tuple[int, int, int]:
    if lang == "fa":
        jalali = JalaliDate(day)  # type: ignore[no-untyped-call]
        return jalali.year, jalali.month, jalali.day
    return day.year, day.month, day.day


@lru_cache(maxsize=16)
def _months(lang: str, country: str) -> dict[int, str]:
    if lang == "fa":
        return {month: name for month, name in enumerate(MONTH_NAMES_FA) if name}
    return dict(get_month_names("wide", locale=style_of(lang, country).locale))


def _day_number(number_: int, lang: str, country: str) -> str:
    return "1er" if lang == "fr" and number_ == 1 else digits_in(number_, lang, country)


def _local(moment: dt.datetime, country: str) -> dt.datetime:
    aware = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    return aware.astimezone(ZoneInfo(ZONES[country]))


def _reader() -> tuple[str, str]:
    # One look at the context instead of two proxies, eight times as fast: this runs for every number on a page.
    context = app_ctx._get_current_object()  # type: ignore[attr-defined]
    return context.g.get("lang", "ar"), context.app.config["AWN_COUNTRY"]


def year(day: dt.date | int) -> str:
    """See year_in."""
    return year_in(day, *_reader())


def number(value: Number, decimals: int = 1) -> str:
    """See number_in."""
    return number_in(value, *_reader(), decimals)


def percent(value: Number, decimals: int = 0) -> str:
    """See percent_in."""
    return percent_in(value, *_reader(), decimals)


def digits(text: str | int) -> str:
    """See digits_in."""
    return digits_in(text, *_reader())


def date(day: dt.date) -> str:
    """See date_in."""
    return date_in(day, *_reader())


def date_range(start: dt.date, end: dt.date) -> str:
    """See date_range_in."""
    return date_range_in(start, end, *_reader())


def datetime_(moment: dt.datetime) -> str:
    """See datetime_in."""
    return datetime_in(moment, *_reader())


def hijri_beside(day: dt.date) -> str:
    """See hijri_in."""
    return hijri_in(day, *_reader())


def days_left(day: dt.date, today: dt.date | None = None) -> str:
    """How long until the end of `day`, in words: «Ends today», «12 days left», «Ended on 3 May 2026»."""
    lang, country = _reader()
    left = (day_in(day, country) - day_in(today or clock.today(), country)).days
    if left < 0:
        return str(gettext("Ended on %(date)s", date=date_in(day, lang, country)))
    if left == 0:
        return str(gettext("Ends today"))
    if left == 1:
        return str(gettext("Ends tomorrow"))
    return str(ngettext("%(n)s day left", "%(n)s days left", left, n=number_in(left, lang, country)))
