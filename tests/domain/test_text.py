"""Text as people write it: what search takes for the same, which quantities are understood, what is fit to be kept."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import text
from domain.errors import RuleBroken
from domain.text import clean_line, clean_text, fold, parse_quantity, search_words, strip_marks, to_latin_digits

DIGIT_SETS = ("0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹")
SEPARATORS = ("", ".", ",", "٬", "،", " ", "\u00a0", "\u202f", "\u2009", "'", "’")
ZWNJ, LRM, RLM, ALM = "\u200c", "\u200e", "\u200f", "\u061c"


@pytest.mark.parametrize(
    ("written", "otherwise"),
    [
        ("أحذية", "احذيه"),
        ("إسعاف", "اسعاف"),
        ("آلة", "اله"),
        ("ٱلرحمن", "الرحمن"),
        ("مستشفى", "مستشفي"),
        ("شتاء دافئ", "شتا دافي"),
        ("لؤلؤ", "لولو"),
        ("كـــرسيّ مُتَحَرِّك", "كرسي متحرك"),
        ("کنسرو ماهی", "كنسرو ماهي"),
        ("خانۀ", "خانه"),
        ("خانهٔ", "خانه"),
        ("پتو‌ها", "پتوها"),
        ("ﻻ إله", "لا اله"),
        ("تاݣونيت", "تاگونیت"),
        ("أڭادير", "اگادیر"),
        ("ڤيتامين", "فيتامين"),
        ("٢٥ ۲۵", "25 25"),
        ("Vêtements ÉTÉ", "vetements ete"),
        ("nœud", "noeud"),
        (f"{RLM}حليب{ALM}\ufeff", "حليب"),
        ("«زيت»، (المائدة)!", "زيت المائده"),
        ("  a\t\nb  ", "a b"),
    ],
)
def test_spellings_of_one_word_fold_to_the_same(written: str, otherwise: str) -> None:
    assert fold(written) == fold(otherwise)


@pytest.mark.parametrize(("one", "other"), [("پتو", "بتو"), ("گل", "كل"), ("چای", "جای"), ("ژاله", "زاله")])
def test_persian_letters_stay_letters_of_their_own(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(st.text(st.characters()))
def test_folding_never_raises_and_a_second_time_changes_nothing(typed: str) -> None:
    assert fold(fold(typed)) == fold(typed)


def test_every_character_of_the_basic_plane_folds_to_something_stable() -> None:
    unstable = [hex(point) for point in range(0x10000) if fold(fold(chr(point))) != fold(chr(point))]
    assert unstable == []


def test_hostile_text_cannot_grow_the_table_of_folded_characters() -> None:
    fold("".join(map(chr, range(0x20000, 0x28000))))
    assert len(text._FOLDED) <= text._FOLDED._MOST


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("البطانيات", ["بطانيات"]),
        ("والأطفال وللأطفال للأطفال بالأطفال", ["اطفال", "وللاطفال"]),
        ("الله", ["الله"]),
        ("پتو‌ها", ["پتو"]),
        ("پتو ها", ["پتو"]),
        ("پتوهای گرم", ["پتو", "گرم"]),
        ("کتاب‌هایی", ["كتاب"]),
        ("تنها", ["تنها"]),
        ("اسباب‌بازی", ["اسباب", "بازي"]),
        ("لوازم‌التحریر", ["لوازم", "تحرير"]),
        ("Chaussures d'hiver", ["chaussures", "hiver"]),
        ("L’eau, aujourd'hui", ["eau", "aujourd", "hui"]),
        ("Children's coats", ["children", "coats"]),
        ("حليب حَلِيب الحليب", ["حليب"]),
        ("", []),
        ("!؟…", []),
    ],
)
def test_words_to_search_for_lose_articles_and_plurals(typed: str, words: list[str]) -> None:
    assert search_words(typed) == words


@pytest.mark.parametrize(
    ("row", "question"),
    [
        ("ألعاب أطفال", "الالعاب"),
        ("الألبسة", "ألبسة"),
        ("پتو", "پتوها"),
        ("لوازم‌التحریر", "لوازم تحریر"),
        ("أقنعة طبية", "الاقنعه"),
        ("بطانية", "بطانيه"),
        ("vêtements", "Vetements"),
    ],
)
def test_a_question_finds_the_row_written_another_way(row: str, question: str) -> None:
    assert set(search_words(question)) <= set(search_words(row, limit=None))


def test_a_question_has_eight_words_at_most_and_an_index_all() -> None:
    many = " ".join(f"w{i}" for i in range(20))
    assert search_words(many) == [f"w{i}" for i in range(8)]
    assert len(search_words(many, limit=None)) == 20


@given(st.text(st.sampled_from("البوفكلهيیةآأء ها\u200c'd sabپتو")))
def test_words_once_stemmed_are_their_own_stems(typed: str) -> None:
    words = search_words(typed)
    assert search_words(" ".join(words)) == words


def test_three_digit_sets_become_latin_and_the_rest_stays() -> None:
    assert to_latin_digits("٢٠ پتو ۳۵ et 4") == "20 پتو 35 et 4"


def test_invisible_marks_go_and_letters_stay() -> None:
    assert strip_marks("\u202a+212\u202c\u2068 6\u2069\ufeff") == "+212 6"


@given(
    st.integers(0, text.QUANTITY_MOST),
    st.sampled_from(DIGIT_SETS),
    st.sampled_from(SEPARATORS),
    st.sampled_from(["", " ", "\t", "\u00a0", LRM, RLM, ALM, "\ufeff", "\u202b"]),
    st.sampled_from(["", "+", "+ "]),
)
def test_every_quantity_is_read_back_in_every_digit_set_and_grouping(
    value: int, digits: str, separator: str, around: str, plus: str
) -> None:
    written = f"{value:,}".replace(",", separator).translate(str.maketrans(DIGIT_SETS[0], digits))
    assert parse_quantity(around + plus + written + around) == value


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ("", text.QuantityMissing),
        (f" {RLM}\u00a0", text.QuantityMissing),
        ("-5", text.QuantityNegative),
        ("\u2212٥", text.QuantityNegative),
        ("5-", text.QuantityNegative),
        ("1.5", text.QuantityFraction),
        ("٢٫٥", text.QuantityFraction),
        ("1٫500", text.QuantityFraction),
        ("0.500", text.QuantityFraction),
        ("60.0", text.QuantityFraction),
        ("1.500,50", text.QuantityFraction),
        (".5", text.QuantityFraction),
        ("1/2", text.QuantityFraction),
        ("½", text.QuantityFraction),
        ("2½", text.QuantityFraction),
        ("عشرون", text.QuantityNotANumber),
        ("50 بطانية", text.QuantityNotANumber),
        ("12 34", text.QuantityNotANumber),
        ("6-12", text.QuantityNotANumber),
        ("5²", text.QuantityNotANumber),
        ("1e3", text.QuantityNotANumber),
        ("0x10", text.QuantityNotANumber),
        ("1_000", text.QuantityNotANumber),
        ("1000001", text.QuantityTooLarge),
        ("1.000.001", text.QuantityTooLarge),
        ("9" * 10_000, text.QuantityTooLarge),
        ("1." * 50_000, text.QuantityNotANumber),
    ],
)
def test_what_is_not_a_whole_number_is_refused_by_name(typed: str, error: type[RuleBroken]) -> None:
    with pytest.raises(text.InvalidQuantity) as caught:
        parse_quantity(typed)
    assert type(caught.value) is error


def test_a_quantity_too_large_says_the_limit() -> None:
    with pytest.raises(text.QuantityTooLarge) as caught:
        parse_quantity("2 000 000")
    assert caught.value.context == {"limit": 1_000_000}


@given(st.text(st.characters()))
def test_a_quantity_is_read_or_refused_and_never_breaks(typed: str) -> None:
    with suppress(text.InvalidQuantity):
        assert 0 <= parse_quantity(typed) <= text.QUANTITY_MOST


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  جمعية \t أمل\nالحوز ", "جمعية أمل الحوز"),
        (f"دست{ZWNJ}های مهربان{ZWNJ}", f"دست{ZWNJ}های مهربان"),
        (f"{RLM}أمل{LRM} 2026{ALM}\ufeff", "أمل 2026"),
        ("e\u0301te\u0301", "été"),
        ("\u0627\u0653لة", "آلة"),
        ("👨\u200d👩\u200d👧 أسرة", "👨\u200d👩\u200d👧 أسرة"),
        ("", ""),
    ],
)
def test_a_line_is_kept_trimmed_composed_and_on_one_line(typed: str, kept: str) -> None:
    assert clean_line(typed) == kept


def test_lines_are_kept_apart_with_one_empty_line_at_most() -> None:
    assert clean_text("\r\n أ  ب \r\n\r\n\r\n\r\nج\u2028د\n") == "أ ب\n\nج\nد"


@pytest.mark.parametrize(
    "unsafe", ["\x00", "\x07", "\x1b", "\x7f", "\x9f", "\u202e", "\u202a", "\u2066", "\u2069", "\ud800", "\uffff"]
)
@pytest.mark.parametrize("clean", [clean_line, clean_text])
def test_what_controls_or_reorders_text_is_refused(clean: object, unsafe: str) -> None:
    assert callable(clean)
    with pytest.raises(text.UnsafeText) as caught:
        clean(f"أمل{unsafe}الحوز")
    assert caught.value.context == {"character": f"U+{ord(unsafe):04X}"}


@pytest.mark.parametrize("empty", ["", "  ", "---", f"{ZWNJ}{RLM}", "🙏🙏", "…؟"])
def test_a_required_text_needs_a_letter_or_a_digit(empty: str) -> None:
    with pytest.raises(text.TextRequired):
        clean_line(empty, required=True)
    assert clean_line(f"{empty}٣", required=True)


def test_a_text_too_long_says_by_how_much() -> None:
    assert clean_line(" " * 50 + "a" * 10, limit=10) == "a" * 10
    with pytest.raises(text.TextTooLong) as caught:
        clean_line("a" * 11, limit=10)
    assert caught.value.context == {"limit": 10, "length": 11}


@given(st.text(st.characters()), st.sampled_from([clean_line, clean_text]))
def test_cleaning_again_changes_nothing_and_the_result_can_be_stored(typed: str, clean: object) -> None:
    assert callable(clean)
    try:
        kept = clean(typed)
    except text.UnsafeText:
        return
    assert clean(kept) == kept
    assert kept.encode("utf-8").decode("utf-8") == kept
