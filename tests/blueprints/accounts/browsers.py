"""What these tests share: browsers, and the addresses that look like ours and are not."""

from typing import Any

from flask import Flask
from flask_babel import force_locale

from blueprints.toolkit.errors import words_for
from domain.people import Person
from tests.client import Client, Page
from tests.factories import PASSWORD

ELSEWHERE = (
    "//evil.example", "https://evil.example", "http:evil.example", "/\\evil.example", "\\\\evil.example",
    "javascript:alert(1)", "/\t/evil.example", "/\n//evil.example", " //evil.example", "evil.example",
)  # fmt: skip
TOO_MANY = 11  # attempts within a minute


def copy_of(browser: Client) -> Client:
    """Another browser with the same cookie: whoever copied it."""
    other = browser.client.application.test_client()
    cookie = browser.client.get_cookie("awn")
    assert cookie is not None
    other.set_cookie("awn", cookie.value)
    return Client(other)


def is_in(browser: Client) -> bool:
    return browser.get("/account").status == 200


def sign_in(app: Flask, person: Person, password: str = PASSWORD, **more: Any) -> tuple[Client, Page]:
    """A new browser after this person tried to sign in on it."""
    browser = Client(app.test_client())
    return browser, browser.post("/sign-in", {"login": person.email or person.phone, "password": password} | more)


def is_refused_for_trying_too_often(page: Page, lang: str) -> bool:
    with force_locale(lang):
        title, _ = words_for(429)
    return page.status == 429 and page.one("html")["lang"] == lang and page.one("h1").get_text() == title
