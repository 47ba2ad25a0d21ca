"""A shared link's channel: counted once, of nobody, and carried into the pledge that comes of it."""

import re

import pytest
from flask import current_app

from domain import channels, clock, pledges
from domain.channels import CODES, Visit
from domain.db import db
from tests import factories
from tests.blueprints.news.scene import make_post

BROWSER = {"User-Agent": "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36"}


@pytest.fixture
def need(cast):
    made = factories.need(cast["ours"], edition_id=factories.edition(slug="winter").id)
    db.session.commit()
    return made


def visits() -> dict[tuple[str, str], int]:
    current_app.extensions["awn_visits"].write()
    db.session.expire_all()
    return {(row.noun, row.channel): row.visits for row in db.session.query(Visit)}


@pytest.fixture
def opener(app, client):
    """Opens an address as a person's browser does, coming from elsewhere."""
    return lambda path, **headers: client.get(path, headers=BROWSER | headers)


def test_each_opening_of_a_shared_link_counts_one_visit_of_its_channel(opener, need):
    for _ in range(2):
        opener(f"/needs/{need.id}?c=wa")
    opener("/campaigns/winter?c=tg")
    opener("/associations/ours?c=poster")
    assert visits() == {("need", "whatsapp"): 2, ("edition", "telegram"): 1, ("organisation", "poster"): 1}


def test_an_opening_of_news_counts_for_its_association(opener, cast):
    post = make_post(cast, picture=None)
    opener(f"/associations/ours/news/{post.id}?c=fb")
    assert visits() == {("organisation", "facebook"): 1}
    assert channels.by_page("organisation", clock.today())[0][0] == cast["ours"].id


def test_reading_writes_nothing_in_the_request(opener, need, app):
    opener(f"/needs/{need.id}?c=wa")
    assert db.session.query(Visit).count() == 0
    assert visits() == {("need", "whatsapp"): 1}
    assert visits() == {("need", "whatsapp"): 1}, "written once"


def test_no_cookie_comes_of_it(opener, need):
    assert "Set-Cookie" not in opener(f"/needs/{need.id}?c=wa").headers


@pytest.mark.parametrize(
    "agent",
    [
        "WhatsApp/2.23.20.0", "TelegramBot (like TwitterBot)", "facebookexternalhit/1.1", "Twitterbot/1.0",
        "Mozilla/5.0 (compatible; Googlebot/2.1)", "Slackbot-LinkExpanding 1.0", "curl/8.5.0", "python-requests/2", "",
    ],
)  # fmt: skip
def test_what_only_fetches_a_preview_is_not_counted(opener, need, agent):
    assert opener(f"/needs/{need.id}?c=wa", **{"User-Agent": agent}).status == 200
    assert visits() == {}


def test_going_on_within_the_site_a_look_ahead_and_head_are_not_counted(app, opener, need):
    address = f"/needs/{need.id}?c=wa"
    opener(address, Referer="http://localhost/campaigns/winter?c=wa")
    opener(address, **{"Sec-Fetch-Site": "same-origin"})
    opener(address, **{"Sec-Purpose": "prefetch"})
    with app.app_context():
        app.test_client().head(address, headers=BROWSER)
    assert visits() == {}


def test_what_is_no_channel_is_ignored(opener, need):
    for wrong in ("", "zz", "WA", "whatsapp", "%00"[:0] + "1' OR 1"):
        page = opener(f"/needs/{need.id}?c={wrong}")
        assert page.status == 200
        assert "c=" not in page.one("article a.btn")["href"]
    assert visits() == {}


def test_unknown_codes_make_no_further_kept_pages(app, opener, need):
    for wrong in ("a1", "a2", "a3", "a4"):
        opener(f"/needs/{need.id}?c={wrong}")
    for code in CODES:
        opener(f"/needs/{need.id}?c={code}")
        opener(f"/needs/{need.id}?c={code}&c=zz")
    # The address as it was asked for without a channel, and one for each channel.
    assert len(app.extensions["awn_pages"]._pages) <= 1 + len(CODES)


def test_a_visitors_pledge_keeps_the_channel_of_the_link(opener, client, need):
    page = opener(f"/needs/{need.id}?c=wa")
    link = page.one("article a.btn")["href"]
    form = client.get(link)
    address = form.one("main form")["action"]
    given = form.fields() | {"name": "سعاد", "phone": "0612345678", "quantity": "2"}
    assert client.post(address, given | {"name": ""}).one("main form")["action"] == address, "after a mistake too"
    assert client.post(address, given).status == 303
    assert db.session.query(pledges.Pledge).one().channel == "whatsapp"


@pytest.mark.parametrize("start", ["/needs/{}", "/campaigns/winter", "/associations/ours", "/needs"])
@pytest.mark.parametrize("htmx", [True, False])
def test_a_volunteers_click_keeps_the_channel_from_whichever_page_it_began(as_, need, start, htmx):
    browser = as_("volunteer")
    form = browser.get(start.format(need.id) + "?c=tg").soup.select(f"#need-{need.id} form")[0]
    address = form["data-hx-post"] if htmx else form["action"]
    data = {field["name"]: field["value"] for field in form.select("input")}
    assert browser.post(address, data, htmx=htmx).status == (200 if htmx else 303)
    assert db.session.query(pledges.Pledge).one().channel == "telegram"


@pytest.mark.parametrize("path", ["/", "/needs", "/needs?region=MA-05"])
def test_a_search_keeps_the_channel(opener, need, path):
    page = opener(f"{path}{'&' if '?' in path else '?'}c=wa", **{"Accept-Encoding": "identity"})
    searches = [form for form in page.soup.select("form[action^='/needs']") if form.get("method") != "post"]
    assert searches or path == "/"
    for form in searches:
        assert [field["value"] for field in form.select("[name=c]")] == ["wa"]
    assert not opener(path).soup.select("[name=c]")


def test_a_shared_link_alone_is_no_filter_to_clear(opener, need):
    assert not opener("/needs?c=wa").soup.select(".filters a.btn, details a.btn.quiet")
    assert opener("/needs?c=wa&urgency=urgent").soup.select("details a.btn.quiet")


def test_a_refused_click_keeps_the_channel_for_the_next_one(as_, need):
    browser = as_("volunteer")
    page = browser.post(f"/needs/{need.id}/pledges?c=fb", {"quantity": "1000", "key": "k"}, htmx=True)
    assert page.status == 409
    assert page.one("form")["data-hx-post"].endswith("?c=fb")


def test_a_pledge_without_a_shared_link_has_no_channel(as_, need):
    as_("volunteer").post(f"/needs/{need.id}/pledges", {"quantity": "1", "key": "k"})
    assert db.session.query(pledges.Pledge).one().channel is None


def test_each_shared_link_says_where_it_was_put(client, need):
    page = client.get(f"/needs/{need.id}")
    for host, code in (("wa.me", "wa"), ("t.me", "tg"), ("facebook.com", "fb"), ("x.com", "x")):
        link = next(a["href"] for a in page.soup.select(".share a") if host in a["href"])
        assert f"%3Fc%3D{code}" in link
    assert page.one(".share button")["data-share"].endswith(f"/needs/{need.id}?c=copy")


def test_a_pledge_made_from_a_whatsapp_link_shows_in_the_studio(opener, as_, need):
    opener(f"/needs/{need.id}?c=wa")
    as_("volunteer").post(f"/needs/{need.id}/pledges?c=wa", {"quantity": "1", "key": "k"})
    visits()
    for days in (7, 30, 90):
        page = as_("coordinator").get(f"/studio/channels?days={days}&lang=en")
        first = page.soup.select("table")[0].select("tbody tr")[0]
        assert re.sub(r"\s+", " ", first.get_text(" ", strip=True)) == "WhatsApp 1 1"
        assert page.soup.select(f'a[href="/needs/{need.id}"]')
        assert page.soup.select('a[href="/campaigns/winter"]')


@pytest.mark.parametrize("days", ["x", "0", "٧", "9" * 5000])
def test_the_studio_says_so_when_nothing_came(as_, days):
    page = as_("coordinator").get(f"/studio/channels?days={days}&lang=en")
    assert "Nothing in these days" in page.text


@pytest.mark.parametrize("who", ["volunteer", "owner", "specialist", "planner"])
def test_channels_are_for_the_platform_team(as_, who):
    assert as_(who).get("/studio/channels").status == 404


def test_a_visitor_is_asked_to_sign_in_before_the_channels(client):
    assert client.get("/studio/channels").location.startswith("/sign-in")


def test_visits_are_kept_for_later_while_the_database_is_away(opener, need, monkeypatch):
    opener(f"/needs/{need.id}?c=wa")
    with monkeypatch.context() as away:
        away.setattr(channels, "add_visits", lambda _counts: 1 / 0)
        current_app.extensions["awn_visits"].write()
    assert visits() == {("need", "whatsapp"): 1}
