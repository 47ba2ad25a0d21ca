"""What the two ways of goods in the demonstration share: movements gathered and written at once, shares, words."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import insert

from domain import audits, clock, stock
from domain.db import Base, db
from domain.demo.history import Event, event
from domain.demo.moments import awake
from domain.demo.story import Story
from domain.people import Person
from domain.stock import Place, StockMovement

_ARABIC = {
    "convoy": "قافلة {}", "point": "نقطة توزيع {}", "donor": "بنك الطعام", "donor2": "شركة نقل وتموين",
    "reason": "ابتلّ بعضها في الطريق", "note": "اتصلوا بالجمعية قبل الوصول بساعة.",
}  # fmt: skip
_PERSIAN = {
    "convoy": "کاروان {}", "point": "جایگاه توزیع {}", "donor": "بانک غذا", "donor2": "شرکت پخش",
    "reason": "چند بسته در راه خیس شد", "note": "یک ساعت پیش از رسیدن با انجمن تماس بگیرید.",
}  # fmt: skip


def share(total: int, weights: list[float]) -> list[int]:
    """Whole units by weight whose sum is `total`: each its floor, and one more for the largest remainders."""
    exact = [total * weight / sum(weights) for weight in weights]
    parts = [int(part) for part in exact]
    by_remainder = sorted(range(len(parts)), key=lambda place: (parts[place] - exact[place], place))
    for place in by_remainder[: total - sum(parts)]:
        parts[place] += 1
    return parts


@dataclass
class Book:
    """Movements as they are gathered, written all at once with the sums they make."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def enter(
        self, kind: str, item: str, quantity: int, source: Place, target: Place, at: datetime, **named: object
    ) -> None:  # fmt: skip
        row = {"kind": kind, "item_code": item, "quantity": quantity, "source": source, "target": target, "at": at}
        optional = {"edition_id": None, "session_id": None, "line_id": None, "note": "", "actor_id": None}
        self.rows.append(row | optional | named | {"day": clock.day_of(at), "key": f"demo-{next(self.numbers)}"})

    def write(self) -> None:
        self.rows.sort(key=lambda row: row["at"])
        places = sorted({row[side] for row in self.rows for side in ("source", "target")})
        made = add_all(stock.StockAccount, [{"kind": kind, "ref": ref} for kind, ref in places])
        accounts = dict(zip(places, made, strict=True))
        for row in self.rows:
            row["from_id"], row["to_id"] = accounts[row.pop("source")], accounts[row.pop("target")]
        db.session.execute(insert(StockMovement), self.rows)
        audits.rebuild()


def add_all(model: type[Base], values: list[dict[str, Any]]) -> list[int]:
    """Insert rows at once; gives their numbers in the same order."""
    numbered = insert(model).returning(model.__table__.c.id, sort_by_parameter_order=True)
    return list(db.session.scalars(numbered, values))


def moment(story: Story, day: date, hours: float) -> datetime:
    """A moment of a day, at hours at which people are awake."""
    return awake(clock.start_of(day) + timedelta(hours=hours), story.country)


def words(story: Story) -> dict[str, str]:
    return _PERSIAN if story.country == "IR" else _ARABIC


def log_of(noun: str, number: int, chain: list[tuple[str, datetime]], actor: Person) -> list[Event]:
    """The rows of the log of something that came through these states."""
    states = [None, *(new for new, _ in chain)]
    return [
        event(noun, number, old, new, at, actor=actor, via="web") for old, (new, at) in zip(states, chain, strict=False)
    ]
