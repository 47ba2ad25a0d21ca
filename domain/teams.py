"""Who acts for an association: owners and editors.

Every verb that changes a team first locks its organisation, so that of two owners who leave in one moment the second
sees that the first is gone: there is always an owner. A change of role ends one membership and begins another.
"""

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from domain import clock, log, notices, organisations
from domain.db import db
from domain.errors import RuleBroken, WrongState
from domain.organisations import Membership, Organisation
from domain.people import Person


class LastOwner(RuleBroken):
    """An association is never without an owner: another one comes first."""


def members_of(organisation_id: int) -> list[Membership]:
    """The team now: owners first, then whoever has been there longest."""
    query = select(Membership).where(Membership.organisation_id == organisation_id, Membership.ended_at.is_(None))
    rows = db.session.scalars(query.options(joinedload(Membership.person)).order_by(Membership.since, Membership.id))
    return sorted(rows, key=lambda row: row.role != "owner")


def membership_of(person_id: int, organisation_id: int) -> Membership | None:
    """How a person acts for an organisation now, if at all."""
    return db.session.scalar(select(Membership).where(
        Membership.person_id == person_id, Membership.organisation_id == organisation_id,
        Membership.ended_at.is_(None)))  # fmt: skip


def owns(person_id: int, organisation_id: int) -> bool:
    """Whether the person is an owner of the organisation now."""
    found = membership_of(person_id, organisation_id)
    return found is not None and found.role == "owner"


def change_role(membership_id: int, role: str, *, actor_id: int) -> Membership:
    """Make a member an owner or an editor. Raises LastOwner, WrongState (no longer in the team)."""
    found = _live(membership_id)
    if found.role == role:
        return found
    _check_owner_stays(found)
    changed = begin(found.organisation_id, found.person_id, role, before=found, actor_id=actor_id)
    if found.person_id != actor_id:
        organisation = found.organisation
        notices.tell(found.person_id, "team_role", path=path_of(organisation), name=organisation.name, role=role)
    return changed


def remove(membership_id: int, *, actor_id: int) -> Membership:
    """End a membership: the member's own leave, or an owner's decision. Raises LastOwner, WrongState."""
    found = _live(membership_id)
    _check_owner_stays(found)
    end(found, actor_id)
    organisation = found.organisation
    if found.person_id != actor_id:
        notices.tell(found.person_id, "team_removed", name=organisation.name)
    else:
        name = db.session.get_one(Person, actor_id).name
        notices.tell_members(organisation.id, "team_left", path=path_of(organisation), name=name)
    return found


def hand_over(organisation_id: int, membership_id: int, *, actor_id: int) -> Membership:
    """An owner gives the association into another member's hands and stays as an editor.

    Raises WrongState when either is no longer in the team, or the giver no longer an owner."""
    organisation = organisations.lock(organisation_id)
    taker, giver = _live(membership_id), membership_of(actor_id, organisation_id)
    if giver is None or giver.role != "owner" or taker.id == giver.id:
        raise WrongState(noun="membership", state="ended")
    if taker.role != "owner":
        taker = begin(organisation_id, taker.person_id, "owner", before=taker, actor_id=actor_id)
    begin(organisation_id, actor_id, "editor", before=giver, actor_id=actor_id)
    notices.tell(taker.person_id, "team_role", path=path_of(organisation), name=organisation.name, role="owner")
    return taker


def begin(
    organisation_id: int, person_id: int, role: str, *, before: Membership | None = None, actor_id: int
) -> Membership:
    """A membership in an organisation that is locked or just being made, in the place of the one `before`, if any."""
    if before is not None:
        before.ended_at = clock.now()
    made = Membership(organisation_id=organisation_id, person_id=person_id, role=role)
    db.session.add(made)
    db.session.flush()
    log.record("membership", made.id, before.role if before else None, role, actor_id=actor_id)
    return made


def end(found: Membership, actor_id: int) -> None:
    """End a membership in an organisation that is locked, whoever is left in it."""
    found.ended_at = clock.now()
    db.session.flush()
    log.record("membership", found.id, found.role, "ended", actor_id=actor_id)


def _live(membership_id: int) -> Membership:
    """A membership that holds, with its organisation locked. Raises WrongState."""
    organisations.lock(db.session.get_one(Membership, membership_id).organisation_id)
    found = db.session.get_one(Membership, membership_id, populate_existing=True)
    if found.ended_at is not None:
        raise WrongState(noun="membership", state="ended")
    return found


def _check_owner_stays(found: Membership) -> None:
    owners = select(func.count()).where(
        Membership.organisation_id == found.organisation_id, Membership.role == "owner", Membership.ended_at.is_(None)
    )
    if found.role == "owner" and (db.session.scalar(owners) or 0) < 2:
        raise LastOwner


def path_of(organisation: Organisation) -> str:
    """Where the team is shown, for notices."""
    return f"/desk/{organisation.slug}/team"
