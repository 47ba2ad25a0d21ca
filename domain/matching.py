"""Matching: needs that nobody pledges, beside the volunteers and companies near them who could.

Volunteers are never named here, nor is their phone shown: they are asked by the platform (`asking`), and answer by
pledging. Nobody is asked twice for one need, nor more than once within ASKED_AGAIN_AFTER, nor who does not want to be.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, ForeignKey, Index, and_, case, func, or_, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column

from domain import clock
from domain.campaigns import EditionPartner
from domain.db import Base, Moment, db
from domain.needs import Need
from domain.organisations import LISTED, Membership, Organisation
from domain.people import Person
from domain.pledges import ARRIVED, LIVE, Pledge

ASKED_AGAIN_AFTER = timedelta(days=7)  # said as “once a week” in toolkit/messages.py and notices/wishes.html
HARDLY_PLEDGED = 9  # tenths of a need, rounded up, that nobody has promised: less than a fifth is
LOOKED_AT = 400  # needs, the most pressing by what stands in their own rows
SHOWN_MOST = 10  # volunteers, companies

# What a score is made of: the most points of each part.
URGENCY_EACH, WAITING_MOST, DEADLINE_MOST, ISOLATION_MOST = 10, 30, 20, 20
REGION_SAID, KEPT_IN_REGION, KEPT_IN_CATEGORY, KEPT_MOST = 5, 2, 3, 5
SAME_COMMUNE, SAME_REGION, TAKES_PART = 3, 4, 3


class Asked(Base):
    """Somebody was asked whether they could cover a need: a volunteer, or a company through its team; once each."""

    __tablename__ = "asked"
    __table_args__ = (
        Index("uq_asked_person", "need_id", "person_id", unique=True),
        Index("ix_asked_person", "person_id", "asked_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    need_id: Mapped[int] = mapped_column(ForeignKey("need.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    asked_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)


@dataclass(frozen=True, slots=True)
class Score:
    """How pressing a need is, in points out of 100: 10 for each step of urgency, 1 for each day without a pledge (30 at
    most), 1 for each day under twenty that is left (20 at most), a fifth of the isolation (20 at most)."""

    urgency: int
    waiting: int
    deadline: int
    isolation: int

    @property
    def total(self) -> int:
        return self.urgency + self.waiting + self.deadline + self.isolation


@dataclass(frozen=True, slots=True)
class Unpledged:
    """A need that hardly anybody pledges: its score, since when nobody did, whom we asked and what came of it."""

    need: Need
    score: Score
    since: date
    outcome: "Outcome"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many people were asked for a need, and the pledges they made since: how many, of how many units."""

    asked: int = 0
    pledges: int = 0
    units: int = 0


@dataclass(frozen=True, slots=True)
class Volunteer:
    """Somebody who could be asked. Nothing here says who it is, but for `person_id`, which no page shows."""

    person_id: int
    is_of_region: bool
    kept_in_region: int
    kept_in_category: int

    @property
    def score(self) -> int:
        """5 for having said this region, 2 and 3 for each pledge kept in the region and of the category (up to 5)."""
        said = REGION_SAID if self.is_of_region else 0
        kept = KEPT_IN_REGION * min(self.kept_in_region, KEPT_MOST)
        return said + kept + KEPT_IN_CATEGORY * min(self.kept_in_category, KEPT_MOST)


@dataclass(frozen=True, slots=True)
class Company:
    """A company that could be asked: 4 points in the need's region and 3 more in its commune, 3 as a partner of its
    campaign. `asked_at`: when it was asked for this need, if it was."""

    organisation: Organisation
    is_of_region: bool
    is_of_commune: bool
    takes_part: bool
    asked_at: datetime | None

    @property
    def score(self) -> int:
        near = (SAME_REGION if self.is_of_region else 0) + (SAME_COMMUNE if self.is_of_commune else 0)
        return near + (TAKES_PART if self.takes_part else 0)


def unpledged(
    *, region: str | None = None, category: str | None = None, edition_id: int | None = None
) -> list[Unpledged]:
    """The needs on the board of which less than a fifth is promised, the most pressing first. What its association did
    not renew is left out: nobody knows whether it is still needed."""
    wanted = {Need.region_code: region, Need.category: category, Need.edition_id: edition_id}
    query = select(Need).where(
        Need.status == "published", Need.lacking >= HARDLY_PLEDGED, Need.is_open == 1, ~Need.sunk,
        Need.deadline >= clock.today(), *(column == value for column, value in wanted.items() if value is not None),
    )  # fmt: skip
    shown = joinedload(Need.organisation).options(
        joinedload(Organisation.region), joinedload(Organisation.commune)
    )  # fmt: skip
    rows = list(db.session.scalars(query.order_by(_pressing().desc(), Need.id).limit(LOOKED_AT).options(shown)))
    ids = [need.id for need in rows]
    last, outcomes = _last_pledged(ids), outcomes_of(ids)
    found = [_unpledged(need, last.get(need.id), outcomes.get(need.id, Outcome())) for need in rows]
    return sorted(found, key=lambda one: (-one.score.total, one.need.deadline, one.need.id))


def explained(need: Need) -> Unpledged:
    """One need, as `unpledged` has it."""
    outcome = outcomes_of([need.id]).get(need.id, Outcome())
    return _unpledged(need, _last_pledged([need.id]).get(need.id), outcome)


def _pressing() -> ColumnElement[int]:
    """A need's score in SQL, as far as its own row tells, so that the most pressing are looked at whole."""
    now, today = int(clock.now().timestamp()), clock.today().toordinal()
    waiting, left = (now - Need.freshness) // 86400, -Need.nearness - today
    return (
        Need.urgency * URGENCY_EACH
        + Need.isolation // (100 // ISOLATION_MOST)
        + case((waiting > WAITING_MOST, WAITING_MOST), else_=waiting)
        + case((left > DEADLINE_MOST, 0), else_=DEADLINE_MOST - left)
    )


def _last_pledged(ids: Collection[int]) -> dict[int, datetime]:
    """When each need was last pledged by somebody who keeps to it."""
    query = select(Pledge.need_id, func.max(Pledge.created_at)).where(Pledge.need_id.in_(ids))
    rows = db.session.execute(query.where(Pledge.status.in_((*LIVE, *ARRIVED))).group_by(Pledge.need_id))
    return {row[0]: row[1] for row in rows}


def _unpledged(need: Need, last: datetime | None, outcome: Outcome) -> Unpledged:
    since = clock.day_of(max(filter(None, (last, need.published_at)), default=need.created_at))
    score = Score(
        urgency=need.urgency * URGENCY_EACH,
        waiting=min((clock.today() - since).days, WAITING_MOST),
        deadline=max(DEADLINE_MOST - max((need.deadline - clock.today()).days, 0), 0),
        isolation=need.isolation * ISOLATION_MOST // 100,
    )
    return Unpledged(need, score, since, outcome)


def outcomes_of(need_ids: Collection[int]) -> dict[int, Outcome]:
    """What came of asking, by need: only pledges made since by those who were asked are counted; nothing is tracked."""
    since = and_(
        Pledge.need_id == Asked.need_id, Pledge.person_id == Asked.person_id, Pledge.created_at >= Asked.asked_at,
        Pledge.status.in_((*LIVE, *ARRIVED)),
    )  # fmt: skip
    people, made = func.count(Asked.person_id.distinct()), func.count(Pledge.id)
    query = select(Asked.need_id, people, made, func.coalesce(func.sum(Pledge.quantity), 0)).outerjoin(Pledge, since)
    rows = db.session.execute(query.where(Asked.need_id.in_(need_ids)).group_by(Asked.need_id))
    return {row[0]: Outcome(row[1], row[2], int(row[3])) for row in rows}


def volunteers_near(need: Need, *, live_most: int) -> list[Volunteer]:
    """Who could be asked for a need, the likeliest first: accounts that gave its region, or that kept pledges in it or
    of its category before. Without those who were asked lately or for this need, who do not want to be, who have
    `live_most` pledges under way (0: any number), who pledged it already, or who act for its association."""
    here, alike = Need.region_code == need.region_code, Need.category == need.category
    kept = (
        select(
            Pledge.person_id, func.sum(case((here, 1), else_=0)).label("here"),
            func.sum(case((alike, 1), else_=0)).label("alike"),
        )
        .join(Need, Need.id == Pledge.need_id)
        .where(Pledge.status.in_(ARRIVED), or_(here, alike))
        .group_by(Pledge.person_id)
        .subquery()
    )  # fmt: skip
    said = Person.region_code == need.region_code
    query = select(Person.id, func.coalesce(said, False), func.coalesce(kept.c.here, 0), func.coalesce(kept.c.alike, 0))
    query = query.outerjoin(kept, kept.c.person_id == Person.id)
    query = query.where(or_(said, kept.c.person_id.is_not(None)), *may_be_asked(need))
    if live_most:
        live = select(func.count()).where(Pledge.person_id == Person.id, Pledge.status.in_(LIVE))
        query = query.where(live.scalar_subquery() < live_most)
    pledged = select(Pledge.id).where(
        Pledge.person_id == Person.id, Pledge.need_id == need.id, Pledge.status.in_((*LIVE, *ARRIVED))
    )  # fmt: skip
    rows = db.session.execute(query.where(~pledged.exists()))
    found = [Volunteer(row[0], bool(row[1]), int(row[2]), int(row[3])) for row in rows]
    return sorted(found, key=lambda one: (-one.score, one.person_id))


def companies_near(need: Need) -> list[Company]:
    """Listed companies, the nearest first."""
    query = select(Organisation).where(Organisation.kind == "company", Organisation.status.in_(LISTED))
    partners = select(EditionPartner.organisation_id).where(
        EditionPartner.edition_id == need.edition_id, EditionPartner.status == "accepted"
    )  # fmt: skip
    takes_part = set(db.session.scalars(partners)) if need.edition_id else set()
    asked = select(Asked.organisation_id, func.max(Asked.asked_at)).where(Asked.need_id == need.id)
    asked_at = {row[0]: row[1] for row in db.session.execute(asked.group_by(Asked.organisation_id))}
    found = [
        Company(
            one, one.region_code == need.region_code, bool(one.commune_code) and one.commune_code == need.commune_code,
            one.id in takes_part, asked_at.get(one.id),
        )
        for one in db.session.scalars(query)
    ]  # fmt: skip
    return sorted(found, key=lambda one: (-one.score, one.organisation.id))[:SHOWN_MOST]


def may_be_asked(need: Need) -> tuple[ColumnElement[bool], ...]:
    """Conditions on Person, whatever brings somebody near a need."""
    lately = or_(Asked.need_id == need.id, Asked.asked_at > clock.now() - ASKED_AGAIN_AFTER)
    asked = select(Asked.id).where(Asked.person_id == Person.id, lately)
    member = select(Membership.id).where(
        Membership.person_id == Person.id, Membership.organisation_id == need.organisation_id,
        Membership.ended_at.is_(None),
    )  # fmt: skip
    return ~Person.is_guest, Person.is_askable.is_(True), ~asked.exists(), ~member.exists()


def choose(person: Person, *, is_askable: bool) -> None:
    """The person may be asked from here on, or not."""
    person.is_askable = is_askable
    db.session.flush()
