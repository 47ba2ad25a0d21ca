"""An account: made on one short page, and a guest's pledges go into it."""

import pytest
from sqlalchemy import func, select

from domain import people
from domain.db import db
from domain.people import Person
from domain.pledges import Pledge
from tests import factories
from tests.blueprints.accounts.browsers import (
    ELSEWHERE,
    TOO_MANY,
    copy_of,
    is_in,
    is_refused_for_trying_too_often,
)
from tests.client import Client
from tests.factories import PASSWORD

FORM = {"name": "ليلى", "login": "leila@awn.example", "password": "a long password"}


def people_in_all() -> int:
    return db.session.scalar(select(func.count(Person.id))) or 0


def made() -> Person:
    return db.session.scalars(select(Person).order_by(Person.id.desc())).first()


def test_the_page_says_the_rule_before_it_is_broken(client):
    page = client.get("/sign-up?lang=en")
    assert "At least 8 characters." in page.one("#password-hint").get_text()
    assert page.one("#password")["aria-describedby"] == "password-hint"
    assert [page.one(f"#{field}")["autocomplete"] for field in ("name", "login", "password")] == [
        "name", "username", "new-password",
    ]  # fmt: skip


def test_signing_up_signs_in_and_leads_to_the_board(client):
    page = client.post("/sign-up", FORM)
    assert (page.status, page.location) == (303, "/needs")
    assert client.get("/needs").soup.select(".flashes .notice.green")
    assert is_in(client)
    person = made()
    assert (person.name, person.email, person.phone, person.is_guest) == ("ليلى", "leila@awn.example", None, False)
    assert person.password_hash.startswith("$argon2id$")


def test_a_phone_is_kept_in_its_one_form_with_the_reader_s_language(client):
    client.get("/sign-up?lang=fa")
    client.post("/sign-up", FORM | {"login": "۰۶۱۲ ۳۴ ۵۶ ۷۸"})
    assert (made().phone, made().email, made().lang) == ("+212612345678", None, "fa")


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("name", ""),
        ("name", "…"),
        ("name", "ليلى \u202etxt.exe"),
        ("name", "ل" * 81),
        ("login", ""),
        ("login", "0612"),
        ("login", "leila@awn"),
        ("password", ""),
        ("password", "short-7"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_the_rest_stays(client, field, typed):
    page = client.post("/sign-up", FORM | {field: typed, "next": "/pledges"})
    assert page.status == 422
    assert [tag["id"] for tag in page.soup.select("[aria-invalid=true]")] == [field]
    assert page.soup.select(f"#{field}-error")
    kept = page.fields()
    assert (kept["name"], kept["login"], kept["next"]) == (
        typed if field == "name" else FORM["name"],
        typed if field == "login" else FORM["login"],
        "/pledges",
    )
    assert kept["password"] == ""
    assert people_in_all() == 0


def test_a_phone_or_an_email_of_another_account_is_refused_at_the_field(app, client):
    factories.person(email=FORM["login"])
    page = client.post("/sign-up", FORM)
    assert page.status == 422
    assert page.one("#login-error")
    assert page.fields()["name"] == "ليلى"
    assert people_in_all() == 1
    assert not is_in(client)


def test_the_same_form_sent_twice_is_one_account(app, client):
    """A flaky network: the answer to the first was lost, and with it the cookie."""
    client.post("/sign-up", FORM)
    again = Client(app.test_client())
    assert again.post("/sign-up", FORM | {"name": "ليلى ب"}).status == 303
    assert is_in(again)
    assert people_in_all() == 1
    assert made().name == "ليلى"


def test_a_guest_finds_their_name_and_phone_on_the_page(as_, cast):
    page = as_("guest").get("/sign-up")
    assert page.fields()["name"] == "guest"
    assert page.fields()["login"].replace(" ", "").replace("-", "") == cast["guest"].phone


@pytest.mark.parametrize("login", [None, "guest@else.example"])
def test_a_guest_who_signs_up_keeps_their_pledges_and_their_phone(as_, cast, login):
    guest = cast["guest"]
    pledge = factories.pledge(factories.need(), guest)
    browser = as_("guest")
    copied = copy_of(browser)
    form = browser.get("/sign-up").fields() | {"password": PASSWORD} | ({"login": login} if login else {})
    page = browser.post("/sign-up", form)
    assert (page.status, page.location) == (303, "/pledges")
    person = db.session.get_one(Person, guest.id)
    assert (person.is_guest, person.phone) == (False, guest.phone)
    assert person.email == login
    assert db.session.get_one(Pledge, pledge.id).person_id == guest.id
    assert browser.get(f"/pledges/{pledge.id}").status == 200
    assert not is_in(copied), "the guest's token opens the account"


def test_a_guest_who_is_refused_stays_a_guest(as_, cast):
    browser = as_("guest")
    page = browser.post("/sign-up", FORM | {"login": cast["volunteer"].email})
    assert page.status == 422
    assert db.session.get_one(Person, cast["guest"].id).is_guest
    assert is_in(browser)


def test_an_account_goes_to_its_page_and_cannot_make_another(as_, cast):
    browser, before = as_("volunteer"), people_in_all()
    assert browser.get("/sign-up").location == "/account"
    assert browser.post("/sign-up", FORM).location == "/account"
    assert people_in_all() == before


@pytest.mark.parametrize("target", ELSEWHERE)
def test_next_never_leaves_the_site(client, target):
    page = client.post("/sign-up", FORM | {"next": target})
    assert (page.status, page.location) == (303, "/needs")


def test_next_is_followed(client):
    assert client.post("/sign-up", FORM | {"next": "/pledges?x=1"}).location == "/pledges?x=1"


def test_a_planted_cookie_does_not_become_the_new_account_s(client):
    client.get("/sign-up")
    planted = copy_of(client)
    client.post("/sign-up", FORM)
    assert is_in(client)
    assert not is_in(planted)


def test_one_address_makes_few_accounts(limited_app):
    client = Client(limited_app.test_client())
    client.get("/sign-up?lang=fa")
    answers = [client.post("/sign-up", FORM | {"login": "12"}) for _ in range(6)]
    assert [page.status for page in answers] == [422] * 5 + [429]
    assert is_refused_for_trying_too_often(answers[-1], "fa")


def test_signing_up_is_no_way_round_the_limit_on_guesses(limited_app):
    person = factories.person()
    client = Client(limited_app.test_client())
    for number in range(TOO_MANY - 1):
        form = {"name": "ل", "login": person.email, "password": f"guess number {number}"}
        path = "/sign-up" if number % 2 else "/sign-in"
        assert client.post(path, form, environ_base={"REMOTE_ADDR": f"10.0.0.{number}"}).status == 422
    form = {"name": "ل", "login": person.email, "password": PASSWORD}
    for number, path in enumerate(("/sign-up", "/sign-in")):
        assert client.post(path, form, environ_base={"REMOTE_ADDR": f"10.0.1.{number}"}).status == 429


def test_a_name_is_shown_as_text(client):
    client.post("/sign-up", FORM | {"name": "<script>alert(1)</script>"})
    assert client.get("/account").one("#name")["value"] == "<script>alert(1)</script>"
    assert people.PASSWORD_LEAST == 8
