"""The way of a pledge: each step by whom it belongs to, in order, and the need's counters with it."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from domain import clock, duties, impact, log
from domain.db import db
from domain.needs import Need
from tests import factories
from tests.blueprints.pledges.ways import fresh, prepare


def test_a_pledge_goes_all_the_way_and_the_public_page_shows_each_step(as_, client, need, pledge):
    volunteer, owner = as_("volunteer"), as_("owner")
    assert prepare(volunteer, pledge).status == 303
    assert volunteer.post(f"/pledges/{pledge.id}/handover").status == 303
    receipt = {"code": pledge.code, "quantity": "٨", "condition": "good"}
    assert owner.post(f"/pledges/{pledge.id}/receipt", receipt).status == 303
    assert (fresh(need).pledged, fresh(need).received, fresh(need).remaining) == (0, 8, 52)
    page = client.get(f"/needs/{need.id}?lang=en")
    reached = [(link.b.get_text(), link.span.get_text()) for link in page.soup.select(".proof li.yes")]
    assert reached == [("Pledged", "10 pieces"), ("Prepared", "10 pieces"), ("Received", "8 pieces")]
    assert "8 pièces" in client.get(f"/needs/{need.id}?lang=fr").text
    assert [row.new for row in log.history("pledge", pledge.id)] == ["pledged", "prepared", "handed_over", "received"]


def test_more_than_promised_is_surplus_and_never_pushes_the_need_beyond_its_quantity(as_, cast, need, pledge):
    as_("owner").post(f"/pledges/{pledge.id}/receipt", {"code": pledge.code, "quantity": "14", "condition": "good"})
    assert (fresh(need).received, fresh(need).surplus, fresh(need).remaining) == (10, 4, 50)
    totals = impact.totals("organisation", need.organisation_id)
    assert (totals.received, totals.surplus) == (10, 4)


def test_a_need_whose_last_unit_arrives_is_fulfilled_and_leaves_the_board(as_, cast, client):
    need = factories.need(cast["ours"], quantity=4)
    pledge = factories.pledge(need, cast["volunteer"], 4)
    as_("owner").post(f"/pledges/{pledge.id}/receipt", {"code": pledge.code, "quantity": "4", "condition": "good"})
    assert fresh(need).status == "fulfilled"
    assert not client.get("/needs").soup.select(f"#need-{need.id}")
    assert client.get(f"/needs/{need.id}").status == 200


def test_a_shortfall_opens_a_fully_promised_need_again(as_, cast, client):
    need = factories.need(cast["ours"], quantity=4)
    pledge = factories.pledge(need, cast["volunteer"], 4)
    assert fresh(need).is_open == 0
    as_("owner").post(f"/pledges/{pledge.id}/receipt", {"code": pledge.code, "quantity": "1", "condition": "good"})
    assert (fresh(need).is_open, fresh(need).remaining, fresh(need).status) == (1, 3, "published")


def test_goods_are_received_only_with_the_volunteers_code(as_, need, pledge):
    wrong = "000000" if pledge.code != "000000" else "111111"
    page = as_("owner").post(f"/pledges/{pledge.id}/receipt", {"code": wrong, "quantity": "10", "condition": "good"})
    assert page.status == 422
    assert page.fields()["quantity"] == "10"
    assert fresh(pledge).status == "pledged"


def test_the_code_is_understood_in_any_digits_and_with_spaces(as_, pledge):
    arabic = pledge.code.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    receipt = {"code": f"{arabic[:3]} {arabic[3:]}", "quantity": "10", "condition": "good"}
    assert as_("owner").post(f"/pledges/{pledge.id}/receipt", receipt).status == 303


def test_a_checklist_half_done_is_not_prepared_and_keeps_its_ticks(as_, pledge):
    page = as_("volunteer").post(f"/pledges/{pledge.id}/preparation", {"steps": ["washed"]})
    assert page.status == 422
    assert [box["value"] for box in page.soup.select("input[type=checkbox][checked]")] == ["washed"]
    assert fresh(pledge).status == "pledged"


def test_withdrawing_frees_the_quantity_once(as_, need, pledge):
    volunteer = as_("volunteer")
    for _ in range(2):
        assert volunteer.post(f"/pledges/{pledge.id}/withdrawal").status == 303
    assert (fresh(pledge).status, fresh(need).pledged) == ("cancelled", 0)
    assert [row.new for row in log.history("pledge", pledge.id)] == ["pledged", "cancelled"]


def test_undo_in_place_gives_the_card_with_its_button_back(as_, need, pledge):
    page = as_("volunteer").post(f"/pledges/{pledge.id}/withdrawal", htmx=True)
    assert page.status == 200
    assert page.one(f"#need-{need.id}")["data-remaining"] == "60"
    assert page.one(f'form[action="/needs/{need.id}/pledges"]')


def test_what_was_handed_over_cannot_be_withdrawn(as_, need, pledge):
    volunteer = as_("volunteer")
    prepare(volunteer, pledge)
    volunteer.post(f"/pledges/{pledge.id}/handover")
    assert volunteer.post(f"/pledges/{pledge.id}/withdrawal").status == 409
    assert fresh(need).pledged == 10


@pytest.mark.parametrize("step", ["withdrawal", "preparation", "handover", "receipt", "confirmation", "non-arrival"])
@pytest.mark.parametrize("who", ["volunteer2", "stranger", "coordinator", "admin", "guest"])
def test_a_pledge_of_somebody_else_is_not_there(as_, pledge, step, who):
    assert as_(who).get(f"/pledges/{pledge.id}").status == 404
    assert as_(who).post(f"/pledges/{pledge.id}/{step}", {"code": pledge.code, "quantity": "1"}).status == 404
    assert fresh(pledge).status == "pledged"


def test_the_volunteer_can_confirm_neither_the_receipt_nor_that_nothing_came(as_, pledge):
    receipt = {"code": pledge.code, "quantity": "10", "condition": "good"}
    assert as_("volunteer").post(f"/pledges/{pledge.id}/receipt", receipt).status == 404
    assert as_("volunteer").post(f"/pledges/{pledge.id}/non-arrival").status == 404


def test_the_association_sees_who_brings_but_not_the_code(as_, cast, pledge):
    page = as_("member").get(f"/pledges/{pledge.id}")
    assert cast["volunteer"].name in page.text
    assert pledge.code not in page.body


def test_a_signed_out_step_leads_to_the_sign_in(client, pledge):
    page = client.get(f"/pledges/{pledge.id}")
    assert page.status == 303
    assert page.location == f"/sign-in?next=/pledges/{pledge.id}"
    answer = client.post(f"/pledges/{pledge.id}/withdrawal", htmx=True)
    assert answer.headers["HX-Redirect"].startswith("/sign-in")


def test_a_pledge_not_prepared_in_time_is_reminded_then_lapses(app, cast, need, pledge, monkeypatch):
    start = clock.now()

    def days_later(days):
        monkeypatch.setattr(clock, "now", lambda: start + days * (duties.REMINDED_AT_LEAST))
        return duties.all_duties()

    assert {name for name, many in days_later(1).items() if many} == {"told"}, "its association, of the pledge"
    assert days_later(9)["reminded"] == 1
    assert days_later(9)["reminded"] == 0
    assert days_later(10)["lapsed"] == 0
    assert days_later(11.5)["lapsed"] == 1
    assert (fresh(pledge).status, fresh(need).pledged) == ("lapsed", 0)


def test_a_pledge_past_its_day_does_not_lapse_before_a_reminder(app, cast, need, pledge, monkeypatch):
    start = clock.now()
    monkeypatch.setattr(clock, "now", lambda: start + 20 * duties.REMINDED_AT_LEAST)
    assert duties.all_duties()["lapsed"] == 0
    assert fresh(pledge).reminded_at is not None


def test_a_need_past_its_deadline_leaves_the_board(app, need, monkeypatch):
    start = clock.now()
    monkeypatch.setattr(clock, "now", lambda: start + 31 * duties.REMINDED_AT_LEAST)
    assert duties.expire() == 1
    assert db.session.get_one(Need, need.id).status == "expired"


def test_my_pledges_are_mine_alone(as_, cast, pledge):
    assert len(as_("volunteer").get("/pledges").soup.select("article")) == 1
    assert not as_("volunteer2").get("/pledges").soup.select("article")


def test_the_log_cannot_be_changed_or_emptied(app, pledge):
    db.session.commit()
    for statement in ("UPDATE transition SET quantity = 0", "DELETE FROM transition"):
        with pytest.raises(DBAPIError, match="never changed"):
            db.session.execute(text(statement))
        db.session.rollback()
