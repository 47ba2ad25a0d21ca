"""Organisations: associations, foundations, companies and unions, and who acts for them."""

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, SmallInteger, String, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from domain import clock
from domain.db import Base, Moment, begin_writing, db
from domain.people import Person
from domain.places import ISOLATED_FROM, Commune, Region
from domain.text import fold

KINDS = ("association", "regional_union", "sectoral_union", "foundation", "company", "public_body")
FIELDS = ("relief", "health", "education", "children", "women", "disability", "development", "environment", "elderly")
SIZES = ("small", "medium", "large")

# A membership's life (PRODUCT.md §3); an organisation's needs are public from `approved` on, without review from
# `trusted` on.
STATES = (
    "invited", "started", "submitted", "under_review", "approved", "trusted", "recertification_due",
    "suspended", "withdrawn", "rejected",
)  # fmt: skip
LISTED = ("approved", "trusted", "recertification_due")

MEMBER_ROLES = ("owner", "editor")


class Organisation(Base):
    """An organisation as the public sees it."""

    __tablename__ = "organisation"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    kind: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(120))
    name_latin: Mapped[str | None] = mapped_column(String(120))
    about: Mapped[str] = mapped_column(String(2000), default="")
    contact_policy: Mapped[str] = mapped_column(String(500), default="")
    fields: Mapped[list[str]] = mapped_column(JSON, default=list)
    size: Mapped[str] = mapped_column(String(8), default="small")
    status: Mapped[str] = mapped_column(String(20), default="started", index=True)
    region_code: Mapped[str] = mapped_column(ForeignKey("region.code"), index=True)
    commune_code: Mapped[str | None] = mapped_column(ForeignKey("commune.code"))
    locality: Mapped[str | None] = mapped_column(String(80))
    isolation: Mapped[int] = mapped_column(SmallInteger, default=0)
    folded_name: Mapped[str] = mapped_column(String(250), default="")
    founded: Mapped[int | None] = mapped_column(SmallInteger)
    joined_on: Mapped[date | None]
    recertify_on: Mapped[date | None] = mapped_column(index=True)  # when its papers are to be looked at again
    created_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)

    region: Mapped[Region] = relationship(lazy="joined", innerjoin=True)
    commune: Mapped[Commune | None] = relationship(lazy="joined")

    @property
    def is_trusted(self) -> bool:
        return self.status == "trusted"

    @property
    def is_isolated(self) -> bool:
        return self.isolation >= ISOLATED_FROM

    def display_name(self, lang: str) -> str:
        """The name as registered, or its Latin form for readers of French and English when it has one."""
        return self.name_latin if lang in ("fr", "en") and self.name_latin else self.name

    def place(self, lang: str) -> str:
        """The commune, or the town as the association gave it, or else nothing."""
        return self.commune.name(lang) if self.commune else self.locality or ""


class Membership(Base):
    """A person acting for an organisation."""

    __tablename__ = "membership"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[str] = mapped_column(String(8))
    since: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)

    organisation: Mapped[Organisation] = relationship()
    person: Mapped[Person] = relationship()


def fold_name(organisation: Organisation) -> str:
    """What a search by name looks through, whatever spelling it is typed in."""
    return fold(f"{organisation.name} {organisation.name_latin or ''}")[:250]


def lock(organisation_id: int) -> Organisation:
    """The organisation as it is now, and as it stays until this transaction ends: its team, its papers and its place
    on the platform change one after the other."""
    begin_writing()
    only_its_row = {"of": Organisation}  # PostgreSQL cannot lock a commune that may be missing
    return db.session.get_one(Organisation, organisation_id, with_for_update=only_its_row, populate_existing=True)


def find_listed(slug: str) -> Organisation | None:
    """The organisation of this address, when the public may see it."""
    return db.session.scalar(select(Organisation).where(Organisation.slug == slug, Organisation.status.in_(LISTED)))


def is_member(person_id: int, organisation_id: int) -> bool:
    """Whether the person acts for the organisation now."""
    query = select(Membership.id).where(
        Membership.person_id == person_id,
        Membership.organisation_id == organisation_id,
        Membership.ended_at.is_(None),
    )
    return db.session.scalar(query) is not None


def organisations_of(person_id: int) -> list[Organisation]:
    """The organisations a person acts for now."""
    query = (
        select(Organisation)
        .join(Membership)
        .where(Membership.person_id == person_id, Membership.ended_at.is_(None))
        .order_by(Organisation.id)
    )
    return list(db.session.scalars(query))


def directory(
    *, q: str = "", region: str | None = None, kind: str | None = None, field: str | None = None,
    after: int | None = None, size: int = 20,
) -> tuple[list[Organisation], int | None]:  # fmt: skip
    """Listed organisations, isolated ones first, and the offset at which the next page starts (None on the last).

    The directory has hundreds of rows, not hundreds of thousands, so its pages may be counted off."""
    query = select(Organisation).where(Organisation.status.in_(LISTED))
    for word in fold(q).split():
        query = query.where(Organisation.folded_name.contains(word, autoescape=True))
    if region:
        query = query.where(Organisation.region_code == region)
    if kind:
        query = query.where(Organisation.kind == kind)
    rows = list(db.session.scalars(query.order_by(Organisation.isolation.desc(), Organisation.id)))
    if field:
        rows = [row for row in rows if field in row.fields]
    start = after or 0
    return rows[start : start + size], start + size if len(rows) > start + size else None
