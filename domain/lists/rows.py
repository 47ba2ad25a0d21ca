"""What a list becomes: proposed needs, and what was passed over with its reason."""

from dataclasses import dataclass, field
from datetime import date

MOST_ROWS = 10_000  # of one list; a preview shows fewer

# Why a line is no need. The words stand in the JSON as they are here.
GREETING = "greeting"
ASSOCIATION = "association line"
PLACE = "place line"
CONTACT = "contact line: a phone number is never part of a need"
PHONE = "phone number"
EMAIL = "e-mail address"
LINK = "link"
MONEY = "money: Awn never handles money"
PEOPLE = "people line: how many they are, not what they lack"
HEADING = "heading"
CLOSING = "closing"
SIGNATURE = "signature"
CHAT = "line of the chat program"
STRUCK = "struck out"
COVERED = "already covered"
REMARK = "remark"
TOTAL = "total"
UNCLEAR = "unclear"
TOO_LONG = "line too long"
TOO_MANY = "too many lines"

# What must be mended or looked at before a row is saved.
QUANTITY_MISSING = "quantity-missing"
QUANTITY_INVALID = "quantity-invalid"
DEADLINE_PAST = "deadline-past"
DEADLINE_INVALID = "deadline-invalid"
ITEM_MISSING = "item-missing"
ITEM_UNKNOWN = "item-unknown"


@dataclass(slots=True)
class Row:
    """One proposed need. `source` is the line (or the cells) as they were, without telephone numbers; `line` is its
    number from 1. `urgency` is None when nothing was said; `catalogue` is the code of the item proposed."""

    item: str
    quantity: int | None
    unit: str | None = None
    urgency: str | None = None
    note: str | None = None
    deadline: date | None = None
    catalogue: str | None = None
    problems: list[str] = field(default_factory=list)
    source: str = ""
    line: int = 0


@dataclass(slots=True)
class Ignored:
    """A line that is no need; `text` is without telephone numbers, `reason` one of the above."""

    text: str
    reason: str
    line: int


@dataclass(slots=True)
class Parsed:
    """A whole list. `deadline` is the message's own, for rows that have none."""

    deadline: date | None
    rows: list[Row]
    ignored: list[Ignored]


def as_json(parsed: Parsed) -> dict[str, object]:
    """What `flask parse-message` prints: plain lists, strings and numbers; days as YYYY-MM-DD."""
    return {
        "deadline": parsed.deadline and parsed.deadline.isoformat(),
        "rows": [row_as_json(row) for row in parsed.rows],
        "ignored": [ignored.reason for ignored in parsed.ignored],
    }


def row_as_json(row: Row) -> dict[str, object]:
    """The seven keys of one row."""
    return {
        "item": row.item,
        "quantity": row.quantity,
        "unit": row.unit,
        "urgency": row.urgency or "normal",
        "note": row.note,
        "deadline": row.deadline and row.deadline.isoformat(),
        "catalogue": row.catalogue,
    }
