"""The empty list: filled in and sent back, it is understood to the last cell; its examples are never needs."""

import zipfile
from datetime import date
from io import BytesIO
from xml.etree import ElementTree

import pytest

from domain.lists.rows import Parsed
from domain.lists.sheet import read_needs, rows_as_json
from domain.lists.table import read_grid
from domain.lists.template import _WORDS, template, template_csv
from domain.lists.words import URGENCIES
from tests.domain.lists.files import make_xlsx

TODAY = date(2026, 11, 22)
LANGUAGES = ("ar", "fa", "fr", "en")
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def sheet_of(data: bytes) -> ElementTree.Element:
    with zipfile.ZipFile(BytesIO(data)) as package:
        return ElementTree.fromstring(package.read("xl/worksheets/sheet1.xml"))


def read(data: bytes) -> Parsed:
    return read_needs("needs", data, TODAY)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("make", [template, template_csv])
def test_the_examples_left_in_are_no_needs(make, lang: str) -> None:  # type: ignore[no-untyped-def]
    parsed = read(make(lang, TODAY))
    assert parsed.rows == []
    assert [ignored.reason for ignored in parsed.ignored] == ["heading", "example", "example", "example"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_example_without_its_word_is_understood_to_the_last_cell(lang: str) -> None:
    rows = [
        [str(cell).partition(": ")[2] or cell for cell in line.cells] for line in read_grid("a", template(lang, TODAY))
    ]
    needs = rows_as_json(read(make_xlsx([_WORDS[lang].headings, *rows[1:]])))
    assert [(need["catalogue"], need["quantity"], need["urgency"], need["deadline"]) for need in needs] == [
        ("blanket", 50, "urgent", "2026-12-22"),
        ("canned-food", 250, "normal", None),
        ("shoes", 30, "critical", None),
    ]
    assert all(need["unit"] and need["note"] for need in needs)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_urgency_to_choose_is_understood(lang: str) -> None:
    rows = [["حليب", 5, "", urgency] for urgency in _WORDS[lang].urgencies]
    needs = rows_as_json(read(make_xlsx([_WORDS[lang].headings, *rows])))
    assert tuple(need["urgency"] for need in needs) == URGENCIES


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_sheet_runs_as_the_language_does_and_offers_the_urgencies(lang: str) -> None:
    sheet = sheet_of(template(lang, TODAY))
    view = sheet.find(f"{SHEET}sheetViews/{SHEET}sheetView")
    assert view is not None
    assert (view.get("rightToLeft") == "1") == (lang in ("ar", "fa"))
    chosen = [
        rule.findtext(f"{SHEET}formula1") for rule in sheet.iter(f"{SHEET}dataValidation") if rule.get("type") == "list"
    ]
    assert chosen == [f'"{",".join(_WORDS[lang].urgencies)}"']


@pytest.mark.parametrize(("lang", "delimiter"), [("ar", ";"), ("fa", ";"), ("fr", ";"), ("en", ",")])
def test_the_text_opens_in_columns_in_excel(lang: str, delimiter: str) -> None:
    data = template_csv(lang, TODAY)
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.decode("utf-8-sig").splitlines()[0] == delimiter.join(_WORDS[lang].headings)
