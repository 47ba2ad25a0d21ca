"""Changing the password."""

import pytest

from tests import factories
from tests.blueprints.accounts.browsers import TOO_MANY, copy_of, is_in, is_refused_for_trying_too_often, sign_in
from tests.conftest import signed_in
from tests.factories import PASSWORD

NEW = "a new long password"


def test_the_new_password_counts_and_the_present_one_no_longer(app, as_, cast):
    page = as_("volunteer").post("/account/password", {"present": PASSWORD, "new": NEW})
    assert (page.status, page.location) == (303, "/account")
    assert sign_in(app, cast["volunteer"])[1].status == 422
    assert sign_in(app, cast["volunteer"], NEW)[1].status == 303


def test_every_other_browser_is_out_and_this_one_goes_on_with_a_fresh_session(as_):
    browser, other = as_("volunteer"), as_("volunteer")
    copied = copy_of(browser)
    token = browser.get("/account").fields()["csrf_token"]
    browser.post("/account/password", {"present": PASSWORD, "new": NEW})
    after = browser.get("/account")
    assert after.status == 200
    assert after.soup.select(".flashes .notice.green")
    assert after.fields()["csrf_token"] != token
    assert browser.post("/sign-out", {"csrf_token": token}).status == 400
    assert not is_in(copied)
    assert not is_in(other)


@pytest.mark.parametrize(
    ("present", "new", "wrong"),
    [
        ("", NEW, ["present"]),
        ("something else", NEW, ["present"]),
        (PASSWORD, "", ["new"]),
        (PASSWORD, "short-7", ["new"]),
        ("", "", ["present", "new"]),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_changes(app, as_, cast, present, new, wrong):
    browser, other = as_("volunteer"), as_("volunteer")
    page = browser.post("/account/password", {"present": present, "new": new})
    assert page.status == 422
    assert [tag["id"] for tag in page.soup.select("[aria-invalid=true]")] == wrong
    assert page.one("#present").get("value", "") == page.one("#new").get("value", "") == ""
    assert is_in(browser)
    assert is_in(other)
    assert sign_in(app, cast["volunteer"])[1].status == 303


def test_a_visitor_signs_in_first_and_a_guest_has_nothing_here(client, as_):
    assert client.post("/account/password", {"present": PASSWORD, "new": NEW}).location.startswith("/sign-in")
    assert as_("guest").post("/account/password", {"present": PASSWORD, "new": NEW}).status == 404


def test_by_a_link_nothing_happens(as_):
    assert as_("volunteer").get("/account/password").status == 405


def test_whoever_finds_a_browser_open_cannot_guess_for_long(limited_app):
    browser = signed_in(limited_app, factories.person().id)
    browser.get("/account?lang=en")
    answers = [browser.post("/account/password", {"present": f"guess{n}", "new": NEW}) for n in range(TOO_MANY)]
    assert [page.status for page in answers] == [422] * (TOO_MANY - 1) + [429]
    assert is_refused_for_trying_too_often(answers[-1], "en")
    other = signed_in(limited_app, factories.person().id)
    assert other.post("/account/password", {"present": PASSWORD, "new": NEW}).status == 303
