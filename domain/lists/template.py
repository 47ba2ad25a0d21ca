"""The empty list to download and fill in, in the reader's language: its headings, and three examples that the import
passes over when they are left in."""

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO, StringIO

import xlsxwriter  # type: ignore[import-untyped]
from persiantools.jdatetime import JalaliDate

from domain import clock
from domain.catalogue import items
from domain.lists.table import ROWS_MOST
from domain.text import QUANTITY_MOST

_EXAMPLES = (("blanket", 50, 2), ("canned-food", 250, 0), ("shoes", 30, 3))  # item, quantity, position of the urgency
_DAYS = 30  # from today to the deadline of the examples
_WIDTHS = (34, 12, 14, 16, 18, 44)  # characters
_URGENCY = 3  # its column
_BOM = "\ufeff"  # without it Excel takes UTF-8 for the code page of Windows


@dataclass(frozen=True, slots=True)
class _Words:
    """`headings` in the order of the columns; `urgencies` from the least; `example` stands before an example's item."""

    headings: tuple[str, ...]
    urgencies: tuple[str, ...]
    example: str
    notes: tuple[str, ...]
    sheet: str
    right_to_left: bool
    delimiter: str


_WORDS = {
    "ar": _Words(
        ("المادة", "الكمية", "الوحدة", "الأولوية", "آخر أجل", "ملاحظات"),
        ("عادي", "قريبا", "عاجل", "عاجل جدا"),
        "مثال",
        ("مقاس شخصين", "صلاحية سنة على الأقل", "من 28 إلى 35"),
        "الاحتياجات",
        right_to_left=True,
        delimiter=";",
    ),
    "fa": _Words(
        ("شرح کالا", "تعداد", "واحد", "فوریت", "مهلت", "توضیحات"),
        ("عادی", "نسبتاً فوری", "فوری", "بسیار فوری"),
        "نمونه",
        ("دو نفره", "دست‌کم یک سال اعتبار", "شمارهٔ ۲۸ تا ۳۵"),
        "نیازها",
        right_to_left=True,
        delimiter=";",
    ),
    "fr": _Words(
        ("Article", "Quantité", "Unité", "Urgence", "Date limite", "Observations"),
        ("Normal", "Assez urgent", "Urgent", "Très urgent"),
        "Exemple",
        ("deux personnes", "valables un an au moins", "pointures 28 à 35"),
        "Besoins",
        right_to_left=False,
        delimiter=";",
    ),
    "en": _Words(
        ("Item", "Quantity", "Unit", "Urgency", "Deadline", "Notes"),
        ("Normal", "Soon", "Urgent", "Very urgent"),
        "Example",
        ("for two", "good for a year at least", "sizes 28 to 35"),
        "Needs",
        right_to_left=False,
        delimiter=",",
    ),
}


def template(lang: str, today: date | None = None) -> bytes:
    """The list as an Excel workbook: from right to left where the language is, urgencies to choose from."""
    words = _WORDS[lang]
    data = BytesIO()
    book = xlsxwriter.Workbook(data, {"in_memory": True})
    sheet = book.add_worksheet(words.sheet)
    if words.right_to_left:
        sheet.right_to_left()
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.write_row(0, 0, words.headings, book.add_format({"bold": True, "bottom": 1}))
    sheet.freeze_panes(1, 0)
    grey = book.add_format({"italic": True, "font_color": "#6b6b6b"})
    for row, cells in enumerate(_examples(lang, today or clock.today()), 1):
        sheet.write_row(row, 0, cells, grey)
    urgencies = {"validate": "list", "source": list(words.urgencies), "error_type": "warning"}
    sheet.data_validation(1, _URGENCY, ROWS_MOST, _URGENCY, urgencies)
    whole = {"validate": "integer", "criteria": "between", "minimum": 1, "maximum": QUANTITY_MOST}
    sheet.data_validation(1, 1, ROWS_MOST, 1, {**whole, "error_type": "warning"})
    book.close()
    return data.getvalue()


def template_csv(lang: str, today: date | None = None) -> bytes:
    """The same as text: UTF-8 with a mark, the delimiter that Excel expects in that language."""
    text = StringIO(newline="")
    rows = csv.writer(text, delimiter=_WORDS[lang].delimiter)
    rows.writerow(_WORDS[lang].headings)
    rows.writerows(_examples(lang, today or clock.today()))
    return (_BOM + text.getvalue()).encode()


def _examples(lang: str, today: date) -> list[list[str | int]]:
    words = _WORDS[lang]
    deadline = today + timedelta(days=_DAYS)
    days = (_written(deadline, lang), "", "")
    return [
        [
            f"{words.example}: {items()[code].names[lang]}",
            quantity,
            items()[code].unit(quantity, lang),
            words.urgencies[urgency],
            day,
            note,
        ]
        for (code, quantity, urgency), note, day in zip(_EXAMPLES, words.notes, days, strict=True)
    ]


def _written(day: date, lang: str) -> str:
    """A day as it may be typed: Jalali in Persian, day first elsewhere."""
    if lang == "fa":
        return str(JalaliDate(day).strftime("%Y/%m/%d"))  # type: ignore[no-untyped-call]
    return day.strftime("%d/%m/%Y")
