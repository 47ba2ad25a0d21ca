"""The life of an association: what it may become from where it is, and what becomes of its needs."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from domain import (
    board,
    clock,
    duties,
    joining,
    log,
    needs,
    papers,
    people,
    profiles,
    reviews,
    tallies,
    vouches,
    waiting,
)
from domain.board import Filters
from domain.db import db
from domain.errors import WrongState
from domain.joining import NotAskedYet, NotOpen, ProfileIncomplete, TooManyApplications
from domain.listing import states
from domain.listing.editing import NotApproved
from domain.needs import Need
from domain.notices import Notice
from domain.organisations import STATES, Organisation
from domain.profiles import ProfileLocked
from domain.vouches import OwnAssociation
from tests import factories


@pytest.fixture
def owner(app):
    return factories.person("owner")


@pytest.fixture
def coordinator(app):

    made = factories.person("coordinator")
    people.grant(made.id, "coordinator")
    return made


def started(owner, **values):
    made = joining.start(owner.id, values.pop("name", "جمعية الغد"), "association", "MA-05", **values)
    db.session.commit()
    return made


def complete(organisation, owner):
    by = {"actor_id": owner.id}
    profiles.describe(
        organisation.id, name=organisation.name, name_latin="Al Ghad", kind="association", fields=["relief"],
        size="small", founded=2011, **by,
    )  # fmt: skip
    commune = db.session.scalars(select(profiles.Commune).limit(1)).one()
    profiles.settle(organisation.id, commune_code=commune.code, **by)
    profiles.present(organisation.id, about="نساعد الأسر", contact_policy="كل مساء", **by)
    papers.record_status(organisation.id, "informal", "", date(2015, 3, 1), actor_id=owner.id)
    db.session.commit()


def listed(owner, coordinator, decisions=("review", "approval")):
    organisation = started(owner)
    complete(organisation, owner)
    joining.submit(organisation.id, actor_id=owner.id)
    for decision in decisions:
        reviews.decide(organisation.id, decision, actor_id=coordinator.id)
    db.session.commit()
    return organisation


def told(person):
    return [one.kind for one in db.session.scalars(select(Notice).where(Notice.person_id == person.id))]


def on_board(organisation):
    return [one.id for one in board.page(Filters(association=organisation.id)).needs]


def sums_are_those_of_the_rows():
    kept = board.survey(Filters())
    tallies.rebuild()
    return kept == board.survey(Filters())


def test_every_state_has_its_way_on():
    assert set(joining.TRANSITIONS) == set(STATES)
    assert all(set(new) <= set(STATES) for new in joining.TRANSITIONS.values())


def test_an_association_goes_from_the_first_word_to_trust_and_each_step_is_logged(owner, coordinator):
    organisation = listed(owner, coordinator, ("review", "approval", "trust"))
    assert (organisation.status, organisation.joined_on) == ("trusted", clock.today())
    assert organisation.recertify_on == clock.today() + timedelta(days=365)
    rows = log.history("organisation", organisation.id)
    assert [row.new for row in rows] == ["started", "submitted", "under_review", "approved", "trusted"]
    assert [row.actor_id for row in rows] == [owner.id] * 2 + [coordinator.id] * 3
    assert told(owner) == ["association_approved", "association_trusted"]
    assert told(coordinator) == ["association_submitted"]


@pytest.mark.parametrize(("launch", "invited", "open_"), [
    ("public", False, True), ("invited", False, False), ("invited", True, True),
    ("closed", False, False), ("closed", True, False), ("opne", True, False),
])  # fmt: skip
def test_the_launch_says_who_may_bring_an_association(launch, invited, open_):
    if open_:
        joining.check_launch(launch, invited=invited)
    else:
        with pytest.raises(NotOpen):
            joining.check_launch(launch, invited=invited)


def test_the_address_is_made_from_the_name_and_is_nobody_elses(owner):
    first = started(owner, name="جمعية الغد", name_latin="Association Al Ghad – Nador")
    other = started(factories.person(), name="جمعية أخرى", name_latin="Association Al-Ghad, Nador")
    plain = started(factories.person(), name="جمعية تيغزة")
    assert first.slug == "association-al-ghad-nador"
    assert other.slug == "association-al-ghad-nador-2"
    assert plain.slug == "jmaia-tighza"


def test_the_address_stays_when_the_name_changes(owner):
    organisation = started(owner)
    slug = organisation.slug
    complete(organisation, owner)
    assert db.session.get(Organisation, organisation.id).slug == slug


def test_the_same_application_twice_is_one(owner):
    assert started(owner).id == started(owner, name="جمعيّة الغد").id


def test_nobody_has_a_pile_of_applications(owner):
    for number in range(3):
        started(owner, name=f"جمعية {number}")
    with pytest.raises(TooManyApplications):
        started(owner, name="جمعية أخرى")


def test_a_profile_that_lacks_something_is_not_handed_in(owner):
    organisation = started(owner)
    with pytest.raises(ProfileIncomplete) as broken:
        joining.submit(organisation.id, actor_id=owner.id)
    assert broken.value.context["steps"] == ["who", "where", "about", "papers"]


def test_what_is_being_looked_at_stays_as_it_is_until_it_is_taken_back(owner):
    organisation = started(owner)
    complete(organisation, owner)
    joining.submit(organisation.id, actor_id=owner.id)
    with pytest.raises(ProfileLocked):
        profiles.present(organisation.id, about="غير ذلك", contact_policy="", actor_id=owner.id)
    joining.take_back(organisation.id, actor_id=owner.id)
    profiles.present(organisation.id, about="غير ذلك", contact_policy="مساء", actor_id=owner.id)
    assert organisation.about == "غير ذلك"


def test_what_the_team_reads_is_not_taken_back_from_under_its_eyes(owner, coordinator):
    organisation = listed(owner, coordinator, ("review",))
    with pytest.raises(WrongState):
        joining.take_back(organisation.id, actor_id=owner.id)


def test_isolation_comes_from_the_commune(owner):
    organisation = started(owner)
    commune = db.session.scalars(
        select(profiles.Commune).order_by(profiles.Commune.isolation.desc()).limit(1)
    ).one()  # fmt: skip
    profiles.settle(organisation.id, commune_code=commune.code, actor_id=owner.id)
    assert (organisation.isolation, organisation.region_code) == (commune.isolation, commune.region_code)


def test_a_returned_profile_can_be_mended_and_handed_in_again(owner, coordinator):
    organisation = listed(owner, coordinator, ("review",))
    reviews.decide(organisation.id, "return", "أين الوصل؟", actor_id=coordinator.id)
    assert (organisation.status, joining.latest_reason(organisation)) == ("started", "أين الوصل؟")
    assert joining.submit(organisation.id, actor_id=owner.id).status == "submitted"


@pytest.mark.parametrize(("state", "allowed"), [
    ("started", set()),
    ("submitted", {"review", "return"}),
    ("under_review", {"approval", "return", "rejection"}),
    ("approved", {"trust", "suspension"}),
    ("trusted", {"distrust", "suspension"}),
    ("recertification_due", {"suspension"}),
    ("suspended", {"lifting"}),
    ("rejected", {"return"}),
    ("withdrawn", set()),
])  # fmt: skip
def test_a_coordinator_decides_only_what_can_be_decided(coordinator, state, allowed):
    for decision in reviews.DECISIONS:
        organisation = factories.organisation(status=state)
        if decision in allowed:
            assert reviews.decide(organisation.id, decision, "لأن", actor_id=coordinator.id).status != state
        else:
            with pytest.raises(WrongState):
                reviews.decide(organisation.id, decision, "لأن", actor_id=coordinator.id)


def test_nobody_decides_on_their_own_association(coordinator):
    organisation = factories.organisation(coordinator, status="under_review")
    with pytest.raises(OwnAssociation):
        reviews.decide(organisation.id, "approval", actor_id=coordinator.id)


def test_a_suspension_takes_the_needs_off_the_board_and_its_end_brings_those_back(coordinator):
    organisation = factories.organisation(factories.person())
    shown, own_pause, late, draft = (
        factories.need(organisation), factories.need(organisation), factories.need(organisation),
        factories.need(organisation, published=False),
    )  # fmt: skip
    freshness = shown.freshness
    states.pause(own_pause.id, actor_id=coordinator.id)
    factories.pledge(shown, factories.person(), 60)  # nothing of it is left
    reviews.decide(organisation.id, "suspension", "شكوى", actor_id=coordinator.id)
    assert on_board(organisation) == []
    assert {shown.status, own_pause.status, late.status} == {"paused"}
    late.deadline = clock.today() - timedelta(days=1)
    db.session.commit()
    reviews.decide(organisation.id, "lifting", actor_id=coordinator.id)
    db.session.commit()
    assert organisation.status == "trusted"
    assert [one.status for one in (shown, own_pause, late, draft)] == ["published", "paused", "expired", "draft"]
    assert (shown.freshness, shown.is_open) == (freshness, 0), "it stands where it stood"
    assert on_board(organisation) == [shown.id]
    assert sums_are_those_of_the_rows()


def test_a_suspended_association_cannot_bring_its_needs_back_itself(coordinator, owner):
    organisation = factories.organisation(owner)
    need = factories.need(organisation)
    reviews.decide(organisation.id, "suspension", "شكوى", actor_id=coordinator.id)
    with pytest.raises(NotApproved):
        states.resume(need.id, actor_id=owner.id)


def test_what_the_association_closed_meanwhile_stays_closed(coordinator, owner):
    organisation = factories.organisation(owner)
    need = factories.need(organisation)
    reviews.decide(organisation.id, "suspension", "شكوى", actor_id=coordinator.id)
    states.close(need.id, actor_id=owner.id)
    reviews.decide(organisation.id, "lifting", actor_id=coordinator.id)
    assert need.status == "closed"


def test_who_leaves_leaves_no_open_need_and_can_still_receive(owner):
    organisation = factories.organisation(owner)
    shown, draft = factories.need(organisation), factories.need(organisation, published=False)
    pledge = factories.pledge(shown, factories.person(), 5)
    joining.withdraw(organisation.id, actor_id=owner.id)
    db.session.commit()
    assert (organisation.status, shown.status, draft.status) == ("withdrawn", "closed", "cancelled")
    assert pledge.status == "pledged"
    assert joining.take_back(organisation.id, actor_id=owner.id).status == "started"
    assert sums_are_those_of_the_rows()


def test_a_correction_carries_the_needs_along(coordinator, owner):
    organisation = factories.organisation(owner, region_code="MA-02")
    need = factories.need(organisation)
    version, commune = need.version, db.session.scalars(
        select(profiles.Commune).where(profiles.Commune.region_code == "MA-06", profiles.Commune.isolation > 20)
    ).first()  # fmt: skip
    with pytest.raises(ProfileLocked):
        profiles.settle(organisation.id, commune_code=commune.code, actor_id=owner.id)
    profiles.settle(organisation.id, commune_code=commune.code, actor_id=coordinator.id, by_team=True)
    profiles.describe(
        organisation.id, name="جمعية الياسمين", name_latin=None, kind="association", fields=["health"], size="large",
        founded=None, actor_id=coordinator.id, by_team=True,
    )  # fmt: skip
    db.session.commit()
    need = db.session.get(Need, need.id, populate_existing=True)
    assert (need.region_code, need.commune_code, need.isolation) == ("MA-06", commune.code, commune.isolation)
    assert need.priority == needs.priority_of(need.urgency, commune.isolation, "large")
    assert need.version > version
    assert [one.id for one in board.page(Filters(q="الياسمين")).needs] == [need.id]
    assert board.count(Filters(region="MA-06")) == 1
    assert sums_are_those_of_the_rows()


def test_the_cards_of_a_need_say_at_once_whether_its_association_is_trusted(coordinator):
    organisation = factories.organisation(status="approved")
    need = factories.need(organisation)
    version = need.version
    reviews.decide(organisation.id, "trust", actor_id=coordinator.id)
    db.session.commit()
    assert db.session.get(Need, need.id, populate_existing=True).version > version


def test_a_need_that_waits_is_published_by_a_coordinator_and_not_before_its_association_is(coordinator, owner):
    organisation = factories.organisation(owner, status="approved")
    need = factories.need(organisation, published=False, status="submitted")
    assert [one.id for one in waiting.queue()] == [need.id]
    reviews.publish_need(need.id, actor_id=coordinator.id)
    assert [row.new for row in log.history("need", need.id)] == ["in_review", "published"]
    assert told(owner) == ["need_published"]
    early = factories.need(factories.organisation(status="started"), published=False, status="submitted")
    assert waiting.queue() == []
    with pytest.raises(NotApproved):
        reviews.publish_need(early.id, actor_id=coordinator.id)


def test_a_need_is_returned_with_the_reason(coordinator, owner):
    need = factories.need(factories.organisation(owner, status="approved"), published=False, status="submitted")
    reviews.return_need(need.id, "كم قطعة؟", actor_id=coordinator.id)
    assert (need.status, log.history("need", need.id)[-1].note) == ("returned", "كم قطعة؟")
    notice = db.session.scalars(select(Notice).where(Notice.person_id == owner.id)).one()
    assert (notice.kind, notice.facts["reason"]) == ("need_returned", "كم قطعة؟")


def test_whoever_waits_longest_is_seen_first(coordinator):
    people = [factories.person() for _ in range(2)]
    first, second = (started(person, name=f"جمعية {n}") for n, person in enumerate(people))
    for organisation, person in ((second, people[1]), (first, people[0])):
        complete(organisation, person)
        joining.submit(organisation.id, actor_id=person.id)
    assert [one.id for one in waiting.queue()] == [second.id, first.id]
    assert waiting.counts(waiting.queue()) == {"need": 0, "association": 2}


# --- the year ---------------------------------------------------------------------------------------------------------


def test_a_month_before_its_day_an_association_is_reminded_once_and_stays_what_it_is(owner):
    organisation = factories.organisation(owner, recertify_on=clock.today() + timedelta(days=30))
    assert (duties.recertify(), duties.recertify()) == (1, 0)
    assert (organisation.status, told(owner)) == ("trusted", ["recertification_due"])


def test_nobody_is_asked_before(owner):
    organisation = factories.organisation(owner, recertify_on=clock.today() + timedelta(days=31))
    assert duties.recertify() == 0
    with pytest.raises(NotAskedYet):
        joining.confirm(organisation.id, actor_id=owner.id)


@pytest.mark.parametrize("before", ["trusted", "approved"])
def test_on_its_day_it_is_due_and_by_its_word_what_it_was(owner, coordinator, before):
    organisation = factories.organisation(owner, status=before, recertify_on=clock.today())
    assert duties.recertify() == 1
    assert organisation.status == "recertification_due"
    assert joining.confirm(organisation.id, actor_id=owner.id).status == before
    assert organisation.recertify_on == clock.today() + timedelta(days=365)
    assert told(coordinator) == ["association_confirmed"]
    assert duties.recertify() == 0


def test_who_confirms_in_time_is_never_due(owner):
    organisation = factories.organisation(owner, recertify_on=clock.today() + timedelta(days=3))
    joining.confirm(organisation.id, actor_id=owner.id)
    assert (organisation.status, duties.recertify()) == ("trusted", 0)


def test_a_suspended_association_that_was_due_is_due_again(owner, coordinator):
    organisation = factories.organisation(owner, recertify_on=clock.today())
    duties.recertify()
    reviews.decide(organisation.id, "suspension", "شكوى", actor_id=coordinator.id)
    reviews.decide(organisation.id, "lifting", actor_id=coordinator.id)
    assert organisation.status == "recertification_due"
    assert joining.confirm(organisation.id, actor_id=owner.id).status == "trusted"


# --- the word of others -----------------------------------------------------------------------------------------------


def test_a_trusted_associations_word_counts_once_and_decides_nothing(owner, coordinator):
    organisation = listed(owner, coordinator, ())
    member = factories.person()
    trusted = factories.organisation(member)
    for _ in range(2):
        vouches.vouch(organisation.id, trusted.id, "نعرفهم", actor_id=member.id)
    assert len(vouches.vouches_for(organisation.id)) == 1
    assert organisation.status == "submitted"
    assert (organisation, True) in vouches.to_vouch_for(trusted)


def test_only_trusted_associations_vouch_and_never_for_themselves(owner, coordinator):
    organisation = listed(owner, coordinator, ())
    approved = factories.organisation(factories.person(), status="approved")
    with pytest.raises(WrongState):
        vouches.vouch(organisation.id, approved.id, "", actor_id=factories.person().id)
    trusted = factories.organisation(owner)
    with pytest.raises(OwnAssociation):
        vouches.vouch(organisation.id, trusted.id, "", actor_id=owner.id)
