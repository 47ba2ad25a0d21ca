"""Rows added and changed: all of a list or nothing of it, once for each click, and never over somebody else's words."""

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date

from sqlalchemy import func, select, text

from domain import clock, log, needs
from domain.db import db
from domain.errors import RuleBroken, WrongState
from domain.listing import rows
from domain.listing.entries import (
    Entry,
    ReviewedAsItStands,
    asks_review,
    check,
    check_change,
    check_edition,
    entry_of,
    is_taken,
)
from domain.log import Transition
from domain.needs import Need
from domain.organisations import LISTED, Organisation

BEFORE_BOARD = ("draft", "submitted", "in_review", "returned")
IN_HAND_MOST = 5_000  # rows of one list; what is over does not count
ON_BOARD = ("published", "paused", "expired")  # the public sees what these say


class ChangedMeanwhile(RuleBroken):
    """Somebody else saved the row after it was opened here; `revision` is what it now has."""


class ListFull(RuleBroken):
    """The list has, or would have, more than `most` rows in hand."""


class NotApproved(RuleBroken):
    """The association is not, or is no longer, one whose needs the public sees."""


def add(
    organisation: Organisation, entries: Sequence[Entry], key: str, *, actor_id: int | None, via: str = "web"
) -> list[Need]:
    """Put drafts on top of a list, in this order; once for each `key`: a repeat of the click adds nothing and gives
    nothing. Raises NothingAsked, LabelMissing, EditionNotRunning, ListFull."""
    for entry in entries:
        check(entry)
    for edition_id in {entry.edition_id for entry in entries}:
        check_edition(edition_id)
    rows.lock_list(organisation.id)
    if _was_added(organisation.id, key):
        return []
    if rows.count_in_hand(organisation.id) + len(entries) > IN_HAND_MOST:
        raise ListFull(most=IN_HAND_MOST)
    log.record("list", organisation.id, None, "added", actor_id=actor_id, quantity=len(entries), via=via, note=key)
    first = (_top(organisation.id) or 0) - len(entries)
    place = {"region_code": organisation.region_code, "commune_code": organisation.commune_code}
    made = [
        Need(organisation_id=organisation.id, position=first + number, **place, **entry.values())
        for number, entry in enumerate(entries)
    ]
    db.session.add_all(made)
    db.session.flush()
    for need in made:
        log.record("need", need.id, None, "draft", actor_id=actor_id, via=via)
    return made


def _was_added(organisation_id: int, key: str) -> bool:
    query = select(Transition.id).where(
        Transition.noun == "list", Transition.noun_id == organisation_id, Transition.note == key
    )
    return db.session.scalar(query.limit(1)) is not None


def _top(organisation_id: int) -> int | None:
    return db.session.scalar(select(func.min(Need.position)).where(Need.organisation_id == organisation_id))


def change(need_id: int, new: Entry, seen: int, *, actor_id: int | None, via: str = "web") -> Need:
    """Change what a row says; `seen` is the revision in front of whoever changes it.

    What the public sees has been reviewed, or comes from an association that is trusted. So another's change of words
    takes the need off the board until somebody has looked at it, and is refused once people have pledged: they
    promised what stands there, and their pledges would hang on a page that nobody sees. Asking for less, or by another
    day, never waits. An expired need with a day to come is on the board again.

    Raises WrongState, ChangedMeanwhile, BelowTaken, ReviewedAsItStands, NotApproved and what `check_change` raises."""
    need = rows.lock(need_id)
    if need.status not in (*BEFORE_BOARD, *ON_BOARD):
        raise WrongState(noun="need", state=need.status)
    old = entry_of(need)
    if new == old:
        return need
    if need.revision != seen:
        raise ChangedMeanwhile(revision=need.revision)
    check_change(need, new)
    again = goes_to_review(need, old, new)
    needs.rewrite(need, **new.values(), renewed_at=clock.now(), sunk=False)
    if new.edition_id != old.edition_id:
        db.session.execute(_PLEDGES_FOLLOW, {"edition_id": new.edition_id, "need_id": need.id})
    log.record("listing", need.id, None, "edited", actor_id=actor_id, via=via, note=_was(old, new))
    if again:
        return needs.move(need, "submitted", actor_id=actor_id, via=via)
    if need.status == "expired" and need.deadline >= clock.today():
        show(need, actor_id=actor_id, via=via)
    if need.can("fulfilled") and need.received >= need.quantity:
        needs.move(need, "fulfilled", actor_id=actor_id, via=via)
    return need


# Pledges stand on an upper floor: here only the column that names their need's edition is written.
_PLEDGES_FOLLOW = text("UPDATE pledge SET edition_id = :edition_id WHERE need_id = :need_id")


def change_quantity(need: Need, quantity: int, *, actor_id: int | None, via: str) -> Need:
    """Change only how much a locked row asks for. Raises what `change` raises."""
    return change(need.id, replace(entry_of(need), quantity=quantity), need.revision, actor_id=actor_id, via=via)


def goes_to_review(need: Need, old: Entry, new: Entry) -> bool:
    """Whether this change of a locked need waits until somebody has looked at it. Raises ReviewedAsItStands."""
    if not asks_review(old, new) or need.status not in ("in_review", *ON_BOARD):
        return False
    if need.status == "in_review":  # whoever reads it reads the words as they are now
        return True
    if need.organisation.is_trusted:
        return False
    if is_taken(need):
        raise ReviewedAsItStands
    return True


def _was(old: Entry, new: Entry) -> str:
    """What the row said before, where it said something else, for the log; days as YYYY-MM-DD."""
    was, now = asdict(old), asdict(new)
    changed = {name: was[name] for name in was if was[name] != now[name]}
    return json.dumps(changed, ensure_ascii=False, default=str)[:500]


def show(need: Need, *, actor_id: int | None, via: str = "web") -> Need:
    """Let a locked need that was on the board be there again, where it was. Raises NotApproved, DeadlinePassed."""
    if need.organisation.status not in LISTED:
        raise NotApproved
    needs.check_deadline(need.deadline)
    needs.rank(need, need.organisation)
    return needs.move(need, "published", actor_id=actor_id, via=via)


def set_deadline(need_ids: Sequence[int], day: date, *, actor_id: int) -> int:
    """Give several rows the same deadline; how many took it (what is closed or fulfilled has none to come).

    Raises DeadlinePassed, NotApproved."""
    taken = 0
    for need_id in sorted(need_ids):
        need = rows.lock(need_id)
        if need.status in (*BEFORE_BOARD, *ON_BOARD):
            change(need_id, replace(entry_of(need), deadline=day), need.revision, actor_id=actor_id)
            taken += 1
    return taken
