"""Unions: one side asks, the other accepts, either ends it."""

import pytest

from domain import unions
from domain.db import db
from domain.errors import WrongState
from domain.unions import NotAUnion, NotListed
from tests import factories


@pytest.fixture
def person(app):
    return factories.person()


@pytest.fixture
def ours(app):
    return factories.organisation(factories.person())


@pytest.fixture
def union(app):
    return factories.organisation(factories.person(), kind="regional_union")


def test_what_one_side_asks_the_other_accepts_and_both_say_so(ours, union, person):
    for asker, other in ((ours, union), (union, ours)):
        asked = unions.ask(asker.id, other.id, actor_id=person.id)
        assert unions.public_partners(ours.id) == []
        assert asked.waits_for(other.id)
        unions.accept(asked.id, other.id, actor_id=person.id)
        db.session.commit()
        assert (unions.public_partners(ours.id), unions.public_partners(union.id)) == ([union], [ours])
        unions.end(asked.id, ours.id, actor_id=person.id)
        assert unions.memberships_of(union.id) == []


def test_who_asks_does_not_accept(ours, union, person):
    asked = unions.ask(ours.id, union.id, actor_id=person.id)
    with pytest.raises(WrongState):
        unions.accept(asked.id, ours.id, actor_id=person.id)


def test_asking_twice_is_asking_once_and_asking_an_asker_is_accepting(ours, union, person):
    asked = unions.ask(ours.id, union.id, actor_id=person.id)
    assert unions.ask(ours.id, union.id, actor_id=person.id).id == asked.id
    assert unions.ask(union.id, ours.id, actor_id=person.id).status == "accepted"


def test_what_is_over_is_over(ours, union, person):
    asked = unions.ask(ours.id, union.id, actor_id=person.id)
    unions.end(asked.id, union.id, actor_id=person.id)
    for again in (unions.accept, unions.end):
        with pytest.raises(WrongState):
            again(asked.id, union.id, actor_id=person.id)


def test_only_a_union_has_members(ours, union, person):
    for one, other in ((ours, factories.organisation()), (union, factories.organisation(kind="sectoral_union"))):
        with pytest.raises(NotAUnion):
            unions.ask(one.id, other.id, actor_id=person.id)
    with pytest.raises(NotAUnion):
        unions.ask(union.id, union.id, actor_id=person.id)


def test_who_is_not_approved_asks_nobody_and_is_shown_to_nobody(ours, union, person):
    asked = unions.ask(ours.id, union.id, actor_id=person.id)
    unions.accept(asked.id, union.id, actor_id=person.id)
    ours.status = "suspended"
    assert unions.public_partners(union.id) == []
    with pytest.raises(NotListed):
        unions.ask(factories.organisation(status="started").id, union.id, actor_id=person.id)
