"""Collections: pledges that are gathered or handed over at one place on one day, each looked after by a coordinator.

A pledge is in one collection at most. What ends, because it was withdrawn, lapsed or received, counts there no more by
itself: every reading asks for the pledge's state. How they are planned and moved is in `gathering`.
"""

from collections.abc import Collection as Several
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, Index, String, func, select, text
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from domain import clock
from domain.db import Base, Moment, db
from domain.needs import Need
from domain.organisations import Organisation
from domain.people import Person
from domain.places import Region
from domain.pledges import HAND_OVER_WITHIN, IS_LIVE, Pledge

TRANSITIONS: dict[str, frozenset[str]] = {
    "planned": frozenset({"done", "cancelled"}),
    "done": frozenset(),
    "cancelled": frozenset(),
}
GATHERED = ("prepared", "handed_over")  # pledges that can be brought, or are carried on
CAME = (*GATHERED, "received", "distributed")
WEEK = timedelta(days=7)


class Collection(Base):
    """A place and a day at which volunteers bring what they pledged, or it is fetched. Only the coordinator who looks
    after it sees the volunteers' phones."""

    __tablename__ = "collection"
    __table_args__ = (Index("ix_collection_day", "day", "region_code", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    region_code: Mapped[str] = mapped_column(ForeignKey("region.code"))
    place: Mapped[str] = mapped_column(String(120))
    day: Mapped[date]
    begins: Mapped[str] = mapped_column(String(5), default="")  # the country's time, one of HOURS; or none said
    ends: Mapped[str] = mapped_column(String(5), default="")
    note: Mapped[str] = mapped_column(String(400), default="")  # for those who come
    coordinator_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    status: Mapped[str] = mapped_column(String(10), default="planned")
    revision: Mapped[int] = mapped_column(default=1)
    key: Mapped[str] = mapped_column(String(80), unique=True)  # a repeat of the same click is the same collection
    created_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)

    region: Mapped[Region] = relationship(lazy="joined", innerjoin=True)
    coordinator: Mapped[Person | None] = relationship(foreign_keys=[coordinator_id])

    @property
    def is_planned(self) -> bool:
        return self.status == "planned"


class Collected(Base):
    """A pledge that is to come to a collection; it is taken off when it goes another way. The log keeps its way under
    the noun `collected`: from which collection's number to which."""

    __tablename__ = "collected"

    pledge_id: Mapped[int] = mapped_column(ForeignKey("pledge.id"), primary_key=True)
    collection_id: Mapped[int] = mapped_column(ForeignKey("collection.id"), index=True)
    added_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)

    pledge: Mapped[Pledge] = relationship()


def inside(found: Collection) -> list[Pledge]:
    """The pledges of a collection, by association: those that are to come, or once it is done all that came."""
    states = GATHERED if found.is_planned else CAME
    query = select(Pledge).join(Collected).where(Collected.collection_id == found.id, Pledge.status.in_(states))
    rows = db.session.scalars(query.options(joinedload(Pledge.need).joinedload(Need.organisation)))
    return sorted(rows, key=lambda pledge: (pledge.need.organisation_id, pledge.id))


def callers(found: Collection, reader_id: int) -> dict[int, Person]:
    """By pledge, whom to call: for the coordinator who looks after a collection that is to take place, and for nobody
    else. Whatever shows a volunteer's name or phone in the studio asks here."""
    if not found.is_planned or found.coordinator_id != reader_id:
        return {}
    query = select(Collected.pledge_id, Person).join(Pledge, Pledge.id == Collected.pledge_id)
    query = query.join(Person, Person.id == Pledge.person_id)
    rows = db.session.execute(query.where(Collected.collection_id == found.id, Pledge.status.in_(GATHERED)))
    return {row[0]: row[1] for row in rows}


def of_pledges(pledge_ids: Several[int]) -> dict[int, Collection]:
    """The collection, still to take place, that each of these pledges is in, where it is in one."""
    query = select(Collected.pledge_id, Collection).join(Collection, Collection.id == Collected.collection_id)
    query = query.join(Pledge, Pledge.id == Collected.pledge_id)
    planned = (Collected.pledge_id.in_(pledge_ids), Collection.status == "planned", Pledge.status.in_(GATHERED))
    rows = db.session.execute(query.where(*planned).options(joinedload(Collection.coordinator)))
    return {row[0]: row[1] for row in rows}


def path_of(found: Collection) -> str:
    """Where the platform team sees it, for notices."""
    return f"/studio/handovers/{found.id}"


def week(first: date, region: str | None = None) -> dict[date, list[tuple[Collection, int]]]:
    """The collections of seven days, day by day, each with how many pledges are in it."""
    query = select(Collection).where(Collection.day >= first, Collection.day < first + WEEK)
    if region:
        query = query.where(Collection.region_code == region)
    found = db.session.scalars(query.options(joinedload(Collection.coordinator)).order_by(Collection.begins)).all()
    counts = _counts([one.id for one in found])
    days: dict[date, list[tuple[Collection, int]]] = {first + timedelta(days=n): [] for n in range(WEEK.days)}
    for one in found:
        days[one.day].append((one, counts.get(one.id, 0)))
    return days


def _counts(ids: list[int]) -> dict[int, int]:
    query = select(Collected.collection_id, func.count()).join(Pledge).where(Collected.collection_id.in_(ids))
    rows = db.session.execute(query.where(Pledge.status.in_(CAME)).group_by(Collected.collection_id))
    return {row[0]: row[1] for row in rows}


def upcoming(but: int | None = None) -> list[Collection]:
    """The collections that are to take place, the next one first, without this one."""
    query = select(Collection).where(Collection.status == "planned", Collection.day >= clock.today())
    return [one for one in db.session.scalars(query.order_by(Collection.day, Collection.id)) if one.id != but]


@dataclass(frozen=True, slots=True)
class Waiting:
    """Which pledges that wait for a handover are asked for: of a region, to be handed over by a day."""

    region: str | None = None
    until: date | None = None

    def _chosen(self, query: Any) -> Any:
        query = query.join(Need, Need.id == Pledge.need_id).where(_IS_LIVE, _IS_FREE)
        if self.region:
            query = query.where(Need.region_code == self.region)
        return query.where(Pledge.prepare_by <= self.until - HAND_OVER_WITHIN) if self.until else query

    def pledges(self, limit: int) -> list[Pledge]:
        """The first of them by the day they should be handed over, with what they are for."""
        query = self._chosen(select(Pledge)).order_by(Pledge.prepare_by, Pledge.id).limit(limit)
        shown = joinedload(Pledge.need).joinedload(Need.organisation).options(
            joinedload(Organisation.region), joinedload(Organisation.commune)
        )  # fmt: skip
        return list(db.session.scalars(query.options(shown)))

    def ids(self, limit: int) -> list[int]:
        """Their numbers, in the same order."""
        return list(
            db.session.scalars(self._chosen(select(Pledge.id)).order_by(Pledge.prepare_by, Pledge.id).limit(limit))
        )

    def by_region(self) -> dict[str, int]:
        """How many of them each region has, whatever region is asked for; the most first."""
        query = Waiting(None, self.until)._chosen(select(Need.region_code, func.count(Pledge.id)))
        rows = db.session.execute(
            query.group_by(Need.region_code).order_by(func.count(Pledge.id).desc(), Need.region_code)
        )
        return {row[0]: row[1] for row in rows}


def hand_over_by(pledge: Pledge) -> date:
    """The day by which a pledge should be in the association's hands."""
    return pledge.prepare_by + HAND_OVER_WITHIN


_IS_LIVE = text(f"pledge.{IS_LIVE.text}")  # beside a need, which has a status too; the index serves it all the same
_IS_FREE: ColumnElement[bool] = (
    Pledge.status.in_(GATHERED) & ~select(Collected.pledge_id).where(Collected.pledge_id == Pledge.id).exists()
)


def rows_of(collection_id: int) -> Sequence[Collected]:
    """Every pledge put into a collection, whatever became of it, as it stands in the database now."""
    query = select(Collected).where(Collected.collection_id == collection_id).order_by(Collected.pledge_id)
    return db.session.scalars(query.execution_options(populate_existing=True)).all()


def facts_of(found: Collection) -> dict[str, Any]:
    """What a notice says of where and when."""
    return {"place": found.place, "day": found.day.isoformat(), "begins": found.begins, "ends": found.ends}
