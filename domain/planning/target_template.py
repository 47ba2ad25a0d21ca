"""The file of an edition's targets, to fill in or to change and bring back: its targets as they are, or, as long as it
has none, an empty row for each item of its catalogue."""

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO

import xlsxwriter  # type: ignore[import-untyped]

from domain.campaigns import Edition
from domain.catalogue import items
from domain.places import RegionNames
from domain.planning.target_files import ROWS_MOST, as_csv
from domain.planning.targets import MOST

_WIDTHS = (34, 34, 14)  # characters
_LISTS = "AWN"  # the sheet of what can be chosen


@dataclass(frozen=True, slots=True)
class _Words:
    headings: tuple[str, str, str]
    everywhere: str
    sheet: str
    delimiter: str = ";"


_WORDS = {
    "ar": _Words(("المادة", "المنطقة", "الكمية"), "كل المناطق", "الأهداف"),
    "fa": _Words(("شرح کالا", "استان", "تعداد"), "کل کشور", "هدف‌ها"),
    "fr": _Words(("Article", "Région", "Quantité"), "Toutes les régions", "Objectifs"),
    "en": _Words(("Item", "Region", "Quantity"), "All regions", "Targets", ","),
}


def _rows(edition: Edition, regions: Mapping[str, RegionNames], lang: str) -> list[list[str | int]]:
    everywhere = _WORDS[lang].everywhere
    targets: list[list[str | int]] = [
        [items()[one.item_code].names[lang], regions[one.region_code].name(lang) if one.region_code else everywhere,
         one.quantity]
        for one in edition.targets if one.item_code in items() and (one.region_code or "") in (*regions, "")
    ]  # fmt: skip
    codes = edition.items or list(items())
    empty: list[list[str | int]] = [[items()[code].names[lang], everywhere, ""] for code in codes if code in items()]
    return targets or empty


def template_csv(edition: Edition, regions: Mapping[str, RegionNames], lang: str) -> bytes:
    """As text: UTF-8 with a mark, the delimiter that Excel expects in that language."""
    return as_csv([_WORDS[lang].headings, *_rows(edition, regions, lang)], _WORDS[lang].delimiter)


def template(edition: Edition, regions: Mapping[str, RegionNames], lang: str) -> bytes:
    """As an Excel workbook: items and regions to choose from, from right to left where the language is."""
    words, data = _WORDS[lang], BytesIO()
    book = xlsxwriter.Workbook(data, {"in_memory": True})
    sheet, lists = book.add_worksheet(words.sheet), book.add_worksheet(_LISTS)
    lists.hide()
    if lang in ("ar", "fa"):
        sheet.right_to_left()
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.write_row(0, 0, words.headings, book.add_format({"bold": True, "bottom": 1}))
    sheet.freeze_panes(1, 0)
    for place, cells in enumerate(_rows(edition, regions, lang), 1):
        sheet.write_row(place, 0, cells)
    choices = (
        [one.names[lang] for one in items().values()],
        [words.everywhere, *(region.name(lang) for region in regions.values())],
    )
    for column, names in enumerate(choices):
        lists.write_column(0, column, names)
        letter = "AB"[column]
        source = f"={_LISTS}!${letter}$1:${letter}${len(names)}"
        wanted = {"validate": "list", "source": source, "error_type": "warning"}
        sheet.data_validation(1, column, ROWS_MOST, column, wanted)
    whole = {"validate": "integer", "criteria": "between", "minimum": 1, "maximum": MOST, "error_type": "warning"}
    sheet.data_validation(1, 2, ROWS_MOST, 2, whole)
    book.close()
    return data.getvalue()
