"""Files as offices save them become rows of cells, whatever their encoding and format; what is no table says so."""

import subprocess
import sys
import time
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.lists.table import (
    BYTES_MOST,
    COLUMNS_MOST,
    ROWS_MOST,
    FileDamaged,
    FileEmpty,
    FileEncrypted,
    FileNotATable,
    FileRefused,
    FileTooLarge,
    Grid,
    TooManyColumns,
    TooManyRows,
    read_grid,
)
from tests.domain.lists.files import ODS_PARTS, XLS, make_csv, make_ods, make_page, make_xlsx, ods_content, zipped

ROOT = Path(__file__).parents[3]

ARABIC = [["الصنف", "العدد", "الوحدة"], ["بطانيات كبيرة", "60", "قطعة"], ["حليب", "12", "علبة"]]
PERSIAN = [["شرح کالا", "تعداد", "واحد"], ["پتوی دو نفره", "۱۲۰", "تخته"], ["شیرخشک", "۲۴", "قوطی"]]
FRENCH = [["Désignation", "Quantité", "Échéance"], ["Poêle à bois", "3", "À confirmer"], ["Lit d'appoint", "8", "Noël"]]
ENGLISH = [["Item", "Quantity", "Unit"], ["Blankets", "60", "pieces"], ["Milk", "12", "litres"]]


def cells(grid: Grid) -> list[list[object]]:
    return [line.cells for line in grid]


@pytest.mark.parametrize(
    ("rows", "codec"),
    [
        *[(ARABIC, codec) for codec in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1256", "cp720")],
        (ARABIC, "iso8859_6"),
        *[(PERSIAN, codec) for codec in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32")],
        *[(FRENCH, codec) for codec in ("utf-8", "utf-8-sig", "utf-16", "cp1252", "mac_roman", "cp850", "cp1256")],
        *[(ENGLISH, codec) for codec in ("ascii", "utf-16-le", "utf-16-be")],
    ],
)
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_a_text_file_is_read_whatever_program_saved_it(rows: list[list[str]], codec: str, delimiter: str) -> None:
    if codec == "cp1256" and rows is FRENCH:
        rows = [[cell.replace("É", "é").replace("À", "à") for cell in row] for row in rows]
    assert cells(read_grid("needs.csv", make_csv(rows, delimiter, codec))) == rows


@pytest.mark.parametrize("line_end", ["\n", "\r", "\r\n"])
def test_lines_may_end_as_on_any_machine(line_end: str) -> None:
    assert cells(read_grid("a.csv", make_csv(ARABIC, line_end=line_end))) == ARABIC


@pytest.mark.parametrize(("named", "delimiter"), [("sep=;", ";"), ("sep=,", ","), ('"sep=|"', "|"), ("SEP=\t", "\t")])
def test_the_delimiter_that_excel_names_is_taken(named: str, delimiter: str) -> None:
    data = f"{named}\r\n".encode("cp1256") + make_csv(ARABIC, delimiter, "cp1256")
    assert cells(read_grid("a.csv", data)) == ARABIC


def test_the_delimiter_of_persian_windows_is_known() -> None:
    assert cells(read_grid("a.csv", make_csv(PERSIAN, "؛"))) == PERSIAN


def test_the_delimiter_is_the_one_that_makes_columns_not_the_commonest() -> None:
    rows = [["Article", "Qté", "Note"], ["Riz, sucre, thé, huile", "3", "neuf, propre, emballé"]] * 4
    assert cells(read_grid("a.csv", make_csv(rows, ";"))) == rows
    tabbed = [["بطانية", "1,200", "a;b"]] * 5
    assert cells(read_grid("a.csv", make_csv(tabbed, "\t"))) == tabbed


def test_a_quoted_cell_may_hold_delimiters_marks_and_line_ends() -> None:
    data = 'Article;Note;Qté\r\nRiz;"5 kg; ""extra""\r\nsans sable";12\r\nSel;;3\r\n'.encode()
    grid = read_grid("a.csv", data)
    assert cells(grid)[1:] == [["Riz", '5 kg; "extra" sans sable', "12"], ["Sel", "", "3"]]
    assert [line.number for line in grid] == [1, 2, 4]


def test_a_quotation_mark_that_never_closes_costs_no_row() -> None:
    data = 'Article;Qté\nTuyau 5" noir;3\n"Riz;12\nSel;4\n"Thé; vert";5\nHuile;6\n'.encode()
    assert cells(read_grid("a.csv", data))[1:] == [
        ['Tuyau 5" noir', "3"],
        ["Riz", "12"],
        ["Sel", "4"],
        ["Thé; vert", "5"],
        ["Huile", "6"],
    ]


def test_rows_quoted_as_wholes_come_apart() -> None:
    data = '"الصنف;العدد"\n"بطانية;""2 000"""\n"حليب;12"\n'.encode()
    assert cells(read_grid("a.csv", data)) == [["الصنف", "العدد"], ["بطانية", "2 000"], ["حليب", "12"]]


def test_rows_written_into_one_column_of_a_workbook_come_apart() -> None:
    rows = [["Liste de décembre"], ["Article;Quantité;Unité"], ["Riz, long;50;kg"]]
    assert cells(read_grid("a.xlsx", make_xlsx(rows)))[1:] == [
        ["Article", "Quantité", "Unité"],
        ["Riz, long", "50", "kg"],
    ]
    lines = [["50 بطانية، كبيرة"], ["12 كرتونة حليب"]]
    assert cells(read_grid("a.xlsx", make_xlsx(lines))) == lines


def test_a_text_written_as_a_formula_is_its_text() -> None:
    data = 'Article;Quantité\n="Savon";="0050"\n'.encode()
    assert cells(read_grid("a.csv", data))[1] == ["Savon", "0050"]


def test_nuls_and_direction_marks_and_control_signs_are_not_kept() -> None:
    data = "الصنف;العدد\n\u200fبطا\0نية\u202c;\u2066٣٠\u2069\x07\n".encode()
    assert cells(read_grid("a.csv", data))[1] == ["بطانية", "٣٠"]


def test_the_half_space_of_persian_stays() -> None:
    assert cells(read_grid("a.csv", "کالا;تعداد\nبچه‌گانه;3\n".encode()))[1][0] == "بچه‌گانه"


# --- workbooks --------------------------------------------------------------------------------------------------------

SHEET = [["Article", "Quantité", "Date limite"], ["Couvertures", 80, date(2026, 12, 18)], ["Riz", "2 000", ""]]
READ = [["Article", "Quantité", "Date limite"], ["Couvertures", 80, date(2026, 12, 18)], ["Riz", "2 000"]]


@pytest.mark.parametrize("name", ["needs.xlsx", "needs.csv", "needs", "needs.pdf"])
@pytest.mark.parametrize("make", [make_xlsx, make_ods])
def test_a_workbook_is_known_by_its_contents_not_its_name(make, name: str) -> None:  # type: ignore[no-untyped-def]
    assert cells(read_grid(name, make(SHEET))) == READ


def test_an_old_workbook_is_read_from_its_sheet_with_headings() -> None:
    grid = read_grid("needs.xls", XLS.read_bytes())
    assert grid[1].number == 3
    assert grid[2].cells == [1, "بطانيات كبيرة", 60, "قطعة", "عاجل", date(2026, 12, 20)]


def test_the_sheet_with_the_best_headings_is_taken_and_a_hidden_one_never() -> None:
    notes = [["Réunion du bureau"], *[[f"Point {n}", n] for n in range(40)]]
    assert cells(read_grid("a.xlsx", make_xlsx(notes, SHEET))) == READ
    assert cells(read_grid("a.ods", make_ods(notes, SHEET))) == READ
    assert cells(read_grid("a.xlsx", make_xlsx(SHEET, notes, hidden=[0])))[0] == ["Réunion du bureau"]


def test_a_formula_gives_the_value_it_had() -> None:
    rows = [["Article", "Quantité"], ["Lait", "=10*12"]]
    assert cells(read_grid("a.xlsx", make_xlsx(rows, formula="=10*12")))[1] == ["Lait", 120]


def test_words_merged_over_cells_stand_in_each_and_numbers_once() -> None:
    rows = [["Chaussures", "36", 10], ["", "37", ""], ["", "38", ""]]
    grid = read_grid("a.xlsx", make_xlsx([["Article", "Taille", "Qté"], *rows], merged=["A2:A4", "C2:C4"]))
    assert cells(grid)[1:] == [["Chaussures", "36", 10], ["Chaussures", "37"], ["Chaussures", "38"]]


def test_rows_are_numbered_as_in_the_file() -> None:
    grid = read_grid("a.xlsx", make_xlsx([[], [], *SHEET[:2], [], SHEET[2]]))
    assert [line.number for line in grid] == [3, 4, 6]


@pytest.mark.parametrize("codec", ["utf-8", "utf-16", "cp1256"])
def test_a_page_saved_as_a_workbook_is_read(codec: str) -> None:
    page = make_page([["الصنف", "العدد"], ["بطانيات", 60]], before="<table><tr><td>تصدير</td></tr></table>")
    assert cells(read_grid("export.xls", page.encode(codec))) == [["الصنف", "العدد"], ["بطانيات", "60"]]


def test_a_page_inside_a_mail_and_the_xml_of_2003_are_read() -> None:
    table = "<table><tr><td>Article</td><td>Qt=C3=A9</td></tr><tr><td rowspan=3D2>Riz</td><td>12</td></tr>"
    mail = f"MIME-Version: 1.0\nContent-Type: multipart/related\n\n{table}<tr><td>13</td></tr></table>"
    assert cells(read_grid("a.xls", mail.encode())) == [["Article", "Qté"], ["Riz", "12"], ["Riz", "13"]]
    xml = (
        '<?xml version="1.0"?><Workbook xmlns:ss="urn:x"><Worksheet><Table><Row><Cell><Data ss:Type="String">Article'
        '</Data></Cell><Cell ss:Index="3"><Data>Qté</Data></Cell></Row></Table></Worksheet></Workbook>'
    )
    assert cells(read_grid("a.xls", xml.encode())) == [["Article", "", "Qté"]]


# --- what is refused --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "pdf"),
        (b"\n\n%PDF-1.4 polyglot", "pdf"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "picture"),
        (b"\xff\xd8\xff\xe0" + bytes(50), "picture"),
        (b"GIF89a" + make_xlsx(SHEET), "picture"),
        (b"\0\0\0\x18ftypheic" + bytes(50), "picture"),
        (b"{\\rtf1 words}", "document"),
        (zipped({"word/document.xml": "<w/>", "[Content_Types].xml": "<x/>"}), "document"),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"}), "document"),
        (zipped({"ppt/presentation.xml": "<x/>"}), "slides"),
        (zipped({"Index/Document.iwa": b"x"}), "numbers"),
        (zipped({"needs.csv": "a;b"}), "zip"),
        (b"Rar!\x1a\x07\0" + bytes(20), "zip"),
        (b"MZ\x90\0" + bytes(100), "program"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "WordDocument".encode("utf-16-le"), "document"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "svg"),
        (b"<html><body><p>Not found</p></body></html>", "page"),
        (bytes(range(256)) * 20, "binary"),
        (b"\x01\x02\x03" * 50, "binary"),
    ],
)
def test_what_is_no_table_says_what_it_is(data: bytes, kind: str) -> None:
    with pytest.raises(FileNotATable) as refused:
        read_grid("needs.xlsx", data)
    assert refused.value.context["kind"] == kind


@pytest.mark.parametrize(
    "data",
    [
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + bytes.fromhex(f"0908100000060500{'00' * 12}2f003600"),
        zipped({**ODS_PARTS, "content.xml": b"\x93\x1f", "META-INF/manifest.xml": "<manifest:encryption-data/>"}),
        zipped({**ODS_PARTS, "encrypted-package": b"\x93", "META-INF/manifest.xml": "<manifest:encryption-data/>"}),
    ],
)
def test_a_workbook_with_a_password_says_so(data: bytes) -> None:
    with pytest.raises(FileEncrypted):
        read_grid("needs.xlsx", data)


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b" \r\n;;;\r\n", make_xlsx([]), make_ods([])])
def test_an_empty_file_says_so(data: bytes) -> None:
    with pytest.raises(FileEmpty):
        read_grid("needs.csv", data)


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
def test_a_workbook_cut_off_in_transfer_is_damaged(share: float) -> None:
    data = make_xlsx(SHEET)
    with pytest.raises(FileDamaged):
        read_grid("needs.xlsx", data[: int(len(data) * share)])


def _lying(data: bytes, true: int, said: int) -> bytes:
    """The archive with another unpacked size in its directory and its headers."""
    return data.replace(true.to_bytes(4, "little"), said.to_bytes(4, "little"))


BOMB = ods_content(
    '<table:table table:name="a"><table:table-row table:number-rows-repeated="1048576"><table:table-cell '
    'table:number-columns-repeated="16384" office:value-type="float" office:value="1"/></table:table-row></table:table>'
)
ENTITIES = (
    "<!DOCTYPE x [<!ENTITY a0 'ha'>" + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12)) + "]>"
)
LAUGHING = ods_content(
    "<table:table><table:table-row><table:table-cell office:value-type='string'><text:p>&a11;</text:p>"
    "</table:table-cell></table:table-row></table:table>",
    ENTITIES,
)
HOSTILE = {
    "50 MB": bytes(50_000_000),
    "a zip bomb": zipped({"xl/workbook.xml": bytes(40_000_000)}),
    "a zip bomb that lies": _lying(zipped({"xl/workbook.xml": bytes(40_000_000)}), 40_000_000, 1_000),
    "many parts": zipped({f"xl/{n}.xml": b"" for n in range(5_000)}, packed=False),
    "repeated cells": zipped({**ODS_PARTS, "content.xml": BOMB}),
    "repeated entities": zipped({**ODS_PARTS, "content.xml": LAUGHING}),
    "deep elements": zipped({**ODS_PARTS, "content.xml": ods_content("<table:table>" * 200_000)}),
    "100,000 rows": b"Article;Qte\n" + b"Riz;3\n" * 100_000,
    "100,000 columns": b"Article;Qte" + b";x" * 100_000 + b"\nRiz;3\n",
    "100,000 columns and rows": (b";" * 1_000 + b"x\n") * 1_900,
    "a megabyte in a cell": b'Article;Qte\n"' + b"x" * 1_000_000 + b'";3\n',
    "a megabyte of spaces": b"Article;Qte\n" + b" " * 1_000_000 + b"x;3\n",
    "a quotation mark that never closes": b'Article;Qte\n"Riz;3\n' + b"Sel;4\n" * 200_000,
    "quotation marks all over": b'"a"";\n' * 300_000,
    "nothing but delimiters": b";" * 1_900_000,
    "nothing but line ends": b"\r\n" * 900_000,
    "nothing but marks": b'""\n' * 600_000,
    "nothing but empty rows": b";\n" * 900_000,
    "a full workbook": make_xlsx([["x" * 30] * COLUMNS_MOST] * ROWS_MOST),
    "a page without end": b"<table>" + b"<tr><td>" * 200_000,
    "a page of tables": b"<table>" * 250_000,
    "a page of marks": b"<" * 1_900_000,
    "a page of comments": b"<table><tr><td>" + b"<!" * 900_000,
    "a cell over all": b"<table><tr>" + b"<td rowspan=9999 colspan=9999>x" * 5_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_answered_within_two_seconds(name: str) -> None:
    started = time.perf_counter()
    try:
        grid = read_grid("needs.csv", HOSTILE[name])
        assert len(grid) <= ROWS_MOST
    except FileRefused:
        pass
    assert time.perf_counter() - started < 2


def test_the_limits_are_said() -> None:
    for data, refusal in (
        (bytes(BYTES_MOST + 1), FileTooLarge),
        (b"Riz;3\n" * (ROWS_MOST + 1), TooManyRows),
        (make_xlsx([["Riz", 3]] * (ROWS_MOST + 1)), TooManyRows),
        (make_csv([["x"] * (COLUMNS_MOST + 1)]), TooManyColumns),
        (make_xlsx([["x"] * (COLUMNS_MOST + 1)]), TooManyColumns),
    ):
        with pytest.raises(refusal) as refused:
            read_grid("a", data)
        assert refused.value.context["limit"]
    assert len(read_grid("a", b"Riz;3\n" * ROWS_MOST)) == ROWS_MOST


@settings(deadline=None, max_examples=150)
@given(st.binary(max_size=3_000))
def test_any_bytes_are_rows_or_a_named_refusal(data: bytes) -> None:
    with suppress(FileRefused):
        assert all(line.cells for line in read_grid("a.csv", data))


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 10_000), st.binary(min_size=1, max_size=8), st.booleans())
def test_a_workbook_with_a_few_wrong_bytes_is_rows_or_a_named_refusal(place: int, wrong: bytes, ods: bool) -> None:
    data = bytearray(make_ods(SHEET) if ods else make_xlsx(SHEET))
    place %= len(data)
    data[place : place + len(wrong)] = wrong
    with suppress(FileRefused):
        read_grid("a.xlsx", bytes(data))


@settings(deadline=None, max_examples=25)
@given(st.lists(st.sampled_from(["<table>", "<tr>", "<td rowspan=2>", "<td colspan=3>", "x", "</table>", "<!", "&#"])))
def test_any_page_is_rows_or_a_named_refusal(marks: list[str]) -> None:
    with suppress(FileRefused):
        read_grid("a.xls", ("<html>" + "".join(marks)).encode())


def test_the_work_is_done_outside_this_process() -> None:
    program = "import sys; from domain.lists import sheet; print([name for name in sys.modules if 'calamine' in name])"
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, cwd=ROOT)
    assert answer.stdout.strip() == b"[]"
