"""How much one person may hold and how often they may click: guests by their phone, accounts by themselves."""

import pytest
from flask import before_render_template
from sqlalchemy import func, select

from app import create_app
from domain import clock, guests, handovers, pledges
from domain.db import db, raw
from domain.guests import GuestLimit, GuestLimits
from domain.needs import Need
from domain.people import Person
from domain.pledges import REPEAT_WITHIN, Pledge
from tests import factories
from tests.blueprints.pledges.ways import at_once
from tests.client import Client
from tests.conftest import signed_in
from tests.databases import wants_postgres
from tests.weight.queries import counted

GUEST = {"name": "ليلى", "phone": "0612345678", "quantity": "3", "key": "guest-key-1"}
PHONE = "+212612345678"
LIMITS = GuestLimits(pledges=3, quantity=50)


def pledged(need: Need) -> int:
    return db.session.get_one(Need, need.id, populate_existing=True).pledged


@pytest.fixture
def guest(client):
    """A browser that is signed in as a guest since its first pledge."""
    assert client.post(f"/needs/{factories.need().id}/pledges", GUEST).status == 303
    return client


# --- guests -----------------------------------------------------------------------------------------------------------


def test_a_guests_click_repeated_at_the_limit_is_still_the_same_pledge(guest):
    need = factories.need()
    clicks = [{"quantity": "1", "key": f"k{number}"} for number in range(2)]
    first = [guest.post(f"/needs/{need.id}/pledges", click).location for click in clicks]
    assert guest.post(f"/needs/{need.id}/pledges", {"quantity": "1", "key": "k9"}).status == 409
    assert [guest.post(f"/needs/{need.id}/pledges", click).location for click in clicks] == first
    assert pledged(need) == 2


def test_a_guest_signed_in_may_repeat_a_click_at_any_time(guest, monkeypatch):
    need, click = factories.need(), {"quantity": "1", "key": "k1"}
    first = guest.post(f"/needs/{need.id}/pledges", click).location
    later = clock.now() + 2 * REPEAT_WITHIN
    monkeypatch.setattr(clock, "now", lambda: later)
    assert guest.post(f"/needs/{need.id}/pledges", click).location == first
    assert pledged(need) == 1


def test_the_limit_is_refused_with_one_status_signed_in_or_not(app, guest):
    need = factories.need()
    for number in range(2):
        guest.post(f"/needs/{need.id}/pledges", {"quantity": "1", "key": f"k{number}"})
    visitor = Client(app.test_client())
    assert visitor.post(f"/needs/{need.id}/pledges", GUEST | {"key": "k9"}).status == 409
    assert guest.post(f"/needs/{need.id}/pledges", {"quantity": "1", "key": "k9"}).status == 409


def test_what_a_guest_says_to_have_handed_over_still_counts(app, guest):
    one = db.session.scalars(select(Pledge)).one()
    handovers.prepare(one.id, [], actor_id=one.person_id)
    handovers.hand_over(one.id, actor_id=one.person_id)
    with pytest.raises(GuestLimit):
        guests.check_limits(PHONE, 1, GuestLimits(pledges=1, quantity=50))


def test_nobody_repeats_a_click_of_another_guest_with_the_same_phone(app, guest):
    need = db.session.scalars(select(Need)).one()
    other = factories.person("آخر", is_guest=True, phone=PHONE)
    page = signed_in(app, other.id).post(f"/needs/{need.id}/pledges", GUEST)
    assert page.status == 409


def test_clicks_of_one_phone_at_one_moment_keep_to_the_limit(app):
    need = factories.need()

    def click(number):
        return pledges.pledge_as_guest(need.id, "ليلى", PHONE, 1, f"click-{number}", LIMITS)

    answers = at_once(app, 8, click)
    assert sum(isinstance(answer, GuestLimit) for answer in answers) == 5
    assert pledged(need) == 3


def test_one_click_of_a_guest_sent_many_times_at_once_is_one_pledge_of_one_guest(app):
    need = factories.need()
    before = db.session.scalar(select(func.count(Person.id)))
    made = at_once(app, 8, lambda _: pledges.pledge_as_guest(need.id, "ليلى", PHONE, 2, "same", LIMITS))
    assert len({one.id for one in made}) == 1
    assert pledged(need) == 2
    assert db.session.scalar(select(func.count(Person.id))) == before + 1


@pytest.mark.parametrize("most", [4, 50])
def test_no_guest_is_offered_more_than_a_guest_may_pledge(app, guest, as_, most):
    app.config["AWN_GUEST_QUANTITY"] = most
    need = factories.need(quantity=500)  # of which an account is offered 50
    offers = f"#need-{need.id} form"
    visitor = Client(app.test_client())
    assert visitor.get(f"/needs/{need.id}/pledge").fields()["quantity"] == str(most)
    assert as_("volunteer").get("/needs").fields(offers)["quantity"] == "50"
    assert guest.get("/needs").fields(offers)["quantity"] == str(most)
    assert guest.get(f"/needs/{need.id}").fields(offers)["quantity"] == str(most)
    for htmx in (False, True):
        page = guest.post(f"/needs/{need.id}/pledges", {"quantity": "90", "key": "k1"}, htmx=htmx)
        assert page.status == 422
        assert page.fields(offers)["quantity"] == str(most)
    made = guest.post(f"/needs/{need.id}/pledges", {"quantity": "1", "key": "k1"})
    undone = guest.post(f"{made.location}/withdrawal", htmx=True)
    assert undone.fields(offers)["quantity"] == str(most)


# --- accounts ---------------------------------------------------------------------------------------------------------


def test_an_account_holds_so_many_pledges_and_is_told_what_to_do(app, as_, cast):
    app.config["AWN_LIVE_PLEDGES"] = 3
    need, volunteer = factories.need(), as_("volunteer")
    made = [volunteer.post(f"/needs/{need.id}/pledges", {"quantity": "1", "key": f"k{n}"}) for n in range(3)]
    for htmx in (False, True):
        page = volunteer.post(f"/needs/{need.id}/pledges?lang=en", {"quantity": "1", "key": "k9"}, htmx=htmx)
        assert page.status == 409
        assert "3 pledges under way" in page.one(".late").get_text()
    assert pledged(need) == 3
    again = volunteer.post(f"/needs/{need.id}/pledges", {"quantity": "1", "key": "k2"})
    assert again.location == made[2].location, "a repeated click is no further pledge"
    volunteer.post(f"{made[0].location}/withdrawal")
    assert volunteer.post(f"/needs/{need.id}/pledges", {"quantity": "1", "key": "k9"}).status == 303


def test_what_strangers_pledge_under_ones_phone_takes_nothing_from_ones_own(app, as_, cast):
    app.config["AWN_LIVE_PLEDGES"] = 1
    need = factories.need()
    waiting = factories.pledge(need, cast["volunteer"], 1)
    waiting.status = "unconfirmed"
    page = as_("volunteer").post(f"/needs/{need.id}/pledges", {"quantity": "1", "key": "k1"})
    assert page.status == 303


def test_at_the_limit_a_need_that_is_none_or_not_public_is_still_not_there(app, as_, cast):
    app.config["AWN_LIVE_PLEDGES"] = 1
    factories.pledge(factories.need(), cast["volunteer"], 1)
    draft, volunteer = factories.need(published=False), as_("volunteer")
    for need_id in (draft.id, 99999):
        assert volunteer.post(f"/needs/{need_id}/pledges", {"quantity": "1", "key": "k1"}).status == 404


def test_the_limit_costs_no_query(app):
    need, person = factories.need(), factories.person()
    db.session.commit()
    counts = []
    for most in (0, 30):
        with counted() as statements:
            pledges.pledge(need.id, person.id, 1, f"k{most}", most=most)
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_with_the_rate_limits_off_nobody_is_kept_from_pledging_often(options, monkeypatch):
    monkeypatch.setenv("AWN_LIVE_PLEDGES", "7")
    assert create_app(**options).config["AWN_LIVE_PLEDGES"] == 7
    monkeypatch.setenv("AWN_RATE_LIMITS", "0")
    assert create_app(**options).config["AWN_LIVE_PLEDGES"] == 0


def test_one_person_may_not_click_without_end_wherever_they_are(limited_app):
    need = factories.need()
    browser, other = (signed_in(limited_app, factories.person().id) for _ in range(2))
    click = {"quantity": "1", "key": "same"}
    for number in range(40):
        address = {"REMOTE_ADDR": f"10.0.0.{number}"}
        assert browser.post(f"/needs/{need.id}/pledges", click, environ_base=address).status == 303
    assert browser.post(f"/needs/{need.id}/pledges", click).status == 429
    assert other.post(f"/needs/{need.id}/pledges", click | {"key": "other"}).status == 303


@pytest.mark.skipif(wants_postgres(), reason="PostgreSQL locks the phone alone")
@pytest.mark.parametrize("asked", ["0", "51", "11"])
def test_a_refusal_is_written_without_keeping_others_from_pledging(app, client, asked):
    need, held = factories.need(quantity=10), []

    def note(_app, template, **_):
        held.append((template.name, raw(db.session.connection()).in_transaction))

    with before_render_template.connected_to(note, app):
        assert client.post(f"/needs/{need.id}/pledges", GUEST | {"quantity": asked}).status in (409, 422)
    assert ("board/pledge.html", False) in held


# --- what is not public -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("changed", [{}, {"quantity": ""}, {"quantity": "99"}, {"name": ""}, {"key": ""}])
@pytest.mark.parametrize("who", ["visitor", "guest", "volunteer"])
def test_no_refusal_shows_a_need_that_is_not_public(client, as_, cast, who, changed):
    draft = factories.need(published=False)
    browser = client if who == "visitor" else as_(who)
    for htmx in (False, True):
        assert browser.post(f"/needs/{draft.id}/pledges", GUEST | changed, htmx=htmx).status == 404
    assert db.session.scalar(select(func.count(Pledge.id))) == 0
