"""The posters of a need, a list and a campaign: looked at, made by the worker, kept; the texts; the cards."""

import io
import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from flask import current_app
from PIL import Image

from blueprints.posters.texts import short, x_length
from blueprints.shell import worker
from blueprints.toolkit import poster_cards
from domain import jobs, needs, posters
from domain.campaigns import Edition
from domain.db import db
from domain.jobs import Job
from domain.needs import Need
from tests import factories
from tests.client import Client
from tests.conftest import signed_in

LANGUAGES = ("ar", "fa", "fr", "en")


@pytest.fixture
def things(cast):
    """Addresses of a need, a list and a campaign."""
    need = factories.need(cast["ours"], edition_id=factories.edition(slug="winter").id, note="أغطية صوفية")
    factories.pledge(need, cast["volunteer"], 12)
    db.session.commit()
    return [f"/needs/{need.id}", "/associations/ours", "/campaigns/winter"]


def test_anybody_sees_what_there_is_and_nothing_is_made_by_looking(client, things):
    for thing in things:
        for code in LANGUAGES:
            page = client.get(f"{thing}/posters?in={code}")
            assert page.status == 200
            assert not page.soup.select("img")
    assert db.session.query(Job).count() == 0


def test_posters_are_made_in_the_background_and_kept(client, things):
    for thing in things:
        answer = client.post(f"{thing}/posters", {"in": "fr"})
        assert (answer.status, answer.location) == (303, f"{thing}/posters?in=fr")
        waits = client.get(answer.location)
        section = waits.one("#sheets")
        assert section["data-hx-trigger"] == "load delay:1s"
        assert section.select(f'a[href="{thing}/posters?in=fr"]'), "a way without a script"

        assert worker.do_jobs() == 5
        page = client.get(answer.location)
        assert "data-hx-trigger" not in page.one("#sheets").attrs
        assert not page.soup.select("#sheets form"), "nothing is left to be made"
        assert len(page.soup.select("#sheets img")) == 3
        for link in page.soup.select("#sheets img, #sheets a[download]"):
            url = link.get("src") or link["href"]
            made = client.get(url)
            assert made.status == 200
            assert made.headers["Content-Type"] in ("image/png", "application/pdf")
            assert made.headers.get("Content-Disposition", "").startswith("attachment" if "save" in url else "")


def test_asking_twice_makes_no_second_job(client, things):
    for _ in range(2):
        client.post(f"{things[0]}/posters", {"in": "ar"})
    assert db.session.query(Job).count() == 5
    worker.do_jobs()
    client.post(f"{things[0]}/posters", {"in": "ar"})
    assert db.session.query(Job).filter_by(status="waiting").count() == 0


def test_with_htmx_the_sheets_alone_come_back(client, things):
    page = client.post(f"{things[0]}/posters", {"in": "ar"}, htmx=True)
    assert page.status == 200
    assert not page.soup.select("html")
    again = client.get(page.one("#sheets")["data-hx-get"], htmx=True)
    assert again.one("#sheets")["data-hx-trigger"]
    assert not again.soup.select("h1")


def test_when_the_figures_change_the_old_ones_stay_until_new_ones_are_made(client, as_, things):
    client.post(f"{things[0]}/posters", {"in": "en"})
    worker.do_jobs()
    as_("volunteer2").post(f"{things[0]}/pledges", {"quantity": "3", "key": "k"})
    page = client.get(f"{things[0]}/posters?in=en&lang=en")
    assert "The figures have changed since these were made." in page.text
    assert len(page.soup.select("#sheets img")) == 3
    client.post(f"{things[0]}/posters", page.fields("#sheets form"))
    worker.do_jobs()
    folder = Path(current_app.config["AWN_INSTANCE"]) / "posters"
    assert len(list(folder.glob("*/en-square-*"))) == 1


def test_a_poster_and_a_card_never_say_what_was_reworded(client, things):
    for thing in things:
        client.post(f"{thing}/posters", {"in": "ar"})
    worker.do_jobs()
    need = db.session.query(Need).one()
    needs.rewrite(need, note="أغطية قطنية")
    organisation, campaign = need.organisation, db.session.query(Edition).one().campaign
    organisation.name, campaign.name_ar = "جمعية أخرى", "اسم آخر"
    db.session.commit()
    for thing in things:
        assert not client.get(f"{thing}/posters?in=ar").soup.select("#sheets img")
        assert client.get(f"{thing}/posters/ar-square.png").location == f"{thing}/posters?in=ar"
        assert client.get(f"{thing}/card-ar.png").headers["Cache-Control"] == "public, max-age=300", "one for any page"
        client.post(f"{thing}/posters", {"in": "ar"})
    worker.do_jobs()
    for thing in things:
        assert len(client.get(f"{thing}/posters?in=ar").soup.select("#sheets img")) == 3
        assert client.get(f"{thing}/card-ar.png").headers["Cache-Control"] == "public, max-age=3600"
    folder = Path(current_app.config["AWN_INSTANCE"]) / "posters"
    assert len(list(folder.glob("*/ar-*"))) == 3 * 5, "nothing of the old words is kept"


def test_a_poster_that_was_not_made_leads_to_where_it_is(client, things):
    answer = client.get(f"{things[0]}/posters/fa-story.png")
    assert (answer.status, answer.location) == (303, f"{things[0]}/posters?in=fa")
    for wrong in (
        "de-story.png",
        "fa-story.pdf",
        "fa-a4.png",
        "fa-card.png",
        "x",
        "..%2f..%2fawn.db",
        "fa-story.png.png",
    ):
        assert client.get(f"{things[0]}/posters/{wrong}").status == 404


def test_what_the_public_does_not_see_has_no_posters(client, cast):
    hidden = factories.need(cast["ours"], published=False)
    for way in ("posters", "posters/ar-square.png", "card-ar.png"):
        assert client.get(f"/needs/{hidden.id}/{way}").status == 404
    assert client.post(f"/needs/{hidden.id}/posters").status == 404


def test_how_often_an_address_may_ask_is_limited(limited_app):
    need, client = factories.need(), Client(limited_app.test_client())
    answers = [client.post(f"/needs/{need.id}/posters", {"in": "ar"}).status for _ in range(32)]
    assert (answers[0], answers[-1]) == (303, 429)


def test_however_many_addresses_ask_no_more_waits_than_can_soon_be_made(client, things, monkeypatch):
    monkeypatch.setattr(posters, "WAITING_MOST", 6)
    assert [client.post(f"{thing}/posters", {"in": "fr"}).status for thing in things] == [303, 303, 429]
    refused = client.post(f"{things[2]}/posters?lang=en", {"in": "fr"})
    assert "Many posters are being made just now." in refused.text
    asked = db.session.query(Job).count()
    assert client.post(f"{things[2]}/posters", {"in": "fr"}, htmx=True).status == 429
    assert db.session.query(Job).count() == asked, "nothing by halves"

    assert worker.do_jobs() == asked
    assert client.post(f"{things[2]}/posters", {"in": "fr"}).status == 303


def test_an_unknown_language_is_the_readers_own(client, things):
    assert client.get(f"{things[0]}/posters?in=xx&lang=fr").one(".chip[aria-current]")["lang"] == "fr"


def test_each_network_has_its_text_and_its_own_link(client, things):
    for thing in things:
        for code in LANGUAGES:
            page = client.get(f"{thing}/posters?in={code}")
            texts = {one["id"].removeprefix("text-"): one.get_text() for one in page.soup.select("textarea")}
            assert set(texts) == {"wa", "tg", "fb", "x"}
            for network, words in texts.items():
                assert f"http://localhost{thing}?c={network}" in words
                assert {"*"} & set(words) == ({"*"} if network == "wa" else set())
            assert x_length(texts["x"]) <= 280
            assert all(one.has_attr("readonly") for one in page.soup.select("textarea"))
            links = [unquote(a["href"]) for a in page.soup.select("main a[rel=noopener]")]
            assert [re.match(r"https://(?:www\.)?(\w+)", link)[1] for link in links] == ["wa", "t", "facebook", "x"]


def test_a_text_for_x_is_as_long_as_x_allows_and_keeps_its_link():
    link = "https://awn.example/associations/a-name-that-goes-on-and-on-and-on?c=x"
    assert x_length("a" * 10) == 10
    assert x_length("ء" * 10) == 10, "Arabic letters count one"
    assert x_length("👉") == 2
    assert x_length(f"ok {link}") == 3 + 23
    for line in ("كلمة " * 300, "👉" * 300, "word " * 300):
        made = short([line, "second"], link)
        assert made.endswith(f"…\n{link}") or made.startswith("second")
        assert x_length(made) <= 280
    assert short(["one", "two", "x" * 300], link) == f"one\ntwo\n{link}"


def test_each_public_page_names_its_card(client, things):
    for thing in things:
        for code in LANGUAGES:
            page = client.get(f"{thing}?lang={code}")
            meta = {one.get("property") or one.get("name"): one.get("content") for one in page.soup.select("meta")}
            assert meta["og:image"] == f"http://localhost{thing}/card-{code}.png"
            assert (meta["og:image:width"], meta["og:image:height"]) == ("1200", "630")
            assert meta["og:image:alt"] == meta["og:title"]
            assert meta["twitter:card"] == "summary_large_image"


def test_until_a_card_is_made_one_that_fits_any_page_stands_for_it(client, things):
    for thing in things:
        answer = client.get(f"{thing}/card-ar.png")
        assert (answer.status, answer.headers["Content-Type"]) == (200, "image/png")
        assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert db.session.query(Job).count() == 0, "nothing is asked for by fetching it"
    default = Path(current_app.root_path) / "static" / "card.png"
    assert default.stat().st_size <= 30_000
    with Image.open(default) as drawn:
        assert drawn.size == (1200, 630)


def test_the_worker_makes_the_cards_that_are_missing_or_old_and_no_others(client, as_, things):
    assert poster_cards.work()["cards asked for"] == 4 * 4  # ours, theirs, the need, the campaign; four languages
    assert worker.do_jobs() == 16
    default = client.get(f"{things[0]}/card-ar.png").headers["Content-Length"]
    for thing in things:
        answer = client.get(f"{thing}/card-ar.png")
        assert answer.headers["Cache-Control"] == "public, max-age=3600"
        assert client.get(f"{thing}/card-ar.png", headers={"If-None-Match": answer.headers["ETag"]}).status == 304
        assert Image.open(io.BytesIO(answer.response.data)).size == (1200, 630)
    assert default
    as_("volunteer2").post(f"{things[0]}/pledges", {"quantity": "3", "key": "k"})
    assert poster_cards.work()["cards asked for"] == 0, "they rest for an hour"


def test_an_hour_later_a_card_with_other_figures_is_made_again(as_, things, monkeypatch):
    poster_cards.work()
    worker.do_jobs()
    monkeypatch.setattr(poster_cards, "REST_FOR", -1.0)
    assert poster_cards.work()["cards asked for"] == 0, "nothing has changed"
    as_("volunteer2").post(f"{things[0]}/pledges", {"quantity": "3", "key": "k"})
    asked = poster_cards.work()["cards asked for"]
    assert asked == 3 * 4  # the need, its association and its campaign


def test_a_job_that_fails_is_written_down_and_tried_again(app, things, client, monkeypatch, caplog):
    client.post(f"{things[0]}/posters", {"in": "ar"})
    with monkeypatch.context() as broken:
        broken.setitem(worker.WORK, posters.JOB, lambda _facts: 1 / 0)
        worker.do_jobs()
    assert "failed" in caplog.text
    waiting = db.session.query(Job).filter_by(status="waiting", kind=posters.JOB).all()
    assert {job.attempts for job in waiting} == {1}
    for job in waiting:
        job.due_at = job.created_at
    db.session.commit()
    worker.do_jobs()
    assert jobs.due([posters.JOB]) == []


def test_figures_on_a_poster_are_the_pages_own(app, cast, things):
    client = signed_in(app, cast["volunteer"].id)
    page = client.get(f"{things[0]}?lang=fr")
    shared = client.get(f"{things[0]}/posters?in=fr").one("#text-wa").get_text()
    assert "48 pièces" in shared
    assert "48" in page.one(".progress").get_text()


def test_a_poster_leads_to_the_site_however_its_maker_wrote_the_host(app, client, things):
    app.config["TRUSTED_HOSTS"] = ["localhost", "127.0.0.1", "[::1]", ".example.org", "awn.example.org"]
    for host in ("localhost:666", "127.0.0.1", "mail.example.org", "awn.example.org:1"):
        client.post(f"{things[0]}/posters", {"in": "fr"}, base_url=f"http://{host}")
    led = {job.facts["facts"].get("address") for job in db.session.query(Job).all()} - {None}
    assert led == {f"awn.example.org{things[0]}"}
