"""What the studio says: its buttons, ready reasons, and needs in words beside each other."""

from datetime import date
from typing import NamedTuple

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from blueprints.toolkit import labels
from blueprints.toolkit.formats import date as date_in_words
from blueprints.toolkit.formats import number
from domain.catalogue import items
from domain.differences import Piece, compare
from domain.needs import URGENCIES, Need
from domain.redrafts import Words

# Each decision on a need: what its button says, and what is said once it is taken.
NEED_WORDS: dict[str, tuple[LazyString, LazyString]] = {
    "review": (_l("Begin the review"), _l("You are reviewing it. Others see that.")),
    "release": (_l("Leave it to others"), _l("Others can review it now.")),
    "publication": (_l("Publish"), _l("Published. It is on the board.")),
    "return": (_l("Return it to be changed"), _l("Returned. The association reads your reason.")),
    "redraft": (_l("Save the redraft"), _l("The redraft is saved. Any coordinator can continue it.")),
    "drop": (_l("Drop the redraft"), _l("The redraft is dropped.")),
    "use": (_l("Let the need say this"), _l("The need says it now. The association was told, and can go back.")),
}
READY_REASONS: dict[str, LazyString] = {
    "quantity": _l("Please say how many you need, and of what size."),
    "whom": _l("Please say for whom it is: how many families, what ages. Write no names."),
    "day": _l("Please set a day by which you need it."),
    "twice": _l("This is on your list already. Please raise the quantity there."),
    "mixed": _l("Please write one need for each thing, so that people can pledge each."),
    "private": _l("Please leave out names, telephone numbers and addresses of families."),
}


class Compared(NamedTuple):
    """What differs between two ways to say a need."""

    label: list[Piece]
    note: list[Piece]


def differences(need: Need, old: Words, new: Words) -> Compared:
    """Between two ways to say a need; where one names no thing, the catalogue's
    name stands."""
    return Compared(
        compare(old.label or _named(need, new), new.label or _named(need, old)), compare(old.note, new.note)
    )  # fmt: skip


def _named(need: Need, beside: Words) -> str:
    """The catalogue's name, in the language of the words that it stands beside where they hold it."""
    names = items()[need.item_code].names.values()
    return next((name for name in names if name in beside.label), labels.item_name(need.item_code))


def said_in_words(need: Need, seen: dict[str, object]) -> list[tuple[str, str, str]]:
    """Where the need says something else than what was `seen`: the field, what it said, what it says now."""
    now = _in_words({name: getattr(need, name) for name in _FIELDS})
    before = _in_words(seen)
    return [(str(_FIELDS[name]), before[name], now[name]) for name in _FIELDS if before[name] != now[name]]


_FIELDS: dict[str, LazyString] = {
    "item_code": _l("Item of the catalogue"),
    "label": _l("What it is called"),
    "quantity": _l("Quantity"),
    "unit": _l("Unit"),
    "urgency": _l("Urgency"),
    "deadline": _l("Deadline"),
    "note": _l("Note"),
}


def _in_words(said: dict[str, object]) -> dict[str, str]:
    """Each field as a reader is told; what is not of its kind (it came back from a form) is left empty."""
    code, quantity, urgency, day = (said.get(name) for name in ("item_code", "quantity", "urgency", "deadline"))
    known = type(urgency) is int and 0 <= urgency < len(URGENCIES)
    return {
        **{name: str(said.get(name) or "") for name in ("label", "unit", "note")},
        "item_code": labels.item_name(code) if isinstance(code, str) and code in items() else "",
        "quantity": number(quantity) if isinstance(quantity, int) else "",
        "urgency": str(labels.URGENCY[URGENCIES[urgency]]) if known else "",
        "deadline": _day(day),
    }


def _day(day: object) -> str:
    try:
        return date_in_words(day if isinstance(day, date) else date.fromisoformat(str(day)))
    except ValueError:
        return ""
