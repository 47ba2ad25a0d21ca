"""The inbox: each person reads their own, newest first, and what came meanwhile stays unread."""

import pytest

from domain import clock, notices, people
from domain.db import db
from domain.notices import PAGE, Notice
from domain.organisations import Membership
from tests import factories


def kinds(person_id: int) -> list[str]:
    return [notice.kind for notice in notices.page(person_id)[0]]


def test_a_person_reads_their_own_notices_newest_first(cast):
    notices.tell(cast["volunteer"].id, "pledge_received", path="/pledges/1", item="blanket", quantity=5, actual=5)
    notices.tell(cast["stranger"].id, "team_left", name="x")
    notices.tell(cast["volunteer"].id, "pledge_lapsed", item="milk", quantity=2)
    assert kinds(cast["volunteer"].id) == ["pledge_lapsed", "pledge_received"]
    assert notices.page(cast["volunteer"].id)[0][1].facts == {"item": "blanket", "quantity": 5, "actual": 5}


def test_a_long_inbox_comes_in_pages_that_miss_nothing_while_notices_arrive(cast):
    person = cast["volunteer"].id
    for number in range(2 * PAGE + 1):
        notices.tell(person, "team_left", name=str(number))
    first, after = notices.page(person)
    notices.tell(person, "team_left", name="meanwhile")
    second, then = notices.page(person, after=after)
    third, end = notices.page(person, after=then)
    names = [notice.facts["name"] for notice in [*first, *second, *third]]
    assert names == [str(number) for number in reversed(range(2 * PAGE + 1))]
    assert end is None


def test_members_are_told_but_not_whoever_did_it_nor_whoever_left(cast):
    left = factories.person()
    ended = Membership(organisation_id=cast["ours"].id, person_id=left.id, role="editor", ended_at=clock.now())
    db.session.add(ended)
    notices.tell_members(cast["ours"].id, "need_published", but=cast["member"].id, item="milk")
    assert kinds(cast["owner"].id) == ["need_published"]
    assert kinds(cast["member"].id) == kinds(left.id) == kinds(cast["stranger"].id) == []


def test_coordinators_of_the_region_and_of_all_regions_are_told_once(cast):
    here, elsewhere = factories.person(), factories.person()
    for person, region in ((here, "MA-02"), (here, "MA-02"), (elsewhere, "MA-05")):
        people.grant(person.id, "coordinator", region_code=region)
    notices.tell_coordinators("MA-02", "association_submitted", name="x")
    assert [kinds(one.id) for one in (here, cast["coordinator"], elsewhere, cast["admin"])] == [
        ["association_submitted"], ["association_submitted"], [], [],
    ]  # fmt: skip


def test_what_one_has_seen_is_read_and_what_came_meanwhile_is_not(cast):
    person = cast["volunteer"].id
    notices.tell(person, "team_left", name="seen")
    notices.tell(cast["stranger"].id, "team_left", name="of another")
    seen = notices.page(person)[0][0].id
    notices.tell(person, "team_left", name="meanwhile")
    assert notices.unread(person) == 2
    notices.mark_read(person, seen)
    db.session.expire_all()
    assert [(one.facts["name"], one.read_at is not None) for one in notices.page(person)[0]] == [
        ("meanwhile", False), ("seen", True),
    ]  # fmt: skip
    assert notices.unread(person) == 1
    assert notices.unread(cast["stranger"].id) == 1


@pytest.mark.parametrize("many", [0, 3, 120])
def test_unread_ones_are_counted_up_to_a_bound(cast, many):
    db.session.add_all(Notice(person_id=cast["volunteer"].id, kind="team_left", facts={}) for _ in range(many))
    db.session.flush()
    assert notices.unread(cast["volunteer"].id) == min(many, notices.COUNTED_MOST)
