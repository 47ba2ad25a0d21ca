"""Needs: what an association lacks, through which states it goes, how it is ranked, and its counters.

`pledged` units are promised and not yet arrived, `received` have arrived and count towards the quantity, `surplus`
arrived beyond what was promised, `distributed` have reached people. What remains, and the coverage, are derived.
Every figure the board sorts by is a whole number that grows towards the front of the list. A pledge changes only two
of them, and those seldom: `lacking` moves in tenths, `is_open` when nothing remains.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, SmallInteger, String, Text, select, text, update
from sqlalchemy.orm import Mapped, mapped_column, relationship

from domain import clock, counters, log, search, tallies
from domain.catalogue import items
from domain.db import Base, Moment, db
from domain.errors import RuleBroken, WrongState
from domain.organisations import Organisation
from domain.tallies import IS_PUBLIC, PUBLIC, Standing

URGENCIES = ("normal", "soon", "urgent", "critical")  # a need keeps the position, so that it sorts

TRANSITIONS: dict[str, frozenset[str]] = {
    "draft": frozenset({"submitted", "published", "cancelled"}),
    "submitted": frozenset({"in_review", "published", "returned", "cancelled"}),
    "in_review": frozenset({"submitted", "returned", "published", "cancelled"}),
    "returned": frozenset({"in_review", "submitted", "cancelled"}),
    # Submitted once more when an association that is not trusted changes it.
    "published": frozenset({"submitted", "paused", "fulfilled", "closed", "expired", "cancelled"}),
    "paused": frozenset({"submitted", "published", "fulfilled", "closed", "expired", "cancelled"}),
    "expired": frozenset({"submitted", "published", "fulfilled", "closed", "cancelled"}),  # goods may come late
    "fulfilled": frozenset({"published", "closed"}),
    "closed": frozenset(),
    "cancelled": frozenset(),
}
STATES = tuple(TRANSITIONS)
IS_WAITING = "status IN ('submitted', 'in_review')"  # for review, in SQL: letter by letter, as its index has it

# The keys of the board's other orders (`board.SORTS`), each indexed alone and led by region, category and both.
LEADS = {"": (), "_region": ("region_code",), "_category": ("category",), "_both": ("region_code", "category")}
OTHER_SORTS = {
    "ending": ("is_open", "nearness", "id"),
    "least": ("lacking", "priority", "id"),
    "isolated": ("is_open", "isolation", "id"),
    "newest": ("is_open", "freshness", "id"),
}


class DeadlinePassed(RuleBroken):
    """Nobody can bring anything by a `deadline` that is over."""


class BelowTaken(RuleBroken):
    """The quantity cannot be less than the `taken` units that are promised or have arrived."""


class Need(Base):
    """One item an association lacks, in one quantity, by one day."""

    __tablename__ = "need"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint("pledged >= 0 AND received >= 0 AND surplus >= 0 AND distributed >= 0", name="counters"),
        CheckConstraint("pledged + received <= quantity", name="never_beyond_quantity"),
        CheckConstraint("distributed <= received + surplus", name="distributed_arrived"),
        *(
            Index(f"ix_need_{name}", *columns, postgresql_where=text("status = 'published'"),
                  sqlite_where=text("status = 'published'"))
            for name, columns in {
                "urgent": ("is_open", "priority", "id"),
                "urgent_region": ("region_code", "is_open", "priority", "id"),
                "urgent_category": ("category", "is_open", "priority", "id"),
                "urgent_both": ("region_code", "category", "is_open", "priority", "id"),
                "urgent_edition": ("edition_id", "is_open", "priority", "id"),
                "urgent_organisation": ("organisation_id", "is_open", "priority", "id"),
                "urgent_edition_region": ("edition_id", "region_code", "is_open", "priority", "id"),
                **{f"{sort}{suffix}": (*lead, *keys) for sort, keys in OTHER_SORTS.items()
                   for suffix, lead in LEADS.items()},
            }.items()
        ),
        Index("ix_need_organisation", "organisation_id", "id"),
        Index("ix_need_waiting", "id", postgresql_where=text(IS_WAITING), sqlite_where=text(IS_WAITING)),
        Index("ix_need_edition", "edition_id", "organisation_id", postgresql_where=text(IS_PUBLIC),
              sqlite_where=text(IS_PUBLIC)),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    edition_id: Mapped[int | None] = mapped_column(ForeignKey("edition.id"))
    item_code: Mapped[str] = mapped_column(String(40))
    category: Mapped[str] = mapped_column(String(16))
    region_code: Mapped[str] = mapped_column(ForeignKey("region.code"))
    commune_code: Mapped[str | None] = mapped_column(ForeignKey("commune.code"))
    quantity: Mapped[int]
    urgency: Mapped[int] = mapped_column(SmallInteger)
    deadline: Mapped[date]
    note: Mapped[str] = mapped_column(Text, default="")
    label: Mapped[str] = mapped_column(String(120), default="")  # what the association calls it, where it says more
    unit: Mapped[str] = mapped_column(String(30), default="")  # as the association counts it; else the catalogue's
    position: Mapped[int] = mapped_column(default=0)  # in the association's own list
    revision: Mapped[int] = mapped_column(default=1)  # moves with each edit, so that two editors notice each other
    renewed_at: Mapped[datetime | None] = mapped_column(Moment)  # when the association last said it is still needed
    sunk: Mapped[bool] = mapped_column(default=False)  # not renewed for long: behind its equals
    status: Mapped[str] = mapped_column(String(12), default="draft")

    pledged: Mapped[int] = mapped_column(default=0)
    received: Mapped[int] = mapped_column(default=0)
    surplus: Mapped[int] = mapped_column(default=0)
    distributed: Mapped[int] = mapped_column(default=0)

    is_open: Mapped[int] = mapped_column(SmallInteger, default=1)
    lacking: Mapped[int] = mapped_column(SmallInteger, default=10)
    isolation: Mapped[int] = mapped_column(SmallInteger, default=0)
    priority: Mapped[int] = mapped_column(default=0)
    nearness: Mapped[int] = mapped_column(default=0)
    freshness: Mapped[int] = mapped_column(default=0)

    search_rank: Mapped[int | None] = mapped_column(BigInteger)  # under which its words are kept
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    published_at: Mapped[datetime | None] = mapped_column(Moment)

    organisation: Mapped[Organisation] = relationship()

    @property
    def remaining(self) -> int:
        """Units nobody has promised yet."""
        return self.quantity - self.pledged - self.received

    def can(self, new: str) -> bool:
        """Whether the need may go into this state from where it is."""
        return new in TRANSITIONS[self.status]

    @property
    def coverage(self) -> str:
        """none, partial or full: how much of the quantity is promised or has arrived."""
        if self.remaining == self.quantity:
            return "none"
        return "partial" if self.remaining else "full"


def priority_of(urgency: int, isolation: int, size: str) -> int:
    """The place of a need on the board: urgency decides; among equals the isolated (0–100) and the small (+15) lead.

    The same rule is written for readers on the board's page, and `board` filters urgency by this range."""
    return urgency * 1000 + isolation + (15 if size == "small" else 0)


def default_quantity(quantity: int, remaining: int) -> int:
    """What one click pledges: a round share of about a tenth, at least one unit, never more than remains."""
    share = max((step for step in (1, 2, 5, 10, 20, 50) if step <= quantity / 10), default=1)
    return min(share, remaining)


def rank(need: Need, organisation: Organisation) -> None:
    """Set what the board sorts this need by."""
    need.is_open, need.lacking = int(need.remaining > 0), counters.tenths_lacking(need.quantity, need.remaining)
    need.isolation = 0 if need.sunk else organisation.isolation
    need.priority = priority_of(need.urgency, need.isolation, "" if need.sunk else organisation.size)
    need.nearness = -need.deadline.toordinal()


def move(need: Need, new: str, *, actor_id: int | None, via: str = "web", note: str | None = None) -> Need:
    """Bring a need into another state, count it, and log who did so. Raises WrongState."""
    old = need.status
    if new not in TRANSITIONS[old]:
        raise WrongState(noun="need", state=old)
    tallies.count(_standing(need), -1)
    need.status = new
    need.version += 1
    tallies.count(_standing(need), 1)
    if new == "published":
        _index(need)
    elif old == "published":
        _unindex(need)
    log.record("need", need.id, old, new, actor_id=actor_id, via=via, note=note)
    db.session.flush()
    counters.touch_board(need.id)
    return need


def _standing(need: Need) -> Standing:
    return Standing(**{name: getattr(need, name) for name in Standing.__slots__})


def check_deadline(deadline: date) -> None:
    """Whether a need may be asked for by this day. Raises DeadlinePassed."""
    if deadline < clock.today():
        raise DeadlinePassed(deadline=deadline)


def publish(need: Need, *, actor_id: int | None, via: str = "web") -> Need:
    """Put a need on the board. Raises WrongState, DeadlinePassed."""
    check_deadline(need.deadline)
    need.sunk = False
    rank(need, need.organisation)
    need.published_at = clock.now()
    need.freshness = int(need.published_at.timestamp())
    return move(need, "published", actor_id=actor_id, via=via)


def rewrite(need: Need, **values: Any) -> Need:
    """Change what a need says; the sums, its place on the board and the words that find it follow.

    `need` is as it was read under its row's lock. Raises BelowTaken."""
    before = _standing(need)
    values |= {"revision": Need.revision + 1, "version": Need.version + 1}
    fits = Need.pledged + Need.received <= values.get("quantity", Need.quantity)
    written = update(Need).where(Need.id == need.id, fits).values(values).returning(Need.id)
    if db.session.execute(written.execution_options(synchronize_session=False)).first() is None:
        raise BelowTaken(taken=need.quantity - need.remaining)
    tallies.count(before, -1)
    if need.status == "published":
        _unindex(need)
    db.session.refresh(need)
    rank(need, need.organisation)
    tallies.count(_standing(need), 1)
    if need.status == "published":
        _index(need)
    db.session.flush()
    if need.status in PUBLIC:
        counters.touch_board(need.id)
    return need


def words_of(need: Need) -> str:
    """The words that find a need: its item in every language and spelling, its note, its association and its place."""
    item, organisation = items()[need.item_code], need.organisation
    parts = [*item.names.values(), *item.aliases, need.label, need.note]
    parts += [organisation.name, organisation.name_latin or "", organisation.locality or ""]
    for place in (organisation.region, organisation.commune):
        parts += [place.name(lang) for lang in ("ar", "fa", "fr", "en")] if place else []
    parts += organisation.commune.province_names if organisation.commune else []
    return search.fold_words(parts)


def _index(need: Need) -> None:
    need.search_rank = search.rank_of(need.is_open, need.priority, need.id)
    search.index(need.search_rank, words_of(need), (need.region_code, need.category))


def _unindex(need: Need) -> None:
    if need.search_rank is not None:
        search.unindex(need.search_rank)
        need.search_rank = None


def find_public(need_id: int) -> Need | None:
    """The need of this number, when the public may see it."""
    return db.session.scalar(select(Need).where(Need.id == need_id, Need.status.in_(PUBLIC)))


def overdue(limit: int = 500) -> list[Need]:
    """Published needs whose deadline has passed."""
    late = (Need.status == "published", Need.deadline < clock.today())
    return list(db.session.scalars(select(Need).where(*late).limit(limit)))


def public_ids_of(organisation_id: int) -> list[int]:
    """The public needs of an organisation, open ones first, then the newest."""
    query = select(Need.id).where(Need.organisation_id == organisation_id, Need.status.in_(PUBLIC))
    return list(db.session.scalars(query.order_by(Need.status != "published", Need.id.desc())))
