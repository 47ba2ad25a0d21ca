"""The board: what it shows, how it is sifted, sorted and paged."""

from datetime import timedelta

import pytest

from domain import clock, needs
from domain.db import db
from tests import factories


def shown(page):
    return [int(card["data-need-id"]) for card in page.soup.select("[data-need-id]")]


def test_the_board_shows_published_needs_and_no_others(client):
    published = factories.need()
    factories.need(published=False)
    page = client.get("/needs")
    assert page.status == 200
    assert shown(page) == [published.id]
    card = page.one(f"#need-{published.id}")
    assert card["data-remaining"] == "60"
    assert card["data-quantity"] == "60"


def test_the_page_opens_in_arabic_whatever_the_phone_is_set_to(client):
    page = client.get("/needs", headers={"Accept-Language": "en-US,en;q=0.9"})
    assert page.one("html")["lang"] == "ar"
    assert page.one("html")["dir"] == "rtl"


@pytest.mark.parametrize("lang", ["ar", "fa", "fr", "en"])
def test_a_language_asked_for_is_kept(client, lang):
    assert client.get(f"/needs?lang={lang}").one("html")["lang"] == lang
    assert client.get("/needs").one("html")["lang"] == lang


def test_urgent_needs_lead_and_among_equals_the_isolated_and_the_small(client):
    town = factories.organisation(size="large", isolation=0)
    village = factories.organisation(size="small", isolation=80)
    ordinary = factories.need(town, urgency="soon")
    remote = factories.need(village, urgency="soon")
    pressing = factories.need(town, urgency="critical")
    assert shown(client.get("/needs")) == [pressing.id, remote.id, ordinary.id]


def test_what_is_fully_promised_stands_last(client):
    covered = factories.need(urgency="critical", quantity=5)
    factories.pledge(covered, factories.person(), 5)
    waiting = factories.need(urgency="normal")
    assert shown(client.get("/needs")) == [waiting.id, covered.id]


@pytest.mark.parametrize(
    ("sort", "first"), [("ending", "near"), ("least", "untouched"), ("isolated", "remote"), ("newest", "new")]
)
def test_each_order_puts_first_what_it_promises(client, sort, first):
    village = factories.organisation(isolation=90)
    made = {
        "near": factories.need(deadline=clock.today() + timedelta(days=1)),
        "untouched": factories.need(urgency="urgent"),
        "remote": factories.need(village, deadline=clock.today() + timedelta(days=60)),
        "new": factories.need(),
    }
    for name in ("near", "remote", "new"):
        factories.pledge(made[name], factories.person(), 20)
    made["new"].freshness += 60
    db.session.commit()
    assert shown(client.get(f"/needs?sort={sort}"))[0] == made[first].id


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("region=MA-08", "desert"),
        ("category=food", "desert"),
        ("urgency=critical", "desert"),
        ("association=oasis", "desert"),
        ("campaign=winter", "desert"),
        ("region=MA-08&category=food&urgency=critical", "desert"),
    ],
)
def test_each_filter_leaves_what_fits_and_counts_it(client, query, found):
    oasis = factories.organisation(slug="oasis", region_code="MA-08")
    edition = factories.edition(slug="winter")
    desert = factories.need(oasis, item="flour", urgency="critical", edition_id=edition.id)
    factories.need()
    page = client.get(f"/needs?lang=en&{query}")
    assert shown(page) == [desert.id]
    assert "1 need" in page.text


@pytest.mark.parametrize("typed", ["بَطّانيات", "البطانيات", "بطانيـــات", "پتو", "Couvertures", "COUVERTURE", "بطان"])
def test_a_search_finds_any_spelling(client, typed):
    blankets = factories.need(item="blanket")
    factories.need(item="flour")
    assert shown(client.get("/needs", query_string={"q": typed})) == [blankets.id]


def test_a_search_finds_the_association_its_place_and_the_note_in_any_digits(client):
    of = factories.organisation(name="جمعية أزرو للتنمية", region_code="MA-03")
    need = factories.need(of, note="مقاس ٤٢")
    factories.need()
    for typed in ("ازرو", "فاس مكناس", "42"):
        assert shown(client.get("/needs", query_string={"q": typed})) == [need.id]


def test_a_search_that_finds_nothing_shows_the_way_on(client):
    factories.need()
    page = client.get("/needs", query_string={"q": "زرافة"})
    assert shown(page) == []
    assert page.one(".empty a")["href"] == "/needs"


@pytest.mark.parametrize("typed", ['"', "*", "a OR b", "' OR 1=1 --", "()", "NEAR(", "::", "%", "&|!<->"])
def test_no_search_text_breaks_the_board(client, typed):
    factories.need()
    assert client.get("/needs", query_string={"q": typed}).status == 200


@pytest.mark.parametrize(
    "query", ["after=x", "after=1.2", "after=9.9.9.9", f"after={'9' * 40}.1.1", "sort=price", "urgency=9", "region=XX"]
)
def test_an_address_that_makes_no_sense_shows_the_board(client, query):
    assert client.get(f"/needs?{query}").status == 200


@pytest.mark.parametrize("after", ["99.9999999999.9999999999", "0.-9999999999.0", "99.-9999999999.0"])
@pytest.mark.parametrize("sort", ["urgent", "ending", "least", "isolated", "newest"])
@pytest.mark.parametrize("words", ["", "بطانية"])
def test_a_page_after_a_place_that_no_need_has_breaks_nothing(client, after, sort, words):
    factories.need()
    assert client.get("/needs", query_string={"after": after, "sort": sort, "q": words}).status == 200


@pytest.mark.parametrize("sort", ["urgent", "ending", "least", "isolated", "newest"])
@pytest.mark.parametrize("query", ["", "q=بطانية&"])
def test_pages_hold_every_need_once_even_while_needs_come_and_go(client, sort, query):
    of = factories.organisation()
    made = [factories.need(of, urgency=needs.URGENCIES[number % 4]).id for number in range(45)]
    seen, path = [], f"/needs?{query}sort={sort}"
    while path:
        page = client.get(path)
        seen += shown(page)
        factories.need(of, urgency="critical")  # comes before what was read already
        more = page.soup.select("a.more")
        path = more[0]["href"] if more else None
    assert [need for need in seen if need in made].__len__() == len(set(made) & set(seen)) == 45


def test_more_is_a_plain_link_and_with_htmx_only_the_next_cards(client):
    of = factories.organisation()
    for _ in range(25):
        factories.need(of)
    first = client.get("/needs")
    assert len(shown(first)) == 20
    more = first.one("a.more")
    assert len(shown(client.get(more["href"]))) == 5
    fragment = client.get(more["data-hx-get"], htmx=True)
    assert len(shown(fragment)) == 5
    assert not fragment.soup.select("html")
    assert "HX-Request" in fragment.headers["Vary"]


def test_an_unchanged_board_answers_304_and_a_changed_one_does_not(client):
    need = factories.need()
    first = client.get("/needs")
    etag = first.headers["ETag"]
    assert client.get("/needs", headers={"If-None-Match": etag}).status == 304
    assert client.get("/needs?lang=fr", headers={"If-None-Match": etag}).status == 200
    factories.pledge(need, factories.person())
    changed = client.get("/needs?lang=ar", headers={"If-None-Match": etag})
    assert changed.status == 200
    assert changed.one("[data-need-id]")["data-remaining"] == "55"


def test_a_visitor_gets_no_cookie_and_no_token(client):
    factories.need()
    page = client.get("/needs")
    assert "Set-Cookie" not in page.headers
    assert "csrf_token" not in page.body


def test_a_volunteer_sees_own_pledges_in_place_and_others_do_not(as_, cast):
    need = factories.need()
    factories.pledge(need, cast["volunteer"], 7)
    assert as_("volunteer").get("/needs?lang=en").one(f"#need-{need.id} .done").get_text().count("7")
    assert not as_("volunteer2").get("/needs").soup.select(".done")


def test_the_counts_on_the_board_are_those_of_the_table(client):
    of = factories.organisation()
    made = [factories.need(of) for _ in range(6)]
    needs.move(made[0], "closed", actor_id=None)
    needs.move(made[1], "expired", actor_id=None)
    assert "4 needs" in client.get("/needs?lang=en").text
