"""«Still needed?» from a link without an account: one tap for all, or need by need; and nothing else."""

import pytest

from domain import log, renewal_links
from domain.db import db
from domain.needs import Need
from domain.renewal_links import RenewalLink
from tests import factories
from tests.blueprints.pledges.ways import fresh
from tests.client import Client


def form_of(page):
    """The fields of the form that changes single needs."""
    return page.fields("main form.stack")


def test_one_tap_without_an_account_says_that_all_is_still_needed(client, need, milk, link):
    page = client.get(link + "?lang=en")
    button = page.one("button[name=all]")
    token = button.find_parent("form").select("[name=csrf_token]")[0]["value"]
    answer = client.post(button.find_parent("form")["action"], {"all": "1", "csrf_token": token})
    assert answer.location == link
    assert fresh(need).renewed_at
    assert fresh(milk).renewed_at
    assert "2 needs are still needed" in client.get(link + "?lang=en").one(".flashes").get_text()
    assert [(row.new, row.via, row.actor_id) for row in log.history("renewal", need.id)] == [("renewed", "link", None)]


def test_a_quantity_is_changed_and_a_need_closed_in_one_go(client, need, milk, link):
    form = form_of(client.get(link + "?lang=en")) | {f"quantity-{need.id}": "٧٥", f"close-{milk.id}": "y"}
    answer = client.post(link, form)
    assert answer.location == link
    assert (fresh(need).quantity, fresh(need).status, fresh(milk).status) == (75, "published", "closed")
    last = log.history("need", milk.id)[-1]
    assert (last.new, last.via, last.actor_id) == ("closed", "link", None)
    assert client.get(link + "?lang=en").one(".flashes").get_text(" ", strip=True) == (
        "Thank you. 1 need is still needed. 1 need was closed."
    )
    assert [field["name"] for field in client.get(link).soup.select("main .in")] == [f"quantity-{need.id}"]


@pytest.mark.parametrize("quantity", ["9", "0", "", "ten", "-5", "1.5", "99999999"])
def test_what_cannot_be_is_said_at_its_need_kept_and_nothing_saved(client, cast, need, milk, link, quantity):
    factories.pledge(need, cast["volunteer"], 10)
    form = form_of(client.get(link)) | {f"quantity-{need.id}": quantity, f"close-{milk.id}": "y"}
    page = client.post(link, form)
    assert page.status == 422
    field = page.one(f"[name=quantity-{need.id}]")
    assert field["aria-invalid"] == "true"
    assert field["value"] == quantity
    assert page.one(f"[name=close-{milk.id}]").has_attr("checked")
    assert (fresh(need).quantity, fresh(milk).status) == (60, "published")


def test_of_a_need_that_is_closed_the_quantity_is_not_read(client, need, milk, link):
    form = form_of(client.get(link)) | {f"quantity-{milk.id}": "none at all", f"close-{milk.id}": "y"}
    assert client.post(link, form).status == 303
    assert fresh(milk).status == "closed"


def test_needs_that_came_or_went_meanwhile_are_left_alone(client, cast, need, milk, link):
    form = form_of(client.get(link))
    new = factories.need(cast["ours"], item="heater")
    new.renewed_at = None
    client.post(link, form | {f"close-{milk.id}": "y"})
    assert client.post(link, form).status == 303
    assert (fresh(milk).status, fresh(new).renewed_at) == ("closed", None)


def test_only_ones_own_needs_are_reached(client, cast, need, link):
    theirs = factories.need(cast["theirs"])
    form = form_of(client.get(link)) | {f"quantity-{theirs.id}": "1", f"close-{theirs.id}": "y"}
    client.post(link, form)
    assert (fresh(theirs).status, fresh(theirs).quantity, fresh(theirs).renewed_at) == ("published", 60, None)


def test_it_changes_nothing_but_quantity_renewal_and_closing(client, need, milk, link):
    def all_else(row):
        may = ("quantity", "renewed_at", "status", "revision", "version", "search_rank", "lacking")
        return {column.name: getattr(row, column.name) for column in Need.__table__.columns if column.name not in may}

    before = all_else(fresh(need))
    hostile = {"deadline": "2030-01-01", "note": "x", "urgency": "3", "organisation_id": "1", "label": "x"}
    client.post(link, form_of(client.get(link)) | hostile | {f"quantity-{need.id}": "61"})
    assert all_else(fresh(need)) == before


def test_it_shows_neither_names_nor_numbers_nor_pledges(client, cast, need, link):
    cast["volunteer"].name, cast["volunteer"].phone = "يامنة", "+212612345678"
    cast["owner"].name = "الحسين"
    pledge = factories.pledge(need, cast["volunteer"], 10)
    page = client.get(link)
    for secret in ("يامنة", "الحسين", "612345678", pledge.code, f"/pledges/{pledge.id}"):
        assert secret not in page.body, secret


def test_its_page_is_kept_nowhere_and_tells_nobody(client, link):
    for page in (client.get(link), client.get("/still-needed/nothing"), client.post(link, {"quantity-1": "x"})):
        assert page.headers["Referrer-Policy"] == "no-referrer"
        assert page.headers["Cache-Control"] == "no-store"
        assert "noindex" in page.headers["X-Robots-Tag"] or page.status == 303


@pytest.mark.parametrize("end", ["wrong", "expired", "revoked", "suspended"])
def test_a_link_that_does_not_work_gets_one_kind_page(client, cast, need, link, days, end):
    if end == "wrong":
        link = link[:-1] + ("A" if link[-1] != "A" else "B")
    elif end == "expired":
        days.pass_(31)
    elif end == "revoked":
        renewal_links.revoke(db.session.query(RenewalLink).one(), actor_id=cast["owner"].id)
    else:
        cast["ours"].status = "suspended"
    pages = [client.get(link + "?lang=en"), client.post(link + "?lang=en", {"all": "1"})]
    for page in pages:
        assert page.status == 404
        assert page.one("h1").get_text() == "This link no longer works"
        assert "Ask somebody of your association for a new one" in page.text
        assert cast["ours"].name not in page.text
    assert fresh(need).renewed_at is None


def test_without_a_token_of_the_page_nothing_is_changed(app, need, link):
    bare = Client(app.test_client())
    assert bare.client.post(link, data={"all": "1"}).status_code == 400
    assert fresh(need).renewed_at is None


def test_from_a_members_own_browser_it_works_as_well(as_, need, link):
    assert as_("owner").post(link, {"all": "1"}).status == 303
    assert as_("stranger").get(link).status == 200, "the link itself is the key"


def test_it_is_not_tried_without_end(limited_app):
    browser = Client(limited_app.test_client())
    seen = {browser.get(f"/still-needed/guess-{number}").status for number in range(61)}
    assert seen == {404, 429}


def test_an_empty_list_says_where_to_go_on(client, cast):
    token = renewal_links.make(cast["ours"].id, actor_id=cast["owner"].id)
    assert client.get(f"/still-needed/{token}").one("main .empty a")["href"] == "/desk/ours"
