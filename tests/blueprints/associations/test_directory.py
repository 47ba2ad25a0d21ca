"""The directory: searched by name in any spelling, sifted, paged, isolated associations first."""

import pytest
from sqlalchemy import event, select

from domain.db import db
from domain.places import Commune
from tests import factories


def names(page):
    return [link.get_text() for link in page.soup.select("article h2 a")]


@pytest.mark.parametrize("typed", ["امل", "أمل", "الأمـل", "إمل", "Amal", "amâl"])
def test_a_name_is_found_however_it_is_spelled(client, typed):
    factories.organisation(name="جمعية الأمل للتنمية", name_latin="Association Amal")
    factories.organisation(name="جمعية النور")
    assert names(client.get("/associations", query_string={"q": typed})) == ["جمعية الأمل للتنمية"]


@pytest.mark.parametrize("typed", ["نيكي", "نیکی"])
def test_arabic_and_persian_letters_are_the_same(client, typed):
    factories.organisation(name="خیریه نیکی")
    assert len(names(client.get("/associations", query_string={"q": typed}))) == 1


def test_every_word_must_fit(client):
    factories.organisation(name="جمعية النور للتنمية")
    factories.organisation(name="جمعية النور الرياضية")
    assert names(client.get("/associations?q=تنمية نور")) == ["جمعية النور للتنمية"]


def test_isolated_associations_come_first_and_the_page_says_so(client):
    factories.organisation(name="town", isolation=3)
    factories.organisation(name="mountain", isolation=88)
    page = client.get("/associations?lang=en")
    assert names(page) == ["mountain", "town"]
    assert "Isolated associations come first" in page.text
    badges = [[badge.get_text(strip=True) for badge in card.select(".amber")] for card in page.soup.select("article")]
    assert badges == [["Isolated"], []]


def test_the_filters_sift_and_stay_in_the_address(client):
    factories.organisation(name="wanted", region_code="MA-08", kind="foundation", fields=["health", "women"])
    factories.organisation(name="other region", kind="foundation", fields=["health"])
    factories.organisation(name="other kind", region_code="MA-08", fields=["health"])
    factories.organisation(name="other field", region_code="MA-08", kind="foundation", fields=["relief"])
    page = client.get("/associations?region=MA-08&kind=foundation&field=health")
    assert names(page) == ["wanted"]
    assert page.one("#f-region option[selected]")["value"] == "MA-08"
    assert page.one("#f-kind option[selected]")["value"] == "foundation"
    assert page.one(".chips [aria-current]")["href"] == "/associations?region=MA-08&kind=foundation&field=health"


def test_what_is_not_understood_is_left_out(client):
    factories.organisation(name="here")
    page = client.get("/associations?kind=x&field=y&after=-3&lang=en")
    assert names(page) == ["here"]
    assert client.get("/associations?after=abc").status == 200
    assert client.get("/associations?after=99999999999999999999").status == 200


def test_associations_that_are_not_listed_are_not_here(client):
    for status in ("started", "submitted", "suspended", "withdrawn", "rejected", "invited", "under_review"):
        factories.organisation(name=status, status=status)
    factories.organisation(name="approved", status="approved")
    assert names(client.get("/associations")) == ["approved"]


def test_more_is_a_plain_link_that_keeps_the_search(client):
    for number in range(23):
        factories.organisation(name=f"جمعية {number}", region_code="MA-08")
    first = client.get("/associations?region=MA-08")
    more = first.one("a.more")
    assert more["href"] == more["data-hx-get"] == "/associations?region=MA-08&after=20"
    second = client.get(more["href"])
    assert len(names(first)) == 20
    assert len(set(names(first) + names(second))) == 23
    assert not second.soup.select("a.more")


def test_htmx_gets_the_next_cards_only(client):
    for number in range(41):
        factories.organisation(name=f"جمعية {number}")
    part = client.get("/associations?after=20", htmx=True)
    assert not part.soup.select("html")
    assert len(names(part)) == 20
    assert part.one("a.more")["href"] == "/associations?after=40"
    assert "HX-Request" in part.headers["Vary"]


def test_nothing_found_offers_the_whole_directory(client):
    factories.organisation()
    page = client.get("/associations?q=zzz")
    assert page.one(".empty a")["href"] == "/associations"


def test_an_empty_directory_leads_to_the_board(client):
    assert client.get("/associations").one(".empty a")["href"] == "/needs"


@pytest.mark.parametrize(("lang", "direction"), [("ar", "rtl"), ("fa", "rtl"), ("fr", "ltr"), ("en", "ltr")])
def test_each_language_has_its_direction(client, lang, direction):
    html = client.get(f"/associations?lang={lang}").one("html")
    assert (html["lang"], html["dir"]) == (lang, direction)


def test_a_name_cannot_carry_markup(client):
    factories.organisation(name="<b>x</b>")
    assert names(client.get("/associations")) == ["<b>x</b>"]


def test_a_full_page_costs_few_queries(app, client):
    for commune in db.session.scalars(select(Commune).limit(20)):
        factories.organisation(region_code=commune.region_code, commune_code=commune.code)
    db.session.commit()
    asked = []

    def note(connection, cursor, statement, *rest):
        asked.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    page = client.get("/associations")
    event.remove(db.engine, "before_cursor_execute", note)
    assert len(names(page)) == 20
    assert len(asked) <= 5, asked
