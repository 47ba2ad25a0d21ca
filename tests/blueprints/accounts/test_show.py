"""The page of one's own account."""

from datetime import timedelta

import pytest

from domain import clock, people
from domain.db import db
from domain.people import SignIn
from tests import factories
from tests.blueprints.accounts.browsers import copy_of, sign_in

PHONE = "Mozilla/5.0 (Linux; Android 14; Mobile) Gecko/130 Firefox/130"


def test_a_visitor_signs_in_first_and_comes_back(client):
    page = client.get("/account")
    assert (page.status, page.location) == (303, "/sign-in?next=/account")


def test_it_shows_what_is_kept_with_the_right_hints(as_, cast):
    page = as_("volunteer").get("/account")
    assert page.status == 200
    assert page.one("#name")["value"] == "volunteer"
    assert page.one("#email")["value"] == cast["volunteer"].email
    assert page.one("#phone")["value"].replace(" ", "").replace("-", "") == cast["volunteer"].phone
    assert (page.one("#phone")["type"], page.one("#phone")["dir"]) == ("tel", "ltr")
    assert page.one("#present")["autocomplete"] == "current-password"
    assert page.one("#new")["autocomplete"] == "new-password"


def test_a_member_finds_the_desk_of_each_organisation_and_nobody_else_s(as_, cast):
    links = [link["href"] for link in as_("owner").get("/account").soup.select("main a[href^='/desk/']")]
    assert links == ["/desk/ours"]
    assert as_("owner").get(links[0]).status == 200
    assert not as_("volunteer").get("/account").soup.select("main a[href^='/desk/']")


def test_roles_are_said_in_words(as_):
    assert [badge.get_text() for badge in as_("coordinator").get("/account?lang=en").soup.select(".head .badge")] == [
        "Coordinator"
    ]
    assert not as_("volunteer").get("/account").soup.select(".head .badge")


def test_the_sign_ins_that_hold_are_listed_this_one_first_and_marked_once(app, as_, cast):
    person = cast["volunteer"]
    browser, _ = sign_in(app, person)
    people.begin_sign_in(person.id, "SamsungBrowser Android")
    ended = people.begin_sign_in(person.id, "Opera Ended")
    people.end_sign_in(ended)
    old = SignIn(token_hash="0" * 64, person_id=person.id, device="Opera Old", created_at=clock.now() - timedelta(91))
    db.session.add(old)
    people.begin_sign_in(cast["stranger"].id, "Opera Stranger")
    rows = browser.get("/account?lang=en").soup.select("[aria-labelledby=sign-ins] li")
    assert len(rows) == 2
    assert [bool(row.select(".badge")) for row in rows] == [True, False]
    assert "Samsung Internet Android" in rows[1].get_text()


def test_many_sign_ins_are_counted_rather_than_listed(app, as_, cast):
    for _ in range(9):
        people.begin_sign_in(cast["volunteer"].id, "Chrome Android")
    rows = as_("volunteer").get("/account?lang=en").soup.select("[aria-labelledby=sign-ins] li")
    assert len(rows) == 7
    assert rows[-1].get_text() == "And 4 more."


def test_the_device_is_kept_in_two_words(app, client):
    person = factories.person()
    form = {"login": person.email, "password": factories.PASSWORD}
    client.post("/sign-in", form, headers={"User-Agent": PHONE})
    assert [row.device for row in people.sign_ins_of(person.id)] == ["Firefox Android"]
    assert "Firefox Android" in client.get("/account").text


def test_a_guest_learns_what_an_account_is_good_for_and_what_signing_out_costs(as_, cast):
    page = as_("guest").get("/account?lang=en")
    assert page.status == 200
    assert page.soup.select("main a[href='/sign-up']")
    assert "Once you sign out, you cannot open them again" in page.text
    assert page.one("main form")["action"] == "/sign-out"


def test_nobody_s_page_is_kept_for_somebody_else(as_, client):
    assert as_("volunteer").get("/account").headers["Cache-Control"] == "no-store"


def test_a_name_from_right_to_left_cannot_reach_the_page_s_own_words(app, as_, cast):
    cast["guest"].name = "<b>guest</b>"
    page = as_("guest").get("/account")
    assert page.soup.select("main dd bdi")[0].get_text() == "<b>guest</b>"


def test_the_copy_of_a_cookie_is_one_sign_in(as_, cast):
    browser = as_("volunteer")
    copied = copy_of(browser)
    assert len(copied.get("/account").soup.select("[aria-labelledby=sign-ins] li")) == 1


@pytest.mark.parametrize(
    ("who", "opens"),
    [
        ("coordinator", "/studio"),
        ("admin", "/studio"),
        ("planner", "/studio/stock"),
        ("specialist", None),
        ("owner", None),
    ],
)
def test_the_studio_opens_from_the_account_of_whoever_works_there(as_, who, opens):
    links = [link["href"] for link in as_(who).get("/account").soup.select("main a[href^='/studio']")]
    assert links == ([opens] if opens else [])
