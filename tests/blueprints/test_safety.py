"""What protects the reader on every answer."""

from urllib.parse import parse_qs, urlsplit

import pytest

from app import create_app
from tests import factories


@pytest.mark.parametrize("address", ["/", "/needs", "/sign-in", "/campaigns", "/associations", "/privacy", "/nowhere"])
def test_every_answer_carries_the_policy(client, address):
    headers = client.get(address).headers
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "no-cache" in headers["Cache-Control"] or "no-store" in headers["Cache-Control"]


def test_an_unknown_host_is_refused(client):
    assert client.get("/needs", base_url="http://evil.example").status == 400


def test_cookies_are_lax_and_closed_to_scripts(client):
    cookie = client.get("/sign-in").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_behind_https_the_cookie_is_bound_to_the_host(options, monkeypatch):
    monkeypatch.setenv("AWN_HTTPS", "1")
    app = create_app(**options)
    assert app.config["SESSION_COOKIE_NAME"].startswith("__Host-")
    assert app.config["SESSION_COOKIE_SECURE"]


def test_a_body_that_is_too_large_is_refused_in_words(client):
    need = factories.need()
    page = client.post(f"/needs/{need.id}/pledges", {"name": "أ" * 200_000})
    assert page.status == 413


HOSTILE = ("<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7*7 }}", "§TOKEN§")


@pytest.mark.parametrize("name", HOSTILE)
def test_what_people_write_is_shown_as_text(as_, client, name):
    of = factories.organisation(name=name, slug="hostile")
    need = factories.need(of, note=name)
    for browser in (client, as_("volunteer")):
        for address in ("/needs", f"/needs/{need.id}", "/associations/hostile", "/associations"):
            page = browser.get(address)
            assert page.status == 200
            assert name in page.text
            assert not page.soup.select("img, main script")


@pytest.mark.parametrize("address", ["/needs?region=%00", "/associations/%00", "/campaigns/a%00b", "/needs?q=%00"])
def test_a_zero_byte_finds_nothing_and_breaks_nothing(client, address):
    assert client.get(address).status == 404


OWN_WORDS = "_method=POST&_external=&_scheme=x&_anchor=y&endpoint=z&need_id=2&slug=other&values=1&self=1"


@pytest.mark.parametrize("path", ["/", "/needs", "/needs/{need}", "/associations", "/associations/ours"])
def test_a_parameter_may_have_any_name(client, as_, cast, path):
    need = factories.need(cast["ours"])
    address = path.format(need=need.id)
    for browser in (client, as_("volunteer")):
        page = browser.get(f"{address}?{OWN_WORDS}&q=%26%23%22")
        assert page.status == 200
        link = page.one(".foot [hreflang=fr]")["href"]
        assert link.startswith(f"{address}?")
        asked = parse_qs(urlsplit(link).query, keep_blank_values=True)
        assert asked == parse_qs(f"{OWN_WORDS}&lang=fr", keep_blank_values=True) | {"q": ['&#"']}
        assert browser.get(link).one("html")["lang"] == "fr"


@pytest.mark.parametrize("number", [2**31, 2**63, 10**40])
@pytest.mark.parametrize("path", ["/needs/{}", "/needs/{}/pledge", "/needs/{}/waiting", "/pledges/{}"])
def test_a_number_no_row_can_have_is_not_found(as_, path, number):
    assert as_("volunteer").get(path.format(number)).status == 404


@pytest.mark.parametrize("path", ["/needs/{}/pledges", "/pledges/{}/withdrawal", "/pledges/{}/receipt"])
def test_nothing_is_sent_to_such_a_number(as_, path):
    assert as_("owner").post(path.format(2**63)).status == 404


def test_healthz_answers_when_the_database_does(client):
    assert client.get("/healthz").status == 200


def test_error_pages_tell_nothing_of_the_cause(app, client, monkeypatch):
    app.config["PROPAGATE_EXCEPTIONS"] = False
    monkeypatch.setattr("domain.board.page", lambda *_: 1 / 0)
    page = client.get("/needs?lang=fr")
    assert page.status == 500
    assert page.one("html")["lang"] == "fr"
    assert "ZeroDivision" not in page.body
