"""The click that pledges: once, for whom it should, never beyond the quantity."""

import pytest
from sqlalchemy import func, select

from domain import clock, log, needs
from domain.db import db
from domain.needs import Need
from domain.people import Person
from domain.pledges import REPEAT_WITHIN, Pledge
from tests import factories
from tests.client import Client

GUEST = {"name": "ليلى", "phone": "0612345678", "quantity": "3", "key": "guest-key-1"}


def pledges_in_all() -> int:
    return db.session.scalar(select(func.count(Pledge.id))) or 0


def fresh(need: Need) -> Need:
    return db.session.get_one(Need, need.id, populate_existing=True)


def test_one_click_pledges_and_leads_to_the_pledge(as_, cast):
    need = factories.need()
    volunteer = as_("volunteer")
    form = volunteer.get("/needs").fields(f"#need-{need.id} form")
    page = volunteer.post(f"/needs/{need.id}/pledges", form)
    assert page.status == 303
    assert volunteer.get(page.location).status == 200
    assert fresh(need).pledged == 5
    assert [(row.new, row.quantity) for row in log.history("pledge", 1)] == [("pledged", 5)]


def test_with_htmx_the_answer_is_the_card_and_the_counter_only(as_, cast):
    need = factories.need()
    page = as_("volunteer").post(f"/needs/{need.id}/pledges", {"quantity": "5", "key": "k1"}, htmx=True)
    assert page.status == 200
    assert page.one(f"#need-{need.id}")["data-remaining"] == "55"
    assert page.one("#pledge-count")
    assert len(page.soup.find_all(True, recursive=False)) == 2


@pytest.mark.parametrize("typed", ["12", "١٢", "۱۲", " 12 ", "+12"])
def test_a_quantity_is_understood_in_any_digits(as_, cast, typed):
    need = factories.need()
    as_("volunteer").post(f"/needs/{need.id}/pledges", {"quantity": typed, "key": "k1"})
    assert fresh(need).pledged == 12


@pytest.mark.parametrize("typed", ["", "خمسة", "-3", "0", "2.5", "99999999999", "5 5"])
def test_a_quantity_that_is_none_is_refused_in_words(as_, cast, typed):
    need = factories.need()
    volunteer = as_("volunteer")
    for htmx in (False, True):
        page = volunteer.post(f"/needs/{need.id}/pledges", {"quantity": typed, "key": "k1"}, htmx=htmx)
        assert page.status == 422
        assert page.one(".late").get_text().strip()
    assert fresh(need).pledged == 0


def test_the_same_click_again_is_the_same_pledge(as_, cast):
    need = factories.need()
    volunteer = as_("volunteer")
    click = {"quantity": "5", "key": "same"}
    first, second = (volunteer.post(f"/needs/{need.id}/pledges", click) for _ in range(2))
    assert first.location == second.location
    assert fresh(need).pledged == 5
    assert pledges_in_all() == 1


def test_the_key_of_another_persons_click_gives_nothing(as_, cast):
    need = factories.need()
    click = {"quantity": "5", "key": "same"}
    as_("volunteer").post(f"/needs/{need.id}/pledges", click)
    page = as_("volunteer2").post(f"/needs/{need.id}/pledges", click)
    assert page.status == 409
    assert fresh(need).pledged == 5


@pytest.mark.parametrize("htmx", [False, True])
def test_who_loses_the_race_is_offered_what_remains(as_, cast, htmx):
    need = factories.need(quantity=10)
    factories.pledge(need, cast["volunteer2"], 7)
    page = as_("volunteer").post(f"/needs/{need.id}/pledges", {"quantity": "5", "key": "k1"}, htmx=htmx)
    assert page.status == 409
    assert page.one(".late").get_text().strip()
    form = page.fields(f"#need-{need.id} form")
    assert form["quantity"] == "3"
    assert form["key"] != "k1"
    assert as_("volunteer").post(f"/needs/{need.id}/pledges", form).status == 303
    assert fresh(need).remaining == 0


def test_a_need_that_is_not_on_the_board_takes_no_pledge(as_, cast):
    hidden = factories.need(published=False)
    closed = factories.need()
    needs.move(closed, "closed", actor_id=None)
    volunteer = as_("volunteer")
    click = {"quantity": "5", "key": "k1"}
    assert volunteer.post(f"/needs/{hidden.id}/pledges", click).status == 404
    assert volunteer.post("/needs/99999/pledges", click).status == 404
    assert volunteer.post(f"/needs/{closed.id}/pledges", click).status == 409


def test_no_pledge_without_the_pages_token(app, as_, cast):
    need = factories.need()
    app.config["WTF_CSRF_ENABLED"] = True
    page = as_("volunteer").post(f"/needs/{need.id}/pledges", {"quantity": "5", "key": "k", "csrf_token": "forged"})
    assert page.status == 400
    assert fresh(need).pledged == 0


def test_nobody_pledges_by_following_a_link(client):
    need = factories.need()
    assert client.get(f"/needs/{need.id}/pledges").status == 405


def test_a_visitors_click_leads_to_one_page_and_makes_the_pledge(client):
    need = factories.need()
    page = client.get("/needs")
    link = page.one(f"#need-{need.id} a.btn")["href"]
    form = client.get(link).fields()
    page = client.post(f"/needs/{need.id}/pledges", form | {"name": "ليلى", "phone": "٠٦١٢٣٤٥٦٧٨"})
    assert page.status == 303
    assert client.get(page.location).status == 200
    assert fresh(need).pledged == 5
    guest = db.session.scalars(select(Person).where(Person.is_guest)).one()
    assert (guest.name, guest.phone) == ("ليلى", "+212612345678")


def test_a_guests_repeated_click_is_one_pledge_and_one_guest(app, client):
    need = factories.need()
    first = client.post(f"/needs/{need.id}/pledges", GUEST)
    other_tab = Client(app.test_client())
    second = other_tab.post(f"/needs/{need.id}/pledges", GUEST)
    assert first.location == second.location
    assert fresh(need).pledged == 3
    assert db.session.scalar(select(func.count(Person.id)).where(Person.is_guest)) == 1


@pytest.mark.parametrize(("field", "typed"), [("name", ""), ("name", "أ\u202eب"), ("phone", "12"), ("quantity", "لا")])
def test_what_a_guest_typed_stays_when_something_is_wrong(client, field, typed):
    need = factories.need()
    page = client.post(f"/needs/{need.id}/pledges", GUEST | {field: typed})
    assert page.status == 422
    kept = page.fields()
    assert kept["key"] == GUEST["key"]
    for name in {"name", "phone", "quantity"} - {field}:
        assert kept[name] == GUEST[name]
    assert page.one(f"[name={field}]")["aria-invalid"] == "true"
    assert pledges_in_all() == 0


def test_a_phone_that_has_an_account_waits_for_its_holder_and_shows_nothing(client, as_, cast):
    need = factories.need()
    cast["volunteer"].phone = "+212612345678"
    earlier = factories.pledge(need, cast["volunteer"], 9)
    page = client.post(f"/needs/{need.id}/pledges", GUEST)
    assert page.status == 303
    waiting = client.get(page.location)
    assert cast["volunteer"].name not in waiting.text
    assert client.get(f"/pledges/{earlier.id}").status == 303
    assert client.get("/pledges").status == 303
    made = db.session.scalars(select(Pledge).where(Pledge.key == GUEST["key"])).one()
    assert made.status == "unconfirmed"
    assert made.person_id == cast["volunteer"].id
    holder = as_("volunteer")
    assert len(holder.get("/pledges").soup.select(f'form[action="/pledges/{made.id}/confirmation"]')) == 1
    assert holder.post(f"/pledges/{made.id}/confirmation").status == 303
    assert db.session.get_one(Pledge, made.id, populate_existing=True).status == "pledged"


def test_sending_the_waiting_pledge_again_never_opens_the_account(client, as_, cast):
    need = factories.need()
    cast["volunteer"].phone = "+212612345678"
    client.post(f"/needs/{need.id}/pledges", GUEST)
    made = db.session.scalars(select(Pledge).where(Pledge.key == GUEST["key"])).one()
    as_("volunteer").post(f"/pledges/{made.id}/confirmation")
    page = client.post(f"/needs/{need.id}/pledges", GUEST)
    assert page.location.endswith("/waiting")
    assert client.get("/account").status == 303
    assert client.get(f"/pledges/{made.id}").status == 303


def test_an_old_form_in_a_shared_phones_history_opens_nothing(app, client, monkeypatch):
    need = factories.need()
    client.post(f"/needs/{need.id}/pledges", GUEST)
    later = clock.now() + REPEAT_WITHIN * 2
    monkeypatch.setattr(clock, "now", lambda: later)
    other = Client(app.test_client())
    assert other.post(f"/needs/{need.id}/pledges", GUEST).status == 409
    assert other.get("/pledges").status == 303
    assert fresh(need).pledged == 3


def test_a_guest_who_made_an_account_is_not_signed_in_by_the_old_form(app, client):
    need = factories.need()
    client.post(f"/needs/{need.id}/pledges", GUEST)
    guest = db.session.scalars(select(Person).where(Person.is_guest)).one()
    guest.is_guest, guest.password_hash = False, factories.PASSWORD_HASH
    other = Client(app.test_client())
    assert other.post(f"/needs/{need.id}/pledges", GUEST).location.endswith("/waiting")
    assert other.get("/account").status == 303


def test_a_guest_may_hold_only_so_many_pledges_and_so_much(app, client):
    need = factories.need(quantity=500)
    page = client.post(f"/needs/{need.id}/pledges", GUEST | {"quantity": "51"})
    assert page.status == 422
    for number in range(3):
        browser = Client(app.test_client())
        assert browser.post(f"/needs/{need.id}/pledges", GUEST | {"key": f"k{number}"}).status == 303
    assert Client(app.test_client()).post(f"/needs/{need.id}/pledges", GUEST | {"key": "k9"}).status == 409
    assert browser.post(f"/needs/{need.id}/pledges", {"quantity": "1", "key": "k10"}).status == 409
    assert fresh(need).pledged == 9


def test_a_person_signed_in_is_not_asked_for_a_name(as_, cast):
    need = factories.need()
    assert as_("volunteer").get(f"/needs/{need.id}/pledge").location.endswith(f"/needs/{need.id}")
