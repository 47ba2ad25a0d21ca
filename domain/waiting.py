"""What waits for the platform team, profiles and needs together, the most pressing first.

How pressing a thing is stands as a figure beside it and is made of what everybody can see: the days it has waited,
counted from 1, times a weight that doubles with each step of urgency, twice for an isolated association."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, select, text
from sqlalchemy.orm import joinedload

from domain import clock
from domain.db import db
from domain.log import Transition
from domain.needs import IS_WAITING, Need
from domain.organisations import LISTED, Organisation
from domain.people import PLATFORM_TEAM, RoleGrant
from domain.places import ISOLATED_FROM
from domain.reviews import ASSOCIATIONS_WAIT, RELEASED

KINDS = ("need", "association")
WEIGHTS = (1, 2, 4, 8)  # by a need's urgency
PROFILE_WEIGHT = 4  # an association that waits to come in
ISOLATED_TWICE = 2
PAGE = 30
LOOKED_AT_MOST = 3_000  # things that wait; the oldest of more


class Place(NamedTuple):
    """Where something stands in the queue; places sort as the queue does. `minus` is its figure, negative."""

    minus: int
    since: int  # microseconds since 1970
    kind: str
    id: int

    def __str__(self) -> str:
        return f"{-self.minus}.{self.since}.{self.kind}.{self.id}"


@dataclass(frozen=True, slots=True)
class Waits:
    """One thing that waits: which, since when, and what its figure is made of."""

    kind: str  # need, association
    id: int
    since: datetime
    urgency: int  # of a need
    isolated: bool

    @property
    def day(self) -> int:
        """The how manieth day of waiting this is, from 1."""
        return max((clock.today() - clock.day_of(self.since)).days, 0) + 1

    @property
    def weight(self) -> int:
        return WEIGHTS[self.urgency] if self.kind == "need" else PROFILE_WEIGHT

    @property
    def figure(self) -> int:
        """How pressing it is."""
        return self.day * self.weight * (ISOLATED_TWICE if self.isolated else 1)

    @property
    def place(self) -> Place:
        return Place(-self.figure, int(self.since.timestamp() * 1_000_000), self.kind, self.id)


@dataclass(frozen=True, slots=True)
class Filters:
    """Which part of the queue; empty for all of it. `urgency` is a position in `needs.URGENCIES`."""

    kind: str = ""
    region: str = ""
    urgency: int | None = None
    edition_id: int | None = None


def queue(filters: Filters = Filters()) -> list[Waits]:  # noqa: B008  # frozen
    """All that waits, the most pressing first; among equals what has waited longest."""
    only_needs = filters.urgency is not None or filters.edition_id is not None
    found: list[Waits] = []
    if filters.kind != "association":
        found += _needs(filters)
    if filters.kind != "need" and not only_needs:
        found += _associations(filters)
    return sorted(found, key=lambda one: one.place)


def counts(queued: Iterable[Waits]) -> dict[str, int]:
    """How many of each kind there are."""
    many = dict.fromkeys(KINDS, 0)
    for one in queued:
        many[one.kind] += 1
    return many


def page(queued: list[Waits], after: Place | None = None) -> tuple[list[Waits], Place | None]:
    """PAGE things after a place of the queue, and the place after which the next page begins (None on the last)."""
    rest = [one for one in queued if after is None or one.place > after]
    return rest[:PAGE], rest[PAGE - 1].place if len(rest) > PAGE else None


def read_place(typed: str) -> Place | None:
    """A place as an address carries it; None for anything else."""
    parts = typed.split(".")
    if len(parts) != len(Place._fields) or parts[2] not in KINDS or len(typed) > 60:
        return None
    numbers = [parts[0], parts[1], parts[3]]
    if not all(part.isascii() and part.isdigit() for part in numbers):
        return None
    return Place(-int(parts[0]), int(parts[1]), parts[2], int(parts[3]))


def beside(queued: list[Waits], kind: str, number: int) -> tuple[Waits | None, Waits | None, int]:
    """What stands before and after this thing in the queue, and its own number in it from 1; of what does not wait
    any more, the first is next, and its number is 0."""
    at = next((place for place, one in enumerate(queued) if (one.kind, one.id) == (kind, number)), None)
    if at is None:
        return None, queued[0] if queued else None, 0
    return queued[at - 1] if at else None, queued[at + 1] if at + 1 < len(queued) else None, at + 1


def rows_of(shown: Iterable[Waits]) -> dict[tuple[str, int], Need | Organisation]:
    """The needs (with their associations) and associations themselves, by kind and number."""
    ids: dict[str, list[int]] = {kind: [] for kind in KINDS}
    for one in shown:
        ids[one.kind].append(one.id)
    wanted = select(Need).where(Need.id.in_(ids["need"])).options(joinedload(Need.organisation))
    needs = db.session.scalars(wanted) if ids["need"] else ()
    found = db.session.scalars(select(Organisation).where(Organisation.id.in_(ids["association"])))
    associations = found if ids["association"] else ()
    return {("need", row.id): row for row in needs} | {("association", row.id): row for row in associations}


def home_region(person_id: int) -> str | None:
    """The region a coordinator looks after; None for one who looks after all, as administrators do."""
    query = select(RoleGrant.region_code).where(
        RoleGrant.person_id == person_id, RoleGrant.role.in_(PLATFORM_TEAM), RoleGrant.revoked_at.is_(None)
    )
    regions = set(db.session.scalars(query))
    return regions.pop() if len(regions) == 1 else None


def _needs(filters: Filters) -> list[Waits]:
    since = _since("need", Need)
    query = select(Need.id, since, Need.urgency, Organisation.isolation).join(Need.organisation)
    query = query.where(text(f"need.{IS_WAITING}"), Organisation.status.in_(LISTED))
    if filters.region:
        query = query.where(Need.region_code == filters.region)
    if filters.urgency is not None:
        query = query.where(Need.urgency == filters.urgency)
    if filters.edition_id is not None:
        query = query.where(Need.edition_id == filters.edition_id)
    found = db.session.execute(query.order_by(Need.id).limit(LOOKED_AT_MOST))
    return [Waits("need", row[0], row[1], row[2], row[3] >= ISOLATED_FROM) for row in found]


def _associations(filters: Filters) -> list[Waits]:
    since = _since("organisation", Organisation)
    query = select(Organisation.id, since, Organisation.isolation).where(Organisation.status.in_(ASSOCIATIONS_WAIT))
    if filters.region:
        query = query.where(Organisation.region_code == filters.region)
    found = db.session.execute(query.order_by(Organisation.id).limit(LOOKED_AT_MOST))
    return [Waits("association", row[0], row[1], 0, row[2] >= ISOLATED_FROM) for row in found]


def _since(noun: str, model: Any) -> ColumnElement[datetime]:
    """When a thing was last handed in (a review that was given up does not count); of what nobody wrote down, when it
    was made."""
    handed_in = select(func.max(Transition.at)).where(
        Transition.noun == noun, Transition.noun_id == model.id, Transition.new == "submitted",
        func.coalesce(Transition.note, "") != RELEASED,
    )  # fmt: skip
    return func.coalesce(handed_in.scalar_subquery(), model.created_at)
