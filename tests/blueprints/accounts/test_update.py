"""Correcting one's own details."""

import pytest

from domain.db import db
from domain.people import Person
from tests import factories
from tests.blueprints.accounts.browsers import TOO_MANY, is_refused_for_trying_too_often
from tests.client import Client
from tests.conftest import signed_in
from tests.factories import PASSWORD


def kept(person: Person) -> tuple[str, str | None, str | None, str | None]:
    fresh = db.session.get_one(Person, person.id, populate_existing=True)
    return fresh.name, fresh.phone, fresh.email, fresh.lang


@pytest.fixture
def mine(as_) -> Client:
    return as_("volunteer")


@pytest.fixture
def form(mine) -> dict[str, str]:
    """The form as the page has it."""
    return mine.get("/account").fields("form[action='/account']") | {"lang": "ar"}


def test_name_and_language_are_saved_without_a_password_and_the_page_speaks_it(mine, form, cast):
    page = mine.post("/account", form | {"name": " سعاد  بنت علي ", "lang": "fr"})
    assert (page.status, page.location) == (303, "/account")
    assert "awn_lang=fr" in page.headers["Set-Cookie"] + str(page.headers.getlist("Set-Cookie"))
    after = mine.get("/account")
    assert after.one("html")["lang"] == "fr"
    assert after.soup.select(".flashes .notice.green")
    person = cast["volunteer"]
    assert kept(person) == ("سعاد بنت علي", person.phone, person.email, "fr")


def test_the_phone_and_the_email_change_with_the_password_only(mine, form, cast):
    person, wanted = cast["volunteer"], form | {"phone": "0698765432", "email": "New@Else.example"}
    before = kept(person)
    for password in ("", "something else"):
        page = mine.post("/account", wanted | {"password": password})
        assert page.status == 422
        assert page.one("#password-error")
        assert page.fields("form[action='/account']")["phone"] == "0698765432"
        assert kept(person) == before
    assert mine.post("/account", wanted | {"password": PASSWORD}).status == 303
    assert kept(person) == ("volunteer", "+212698765432", "new@else.example", "ar")


def test_one_of_phone_and_email_may_be_left_out_but_not_both(mine, form, cast):
    page = mine.post("/account", form | {"phone": "", "email": " ", "password": PASSWORD})
    assert page.status == 422
    assert page.one("#phone-error")
    assert mine.post("/account", form | {"phone": "", "password": PASSWORD}).status == 303
    assert kept(cast["volunteer"])[1] is None


@pytest.mark.parametrize("field", ["phone", "email"])
def test_what_belongs_to_another_account_is_refused_at_the_field(mine, form, cast, field):
    before = kept(cast["volunteer"])
    wanted = form | {"phone": "", "email": "", field: getattr(cast["stranger"], field), "password": PASSWORD}
    page = mine.post("/account", wanted)
    assert page.status == 422
    assert page.one(f"#{field}-error")
    assert kept(cast["volunteer"]) == before


def test_a_guest_s_phone_is_nobody_s(mine, form, cast):
    assert mine.post("/account", form | {"phone": cast["guest"].phone, "password": PASSWORD}).status == 303


@pytest.mark.parametrize(
    ("field", "typed"),
    [("name", ""), ("name", "x\u202ey"), ("phone", "12"), ("email", "a@b"), ("lang", "xx")],
)
def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(mine, form, cast, field, typed):
    before = kept(cast["volunteer"])
    page = mine.post("/account", form | {"name": "اسم جديد"} | {field: typed, "password": PASSWORD})
    assert page.status == 422
    assert [tag["id"] for tag in page.soup.select("[aria-invalid=true]")] == [field]
    shown = page.fields("form[action='/account']")
    if field != "lang":
        assert shown[field] == typed
    assert shown["password"] == ""
    assert kept(cast["volunteer"]) == before


def test_nobody_changes_another_s_details(mine, form, cast):
    before = kept(cast["stranger"])
    mine.post("/account", form | {"id": str(cast["stranger"].id), "person_id": str(cast["stranger"].id)})
    assert kept(cast["stranger"]) == before


def test_a_visitor_signs_in_first_and_a_guest_has_nothing_here(client, as_):
    assert client.post("/account", {"name": "x"}).location.startswith("/sign-in")
    assert as_("guest").post("/account", {"name": "x"}).status == 404


def test_a_password_cannot_be_guessed_here_either(limited_app):
    person = factories.person()
    mine = signed_in(limited_app, person.id)
    form = {"name": "س", "phone": "0698765432", "lang": "ar", "password": "guess"}
    answers = [mine.post("/account", form) for _ in range(TOO_MANY)]
    assert [page.status for page in answers] == [422] * (TOO_MANY - 1) + [429]
    assert is_refused_for_trying_too_often(answers[-1], "ar")
    assert mine.post("/account/password", {"present": "guess", "new": "guess-guess"}).status == 429
