"""The rows of a file become proposed needs, whatever the headings, the language and the order; one bad row never costs
the others."""

import time
from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.errors import RuleBroken
from domain.lists.columns import ColumnsNotFound
from domain.lists.rows import Parsed, Row
from domain.lists.sheet import parse_sheet, read_needs, rows_as_json
from domain.lists.table import Grid, Line, tidy
from tests.domain.lists.files import XLS, make_csv, make_ods, make_page, make_xlsx

TODAY = date(2026, 11, 22)


def grid(*rows: list[Any]) -> Grid:
    clean = [[tidy(cell) if isinstance(cell, str) else cell for cell in row] for row in rows]
    return [Line(number, row) for number, row in enumerate(clean, 1) if any(cell != "" for cell in row)]


def parse(*rows: list[Any]) -> Parsed:
    return parse_sheet(grid(*rows), TODAY)


def only(parsed: Parsed) -> Row:
    assert len(parsed.rows) == 1, parsed
    return parsed.rows[0]


def short(parsed: Parsed) -> list[tuple[str, int | None]]:
    return [(row.item, row.quantity) for row in parsed.rows]


def reasons(parsed: Parsed) -> list[str]:
    return [ignored.reason for ignored in parsed.ignored]


# --- headings ---------------------------------------------------------------------------------------------------------

ROW = {
    "item": "حليب",
    "quantity": "12",
    "unit": "علبة",
    "urgency": "عاجل",
    "deadline": "20/12/2026",
    "note": "صلاحية سنة",
    "number": "1",
    "other": "7",
}
HEADINGS = [
    ("item:الصنف|quantity:العدد|unit:الوحدة|urgency:الأولوية|deadline:آخر أجل|note:ملاحظات"),
    ("number:ر.ت|item:المادة|quantity:الكمية المطلوبة|unit:وحدة القياس|urgency:درجة الاستعجال|deadline:التاريخ"),
    ("note:ملاحظة|deadline:الموعد النهائي|unit:الوحده|quantity:الكميه|item:اسم الماده|number:م"),
    ("item:الحاجيات|other:عدد المستفيدين|quantity:العدد المطلوب|other:الكمية المتوفرة|note:ملاحظات"),
    ("item:البيان|quantity:الكمية|other:ثمن الوحدة|other:المبلغ الإجمالي|unit:الوحدة"),
    ("item:النوع|quantity:العدد"),
    ("item:المطلوب|quantity:العدد|urgency:مستعجل"),
    ("quantity:المطلوب|item:الصنف"),
    ("number:ردیف|item:شرح کالا|quantity:تعداد|unit:واحد|urgency:فوریت|deadline:مهلت|note:توضیحات"),
    ("item:نام کالا|quantity:مقدار|unit:واحد شمارش|urgency:اولویت|deadline:تاریخ نیاز|number:کد کالا"),
    ("item:اقلام مورد نیاز|quantity:تعداد مورد نیاز|other:موجودی|other:قیمت واحد"),
    ("number:N°|item:Désignation|quantity:Quantité|unit:Unité|urgency:Urgence|deadline:Date limite|note:Observations"),
    ("item:Désignation article|quantity:Qté demandée|unit:U.|other:Prix unitaire|other:Montant|note:Remarques"),
    ("item:Article|quantity:Nombre|urgency:Priorité|deadline:Échéance|other:Qté disponible"),
    ("number:N° d'ordre|item:Nature du besoin|quantity:Nbre|other:Nombre de bénéficiaires"),
    ("item:Désigantion|quantity:Quantitée|unit:Untié|urgency:Prioritée|deadline:Echeance|note:Observation"),
    ("number:#|item:Item|quantity:Quantity|unit:Unit|urgency:Priority|deadline:Deadline|note:Notes"),
    ("item:Needed|quantity:Qty|unit:UoM|deadline:Due date"),
    ("item:Item description|quantity:Quantity needed|other:Quantity received|deadline:Needed by"),
    ("item:Article / المادة|quantity:Quantité / الكمية|unit:Unité / الوحدة"),
    ("item:DESIGNATION  :|quantity:QUANTITE *|unit:UNITE|urgency:URGENT ?"),
    ("number:No.|quantity:Number of units|item:Product"),
    ("item:المادّة المطلوبة|quantity:الكميّة|other:المسؤول|other:رقم الهاتف"),
    ("number:S/N|item:Description of goods|quantity:Required Qty.|unit:U.O.M|deadline:Required Date|other:Supplier"),
    ("item:Fournitures|quantity:Qté|other:P.U. (DH)|deadline:A livrer avant|note:Informations complémentaires"),
    ("item:شنو خاصنا|quantity:شحال|deadline:إمتى|other:المورد"),
    ("number:شماره|item:وسایل|quantity:تعداد کل|deadline:موعد تحویل|urgency:فوری؟|note:نکات"),
    ("item:التجهيزات|quantity:الكم|unit:و. القياس|deadline:مطلوب قبل|note:معلومات"),
]


@pytest.mark.parametrize("written", HEADINGS)
def test_columns_are_known_by_their_headings_in_any_order(written: str) -> None:
    roles, headings = zip(*(part.split(":", 1) for part in written.split("|")), strict=True)
    row = only(parse(list(headings), [ROW[role] for role in roles]))
    assert (row.item, row.quantity, row.problems) == ("حليب", 12, [])
    assert row.unit == ("علبة" if "unit" in roles else None)
    assert row.urgency == ("urgent" if "urgency" in roles else None)
    assert row.deadline == (date(2026, 12, 20) if "deadline" in roles else None)
    assert row.note == ("صلاحية سنة" if "note" in roles else None)


def test_titles_may_stand_before_the_headings() -> None:
    parsed = parse(
        ["جمعية تيزي للتنمية", "", ""],
        ["لائحة المواد والكميات المطلوبة"],
        ["التاريخ", "", "10/11/2026"],
        [],
        ["المادة", "الكمية", "الوحدة"],
        ["حليب", "12", "علبة"],
    )
    assert short(parsed) == [("حليب", 12)]
    assert reasons(parsed) == ["association line", "heading", "heading", "heading"]


def test_a_deadline_in_the_title_is_that_of_the_list() -> None:
    parsed = parse(["Liste des besoins à livrer avant le 20/12/2026"], ["Article", "Qté"], ["Riz", 5])
    assert parsed.deadline == date(2026, 12, 20)
    assert only(parsed).deadline is None


def test_headings_may_stand_over_two_rows() -> None:
    parsed = parse(
        ["المادة", "الكمية", "الكمية", "آخر"], ["المادة", "المطلوبة", "المتوفرة", "أجل"], ["حليب", 50, 20, "20/12/2026"]
    )
    assert short(parsed) == [("حليب", 50)]
    assert only(parsed).deadline == date(2026, 12, 20)


def test_a_first_row_of_words_only_is_not_taken_for_headings() -> None:
    row = only(parse(["الصنف", "العدد", ""], ["بطانيات", "خمسون", "عاجل"]))
    assert (row.item, row.quantity) == ("بطانيات", 50)


def test_what_is_lacking_counts_when_it_has_a_column_of_its_own() -> None:
    parsed = parse(["Article", "Quantité", "Disponible", "Reste à couvrir"], ["Riz", 50, 20, 30])
    assert short(parsed) == [("Riz", 30)]


def test_the_unit_may_stand_in_the_heading() -> None:
    assert only(parse(["Denrée", "Quantité (kg)"], ["Riz", 50])).unit == "kg"
    assert only(parse(["المادة", "الكمية (بالكيس)", "الوحدة"], ["دقيق", 50, "كيلو"])).unit == "كيلو"


def test_the_unit_may_stand_beside_the_quantity_under_its_heading_or_under_none() -> None:
    assert only(parse(["الصنف", "الكمية", "الكمية"], ["بطانيات", 50, "قطعة"])).unit == "قطعة"
    assert only(parse(["Article", "Quantité", ""], ["Riz", 50, "kg"])).unit == "kg"


def test_rows_of_one_item_in_several_sizes_may_name_it_once() -> None:
    parsed = parse(
        ["Article", "Taille", "Quantité"], ["Manteau", "S", 10], ["", "M", 20], ["Pull", "M", 5], ["", "", 3]
    )
    assert short(parsed) == [("Manteau", 10), ("Manteau", 20), ("Pull", 5), ("", 3)]


def test_numbers_written_to_the_items_are_no_part_of_them() -> None:
    parsed = parse(["الصنف", "العدد"], ["1- بطانيات", 50], ["٢) حليب", 12], ["3. أرز 5 كيلو", 4])
    assert short(parsed) == [("بطانيات", 50), ("حليب", 12), ("أرز 5 كيلو", 4)]
    alone = parse(["Article", "Qté"], ["2-pièces", 50], ["4/4 confiture", 12])
    assert short(alone) == [("2-pièces", 50), ("4/4 confiture", 12)]


def test_quantities_that_are_mostly_wrong_cost_the_right_ones_nothing() -> None:
    parsed = parse(
        ["Item", "Qty"], ["Chairs", "-5"], ["Tables", "0"], ["Flour", "2.5"], ["Pens", "N/A"], ["Beds", "12"]
    )
    assert [row["item"] for row in rows_as_json(parsed)] == ["Beds"]


def test_sizes_and_ages_are_kept_with_the_note() -> None:
    row = only(parse(["Article", "Taille", "Qté", "Remarques"], ["Bottes", "38", 10, "neuves"]))
    assert row.note == "neuves · Taille: 38"


def test_headings_again_in_the_middle_are_no_row_and_may_change_the_order() -> None:
    parsed = parse(
        ["Article", "Quantité"], ["Riz", 5], ["Article", "Quantité"], ["Sel", 6], ["Qté", "Article"], [7, "Thé"]
    )
    assert short(parsed) == [("Riz", 5), ("Sel", 6), ("Thé", 7)]


# --- without headings -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "rows",
    [
        [["حليب", "12"], ["أرز", "30"]],
        [["12", "حليب"], ["30", "أرز"]],
        [["1", "حليب", "12"], ["2", "أرز", "30"]],
        [["حليب", 12.0, "علبة", "عاجل", "20/12/2026"], ["أرز", 30, "كيس", "عادي", ""]],
        [["عاجل", "علبة", "12", "حليب"], ["عادي", "كيس", "30", "أرز"]],
        [["حليب", "12 علبة"], ["أرز", "30 كيسا"]],
        [["حليب", "اثنا عشر"], ["أرز", "ثلاثون"]],
    ],
)
def test_columns_without_headings_are_known_by_what_they_hold(rows: list[list[Any]]) -> None:
    assert short(parse(*rows)) == [("حليب", 12), ("أرز", 30)]


def test_a_column_without_a_heading_is_known_by_what_it_holds() -> None:
    assert short(parse(["Article", "", "Unité"], ["Riz", "50", "kg"], ["Sel", "20", "kg"])) == [
        ("Riz", 50),
        ("Sel", 20),
    ]
    assert short(parse(["", "Quantité", "Unité"], ["Riz", "50", "kg"], ["Sel", "20", "kg"])) == [
        ("Riz", 50),
        ("Sel", 20),
    ]


@pytest.mark.parametrize("heading", ["N°", "#", "ردیف", "ر.ت", "الرقم", ""])
def test_the_number_of_a_row_is_never_a_quantity(heading: str) -> None:
    parsed = parse([heading, "Article", "Unité"], [1, "Riz", "kg"], [2, "Sel", "kg"], [3, "Thé", "kg"])
    assert [(row.quantity, row.problems[-1]) for row in parsed.rows] == [(None, "quantity-missing")] * 3
    parsed = parse([1, "Riz"], [2, "Sel"], [3, "Thé"])
    assert [row.quantity for row in parsed.rows] == [None] * 3


@pytest.mark.parametrize("rows", [[[1, 2], [3, 4]], [["12/12/2026"], ["13/12/2026"]], [["؟", "!"]]])
def test_a_list_without_words_says_so(rows: list[list[Any]]) -> None:
    with pytest.raises(ColumnsNotFound):
        parse(*rows)


def test_a_list_in_one_column_is_lines_as_in_a_message() -> None:
    parsed = parse(["الاحتياجات:"], [], ["50 بطانية"], ["حليب 12 كرتونة"], ["زيت المائدة"])
    assert short(parsed) == [("بطانية", 50), ("حليب", 12), ("زيت المائدة", None)]
    assert [row.line for row in parsed.rows] == [3, 4, 5]


def test_a_quantity_may_stand_with_the_item_when_it_has_no_column() -> None:
    parsed = parse(["المادة", "ملاحظات"], ["50 بطانية", "جديدة"], ["حليب 12 كرتونة", ""], ["زيت المائدة", ""])
    assert [(row.item, row.quantity, row.unit, row.note) for row in parsed.rows] == [
        ("بطانية", 50, None, "جديدة"),
        ("حليب", 12, "كرتونة", None),
        ("زيت المائدة", None, None, None),
    ]


def test_in_a_narrow_list_an_item_alone_lacks_its_quantity_and_a_category_alone_is_a_heading() -> None:
    parsed = parse(["الصنف", "العدد"], ["مواد غذائية", ""], ["حليب", 5], ["زيت المائدة", ""], ["أرز", 6])
    assert short(parsed) == [("حليب", 5), ("زيت المائدة", None), ("أرز", 6)]


# --- quantities -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "quantity", "unit"),
    [
        (12.0, 12, None), ("12.0", 12, None), ("12,00", 12, None), ("1.200", 1200, None), ("2 000", 2000, None),
        ("2\u00a0000", 2000, None), ("1,200", 1200, None), ("1.200,00", 1200, None), ("1,200.00", 1200, None),
        ("٣٠", 30, None), ("۱۲۰", 120, None), ("٢٬٥٠٠", 2500, None), ("خمسون", 50, None), ("مئة وعشرون", 120, None),
        ("بیست و پنج", 25, None), ("vingt-cinq", 25, None), ("30 قطعة", 30, "قطعة"), ("قطعة 30", 30, "قطعة"),
        ("۳۰ عدد", 30, "عدد"), ("1 200 kg", 1200, "kg"), ("12.0 kg", 12, "kg"), ("خمسون زوجا", 50, "زوجا"),
        ("~40", 40, None), ("حوالي 40", 40, None), ("environ 40 pièces", 40, "pièces"), ("x50", 50, None),
        ("50+", 50, None), ("\u200f50", 50, None), ("+30", 30, None), ("1000000", 1_000_000, None), ("50.", 50, None),
    ],
)  # fmt: skip
def test_a_quantity_is_understood_as_offices_write_it(written: Any, quantity: int, unit: str | None) -> None:
    row = only(parse(["Article", "Quantité"], ["Riz", written]))
    assert (row.quantity, row.unit, row.problems) == (quantity, unit, [])


@pytest.mark.parametrize(
    "written",
    [12.5, "12.5", "12,5", "1.50", "10-15", "10 à 15", "من 10 إلى 15", -3, "-3", 0, "0", 1_000_001, "2000000", "50%",
     "2 x 10", "50/60", "beaucoup", "0612345678", date(2026, 12, 10), "1e3", "=1+1", "@5", "نصف"],
)  # fmt: skip
def test_what_is_no_whole_quantity_is_a_problem_of_its_row_alone(written: Any) -> None:
    parsed = parse(["Article", "Quantité"], ["Riz", 5], ["Lait", written], ["Sel", 7])
    assert short(parsed) == [("Riz", 5), ("Lait", None), ("Sel", 7)]
    assert parsed.rows[1].problems == ["quantity-invalid"]
    assert [row["item"] for row in rows_as_json(parsed)] == ["Riz", "Sel"]


@pytest.mark.parametrize("written", ["", "-", "—", "؟", "n/a", "لا شيء"])
def test_a_quantity_that_was_not_given_is_missing(written: str) -> None:
    row = only(parse(["Article", "Quantité", "Unité"], ["Lait", written, "litre"]))
    assert (row.quantity, row.problems) == (None, ["quantity-missing"])


def test_what_stands_in_brackets_after_a_quantity_is_a_note() -> None:
    row = only(parse(["Article", "Quantité"], ["Bottes", "10 paires (36 à 40)"]))
    assert (row.quantity, row.unit, row.note) == (10, "paires", "36 à 40")


# --- urgency and deadline ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "urgency"),
    [
        ("عاجل", "urgent"), ("عاجل جدا", "critical"), ("عاجل جداً", "critical"), ("مستعجل", "urgent"),
        ("عادي", "normal"),
        ("عادية", "normal"), ("متوسط", "soon"), ("متوسطة", "soon"), ("عالية", "urgent"), ("قصوى", "critical"),
        ("فوری", "urgent"), ("خیلی فوری", "critical"), ("عادی", "normal"), ("زیاد", "urgent"), ("کم", "normal"),
        ("urgent", "urgent"), ("URGENT !", "urgent"), ("très urgent", "critical"), ("Tres urgent", "critical"),
        ("normal", "normal"), ("moyenne", "soon"), ("haute", "urgent"), ("faible", "normal"), ("pas urgent", "normal"),
        ("High", "urgent"), ("Medium", "soon"), ("Low", "normal"), ("Critical", "critical"), ("soon", "soon"),
        ("1", "urgent"), (2, "soon"), ("3", "normal"), ("P1", "urgent"), ("أ", "urgent"), ("ج", "normal"),
        ("B", "soon"),
        ("H", "urgent"), ("M", "soon"), ("L", "normal"), ("O", "urgent"), ("N", "normal"),
        ("oui", "urgent"), ("نعم", "urgent"), ("x", "urgent"), ("non", "normal"), ("", None), ("-", None),
    ],
)  # fmt: skip
def test_an_urgency_is_understood_as_offices_write_it(written: Any, urgency: str | None) -> None:
    row = only(parse(["Article", "Quantité", "Urgence"], ["Riz", 5, written]))
    assert (row.urgency, row.problems) == (urgency, [])
    assert rows_as_json(Parsed(None, [row], []))[0]["urgency"] == (urgency or "normal")


def test_degrees_count_from_the_most_urgent() -> None:
    parsed = parse(["Article", "Qté", "Priorité"], *[["Riz", 5, degree] for degree in (1, 2, 3, 4)])
    assert [row.urgency for row in parsed.rows] == ["critical", "urgent", "soon", "normal"]


def test_an_urgency_in_unknown_words_is_kept_with_the_note() -> None:
    row = only(parse(["Article", "Quantité", "Urgence", "Note"], ["Riz", 5, "voir le président", "neuf"]))
    assert (row.urgency, row.note) == (None, "neuf · voir le président")


def test_a_note_that_says_nothing_but_the_urgency_is_an_urgency() -> None:
    assert only(parse(["الصنف", "العدد", "ملاحظات"], ["حليب", 5, "عاجل جدا"])).urgency == "critical"
    assert only(parse(["الصنف", "العدد", "ملاحظات"], ["بطانيات", 5, "مقاس متوسط"])).urgency is None


@pytest.mark.parametrize(
    "written",
    ["20/12/2026", "20-12-26", "20.12.2026", "2026-12-20", "2026/12/20", "٢٠/١٢/٢٠٢٦", "۱۴۰۵/۰۹/۲۹", "1405-09-29",
     "20 دجنبر 2026", "20 دجنبر", "20 ديسمبر", "۲۹ آذر ۱۴۰۵", "20 décembre 2026", "20-déc-26", "20-Dec-26",
     "December 20, 2026", "46376", 46376, date(2026, 12, 20), "20/12/2026 00:00:00", "2026-12-20T00:00:00.000",
     "avant le 20/12/2026", "20/12", "الأحد 20/12/2026", "٢٠ / ١٢ / ٢٠٢٦", "20 12 2026", "20\\12\\2026"],
)  # fmt: skip
def test_a_deadline_is_understood_as_offices_write_it(written: Any) -> None:
    row = only(parse(["Article", "Quantité", "Date limite"], ["Riz", 5, written]))
    assert (row.deadline, row.problems) == (date(2026, 12, 20), [])


def test_a_deadline_that_has_passed_is_pointed_out_and_the_row_stays() -> None:
    row = only(parsed := parse(["Article", "Quantité", "Date limite"], ["Riz", 5, "20/12/2025"]))
    assert (row.deadline, row.problems) == (date(2025, 12, 20), ["deadline-past"])
    assert len(rows_as_json(parsed)) == 1


@pytest.mark.parametrize("written", ["31/02/2027", "dès que possible", 12, "99/99/2026"])
def test_a_deadline_that_is_no_day_is_pointed_out_and_the_row_stays(written: Any) -> None:
    row = only(parsed := parse(["Article", "Quantité", "Date limite"], ["Riz", 5, written]))
    assert (row.deadline, row.problems) == (None, ["deadline-invalid"])
    assert len(rows_as_json(parsed)) == 1


# --- rows that are no needs -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "total",
    [["المجموع", 12], ["", "", "المجموع الكلي", 12], ["جمع کل", 12], ["مجموع", 12], ["Total", 12],
     ["TOTAL GÉNÉRAL :", 12], ["Sous-total", 12], ["الإجمالي", ""], ["", 12], ["Grand total", 12], ["حاصل جمع", 12],
     ["سرجمع", 12], ["T O T A L", 12], ["Somme", 12], ["ما قبله", 12], ["À reporter", 12], ["Report de la page 1", 12],
     ["نقل از صفحه قبل", 12], ["Balance b/f", 12]],
)  # fmt: skip
def test_a_total_is_no_need(total: list[Any]) -> None:
    parsed = parse(["Article", "Quantité"], ["Riz", 5], ["Sel", 7], total)
    assert short(parsed) == [("Riz", 5), ("Sel", 7)]
    assert reasons(parsed) == ["heading", "total"]


def test_a_subtotal_in_each_section_and_a_total_at_the_end_are_no_needs() -> None:
    parsed = parse(
        ["Article", "Quantité"], ["Alimentation"], ["Riz", 5], ["Sel", 7], ["", 12], ["Vêtements"], ["Bottes", 3],
        ["Gants", 4], ["", 7], ["Total", 19],
    )  # fmt: skip
    assert short(parsed) == [("Riz", 5), ("Sel", 7), ("Bottes", 3), ("Gants", 4)]
    assert reasons(parsed) == ["heading", "heading", "total", "heading", "total", "total"]


def test_a_set_of_things_is_no_total() -> None:
    assert short(parse(["الصنف", "العدد"], ["مجموعة كتب", 12])) == [("مجموعة كتب", 12)]


def test_a_title_merged_over_all_columns_is_no_need() -> None:
    parsed = parse(["Article", "Quantité", "Unité"], ["Hygiène"] * 3, ["Savon", 5, "kit"])
    assert short(parsed) == [("Savon", 5)]


def test_empty_numbered_rows_of_a_form_are_no_needs() -> None:
    parsed = parse(["N°", "Article", "Qté", "Unité"], [1, "Riz", 5, "kg"], [2, "", "", ""], [3, "", "", "kg"])
    assert short(parsed) == [("Riz", 5)]
    assert reasons(parsed) == ["heading"]


def test_a_numbered_row_without_quantity_is_a_need_to_be_mended() -> None:
    parsed = parse(["N°", "Article", "Qté"], [1, "Riz", 5], [2, "Sel", ""])
    assert parsed.rows[1].problems == ["item-unknown", "quantity-missing"]


def test_signatures_and_contacts_below_are_no_needs() -> None:
    parsed = parse(
        ["الصنف", "العدد", "الوحدة"], ["حليب", 5, "علبة"], [], ["للتواصل:", "0612345678"], ["", "", "رئيس الجمعية"],
        ["شكرا لكم وجزاكم الله خيرا"],
    )  # fmt: skip
    assert short(parsed) == [("حليب", 5)]
    assert reasons(parsed)[2:] == ["signature", "closing"]
    assert reasons(parsed)[1].startswith("contact")


def test_an_item_that_was_forgotten_is_a_problem_of_its_row() -> None:
    parsed = parse(["Article", "Quantité", "Unité"], ["", 5, "kg"], ["Riz", 6, "kg"])
    assert [row.problems for row in parsed.rows] == [["item-missing"], []]


# --- what is kept -----------------------------------------------------------------------------------------------------


def test_no_telephone_number_is_kept_anywhere() -> None:
    parsed = parse(
        ["اتصلوا على 0612345678", ""],
        ["الصنف", "العدد", "ملاحظات"],
        ["حليب", "5", "اتصل بمحمد +212 6 12 34 56 78"],
        ["أرز (0612-345678)", "0612345678", ""],
        [612345678, 3, "٠٦١٢٣٤٥٦٧٨"],
        ["سكر", "5 (0612345678)", ""],
    )
    kept = repr(parsed)
    assert not any(part in kept for part in ("612345678", "345678", "34 56 78", "٣٤٥"))
    assert parsed.rows[0].note == "اتصل بمحمد …"


@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "+بطانية", "@riz", "-sel"])
def test_what_looks_like_a_formula_is_words(text: str) -> None:
    assert only(parse(["Article", "Quantité"], [text, 5])).item == text


def test_a_cell_too_long_to_be_one_is_a_problem_of_its_row_alone() -> None:
    data = make_csv([["Article", "Quantité", "Note"], ["Riz", "5", "x" * 501], ["Sel", "6", "x" * 500]])
    parsed = read_needs("a.csv", data, TODAY)
    assert [row.problems[-1:] for row in parsed.rows] == [["text-too-long"], ["item-unknown"]]


def test_a_row_remembers_where_it_stood_and_what_was_written() -> None:
    row = only(parse([], ["Article", "Quantité"], [], ["Riz", 5]))
    assert (row.line, row.source) == (4, "Riz · 5")


def test_an_item_is_proposed_from_the_catalogue() -> None:
    parsed = parse(["Article", "Quantité"], ["Manteaux enfants", 5], ["شیر خشک", 6], ["Table à repasser", 7])
    assert [(row.catalogue, row.problems) for row in parsed.rows] == [
        ("coat-child", []), ("infant-formula", []), (None, ["item-unknown"]),
    ]  # fmt: skip
    assert len(rows_as_json(parsed)) == 3


# --- whole files ------------------------------------------------------------------------------------------------------

OFFICE = [
    ["Association Amal — besoins"],
    [],
    ["N°", "Désignation", "Quantité", "Unité", "Urgence", "Échéance"],
    [1, "Couvertures", 80, "pièce", "urgent", date(2026, 12, 18)],
    [2, "Bottes enfants", 60, "paire", "très urgent", ""],
    ["", "Total", 140],
]
OFFICE_NEEDS = [
    ("Couvertures", 80, "pièce", "urgent", "2026-12-18", "blanket"),
    ("Bottes enfants", 60, "paire", "critical", None, "shoes"),
]
TEXT = [["" if cell == "" else str(cell) for cell in row] for row in OFFICE]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.xlsx", make_xlsx(OFFICE, merged=["A1:F1"])),
        ("a.ods", make_ods(OFFICE)),
        ("a.xls", make_page(OFFICE).encode("cp1252")),
        *[("a.csv", make_csv(TEXT, ";", codec)) for codec in ("utf-8", "utf-8-sig", "cp1252", "mac_roman", "utf-16")],
        *[("a.csv", make_csv(TEXT, delimiter)) for delimiter in (",", "\t", "|")],
    ],
)
def test_the_same_list_is_the_same_needs_however_it_was_saved(name: str, data: bytes) -> None:
    keys = ("item", "quantity", "unit", "urgency", "deadline", "catalogue")
    rows = rows_as_json(read_needs(name, data, TODAY))
    assert [tuple(row[key] for key in keys) for row in rows] == OFFICE_NEEDS
    assert all(set(row) == {*keys, "note"} for row in rows)


def test_an_old_workbook_is_needs_and_one_problem() -> None:
    parsed = read_needs("needs.xls", XLS.read_bytes(), TODAY)
    assert short(parsed) == [("بطانيات كبيرة", 60), ("حليب", 120), ("أحذية شتوية", 1200), ("معاطف أطفال", None)]
    assert parsed.rows[3].problems == ["quantity-invalid"]
    assert parsed.rows[0].deadline == date(2026, 12, 20)


@pytest.mark.parametrize("headings", [["الصنف", "العدد"], ["Article", "Quantité", "Urgence", "Lot {}"]])
def test_headings_again_and_again_cost_no_more_time_than_rows(headings: list[str]) -> None:
    rows = [row for n in range(2400) for row in ([cell.format(n) for cell in headings], ["Riz", n + 1])]
    started = time.process_time()
    assert len(parse(*rows).rows) == 2400
    assert time.process_time() - started < 2.0


def test_five_thousand_rows_are_read_in_good_time() -> None:
    rows = [
        ["الصنف", "العدد", "الوحدة", "آخر أجل"],
        *[[f"بطانيات {n}", "12 قطعة", "", "20 دجنبر"] for n in range(4_990)],
    ]
    assert len(rows_as_json(read_needs("a.csv", make_csv(rows), TODAY))) == 4_990


KNOWN = ["", "Article", "Quantité", "المادة", "العدد", "Riz", "12", "20/12/2026", "Total", "N°", "عاجل", "0612345678"]
CELLS = st.one_of(
    st.sampled_from(KNOWN),
    st.text(max_size=12), st.integers(-5, 10**7), st.floats(allow_nan=False, allow_infinity=False), st.dates(),
)  # fmt: skip


@settings(deadline=None, max_examples=200)
@given(st.lists(st.lists(CELLS, min_size=1, max_size=6), min_size=1, max_size=8))
def test_any_rows_are_needs_or_a_named_refusal(rows: list[list[Any]]) -> None:
    with suppress(RuleBroken):
        parsed = parse(*rows)
        for row in parsed.rows:
            assert row.quantity is None or 0 < row.quantity <= 1_000_000
            assert row.problems or row.quantity


@settings(deadline=None, max_examples=100)
@given(st.binary(max_size=2_000))
def test_any_bytes_are_needs_or_a_named_refusal(data: bytes) -> None:
    with suppress(RuleBroken):
        read_needs("a.csv", data, TODAY)
