"""Rows for tests, each valid by itself; what a test is about, it says."""

from datetime import timedelta
from itertools import count
from typing import Any

from domain import clock, counters, needs, organisations, people, pledges
from domain.campaigns import Campaign, Edition
from domain.catalogue import items
from domain.db import db
from domain.needs import Need
from domain.organisations import Membership, Organisation
from domain.people import Person

PASSWORD = "correct-horse-7"  # noqa: S105
PASSWORD_HASH = people._hasher.hash(PASSWORD)  # made once: hashing is slow on purpose

_numbers = count(1)


def person(name: str = "سعاد", **values: Any) -> Person:
    """An account with a phone and an e-mail of its own; `is_guest=True` for a guest."""
    number = next(_numbers)
    given = {"phone": f"+2126{number:08d}", "email": f"person{number}@awn.example", "password_hash": PASSWORD_HASH}
    if values.get("is_guest"):
        given |= {"email": None, "password_hash": None}
    made = Person(name=name, **(given | values))
    db.session.add(made)
    db.session.flush()
    return made


def organisation(owner: Person | None = None, editor: Person | None = None, **values: Any) -> Organisation:
    """A trusted association in a commune of the Oriental."""
    number = next(_numbers)
    given: dict[str, Any] = {
        "slug": f"association-{number}", "kind": "association", "name": f"جمعية الأمل {number}", "status": "trusted",
        "region_code": "MA-02", "fields": ["relief"], "size": "small",
    }  # fmt: skip
    made = Organisation(**(given | values))
    made.folded_name = organisations.fold_name(made)
    db.session.add(made)
    db.session.flush()
    for member, role in ((owner, "owner"), (editor, "editor")):
        if member is not None:
            db.session.add(Membership(organisation_id=made.id, person_id=member.id, role=role))
    db.session.flush()
    return made


def edition(**values: Any) -> Edition:
    """A running edition of a campaign of its own."""
    number, today = next(_numbers), clock.today()
    campaign = Campaign(name_ar="شتاء دافئ", name_fa="زمستان گرم", name_fr="Hiver au chaud", name_en="Warm winter")
    db.session.add(campaign)
    db.session.flush()
    given: dict[str, Any] = {
        "slug": f"warm-winter-{number}", "campaign_id": campaign.id, "number": 1, "year": today.year,
        "starts_on": today - timedelta(days=20), "ends_on": today + timedelta(days=18),
    }  # fmt: skip
    made = Edition(**(given | values))
    db.session.add(made)
    db.session.flush()
    counters.touch_editions()
    return made


def need(
    organisation_: Organisation | None = None, *, published: bool = True, item: str = "blanket", urgency: str = "soon",
    **values: Any,
) -> Need:  # fmt: skip
    """A need on the board: sixty blankets within thirty days."""
    of = organisation_ or organisation()
    given: dict[str, Any] = {
        "organisation_id": of.id, "item_code": item, "category": items()[item].category, "region_code": of.region_code,
        "commune_code": of.commune_code, "quantity": 60, "urgency": needs.URGENCIES.index(urgency),
        "deadline": clock.today() + timedelta(days=30), "note": "",
    }  # fmt: skip
    made = Need(**(given | values))
    db.session.add(made)
    db.session.flush()
    return needs.publish(made, actor_id=None) if published else made


def pledge(of: Need, by: Person, quantity: int = 5) -> pledges.Pledge:
    """A pledge just made."""
    made = pledges.pledge(of.id, by.id, quantity, key=f"factory-{next(_numbers)}")
    return db.session.get_one(pledges.Pledge, made.id)
