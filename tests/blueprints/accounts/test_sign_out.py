"""Signing out, on this browser and everywhere."""

import pytest

from domain import people
from tests.blueprints.accounts.browsers import copy_of, is_in, sign_in


@pytest.mark.parametrize("name", ["volunteer", "guest"])
def test_after_signing_out_the_cookie_is_worth_nothing_anywhere(as_, name):
    browser = as_(name)
    copied = copy_of(browser)
    assert is_in(copied)
    page = browser.post("/sign-out")
    assert page.status == 303
    after = browser.get(page.location)
    assert after.status == 200
    assert after.soup.select("main .notice.green")
    assert not is_in(browser)
    assert not is_in(copied)


def test_signing_out_ends_this_sign_in_only(app, as_, cast):
    browser, other = as_("volunteer"), as_("volunteer")
    browser.post("/sign-out")
    assert not is_in(browser)
    assert is_in(other)


def test_signing_out_everywhere_ends_them_all_and_nobody_else_s(app, as_, cast):
    browser, other, stranger = as_("volunteer"), as_("volunteer"), as_("stranger")
    page = browser.post("/account/sign-outs")
    assert page.status == 303
    assert browser.get(page.location).soup.select("main .notice.green")
    assert not is_in(browser)
    assert not is_in(other)
    assert is_in(stranger)
    assert people.sign_ins_of(cast["volunteer"].id) == []


def test_one_can_sign_in_again_afterwards(app, as_, cast):
    as_("volunteer").post("/account/sign-outs")
    browser, page = sign_in(app, cast["volunteer"])
    assert page.status == 303
    assert is_in(browser)


@pytest.mark.parametrize("path", ["/sign-out", "/account/sign-outs"])
def test_a_visitor_is_sent_to_sign_in(client, path):
    page = client.post(path)
    assert page.status == 303
    assert page.location.startswith("/sign-in")


@pytest.mark.parametrize("path", ["/sign-out", "/account/sign-outs"])
def test_a_link_signs_nobody_out(as_, path):
    browser = as_("volunteer")
    assert browser.get(path).status == 405
    assert is_in(browser)


@pytest.mark.parametrize("path", ["/sign-out", "/account/sign-outs"])
def test_another_site_s_form_signs_nobody_out(as_, path):
    browser = as_("volunteer")
    assert browser.post(path, {"csrf_token": "forged"}).status == 400
    assert is_in(browser)
