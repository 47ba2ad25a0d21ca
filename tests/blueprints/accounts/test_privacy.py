"""What the privacy page says is what the code does."""

from pathlib import Path

import pytest

from blueprints.toolkit import language
from domain import people
from tests import factories

TEMPLATES = Path(__file__).parents[3] / "templates"


@pytest.mark.parametrize("lang", list(language.LANGUAGES))
def test_it_is_there_in_each_language(client, lang):
    page = client.get(f"/privacy?lang={lang}")
    assert page.status == 200
    assert page.one("html")["lang"] == lang


def test_somebody_who_only_looks_gets_no_cookie(client):
    for path in ("/privacy", "/needs", f"/needs/{factories.need().id}"):
        assert "Set-Cookie" not in client.get(path).headers


def test_every_cookie_is_named_there(app, client):
    client.get("/needs?lang=fr")
    client.post("/sign-in", {"login": factories.person().email, "password": factories.PASSWORD})
    page = client.get("/privacy")
    for cookie in client.client._cookies.values():
        assert cookie.key in page.text
        assert cookie.http_only


def test_a_sign_in_lasts_as_long_as_it_says(app, client):
    assert people.SIGN_IN_LASTS.days == app.permanent_session_lifetime.days == 90
    assert language.A_YEAR == 365 * 24 * 3600
    assert "90 days" in client.get("/privacy?lang=en").text


def test_nothing_is_loaded_from_anybody_else(client):
    page = client.get("/needs")
    for tag in page.soup.select("[src], link[rel=stylesheet], link[rel=icon]"):
        assert (tag.get("src") or tag["href"]).startswith("/static/")
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
