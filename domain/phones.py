"""Telephone numbers and e-mail addresses as people type them, and the one form in which they are kept."""

import re
from typing import Literal

import phonenumbers  # never its geocoder: megabytes of place names

from domain.errors import RuleBroken
from domain.text import strip_marks, to_latin_digits

_TYPED_MOST = 40  # characters; the longest number has 15 digits, the rest is spaces and brackets
_INTERNATIONAL_LEAST = 10  # digits below which a number without + or 00 is not tried as a foreign one

_PHONE = re.compile(r"[+\uff0b]?[0-9 \u00a0\u2009\u202f()./\u2010-\u2015\u2212-]+")
_ATOM = r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_EMAIL = re.compile(rf"(?=.{{1,64}}@){_ATOM}(?:\.{_ATOM})*@(?:{_LABEL}\.)+(?![0-9]+$){_LABEL}")
_EMAIL_MOST = 254  # characters, RFC 5321 §4.5.3.1.3 less the brackets


class InvalidPhone(RuleBroken):
    """No number of the country, nor an international one. What was typed is not kept in the error: it is private."""


class InvalidEmail(RuleBroken):
    """Not an address of the everyday kind: `name@domain.tld`, in ASCII."""


def parse_phone(text: str, country: str) -> str:
    """The E.164 form («+212612345678») of a number typed in `country` (ISO code).

    Any of three digit sets, bidi marks, spaces, dashes, dots, brackets; local, with 00, with + or with the bare country
    code. It is read as a number of the country first, then as an international one. Raises InvalidPhone.
    """
    typed = to_latin_digits(strip_marks(text)).strip()
    # Letters are refused here: the library would read «FLOWERS» as 3569377 and «x5» as an extension.
    if len(typed) > _TYPED_MOST or not _PHONE.fullmatch(typed):
        raise InvalidPhone(country=country)
    digits = re.sub("[^0-9]", "", typed)
    readings = [typed]
    if typed[0] not in "+\uff0b" and digits[:1] != "0" and len(digits) >= _INTERNATIONAL_LEAST:
        readings.append("+" + digits)
    for reading in readings:
        number = _valid_number(reading, country)
        if number:
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    raise InvalidPhone(country=country)


def _valid_number(typed: str, country: str) -> phonenumbers.PhoneNumber | None:
    try:
        number = phonenumbers.parse(typed, country)
    except phonenumbers.NumberParseException:
        return None
    return number if phonenumbers.is_valid_number(number) else None


def display_phone(e164: str) -> str:
    """The number grouped for reading («+212 612-345678»), only ever inside `dir="ltr"`: + and spaces mirror.

    What is not a number (an erased person's) comes back as it is.
    """
    try:
        number = phonenumbers.parse(e164)
    except phonenumbers.NumberParseException:
        return e164
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def parse_email(text: str) -> str:
    """The address in lower case, as it is kept and compared. Raises InvalidEmail, also for domains beyond ASCII."""
    address = to_latin_digits(strip_marks(text)).strip().lower()
    if len(address) > _EMAIL_MOST or not _EMAIL.fullmatch(address):
        raise InvalidEmail
    return address


def parse_login(text: str, country: str) -> tuple[Literal["email", "phone"], str]:
    """What a person signs in with, told apart by @ or a letter. Raises InvalidEmail or InvalidPhone."""
    if "@" in text or any(map(str.isalpha, text)):
        return "email", parse_email(text)
    return "phone", parse_phone(text, country)
