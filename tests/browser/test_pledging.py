"""The main job in a real browser, on a phone, in Arabic and in French, with JavaScript and without."""

import re

import pytest
from playwright.sync_api import expect

from domain.db import db
from domain.needs import Need
from tests import factories

LANGUAGES = ("ar", "fr")
BOTH_WAYS = pytest.mark.parametrize("js", [True, False], ids=["js", "no-js"])
IN_BOTH = pytest.mark.parametrize("lang", LANGUAGES)


@pytest.fixture
def needs(cast):
    made = [factories.need(cast["ours"], quantity=60 + number) for number in range(25)]
    db.session.commit()
    return made


def taken(need: Need) -> int:
    return db.session.get_one(Need, need.id, populate_existing=True).pledged


def article(page, need):
    return page.locator(f"[data-need-id='{need.id}']").first


def button(page, need):
    return article(page, need).locator(".act .btn")


@IN_BOTH
@BOTH_WAYS
def test_a_visitor_pledges_with_name_and_phone_and_follows_it(visit, needs, lang, js):
    need = needs[-1]
    page = visit("/needs", lang=lang, js=js)
    assert page.locator("html").get_attribute("dir") == ("rtl" if lang == "ar" else "ltr")
    button(page, need).click()
    page.fill("[name=quantity]", "٧" if lang == "ar" else "7")
    page.fill("[name=name]", "ليلى")
    page.fill("[name=phone]", "0612345678")
    page.click("form[action$='/pledges'] .btn")
    page.wait_for_url(re.compile(r"/pledges/\d+$"))
    assert page.locator(".code").inner_text().replace(" ", "").isdigit()
    assert taken(need) == 7
    page.goto("/pledges")
    assert page.locator("article").count() == 1


@IN_BOTH
def test_with_script_a_click_swaps_one_card_and_the_counter_and_nothing_else(visit, needs, cast, lang):
    need = needs[-1]
    page = visit("/needs", lang=lang, person=cast["volunteer"])
    before = page.evaluate("[...document.querySelectorAll('article')].map(a => a.outerHTML)")
    url = page.url
    page.evaluate("""() => {
      window.changed = new Set();
      new MutationObserver(list => list.forEach(m => {
        const t = m.target.nodeType === 1 ? m.target : m.target.parentElement;
        const near = t.closest('#pledge-count, #status, article') || t;
        window.changed.add(near.id || near.tagName);
      })).observe(document.body, {subtree: true, childList: true, characterData: true});
    }""")
    button(page, need).click()
    article(page, need).locator(".done").wait_for()
    assert page.url == url
    after = page.evaluate("[...document.querySelectorAll('article')].map(a => a.outerHTML)")
    assert [one == other for one, other in zip(before, after, strict=True)].count(False) == 1
    changed = set(page.evaluate("[...window.changed]"))
    assert "pledge-count" in changed
    assert changed <= {f"need-{need.id}", "cards", "pledge-count", "DIV"}
    assert "1" in page.locator("#pledge-count").inner_text()
    assert page.evaluate("document.activeElement.closest('article')?.id") == f"need-{need.id}"
    assert taken(need) == 5


@IN_BOTH
def test_undo_stands_beside_it_and_takes_it_back(visit, needs, cast, lang):
    need = needs[-1]
    page = visit("/needs", lang=lang, person=cast["volunteer"])
    button(page, need).click()
    article(page, need).locator(".done form button").click()
    article(page, need).locator(".act").wait_for()
    assert taken(need) == 0


@IN_BOTH
def test_without_script_the_same_click_makes_the_pledge_and_shows_it(visit, needs, cast, lang):
    need = needs[-1]
    page = visit("/needs", lang=lang, js=False, person=cast["volunteer"])
    button(page, need).click()
    page.wait_for_url(re.compile(r"/pledges/\d+$"))
    assert taken(need) == 5
    page.locator("form[action$='/withdrawal'] button").click()
    assert taken(need) == 0


@IN_BOTH
def test_the_stepper_changes_the_quantity_before_the_click(visit, needs, cast, lang):
    need = needs[-1]
    page = visit("/needs", lang=lang, person=cast["volunteer"])
    article(page, need).locator("[data-step='1']").click()
    article(page, need).locator("[data-step='1']").click()
    article(page, need).locator("[data-step='-1']").click()
    button(page, need).click()
    article(page, need).locator(".done").wait_for()
    assert taken(need) == 6


def test_two_taps_are_one_pledge(visit, needs, cast):
    need = needs[-1]
    page = visit("/needs", person=cast["volunteer"])
    button(page, need).dblclick()
    article(page, need).locator(".done").wait_for()
    assert taken(need) == 5


@IN_BOTH
def test_who_loses_the_race_takes_what_remains_in_one_click(visit, cast, lang):
    need = factories.need(cast["ours"], quantity=10)
    db.session.commit()
    page = visit("/needs", lang=lang, person=cast["volunteer"])
    article(page, need).locator("input[name=quantity]").fill("8")
    factories.pledge(need, cast["volunteer2"], 7)
    db.session.commit()
    button(page, need).click()
    article(page, need).locator(".late").wait_for()
    button(page, need).click()
    article(page, need).locator(".done").wait_for()
    assert taken(need) == 10


def test_the_keyboard_alone_makes_a_pledge(visit, needs, cast):
    need = needs[-1]
    page = visit("/needs", person=cast["volunteer"])
    for _ in range(60):
        page.keyboard.press("Tab")
        inside = page.evaluate("document.activeElement.closest('article')?.id")
        if inside == f"need-{need.id}" and page.evaluate("document.activeElement.matches('.act > .btn')"):
            break
    page.keyboard.press("Enter")
    article(page, need).locator(".done").wait_for()
    assert taken(need) == 5
    assert page.evaluate("document.activeElement.closest('article')?.id") == f"need-{need.id}"


@IN_BOTH
@BOTH_WAYS
def test_more_brings_the_next_needs(visit, needs, lang, js):
    page = visit("/needs", lang=lang, js=js)
    assert page.locator("article").count() == 20
    page.click("a.more")
    if js:
        expect(page.locator("article")).to_have_count(25)
    else:
        page.wait_for_url(re.compile("after="))
        assert page.locator("article").count() == 5


@IN_BOTH
@BOTH_WAYS
def test_the_board_is_searched_and_sifted(visit, cast, lang, js):
    flour = factories.need(cast["ours"], item="flour")
    factories.need(cast["ours"], item="blanket")
    db.session.commit()
    page = visit("/needs", lang=lang, js=js)
    page.fill("input[name=q]", "دقيق" if lang == "ar" else "farine")
    page.click(".search button")
    page.wait_for_url(re.compile("q="))
    assert [article.get_attribute("data-need-id") for article in page.locator("article").all()] == [str(flour.id)]
    page.goto("/needs")
    page.click("details.filters summary")
    page.select_option("select[name=category]", "bedding")
    page.click("details.filters button")
    page.wait_for_url(re.compile("category=bedding"))
    assert page.locator("article").count() == 1


@IN_BOTH
def test_a_lost_connection_is_said_and_the_click_can_be_repeated(visit, needs, cast, lang):
    need = needs[-1]
    page = visit("/needs", lang=lang, person=cast["volunteer"])
    page.context.set_offline(True)
    button(page, need).click()
    page.locator("#status [data-retry]").wait_for()
    page.context.set_offline(False)
    page.locator("#status [data-retry]").click()
    article(page, need).locator(".done").wait_for()
    assert taken(need) == 5
