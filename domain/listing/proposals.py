"""From what a message or a file said to rows that can be saved: each filled in as far as it goes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from domain.catalogue import CATEGORIES, Item, items
from domain.listing.entries import LABEL_MOST, NOTE_MOST, UNIT_MOST, Entry
from domain.lists.rows import Parsed, Row
from domain.lists.sheet import BLOCKING
from domain.needs import URGENCIES
from domain.text import QUANTITY_MOST, fold

MOST = 500  # rows in one preview; nobody mends more at once
USUAL_DAYS = 30  # from today to the deadline that is proposed when the list names none
_LAST_CATEGORY = CATEGORIES[-1]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A row as it is proposed. `problems` are the parser's codes, `source` the line as it was, `line` its number."""

    item_code: str
    label: str
    quantity: int | None
    unit: str
    urgency: int
    deadline: date | None
    note: str
    problems: Sequence[str] = ()
    source: str = ""
    line: int = 0

    @property
    def is_whole(self) -> bool:
        """Whether it can be saved without anybody mending it."""
        fits = len(self.label) <= LABEL_MOST and len(self.unit) <= UNIT_MOST and len(self.note) <= NOTE_MOST
        named = bool(self.label) or not items()[self.item_code].is_other
        sound = BLOCKING.isdisjoint(self.problems)
        return sound and fits and named and 0 < (self.quantity or 0) <= QUANTITY_MOST

    def entry(self, deadline: date) -> Entry:
        """What it says; `deadline` where it names none."""
        day, quantity = self.deadline or deadline, self.quantity or 0
        return Entry(self.item_code, quantity, day, self.urgency, self.label, self.unit, self.note)


def propose(parsed: Parsed) -> list[Proposal]:
    """A proposal for each row. What the catalogue does not know stands under «other» of the category before it: lists
    are written in groups."""
    category = next((items()[row.catalogue].category for row in parsed.rows if row.catalogue), _LAST_CATEGORY)
    proposals = []
    for row in parsed.rows:
        code = row.catalogue or f"other-{category}"
        category = items()[code].category
        proposals.append(_proposal(row, items()[code]))
    return proposals


def _proposal(row: Row, item: Item) -> Proposal:
    return Proposal(
        item_code=item.code,
        label="" if _is_name(row.item, item) else row.item,
        quantity=row.quantity,
        unit="" if _is_unit(row.unit or "", item) else row.unit or "",
        urgency=URGENCIES.index(row.urgency or "normal"),
        deadline=row.deadline,
        note=row.note or "",
        problems=tuple(row.problems),
        source=row.source,
        line=row.line,
    )


def _is_name(words: str, item: Item) -> bool:
    """Whether the words say no more than the catalogue does."""
    return fold(words) in {fold(name) for name in (*item.names.values(), *item.aliases)}


def _is_unit(word: str, item: Item) -> bool:
    return fold(word) in {"", *(fold(form) for forms in item.units.values() for form in forms)}
