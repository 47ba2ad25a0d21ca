"""Two people at one moment: an association keeps an owner, a link brings one person.

Whoever has looked waits a moment for the other to look too, so that the two always meet where no lock keeps them apart.
Each race is run again without the lock and must then be lost: so the test can see what it tests for."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, BrokenBarrierError

import pytest

from domain import invitations, organisations, teams
from domain.db import db
from domain.errors import RuleBroken
from domain.invitations import Invitation
from domain.organisations import Membership, Organisation
from tests import factories

ROUNDS = 5


@pytest.fixture
def meet(monkeypatch):
    """Lets two threads that come out of a check wait for each other for a moment."""

    def at(place, name):
        meeting, check = Barrier(2), getattr(place, name)

        def check_and_wait(*arguments):
            check(*arguments)
            try:
                meeting.wait(timeout=0.2)
            except BrokenBarrierError:
                meeting.reset()  # the other was kept out, as it should be

        monkeypatch.setattr(place, name, check_and_wait)

    return at


@pytest.fixture
def without_locks(monkeypatch):
    for module in (organisations, invitations):
        monkeypatch.setattr(module, "begin_writing", lambda: None)
    get_one = db.session.get_one

    def unlocked(model, number, **options):
        options.pop("with_for_update", None)
        return get_one(model, number, **options)

    monkeypatch.setattr(db.session, "get_one", unlocked)


def at_once(app, verbs):
    """Call both verbs in one moment, each in a transaction of its own."""

    def call(verb):
        with app.app_context():
            try:
                verb()
                db.session.commit()
            except RuleBroken:
                db.session.rollback()

    db.session.commit()
    with ThreadPoolExecutor(2) as both:
        list(both.map(call, verbs))
    db.session.expire_all()


def two_owners_leave(app):
    """How many owners are left."""
    people = [factories.person() for _ in range(2)]
    ours: Organisation = factories.organisation(people[0])
    db.session.add(Membership(organisation_id=ours.id, person_id=people[1].id, role="owner"))
    db.session.flush()
    pairs = [(teams.membership_of(person.id, ours.id).id, person.id) for person in people]
    at_once(app, [lambda pair=pair: teams.remove(pair[0], actor_id=pair[1]) for pair in pairs])
    return len(teams.members_of(ours.id))


def two_people_take_one_link(app):
    """How many joined."""
    owner = factories.person()
    ours = factories.organisation(owner)
    people = [factories.person().id for _ in range(2)]
    made = invitations.invite(ours.id, "editor", "سعاد", actor_id=owner.id)[0].id
    at_once(app, [lambda person=person: invitations.accept(made, person) for person in people])
    return len(teams.members_of(ours.id)) - 1


def test_of_two_owners_who_leave_at_once_one_stays(app, meet):
    meet(teams, "_check_owner_stays")
    assert [two_owners_leave(app) for _ in range(ROUNDS)] == [1] * ROUNDS


def test_without_the_lock_an_association_would_be_nobodys(app, meet, without_locks):
    meet(teams, "_check_owner_stays")
    assert 0 in [two_owners_leave(app) for _ in range(ROUNDS)]


def test_one_link_brings_one_person(app, meet):
    meet(Invitation, "check_open")
    assert [two_people_take_one_link(app) for _ in range(ROUNDS)] == [1] * ROUNDS


def test_without_the_lock_one_link_would_bring_two(app, meet, without_locks):
    meet(Invitation, "check_open")
    assert 2 in [two_people_take_one_link(app) for _ in range(ROUNDS)]
