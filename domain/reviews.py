"""What the platform team decides: which associations are approved, trusted, suspended; which needs are published.

Each verb locks the association, moves it, and tells its members, in one transaction. Nobody decides on an association
they act for. A suspension pauses the needs on the board; when it is lifted, those come back, and only those.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select

from domain import clock, joining, log, needs, notices, organisations, profiles
from domain.db import begin_writing, db
from domain.errors import WrongState
from domain.listing import editing, rows
from domain.listing.editing import ChangedMeanwhile, NotApproved
from domain.log import Transition
from domain.needs import Need
from domain.organisations import LISTED, Organisation
from domain.people import Person
from domain.text import fold
from domain.vouches import OwnAssociation

SUSPENSION = "suspension"  # by which a need was paused
RELEASED = "released"  # the note of a review that was given up
ASSOCIATIONS_WAIT = ("submitted", "under_review")
NEEDS_WAIT = ("submitted", "in_review")
SHOWN_MOST = 100


class Decision(NamedTuple):
    """From which states it is taken, what the association is then (none: what it was before), which notice its team
    gets and on which page of the desk, and whether it is taken with a reason."""

    sources: tuple[str, ...]
    new: str | None
    notice: str | None = None
    page: str = ""
    wants_reason: bool = False


DECISIONS: dict[str, Decision] = {
    "review": Decision(("submitted",), "under_review"),
    "approval": Decision(("under_review",), "approved", "association_approved"),
    "return": Decision(("submitted", "under_review", "rejected"), "started", "association_returned", "profile", True),
    "rejection": Decision(("under_review",), "rejected", "association_rejected", "profile", True),
    "trust": Decision(("approved",), "trusted", "association_trusted"),
    "distrust": Decision(("trusted",), "approved", "association_untrusted", "", True),
    "suspension": Decision(LISTED, "suspended", "association_suspended", "profile", True),
    "lifting": Decision(("suspended",), None, "association_reinstated"),
}


def decide(organisation_id: int, name: str, reason: str = "", *, actor_id: int) -> Organisation:
    """Take one of DECISIONS on an association. Raises OwnAssociation, WrongState."""
    decision, organisation = DECISIONS[name], _locked(organisation_id, actor_id)
    old = organisation.status
    if old not in decision.sources:
        raise WrongState(noun="organisation", state=old)
    new = decision.new or joining.state_before(organisation, old)
    joining.move(organisation, new, actor_id=actor_id, note=reason or None)
    if name in ("approval", "trust"):
        organisation.joined_on = organisation.joined_on or clock.today()
        organisation.recertify_on = clock.today() + joining.RECERTIFY_AFTER
        db.session.flush()
    elif name == "suspension":
        _pause_needs(organisation_id, actor_id)
    elif name == "lifting":
        _bring_needs_back(organisation_id, actor_id)
    if decision.notice:
        facts: dict[str, Any] = {"reason": reason} if decision.wants_reason else {}
        joining.tell_team(organisation, decision.notice, page=decision.page, **facts)
    return organisation


def decisions_on(organisation: Organisation) -> list[str]:
    """What can be decided on an association as it is now."""
    return [name for name, decision in DECISIONS.items() if organisation.status in decision.sources]


def _pause_needs(organisation_id: int, actor_id: int) -> None:
    for need in profiles.lock_needs(organisation_id):
        if need.status == "published":
            needs.move(need, "paused", actor_id=actor_id, via=SUSPENSION)


def _bring_needs_back(organisation_id: int, actor_id: int) -> None:
    """What the suspension paused is where it was on the board, or expired when its day has passed meanwhile; what the
    association itself had paused stays so."""
    for need in profiles.lock_needs(organisation_id):
        if need.status == "paused" and _paused_via(need.id) == SUSPENSION:
            if need.deadline < clock.today():
                needs.move(need, "expired", actor_id=actor_id, via=SUSPENSION)
            else:
                editing.show(need, actor_id=actor_id, via=SUSPENSION)


def _paused_via(need_id: int) -> str | None:
    """By what a need was last paused."""
    query = select(Transition.via).where(
        Transition.noun == "need", Transition.noun_id == need_id, Transition.new == "paused",
        Transition.old != "paused",
    )  # fmt: skip
    return db.session.scalars(query.order_by(Transition.id.desc()).limit(1)).first()


def take_need(need_id: int, *, actor_id: int) -> Need:
    """Begin to look at a need, or go on where another reviewer was. Raises OwnAssociation, WrongState."""
    need = lock_need(need_id, actor_id)
    if need.status != "in_review":
        return needs.move(need, "in_review", actor_id=actor_id)
    if reviewers("need", [need_id]).get(need_id, (0,))[0] != actor_id:
        log.record("need", need_id, "in_review", "in_review", actor_id=actor_id, note="taken_over")
    return need


def release_need(need_id: int, *, actor_id: int) -> Need:
    """Let others look at a need; it waits as before. Raises OwnAssociation, WrongState."""
    need = lock_need(need_id, actor_id)
    if need.status == "submitted":
        return need
    if need.status != "in_review":
        raise WrongState(noun="need", state=need.status)
    return needs.move(need, "submitted", actor_id=actor_id, note=RELEASED)


def publish_need(need_id: int, *, seen: int | None = None, actor_id: int) -> Need:
    """Put a need that waits onto the board. `seen` is the revision that was in front of whoever decides: what the
    association changed after that is not published unseen (None: whatever it says now).

    Raises OwnAssociation, ChangedMeanwhile, NotApproved, DeadlinePassed, WrongState."""
    need = lock_need(need_id, actor_id)
    if seen is not None and need.revision != seen:
        raise ChangedMeanwhile(revision=need.revision)
    publish_locked(need, actor_id=actor_id)
    _tell_of_need(need, "need_published", f"/needs/{need.id}")
    return need


def publish_locked(need: Need, *, actor_id: int) -> Need:
    """The same for a locked need, telling nobody. Raises NotApproved, DeadlinePassed, WrongState."""
    if need.status not in NEEDS_WAIT:
        raise WrongState(noun="need", state=need.status)
    if need.organisation.status not in LISTED:
        raise NotApproved
    if need.status == "submitted":
        needs.move(need, "in_review", actor_id=actor_id)
    return needs.publish(need, actor_id=actor_id)


def return_need(need_id: int, reason: str, *, actor_id: int) -> Need:
    """Return a need to its association with a reason. Raises OwnAssociation, WrongState."""
    need = lock_need(need_id, actor_id)
    needs.move(need, "returned", actor_id=actor_id, note=reason)
    _tell_of_need(need, "need_returned", f"/desk/{need.organisation.slug}", reason=reason)
    return need


def _tell_of_need(need: Need, kind: str, path: str, **facts: Any) -> None:
    notices.tell_members(need.organisation_id, kind, path=path, item=need.item_code, label=need.label, **facts)


def _locked(organisation_id: int, actor_id: int) -> Organisation:
    """The association, locked, for a decision of somebody who does not act for it."""
    organisation = organisations.lock(organisation_id)
    if organisations.is_member(actor_id, organisation_id):
        raise OwnAssociation
    return organisation


def lock_need(need_id: int, actor_id: int) -> Need:
    """The need, locked after its association, so that no suspension misses it; for somebody who does not act for it.

    Raises OwnAssociation."""
    begin_writing()
    _locked(db.session.get_one(Need, need_id).organisation_id, actor_id)
    return rows.lock(need_id)


def associations(q: str = "", state: str = "") -> list[Organisation]:
    """The organisations of a name, in a state or in any, the newest first."""
    query = select(Organisation)
    for word in fold(q).split():
        query = query.where(Organisation.folded_name.contains(word, autoescape=True))
    if state:
        query = query.where(Organisation.status == state)
    return list(db.session.scalars(query.order_by(Organisation.id.desc()).limit(SHOWN_MOST)))


def history_of(noun: str, noun_id: int) -> list[tuple[Transition, str]]:
    """What happened to a thing, the latest first, each with the name of who did it (empty for the clock)."""
    query = select(Transition, Person.name).join(Person, Person.id == Transition.actor_id, isouter=True)
    query = query.where(Transition.noun == noun, Transition.noun_id == noun_id).order_by(Transition.id.desc())
    return [(row[0], row[1] or "") for row in db.session.execute(query.limit(SHOWN_MOST))]


def reviewers(noun: str, ids: Sequence[int]) -> dict[int, tuple[int, str, datetime]]:
    """Who looks at each of these needs or organisations that are in review: the number and name of whoever began last,
    and when."""
    state = "in_review" if noun == "need" else "under_review"
    query = select(Transition.noun_id, Transition.actor_id, Person.name, Transition.at)
    query = query.join(Person, Person.id == Transition.actor_id).order_by(Transition.id)
    began = (Transition.noun == noun, Transition.noun_id.in_(ids), Transition.new == state)
    return {row[0]: (row[1] or 0, row[2], row[3]) for row in db.session.execute(query.where(*began))} if ids else {}
