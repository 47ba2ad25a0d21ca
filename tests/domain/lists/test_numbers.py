"""Numbers anywhere in a text, in digits of three sets and in words of four languages."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.lists.numbers import find_numbers, read_number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("40", 40),
        ("٤٠", 40),
        ("۴۰", 40),
        ("1.500", 1500),
        ("1 500", 1500),
        ("٢٬٥٠٠", 2500),
        ("1,500", 1500),
        ("5 آلاف", 5000),
        ("۲ هزار", 2000),
        ("2 mille", 2000),
        ("عشرون", 20),
        ("عشرين", 20),
        ("خمسة وعشرين", 25),
        ("خمسة عشر", 15),
        ("أحد عشر", 11),
        ("مئة", 100),
        ("مائة وخمسون", 150),
        ("ثلاثمئة", 300),
        ("ثلاث مئة وخمسة وعشرون", 325),
        ("ألف ومئتان", 1200),
        ("ألفين", 2000),
        ("ثلاثون ألف", 30_000),
        ("جوج", 2),
        ("خمسطاش", 15),
        ("ميتين وخمسين", 250),
        ("سی", 30),
        ("بیست و پنج", 25),
        ("صد و بیست", 120),
        ("دویست", 200),
        ("هزار و دویست و بیست و پنج", 1225),
        ("vingt-cinq", 25),
        ("soixante et onze", 71),
        ("quatre-vingts", 80),
        ("quatre-vingt-dix-sept", 97),
        ("cent vingt", 120),
        ("deux cents", 200),
        ("deux mille cinq cents", 2500),
        ("une centaine", 100),
        ("twenty-five", 25),
        ("two hundred and fifty", 250),
        ("a hundred", 100),
    ],
)
def test_a_number_is_read_in_digits_and_in_words(text: str, value: int) -> None:
    assert read_number(text) == value
    assert [number.value for number in find_numbers(f"× {text} ×")] == [value]


@pytest.mark.parametrize("text", ["", "1.5", "½", "50 بطانية", "خمسة ستة", "12 34", "سي محمد", "3.000.000", "x"])
def test_what_is_no_whole_number_is_none(text: str) -> None:
    assert read_number(text) is None


def test_numbers_are_found_with_their_places() -> None:
    text = "50 بطانية و عشرون حذاء, 1.5 kg"
    found = find_numbers(text)
    assert [(number.value, text[number.start : number.end]) for number in found] == [
        (50, "50"),
        (20, "عشرون"),
        (None, "1.5"),
    ]


@given(st.text(st.characters() | st.sampled_from("عشرون مئة سی vingt cent 0123.، ")))
def test_any_text_has_numbers_or_none_and_never_breaks(text: str) -> None:
    with suppress(UnicodeEncodeError):
        for number in find_numbers(text):
            assert 0 <= number.start < number.end <= len(text)
    read_number(text)
