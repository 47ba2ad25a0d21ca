"""The counters of needs, their sums, and the board's version: kept with each change, so that no page adds up rows.

What a need's counters mean stands in `needs`. The sums are those of public needs by what the board filters on; they
are derived from rows and `rebuild` makes them anew from the rows alone.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import BigInteger, SmallInteger, String, text
from sqlalchemy.orm import Mapped, mapped_column

from domain import search
from domain.db import Base, Hot, db

VERSION_SHARDS = 16  # rows over which the board's version is spread, so that writers seldom meet; one more for editions
PUBLIC = ("published", "paused", "fulfilled", "closed", "expired")  # the states in which the public may see a need
IS_PUBLIC = f"status IN {PUBLIC}"  # the same in SQL


class BoardVersion(Base):
    """A counter that moves whenever any card changes; the board's version is the sum of its rows."""

    __tablename__ = "board_version"

    shard: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    version: Mapped[int] = mapped_column(default=0)


class NeedTally(Base):
    """How many needs are on the board, by what it filters on; a pledge changes nothing here."""

    __tablename__ = "need_tally"

    region_code: Mapped[str] = mapped_column(String(8), primary_key=True)
    category: Mapped[str] = mapped_column(String(16), primary_key=True)
    urgency: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    edition_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # 0: no campaign
    published: Mapped[int] = mapped_column(default=0)


class EditionTally(Base):
    """The sums of an edition's public needs, spread over shards so that pledges seldom meet."""

    __tablename__ = "edition_tally"

    edition_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # 0: no campaign
    shard: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    needs: Mapped[int] = mapped_column(default=0)
    published: Mapped[int] = mapped_column(default=0)
    open_needs: Mapped[int] = mapped_column(default=0)
    quantity: Mapped[int] = mapped_column(BigInteger, default=0)
    pledged: Mapped[int] = mapped_column(BigInteger, default=0)
    received: Mapped[int] = mapped_column(BigInteger, default=0)
    surplus: Mapped[int] = mapped_column(BigInteger, default=0)
    distributed: Mapped[int] = mapped_column(BigInteger, default=0)


SUMS = ("needs", "published", "open_needs", "quantity", "pledged", "received", "surplus", "distributed")


@dataclass(frozen=True)
class Sums:
    """Sums over a set of needs that were published. Units are pieces, cartons, litres… as each need counts them.

    needs: needs that were published; published: those on the board; open_needs: those among them that still lack
    something; quantity: units asked for; pledged: promised and on their way; received: arrived and counted towards
    what was asked for; surplus: arrived beyond what was promised; distributed: reached people."""

    needs: int
    published: int
    open_needs: int
    quantity: int
    pledged: int
    received: int
    surplus: int
    distributed: int

    @property
    def remaining(self) -> int:
        """Units nobody has promised, among all that was asked for."""
        return self.quantity - self.pledged - self.received


def add_up(parts: Iterable[Sums]) -> Sums:
    """The sums over several sets that share no need."""
    several = list(parts)
    return Sums(**{name: sum(getattr(part, name) for part in several) for name in SUMS})


@dataclass(frozen=True, slots=True)
class Standing:
    """What of a need its sums rest on."""

    id: int
    region_code: str
    category: str
    urgency: int
    edition_id: int | None
    status: str
    is_open: int
    quantity: int
    pledged: int
    received: int
    surplus: int
    distributed: int


_ADJUST = Hot(
    """
    UPDATE need SET version = version + 1, pledged = pledged + :pledged, received = received + :received,
      surplus = surplus + :surplus, distributed = distributed + :distributed
    WHERE id = :id AND pledged + received + :taken <= quantity AND (:any_state = 1 OR status = 'published')
    RETURNING edition_id, status, search_rank, quantity, quantity - pledged - received AS remaining, is_open, lacking
    """
)
# Apart from the counters: SQLite writes anew every index over a column that is set, changed or not, and the board has
# more than twenty over `is_open`.
_LACK = Hot("UPDATE need SET lacking = :lacking WHERE id = :id")
_OPEN = Hot("UPDATE need SET is_open = :is_open, search_rank = :search_rank WHERE id = :id")
_ADD_UNITS = Hot(
    """
    UPDATE edition_tally SET pledged = pledged + :pledged, received = received + :received,
      surplus = surplus + :surplus, distributed = distributed + :distributed, open_needs = open_needs + :opened
    WHERE edition_id = :edition_id AND shard = :shard
    """
)


def adjust(
    need_id: int, *, pledged: int = 0, received: int = 0, surplus: int = 0, distributed: int = 0,
    only_published: bool = False,
) -> bool:  # fmt: skip
    """Move the counters of a need by these units in one conditional statement; False when the need cannot take them.

    This is the one place where counters change, so nothing is ever promised twice."""
    units = {"pledged": pledged, "received": received, "surplus": surplus, "distributed": distributed}
    taken = pledged + received
    row = _ADJUST.run(**units, id=need_id, taken=taken, any_state=0 if only_published else 1).fetchone()
    if row is None:
        return False
    edition_id, status, search_rank, quantity, remaining, was_open, was_lacking = row
    opened = int(remaining > 0) - was_open
    if status in PUBLIC:
        counted = opened if status == "published" else 0
        _ADD_UNITS.run(**units, opened=counted, edition_id=edition_id or 0, shard=need_id % VERSION_SHARDS)
    lacking = tenths_lacking(quantity, remaining)
    if lacking != was_lacking:
        _LACK.run(lacking=lacking, id=need_id)
    if opened:
        _OPEN.run(is_open=was_open + opened, search_rank=_rank_anew(search_rank, opened), id=need_id)
    touch_board(need_id)
    return True


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


_COUNT = text(
    """
    INSERT INTO need_tally (region_code, category, urgency, edition_id, published)
    VALUES (:region_code, :category, :urgency, :edition_id, :published)
    ON CONFLICT (region_code, category, urgency, edition_id) DO UPDATE
    SET published = need_tally.published + excluded.published
    """
)
_ADD = text(
    f"""
    INSERT INTO edition_tally (edition_id, shard, {", ".join(SUMS)})
    VALUES (:edition_id, :shard, {", ".join(f":{name}" for name in SUMS)})
    ON CONFLICT (edition_id, shard) DO UPDATE
    SET {", ".join(f"{name} = edition_tally.{name} + excluded.{name}" for name in SUMS)}
    """
)


def count(standing: Standing, sign: int) -> None:
    """Add a need, as it stands, to the sums (`sign` 1), or take it out (-1)."""
    if standing.status not in PUBLIC:
        return
    published = int(standing.status == "published")
    values = {"needs": 1, "published": published, "open_needs": published * standing.is_open}
    values |= {name: getattr(standing, name) for name in SUMS[3:]}
    values = {name: sign * value for name, value in values.items()}
    place = {"edition_id": standing.edition_id or 0, "shard": standing.id % VERSION_SHARDS}
    db.session.execute(_ADD, place | values)
    kind = {"region_code": standing.region_code, "category": standing.category, "urgency": standing.urgency}
    db.session.execute(_COUNT, place | kind | {"published": values["published"]})


_PUBLISHED = "CASE WHEN status = 'published' THEN {} ELSE 0 END"
REBUILD = (
    "DELETE FROM need_tally",
    "DELETE FROM edition_tally",
    f"""
    INSERT INTO need_tally (region_code, category, urgency, edition_id, published)
    SELECT region_code, category, urgency, COALESCE(edition_id, 0), SUM({_PUBLISHED.format(1)})
    FROM need WHERE {IS_PUBLIC}
    GROUP BY region_code, category, urgency, COALESCE(edition_id, 0)
    """,
    f"""
    INSERT INTO edition_tally (edition_id, shard, {", ".join(SUMS)})
    SELECT COALESCE(edition_id, 0), id % {VERSION_SHARDS}, COUNT(*), SUM({_PUBLISHED.format(1)}),
      SUM({_PUBLISHED.format("is_open")}), SUM(quantity), SUM(pledged), SUM(received), SUM(surplus), SUM(distributed)
    FROM need WHERE {IS_PUBLIC}
    GROUP BY COALESCE(edition_id, 0), id % {VERSION_SHARDS}
    """,
)


def rebuild() -> None:
    """Make every sum anew from the needs alone."""
    for statement in REBUILD:
        db.session.execute(text(statement))


_TOUCH = Hot("UPDATE board_version SET version = version + 1 WHERE shard = :shard")
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
