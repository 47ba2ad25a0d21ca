"""The sums of public needs by what the board filters on, and of each edition: kept with each change, so that no page
adds up rows. They are derived from rows, and `rebuild` makes them anew from the rows alone. Units move in `counters`.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import BigInteger, SmallInteger, String, text
from sqlalchemy.orm import Mapped, mapped_column

from domain.db import Base, db

SHARDS = 16  # rows over which an edition's sums are spread, so that writers seldom meet
PUBLIC = ("published", "paused", "fulfilled", "closed", "expired")  # the states in which the public may see a need
IS_PUBLIC = f"status IN {PUBLIC}"  # the same in SQL


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


class EditionShare(Base):
    """The sums of an edition's public needs by region and item, so that no page of an edition adds up its needs; and
    whom their distributions reached, corrections taken off (see `distributions`)."""

    __tablename__ = "edition_share"

    edition_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    region_code: Mapped[str] = mapped_column(String(8), primary_key=True)
    item_code: Mapped[str] = mapped_column(String(40), primary_key=True)
    needs: Mapped[int] = mapped_column(default=0)
    quantity: Mapped[int] = mapped_column(BigInteger, default=0)
    pledged: Mapped[int] = mapped_column(BigInteger, default=0)
    received: Mapped[int] = mapped_column(BigInteger, default=0)
    surplus: Mapped[int] = mapped_column(BigInteger, default=0)
    distributed: Mapped[int] = mapped_column(BigInteger, default=0)
    times: Mapped[int] = mapped_column(default=0)
    families: Mapped[int] = mapped_column(BigInteger, default=0)
    women: Mapped[int] = mapped_column(BigInteger, default=0)
    men: Mapped[int] = mapped_column(BigInteger, default=0)
    children: Mapped[int] = mapped_column(BigInteger, default=0)


REACHED = ("times", "families", "women", "men", "children")
SHARED = ("needs", "quantity", "pledged", "received", "surplus", "distributed")
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
    item_code: str
    urgency: int
    edition_id: int | None
    status: str
    is_open: int
    quantity: int
    pledged: int
    received: int
    surplus: int
    distributed: int


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
    if standing.edition_id is not None:
        _share(standing, values, sign)
    place = {"edition_id": standing.edition_id or 0, "shard": standing.id % SHARDS}
    db.session.execute(_ADD, place | values)
    kind = {"region_code": standing.region_code, "category": standing.category, "urgency": standing.urgency}
    db.session.execute(_COUNT, place | kind | {"published": values["published"]})


def _share(standing: Standing, values: dict[str, int], sign: int) -> None:
    """Add a need's sums, and whom it reached if anything of it was given out, to the share of its edition."""
    reached = (
        db.session.execute(_REACHED_BY, {"id": standing.id}).one() if standing.distributed else (0,) * len(REACHED)
    )
    key = {"edition_id": standing.edition_id, "region_code": standing.region_code, "item_code": standing.item_code}
    people = {name: sign * int(value or 0) for name, value in zip(REACHED, reached, strict=True)}
    db.session.execute(_ADD_SHARE, key | {name: values[name] for name in SHARED} | people)


_TIMES = "SUM(CASE WHEN quantity > 0 THEN 1 ELSE -1 END)"  # a correction takes its distribution off
_PEOPLE = ", ".join(f"SUM({name}) AS {name}" for name in REACHED[1:])
_REACHED_BY = text(f"SELECT {_TIMES} AS times, {_PEOPLE} FROM distribution WHERE need_id = :id")
_ADD_SHARE = text(
    f"""
    INSERT INTO edition_share (edition_id, region_code, item_code, {", ".join(SHARED + REACHED)})
    VALUES (:edition_id, :region_code, :item_code, {", ".join(f":{name}" for name in SHARED + REACHED)})
    ON CONFLICT (edition_id, region_code, item_code) DO UPDATE
    SET {", ".join(f"{name} = edition_share.{name} + excluded.{name}" for name in SHARED + REACHED)}
    """
)
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
    SELECT COALESCE(edition_id, 0), id % {SHARDS}, COUNT(*), SUM({_PUBLISHED.format(1)}),
      SUM({_PUBLISHED.format("is_open")}), SUM(quantity), SUM(pledged), SUM(received), SUM(surplus), SUM(distributed)
    FROM need WHERE {IS_PUBLIC}
    GROUP BY COALESCE(edition_id, 0), id % {SHARDS}
    """,
    "DELETE FROM edition_share",
    f"""
    INSERT INTO edition_share (edition_id, region_code, item_code, {", ".join(SHARED + REACHED)})
    SELECT edition_id, region_code, item_code, COUNT(*), {", ".join(f"SUM(need.{name})" for name in SHARED[1:])},
      {", ".join(f"COALESCE(SUM({name}), 0)" for name in REACHED)}
    FROM need LEFT JOIN (SELECT need_id, {_TIMES} AS times, {_PEOPLE} FROM distribution GROUP BY need_id) given
      ON given.need_id = need.id
    WHERE edition_id IS NOT NULL AND {IS_PUBLIC}
    GROUP BY edition_id, region_code, item_code
    """,
)


def rebuild() -> None:
    """Make every sum anew from the needs alone."""
    for statement in REBUILD:
        db.session.execute(text(statement))
