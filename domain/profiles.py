"""An association's profile, in steps that can be left and taken up again: who it is, where, what it says of itself, its
papers. What the public sees of it, on its page and on the cards of its needs, is shown anew with each change.
"""

from collections.abc import Sequence

from sqlalchemy import select, update

from domain import counters, log, needs, organisations, papers
from domain.db import db
from domain.errors import RuleBroken
from domain.needs import Need
from domain.organisations import LISTED, Organisation, fold_name
from domain.places import Commune, Region

STEPS = ("who", "where", "about", "papers")
# In which states the association itself may still change a step: what the review looks at stays as it was looked at.
# The platform team may correct a profile in any state.
MAY_CHANGE = {
    "who": ("started",),
    "where": ("started",),
    "about": ("started", *LISTED),
    "papers": ("started", "submitted", "under_review", *LISTED, "suspended"),
}
CORRECTED = "corrected"  # noted in the log, where no state changes
_ENDED = ("fulfilled", "closed", "cancelled")  # needs that stay where they were


class ProfileLocked(RuleBroken):
    """This step is being reviewed, or was checked; `state` is the association's."""


def may_change(organisation: Organisation, step: str, *, by_team: bool = False) -> bool:
    """Whether a step is open to the association, or to the platform team (`by_team`)."""
    return by_team or organisation.status in MAY_CHANGE[step]


def describe(
    organisation_id: int, *, name: str, name_latin: str | None, kind: str, fields: Sequence[str], size: str,
    founded: int | None, actor_id: int, by_team: bool = False,
) -> Organisation:  # fmt: skip
    """Say who the association is; `founded` is a Gregorian year. Raises ProfileLocked."""
    organisation = _open(organisation_id, "who", by_team)
    organisation.name, organisation.name_latin, organisation.kind = name, name_latin or None, kind
    organisation.fields, organisation.size, organisation.founded = list(fields), size, founded
    organisation.folded_name = fold_name(organisation)
    return _changed(organisation, actor_id, by_team)


def settle(
    organisation_id: int, *, commune_code: str | None = None, region_code: str = "", locality: str = "",
    actor_id: int, by_team: bool = False,
) -> Organisation:  # fmt: skip
    """Say where it works: a commune, which brings its region and its isolation, or else a region and a town. Raises
    ProfileLocked."""
    organisation = _open(organisation_id, "where", by_team)
    commune = db.session.get_one(Commune, commune_code) if commune_code else None
    organisation.commune, organisation.locality = commune, None if commune else locality or None
    organisation.region = db.session.get_one(Region, commune.region_code if commune else region_code)
    if commune:
        organisation.isolation = commune.isolation
    return _changed(organisation, actor_id, by_team)


def present(
    organisation_id: int, *, about: str, contact_policy: str, actor_id: int, by_team: bool = False
) -> Organisation:
    """Say what it does, and how it can be reached. Raises ProfileLocked."""
    organisation = _open(organisation_id, "about", by_team)
    organisation.about, organisation.contact_policy = about, contact_policy
    return _changed(organisation, actor_id, by_team)


def missing(organisation: Organisation) -> list[str]:
    """The steps that are not done yet."""
    where = organisation.commune_code if organisation.region.country == "MA" else organisation.locality
    done = {
        "who": bool(organisation.fields),
        "where": bool(where),
        "about": bool(organisation.about and organisation.contact_policy),
        "papers": papers.current_status(organisation.id) is not None,
    }
    return [step for step in STEPS if not done[step]]


def _open(organisation_id: int, step: str, by_team: bool) -> Organisation:
    organisation = organisations.lock(organisation_id)
    if not may_change(organisation, step, by_team=by_team):
        raise ProfileLocked(state=organisation.status)
    return organisation


def _changed(organisation: Organisation, actor_id: int, by_team: bool) -> Organisation:
    db.session.flush()
    if by_team:
        state = organisation.status
        log.record("organisation", organisation.id, state, state, actor_id=actor_id, note=CORRECTED)
    for need in lock_needs(organisation.id):
        if need.status not in _ENDED:
            needs.rewrite(need, region_code=organisation.region_code, commune_code=organisation.commune_code)
    show_anew(organisation.id)
    return organisation


def show_anew(organisation_id: int) -> None:
    """Say that the association's page and the cards of its needs are no longer what they were."""
    db.session.execute(
        update(Need).where(Need.organisation_id == organisation_id).values(version=Need.version + 1),
        execution_options={"synchronize_session": False},
    )
    counters.touch_board()


def lock_needs(organisation_id: int) -> list[Need]:
    """The association's needs as they are now, all of them locked before the first one moves."""
    query = select(Need).where(Need.organisation_id == organisation_id).order_by(Need.id)
    return list(db.session.scalars(query.with_for_update(key_share=True).execution_options(populate_existing=True)))
