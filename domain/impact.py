"""What happened, in numbers: every figure a page shows is one of these sums over rows, made in one place."""

from dataclasses import dataclass, fields
from datetime import UTC, date, datetime

from sqlalchemy import text

from domain import clock
from domain.db import db


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over a set of needs that were published. Units are pieces, cartons, litres… as each need counts them.

    needs, open_needs: needs, and those among them that still lack something; quantity: units asked for; pledged:
    promised and on their way; received: arrived and counted towards what was asked for; surplus: arrived beyond what
    was promised; distributed: reached people; associations, regions, communes: distinct ones with a need (outside
    Morocco, the towns that associations gave); volunteers: distinct people whose pledge was kept or is under way."""

    needs: int
    open_needs: int
    quantity: int
    pledged: int
    received: int
    surplus: int
    distributed: int
    associations: int
    regions: int
    communes: int
    volunteers: int

    @property
    def remaining(self) -> int:
        """Units nobody has promised, among all that was asked for."""
        return self.quantity - self.pledged - self.received


_SCOPES = {"all": "1 = 1", "edition": "n.edition_id = :id", "organisation": "n.organisation_id = :id"}
_PUBLISHED = "n.status IN ('published', 'fulfilled', 'closed', 'expired')"


def totals(scope: str = "all", scope_id: int | None = None) -> Totals:
    """The sums over all public needs, or over those of one `edition` or `organisation`."""
    where = f"{_PUBLISHED} AND {_SCOPES[scope]}"
    sql = f"""
        SELECT COUNT(*) AS needs,
          COALESCE(SUM(CASE WHEN n.status = 'published' AND n.is_open = 1 THEN 1 ELSE 0 END), 0) AS open_needs,
          COALESCE(SUM(n.quantity), 0) AS quantity, COALESCE(SUM(n.pledged), 0) AS pledged,
          COALESCE(SUM(n.received), 0) AS received, COALESCE(SUM(n.surplus), 0) AS surplus,
          COALESCE(SUM(n.distributed), 0) AS distributed,
          COUNT(DISTINCT n.organisation_id) AS associations, COUNT(DISTINCT n.region_code) AS regions,
          COUNT(DISTINCT COALESCE(n.commune_code, o.locality)) AS communes,
          (SELECT COUNT(DISTINCT g.person_id) FROM pledge g JOIN need n ON n.id = g.need_id
           WHERE g.status NOT IN ('unconfirmed', 'cancelled', 'lapsed') AND {where}) AS volunteers
        FROM need n JOIN organisation o ON o.id = n.organisation_id WHERE {where}
        """  # noqa: S608  # the two scopes above, no reader's words
    row = db.session.execute(text(sql), {"id": scope_id} if scope != "all" else {}).one()
    return Totals(**{field.name: int(getattr(row, field.name)) for field in fields(Totals)})


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
        FROM need n WHERE {_PUBLISHED} AND n.edition_id = :id
        GROUP BY n.{column} ORDER BY SUM(n.quantity - n.pledged - n.received) DESC, n.{column}
        """  # noqa: S608
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
