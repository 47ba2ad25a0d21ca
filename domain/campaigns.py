"""Campaigns: a name that returns each year in editions, each with dates, targets, and results that can be checked."""

from datetime import date, datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    SmallInteger,
    String,
    UniqueConstraint,
    func,
    select,
    text,
)
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship, selectinload

from domain import clock
from domain.db import Base, Moment, db
from domain.organisations import LISTED, Organisation
from domain.stages import Stage
from domain.tallies import IS_PUBLIC


class Campaign(Base):
    """A campaign over the years, such as «شتاء دافئ»."""

    __tablename__ = "campaign"

    id: Mapped[int] = mapped_column(primary_key=True)
    name_ar: Mapped[str] = mapped_column(String(120))
    name_fa: Mapped[str] = mapped_column(String(120))
    name_fr: Mapped[str] = mapped_column(String(120))
    name_en: Mapped[str] = mapped_column(String(120))
    about_ar: Mapped[str] = mapped_column(String(1000), default="")
    about_fa: Mapped[str] = mapped_column(String(1000), default="")
    about_fr: Mapped[str] = mapped_column(String(1000), default="")
    about_en: Mapped[str] = mapped_column(String(1000), default="")

    def name(self, lang: str) -> str:
        return str(getattr(self, f"name_{lang}"))

    def about(self, lang: str) -> str:
        return str(getattr(self, f"about_{lang}"))


class Edition(Base):
    """One edition of a campaign. It runs between its dates; nothing else has to say so."""

    __tablename__ = "edition"
    __table_args__ = (
        CheckConstraint("ends_on >= starts_on", name="dates_in_order"),
        UniqueConstraint("campaign_id", "number"),
        Index("uq_edition_key", "key", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    number: Mapped[int] = mapped_column(SmallInteger)
    year: Mapped[int] = mapped_column(SmallInteger)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    sponsor: Mapped[str | None] = mapped_column(String(120))
    source: Mapped[str | None] = mapped_column(String(200))
    phases: Mapped[list[dict[str, object]]] = mapped_column(JSON, default=list)  # its `stages` as they are kept
    items: Mapped[list[str]] = mapped_column(JSON, default=list)  # its catalogue, codes in order; none: every item
    is_public: Mapped[bool] = mapped_column(default=True)  # not while it is only planned
    revision: Mapped[int] = mapped_column(default=1)  # moves with each edit of the plan, so that editors notice
    previous_id: Mapped[int | None] = mapped_column(ForeignKey("edition.id"))
    key: Mapped[str | None] = mapped_column(String(64))  # of the form that made it: its repeat makes nothing

    campaign: Mapped[Campaign] = relationship(lazy="joined", innerjoin=True)  # no page names one without the other
    previous: Mapped["Edition | None"] = relationship(remote_side=[id])
    results: Mapped[list["EditionResult"]] = relationship(order_by="EditionResult.id")
    targets: Mapped[list["EditionTarget"]] = relationship(order_by="EditionTarget.id")

    @property
    def is_running(self) -> bool:
        return self.starts_on <= clock.today() <= self.ends_on

    @property
    def is_over(self) -> bool:
        return self.ends_on < clock.today()

    @property
    def stages(self) -> list[Stage]:
        """In their order."""
        return [Stage.of_row(row) for row in self.phases or []]


class EditionResult(Base):
    """A published total of an edition that ran before this platform kept its rows, with where it was published.

    `at_least` marks figures published as "more than"."""

    __tablename__ = "edition_result"
    __table_args__ = (UniqueConstraint("edition_id", "measure"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))
    measure: Mapped[str] = mapped_column(String(40))
    value: Mapped[int]
    unit: Mapped[str] = mapped_column(String(20))
    at_least: Mapped[bool] = mapped_column(default=False)
    source: Mapped[str] = mapped_column(String(200))


class EditionTarget(Base):
    """How many of an item an edition wants to bring, in a region or over all."""

    __tablename__ = "edition_target"
    __table_args__ = (UniqueConstraint("edition_id", "item_code", "region_code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"), index=True)
    item_code: Mapped[str] = mapped_column(String(40))
    region_code: Mapped[str | None] = mapped_column(ForeignKey("region.code"))
    quantity: Mapped[int]
    source: Mapped[str | None] = mapped_column(String(200))


class EditionPartner(Base):
    """An organisation that takes part in an edition, or was asked to: asked → accepted | declined; accepted → left."""

    __tablename__ = "edition_partner"

    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True, index=True)
    status: Mapped[str] = mapped_column(String(10), default="accepted")
    changed_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    reminded_at: Mapped[datetime | None] = mapped_column(Moment)

    organisation: Mapped[Organisation] = relationship(lazy="raise")


class EditionTask(Base):
    """One line of an edition's checklist, by which the platform team prepares and ends it."""

    __tablename__ = "edition_task"

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"), index=True)
    words: Mapped[str] = mapped_column(String(200))
    due_on: Mapped[date | None]
    done_at: Mapped[datetime | None] = mapped_column(Moment)
    done_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    dropped: Mapped[bool] = mapped_column(default=False)  # nothing deletes history


class EditionDay(Base):
    """What an edition had come to at the end of a day, made from rows by a duty (`progress`): units taken (promised or
    arrived), arrived, given out."""

    __tablename__ = "edition_day"

    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    taken: Mapped[int] = mapped_column(BigInteger)
    received: Mapped[int] = mapped_column(BigInteger)
    distributed: Mapped[int] = mapped_column(BigInteger)


def editions() -> list[Edition]:
    """Every public edition, the latest first."""
    query = select(Edition).where(Edition.is_public)
    return list(db.session.scalars(query.order_by(Edition.starts_on.desc(), Edition.id.desc())))


def running_editions() -> list[Edition]:
    """The public editions that run today, the one that ends first before the others."""
    day = clock.today()
    query = select(Edition).where(Edition.is_public, Edition.starts_on <= day, Edition.ends_on >= day)
    query = query.order_by(Edition.ends_on)
    return list(db.session.scalars(query))


def find_edition(slug: str) -> Edition | None:
    """The public edition of this address."""
    return db.session.scalar(select(Edition).where(Edition.slug == slug, Edition.is_public))


def editions_with_results() -> list[Edition]:
    """Every public edition with its published results, the latest first."""
    query = select(Edition).where(Edition.is_public).options(selectinload(Edition.results))
    return list(db.session.scalars(query.order_by(Edition.starts_on.desc(), Edition.id.desc())))


def editions_of(organisation_id: int) -> list[Edition]:
    """The public editions an organisation takes part in, as a partner or with a public need, the latest first."""
    query = (
        select(Edition)
        .where(Edition.is_public, text(_TAKEN_PART_IN))
        .order_by(Edition.starts_on.desc(), Edition.id.desc())
    )
    return list(db.session.scalars(query, {"organisation_id": organisation_id}))


def participants(edition_id: int, limit: int | None = None) -> tuple[list[Organisation], int]:
    """Listed associations and unions that take part in an edition, isolated ones first, `limit` of them; and how
    many."""
    query = (
        select(Organisation, func.count().over())
        .where(Organisation.status.in_(LISTED), Organisation.kind != "company", text(TAKING_PART))
        .options(joinedload(Organisation.region), joinedload(Organisation.commune))
        .order_by(Organisation.isolation.desc(), Organisation.id)
        .limit(limit)
    )
    rows = db.session.execute(query, {"edition_id": edition_id}).all()
    return [row[0] for row in rows], rows[0][1] if rows else 0


def companies(edition_id: int) -> list[Organisation]:
    """Listed companies that accepted to take part in an edition."""
    query = (
        select(Organisation)
        .join(EditionPartner, EditionPartner.organisation_id == Organisation.id)
        .where(EditionPartner.edition_id == edition_id, EditionPartner.status == "accepted")
        .where(Organisation.status.in_(LISTED), Organisation.kind == "company")
    )
    return list(db.session.scalars(query.order_by(Organisation.id)))


def names_of_participants(edition_id: int, lang: str) -> list[str]:
    """The names of all `participants`, in their order."""
    latin = lang in ("fr", "en")
    name = func.coalesce(func.nullif(Organisation.name_latin, ""), Organisation.name) if latin else Organisation.name
    query = (
        select(name)
        .where(Organisation.status.in_(LISTED), Organisation.kind != "company", text(TAKING_PART))
        .order_by(Organisation.isolation.desc(), Organisation.id)
    )
    return list(db.session.scalars(query, {"edition_id": edition_id}))


# Needs stand on an upper floor: here only the columns that name an edition and an organisation are read.
# Who asks within an edition, from one to the next in the index: ten thousand needs of two hundred are 200 steps.
_NEXT_ASKING = f"(SELECT MIN(organisation_id) FROM need WHERE edition_id = :edition_id AND {IS_PUBLIC}{{}})"  # noqa: S608
ASKING = f"""
    WITH RECURSIVE asking(id) AS (
      SELECT {_NEXT_ASKING.format("")} AS id
      UNION ALL
      SELECT {_NEXT_ASKING.format(" AND organisation_id > asking.id")} FROM asking WHERE asking.id IS NOT NULL)
    SELECT id FROM asking WHERE id IS NOT NULL
    """  # noqa: S608  # no reader's words
TAKING_PART = f"""
    organisation.id IN (
      SELECT organisation_id FROM edition_partner WHERE edition_id = :edition_id AND status = 'accepted'
      UNION SELECT id FROM ({ASKING}) asking_now)
    """  # noqa: S608
_TAKEN_PART_IN = f"""
    edition.id IN (
      SELECT edition_id FROM edition_partner WHERE organisation_id = :organisation_id AND status = 'accepted'
      UNION SELECT edition_id FROM need WHERE organisation_id = :organisation_id AND {IS_PUBLIC})
    """  # noqa: S608


def targets_by_item(edition: Edition) -> dict[str, int]:
    """How many of each item an edition wants to bring: its target over all where it has one, else its regions' sum."""
    whole = {target.item_code: target.quantity for target in edition.targets if target.region_code is None}
    sums: dict[str, int] = {}
    for target in edition.targets:
        sums[target.item_code] = sums.get(target.item_code, 0) + target.quantity
    return sums | whole
