"""Channels: where a shared link was put, so that the platform team sees what brings people. Counts only: no cookie, no
address, nobody is followed.

A link carries its channel as `?c=`; a pledge made on the page it opens keeps it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Executable, String, func, select, text
from sqlalchemy.dialects.postgresql import insert as insert_on_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_on_sqlite
from sqlalchemy.orm import Mapped, mapped_column

from domain import clock
from domain.db import Base, as_stored, db, is_sqlite

# What stands in an address, and the channel it means.
CODES = {
    "wa": "whatsapp", "tg": "telegram", "fb": "facebook", "x": "x", "copy": "copy", "poster": "poster",
    "letter": "letter",
}  # fmt: skip
CHANNELS = tuple(CODES.values())
NOUNS = ("need", "organisation", "edition")


class Visit(Base):
    """How often a page was opened by links of a channel on a day. `noun`: need, organisation, edition."""

    __tablename__ = "visit"

    day: Mapped[date] = mapped_column(primary_key=True)
    noun: Mapped[str] = mapped_column(String(14), primary_key=True)
    noun_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    channel: Mapped[str] = mapped_column(String(10), primary_key=True)
    visits: Mapped[int] = mapped_column(default=0)


class Opened(NamedTuple):
    """A page that was opened by a channel's link on a day. Nothing of who did it."""

    day: date
    noun: str
    noun_id: int
    channel: str


def add_visits(counts: Mapping[Opened, int]) -> None:
    """Add to what is counted, in one statement; always in the same order, so that two processes never wait for each
    other in a circle."""
    if not counts:
        return
    insert = insert_on_sqlite if is_sqlite() else insert_on_postgresql
    made = insert(Visit).values([{**one._asdict(), "visits": number} for one, number in sorted(counts.items())])
    key = ["day", "noun", "noun_id", "channel"]
    db.session.execute(
        made.on_conflict_do_update(index_elements=key, set_={"visits": Visit.visits + made.excluded.visits})
    )


@dataclass(frozen=True, slots=True)
class Brought:
    """What links brought: openings of a page, and pledges made from there that were not taken back."""

    visits: int = 0
    pledges: int = 0


# Needs and pledges stand on upper floors: here only columns are read. Ordered by what was brought, the most first.
_STANDS = "g.channel IS NOT NULL AND g.created_at >= :since AND g.status NOT IN ('unconfirmed', 'cancelled', 'lapsed')"
_PLEDGES = text(f"SELECT g.channel, COUNT(*) FROM pledge g WHERE {_STANDS} GROUP BY g.channel")  # noqa: S608
_PLEDGES_OF_NEEDS = text(f"SELECT g.need_id, COUNT(*) FROM pledge g WHERE {_STANDS} GROUP BY g.need_id")  # noqa: S608
_PLEDGES_OF_EDITIONS = text(
    f"SELECT g.edition_id, COUNT(*) FROM pledge g WHERE {_STANDS} AND g.edition_id IS NOT NULL GROUP BY g.edition_id"  # noqa: S608
)
_PLEDGES_OF_ORGANISATIONS = text(
    "SELECT n.organisation_id, COUNT(*) FROM pledge g JOIN need n ON n.id = g.need_id"  # noqa: S608
    f" WHERE {_STANDS} GROUP BY n.organisation_id"
)
_PLEDGES_BY = {"need": _PLEDGES_OF_NEEDS, "edition": _PLEDGES_OF_EDITIONS, "organisation": _PLEDGES_OF_ORGANISATIONS}


def by_channel(since: date) -> dict[str, Brought]:
    """What each channel brought from this day on, what brought most pledges first; every channel is named."""
    query = select(Visit.channel, func.sum(Visit.visits)).where(Visit.day >= since).group_by(Visit.channel)
    visits = _pairs(query)
    pledges = _pairs(_PLEDGES, since)
    found = {channel: Brought(visits.get(channel, 0), pledges.get(channel, 0)) for channel in CHANNELS}
    return dict(sorted(found.items(), key=lambda pair: (-pair[1].pledges, -pair[1].visits)))


def by_page(noun: str, since: date, limit: int = 10) -> list[tuple[int, Brought]]:
    """The things of a noun (NOUNS) that links brought most to from this day on: number and what was brought. A pledge
    counts for its need, its association and its campaign, whichever page the link opened."""
    query = select(Visit.noun_id, func.sum(Visit.visits)).where(Visit.noun == noun, Visit.day >= since)
    visits = _pairs(query.group_by(Visit.noun_id))
    pledges = _pairs(_PLEDGES_BY[noun], since)
    found = {one: Brought(visits.get(one, 0), pledges.get(one, 0)) for one in {*visits, *pledges}}
    return sorted(found.items(), key=lambda pair: (-pair[1].pledges, -pair[1].visits, -pair[0]))[:limit]


def _pairs(query: Executable, since: date | None = None) -> dict[Any, int]:
    values = {"since": as_stored(clock.start_of(since))} if since else {}
    return {row[0]: int(row[1]) for row in db.session.execute(query, values)}
