"""The public sign-ins of the demonstration, shown only while its data are loaded."""

from sqlalchemy import select

from domain import people
from domain.db import db
from domain.demo.story import CAST, PASSWORD
from domain.people import Person

__all__ = ("PASSWORD", "sign_ins")

ADDRESSES = tuple(f"{name}@awn.example" for name in CAST)


def sign_ins() -> list[str]:
    """The demonstration's addresses that are accounts here; none unless its admin is one.

    Anybody can sign up under such an address, but nobody becomes an admin by it."""
    query = select(Person.email, Person.id).where(Person.email.in_(ADDRESSES), ~Person.is_guest)
    found = {row.email: row.id for row in db.session.execute(query)}
    admin = found.get("admin@awn.example")
    if admin is None or "admin" not in people.roles_of(admin):
        return []
    return [address for address in ADDRESSES if address in found]
