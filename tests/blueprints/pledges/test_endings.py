"""No pledge is held for ever: it is withdrawn, it lapses, or the association says that nothing came."""

import pytest

from domain import clock, duties, handovers, log
from domain.errors import WrongState
from domain.pledges import HAND_OVER_WITHIN, PREPARE_WITHIN, Pledge
from tests import factories
from tests.blueprints.pledges.ways import at_once, fresh, hand_over, prepare, told

READY, HANDED = PREPARE_WITHIN.days, HAND_OVER_WITHIN.days


def test_what_was_prepared_and_not_handed_over_is_reminded_then_lapses(as_, need, pledge, days):
    prepare(as_("volunteer"), pledge)
    days.pass_(READY + HANDED - 3)
    assert not any(duties.all_duties().values())
    days.pass_(READY + HANDED - 2)
    assert duties.remind() == 1
    assert fresh(pledge).reminded_at is not None
    assert duties.remind() == 0
    assert told(pledge) == ["pledge_reminder"]
    days.pass_(READY + HANDED)
    assert duties.lapse() == 0
    days.pass_(READY + HANDED + 1)
    assert duties.lapse() == 1
    assert (fresh(pledge).status, fresh(need).pledged) == ("lapsed", 0)


def test_preparing_after_the_reminder_gives_the_whole_time_for_the_handover(as_, pledge, days):
    days.pass_(READY)
    assert duties.remind() == 1
    prepare(as_("volunteer"), pledge)
    assert fresh(pledge).reminded_at is None
    days.pass_(READY + 5)
    assert not any(duties.all_duties().values())


def test_what_was_handed_over_and_never_received_lapses_after_thirty_days(as_, need, pledge, days):
    days.pass_(3)
    hand_over(as_("volunteer"), pledge)
    days.pass_(3 + handovers.ARRIVE_WITHIN.days - 0.1)
    assert duties.lapse() == 0
    days.pass_(3 + handovers.ARRIVE_WITHIN.days + 0.1)
    assert duties.lapse() == 1
    assert (fresh(pledge).status, fresh(need).pledged) == ("lapsed", 0)
    assert log.history("pledge", pledge.id)[-1].actor_id is None
    assert told(pledge) == ["pledge_lapsed"]


def test_what_moved_on_while_the_clock_was_looking_does_not_lapse(as_, pledge):
    prepare(as_("volunteer"), pledge)
    with pytest.raises(WrongState):
        handovers.lapse(pledge.id, seen="pledged")


def test_the_pages_of_a_pledge_say_until_when_and_that_one_was_reminded(as_, pledge, days):
    volunteer = as_("volunteer")
    days.pass_(READY - 1)
    assert "We reminded you" not in volunteer.get(f"/pledges/{pledge.id}?lang=en").text
    duties.remind()
    assert "We reminded you" in volunteer.get(f"/pledges/{pledge.id}?lang=en").text
    assert "Reminder: Have it ready by" in volunteer.get("/pledges?lang=en").text
    prepare(volunteer, pledge)
    assert "Hand it over by" in volunteer.get(f"/pledges/{pledge.id}?lang=en").text
    assert "Reminder: Hand it over by" not in volunteer.get("/pledges?lang=en").text


def test_nothing_is_handed_over_before_its_checklist_is_done(as_, pledge):
    assert as_("volunteer").post(f"/pledges/{pledge.id}/handover").status == 409
    assert fresh(pledge).status == "pledged"


@pytest.mark.parametrize("step", [None, prepare, hand_over])
def test_the_association_says_that_it_did_not_arrive_and_the_quantity_is_free(as_, need, pledge, days, step):
    if step:
        step(as_("volunteer"), pledge)
    days.pass_(READY + 1)
    owner = as_("owner")
    form = owner.get(f"/pledges/{pledge.id}").one("main details form")
    page = owner.post(form["action"])
    assert page.location == "/desk/ours/incoming"
    assert (fresh(pledge).status, fresh(need).pledged) == ("cancelled", 0)
    assert owner.get(page.location).one(".flashes").get_text().strip()
    assert "did not arrive" in as_("volunteer").get(f"/pledges/{pledge.id}?lang=en").text
    assert told(pledge) == ["pledge_missing"]


def test_nobody_says_so_before_the_volunteers_day_is_over(as_, need, pledge, days):
    days.pass_(READY)
    page = as_("owner").get(f"/pledges/{pledge.id}")
    assert page.one("main details")
    assert not page.soup.select("main details form")
    assert as_("owner").post(f"/pledges/{pledge.id}/non-arrival").status == 409
    assert fresh(need).pledged == 10


def test_what_has_arrived_cannot_be_said_not_to_have(as_, need, pledge, days):
    receipt = {"code": pledge.code, "quantity": "10", "condition": "good"}
    as_("owner").post(f"/pledges/{pledge.id}/receipt", receipt)
    days.pass_(READY + 1)
    assert as_("owner").post(f"/pledges/{pledge.id}/non-arrival").status == 409
    assert fresh(pledge).status == "received"


def test_who_withdrew_is_not_told_that_it_did_not_arrive(as_, pledge):
    as_("volunteer").post(f"/pledges/{pledge.id}/withdrawal")
    assert "did not arrive" not in as_("volunteer").get(f"/pledges/{pledge.id}?lang=en").text


@pytest.mark.parametrize("end", ["withdrawn", "lapsed", "missing"])
def test_the_association_no_longer_sees_who_had_pledged(as_, cast, pledge, days, end):
    cast["volunteer"].name = "يامنة"
    assert "يامنة" in as_("owner").get("/desk/ours/incoming").text
    days.pass_(READY + 1)
    if end == "withdrawn":
        as_("volunteer").post(f"/pledges/{pledge.id}/withdrawal")
    elif end == "missing":
        as_("owner").post(f"/pledges/{pledge.id}/non-arrival")
    else:
        handovers.lapse(pledge.id, seen="pledged")
    assert as_("owner").get(f"/pledges/{pledge.id}").status == 404
    assert cast["volunteer"].name not in as_("owner").get("/desk/ours/incoming").text


def test_withdrawn_by_many_hands_at_once_it_is_withdrawn_once(app, need, pledge):
    person = pledge.person_id
    answers = at_once(app, 6, lambda _number: handovers.withdraw(pledge.id, actor_id=person).status)
    assert answers == ["cancelled"] * 6
    assert [row.new for row in log.history("pledge", pledge.id)] == ["pledged", "cancelled"]
    assert fresh(need).pledged == 0


def test_each_step_is_on_the_public_page_at_once(as_, client, need, pledge):
    client.get(f"/needs/{need.id}")
    prepare(as_("volunteer"), pledge)
    assert len(client.get(f"/needs/{need.id}").soup.select(".proof li.yes")) == 2


def test_a_confirmed_pledge_is_on_the_public_page_at_once(as_, cast, client, need):
    waiting = factories.pledge(need, cast["volunteer2"], 4)
    waiting.status, waiting.created_at = "unconfirmed", clock.now()
    assert not client.get(f"/needs/{need.id}").soup.select(".proof li.yes")
    as_("volunteer2").post(f"/pledges/{waiting.id}/confirmation")
    assert fresh(waiting).status == "pledged"
    assert client.get(f"/needs/{need.id}").soup.select(".proof li.yes")


def test_every_live_pledge_has_an_end_of_its_own(app):
    """Whatever holds a quantity can lapse."""
    for status in ("unconfirmed", "pledged", "prepared", "handed_over"):
        assert Pledge(status=status).can("lapsed"), status
