"""Who acts for an association: links that work once, roles, and an owner at any time."""

from datetime import timedelta

import pytest

from domain import clock, invitations, log, organisations, teams
from domain.db import db
from domain.errors import WrongState
from domain.invitations import (
    AlreadyMember,
    Invitation,
    InvitationExpired,
    InvitationRevoked,
    InvitationUsed,
    TooManyInvitations,
)
from domain.teams import LastOwner
from tests import factories


@pytest.fixture
def owner(app):
    return factories.person("owner")


@pytest.fixture
def member(app):
    return factories.person("member")


@pytest.fixture
def ours(owner, member):
    return factories.organisation(owner, member)


def roles(organisation):
    return {one.person.name: one.role for one in teams.members_of(organisation.id)}


def test_a_link_brings_one_person_into_the_team_in_its_role(ours, owner):
    made, token = invitations.invite(ours.id, "editor", "سعاد", actor_id=owner.id)
    assert token not in str(vars(made)), "only its hash is kept"
    guest = factories.person("new")
    invitations.accept(invitations.find(token).id, guest.id)
    assert roles(ours) == {"owner": "owner", "member": "editor", "new": "editor"}
    with pytest.raises(InvitationUsed):
        invitations.accept(made.id, factories.person().id)


def test_the_second_click_of_the_same_person_is_the_first(ours, owner):
    made, _token = invitations.invite(ours.id, "editor", "سعاد", actor_id=owner.id)
    person = factories.person("new")
    assert invitations.accept(made.id, person.id).id == invitations.accept(made.id, person.id).id


def test_a_link_lives_ten_days(ours, owner, monkeypatch):
    made, _token = invitations.invite(ours.id, "editor", "سعاد", actor_id=owner.id)
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=10, seconds=1))
    with pytest.raises(InvitationExpired):
        invitations.accept(made.id, factories.person().id)
    assert invitations.still_open(ours.id, owner.id) == []


def test_a_link_can_be_taken_back_until_it_is_used(ours, owner):
    made, _token = invitations.invite(ours.id, "editor", "سعاد", actor_id=owner.id)
    assert invitations.revoke(made.id).revoked_at == invitations.revoke(made.id).revoked_at
    with pytest.raises(InvitationRevoked):
        invitations.accept(made.id, factories.person().id)
    used, _token = invitations.invite(ours.id, "editor", "سعاد", actor_id=owner.id)
    invitations.accept(used.id, factories.person().id)
    with pytest.raises(InvitationUsed):
        invitations.revoke(used.id)


def test_who_is_in_the_team_already_does_not_use_up_a_link(ours, owner, member):
    made, _token = invitations.invite(ours.id, "editor", "سعاد", actor_id=owner.id)
    for person in (owner, member):
        with pytest.raises(AlreadyMember):
            invitations.accept(made.id, person.id)
    assert db.session.get(Invitation, made.id).used_at is None


def test_an_editor_becomes_an_owner_with_an_owners_link(ours, owner, member):
    made, _token = invitations.invite(ours.id, "owner", "عضو", actor_id=owner.id)
    invitations.accept(made.id, member.id)
    assert roles(ours) == {"owner": "owner", "member": "owner"}


def test_nobody_makes_a_pile_of_links(ours, owner):
    for _ in range(invitations.OPEN_MOST):
        invitations.invite(ours.id, "editor", "سعاد", actor_id=owner.id)
    with pytest.raises(TooManyInvitations):
        invitations.invite(ours.id, "editor", "سعاد", actor_id=owner.id)


def test_an_association_is_never_without_an_owner(ours, owner):
    own = teams.membership_of(owner.id, ours.id)
    for act in (
        lambda: teams.remove(own.id, actor_id=owner.id),
        lambda: teams.change_role(own.id, "editor", actor_id=owner.id),
    ):
        with pytest.raises(LastOwner):
            act()
    assert roles(ours)["owner"] == "owner"


def test_a_change_of_role_ends_one_membership_and_begins_another(ours, owner, member):
    before = teams.membership_of(member.id, ours.id)
    after = teams.change_role(before.id, "owner", actor_id=owner.id)
    assert before.ended_at is not None
    assert after.id != before.id
    row = log.history("membership", after.id)[-1]
    assert (row.old, row.new, row.actor_id) == ("editor", "owner", owner.id)


def test_an_association_is_handed_over(ours, owner, member):
    teams.hand_over(ours.id, teams.membership_of(member.id, ours.id).id, actor_id=owner.id)
    assert roles(ours) == {"member": "owner", "owner": "editor"}


def test_who_is_no_longer_an_owner_hands_nothing_over(ours, owner, member):
    other = teams.change_role(teams.membership_of(member.id, ours.id).id, "owner", actor_id=owner.id)
    teams.change_role(teams.membership_of(owner.id, ours.id).id, "editor", actor_id=member.id)
    with pytest.raises(WrongState):
        teams.hand_over(ours.id, other.id, actor_id=owner.id)
    assert roles(ours) == {"member": "owner", "owner": "editor"}


def test_who_was_removed_acts_for_it_no_more(ours, owner, member):
    teams.remove(teams.membership_of(member.id, ours.id).id, actor_id=owner.id)
    assert not organisations.is_member(member.id, ours.id)
