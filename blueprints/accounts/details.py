"""A change of what is kept about an account's holder."""

from sqlalchemy.exc import IntegrityError

from domain import people
from domain.db import db
from domain.people import AccountExists, PasswordWrong, Person, SignInRefused


def change(person: Person, name: str, lang: str, *, phone: str | None, email: str | None, password: str) -> None:
    """Write down new details. The present password is asked for when the phone or the e-mail changes: with them
    whoever found a browser open could take the account over.

    Raises PasswordWrong, AccountExists."""
    if (phone, email) != (person.phone, person.email):
        _check_password(person, password)
    person.name, person.lang, person.phone, person.email = name, lang, phone, email
    try:
        db.session.flush()
    except IntegrityError:
        db.session.rollback()
        raise AccountExists from None


def _check_password(person: Person, password: str) -> None:
    try:
        people.check_password("email" if person.email else "phone", person.email or person.phone or "", password)
    except SignInRefused:
        raise PasswordWrong from None
