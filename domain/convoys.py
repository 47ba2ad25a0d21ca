"""Convoys: lorries that leave a hub with lines of thousands, stop in regions, and are counted where they arrive.

They are planned in `routes`; what leaves, arrives, is lost or comes back moves in `deliveries`; `brought` adds up
what an edition's brought."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String, exists, func, select, tuple_
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship, selectinload

from domain import clock, log
from domain.campaigns import Edition
from domain.db import Base, Moment, begin_writing, db
from domain.errors import WrongState
from domain.hubs import Hub
from domain.organisations import Organisation
from domain.places import Region
from domain.stock import Place

# It is on the way while any of it is; what is corrected, or sent after the rest had arrived, takes it back.
TRANSITIONS: dict[str, frozenset[str]] = {
    "planned": frozenset({"on_the_way", "cancelled"}),
    "on_the_way": frozenset({"arrived", "planned"}),
    "arrived": frozenset({"on_the_way"}),
    "cancelled": frozenset(),
}
PAGE = 30  # convoys


class Convoy(Base):
    """One departure from a hub. It is on the way from its first dispatch, and has arrived once nothing of it is.

    `is_demo`: built for a demonstration, and says so wherever it is shown."""

    __tablename__ = "convoy"
    __table_args__ = (Index("ix_convoy_leaves", "leaves_on", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int | None] = mapped_column(ForeignKey("edition.id"), index=True)
    hub_id: Mapped[int] = mapped_column(ForeignKey("hub.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    leaves_on: Mapped[date]
    note: Mapped[str] = mapped_column(String(400), default="")
    status: Mapped[str] = mapped_column(String(10), default="planned")
    is_demo: Mapped[bool] = mapped_column(default=False)
    key: Mapped[str] = mapped_column(String(64), unique=True)  # a repeat of the same click is the same convoy
    created_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)

    hub: Mapped[Hub] = relationship(lazy="joined", innerjoin=True)
    edition: Mapped[Edition | None] = relationship()
    stops: Mapped[list["ConvoyStop"]] = relationship(order_by="ConvoyStop.position", back_populates="convoy")

    @property
    def lines(self) -> list["ConvoyLine"]:
        return [line for stop in self.stops for line in stop.lines]


class ConvoyStop(Base):
    """One stop of a convoy: a place in a region, and the association that receives there, when one does."""

    __tablename__ = "convoy_stop"
    __table_args__ = (Index("uq_convoy_stop", "convoy_id", "position", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    convoy_id: Mapped[int] = mapped_column(ForeignKey("convoy.id"))
    position: Mapped[int] = mapped_column(SmallInteger)
    region_code: Mapped[str] = mapped_column(ForeignKey("region.code"), index=True)
    place: Mapped[str] = mapped_column(String(120), default="")
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)  # a repeat of the same click is the same stop

    convoy: Mapped[Convoy] = relationship(back_populates="stops")
    region: Mapped[Region] = relationship(lazy="joined", innerjoin=True)
    organisation: Mapped[Organisation | None] = relationship()
    lines: Mapped[list["ConvoyLine"]] = relationship(order_by="ConvoyLine.id", back_populates="stop")


class ConvoyLine(Base):
    """One item for one stop: planned → dispatched → received, lost or returned, with the reason of a difference. The
    units themselves are movements of the stock ledger; these are their sums."""

    __tablename__ = "convoy_line"
    __table_args__ = (
        CheckConstraint("planned > 0", name="planned_positive"),
        CheckConstraint("dispatched >= 0 AND received >= 0 AND lost >= 0 AND returned >= 0", name="counted"),
        CheckConstraint("received + lost + returned <= dispatched", name="never_beyond_dispatched"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    stop_id: Mapped[int] = mapped_column(ForeignKey("convoy_stop.id"), index=True)
    item_code: Mapped[str] = mapped_column(String(40))
    planned: Mapped[int]
    dispatched: Mapped[int] = mapped_column(default=0)
    received: Mapped[int] = mapped_column(default=0)
    lost: Mapped[int] = mapped_column(default=0)
    returned: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str] = mapped_column(String(200), default="")  # of a difference
    received_at: Mapped[datetime | None] = mapped_column(Moment)

    stop: Mapped[ConvoyStop] = relationship(back_populates="lines")

    @property
    def account(self) -> Place:
        return "line", str(self.id)

    @property
    def to_send(self) -> int:
        """Units that are planned and have not left; what came back can leave again."""
        return max(0, self.planned - self.dispatched + self.returned)

    @property
    def on_the_way(self) -> int:
        return self.dispatched - self.received - self.lost - self.returned


def move(convoy: Convoy, new: str, *, actor_id: int | None) -> Convoy:
    """Take a locked convoy into another state, with a row of the log. Raises WrongState."""
    if new not in TRANSITIONS[convoy.status]:
        raise WrongState(noun="convoy", state=convoy.status)
    log.record("convoy", convoy.id, convoy.status, new, actor_id=actor_id)
    convoy.status = new
    db.session.flush()
    return convoy


def lock(convoy_id: int) -> Convoy:
    """The convoy, as committed, with its stops and lines, held until the transaction ends: whatever changes a line
    locks its convoy first."""
    begin_writing()
    found = (
        select(Convoy)
        .where(Convoy.id == convoy_id)
        .options(selectinload(Convoy.stops).selectinload(ConvoyStop.lines))
        .with_for_update(of=Convoy)
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(found).one()


def find(convoy_id: int) -> Convoy | None:
    """The convoy with everything a page of it shows."""
    stops = selectinload(Convoy.stops)
    query = (
        select(Convoy)
        .where(Convoy.id == convoy_id)
        .options(
            joinedload(Convoy.edition),
            stops.selectinload(ConvoyStop.lines),
            stops.joinedload(ConvoyStop.organisation),
        )
    )
    return db.session.scalar(query)


@dataclass(frozen=True, slots=True)
class Listed:
    """A convoy in a list, with the sums of its lines over items."""

    convoy: Convoy
    stops: int
    planned: int
    dispatched: int
    received: int


def page(
    state: str = "", region_code: str = "", day: date | None = None, hub_id: int | None = None,
    *, after: tuple[date, int] | None = None,
) -> tuple[list[Listed], tuple[date, int] | None]:  # fmt: skip
    """Convoys of a state, a region or a day, the last to leave first, PAGE at a time; and what the next page is
    after."""
    query = select(Convoy).options(joinedload(Convoy.edition))
    if state:
        query = query.where(Convoy.status == state)
    if day:
        query = query.where(Convoy.leaves_on == day)
    if hub_id:
        query = query.where(Convoy.hub_id == hub_id)
    if region_code:
        here = (ConvoyStop.convoy_id == Convoy.id, ConvoyStop.region_code == region_code)
        query = query.where(exists().where(*here))
    if after:
        query = query.where(tuple_(Convoy.leaves_on, Convoy.id) < after)
    rows = list(db.session.scalars(query.order_by(Convoy.leaves_on.desc(), Convoy.id.desc()).limit(PAGE + 1)))
    more = (rows[PAGE - 1].leaves_on, rows[PAGE - 1].id) if len(rows) > PAGE else None
    return _with_sums(rows[:PAGE]), more


def _with_sums(rows: list[Convoy]) -> list[Listed]:
    sums = (func.sum(getattr(ConvoyLine, name)) for name in ("planned", "dispatched", "received", "returned"))
    query = (
        select(ConvoyStop.convoy_id, func.count(func.distinct(ConvoyStop.id)), *sums)
        .join(ConvoyLine, ConvoyLine.stop_id == ConvoyStop.id)
        .where(ConvoyStop.convoy_id.in_([row.id for row in rows]))
        .group_by(ConvoyStop.convoy_id)
    )
    found = {row[0]: tuple(int(value) for value in row[1:]) for row in db.session.execute(query)}
    zero = (0, 0, 0, 0, 0)
    each = ((row, found.get(row.id, zero)) for row in rows)
    return [Listed(row, stops, planned, sent - back, got) for row, (stops, planned, sent, got, back) in each]


def stops_of(organisation_id: int, limit: int = 60) -> list[ConvoyStop]:
    """Stops at which an association receives, of convoys that have left or will: those on the way first."""
    query = (
        select(ConvoyStop)
        .join(Convoy)
        .where(ConvoyStop.organisation_id == organisation_id, Convoy.status != "cancelled")
        .options(joinedload(ConvoyStop.convoy).joinedload(Convoy.edition), selectinload(ConvoyStop.lines))
        .order_by(Convoy.status.desc(), Convoy.leaves_on.desc(), ConvoyStop.id.desc())
    )
    return list(db.session.scalars(query.limit(limit)))


def receives(organisation_id: int) -> bool:
    """Whether an association receives at any stop of a convoy."""
    return bool(db.session.scalar(select(exists().where(ConvoyStop.organisation_id == organisation_id))))
