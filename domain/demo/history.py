"""The log of the demonstration: one row for every change of everything that has states, in the order of time."""

from datetime import datetime
from random import Random
from typing import Any

from sqlalchemy import insert

from domain import renewals
from domain.db import db
from domain.demo.asking import Asked
from domain.demo.cast import Cast
from domain.demo.giving import Given
from domain.demo.story import Story
from domain.log import Transition
from domain.people import Person
from domain.pledges import ARRIVED

Event = dict[str, Any]


def event(
    noun: str, noun_id: int, old: str | None, new: str, at: datetime, *, actor: Person | None, via: str,
    quantity: int | None = None, note: str | None = None,
) -> Event:  # fmt: skip
    """A row of the log: `noun` number `noun_id` came from `old` into `new`."""
    return {
        "noun": noun, "noun_id": noun_id, "old": old, "new": new, "quantity": quantity, "at": at,
        "actor_id": actor.id if actor else None, "via": via, "note": note,
    }  # fmt: skip


def need_events(rng: Random, story: Story, cast: Cast, asked: list[Asked]) -> list[Event]:
    """The changes of every need."""
    events = []
    for one in asked:
        owner, coordinator = cast.owners[one.host.slug], cast.accounts["coordinator"]
        old: str | None = None
        for new, at in one.plan.chain:
            of_team = new in ("in_review", "returned") or (new == "published" and old == "in_review")
            actor = None if new == "expired" else coordinator if of_team else owner
            note = {"returned": rng.choice(story.returned), "cancelled": rng.choice(story.cancelled)}.get(new)
            via = "web" if actor else "clock"
            events.append(event("need", one.need.id, old, new, at, actor=actor, via=via, note=note))
            old = new
    return events


def renewal_events(cast: Cast, asked: list[Asked]) -> list[Event]:
    """Which needs were renewed, and which have sunk because nobody renewed them."""
    events = []
    for need, owner in ((one.need, cast.owners[one.host.slug]) for one in asked):
        if need.renewed_at:
            events.append(event("renewal", need.id, "renewed", "renewed", need.renewed_at, actor=owner, via="web"))
        if need.sunk:
            sank_at = renewals.renewed_at(need) + renewals.SINK_AFTER
            events.append(event("renewal", need.id, "renewed", "sunk", sank_at, actor=None, via="clock"))
    return events


def pledge_events(cast: Cast, given: Given) -> list[Event]:
    """The changes of one pledge."""
    one, pledge, plan = given
    receiver = cast.owners[one.host.slug]
    events = []
    old: str | None = None
    for new, at in plan.chain:
        actor = receiver if new in ARRIVED else None if new == "lapsed" else pledge.person
        by_guest = old is None and (pledge.person.is_guest or new == "unconfirmed")
        via = "guest" if by_guest else "web" if actor else "clock"
        quantity = pledge.received_quantity if new in ARRIVED else pledge.quantity
        events.append(event("pledge", pledge.id, old, new, at, actor=actor, via=via, quantity=quantity))
        old = new
    return events


def write_log(events: list[Event]) -> None:
    """Append the transitions in the order in which they happened; a receipt before the need that it completes."""
    events.sort(key=lambda one: (one["at"], one["noun"] == "need" and one["new"] in ("fulfilled", "closed")))
    db.session.execute(insert(Transition), events)
