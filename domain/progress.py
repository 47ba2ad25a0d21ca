"""An edition day by day, made from rows.

The rows are the log of pledges and the distributions of its public needs; `edition_day` keeps what they had come to at
the end of each day, so that no page adds them up. It is made anew as a whole, once a day, by a duty: whatever changed
in between (a need that moved into another edition, a distribution written down late) stands right the next day. The
last point of a curve is never kept: it is the edition's live sums.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import delete, func, select, text

from domain import clock, counters
from domain.campaigns import Edition, EditionDay
from domain.db import as_stored, begin_writing, db, is_sqlite
from domain.handovers import ARRIVE_WITHIN
from domain.tallies import IS_PUBLIC, EditionTally, Sums


@dataclass(frozen=True, slots=True)
class Point:
    """What an edition had come to at the end of a day: units taken (promised or arrived), arrived, given out."""

    day: date
    taken: int
    received: int
    distributed: int

    @property
    def figures(self) -> tuple[int, int, int]:
        return self.taken, self.received, self.distributed


def curve(edition: Edition, live: Sums) -> list[Point]:
    """The edition's days from its first on, as far as they are kept; the last point is its `live` sums.

    An edition that is over ends on its last day, or on the day on which something last arrived."""
    if edition.starts_on > clock.today():
        return []
    last = Point(_last_day(edition.ends_on), live.pledged + live.received, live.received, live.distributed)
    query = (
        select(EditionDay.day, EditionDay.taken, EditionDay.received, EditionDay.distributed)
        .where(EditionDay.edition_id == edition.id, EditionDay.day >= edition.starts_on, EditionDay.day < last.day)
        .order_by(EditionDay.day)
    )
    points = [*(Point(*row) for row in db.session.execute(query)), last]
    while len(points) > 1 and points[-1].day > edition.ends_on and points[-1].figures == points[-2].figures:
        points.pop()
    return points


def _last_day(ends_on: date) -> date:
    """Goods may arrive for a month after an edition's end; today, before that is over."""
    return min(clock.today(), ends_on + ARRIVE_WITHIN)


def unfilled(limit: int) -> list[int]:
    """Editions with needs that lack one of their days up to yesterday."""
    kept = func.min(EditionDay.day), func.max(EditionDay.day)
    query = (
        select(Edition.id, Edition.starts_on, Edition.ends_on, *kept)
        .join(EditionDay, EditionDay.edition_id == Edition.id, isouter=True)
        .where(Edition.starts_on < clock.today())
        .where(select(EditionTally.shard).where(EditionTally.edition_id == Edition.id, EditionTally.needs > 0).exists())
        .group_by(Edition.id, Edition.starts_on, Edition.ends_on)
    )
    rows = db.session.execute(query).all()
    return [row[0] for row in rows if (row[3], row[4]) != (row[1], _last_whole_day(row[2]))][:limit]


def _last_whole_day(ends_on: date) -> date:
    return min(clock.today() - timedelta(days=1), ends_on + ARRIVE_WITHIN)


def fill(edition_id: int) -> bool:
    """Make every day of an edition up to yesterday anew from rows; whether there was anything to make."""
    begin_writing()
    edition = db.session.get_one(Edition, edition_id, populate_existing=True)
    points = [point for point in count(edition) if point.day <= _last_whole_day(edition.ends_on)]
    outside = (EditionDay.day < edition.starts_on) | (EditionDay.day > _last_whole_day(edition.ends_on))
    db.session.execute(delete(EditionDay).where(EditionDay.edition_id == edition_id, outside))
    if points:
        values = [
            {"id": edition_id, "day": as_stored(one.day), **dict(zip(_FIGURES, one.figures, strict=True))}
            for one in points
        ]
        db.session.execute(_KEEP, values)
        counters.touch_board()
    return bool(points)


def count(edition: Edition) -> list[Point]:
    """The days of an edition up to today from the rows alone. What was promised before its first day counts on it."""
    moved: dict[date, tuple[int, int, int]] = {}
    for day, *figures in [*_pledged(edition.id), *_given(edition.id)]:
        at = max(day, edition.starts_on)
        moved[at] = _added(moved.get(at, (0, 0, 0)), figures)
    points, total, last = [], (0, 0, 0), _last_day(edition.ends_on)
    for number in range((last - edition.starts_on).days + 1):
        day = edition.starts_on + timedelta(days=number)
        total = _added(total, moved.get(day, (0, 0, 0)))
        points.append(Point(day, *total))
    return points


def rebuild() -> None:
    """Make the kept days of every edition anew."""
    db.session.execute(delete(EditionDay))
    for edition_id in unfilled(limit=10_000):
        fill(edition_id)


def _added(one: tuple[int, int, int], other: list[int] | tuple[int, int, int]) -> tuple[int, int, int]:
    return one[0] + other[0], one[1] + other[1], one[2] + other[2]


def _pledged(edition_id: int) -> Iterator[tuple[date, int, int, int]]:
    sql = _LOGGED.format(slot=_SLOT_SQLITE if is_sqlite() else _SLOT_POSTGRESQL)
    for slot, taken, received in db.session.execute(text(sql), {"id": edition_id}):
        moment = datetime.strptime(f"{slot}0", "%Y-%m-%d %H:%M").replace(tzinfo=UTC)
        yield clock.day_of(moment), int(taken), int(received), 0


def _given(edition_id: int) -> Iterator[tuple[date, int, int, int]]:
    for day, quantity in db.session.execute(_GIVEN, {"id": edition_id}):
        yield date.fromisoformat(day) if isinstance(day, str) else day, 0, 0, int(quantity)


# Ten minutes of UTC: every zone's midnight falls between two of them, so a few thousand rows come instead of all.
_SLOT_SQLITE = "substr(t.at, 1, 15)"
_SLOT_POSTGRESQL = "substr(to_char(t.at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI'), 1, 15)"
_COUNTED = "CASE WHEN t.quantity < g.quantity THEN t.quantity ELSE g.quantity END"  # the rest is surplus
_ARRIVES = "t.new = 'received' AND t.old <> 'distributed'"  # not the step back of a corrected distribution
_LOGGED = f"""
    SELECT {{slot}} AS slot,
      SUM(CASE WHEN t.old IS NULL THEN g.quantity WHEN t.new IN ('cancelled', 'lapsed') THEN -g.quantity
        WHEN {_ARRIVES} THEN {_COUNTED} - g.quantity ELSE 0 END),
      SUM(CASE WHEN {_ARRIVES} THEN {_COUNTED} ELSE 0 END)
    FROM need n JOIN pledge g ON g.need_id = n.id JOIN transition t ON t.noun = 'pledge' AND t.noun_id = g.id
    WHERE n.edition_id = :id AND n.{IS_PUBLIC} GROUP BY 1
    """  # noqa: S608  # no reader's words
_GIVEN = text(
    f"""
    SELECT d.day, SUM(d.quantity) FROM need n JOIN distribution d ON d.need_id = n.id
    WHERE n.edition_id = :id AND n.{IS_PUBLIC} GROUP BY d.day
    """  # noqa: S608
)
_FIGURES = ("taken", "received", "distributed")
_KEEP = text(
    f"""
    INSERT INTO edition_day (edition_id, day, {", ".join(_FIGURES)})
    VALUES (:id, :day, {", ".join(f":{name}" for name in _FIGURES)})
    ON CONFLICT (edition_id, day) DO UPDATE SET {", ".join(f"{name} = excluded.{name}" for name in _FIGURES)}
    """  # noqa: S608
)
