"""The public sign-ins of the demonstration, shown only while its data are loaded."""

from sqlalchemy import select

from domain import people
from domain.db import db
from domain.people import Person

PASSWORD = "awn-demo-2026"  # noqa: S105  # public, as README.md says
NAMES = (
    "volunteer", "volunteer2", "association", "association2", "company", "specialist", "coordinator", "planner", "admin",
)  # fmt: skip
ADDRESSES = tuple(f"{name}@awn.example" for name in NAMES)


def sign_ins() -> list[str]:
    """The demonstration's addresses that are accounts here; none unless its admin is one.

    Anybody can sign up under such an address, but nobody becomes an admin by it."""
    query = select(Person.email, Person.id).where(Person.email.in_(ADDRESSES), ~Person.is_guest)
    found = {email: person_id for email, person_id in db.session.execute(query)}
    admin = found.get("admin@awn.example")
    if admin is None or "admin" not in people.roles_of(admin):
        return []
    return [address for address in ADDRESSES if address in found]
