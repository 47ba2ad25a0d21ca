"""Phones and e-mail addresses: every way people type them comes to one form, and what is neither is refused."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.phones import InvalidEmail, InvalidPhone, display_phone, parse_email, parse_login, parse_phone


@pytest.mark.parametrize(
    ("typed", "country", "kept"),
    [
        ("0612345678", "MA", "+212612345678"),
        ("612345678", "MA", "+212612345678"),
        ("٠٦١٢٣٤٥٦٧٨", "MA", "+212612345678"),
        ("06 12-34.56/78", "MA", "+212612345678"),
        ("(0522) 43‑12‑34", "MA", "+212522431234"),
        ("00212 612 345 678", "MA", "+212612345678"),
        ("+212 (0)6 12 34 56 78", "MA", "+212612345678"),
        ("212612345678", "MA", "+212612345678"),
        ("۰۹۱۲۳۴۵۶۷۸۹", "IR", "+989123456789"),
        ("\u202a+98\u00a0912 345 6789\u202c", "IR", "+989123456789"),
        ("٠١٠١٢٣٤٥٦٧٨", "EG", "+201012345678"),
        ("050 123 4567", "AE", "+971501234567"),
        ("+33 6 12 34 56 78", "MA", "+33612345678"),
        ("0033612345678", "IR", "+33612345678"),
        ("33612345678", "EG", "+33612345678"),
    ],
)
def test_a_number_is_understood_as_people_type_it(typed: str, country: str, kept: str) -> None:
    assert parse_phone(typed, country) == kept


@pytest.mark.parametrize(
    "typed",
    ["", " ", "061234567", "06123456789", "0000000000", "15", "+", "call me", "0612345678 x5", "06FLOWERS",
     "0612345678 0522431234", "+2126123456789012345", "0" * 300, "٠", "061234567８", "+1"],
)  # fmt: skip
def test_what_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(InvalidPhone) as caught:
        parse_phone(typed, "MA")
    assert caught.value.context == {"country": "MA"}, "the number itself is private and stays out of errors"


@given(st.text(st.characters()) | st.text(st.sampled_from("0123456789+() -٠۹\u200e")))
def test_a_phone_is_read_or_refused_and_reading_it_again_changes_nothing(typed: str) -> None:
    try:
        kept = parse_phone(typed, "MA")
    except InvalidPhone:
        return
    assert parse_phone(kept, "MA") == kept == parse_phone(kept, "IR")
    assert parse_phone(display_phone(kept), "EG") == kept


def test_a_phone_is_shown_in_international_groups() -> None:
    assert display_phone("+989123456789") == "+98 912 345 6789"
    assert display_phone("") == ""


def test_the_geocoder_is_never_loaded() -> None:
    program = "import sys, domain.phones; print([m for m in sys.modules if 'geocod' in m or 'geodata' in m])"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)  # noqa: S603
    assert loaded.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Amal.Haouz@Example.COM ", "amal.haouz@example.com"),
        ("volunteer2@awn.example", "volunteer2@awn.example"),
        ("\u200eali۲+awn@mail.co.uk\u200f", "ali2+awn@mail.co.uk"),
    ],
)
def test_an_address_is_kept_in_one_form(typed: str, kept: str) -> None:
    assert parse_email(typed) == kept


@pytest.mark.parametrize(
    "typed",
    ["", "amal", "amal@", "@example.com", "a@b", "a@@b.ma", "a b@c.ma", ".a@b.ma", "a.@b.ma", "a..b@c.ma", "a@-b.ma",
     "a@b-.ma", "a@b..ma", "a@b.ma.", "a@b.1", "a@1.2.3.4", "أمل@مثال.المغرب", "a@b.ma,c@d.ma", "<a@b.ma>",
     "a@b.ma\nBcc: c@d.ma", "a" * 65 + "@b.ma", "a@" + "b" * 64 + ".ma", "a@" + "b." * 130 + "ma"],
)  # fmt: skip
def test_what_is_no_everyday_address_is_refused(typed: str) -> None:
    with pytest.raises(InvalidEmail):
        parse_email(typed)


def test_a_sign_in_name_is_told_apart() -> None:
    assert parse_login("A@b.ma", "MA") == ("email", "a@b.ma")
    assert parse_login("٠٦١٢٣٤٥٦٧٨", "MA") == ("phone", "+212612345678")


@pytest.mark.parametrize(("typed", "error"), [("amal", InvalidEmail), ("06", InvalidPhone), ("", InvalidPhone)])
def test_a_sign_in_name_that_is_neither_is_refused_as_what_it_resembles(typed: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        parse_login(typed, "MA")
