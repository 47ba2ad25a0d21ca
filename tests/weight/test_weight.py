"""How heavy a page is on a village's telephone: bytes as sent, requests, queries."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from domain import people
from domain.campaigns import Edition
from domain.db import db
from domain.needs import Need
from tests import factories
from tests.weight import scene, sent
from tests.weight.queries import MOST, counted

BOARD, BOARD_AND_SHEET, VISIT, REQUESTS = 9_000, 14_600, 28_000, 5
CAMPAIGN, CAMPAIGN_VISIT = 14_000, 36_000
PLEDGE, MORE = 1_500, 4_000


@pytest.fixture
def board(app: Flask) -> list[Need]:
    return scene.set_up()


@pytest.fixture
def visitor(app: Flask, board: list[Need]) -> FlaskClient:
    return sent.browser(app)


@pytest.fixture
def volunteer(app: Flask, board: list[Need]) -> FlaskClient:
    """Somebody signed in, with pledges on two of the board's needs."""
    person = factories.person()
    for need in (board[0], board[4]):
        factories.pledge(need, person, quantity=1)
    token = people.begin_sign_in(person.id)
    db.session.commit()
    client = sent.browser(app)
    with client.session_transaction() as session:
        session.update({"_user_id": token, "_fresh": True})
    return client


def test_a_board_of_twenty_fits_in_9_kb(visitor: FlaskClient) -> None:
    page = sent.fetch(visitor, "/needs")
    assert page.headers["Content-Encoding"] == "br"
    assert sent.html_of(visitor, "/needs").count("data-need-id=") == 20
    assert sent.size(page) <= BOARD
    assert "Set-Cookie" not in page.headers


def test_the_first_visit(visitor: FlaskClient) -> None:
    visit = sent.first_visit(visitor, "/needs")
    sizes = {address: sent.size(response) for address, response in visit.items()}
    assert all(response.headers.get("Content-Encoding") == "br" for response in visit.values()), sizes
    sheets = sum(sizes[address] for address in sizes if address.endswith(".css"))
    # Ten packets of 1,460 bytes leave in the first round trip: the page and its sheet with all they say of themselves.
    heads = sum(sent.head_size(visit[address]) for address in visit if address == "/needs" or address.endswith(".css"))
    assert sizes["/needs"] + sheets + heads <= BOARD_AND_SHEET, (sizes, heads)
    assert sum(sizes.values()) <= VISIT, sizes
    assert len(visit) <= REQUESTS, sizes
    assert all("immutable" in visit[address].headers["Cache-Control"] for address in visit if address != "/needs")


def test_a_campaign_fits_in_14_kb_with_its_drawings(visitor: FlaskClient, board: list[Need]) -> None:
    edition = db.session.get_one(Edition, board[0].edition_id)
    visit = sent.first_visit(visitor, f"/campaigns/{edition.slug}")
    sizes = [sent.size(response) for response in visit.values()]
    assert sizes[0] <= CAMPAIGN
    assert sum(sizes) <= CAMPAIGN_VISIT, sizes
    assert len(visit) <= REQUESTS, sizes


def test_no_font_before_the_first_paint(visitor: FlaskClient) -> None:
    page = sent.html_of(visitor, "/needs")
    assert not re.search(r"<link[^>]*(as=.?font|\.woff)", page)
    assert "webfont" not in page
    sheets = [address for address in sent.subresources(page, "/needs") if address.endswith(".css")]
    for sheet in sheets:
        css = sent.html_of(visitor, sheet)
        faces = set(re.findall(r"font-family:\s*['\"]?([\w ]+)", "".join(sent.FACES.findall(css))))
        used = [selector for face in faces for selector in sent.rules_with(face, css)]
        assert used, "the faces are used nowhere"
        assert all(".webfont" in selector for selector in used), used


def test_an_unchanged_board_is_not_sent_again(app: Flask, visitor: FlaskClient, board: list[Need]) -> None:
    page = sent.fetch(visitor, "/needs")
    again = {"headers": {"If-None-Match": page.headers["ETag"]}}
    unchanged = sent.fetch(visitor, "/needs", **again)
    assert (unchanged.status_code, sent.size(unchanged)) == (304, 0)
    factories.pledge(board[0], factories.person(), quantity=1)
    db.session.commit()
    assert sent.fetch(visitor, "/needs", **again).status_code == 200


def test_signed_in_it_weighs_little_more(volunteer: FlaskClient) -> None:
    page = sent.fetch(volunteer, "/needs")
    assert page.headers["Content-Encoding"] == "br"
    assert sent.html_of(volunteer, "/needs").count("data-need-id=") == 20
    assert sent.size(page) <= BOARD


def test_a_pledges_answer_is_one_card(volunteer: FlaskClient) -> None:
    answer = _pledge(volunteer, quantity="1")
    assert answer.status_code == 200
    assert sent.size(answer) <= PLEDGE


def test_a_refusal_is_one_card(volunteer: FlaskClient) -> None:
    answer = _pledge(volunteer, quantity="99999")
    assert answer.status_code == 409
    assert sent.size(answer) <= PLEDGE


def _pledge(client: FlaskClient, quantity: str) -> TestResponse:
    """The answer to a click on the board's first card that has a button."""
    page = sent.html_of(client, "/needs")
    found = re.search(r'name="csrf_token" value="([^"]+)"><input type="hidden" name="key" value="([^"]+-(\d+))"', page)
    assert found is not None
    form = {"csrf_token": found[1], "key": found[2], "quantity": quantity}
    with client.application.app_context():
        return client.post(f"/needs/{found[3]}/pledges", data=form, headers={"HX-Request": "true"})


@pytest.mark.parametrize("who", ["visitor", "volunteer"])
def test_more_cards_fit_in_4_kb(who: str, app: Flask, request: pytest.FixtureRequest) -> None:
    client = request.getfixturevalue(who)
    scene.set_up(20)  # so that the next page is a full one
    found = re.search(r'data-hx-get="([^"]+)"', sent.html_of(client, "/needs"))
    assert found is not None
    address = found[1].replace("&amp;", "&")
    more = sent.fetch(client, address, headers={"HX-Request": "true"})
    plain = sent.fetch(client, address, headers={"HX-Request": "true", "Accept-Encoding": "identity"})
    assert plain.get_data(as_text=True).count("data-need-id=") == 20
    assert more.headers["Content-Encoding"] == "br"
    assert sent.size(more) <= MORE


@pytest.mark.parametrize(
    ("who", "path"),
    [
        ("visitor", "/needs"),
        ("visitor", "/needs?region=MA-05&category=bedding"),
        ("visitor", "/"),
        ("visitor", "/needs/{need}"),
        ("visitor", "/needs?c=wa"),
        ("volunteer", "/needs"),
        ("volunteer", "/"),
        ("volunteer", "/needs/{need}"),
        ("volunteer", "/pledges"),
    ],
)
def test_a_page_asks_the_database_at_most_five_times(
    who: str, path: str, board: list[Need], request: pytest.FixtureRequest
) -> None:
    client = request.getfixturevalue(who)
    address = path.format(need=board[1].id)
    sent.fetch(client, "/needs?sort=newest")  # editions are read once until one changes, not with every page
    with counted() as statements:
        response = sent.fetch(client, address)
    assert response.status_code == 200
    assert len(statements) <= MOST, "\n".join(["", *(statement[:150] for statement in statements)])
