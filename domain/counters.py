"""The counters of needs, with the sums they are part of (`tallies`), and the board's version: moved with each change.

What a need's counters mean stands in `needs`.
"""

from typing import NamedTuple

from sqlalchemy import SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from domain import log, search
from domain.db import Base, Hot, db, hot
from domain.tallies import IS_PUBLIC, PUBLIC, REACHED, SHARDS

VERSION_SHARDS = SHARDS  # of the board's version; one more row is for editions


class BoardVersion(Base):
    """A counter that moves whenever any card changes; the board's version is the sum of its rows."""

    __tablename__ = "board_version"

    shard: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    version: Mapped[int] = mapped_column(default=0)


_ADJUST = Hot(
    """
    UPDATE need SET version = version + 1, pledged = pledged + :pledged, received = received + :received,
      surplus = surplus + :surplus, distributed = distributed + :distributed
    WHERE id = :id AND pledged + received + :taken <= quantity AND (:any_state = 1 OR status = 'published')
    RETURNING edition_id, status, search_rank, quantity, quantity - pledged - received AS remaining, is_open, lacking,
      region_code, item_code
    """
)
# Apart from the counters: SQLite writes anew every index over a column that is set, changed or not, and the board has
# more than twenty over `is_open`.
_LACK = Hot("UPDATE need SET lacking = :lacking WHERE id = :id")
_OPEN = Hot("UPDATE need SET is_open = :is_open, search_rank = :search_rank WHERE id = :id")
_TOUCH_SQL = "UPDATE board_version SET version = version + 1 WHERE shard = :shard"
_TOUCH = Hot(_TOUCH_SQL)
_UNITS_SQL = """
    UPDATE edition_tally SET pledged = pledged + :pledged, received = received + :received,
      surplus = surplus + :surplus, distributed = distributed + :distributed, open_needs = open_needs + :opened
    WHERE edition_id = :edition_id AND shard = :shard
    """
_SHARE_SQL = """
    UPDATE edition_share SET pledged = pledged + :pledged, received = received + :received,
      surplus = surplus + :surplus, distributed = distributed + :distributed
    WHERE edition_id = :edition_id AND region_code = :region_code AND item_code = :item_code
    """


class Adjusted(NamedTuple):
    """The need took the units. Its row is this transaction's: it stays in this edition until that ends."""

    edition_id: int | None


def adjust(
    need_id: int, *, pledged: int = 0, received: int = 0, surplus: int = 0, distributed: int = 0,
    only_published: bool = False, entry: log.Entry | None = None,
) -> Adjusted | None:  # fmt: skip
    """Move the counters of a need by these units in one conditional statement; none when the need cannot take them.
    `entry`: what the log is to say of it, written together with the sums.

    This is the one place where counters change, so nothing is ever promised twice."""
    units = {"pledged": pledged, "received": received, "surplus": surplus, "distributed": distributed}
    taken = pledged + received
    row = _ADJUST.run(**units, id=need_id, taken=taken, any_state=0 if only_published else 1).fetchone()
    if row is None:
        return None
    edition_id, status, search_rank, quantity, remaining, was_open, was_lacking, region_code, item_code = row
    opened = int(remaining > 0) - was_open
    place = {"edition_id": edition_id or 0, "region_code": region_code, "item_code": item_code}
    units |= {"opened": opened if status == "published" else 0, "shard": need_id % VERSION_SHARDS}
    statements = []  # in the order in which everything takes its locks
    if status in PUBLIC:
        statements = [_UNITS_SQL] if edition_id is None else [_UNITS_SQL, _SHARE_SQL]
    statements.append(_TOUCH_SQL)
    if entry is not None:
        statements.append(log.APPEND)
    hot(*statements).run(**units, **place, **(entry or {}))
    lacking = tenths_lacking(quantity, remaining)
    if lacking != was_lacking:
        _LACK.run(lacking=lacking, id=need_id)
    if opened:
        _OPEN.run(is_open=was_open + opened, search_rank=_rank_anew(search_rank, opened), id=need_id)
    return Adjusted(edition_id)


def add_reach(need_id: int, **reached: int) -> None:
    """Add whom a distribution of a public need reached (REACHED) to its edition's sums; a correction has a minus."""
    _ADD_REACH.run(need_id=need_id, **reached)


_ADD_REACH = Hot(
    f"""
    UPDATE edition_share SET {", ".join(f"{name} = {name} + :{name}" for name in REACHED)}
    WHERE (edition_id, region_code, item_code) IN
      (SELECT edition_id, region_code, item_code FROM need WHERE id = :need_id AND {IS_PUBLIC})
    """
)


def tenths_lacking(quantity: int, remaining: int) -> int:
    """How many tenths of the quantity nobody has promised yet, rounded up: 0 only when nothing remains."""
    return 1 + (remaining - 1) * 10 // quantity if remaining else 0


def _rank_anew(rank: int | None, opened: int) -> int | None:
    """A need that is fully promised goes behind those that lack something, in a search as on the board."""
    if rank is None:
        return None
    new = rank + (opened << search.OPEN_BIT)
    search.move(rank, new)
    return new


VERSIONS = (  # two columns for a SELECT: the board's version and the editions'
    "(SELECT SUM(version) FROM board_version) AS board,"
    f" (SELECT version FROM board_version WHERE shard = {VERSION_SHARDS}) AS editions"
)


def touch_board(need_id: int = 0) -> None:
    """Say that a card changed, in the same transaction as the change."""
    _TOUCH.run(shard=need_id % VERSION_SHARDS)


def touch_editions() -> None:
    """Say that an edition or a campaign changed."""
    _TOUCH.run(shard=VERSION_SHARDS)


def versions() -> tuple[int, int]:
    """Two numbers, as committed: one differs whenever any card or edition differs, the other with editions only. Every
    page asks for them first (one's own with the sign-in), so they are read on the driver's own connection."""
    pooled = db.engine.raw_connection()
    try:
        cursor = pooled.cursor()
        cursor.execute(f"SELECT {VERSIONS}")
        board, editions = cursor.fetchone() or (0, 0)
        return int(board or 0), int(editions or 0)
    finally:
        pooled.close()
