"""The other jobs, with JavaScript and without: joining, preparing, handing over, receiving, following, finding."""

import re

import pytest

from domain.db import db
from domain.pledges import Pledge
from tests import factories

BOTH_WAYS = pytest.mark.parametrize("js", [True, False], ids=["js", "no-js"])
IN_BOTH = pytest.mark.parametrize("lang", ["ar", "fr"])


def status_of(pledge):
    return db.session.get_one(Pledge, pledge.id, populate_existing=True).status


@IN_BOTH
@BOTH_WAYS
def test_somebody_joins_signs_out_and_comes_back(visit, cast, lang, js):
    page = visit("/sign-up", lang=lang, js=js)
    page.fill("[name=name]", "ليلى")
    page.fill("[name=login]", "layla@example.org")
    page.fill("[name=password]", "a-long-password")
    page.click("main form .btn")
    page.wait_for_url(re.compile(r"/(needs|account)"))
    page.goto("/account")
    page.locator("form[action='/sign-out'] button").click()
    page.goto("/account")
    assert "/sign-in" in page.url
    page.fill("[name=login]", "layla@example.org")
    page.fill("[name=password]", "a-long-password")
    page.click("main form .btn")
    page.wait_for_url(re.compile("/account"))


@IN_BOTH
@BOTH_WAYS
def test_a_pledge_is_prepared_handed_over_received_and_seen_to_arrive(visit, cast, lang, js):
    need = factories.need(cast["ours"])
    pledge = factories.pledge(need, cast["volunteer"], 10)
    db.session.commit()
    volunteer = visit(f"/pledges/{pledge.id}", lang=lang, js=js, person=cast["volunteer"])
    code = volunteer.locator(".code").inner_text()
    for box in volunteer.locator("[name=steps]").all():
        box.check()
    volunteer.locator("form[action$='/preparation'] .btn").click()
    volunteer.locator("form[action$='/handover'] .btn").click()
    volunteer.wait_for_load_state()
    assert status_of(pledge) == "handed_over"
    owner = visit("/desk/ours/incoming", lang=lang, js=js, person=cast["owner"])
    owner.click(f"a[href='/pledges/{pledge.id}']")
    owner.locator("[name=condition]").first.check()
    owner.fill("[name=code]", code)
    owner.fill("[name=quantity]", "9")
    owner.locator("form[action$='/receipt'] .btn").click()
    owner.wait_for_load_state()
    assert status_of(pledge) == "received"
    visitor = visit(f"/needs/{need.id}", lang=lang, js=js)
    assert visitor.locator(".proof li.yes").count() == 3
    assert visitor.locator("article").get_attribute("data-remaining") == "51"
    assert cast["volunteer"].name not in visitor.content()


@IN_BOTH
@BOTH_WAYS
def test_a_visitor_finds_campaigns_and_associations(visit, cast, lang, js):
    edition = factories.edition(slug="winter")
    factories.need(cast["ours"], edition_id=edition.id)
    db.session.commit()
    page = visit("/", lang=lang, js=js)
    page.click("nav a[href='/campaigns']")
    page.click("main a[href^='/campaigns/winter']")
    page.wait_for_url(re.compile("/campaigns/winter"))
    page.click("nav a[href='/associations']")
    page.click("main a[href='/associations/ours']")
    page.wait_for_url(re.compile("/associations/ours"))
    assert page.locator("[data-need-id]").count() == 1
