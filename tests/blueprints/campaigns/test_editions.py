"""The list of campaigns: what runs, and earlier editions with the totals their source published."""

from datetime import date, timedelta

import pytest

from domain import clock
from domain.campaigns import EditionResult
from domain.db import db
from tests import factories


@pytest.fixture
def earlier(app):
    days = {"starts_on": date(2019, 10, 1), "ends_on": date(2019, 12, 31)}
    made = factories.edition(slug="warm-winter-2019", year=2019, **days)
    published = {"source": "نتعاونو", "edition_id": made.id}
    for measure, value, at_least in (("items", 10000, True), ("communes", 32, False), ("women_pct", 54, False)):
        db.session.add(EditionResult(measure=measure, value=value, unit=measure, at_least=at_least, **published))
    db.session.commit()
    return made


def test_running_editions_lead_with_progress_and_what_they_lack(client, earlier):
    running = factories.edition(slug="warm-winter-now")
    need = factories.need(edition_id=running.id, quantity=50)
    factories.pledge(need, factories.person(), 20)
    page = client.get("/campaigns?lang=en")
    hero = page.one(".hero")
    assert "20 promised" in hero.get_text()
    assert "30 left of 50" in " ".join(hero.get_text(" ").split())
    assert hero.select_one("a.btn")["href"] == "/needs?campaign=warm-winter-now&sort=least"
    assert page.body.index("warm-winter-now") < page.body.index("warm-winter-2019")


def test_earlier_editions_show_their_published_totals_and_the_source(client, earlier):
    text = client.get("/campaigns?lang=en").text
    assert "more than 10,000" in text
    assert "Communes 32" in text
    assert "more than 32" not in text
    assert "54%" in text
    assert "Published by the source, not counted here." in text
    assert "نتعاونو" in text


def test_a_coming_edition_is_announced_with_its_dates(client):
    soon = clock.today() + timedelta(days=40)
    factories.edition(slug="next", starts_on=soon, ends_on=soon + timedelta(days=30))
    page = client.get("/campaigns?lang=en")
    assert page.one(".list a")["href"] == "/campaigns/next"
    assert not page.soup.select(".hero")


def test_without_a_campaign_the_page_leads_to_the_board(client):
    assert client.get("/campaigns").one(".empty a")["href"] == "/needs"


@pytest.mark.parametrize(("lang", "direction"), [("ar", "rtl"), ("fa", "rtl"), ("fr", "ltr")])
def test_each_language_has_its_direction_and_its_name_of_the_campaign(client, earlier, lang, direction):
    page = client.get(f"/campaigns?lang={lang}")
    assert page.one("html")["dir"] == direction
    assert earlier.campaign.name(lang) in page.text
