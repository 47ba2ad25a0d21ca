"""Who takes part in an edition: associations and companies are asked, accept or decline, and may leave again; into a
public edition they also come by themselves.

Nobody asks, or reminds, the organisation they act for: a colleague does."""

from datetime import timedelta
from typing import Any

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import joinedload

from domain import clock, notices
from domain.campaigns import Edition, EditionPartner
from domain.db import db
from domain.errors import RuleBroken, WrongState
from domain.organisations import KINDS, LISTED, Membership, Organisation, is_member
from domain.planning.plan import Change, lock, write_down
from domain.text import fold

STATES = ("asked", "accepted", "declined", "left")
REMIND_AFTER = timedelta(days=3)
FOUND_MOST = 50  # organisations shown of a search
ASKED_MOST = 500  # organisations asked in one go

# What an organisation answers: from which states (None: not asked), what it is then.
ANSWERS: dict[str, tuple[tuple[str | None, ...], str]] = {
    "acceptance": (("asked", "declined", "left"), "accepted"),
    "refusal": (("asked",), "declined"),
    "leaving": (("accepted",), "left"),
    "participation": ((None, "asked", "declined", "left"), "accepted"),
}


class OwnOrganisation(RuleBroken):
    """The coordinator acts for this organisation."""


class NotOnThePlatform(RuleBroken):
    """The organisation is not, or not now, one that the public sees."""


class EditionOver(RuleBroken):
    """The edition has ended: nobody is asked, comes or goes any more."""


class AskedLately(RuleBroken):
    """Everybody who has not answered was asked or reminded within REMIND_AFTER (`days`)."""


def partners_of(edition_id: int) -> list[EditionPartner]:
    """Every organisation that was asked or takes part, with itself: what changed last comes first."""
    query = (
        select(EditionPartner).where(EditionPartner.edition_id == edition_id).options(_with_organisation())
        .order_by(EditionPartner.changed_at.desc(), EditionPartner.organisation_id)
    )  # fmt: skip
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


def counts(edition_id: int) -> dict[str, int]:
    """How many partners are in each of STATES."""
    query = select(EditionPartner.status, func.count()).where(EditionPartner.edition_id == edition_id)
    found = {row[0]: row[1] for row in db.session.execute(query.group_by(EditionPartner.status))}
    return {state: found.get(state, 0) for state in STATES}


def can_be_asked(
    edition_id: int, person_id: int, *, q: str = "", region: str = "", kind: str = ""
) -> list[Organisation]:
    """Organisations on the platform that were never asked, isolated ones first; none for which this person acts."""
    return list(db.session.scalars(_to_ask(edition_id, person_id, q, region, kind).limit(ASKED_MOST)))


def _to_ask(edition_id: int, person_id: int, q: str, region: str, kind: str) -> Select[Organisation]:
    asked = exists().where(EditionPartner.edition_id == edition_id, EditionPartner.organisation_id == Organisation.id)
    own = exists().where(
        Membership.organisation_id == Organisation.id, Membership.person_id == person_id, Membership.ended_at.is_(None)
    )
    query = select(Organisation).where(Organisation.status.in_(LISTED), ~asked, ~own)
    for word in fold(q).split():
        query = query.where(Organisation.folded_name.contains(word, autoescape=True))
    if region:
        query = query.where(Organisation.region_code == region)
    if kind in KINDS:
        query = query.where(Organisation.kind == kind)
    return query.order_by(Organisation.isolation.desc(), Organisation.id)


def partners_before(edition: Edition, person_id: int) -> list[Organisation]:
    """Who took part in the edition before and was not asked into this one."""
    took_part = exists().where(
        EditionPartner.edition_id == edition.previous_id, EditionPartner.organisation_id == Organisation.id,
        EditionPartner.status == "accepted",
    )  # fmt: skip
    return list(db.session.scalars(_to_ask(edition.id, person_id, "", "", "").where(took_part).limit(ASKED_MOST)))


def ask(edition_id: int, organisation_id: int, *, actor_id: int) -> EditionPartner:
    """Ask one organisation, also one that declined or left; asking twice is once.

    Raises EditionOver, NotOnThePlatform, OwnOrganisation."""
    edition = _open(edition_id)
    organisation = db.session.get_one(Organisation, organisation_id)
    if is_member(actor_id, organisation_id):
        raise OwnOrganisation
    if organisation.status not in LISTED:
        raise NotOnThePlatform
    present = _find(edition_id, organisation_id)
    if present is not None and present.status in ("asked", "accepted"):
        return present
    return _ask(edition, organisation, present, actor_id)


def ask_all(edition_id: int, organisations: list[Organisation], *, actor_id: int) -> int:
    """Ask those of these organisations that were never asked; how many. Raises EditionOver."""
    edition = _open(edition_id)
    present = set(db.session.scalars(
        select(EditionPartner.organisation_id).where(EditionPartner.edition_id == edition_id)
    ))  # fmt: skip
    fresh = [one for one in organisations[:ASKED_MOST] if one.id not in present and one.status in LISTED]
    for organisation in fresh:
        _ask(edition, organisation, None, actor_id)
    return len(fresh)


def _ask(edition: Edition, organisation: Organisation, present: EditionPartner | None, actor_id: int) -> EditionPartner:
    partner = _move(edition, organisation, present, "asked", actor_id)
    _tell(edition, organisation, "campaign_asked", actor_id)
    return partner


def remind(edition_id: int, *, actor_id: int) -> int:
    """Remind everybody who has not answered and heard nothing within REMIND_AFTER; how many.

    Raises EditionOver, AskedLately."""
    edition, long_ago = _open(edition_id), clock.now() - REMIND_AFTER
    heard = func.coalesce(EditionPartner.reminded_at, EditionPartner.changed_at)
    query = select(EditionPartner).where(
        EditionPartner.edition_id == edition_id, EditionPartner.status == "asked", heard < long_ago
    )
    waiting = list(db.session.scalars(query.options(_with_organisation())))
    waiting = [one for one in waiting if one.organisation.status in LISTED]
    if not waiting:
        raise AskedLately(days=REMIND_AFTER.days)
    for partner in waiting:
        partner.reminded_at = clock.now()
        _tell(edition, partner.organisation, "campaign_asked_again", actor_id)
    changes = [Change("partner", "", one.organisation.name) for one in waiting]
    write_down(edition, "partners_reminded", changes, actor_id=actor_id, moves=False)
    return len(waiting)


def answer(edition_id: int, organisation_id: int, word: str, *, actor_id: int) -> EditionPartner:
    """An organisation accepts, declines, leaves, or comes by itself: `word` is one of ANSWERS; twice is once. The
    coordinators of its region are told.

    Raises EditionOver, NotOnThePlatform, WrongState (also for a planned edition into which it was not asked)."""
    edition = _open(edition_id)
    organisation = db.session.get_one(Organisation, organisation_id)
    sources, new = ANSWERS[word]
    present = _find(edition_id, organisation_id)
    old = present.status if present else None
    if present is not None and old == new:
        return present
    if old not in sources or (old is None and not edition.is_public):
        raise WrongState(noun="edition_partner", state=old or "")
    if new == "accepted" and organisation.status not in LISTED:
        raise NotOnThePlatform
    partner = _move(edition, organisation, present, new, actor_id)
    path, facts = f"/studio/campaigns/{edition.slug}/partners", {"name": organisation.name, **_facts(edition)}
    notices.tell_coordinators(organisation.region_code, f"campaign_{new}", path=path, but=actor_id, **facts)
    return partner


def _open(edition_id: int) -> Edition:
    edition = lock(edition_id)
    if edition.is_over:
        raise EditionOver
    return edition


def _find(edition_id: int, organisation_id: int) -> EditionPartner | None:
    return db.session.get(EditionPartner, (edition_id, organisation_id), populate_existing=True)


def _move(
    edition: Edition, organisation: Organisation, present: EditionPartner | None, new: str, actor_id: int
) -> EditionPartner:
    old = present.status if present else ""
    partner = present or EditionPartner(edition_id=edition.id, organisation_id=organisation.id)
    partner.status, partner.changed_at, partner.reminded_at = new, clock.now(), None
    db.session.add(partner)
    db.session.flush()
    change = Change("partner", old, organisation.name)
    write_down(edition, f"partner_{new}", [change], actor_id=actor_id, moves=False)
    return partner


def _tell(edition: Edition, organisation: Organisation, kind: str, actor_id: int) -> None:
    path = f"/desk/{organisation.slug}/campaigns"
    notices.tell_members(organisation.id, kind, path=path, but=actor_id, name=organisation.name, **_facts(edition))


def _facts(edition: Edition) -> dict[str, Any]:
    """What a notice says of an edition: its campaign's name in each language, and its first day."""
    campaign = {lang: edition.campaign.name(lang) for lang in ("ar", "fa", "fr", "en")}
    return {"campaign": campaign, "day": edition.starts_on.isoformat()}


def _with_organisation() -> Any:
    places = (joinedload(Organisation.region), joinedload(Organisation.commune))
    return joinedload(EditionPartner.organisation).options(*places)


# --- the organisation's side ------------------------------------------------------------------------------------------


def editions_for(organisation_id: int) -> tuple[list[Edition], list[Edition], list[Edition]]:
    """What an organisation sees: the editions it is asked into, those it takes part in, and the public ones that run
    or come and are open to it. What is over is on its public page."""
    day = clock.today()
    query = select(Edition, EditionPartner.status).join(
        EditionPartner,
        (EditionPartner.edition_id == Edition.id) & (EditionPartner.organisation_id == organisation_id),
        isouter=True,
    )
    rows = db.session.execute(query.where(Edition.ends_on >= day).order_by(Edition.starts_on, Edition.id)).all()
    asked = [row[0] for row in rows if row[1] == "asked"]
    inside = [row[0] for row in rows if row[1] == "accepted"]
    return asked, inside, [row[0] for row in rows if row[0].is_public and row[0] not in (*asked, *inside)]


def is_shown_to(edition: Edition, organisation_id: int) -> bool:
    """Whether an organisation may know of an edition: the public does, or it was asked."""
    return edition.is_public or _find(edition.id, organisation_id) is not None
