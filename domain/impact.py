"""What happened, in numbers: every figure a page shows is one of these sums over rows, made in one place."""

from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime

from sqlalchemy import text

from domain import clock
from domain.counters import IS_PUBLIC, SUMS, Sums
from domain.db import db


@dataclass(frozen=True)
class Totals(Sums):
    """Sums, and how far they reach: associations with a need, the regions and communes they are in (outside Morocco,
    the towns they gave), and distinct volunteers whose pledge was kept or is under way."""

    associations: int
    regions: int
    communes: int
    volunteers: int


_KEPT = ", ".join(f"COALESCE(SUM({name}), 0) AS {name}" for name in SUMS)
_PUBLIC = f"n.{IS_PUBLIC}"
_SCOPES = {"all": "", "edition": "AND n.edition_id = :id", "organisation": "AND n.organisation_id = :id"}
# The three shapes of a set of needs: all of them and an edition's are kept as sums, an organisation's few are added up.
_SUMS = {
    "all": f"SELECT {_KEPT} FROM edition_tally",
    "edition": f"SELECT {_KEPT} FROM edition_tally WHERE edition_id = :id",
    "organisation": f"""
        SELECT {_KEPT} FROM (
          SELECT 1 AS needs, CASE WHEN n.status = 'published' THEN 1 ELSE 0 END AS published,
            CASE WHEN n.status = 'published' THEN n.is_open ELSE 0 END AS open_needs,
            n.quantity, n.pledged, n.received, n.surplus, n.distributed
          FROM need n WHERE n.organisation_id = :id AND {_PUBLIC}) counted
        """,
}
_REACH = """
    SELECT COUNT(*) AS associations, COUNT(DISTINCT o.region_code) AS regions,
      COUNT(DISTINCT COALESCE(o.commune_code, o.locality)) AS communes,
      (SELECT COUNT(*) FROM person p WHERE EXISTS (
         SELECT 1 FROM pledge g JOIN need n ON n.id = g.need_id WHERE g.person_id = p.id
           AND g.status NOT IN ('unconfirmed', 'cancelled', 'lapsed') AND {public} {scope})) AS volunteers
    FROM organisation o WHERE EXISTS (SELECT 1 FROM need n WHERE n.organisation_id = o.id AND {public} {scope})
    """


def sums(scope: str = "all", scope_id: int | None = None) -> Sums:
    """The sums over all public needs, or over those of one `edition` or `organisation`."""
    row = db.session.execute(text(_SUMS[scope]), {"id": scope_id} if scope_id is not None else {}).one()
    return Sums(**{name: int(getattr(row, name)) for name in SUMS})


def totals(scope: str = "all", scope_id: int | None = None, kept: Sums | None = None) -> Totals:
    """The same sums (or these, when they are at hand), and whom and where they reach."""
    reach = text(_REACH.format(public=_PUBLIC, scope=_SCOPES[scope]))
    row = db.session.execute(reach, {"id": scope_id} if scope_id is not None else {}).one()
    reached = {name: int(getattr(row, name)) for name in ("associations", "regions", "communes", "volunteers")}
    return Totals(**asdict(kept or sums(scope, scope_id)), **reached)


@dataclass(frozen=True, slots=True)
class Share:
    """The sums of one part of an edition: a region or an item (`code`)."""

    code: str
    needs: int
    quantity: int
    pledged: int
    received: int

    @property
    def remaining(self) -> int:
        return self.quantity - self.pledged - self.received


def shares(edition_id: int, by: str) -> list[Share]:
    """An edition's sums `by` "region" or "item", the one that lacks most first."""
    column = {"region": "region_code", "item": "item_code"}[by]
    sql = f"""
        SELECT n.{column} AS code, COUNT(*) AS needs, SUM(n.quantity) AS quantity, SUM(n.pledged) AS pledged,
          SUM(n.received) AS received
        FROM need n WHERE {_PUBLIC} AND n.edition_id = :id
        GROUP BY n.{column} ORDER BY SUM(n.quantity - n.pledged - n.received) DESC, n.{column}
        """
    rows = db.session.execute(text(sql), {"id": edition_id})
    return [Share(row.code, int(row.needs), int(row.quantity), int(row.pledged), int(row.received)) for row in rows]


@dataclass(frozen=True, slots=True)
class Step:
    """On this day this many units, by this many pledges, came to this stage."""

    stage: str
    day: date
    quantity: int
    pledges: int


@dataclass(frozen=True, slots=True)
class Link:
    """One link of a need's proof chain: what came this far in all, and on which days, oldest first."""

    stage: str
    steps: list[Step]

    @property
    def quantity(self) -> int:
        return sum(step.quantity for step in self.steps)

    @property
    def pledges(self) -> int:
        return sum(step.pledges for step in self.steps)


CHAIN = ("pledged", "prepared", "received", "distributed")


def proof(need_id: int) -> list[Link]:
    """The proof chain of a need: every link of CHAIN, with dates and totals, never names; pledges that were taken back
    are left out."""
    days: dict[tuple[str, date], list[int]] = {}
    for row in db.session.execute(_PROOF, {"need_id": need_id}):
        moment = datetime.fromisoformat(row.at) if isinstance(row.at, str) else row.at
        day = clock.day_of(moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment)
        days.setdefault((row.new, day), []).append(row.quantity or 0)
    steps = [Step(stage, day, sum(units), len(units)) for (stage, day), units in days.items()]
    return [Link(stage, sorted((s for s in steps if s.stage == stage), key=lambda s: s.day)) for stage in CHAIN]


_PROOF = text(
    """
    SELECT t.new, t.at, t.quantity FROM transition t JOIN pledge g ON g.id = t.noun_id AND t.noun = 'pledge'
    WHERE g.need_id = :need_id AND g.status NOT IN ('unconfirmed', 'cancelled', 'lapsed')
      AND t.new IN ('pledged', 'prepared', 'received', 'distributed')
    ORDER BY t.id
    """
)
