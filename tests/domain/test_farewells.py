"""Somebody is forgotten, and what they were part of goes on."""

import pytest
from sqlalchemy import select

from domain import farewells, invitations, joining, log, organisations, teams
from domain.db import db
from domain.farewells import NobodyElse
from domain.invitations import Invitation
from domain.notices import Notice
from tests import factories


def team(organisation):
    return [(one.person_id, one.role) for one in teams.members_of(organisation.id)]


def told(person):
    return [one.kind for one in db.session.scalars(select(Notice).where(Notice.person_id == person.id))]


def test_whoever_is_forgotten_is_in_no_team_any_more(cast):
    farewells.forget(cast["member"].id)
    assert team(cast["ours"]) == [(cast["owner"].id, "owner")]
    assert organisations.organisations_of(cast["member"].id) == []
    assert cast["member"].name == "–"
    assert told(cast["coordinator"]) == [], "nothing changed for the association"


def test_an_only_owner_leaves_the_association_to_the_next_editor_and_the_coordinators_hear_of_it(cast):
    owner, member = cast["owner"], cast["member"]
    farewells.forget(owner.id)
    assert team(cast["ours"]) == [(member.id, "owner")]
    assert (told(member), told(cast["coordinator"])) == (["team_role"], ["association_passed_on"])
    assert owner.name not in str([one.facts for one in db.session.scalars(select(Notice))])


def test_no_notice_and_no_used_link_names_whoever_is_forgotten(cast):
    cast["volunteer"].name, cast["stranger"].name = "نعيمة البوعزاوي", "فاطمة الزهراء"
    for who in ("volunteer", "stranger"):
        row, _token = invitations.invite(cast["ours"].id, "editor", cast[who].name, actor_id=cast["owner"].id)
        invitations.accept(row.id, cast[who].id)
    teams.remove(teams.membership_of(cast["volunteer"].id, cast["ours"].id).id, actor_id=cast["volunteer"].id)
    farewells.forget(cast["volunteer"].id)
    db.session.commit()
    kept = [one.facts for one in db.session.scalars(select(Notice))]
    kept += [one.name for one in db.session.scalars(select(Invitation))]
    assert "نعيمة" not in str(kept)
    assert "فاطمة الزهراء" in str(kept), "of others, all stays"


def test_of_two_owners_the_other_stays_and_nobody_is_promoted(cast):
    second = factories.person()
    teams.begin(cast["ours"].id, second.id, "owner", actor_id=cast["owner"].id)
    farewells.forget(cast["owner"].id)
    assert team(cast["ours"]) == [(second.id, "owner"), (cast["member"].id, "editor")]


def test_who_alone_acts_for_an_association_on_the_platform_hands_it_over_or_lets_it_leave_first(cast):
    stranger, theirs = cast["stranger"], cast["theirs"]
    with pytest.raises(NobodyElse) as refused:
        farewells.forget(stranger.id)
    assert refused.value.context["name"] == theirs.name
    db.session.rollback()
    assert (stranger.is_guest, team(theirs)) == (False, [(stranger.id, "owner")])
    joining.withdraw(theirs.id, actor_id=stranger.id)
    farewells.forget(stranger.id)
    assert (stranger.name, team(theirs)) == ("–", [])


def test_an_application_of_somebody_who_is_forgotten_is_withdrawn(cast):
    begun = factories.organisation(cast["volunteer"], status="submitted")
    farewells.forget(cast["volunteer"].id)
    assert (begun.status, team(begun)) == ("withdrawn", [])
    assert log.history("organisation", begun.id)[-1].new == "withdrawn"
