"""A client that reads every page it gets as a browser would and checks what every page must have."""

from typing import Any

from bs4 import BeautifulSoup
from flask import has_app_context
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

from domain.db import db


class Page:
    """An answer, parsed."""

    def __init__(self, response: TestResponse) -> None:
        self.response = response
        self.status = response.status_code
        self.headers = response.headers
        self.body = response.get_data().decode(errors="replace")  # a picture is no text
        self.location = response.headers.get("Location")
        self.soup = BeautifulSoup(self.body, "html.parser")

    @property
    def text(self) -> str:
        """What a reader sees, with single spaces."""
        return " ".join(self.soup.get_text(" ").split())

    def one(self, selector: str) -> Any:
        """The only element that matches."""
        found = self.soup.select(selector)
        assert len(found) == 1, f"{len(found)} elements match {selector}"
        return found[0]

    def fields(self, selector: str = "main form[method=post]") -> dict[str, str]:
        """The fields of the first form that matches, with what stands in them."""
        form = self.soup.select(selector)[0]
        return {
            field["name"]: field.get("value", "") or field.get_text()
            for field in form.select("input[name], textarea[name]")
            if field.get("type") not in ("checkbox", "radio") or field.has_attr("checked")
        }


class Client:
    """A browser without JavaScript; `htmx=True` sends what htmx sends."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, path: str, *, htmx: bool = False, **options: Any) -> Page:
        return self._read(self._open(path, method="GET", headers=_headers(htmx, options), **options), htmx)

    def post(self, path: str, data: dict[str, Any] | None = None, *, htmx: bool = False, **options: Any) -> Page:
        """Send a form; a token is added as a page's form would have it."""
        form = {"csrf_token": self.token()} | (data or {})
        return self._read(self._open(path, method="POST", data=form, headers=_headers(htmx, options), **options), htmx)

    def _open(self, path: str, **options: Any) -> TestResponse:
        """One request in a context of its own, as on a server; the test's rows are committed before, fresh after."""
        if has_app_context():
            db.session.commit()
        with self.client.application.app_context():
            response = self.client.open(path, **options)
        if has_app_context():
            db.session.expire_all()
        return response

    def token(self) -> str:
        """A token as the forms of this browser's pages carry it."""
        with self.client.session_transaction() as session:
            secret = session.setdefault("csrf_token", "0" * 40)
        key = self.client.application.secret_key
        return str(URLSafeTimedSerializer(key, salt="wtf-csrf-token").dumps(secret))

    def _read(self, response: TestResponse, htmx: bool) -> Page:
        page = Page(response)
        if response.mimetype == "text/html" and page.status not in (302, 303, 304):
            check_safety(page)
            if not htmx:
                check_page(page)
        return page


def _headers(htmx: bool, options: dict[str, Any]) -> dict[str, str]:
    return {**options.pop("headers", {}), **({"HX-Request": "true"} if htmx else {})}


def check_page(page: Page) -> None:
    """What each whole page must have."""
    html = page.one("html")
    assert html["lang"] in ("ar", "fa", "fr", "en")
    assert html["dir"] == ("rtl" if html["lang"] in ("ar", "fa") else "ltr")
    assert page.one("head title").get_text().strip()
    assert len(page.soup.select("h1")) == 1, f"{len(page.soup.select('h1'))} first headings"


def check_safety(page: Page) -> None:
    """What each page and each part of one must not have, and each form must."""
    assert not [tag for tag in page.soup.select("script") if not tag.get("src")], "inline script"
    assert not page.soup.select("style, [style]"), "inline style"
    for tag in page.soup.find_all(True):
        assert not [name for name in tag.attrs if name.startswith("on") or "hx-on" in name], f"script in {tag.name}"
    for form in page.soup.select("form[method=post]"):
        assert form.get("action", "").startswith("/"), "a form without an action of ours"
        token = form.select("input[name=csrf_token]")
        assert token, "a form without a token"
        assert "§" not in token[0]["value"], "a form with a placeholder for its token"
    for tag in page.soup.select("[data-hx-post]"):
        assert tag.name == "form", "htmx posts from something that is no form"
        assert tag.get("method") == "post"
        assert tag.get("action") == tag["data-hx-post"]
