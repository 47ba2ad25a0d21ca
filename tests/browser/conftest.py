"""Chromium against the real server on a database of its own. Skipped, and said so, where there is no Chromium."""

import threading
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkzeug.serving import make_server

from domain import people
from domain.db import db
from tests.tools.provide_chromium import find

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 800}
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync"]  # fmt: skip

# What the browser and htmx themselves write when a test takes the network away.
NETWORK_TAKEN_AWAY = ("ERR_INTERNET_DISCONNECTED", "htmx:error: Failed to fetch")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "/browser/" in str(item.path):
            item.add_marker(pytest.mark.browser)
            if find() is None:
                item.add_marker(pytest.mark.skip(reason="Chromium is not installed and could not be"))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=ARGUMENTS)
        yield browser
        browser.close()


def whole_bodies(app: "WSGIApplication") -> "WSGIApplication":
    """The application with each body read, and its file closed, before any of it is sent: werkzeug's server leaves the
    file open when a browser drops the connection, as it does with a font at the moment of going to another page."""

    def answer(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        body = app(environ, start_response)
        try:
            return [b"".join(body)]
        finally:
            getattr(body, "close", lambda: None)()

    return answer


@pytest.fixture
def site(app: Flask) -> Iterator[str]:
    """The address of the application, served from this process in threads."""
    app.config["TRUSTED_HOSTS"] = None
    db.session.commit()
    server = make_server("127.0.0.1", 0, whole_bodies(app), threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)  # seconds until it sees the end
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()


@pytest.fixture
def visit(chromium: Browser, site: str, app: Flask) -> Iterator[Callable[..., Page]]:
    """Open a page: `visit(path, lang=…, js=…, person=…, size=…)`; errors of the console fail the test at its end."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def open_page(path: str, *, lang: str = "ar", js: bool = True, person: Any = None, **options: Any) -> Page:
        size = options.pop("size", PHONE)
        context = chromium.new_context(viewport=size, java_script_enabled=js, base_url=site, **options)  # type: ignore[arg-type]
        contexts.append(context)
        cookies = [{"name": "awn_lang", "value": lang, "url": site}]
        if person is not None:
            cookies.append({"name": "awn", "value": session_cookie(app, person.id), "url": site})
        context.add_cookies(cookies)  # type: ignore[arg-type]
        page = context.new_page()
        page.set_default_timeout(8000)
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    expected = ("status of 4", *NETWORK_TAKEN_AWAY)  # a refusal is an answer
    serious = [error for error in errors if not any(part in error for part in expected)]
    assert not serious, serious


def session_cookie(app: Flask, person_id: int) -> str:
    """The cookie of a browser in which this person is signed in."""
    token = people.begin_sign_in(person_id)
    db.session.commit()
    signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    return str(signer.dumps({"_user_id": token, "_fresh": True, "_permanent": True}))
