"""The life of an association on the platform, from its own side: it applies or is invited, hands its profile in,
confirms it every year, leaves. What the platform team decides stands in `reviews`.

Each change of state is a line of TRANSITIONS and a row of the log.
"""

from datetime import timedelta
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.exc import IntegrityError

from domain import clock, invitations, log, needs, notices, organisations, profiles, slugs, teams
from domain.db import begin_writing, db
from domain.errors import RuleBroken, WrongState
from domain.log import Transition
from domain.organisations import LISTED, Organisation, fold_name
from domain.people import Person
from domain.text import fold

TRANSITIONS: dict[str, frozenset[str]] = {
    "invited": frozenset({"started"}),  # nobody has opened the link yet: its row is an invitation's
    "started": frozenset({"submitted", "withdrawn"}),
    "submitted": frozenset({"started", "under_review", "withdrawn"}),
    "under_review": frozenset({"started", "approved", "rejected", "withdrawn"}),
    "approved": frozenset({"trusted", "recertification_due", "suspended", "withdrawn"}),
    "trusted": frozenset({"approved", "recertification_due", "suspended", "withdrawn"}),
    "recertification_due": frozenset({"approved", "trusted", "suspended", "withdrawn"}),
    "suspended": frozenset({"approved", "trusted", "recertification_due", "withdrawn"}),
    "withdrawn": frozenset({"started"}),
    "rejected": frozenset({"started"}),
}
LAUNCHES = ("closed", "invited", "public")
UNDER_WAY = ("started", "submitted", "under_review")
UNDER_WAY_MOST = 3  # applications of one person
RECERTIFY_AFTER = timedelta(days=365)
REMIND_BEFORE = timedelta(days=30)
REMINDED, CONFIRMED = "reminded", "confirmed"  # noted in the log, where no state changes

# What becomes of an association's needs when it leaves: what is promised can still be received.
_LEFT_BEHIND = {
    "published": "closed", "paused": "closed", "expired": "closed",
    "draft": "cancelled", "submitted": "cancelled", "in_review": "cancelled", "returned": "cancelled",
}  # fmt: skip


class NotOpen(RuleBroken):
    """The platform takes no new association now (`launch`: closed), or only with a link (invited)."""


class TooManyApplications(RuleBroken):
    """The person has `most` applications under way."""


class ProfileIncomplete(RuleBroken):
    """Some `steps` are still to be done before the profile can be handed in."""


class NotAskedYet(RuleBroken):
    """The profile is to be confirmed from `day` on (none: it is not on the platform)."""


def move(
    organisation: Organisation, new: str, *, actor_id: int | None, via: str = "web", note: str | None = None
) -> Organisation:
    """Bring a locked association into another state, log it, and show it so. Raises WrongState."""
    old = organisation.status
    if new not in TRANSITIONS[old]:
        raise WrongState(noun="organisation", state=old)
    organisation.status = new
    db.session.flush()
    log.record("organisation", organisation.id, old, new, actor_id=actor_id, via=via, note=note)
    if {old, new} & set(LISTED):
        profiles.show_anew(organisation.id)
    return organisation


def check_launch(launch: str, *, invited: bool = False) -> None:
    """Raises NotOpen when the platform, at this stage of its launch, takes no new association from this person. A word
    that is none of LAUNCHES keeps it closed."""
    if launch == "public" or (launch == "invited" and invited):
        return
    raise NotOpen(launch=launch)


def start(
    person_id: int, name: str, kind: str, region_code: str, *, name_latin: str = "", invited: bool = False
) -> Organisation:
    """Begin an association's profile, with the person as its owner; the same application sent again is the same
    profile. Its address is made from its name and stays. Raises TooManyApplications."""
    begin_writing()
    db.session.get_one(Person, person_id, with_for_update=True, populate_existing=True)
    under_way = [one for one in organisations.organisations_of(person_id) if one.status in UNDER_WAY]
    for one in under_way:
        if one.status == "started" and fold(one.name) == fold(name):
            return one
    if len(under_way) >= UNDER_WAY_MOST:
        raise TooManyApplications(most=UNDER_WAY_MOST)
    made = _make(name=name, name_latin=name_latin or None, kind=kind, region_code=region_code)
    teams.begin(made.id, person_id, "owner", actor_id=person_id)
    log.record("organisation", made.id, "invited" if invited else None, "started", actor_id=person_id)
    return made


def start_invited(
    invitation_id: int, person_id: int, name: str, kind: str, region_code: str, *, name_latin: str = ""
) -> Organisation:
    """The same with a coordinator's link, which is used up. Raises what `invitations.use` and `start` raise."""
    invitations.use(invitation_id, person_id)
    return start(person_id, name, kind, region_code, name_latin=name_latin, invited=True)


def _make(*, name: str, name_latin: str | None, kind: str, region_code: str) -> Organisation:
    for slug in slugs.candidates(name_latin or "", name):
        if db.session.scalar(select(exists().where(Organisation.slug == slug))):
            continue
        made = Organisation(slug=slug, name=name, name_latin=name_latin, kind=kind, region_code=region_code)
        made.folded_name = fold_name(made)
        try:
            with db.session.begin_nested():
                db.session.add(made)
        except IntegrityError:  # another took the address in this very moment
            continue
        return made
    raise LookupError  # there is always another number


def submit(organisation_id: int, *, actor_id: int) -> Organisation:
    """Hand the profile in; twice is once. Raises ProfileIncomplete, WrongState."""
    organisation = organisations.lock(organisation_id)
    if organisation.status == "submitted":
        return organisation
    steps = profiles.missing(organisation)
    if steps and organisation.status == "started":
        raise ProfileIncomplete(steps=steps)
    move(organisation, "submitted", actor_id=actor_id)
    tell_coordinators(organisation, "association_submitted")
    return organisation


def take_back(organisation_id: int, *, actor_id: int) -> Organisation:
    """Take a profile back to change it, as long as nobody looks at it; or begin again after having left. Raises
    WrongState."""
    organisation = organisations.lock(organisation_id)
    if organisation.status not in ("submitted", "withdrawn"):
        raise WrongState(noun="organisation", state=organisation.status)
    return move(organisation, "started", actor_id=actor_id)


def withdraw(organisation_id: int, *, actor_id: int) -> Organisation:
    """The association leaves: its open needs are closed, and what was promised can still be received. Raises
    WrongState."""
    organisation = organisations.lock(organisation_id)
    was_listed = organisation.status in LISTED
    move(organisation, "withdrawn", actor_id=actor_id)
    for need in profiles.lock_needs(organisation_id):
        if need.status in _LEFT_BEHIND:
            needs.move(need, _LEFT_BEHIND[need.status], actor_id=actor_id, via="withdrawal")
    if was_listed:
        tell_coordinators(organisation, "association_withdrawn")
    return organisation


def confirm(organisation_id: int, *, actor_id: int) -> Organisation:
    """The association says that its profile is still right, which holds for another year.

    Its own word is enough, also to be what it was before it was due: each need of an approved association is looked at
    anyway, a trusted one has others' word besides, and a yearly queue of everybody would keep the platform team from
    those who wait for the first time. The team is told, and may suspend. Raises NotAskedYet."""
    organisation = organisations.lock(organisation_id)
    if not is_to_confirm(organisation):
        day = organisation.recertify_on if organisation.status in LISTED else None
        raise NotAskedYet(day=day and day - REMIND_BEFORE)
    state = organisation.status
    if state == "recertification_due":
        move(organisation, state_before(organisation, state), actor_id=actor_id, note=CONFIRMED)
    else:
        log.record("organisation", organisation_id, state, state, actor_id=actor_id, note=CONFIRMED)
    organisation.recertify_on = clock.today() + RECERTIFY_AFTER
    db.session.flush()
    tell_coordinators(organisation, "association_confirmed")
    return organisation


def is_to_confirm(organisation: Organisation) -> bool:
    """Whether the association is asked to confirm its profile: from REMIND_BEFORE its day on."""
    if organisation.status == "recertification_due":
        return True
    day = organisation.recertify_on
    return organisation.status in LISTED and day is not None and day <= clock.today() + REMIND_BEFORE


def state_before(organisation: Organisation, state: str) -> str:
    """What an association on the platform was before it came into this state; approved when nobody wrote it down."""
    came = select(Transition.old).where(
        Transition.noun == "organisation", Transition.noun_id == organisation.id,
        Transition.new == state, Transition.old != state, Transition.old.in_(LISTED),
    )  # fmt: skip
    return db.session.scalars(came.order_by(Transition.id.desc()).limit(1)).first() or "approved"


def to_ask(limit: int = 500) -> list[int]:
    """The associations that are to be told that their profile is to be confirmed, or that it is overdue."""
    reminded = exists().where(
        Transition.noun == "organisation", Transition.noun_id == Organisation.id, Transition.note == REMINDED,
        Transition.at > clock.now() - 2 * REMIND_BEFORE,
    )  # fmt: skip
    near = Organisation.recertify_on <= clock.today() + REMIND_BEFORE
    over = Organisation.recertify_on <= clock.today()
    query = select(Organisation.id).where(Organisation.status.in_(("approved", "trusted")), near, over | ~reminded)
    return list(db.session.scalars(query.order_by(Organisation.id).limit(limit)))


def ask_to_confirm(organisation_id: int) -> bool:
    """Remind an association REMIND_BEFORE its day, while it stays what it is; from that day on it is due, and a trusted
    one publishes with review until it confirms. False when there was nothing to do any more."""
    organisation = organisations.lock(organisation_id)
    day, state = organisation.recertify_on, organisation.status
    if day is None or state not in ("approved", "trusted") or not is_to_confirm(organisation):
        return False
    if day <= clock.today():
        move(organisation, "recertification_due", actor_id=None, via="clock")
    else:
        log.record("organisation", organisation_id, state, state, actor_id=None, via="clock", note=REMINDED)
    tell_team(organisation, "recertification_due", page="profile", day=day.isoformat())
    return True


def tell_team(organisation: Organisation, kind: str, *, page: str = "", but: int | None = None, **facts: Any) -> None:
    """Put a notice about an association into its members' inboxes; `page` is the desk's page that it leads to."""
    path = f"/desk/{organisation.slug}" + (f"/{page}" if page else "")
    notices.tell_members(organisation.id, kind, path=path, but=but, name=organisation.name, **facts)


def tell_coordinators(organisation: Organisation, kind: str) -> None:
    """Put a notice about an association into the inboxes of the coordinators who look after its region."""
    path = f"/studio/associations/{organisation.slug}"
    notices.tell_coordinators(organisation.region_code, kind, path=path, name=organisation.name)


def latest_reason(organisation: Organisation) -> str:
    """The platform team's words when it last returned, rejected or suspended the association."""
    query = select(Transition.note).where(
        Transition.noun == "organisation", Transition.noun_id == organisation.id,
        Transition.new == organisation.status, Transition.old != organisation.status,
    )  # fmt: skip
    return db.session.scalars(query.order_by(Transition.id.desc()).limit(1)).first() or ""
