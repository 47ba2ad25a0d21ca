"""Signing in: with the right password only, and never to anywhere else."""

import pytest

from app import create_app
from blueprints.toolkit.limits import limiter
from domain import people
from domain.db import db
from tests import factories
from tests.blueprints.accounts.browsers import (
    ELSEWHERE,
    TOO_MANY,
    copy_of,
    is_in,
    is_refused_for_trying_too_often,
    sign_in,
)
from tests.client import Client
from tests.factories import PASSWORD


def test_the_page_has_one_form_with_the_right_hints_for_a_password_keeper(client):
    page = client.get("/sign-in")
    assert page.status == 200
    assert page.one("#login")["autocomplete"] == "username"
    assert page.one("#login")["dir"] == "ltr"
    assert page.one("#password")["autocomplete"] == "current-password"
    assert page.one("#password")["type"] == "password"


def test_signing_in_leads_to_the_board(app, client):
    person = factories.person()
    page = client.post("/sign-in", {"login": person.email, "password": PASSWORD})
    assert (page.status, page.location) == (303, "/needs")
    assert is_in(client)


@pytest.mark.parametrize("typed", ["0612345678", "٠٦١٢٣٤٥٦٧٨", "۰۶۱۲۳۴۵۶۷۸", "+212 6 12-34-56-78", "00212612345678"])
def test_a_phone_is_understood_however_it_is_typed(app, client, typed):
    factories.person(phone="+212612345678")
    assert client.post("/sign-in", {"login": typed, "password": PASSWORD}).status == 303
    assert is_in(client)


def test_an_email_is_understood_in_capitals(app, client):
    factories.person(email="souad@awn.example")
    assert client.post("/sign-in", {"login": " Souad@AWN.example ", "password": PASSWORD}).status == 303


def test_a_wrong_password_an_unknown_account_and_a_guest_get_the_same_answer(app):
    account, guest = factories.person(phone="+212612345678"), factories.person(phone="+212612345679", is_guest=True)
    answers = []
    for login in (account.phone, guest.phone, "+212612345670"):
        page = Client(app.test_client()).post("/sign-in", {"login": login, "password": "something else"})
        answers.append((page.status, page.text, page.headers.get("Set-Cookie")))
    assert answers[0][0] == 422
    assert answers[0] == answers[1] == answers[2]


def test_what_was_typed_stays_but_not_the_password(client):
    page = client.post("/sign-in", {"login": "nobody@awn.example", "password": "guess-guess", "next": "/pledges"})
    assert page.status == 422
    assert page.fields()["login"] == "nobody@awn.example"
    assert page.fields()["password"] == ""
    assert page.fields()["next"] == "/pledges"
    assert "guess-guess" not in page.body


@pytest.mark.parametrize(("login", "password"), [("", ""), ("12", "x"), ("no@where", "x"), ("a@b.org", "")])
def test_what_is_missing_or_not_understood_is_said_at_its_field(client, login, password):
    page = client.post("/sign-in", {"login": login, "password": password})
    assert page.status == 422
    assert page.soup.select("[aria-invalid=true]")
    assert page.fields()["login"] == login


def test_next_is_kept_from_the_page_to_the_answer(app, client):
    person = factories.person()
    asked = client.get("/pledges?x=1")
    assert (asked.status, asked.location) == (303, "/sign-in?next=/pledges?x%3D1")
    form = client.get(asked.location).fields()
    assert form["next"] == "/pledges?x=1"
    page = client.post("/sign-in", form | {"login": person.email, "password": PASSWORD})
    assert page.location == "/pledges?x=1"


@pytest.mark.parametrize("target", ELSEWHERE)
def test_next_never_leaves_the_site(app, client, target):
    person = factories.person()
    assert "evil" not in client.get("/sign-in", query_string={"next": target}).one("main").decode()
    page = client.post("/sign-in", {"login": person.email, "password": PASSWORD, "next": target})
    assert (page.status, page.location) == (303, "/needs")


def test_an_account_that_is_signed_in_already_goes_to_its_page(as_):
    page = as_("volunteer").get("/sign-in")
    assert (page.status, page.location) == (303, "/account")


def test_a_guest_can_sign_in_to_an_account_and_is_told_what_that_means(app, as_, cast):
    guest = as_("guest")
    copied = copy_of(guest)
    assert guest.get("/sign-in").soup.select("main .notice.amber")
    guest.post("/sign-in", {"login": cast["volunteer"].email, "password": PASSWORD})
    assert guest.get("/account").one("#name")["value"] == "volunteer"
    assert not is_in(copied), "the guest's sign-in goes on elsewhere"


def test_the_session_of_before_is_worth_nothing_afterwards(app, client):
    """A cookie planted before somebody signs in does not become theirs."""
    client.get("/sign-in")
    planted = copy_of(client)
    before = client.client.get_cookie("awn").value
    client.post("/sign-in", {"login": factories.person().email, "password": PASSWORD})
    assert client.client.get_cookie("awn").value != before
    assert is_in(client)
    assert not is_in(planted)


def test_signing_in_twice_makes_two_sign_ins_and_the_earlier_token_ends(app, as_, cast):
    browser = as_("volunteer")
    copied = copy_of(browser)
    browser.post("/sign-in", {"login": cast["stranger"].email, "password": PASSWORD})
    assert browser.get("/account").one("#name")["value"] == "stranger"
    assert not is_in(copied)


def test_the_form_of_another_session_is_refused(app, client):
    stolen = Client(app.test_client()).get("/sign-in").fields()["csrf_token"]
    person = factories.person()
    client.get("/sign-in")
    page = client.post("/sign-in", {"login": person.email, "password": PASSWORD, "csrf_token": stolen})
    assert page.status == 400
    assert not is_in(client)


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(app, client):
    page = client.post("/sign-in", {"login": factories.person().email, "password": PASSWORD})
    cookie = page.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Expires=" in cookie
    assert "Domain=" not in cookie


def test_behind_https_the_cookie_is_bound_to_this_host(options, monkeypatch):
    monkeypatch.setenv("AWN_HTTPS", "1")
    app = create_app(**options)
    with app.app_context():
        person = factories.person()
        db.session.commit()
        plain = app.test_client()
        shown = Client(plain).get("/sign-in", base_url="https://localhost")
        form = shown.fields() | {"login": person.email, "password": PASSWORD}
        answer = plain.post(
            "/sign-in", data=form, base_url="https://localhost", headers={"Referer": "https://localhost/"}
        )
        assert answer.status_code == 303
        cookie = answer.headers["Set-Cookie"]
        assert cookie.startswith("__Host-awn=")
        assert "Secure" in cookie
        assert "Path=/" in cookie
        db.session.remove()
        db.engine.dispose()


def test_the_person_s_language_comes_along_to_a_new_browser_only(app, client):
    person = factories.person(lang="fr")
    client.post("/sign-in", {"login": person.email, "password": PASSWORD})
    assert client.get("/account").one("html")["lang"] == "fr"
    other = Client(app.test_client())
    other.get("/sign-in?lang=fa")
    other.post("/sign-in", {"login": person.email, "password": PASSWORD})
    assert other.get("/account").one("html")["lang"] == "fa"


def test_guesses_from_one_address_are_stopped_in_the_reader_s_language(limited_app):
    client = Client(limited_app.test_client())
    client.get("/sign-in?lang=fr")
    for number in range(TOO_MANY - 1):
        page = client.post("/sign-in", {"login": f"person{number}@else.example", "password": "guess"})
        assert page.status == 422
    page = client.post("/sign-in", {"login": "another@else.example", "password": "guess"})
    assert is_refused_for_trying_too_often(page, "fr")


@pytest.mark.parametrize("login", ["+212612345678", "+212612345670"])
def test_guesses_at_one_account_are_stopped_wherever_they_come_from(limited_app, login):
    """Whether there is such an account or not; spelling the number otherwise is no way round."""
    factories.person(phone="+212612345678")
    client = Client(limited_app.test_client())
    for number in range(TOO_MANY - 1):
        typed = login if number % 2 else "0" + login.removeprefix("+212")
        address = {"REMOTE_ADDR": f"10.0.0.{number}"}
        assert client.post("/sign-in", {"login": typed, "password": "guess"}, environ_base=address).status == 422
    far = {"REMOTE_ADDR": "10.9.9.9"}
    page = client.post("/sign-in", {"login": login, "password": PASSWORD}, environ_base=far)
    assert is_refused_for_trying_too_often(page, "ar")
    other = {"login": factories.person().email, "password": PASSWORD}
    assert client.post("/sign-in", other, environ_base=far).status == 303


def test_an_account_may_sign_in_often(limited_app):
    person = factories.person()
    for number in range(TOO_MANY + 2):
        address = {"REMOTE_ADDR": f"10.0.0.{number}"}
        form = {"login": person.email, "password": PASSWORD}
        assert Client(limited_app.test_client()).post("/sign-in", form, environ_base=address).status == 303


def test_counting_keeps_nobody_s_name(limited_app, monkeypatch):
    seen: list[str] = []
    real = limiter.limiter.test
    monkeypatch.setattr(
        limiter.limiter, "test", lambda limit, *key, **cost: seen.extend(key) or real(limit, *key, **cost)
    )
    sign_in(limited_app, factories.person(email="souad@awn.example"))
    assert seen
    assert not [key for key in seen if "souad" in key or "@" in key]


def test_the_demonstration_s_sign_ins_are_shown_only_while_its_data_are_loaded(app, client):
    factories.person(email="volunteer@awn.example")
    admin = factories.person(email="admin@awn.example")
    assert "volunteer@awn.example" not in client.get("/sign-in").text, "anybody can sign up with such an address"
    people.grant(admin.id, "admin")
    page = client.get("/sign-in").one("main details")
    assert [item.get_text() for item in page.select("li")] == ["volunteer@awn.example", "admin@awn.example"]


def test_by_another_method_there_is_nothing(client):
    assert client._open("/sign-in", method="PUT").status_code in (400, 405)
