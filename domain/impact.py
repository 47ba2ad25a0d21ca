"""What happened, in numbers: every figure a page shows is one of these sums over rows, made in one place."""

from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import ColumnElement, case, func, select, text

from domain import clock
from domain.campaigns import ASKING
from domain.db import db
from domain.distributions import Distribution
from domain.needs import Need
from domain.pledges import IN_EDITION
from domain.tallies import IS_PUBLIC, PUBLIC, SUMS, Sums


@dataclass(frozen=True)
class Totals(Sums):
    """Sums, and how far they reach: the regions of the needs, as the board and every report have them; associations
    with a need, and the communes they are in (outside Morocco, the towns they gave); distinct volunteers whose pledge
    was kept or is under way."""

    associations: int
    regions: int
    communes: int
    volunteers: int


_KEPT = ", ".join(f"COALESCE(SUM({name}), 0) AS {name}" for name in SUMS)
_PUBLIC = f"n.{IS_PUBLIC}"
_SCOPES = {"all": "", "organisation": "AND n.organisation_id = :id"}
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
    SELECT COUNT(*) AS associations, ({regions}) AS regions,
      COUNT(DISTINCT COALESCE(o.commune_code, o.locality)) AS communes, ({volunteers}) AS volunteers
    FROM organisation o WHERE {asked}
    """
_ASKED = "EXISTS (SELECT 1 FROM need n WHERE n.organisation_id = o.id AND {public} {scope})"
_VOLUNTEERS = """
    SELECT COUNT(*) FROM person p WHERE EXISTS (
      SELECT 1 FROM pledge g JOIN need n ON n.id = g.need_id WHERE g.person_id = p.id
        AND g.status NOT IN ('unconfirmed', 'cancelled', 'lapsed') AND {public} {scope})
    """
# An edition may have ten thousand needs: what is distinct about them is read from two indexes that know the edition.
_ASKED_IN_EDITION = f"o.id IN ({ASKING.replace(':edition_id', ':id')})"
# A region without a need on the board is looked up among all needs; those that never had one stand nowhere.
_REGIONS = f"""
    SELECT COUNT(*) FROM (SELECT t.region_code FROM need_tally t GROUP BY t.region_code
      HAVING SUM(t.published) > 0 OR EXISTS (SELECT 1 FROM need n WHERE n.region_code = t.region_code AND {_PUBLIC})) r
    """
_REGIONS_OF_ORGANISATION = (
    f"SELECT COUNT(DISTINCT n.region_code) FROM need n WHERE n.organisation_id = :id AND {_PUBLIC}"
)
_REGIONS_OF_EDITION = "SELECT COUNT(DISTINCT region_code) FROM edition_share WHERE edition_id = :id AND needs > 0"
_VOLUNTEERS_OF_EDITION = f"SELECT COUNT(DISTINCT person_id) FROM pledge WHERE edition_id = :id AND {IN_EDITION.text}"


def _reach_of(scope: str) -> str:
    if scope == "edition":
        asked, volunteers, regions = _ASKED_IN_EDITION, _VOLUNTEERS_OF_EDITION, _REGIONS_OF_EDITION
        return _REACH.format(asked=asked, volunteers=volunteers, regions=regions)
    parts = {"public": _PUBLIC, "scope": _SCOPES[scope]}
    asked, volunteers = _ASKED.format(**parts), _VOLUNTEERS.format(**parts)
    regions = _REGIONS_OF_ORGANISATION if scope == "organisation" else _REGIONS
    return _REACH.format(asked=asked, volunteers=volunteers, regions=regions)


def sums(scope: str = "all", scope_id: int | None = None) -> Sums:
    """The sums over all public needs, or over those of one `edition` or `organisation`."""
    row = db.session.execute(text(_SUMS[scope]), {"id": scope_id} if scope_id is not None else {}).one()
    return Sums(**{name: int(getattr(row, name)) for name in SUMS})


def totals(scope: str = "all", scope_id: int | None = None, kept: Sums | None = None) -> Totals:
    """The same sums (or these, when they are at hand), and whom and where they reach."""
    row = db.session.execute(text(_reach_of(scope)), {"id": scope_id} if scope_id is not None else {}).one()
    reached = {name: int(getattr(row, name)) for name in ("associations", "regions", "communes", "volunteers")}
    return Totals(**asdict(kept or sums(scope, scope_id)), **reached)


@dataclass(frozen=True, slots=True)
class Reach:
    """Whom distributions reached, corrections taken off: so many times, so many units, families and people. A family
    that came twice is counted twice: nobody's name is kept, so nobody can be known again."""

    times: int = 0
    quantity: int = 0
    families: int = 0
    women: int = 0
    men: int = 0
    children: int = 0

    @property
    def people(self) -> int:
        return self.women + self.men + self.children

    @property
    def is_shown(self) -> bool:
        """Whether the public may see the people: where there are few, a count is as good as a name."""
        return self.people >= LEAST_SHOWN

    @property
    def families_are_shown(self) -> bool:
        return self.is_shown and not 0 < self.families < LEAST_SHOWN

    @property
    def parts_are_shown(self) -> bool:
        """Whether the public may also see how many of the people were women, men and children."""
        parts = (self.women, self.men, self.children)
        return self.is_shown and not any(0 < part < LEAST_SHOWN for part in parts)

    @property
    def shown(self) -> "Reach":
        """The same with what the public may not see as nought."""
        parts = (self.women, self.men, self.children) if self.parts_are_shown else (0, 0, 0)
        return Reach(self.times, self.quantity, self.families if self.families_are_shown else 0, *parts)

    def shares(self) -> dict[str, int]:
        """Women, men and children in whole hundredths of the people; they add up to 100 (largest remainders)."""
        parts = {name: getattr(self, name) * 100 for name in ("women", "men", "children")}
        shares = {name: part // self.people for name, part in parts.items()}
        by_rest = sorted(parts, key=lambda name: -(parts[name] % self.people))
        return shares | {name: shares[name] + 1 for name in by_rest[: 100 - sum(shares.values())]}

    def __add__(self, other: "Reach") -> "Reach":
        return Reach(**{name: value + getattr(other, name) for name, value in asdict(self).items()})


LEAST_SHOWN = 5  # people
_REACH_OF = (
    func.sum(case((Distribution.quantity > 0, 1), else_=-1)),  # a correction takes its distribution off
    *(func.sum(getattr(Distribution, name)) for name in ("quantity", "families", "women", "men", "children")),
)


_REACH_OF_EDITION = text(
    "SELECT SUM(times), SUM(distributed), SUM(families), SUM(women), SUM(men), SUM(children)"
    " FROM edition_share WHERE edition_id = :id"
)


def reach(scope: str = "all", scope_id: int | None = None) -> Reach:
    """Whom the distributions of all public needs reached, or of those of one `edition` or `organisation`."""
    if scope == "edition":
        return _reach(db.session.execute(_REACH_OF_EDITION, {"id": scope_id}).one())
    query = select(*_REACH_OF).join(Need, Need.id == Distribution.need_id).where(Need.status.in_(PUBLIC))
    if scope == "organisation":
        query = query.where(Need.organisation_id == scope_id)
    return _reach(db.session.execute(query).one())


@dataclass(frozen=True, slots=True)
class Given:
    """A need of which something arrived: units that arrived, those not given out yet, and whom the others reached."""

    need_id: int
    arrived: int
    left: int
    reach: Reach


def given_by_need(organisation_id: int) -> list[Given]:
    """Each need of an association of which something arrived, the one with most left to give out first."""
    arrived = Need.received + Need.surplus
    query = (
        select(Need.id, arrived, arrived - Need.distributed, *_REACH_OF)
        .join(Distribution, Distribution.need_id == Need.id, isouter=True)
        .where(Need.organisation_id == organisation_id, arrived > 0)
        .group_by(Need.id)
    )
    rows = db.session.execute(query).all()
    found = [Given(row[0], row[1], row[2], _reach(row[3:]) if row[4] else Reach()) for row in rows]
    return sorted(found, key=lambda one: (-one.left, -one.need_id))


def given_by_place(organisation_id: int) -> list[tuple[Distribution, Reach]]:
    """Where an association's goods reached people, most people first; each place by one of its distributions."""
    place = (Distribution.commune_code, Distribution.place)
    query = select(func.max(Distribution.id), *_REACH_OF).where(_of(organisation_id)).group_by(*place)
    found = {row[0]: _reach(row[1:]) for row in db.session.execute(query)}
    rows = db.session.scalars(select(Distribution).where(Distribution.id.in_(found)))
    pairs = [(row, found[row.id]) for row in rows if found[row.id].quantity]
    return sorted(pairs, key=lambda pair: (-pair[1].people, pair[0].id))


def _of(organisation_id: int) -> ColumnElement[bool]:
    return Distribution.need_id.in_(select(Need.id).where(Need.organisation_id == organisation_id))


def _reach(row: Any) -> Reach:
    return Reach(*(int(value or 0) for value in row))


@dataclass(frozen=True, slots=True)
class Step:
    """On this day this many units came to this stage, by so many pledges or distributions (`times`)."""

    stage: str
    day: date
    quantity: int
    times: int


@dataclass(frozen=True, slots=True)
class Link:
    """One link of a need's proof chain: what came this far in all, and on which days, oldest first; the last also
    whom it reached."""

    stage: str
    steps: list[Step]
    reach: Reach = Reach()

    @property
    def quantity(self) -> int:
        return sum(step.quantity for step in self.steps)

    @property
    def times(self) -> int:
        return sum(step.times for step in self.steps)


CHAIN = ("pledged", "prepared", "received", "distributed")


def proof(need_id: int) -> list[Link]:
    """The proof chain of a need: every link of CHAIN, with dates and totals, never names; pledges that were taken back
    and distributions that were corrected are left out."""
    days: dict[tuple[str, date], Reach] = {}
    for row in db.session.execute(_PROOF, {"need_id": need_id}):
        day = _day_of(row.at) if row.at else row.day
        key = row.stage, date.fromisoformat(day) if isinstance(day, str) else day
        days[key] = days.get(key, Reach()) + Reach(-1 if row.quantity < 0 else 1, *row[3:])
    return [_link(stage, {day: one for (name, day), one in days.items() if name == stage}) for stage in CHAIN]


def _link(stage: str, days: dict[date, Reach]) -> Link:
    steps = [Step(stage, day, one.quantity, one.times) for day, one in sorted(days.items()) if one.quantity]
    return Link(stage, steps, sum(days.values(), Reach()))


def _day_of(value: Any) -> date:
    """The country's day of a moment as the driver gives it (SQLite: text in UTC)."""
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return clock.day_of(moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment)


_PROOF = text(
    """
    SELECT t.new AS stage, t.at AS at, CAST(NULL AS date) AS day, COALESCE(t.quantity, 0) AS quantity,
      0 AS families, 0 AS women, 0 AS men, 0 AS children
    FROM transition t JOIN pledge g ON g.id = t.noun_id AND t.noun = 'pledge'
    WHERE g.need_id = :need_id AND g.status NOT IN ('unconfirmed', 'cancelled', 'lapsed')
      AND t.new IN ('pledged', 'prepared', 'received') AND (t.old IS NULL OR t.old <> 'distributed')
    UNION ALL
    SELECT 'distributed', NULL, d.day, d.quantity, d.families, d.women, d.men, d.children
    FROM distribution d WHERE d.need_id = :need_id
    """
)
