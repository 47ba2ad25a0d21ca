"""Bytes and queries of pages, through the application itself, on the large board."""

import re

from flask import Flask
from flask.testing import FlaskClient

from domain import people
from domain.db import db
from tests import factories
from tests.bench.report import Report
from tests.weight import sent
from tests.weight.queries import MOST, counted

BOARD_AND_SHEET, VISIT, REQUESTS, PLEDGE, MORE = 14_600, 28_000, 5, 1_500, 4_000
PATHS = ("/needs", "/", "/needs/{need}", "/pledges")


def measure(app: Flask, report: Report) -> None:
    visitor, volunteer = sent.browser(app), _volunteer(app)
    _visit(visitor, report)
    more = re.search(r'data-hx-get="([^"]+)"', sent.html_of(volunteer, "/needs"))
    assert more is not None
    for who, client in {"visitor": visitor, "volunteer": volunteer}.items():
        address = more[1].replace("&amp;", "&")
        fragment = sent.fetch(client, address, headers={"HX-Request": "true"})
        report.at_most(f"«المزيد», {who}", sent.size(fragment), MORE, _bytes)
    report.at_most("a pledge's answer", sent.size(_pledge(volunteer)), PLEDGE, _bytes)
    for who, client in {"visitor": visitor, "volunteer": volunteer}.items():
        for path in PATHS if who == "volunteer" else PATHS[:-1]:
            _queries(f"queries: {path}, {who}", client, path.format(need=6), report)


def _bytes(number: float) -> str:
    return f"{number:,.0f} B"


def _volunteer(app: Flask) -> FlaskClient:
    with app.app_context():
        token = people.begin_sign_in(factories.person().id)
        db.session.commit()
    client = sent.browser(app)
    with client.session_transaction() as session:
        session.update({"_user_id": token, "_fresh": True})
    return client


def _visit(client: FlaskClient, report: Report) -> None:
    visit = sent.first_visit(client, "/needs")
    first = [address for address in visit if address == "/needs" or address.endswith(".css")]
    heads = sum(sent.head_size(visit[address]) for address in first)
    sizes = {address: sent.size(response) for address, response in visit.items()}
    report.at_most("first visit: page and CSS", sum(sizes[one] for one in first), BOARD_AND_SHEET, _bytes)
    report.at_most("  with their heads", sum(sizes[one] for one in first) + heads, BOARD_AND_SHEET, _bytes)
    report.at_most("  everything", sum(sizes.values()), VISIT, _bytes)
    report.at_most("  requests", len(visit), REQUESTS, "{:.0f}".format)


def _pledge(client: FlaskClient):  # type: ignore[no-untyped-def]
    page = sent.html_of(client, "/needs")
    found = re.search(r'name="csrf_token" value="([^"]+)"><input type="hidden" name="key" value="([^"]+-(\d+))"', page)
    assert found is not None
    form = {"csrf_token": found[1], "key": found[2], "quantity": "1"}
    with client.application.app_context():
        answer = client.post(f"/needs/{found[3]}/pledges", data=form, headers={"HX-Request": "true"}, buffered=True)
    assert answer.status_code == 200
    return answer


def _queries(what: str, client: FlaskClient, path: str, report: Report) -> None:
    """The queries of a page that nobody asked for since the board last changed."""
    app = client.application
    with app.app_context():
        app.extensions["awn_pages"]._pages.clear()
        with counted() as statements:
            assert sent.fetch(client, path).status_code == 200
    report.at_most(what, len(statements), MOST, "{:.0f}".format)
