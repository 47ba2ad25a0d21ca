"""Distribution: what reached people, in counts of families, women, men and children; no name of anybody, anywhere."""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from domain import clock, counters, handovers
from domain.db import Base, Moment, db
from domain.errors import RuleBroken
from domain.listing import rows
from domain.needs import Need
from domain.organisations import Organisation
from domain.places import Commune
from domain.text import fold, to_latin_digits

# The association's own checklist: dates and order, precautions, dignity, and a count that is true.
STEPS = ("dates-told", "precautions", "ordered-queue", "elderly-first", "privacy-kept", "no-photos", "counted-twice")
PAGE = 20  # distributions


class MoreThanArrived(RuleBroken):
    """No more can be given out than arrived: `left` units are."""


class NothingGivenOut(RuleBroken):
    """A distribution is of at least one unit."""


class NobodyReached(RuleBroken):
    """At least one person was reached; otherwise nothing was distributed."""


class MoreFamiliesThanPeople(RuleBroken):
    """A family is at least one person: there were `people`."""


class DayOutside(RuleBroken):
    """Nothing is given out after today, or before the need was asked for: from `first` to `last`."""


class PlaceHoldsNumber(RuleBroken):
    """A place has no number as long as a telephone's or an identity card's."""


class KeyOfAnother(RuleBroken):
    """The key of this click belongs to another distribution."""


class AlreadyCorrected(RuleBroken):
    """A correction is not itself corrected: a new distribution says what was right."""


class Distribution(Base):
    """Units of one need given out at one place on one day. Never changed: a correction is a row of the same figures
    with a minus sign that names the row it takes back."""

    __tablename__ = "distribution"
    __table_args__ = (CheckConstraint("quantity <> 0", name="some"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    need_id: Mapped[int] = mapped_column(ForeignKey("need.id"), index=True)
    day: Mapped[date]
    commune_code: Mapped[str | None] = mapped_column(ForeignKey("commune.code"))
    place: Mapped[str] = mapped_column(String(80), default="")
    quantity: Mapped[int]
    families: Mapped[int] = mapped_column(default=0)
    women: Mapped[int] = mapped_column(default=0)
    men: Mapped[int] = mapped_column(default=0)
    children: Mapped[int] = mapped_column(default=0)
    steps: Mapped[list[str]] = mapped_column(JSON, default=list)
    corrects: Mapped[int | None] = mapped_column(ForeignKey("distribution.id"), unique=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)  # a repeat of the same click is the same distribution
    recorded_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)

    need: Mapped[Need] = relationship()
    commune: Mapped[Commune | None] = relationship()

    def place_name(self, lang: str) -> str:
        """The commune, or the place as it was written."""
        return self.commune.name(lang) if self.commune else self.place


@dataclass(frozen=True, slots=True)
class Served:
    """How many were reached. Families are counted beside people: each is at least one of the people."""

    families: int = 0
    women: int = 0
    men: int = 0
    children: int = 0

    @property
    def people(self) -> int:
        return self.women + self.men + self.children


def record(
    need_id: int, quantity: int, served: Served, *, day: date, place: str, key: str, actor_id: int,
    steps: Sequence[str] = (),
) -> Distribution:  # fmt: skip
    """Write down that `quantity` units of a need were given out, once for each `key`; `place` is a commune or a town.

    Received pledges that this covers are then distributed, oldest first. Raises NothingGivenOut, NobodyReached,
    MoreFamiliesThanPeople, PlaceHoldsNumber, DayOutside, MoreThanArrived, KeyOfAnother."""
    _check(quantity, served, place)
    need = rows.lock(need_id)
    repeated = db.session.scalar(select(Distribution).where(Distribution.key == key))
    if repeated is not None:
        if (repeated.need_id, repeated.recorded_by, repeated.quantity) != (need_id, actor_id, quantity):
            raise KeyOfAnother
        return repeated
    first = clock.day_of(need.created_at)
    if not first <= day <= clock.today():
        raise DayOutside(first=first, last=clock.today())
    if quantity > left_of(need):
        raise MoreThanArrived(left=left_of(need))
    commune = commune_named(place, need.region_code)
    made = Distribution(
        need_id=need_id, day=day, place="" if commune else place, commune_code=commune.code if commune else None,
        quantity=quantity, families=served.families, women=served.women, men=served.men, children=served.children,
        steps=[step for step in STEPS if step in steps], key=key, recorded_by=actor_id,
    )  # fmt: skip
    return _add(made)


def correct(distribution_id: int, *, actor_id: int) -> Distribution:
    """Take a distribution back by a row of the same figures with a minus sign; doing so twice is doing it once.

    Raises AlreadyCorrected for what is itself a correction."""
    wrong = db.session.get_one(Distribution, distribution_id)
    if wrong.corrects is not None:
        raise AlreadyCorrected
    rows.lock(wrong.need_id)
    repeated = db.session.scalar(select(Distribution).where(Distribution.corrects == wrong.id))
    if repeated is not None:
        return repeated
    made = Distribution(
        need_id=wrong.need_id, day=wrong.day, place=wrong.place, commune_code=wrong.commune_code,
        quantity=-wrong.quantity, families=-wrong.families, women=-wrong.women, men=-wrong.men,
        children=-wrong.children, steps=wrong.steps, corrects=wrong.id, key=secrets.token_hex(16),
        recorded_by=actor_id,
    )  # fmt: skip
    return _add(made)


def left_of(need: Need) -> int:
    """Units that arrived and have not been given out."""
    return need.received + need.surplus - need.distributed


def _check(quantity: int, served: Served, place: str) -> None:
    if quantity < 1:
        raise NothingGivenOut
    if served.people < 1:
        raise NobodyReached
    if served.families > served.people:
        raise MoreFamiliesThanPeople(people=served.people)
    if re.search(r"\d{6}", re.sub(r"[\s.-]", "", to_latin_digits(place))):
        raise PlaceHoldsNumber


def _add(made: Distribution) -> Distribution:
    db.session.add(made)
    db.session.flush()
    counters.adjust(made.need_id, distributed=made.quantity)
    people = {name: getattr(made, name) for name in ("families", "women", "men", "children")}
    counters.add_reach(made.need_id, times=1 if made.quantity > 0 else -1, **people)
    handovers.settle(made.need_id, actor_id=made.recorded_by)
    return made


def commune_named(place: str, region_code: str) -> Commune | None:
    """The one commune of a region that bears this name, in either of its spellings."""
    name = fold(place)
    communes = db.session.scalars(select(Commune).where(Commune.region_code == region_code)) if name else ()
    found = [row for row in communes if name in (fold(row.name_ar), fold(row.name_fr))]
    return found[0] if len(found) == 1 else None


def places_of(organisation: Organisation, lang: str) -> list[str]:
    """Places to choose from: the association's own, those where it has been, the communes of its province."""
    been = (
        select(Distribution)
        .join(Need)
        .where(Need.organisation_id == organisation.id)
        .options(joinedload(Distribution.commune))
        .order_by(Distribution.id.desc())
        .limit(50)
    )
    names = [organisation.place(lang), *(row.place_name(lang) for row in db.session.scalars(been))]
    if organisation.commune:
        near = select(Commune).where(Commune.province_ar == organisation.commune.province_ar).order_by(Commune.code)
        names += [row.name(lang) for row in db.session.scalars(near)]
    return [name for name in dict.fromkeys(names) if name]


def latest(organisation_id: int, *, after: int | None = None) -> tuple[list[Distribution], int | None]:
    """What an association gave out, the last written down first, PAGE at a time; and what the next page comes after."""
    query = (
        select(Distribution)
        .join(Need)
        .where(Need.organisation_id == organisation_id)
        .options(joinedload(Distribution.need), joinedload(Distribution.commune))
        .order_by(Distribution.id.desc())
        .limit(PAGE + 1)
    )
    found = list(db.session.scalars(query if after is None else query.where(Distribution.id < after)))
    return found[:PAGE], found[PAGE - 1].id if len(found) > PAGE else None


def corrected(ids: Sequence[int]) -> set[int]:
    """Which of these distributions a correction has taken back."""
    found = db.session.scalars(select(Distribution.corrects).where(Distribution.corrects.in_(ids)))
    return {number for number in found if number is not None}


def find(organisation_id: int, distribution_id: int) -> Distribution | None:
    """The distribution of this number, when it is this association's."""
    query = select(Distribution).join(Need)
    return db.session.scalar(query.where(Distribution.id == distribution_id, Need.organisation_id == organisation_id))
