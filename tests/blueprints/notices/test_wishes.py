"""Which letters one gets, and the link that stops them without signing in."""

import pytest

from domain import letters
from domain.db import db
from domain.people import Person


def wish(person: Person) -> str:
    return db.session.get_one(Person, person.id, populate_existing=True).letters


@pytest.fixture
def link(cast):
    """The volunteer's link."""
    return f"/letters/stop/{letters.key_of(cast['volunteer'])}"


@pytest.mark.parametrize("chosen", ["daily", "each", "none"])
def test_one_chooses_how_often_letters_come(as_, cast, chosen):
    mine = as_("volunteer")
    assert mine.get("/inbox/letters").one("input[checked]")["value"] == "daily"
    assert mine.post("/inbox/letters", {"letters": chosen}).location == "/inbox/letters"
    assert wish(cast["volunteer"]) == chosen
    assert mine.get("/inbox/letters").one("input[checked]")["value"] == chosen


@pytest.mark.parametrize("chosen", ["", "hourly"])
def test_what_is_no_choice_is_said(as_, cast, chosen):
    page = as_("volunteer").post("/inbox/letters", {"letters": chosen})
    assert page.status == 422
    assert page.one("#letters-error")
    assert wish(cast["volunteer"]) == "daily"


def test_letters_are_chosen_by_accounts_for_themselves(client, as_, cast):
    for method in (client.get, client.post):
        assert method("/inbox/letters").location.startswith("/sign-in")
    assert as_("guest").get("/inbox/letters").status == 404
    assert as_("guest").post("/inbox/letters", {"letters": "none"}).status == 404
    as_("stranger").post("/inbox/letters", {"letters": "none", "id": str(cast["volunteer"].id)})
    assert wish(cast["volunteer"]) == "daily"


def test_opening_the_link_changes_nothing_and_its_button_stops_the_letters(client, cast, link):
    page = client.get(link)
    assert page.status == 200
    assert wish(cast["volunteer"]) == "daily"
    stopped = client.post(link, page.fields())
    assert stopped.status == 200
    assert stopped.soup.select(".notice.green")
    assert wish(cast["volunteer"]) == "none"
    assert client.get(link).soup.select(".notice.green")


def test_a_mail_program_stops_them_with_one_post_without_cookie_or_token(app, cast, link):
    response = app.test_client().post(link, data={"List-Unsubscribe": "One-Click"})
    assert response.status_code == 200
    assert wish(cast["volunteer"]) == "none"


def test_no_other_address_takes_a_post_without_a_token(app, cast):
    for address in ("/inbox/letters", "/inbox/reading", "/sign-in"):
        assert app.test_client().post(address, data={"letters": "none"}).status_code == 400


@pytest.mark.parametrize("key", ["x", "0" * 43, "../x"])
def test_a_key_that_is_nobody_s_is_404(client, cast, link, key):
    assert client.get(f"/letters/stop/{key}").status == 404
    assert client.post(f"/letters/stop/{key}").status == 404


def test_the_page_says_nothing_about_whose_letters_they_are(client, cast, link):
    text = client.get(link).text
    assert cast["volunteer"].email not in text
    assert cast["volunteer"].name not in text
