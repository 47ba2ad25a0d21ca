"""What one row of an association's list says, and which of it may change once others rely on it."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from domain import clock
from domain.campaigns import running_editions
from domain.catalogue import items
from domain.errors import RuleBroken
from domain.lists.cells import read_day
from domain.needs import Need, check_deadline

LABEL_MOST, UNIT_MOST, NOTE_MOST = 120, 30, 500  # characters


class DayUnclear(RuleBroken):
    """What was typed is no day that can be told."""


class NothingAsked(RuleBroken):
    """A need is of at least one unit."""


class LabelMissing(RuleBroken):
    """What the catalogue does not know, the association names in its own words."""


class EditionNotRunning(RuleBroken):
    """A need joins a campaign's edition only while it runs."""


class AlreadyPledged(RuleBroken):
    """People have promised or brought this: what it is, and what it is counted in, stays."""


class ReviewedAsItStands(RuleBroken):
    """People have promised what a reviewer has seen; an association that is not trusted cannot change it now."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What the association writes of a need. `urgency` is a position in `needs.URGENCIES`; `label` (its own words) and
    `unit` are empty where the catalogue's do."""

    item_code: str
    quantity: int
    deadline: date
    urgency: int = 0
    label: str = ""
    unit: str = ""
    note: str = ""
    edition_id: int | None = None

    def values(self) -> dict[str, Any]:
        """The need's columns."""
        return asdict(self) | {"category": items()[self.item_code].category}


FIELDS = tuple(Entry.__dataclass_fields__)


def entry_of(need: Need) -> Entry:
    """What the need says now."""
    return Entry(**{name: getattr(need, name) for name in FIELDS})


def read_deadline(typed: str) -> date:
    """The day in what was typed, in any digits and either calendar; without a year the next such day.

    Raises DayUnclear."""
    day = read_day(typed, clock.today())
    if day is None:
        raise DayUnclear
    return day


def check(entry: Entry) -> None:
    """Raises NothingAsked, LabelMissing."""
    if entry.quantity < 1:
        raise NothingAsked
    if items()[entry.item_code].is_other and not entry.label:
        raise LabelMissing


def check_change(need: Need, new: Entry) -> None:
    """Raises what `check` raises, DeadlinePassed, EditionNotRunning, AlreadyPledged."""
    check(new)
    old = entry_of(need)
    if new.deadline != old.deadline:
        check_deadline(new.deadline)
    if new.edition_id not in (None, old.edition_id):
        check_edition(new.edition_id)
    if is_taken(need) and _what(old) != _what(new):
        raise AlreadyPledged


def check_edition(edition_id: int | None) -> None:
    """Raises EditionNotRunning."""
    if edition_id is not None and edition_id not in {edition.id for edition in running_editions()}:
        raise EditionNotRunning


def is_taken(need: Need) -> bool:
    """Whether anything of it is promised or has come."""
    return bool(need.pledged or need.received or need.surplus)


def _what(entry: Entry) -> tuple[str, ...]:
    """What the thing is. The words for one of the catalogue's items say more about it; else they are its only name."""
    named = entry.label if items()[entry.item_code].is_other else ""
    return entry.item_code, entry.unit, named


def asks_review(old: Entry, new: Entry) -> bool:
    """Whether somebody should look at the change before the public sees it: other words, more of it, more urgently.

    Asking for less, or by another day, says nothing new."""
    words = ("item_code", "label", "unit", "note", "edition_id")
    said = any(getattr(old, name) != getattr(new, name) for name in words)
    return said or new.quantity > old.quantity or new.urgency > old.urgency
