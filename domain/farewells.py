"""Somebody is forgotten: their open pledges go back, their teams go on without them, and who they are is removed.

That a person may be forgotten does not wait for others, so an association's next editor becomes its owner, and the
coordinators hear of it. Only where nobody is left, and the public relies on the association, does it come first."""

from sqlalchemy import select

from domain import handovers, invitations, joining, notices, organisations, people, pledges, teams
from domain.db import begin_writing, db
from domain.errors import RuleBroken
from domain.organisations import Membership, Organisation
from domain.people import Person


class NobodyElse(RuleBroken):
    """The person alone acts for an association (`name`) that is on the platform."""


def forget(person_id: int) -> None:
    """Take back what the person has not handed over, end their memberships, and erase them. Raises NobodyElse."""
    begin_writing()
    for pledge in pledges.pledges_of(person_id):
        if pledge.can_be_withdrawn:
            handovers.withdraw(pledge.id, actor_id=person_id)
    for organisation_id in _teams_of(person_id):
        _leave(organisations.lock(organisation_id), person_id)
    person = db.session.get_one(Person, person_id)
    if not person.is_guest:  # a guest acts for nobody, and often has no more than a first name
        notices.forget_name(person.name)
    invitations.forget_name(person_id)
    people.erase(person_id)


def _teams_of(person_id: int) -> list[int]:
    query = select(Membership.organisation_id).where(Membership.person_id == person_id, Membership.ended_at.is_(None))
    return sorted(db.session.scalars(query))


def _leave(organisation: Organisation, person_id: int) -> None:
    team = teams.members_of(organisation.id)
    others = [one for one in team if one.person_id != person_id]
    if not others and organisation.status in joining.UNDER_WAY:
        joining.withdraw(organisation.id, actor_id=person_id)
    elif not others and organisation.status not in ("withdrawn", "rejected"):
        raise NobodyElse(name=organisation.name)
    if others and all(one.role != "owner" for one in others):
        heir = teams.begin(organisation.id, others[0].person_id, "owner", before=others[0], actor_id=person_id)
        path = teams.path_of(organisation)
        notices.tell(heir.person_id, "team_role", path=path, name=organisation.name, role="owner")
        joining.tell_coordinators(organisation, "association_passed_on")
    for own in team:
        if own.person_id == person_id:
            teams.end(own, person_id)
