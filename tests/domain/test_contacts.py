"""The contact log: never changed, its next steps done once, and who is to be called."""

from datetime import timedelta

import pytest

from domain import calls, clock, contacts, people
from domain.contacts import (
    Contact,
    ContactKeyOfAnother,
    NothingSaid,
    NotOfTheTeam,
    StepDayOutside,
    StepWithoutDay,
    Talk,
)
from domain.db import db
from tests import factories


@pytest.fixture
def coordinator(app):
    made = factories.person("منسق")
    people.grant(made.id, "coordinator")
    return made


@pytest.fixture
def ours(app):
    return factories.organisation(factories.person("سعاد"))


def in_days(days):
    return clock.today() + timedelta(days=days)


def talk(**values):
    return Talk(**({"way": "call", "said": "بخير"} | values))


def record(ours, coordinator, key="k", **values):
    return contacts.record(ours.id, talk(**values), key, actor_id=coordinator.id)


def test_a_talk_is_written_down_once_for_each_click(ours, coordinator):
    first = record(ours, coordinator, next_step="إرسال النموذج", next_on=in_days(3))
    again = record(ours, coordinator, said="شيء آخر")
    assert (again.id, again.said, again.next_by_id) == (first.id, "بخير", coordinator.id)
    other = factories.organisation()
    with pytest.raises(ContactKeyOfAnother):
        record(other, coordinator)


@pytest.mark.parametrize(
    ("values", "broken"),
    [
        ({"said": ""}, NothingSaid),
        ({"next_step": "غدا"}, StepWithoutDay),
        ({"next_on": 2}, StepWithoutDay),
        ({"next_step": "أمس", "next_on": -1}, StepDayOutside),
        ({"next_step": "بعيد", "next_on": 400}, StepDayOutside),
    ],
)
def test_what_is_not_whole_is_refused(ours, coordinator, values, broken):
    if "next_on" in values:
        values = values | {"next_on": in_days(values["next_on"])}
    with pytest.raises(broken):
        record(ours, coordinator, **values)


def test_a_step_is_taken_by_somebody_of_the_team(ours, coordinator):
    with pytest.raises(NotOfTheTeam):
        record(ours, coordinator, next_step="زيارة", next_on=in_days(1), next_by_id=factories.person().id)


def test_a_step_is_done_once_by_whoever_was_first(ours, coordinator):
    step = record(ours, coordinator, next_step="زيارة", next_on=in_days(1))
    other = factories.person()
    contacts.finish(step.id, actor_id=coordinator.id)
    assert contacts.finish(step.id, actor_id=other.id).done_by == coordinator.id
    assert contacts.open_steps() == []


def test_nobody_answered_means_a_next_try_ever_later_until_somebody_does(ours, coordinator):
    days = []
    for number in range(4):
        made = contacts.no_answer(ours.id, f"n{number}", actor_id=coordinator.id)
        days.append((made.next_on - clock.today()).days)
    assert days == [1, 3, 7, 7]
    assert [one.id for one in contacts.open_steps()] == [made.id]  # the new try takes the place of the old
    record(ours, coordinator, key="reached")
    assert contacts.open_steps() == []
    assert contacts.no_answer(ours.id, "again", actor_id=coordinator.id).next_on == in_days(1)


def test_the_same_tap_is_one_try(ours, coordinator):
    first = contacts.no_answer(ours.id, "tap", actor_id=coordinator.id)
    assert contacts.no_answer(ours.id, "tap", actor_id=coordinator.id).id == first.id


def test_a_talk_leaves_other_steps_open_unless_it_was_that_step(ours, coordinator):
    step = record(ours, coordinator, "a", next_step="إرسال النموذج", next_on=in_days(1))
    record(ours, coordinator, "b")
    assert [one.id for one in contacts.open_steps()] == [step.id]
    contacts.record(ours.id, talk(), "c", actor_id=coordinator.id, ends=step.id)
    assert contacts.open_steps() == []


def test_a_correction_is_an_entry_of_its_own(ours, coordinator):
    wrong = record(ours, coordinator, "a", said="خمسون", next_step="خطأ", next_on=in_days(1))
    right = contacts.record(ours.id, talk(said="خمسة عشر"), "b", actor_id=coordinator.id, corrects=wrong.id)
    assert (db.session.get(Contact, wrong.id).said, right.corrects) == ("خمسون", wrong.id)
    assert contacts.open_steps() == []
    with pytest.raises(ContactKeyOfAnother):
        contacts.record(factories.organisation().id, talk(), "c", actor_id=coordinator.id, corrects=wrong.id)


def test_steps_are_mine_or_everybodys_overdue_first(ours, coordinator):
    later = record(ours, coordinator, "a", next_step="لاحقا", next_on=in_days(5))
    late = record(ours, coordinator, "b", next_step="متأخر", next_on=in_days(0))
    late.next_on = in_days(-2)
    db.session.flush()
    assert [one.id for one in contacts.open_steps(coordinator.id)] == [late.id, later.id]
    assert (late.is_overdue, later.is_overdue) == (True, False)
    assert contacts.open_steps(factories.person().id) == []
    assert contacts.open_steps(region="MA-05") == []


def test_the_log_comes_in_pages_the_latest_first(ours, coordinator):
    made = [record(ours, coordinator, f"k{number}").id for number in range(contacts.PAGE + 2)]
    first, after = contacts.page(ours.id)
    second, end = contacts.page(ours.id, after=after)
    assert [one.id for one in first + second] == made[::-1]
    assert end is None


# --- whom to call -----------------------------------------------------------------------------------------------------


def reasons():
    return {one.organisation.id: one.reason for one in calls.suggested()}


def joined(days, **values):
    return factories.organisation(factories.person(), joined_on=in_days(-days), **values)


def test_who_is_called_is_said_with_the_reason(app):
    silent, quiet, fresh = joined(90), joined(30), joined(2)
    factories.need(silent)
    sunk = joined(90)
    factories.need(sunk).sunk = True
    db.session.flush()
    assert reasons() == {sunk.id: "sunk", quiet.id: "unpublished", silent.id: "silent"}
    assert [one.organisation.id for one in calls.suggested()] == [sunk.id, quiet.id, silent.id]
    assert fresh.id not in reasons()


def test_whoever_was_spoken_with_lately_or_has_a_step_open_is_left_alone(app, coordinator):
    spoken, planned, company = joined(90), joined(90), joined(90, kind="company")
    record(spoken, coordinator, "a")
    old = record(planned, coordinator, "b", next_step="زيارة", next_on=in_days(1))
    old.at = clock.now() - timedelta(days=80)
    db.session.flush()
    assert reasons() == {}
    contacts.finish(old.id, actor_id=coordinator.id)
    assert reasons() == {planned.id: "unpublished"}
    assert company.id not in reasons()


def test_only_those_of_a_region_are_suggested(app):
    here = joined(90, region_code="MA-05")
    joined(90)
    assert [one.organisation.id for one in calls.suggested("MA-05")] == [here.id]


def test_the_people_to_call_are_owners_first(ours):
    owner = contacts.phones_of([ours.id])[ours.id][0]
    assert owner.name == "سعاد"
    assert contacts.phones_of([]) == {}
