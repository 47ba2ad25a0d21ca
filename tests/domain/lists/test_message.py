"""Whole messages: the samples of each language, headings, deadlines, what WhatsApp adds; and any text whatsoever."""

import json
import re
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.lists.message import parse_message
from domain.lists.rows import MOST_ROWS, Parsed, as_json
from domain.text import clean_line, to_latin_digits

TODAY = date(2026, 11, 12)
MESSAGES = Path(__file__).parent / "messages"
UNSAID = {"quantity": None, "unit": None, "urgency": "normal", "note": None, "deadline": None}


def rows_of(text: str) -> list[tuple[str, int | None, str | None]]:
    return [(row.item, row.quantity, row.urgency) for row in parse_message(text, TODAY).rows]


@pytest.mark.parametrize("name", sorted(path.stem for path in MESSAGES.glob("*.txt")))
def test_a_message_gives_what_stands_beside_it(name: str) -> None:
    parsed = as_json(parse_message((MESSAGES / f"{name}.txt").read_text(encoding="utf-8"), TODAY))
    expected = json.loads((MESSAGES / f"{name}.expected.json").read_text(encoding="utf-8"))
    assert parsed["deadline"] == expected["deadline"]
    assert parsed["ignored"] == expected["ignored"]
    assert isinstance(parsed["rows"], list)
    assert [{**row, "catalogue": None} for row in parsed["rows"]] == [
        {**UNSAID, **row, "catalogue": None} for row in expected["rows"]
    ]


def test_every_row_has_seven_keys() -> None:
    parsed = as_json(parse_message("- 50 بطانية\n- ملابس", TODAY))
    assert isinstance(parsed["rows"], list)
    for row in parsed["rows"]:
        assert set(row) == {"item", "quantity", "unit", "urgency", "note", "deadline", "catalogue"}


# --- headings ---------------------------------------------------------------------------------------------------------


def test_an_urgent_heading_holds_for_the_lines_below_it_up_to_the_next_heading() -> None:
    text = "مستعجل:\n- 10 كراسي متحركة\n- 5 عكازات\nأخرى:\n- 20 حقيبة مدرسية"
    assert [urgency for _, _, urgency in rows_of(text)] == ["urgent", "urgent", None]
    assert rows_of("Urgent :\n50 couvertures\nNormal :\n30 manteaux\n") == [
        ("couvertures", 50, "urgent"),
        ("manteaux", 30, "normal"),
    ]


def test_a_line_under_an_urgent_heading_may_say_otherwise() -> None:
    assert rows_of("Urgent :\n- 5 lits (pas urgent)\n- 3 tentes (très urgent)") == [
        ("lits", 5, "normal"),
        ("tentes", 3, "critical"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "السلام عليكم، نداء عاجل\nالاحتياجات:\n- 50 حصير\n- 3 أسرة",
        "Notre association a un besoin urgent de :\n- 50 hassiras\n- 3 bancs",
        "- 50 حصير\n- 3 أسرة\nالموضوع مستعجل وشكرا",
        "50 hassiras\n3 bancs\nc urgent svp",
        "Urgent : 50 hassiras, 3 bancs",
        "Need ASAP: 50 hassiras & 3 bancs",
    ],
)
def test_urgency_said_before_all_needs_or_after_them_holds_for_each(text: str) -> None:
    assert [urgency for _, _, urgency in rows_of(text)] == ["urgent", "urgent"]


def test_urgency_said_at_the_end_leaves_what_a_line_says_of_itself() -> None:
    assert rows_of("- 50 tapis (pas urgent)\n- 20 bancs\nC'est urgent") == [
        ("tapis", 50, "normal"),
        ("bancs", 20, "urgent"),
    ]
    assert rows_of("- 50 tapis\nUrgent\n- 20 bancs") == [("tapis", 50, None), ("bancs", 20, "urgent")]


def test_a_heading_names_what_its_lines_leave_out() -> None:
    assert rows_of("أحذية:\n- مقاس 38: 10\n- مقاس 40: 15\nملابس:\n- للأطفال: 30\n- 5 معاطف") == [
        ("أحذية", 10, None),
        ("أحذية", 15, None),
        ("ملابس للأطفال", 30, None),
        ("معاطف", 5, None),
    ]


def test_the_number_of_an_item_may_stand_on_the_next_line() -> None:
    assert rows_of("بطانيات\nالعدد: 50\nمعاطف\nالعدد: 30 قطعة") == [("بطانيات", 50, None), ("معاطف", 30, None)]


def test_items_without_a_quantity_are_needs_in_a_list_and_nowhere_else() -> None:
    assert rows_of("محتاجين:\nغسالة\nثلاجة صغيرة\nشكرا\nفاطمة الزهراء") == [
        ("غسالة", None, None),
        ("ثلاجة صغيرة", None, None),
    ]
    assert rows_of("فاطمة الزهراء") == []


# --- deadlines --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "deadline"),
    [
        ("محتاجين قبل 20 دجنبر:\n- 50 بطانية", date(2026, 12, 20)),
        ("- 50 بطانية\nآخر أجل للتسليم: 30 نونبر 2026", date(2026, 11, 30)),
        ("50 couvertures\nDate limite : 15 décembre", date(2026, 12, 15)),
        ("20 blankets\nBy: 31/12/2026", date(2026, 12, 31)),
        ("پتو ۲۰ عدد\nمهلت: تا ۲۰ آذر", date(2026, 12, 11)),
        ("- 50 بطانية\nتأسست الجمعية في 20 دجنبر 2015", None),
        ("avant le 15 du mois\n50 tapis", date(2026, 11, 15)),
        ("50 tapis\nAvant le 10", date(2026, 12, 10)),
        ("قبل يوم 15\n- 50 بطانية", date(2026, 11, 15)),
        ("تا ۱۵ این ماه\nپتو ۲۰ عدد", date(2026, 12, 6)),
        ("تا ۲۵ام\nپتو ۲۰ عدد", date(2026, 11, 16)),
        ("تا اول دی\nپتو ۲۰ عدد", date(2026, 12, 22)),
        ("قبل فاتح دجنبر\n- 50 بطانية", date(2026, 12, 1)),
        ("avant la mi-décembre\n50 tapis", date(2026, 12, 15)),
        ("le 15/12 au plus tard\n50 tapis", date(2026, 12, 15)),
        ("50 blankets\nbefore Dec. 5th, 2026", date(2026, 12, 5)),
        ("خاصنا من هنا ل 15 دجنبر:\n- 50 مانطة", date(2026, 12, 15)),
        ("محتاجين آخر الشهر:\n- 50 بطانية", date(2026, 11, 30)),
        ("Besoins (22/11/2026) :\n- 50 tapis", None),
        ("- 50 بطانية\nآخر موعد للاستلام 10-12-2026", date(2026, 12, 10)),
        ("réunion avant le 15 h\n50 tapis", None),
    ],
)
def test_a_message_sets_its_own_deadline(text: str, deadline: date | None) -> None:
    parsed = parse_message(text, TODAY)
    assert parsed.deadline == deadline
    assert [row.deadline for row in parsed.rows] == [None]


def test_a_line_has_a_deadline_of_its_own() -> None:
    parsed = parse_message("- 50 بطانية (قبل 15/12)\n- 30 معطف", TODAY)
    assert parsed.deadline is None
    assert [row.deadline for row in parsed.rows] == [date(2026, 12, 15), None]


def test_a_second_deadline_holds_for_the_lines_below_it() -> None:
    parsed = parse_message("قبل 20 دجنبر:\n- 50 بطانية\nقبل 5 يناير:\n- 30 معطف", TODAY)
    assert parsed.deadline == date(2026, 12, 20)
    assert [row.deadline for row in parsed.rows] == [None, date(2027, 1, 5)]


# --- what stands around -----------------------------------------------------------------------------------------------


def test_names_and_times_of_the_chat_program_go() -> None:
    text = "[12/11/2026, 10:33] Karim: 🔹 *50 couvertures*\n12/11/2026, 10:34 - +212 612-345678: _Lait_ x 12"
    parsed = parse_message(text, TODAY)
    assert [(row.item, row.quantity) for row in parsed.rows] == [("couvertures", 50), ("Lait", 12)]
    assert "Karim" not in repr(parsed)


def test_the_time_may_stand_before_the_day_as_the_browser_copies_it() -> None:
    parsed = parse_message("[10:33, 12/11/2026] Karim: 50 couvertures\n[10:34 AM, 11/12/2026] Sara: Salam", TODAY)
    assert [(row.item, row.quantity, row.deadline) for row in parsed.rows] == [("couvertures", 50, None)]
    assert [ignored.reason for ignored in parsed.ignored] == ["greeting"]
    assert "Karim" not in repr(parsed)


def test_a_range_is_no_number_of_a_list() -> None:
    assert rows_of("20-30 matelas\n5-10 lits") == [("matelas", None, None), ("lits", None, None)]
    assert rows_of("1-30 matelas\n2-4 lits\n3-8 tentes") == [
        ("matelas", 30, None),
        ("lits", 4, None),
        ("tentes", 8, None),
    ]


@pytest.mark.parametrize(
    "phone", ["0612 34 56 78", "+212 6 12 34 56 78", "00212 6 12 34 56 78", "0912 345 6789", "٠١٠٠ ١٢٣ ٤٥٦٧"]
)
def test_a_telephone_number_is_never_a_quantity(phone: str) -> None:
    assert rows_of(f"بطانيات\n{phone}") == [("بطانيات", None, None)]
    assert rows_of(f"- بطانيات 40 {phone}") == [("بطانيات", 40, None)]
    assert rows_of(phone) == []


def test_the_numbers_of_a_list_are_no_quantities() -> None:
    assert rows_of("1- بطانيات 50\n2- 30 معطف\n3- ملابس") == [
        ("بطانيات", 50, None),
        ("معطف", 30, None),
        ("ملابس", None, None),
    ]
    assert rows_of("1 بطانيات 50\n2 مخدات 40\n3 حصائر 20") == [
        ("بطانيات", 50, None),
        ("مخدات", 40, None),
        ("حصائر", 20, None),
    ]
    assert rows_of("20- بطانيات\n15- معاطف") == [("بطانيات", 20, None), ("معاطف", 15, None)]


def test_what_a_basket_holds_is_a_note_and_no_need() -> None:
    parsed = parse_message("50 قفة تحتوي على: دقيق 10 كلغ، زيت 5 لتر\nالقفة فيها: سكر 2 كلغ", TODAY)
    assert [(row.item, row.quantity) for row in parsed.rows] == [("قفة", 50)]
    assert [ignored.reason for ignored in parsed.ignored] == ["remark"]


# --- any text whatsoever ----------------------------------------------------------------------------------------------

WRITTEN = "-•*_~()[]:=×x+/.,،؛\n 0123456789٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹\u200c\u200f🔹"
WORDS = [
    "بطانية", "معطف للأطفال", "پتو", "عدد", "کاپشن", "couvertures", "d'hiver", "عاجل", "très urgent", "قبل", "20 دجنبر",
    "تا", "6-12 سنة", "مقاس", "taille", "كلغ", "مل", "درهم", "جمعية", "محتاجين", "besoin de", "Merci", "السلام",
    "للتواصل", "عشرون", "vingt-cinq", "نیاز داریم", "في", "و", "et", "x", "%", "[12/11/2026, 10:33]", "أسرة", "2 في 1",
    "فيها", "chacun", "نسائية", "\n", "\n- ", ":", "(", ")", "1-", "50", "٣٠", "۱۲", ",", "،",
]  # fmt: skip
messages = st.one_of(
    st.text(st.characters()),
    st.text(st.sampled_from(WRITTEN)),
    st.lists(st.sampled_from(WORDS)).map(" ".join),
)


@given(messages)
@settings(max_examples=300, deadline=None)
def test_any_text_gives_rows_or_reasons_that_can_be_kept(text: str) -> None:
    parsed = parse_message(text, TODAY)
    for row in parsed.rows:
        assert row.item
        assert row.quantity is None or 1 <= row.quantity <= 1_000_000
        for kept in (row.item, row.unit or "", row.note or ""):
            assert clean_line(kept) == kept
    assert all(ignored.reason for ignored in parsed.ignored)
    json.dumps(as_json(parsed)).encode()
    assert parse_message(text, TODAY) == parsed


def kept_digits(parsed: Parsed) -> str:
    """The digits of everything that a parsed message keeps."""
    kept = [*(str(value) for row in parsed.rows for value in (row.item, row.quantity, row.unit, row.note, row.source))]
    return re.sub("[^0-9]", "", to_latin_digits(" ".join([*kept, *(ignored.text for ignored in parsed.ignored)])))


@given(
    messages,
    st.sampled_from(["06", "+2126", "002126", "05", "0912", "+98912", "010", "+2010", "050", "+97150", "6", "21206"]),
    st.text("123456789", min_size=8, max_size=8),
    st.sampled_from(["", " ", "-", ".", " - ", "\u00a0", "\u200c", "/"]),
    st.sampled_from(["0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹"]),
    messages,
)
@settings(max_examples=300, deadline=None)
def test_no_telephone_number_survives(
    before: str, code: str, number: str, between: str, digits: str, after: str
) -> None:
    pairs = between.join(number[at : at + 2] for at in range(0, 8, 2))
    phone = f"{code}{between}{pairs}".translate(str.maketrans("0123456789", digits))
    assert number not in kept_digits(parse_message(f"{before}\n- بطانيات 50 {phone}\n{after}", TODAY))


def test_at_most_so_many_rows_come_out_and_the_rest_is_said() -> None:
    parsed = parse_message("- 50 بطانية\n" * (MOST_ROWS + 500), TODAY)
    assert len(parsed.rows) == MOST_ROWS
    assert [(ignored.reason, ignored.line) for ignored in parsed.ignored] == [("too many lines", MOST_ROWS + 1)]


SLOW = 1.0  # seconds
TWELVE_WORDS = "- {} {} {} صوفية كبيرة للأطفال (مستعجل جدا) لفائدة المدرسة قبل {} دجنبر"
ITEMS = ["بطانية", "معطف", "حقيبة", "مدفأة", "مرتبة"]
KINDS = ["جديدة", "متينة", "دافئة", "خفيفة", "سميكة", "عادية", "ملونة"]


def test_ten_thousand_lines_of_twelve_words_are_read_whole() -> None:
    lines = [TWELVE_WORDS.format(2 + at, ITEMS[at % 5], KINDS[at % 7], 1 + at % 28) for at in range(MOST_ROWS)]
    parsed = parse_message("\n".join(lines), TODAY)
    assert len(parsed.rows) == MOST_ROWS
    assert not parsed.ignored
    assert min(_seconds("\n".join(lines)) for _ in range(3)) < SLOW


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(path.read_text(encoding="utf-8") for path in sorted(MESSAGES.glob("*.txt"))) * 300,
        "a\n" * 100_000,
        "50 بطانية، " * 90_000,
        "1." * 500_000,
        "1 " * 500_000,
        "(" * 1_000_000,
        "*a _b ~c " * 50_000,
        "a@" * 500_000,
        "\n".join("عاجل 5 كلغ تا 12 ans قبل 3 ساعات درهم" for _ in range(20_000)),
        "\n".join(f"- {at} " + " ".join(f"x{at}y{letter}" for letter in "abcdefghijkl") for at in range(10_000)),
        f"{'x' * 990}\n" * 20_000,
        "\n".join(["0 " * 499, "et " * 300, "خمسة " * 190, "[12/11/2026, 10:33] " * 40, "ا\u0651" * 490] * 50),
    ],
    ids=[
        "10,000 lines",
        "100,000 lines",
        "one line",
        "1.",
        "digits",
        "brackets",
        "markup",
        "@",
        "numbers",
        "new words",
        "long lines",
        "hostile",
    ],
)
def test_no_text_is_slow_to_read(text: str) -> None:
    parse_message("50 بطانية", TODAY)  # the vocabulary is read once
    assert min(_seconds(text) for _ in range(3)) < SLOW  # the best of three: the machine has other work


def _seconds(text: str) -> float:
    started = time.process_time()
    parse_message(text, TODAY)
    return time.process_time() - started
