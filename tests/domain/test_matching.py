"""Matching: which needs are left alone, who near them could help, and that nobody is asked too often."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import select

from domain import asking, clock, handovers, matching, people
from domain.asking import AskedMeanwhile, NobodyToAsk
from domain.campaigns import EditionPartner
from domain.db import db
from domain.matching import ASKED_AGAIN_AFTER, Asked
from domain.needs import Need
from domain.notices import Notice
from domain.pledges import NotOnTheBoard
from domain.vouches import OwnAssociation
from tests import factories


@pytest.fixture
def need(cast):
    return factories.need(cast["ours"], note="للجبل")


def found() -> list[int]:
    return [one.need.id for one in matching.unpledged()]


def near(need: Need, most: int = 30) -> list[int]:
    return [one.person_id for one in matching.volunteers_near(need, live_most=most)]


def ask(need: Need, cast, how_many: int = 5, seen: int = 0) -> int:
    return asking.ask_volunteers(need.id, how_many, seen, live_most=30, actor_id=cast["coordinator"].id)


def keep(person, cast, item: str = "blanket", **values) -> None:
    """The person pledged, and it arrived."""
    of = factories.need(cast["theirs"], item=item, **values)
    made = factories.pledge(of, person)
    handovers.receive(made.id, made.code, 5, "good", actor_id=cast["stranger"].id)


def test_what_is_hardly_pledged_is_found_and_what_is_well_on_its_way_is_not(cast, need):
    factories.pledge(need, cast["volunteer"], 11)
    assert found() == [need.id]
    factories.pledge(need, cast["volunteer2"], 1)
    assert found() == []


def test_what_takes_no_pledges_or_was_not_renewed_is_left_out(cast, need):
    factories.need(cast["ours"], published=False)
    sunk = factories.need(cast["ours"])
    sunk.sunk = True
    past = factories.need(cast["ours"])
    past.deadline = clock.today() - timedelta(days=1)
    db.session.flush()
    assert found() == [need.id]


def test_the_score_says_why_a_need_comes_first(cast, need):
    urgent = factories.need(cast["theirs"], urgency="critical", deadline=clock.today() + timedelta(days=5))
    one = matching.unpledged()[0]
    assert one.need.id == urgent.id
    assert (one.score.urgency, one.score.waiting, one.score.deadline, one.score.isolation) == (30, 0, 15, 0)
    assert one.score.total == 45
    need.published_at = clock.now() - timedelta(days=50)
    need.freshness, need.isolation = int(need.published_at.timestamp()), 100
    db.session.flush()
    first = matching.unpledged()[0]
    assert first.need.id == need.id
    assert (first.score.urgency, first.score.waiting, first.score.deadline, first.score.isolation) == (10, 30, 0, 20)


def test_days_without_a_pledge_are_counted_from_the_last_that_holds(cast, need):
    need.published_at = clock.now() - timedelta(days=12)
    db.session.flush()
    assert matching.explained(need).score.waiting == 12
    made = factories.pledge(need, cast["volunteer"])
    assert matching.explained(need).score.waiting == 0
    handovers.withdraw(made.id, actor_id=cast["volunteer"].id)
    assert matching.explained(need).score.waiting == 12


def test_the_filters_leave_what_they_say(cast, need):
    factories.need(cast["theirs"], item="food-carton", region_code="MA-03")
    assert [one.need.id for one in matching.unpledged(region="MA-02")] == [need.id]
    assert [one.need.id for one in matching.unpledged(category="bedding")] == [need.id]
    assert matching.unpledged(edition_id=1) == []


def test_who_said_the_region_or_kept_pledges_like_this_is_near(cast, need):
    volunteer, volunteer2 = cast["volunteer"], cast["volunteer2"]
    assert near(need) == []
    volunteer.region_code = "MA-02"
    keep(volunteer2, cast, region_code="MA-07")
    keep(cast["planner"], cast, item="food-carton", region_code="MA-07")  # neither here nor alike
    one, two = matching.volunteers_near(need, live_most=30)
    assert (one.person_id, one.is_of_region, one.kept_in_category, one.score) == (volunteer.id, True, 0, 5)
    assert (two.person_id, two.is_of_region, two.kept_in_category, two.score) == (volunteer2.id, False, 1, 3)


def test_nobody_is_near_who_does_not_want_to_be_asked_or_cannot_pledge_it(cast, need):
    for name in ("volunteer", "volunteer2", "owner", "guest", "planner", "specialist"):
        cast[name].region_code = "MA-02"
    matching.choose(cast["volunteer"], is_askable=False)
    factories.pledge(need, cast["specialist"])  # did already
    factories.pledge(factories.need(), cast["planner"], 1)
    assert near(need) == [cast["volunteer2"].id, cast["planner"].id]
    assert near(need, most=1) == [cast["volunteer2"].id]


def test_an_erased_person_is_asked_nothing(cast, need):
    cast["volunteer"].region_code = "MA-02"
    people.erase(cast["volunteer"].id)
    assert near(need) == []
    assert cast["volunteer"].region_code is None


def test_the_likeliest_are_asked_by_a_notice_with_what_is_lacking(cast, need):
    for name in ("volunteer", "volunteer2", "planner"):
        cast[name].region_code = "MA-02"
    keep(cast["planner"], cast)
    assert ask(need, cast, 2) == 2
    told = db.session.scalars(select(Notice).where(Notice.kind == "asked_to_cover")).all()
    assert {one.person_id for one in told} == {cast["planner"].id, cast["volunteer"].id}
    assert told[0].path == f"/needs/{need.id}"
    assert told[0].facts == {
        "item": "blanket", "label": "", "unit": "", "quantity": 60, "name": cast["ours"].name, "region": "MA-02",
    }  # fmt: skip


def test_the_same_click_again_is_the_same_asking(cast, need):
    for name in ("volunteer", "volunteer2"):
        cast[name].region_code = "MA-02"
    assert [ask(need, cast, 1), ask(need, cast, 1)] == [1, 1]
    assert db.session.query(Asked).count() == 1
    with pytest.raises(AskedMeanwhile):  # somebody else looked when nobody had been asked
        asking.ask_volunteers(need.id, 1, 0, live_most=30, actor_id=cast["admin"].id)
    assert ask(need, cast, 1, seen=1) == 1
    assert [ask(need, cast, 1), ask(need, cast, 1, seen=1)] == [1, 1], "whatever was asked since"
    with pytest.raises(NobodyToAsk):
        ask(need, cast, 1, seen=2)
    assert db.session.query(Asked).count() == 2


def test_a_person_is_asked_once_a_week_and_once_for_a_need(cast, need):
    cast["volunteer"].region_code = "MA-02"
    other = factories.need(cast["theirs"])
    ask(need, cast)
    with pytest.raises(NobodyToAsk):
        ask(other, cast)
    row = db.session.query(Asked).one()
    row.asked_at = clock.now() - ASKED_AGAIN_AFTER - timedelta(minutes=1)
    db.session.flush()
    with pytest.raises(NobodyToAsk):
        ask(need, cast, seen=1)
    assert ask(other, cast) == 1


def test_two_coordinators_with_two_needs_at_one_moment_ask_a_person_once(app, cast, need):
    cast["volunteer"].region_code = "MA-02"
    needs, actor = [need.id, factories.need(cast["theirs"]).id], cast["coordinator"].id
    db.session.commit()
    start = Barrier(2)

    def one(need_id: int) -> bool:
        with app.app_context():
            start.wait()
            try:
                asking.ask_volunteers(need_id, 5, 0, live_most=30, actor_id=actor)
                db.session.commit()
            except NobodyToAsk:
                db.session.rollback()
                return False
            finally:
                db.session.remove()
            return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(one, needs)) == [False, True]
    assert db.session.query(Notice).filter_by(kind="asked_to_cover").count() == 1


def test_nobody_asks_for_an_association_they_act_for_nor_for_what_is_closed(cast, need):
    cast["volunteer"].region_code = "MA-02"
    with pytest.raises(OwnAssociation):
        asking.ask_volunteers(need.id, 1, 0, live_most=30, actor_id=cast["owner"].id)
    draft = factories.need(cast["theirs"], published=False)
    with pytest.raises(NotOnTheBoard):
        ask(draft, cast)


def test_what_came_of_it_counts_only_pledges_made_since_by_those_who_were_asked(cast, need):
    cast["volunteer"].region_code = "MA-02"
    factories.pledge(need, cast["volunteer2"], 3)
    ask(need, cast)
    assert matching.outcomes_of([need.id])[need.id] == matching.Outcome(asked=1)
    factories.pledge(need, cast["volunteer"], 4)
    factories.pledge(need, cast["volunteer2"], 2)
    assert matching.outcomes_of([need.id])[need.id] == matching.Outcome(asked=1, pledges=1, units=4)


def test_companies_come_by_nearness_and_their_part_in_the_campaign(cast):
    edition = factories.edition()
    need = factories.need(cast["ours"], edition_id=edition.id)
    far = factories.organisation(kind="company", region_code="MA-07")
    here = factories.organisation(kind="company", region_code="MA-02")
    partner = factories.organisation(kind="company", region_code="MA-07")
    factories.organisation(kind="company", status="submitted")
    db.session.add(EditionPartner(edition_id=edition.id, organisation_id=partner.id))
    db.session.flush()
    shown = [(one.organisation.id, one.score) for one in matching.companies_near(need)]
    assert shown == [(here.id, 4), (partner.id, 3), (far.id, 0)]


def test_both_taps_of_a_double_tap_at_one_moment_are_one_asking(app, cast, need):
    for name in ("volunteer", "volunteer2"):
        cast[name].region_code = "MA-02"
    need_id, actor = need.id, cast["coordinator"].id
    db.session.commit()
    start = Barrier(2)

    def tap(_number: int) -> int:
        with app.app_context():
            start.wait()
            try:
                asked = asking.ask_volunteers(need_id, 1, 0, live_most=30, actor_id=actor)
                db.session.commit()
            finally:
                db.session.remove()
            return asked

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(tap, range(2))) == [1, 1]
    assert db.session.query(Notice).filter_by(kind="asked_to_cover").count() == 1


def test_a_company_is_asked_through_its_team_once(cast, need):
    company = factories.organisation(cast["volunteer"], cast["volunteer2"], kind="company")
    matching.choose(cast["volunteer2"], is_askable=False)
    assert asking.ask_company(need.id, company.id, 0, actor_id=cast["coordinator"].id) == 1
    assert matching.companies_near(need)[0].asked_at is not None
    assert asking.ask_company(need.id, company.id, 0, actor_id=cast["coordinator"].id) == 1, "the same click again"
    assert db.session.query(Asked).count() == 1
    with pytest.raises(AskedMeanwhile):
        asking.ask_company(need.id, cast["theirs"].id, 0, actor_id=cast["coordinator"].id)
    with pytest.raises(NobodyToAsk):
        asking.ask_company(need.id, company.id, 1, actor_id=cast["coordinator"].id)
    with pytest.raises(NobodyToAsk):
        asking.ask_company(need.id, cast["theirs"].id, 1, actor_id=cast["coordinator"].id)
