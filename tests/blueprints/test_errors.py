"""Pages for what went wrong: in the reader's language, with a way on, and standing even without the database."""

from collections.abc import Iterator

import pytest
from flask import Flask, abort
from flask_babel import force_locale
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from blueprints.toolkit import access
from blueprints.toolkit.errors import words_for
from blueprints.toolkit.language import LANGUAGES
from domain.db import Hot, db
from tests.client import Client

CODES = (400, 403, 404, 409, 413, 422, 429, 500)


@pytest.fixture
def broken(app: Flask, monkeypatch) -> Client:
    """A visitor's browser on a site with `/broken/<code>`, which answers so."""
    app.add_url_rule("/broken/<int:code>", "broken", abort)
    monkeypatch.setitem(access.TABLE, "broken", access.Rule(access.ANYONE))
    return Client(app.test_client())


@pytest.fixture
def no_database(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every statement fails, as when the database is down."""

    def fail(*_: object, **__: object) -> None:
        raise OperationalError("SELECT 'secret'", {}, Exception("down"))

    event.listen(db.engine, "before_cursor_execute", fail)
    monkeypatch.setattr(Hot, "run", fail)
    yield
    event.remove(db.engine, "before_cursor_execute", fail)


@pytest.mark.parametrize("lang", list(LANGUAGES))
@pytest.mark.parametrize("code", CODES)
def test_each_has_a_page_in_each_language_with_ways_on(broken, code, lang):
    page = broken.get(f"/broken/{code}?lang={lang}")
    assert page.status == code
    assert page.one("html")["lang"] == lang
    with force_locale(lang):
        title, advice = words_for(code)
    assert page.one("h1").get_text() == title
    assert title in page.one("title").get_text()
    assert advice in page.text
    links = [link["href"] for link in page.soup.select("main a")]
    assert "/needs" in links
    assert "/" in links


@pytest.mark.parametrize(
    ("shown", "led_to"), [("http://localhost/account", "/sign-in?next=/account"), ("http://[", "/sign-in")]
)
def test_whoever_sends_an_expired_page_with_htmx_signs_in_first(client, shown, led_to):
    answer = client.post("/sign-in", {"csrf_token": "forged"}, htmx=True, headers={"HX-Current-URL": shown})
    assert (answer.status, answer.headers["HX-Redirect"]) == (200, led_to)


@pytest.mark.parametrize("code", CODES)
def test_with_htmx_it_is_one_notice(broken, code):
    page = broken.get(f"/broken/{code}", htmx=True)
    assert page.status == code
    roots = page.soup.find_all(True, recursive=False)
    assert [root.get("role") for root in roots] == ["alert"]
    assert not page.soup.select("html, main")
    assert page.soup.select("a[href='/needs']")


def test_it_leads_back_to_where_the_reader_came_from_if_that_was_here(broken):
    here = {"Referer": "http://localhost/campaigns?x=1"}
    assert broken.get("/broken/429", headers=here).soup.select("main a[href='http://localhost/campaigns?x=1']")
    for elsewhere in (
        "https://evil.example/",
        "http://localhost.evil.example/",
        "javascript:alert(1)//http://localhost/",
    ):
        assert "evil" not in broken.get("/broken/429", headers={"Referer": elsewhere}).body
    same = {"Referer": "http://localhost/broken/429"}
    assert len(broken.get("/broken/429", headers=same).soup.select("main a")) == 2


def test_an_unknown_address_a_wrong_method_and_a_forged_form(client):
    assert client.get("/nothing/here").status == 404
    page = client.get("/sign-out")
    assert page.status == 405
    assert "POST" in page.headers["Allow"]
    assert client.post("/sign-in", {"csrf_token": "forged"}).status == 400


def test_too_much_at_once(client):
    assert client.post("/sign-in", {"login": "x" * 70_000}).status == 413


@pytest.mark.parametrize("lang", list(LANGUAGES))
def test_without_the_database_a_page_still_says_so_and_not_why(app, no_database, caplog, lang):
    for browser in (Client(app.test_client()), as_without_database(app)):
        browser.client.set_cookie("awn_lang", lang)
        page = browser.get("/needs/1")
        assert page.status == 500
        assert page.one("html")["lang"] == lang
        assert page.soup.select("main a[href='/needs']")
        assert "secret" not in page.body
        assert "unhandled error" in caplog.text


def as_without_database(app: Flask) -> Client:
    """A browser with a sign-in's cookie that cannot be looked up."""
    test_client = app.test_client()
    with test_client.session_transaction() as session:
        session["_user_id"] = "some-token"
    return Client(test_client)


def test_even_an_unknown_address_has_its_page_then(app, no_database):
    app.config["PROPAGATE_EXCEPTIONS"] = False  # as on a server
    assert as_without_database(app).get("/nothing/here").status == 500
    assert Client(app.test_client()).get("/nothing/here").status == 404
