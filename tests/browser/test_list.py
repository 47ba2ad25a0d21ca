"""The desk's list in a real browser on a phone: rows edited in place, moved, and kept when the network goes."""

import pytest
from playwright.sync_api import expect

from domain.db import db
from domain.needs import Need
from tests import factories

BOTH_WAYS = pytest.mark.parametrize("js", [True, False], ids=["js", "no-js"])
MESSAGE = "السلام عليكم\nنحتاج قبل 20 دجنبر:\n- 120 بطانية\n- معاطف للأطفال ×40\n- حليب: 30 علبة عاجل جدا"


@pytest.fixture
def rows(cast):
    made = [factories.need(cast["ours"], label=name) for name in ("ثالث", "ثان", "أول")]
    db.session.commit()
    return made


def fresh(need: Need) -> Need:
    return db.session.get_one(Need, need.id, populate_existing=True)


def row(page, need):
    return page.locator(f"#need-{need.id}")


@BOTH_WAYS
def test_a_row_is_edited_where_it_stands(visit, cast, rows, js):
    page = visit("/desk/ours", js=js, person=cast["owner"])
    row(page, rows[1]).locator(".act > a").click()
    row(page, rows[1]).locator("[name=quantity]").fill("٧٥")
    row(page, rows[1]).locator("form button.btn").click()
    expect(row(page, rows[1])).to_contain_text("75")
    expect(row(page, rows[1]).locator("h2")).to_be_visible()
    assert fresh(rows[1]).quantity == 75


def test_what_was_typed_outlives_a_lost_connection(visit, cast, rows):
    page = visit("/desk/ours", person=cast["owner"])
    row(page, rows[0]).locator(".act > a").click()
    field = row(page, rows[0]).locator("[name=note]")
    field.fill("مقاسات كبيرة")
    page.context.set_offline(True)
    row(page, rows[0]).locator("form button.btn").click()
    expect(page.locator("#status [data-retry]")).to_be_visible()
    expect(field).to_have_value("مقاسات كبيرة")
    page.context.set_offline(False)
    page.locator("#status [data-retry]").click()
    expect(row(page, rows[0]).locator(".done")).to_be_visible()
    assert fresh(rows[0]).note == "مقاسات كبيرة"


@BOTH_WAYS
def test_rows_are_put_in_order(visit, cast, rows, js):
    page = visit("/desk/ours", js=js, person=cast["owner"])
    titles = page.locator(".entries > li h2")
    expect(titles).to_have_text(["أول", "ثان", "ثالث"])
    row(page, rows[0]).locator("summary").click()
    row(page, rows[0]).locator("form:has([value=up]) button").click()
    expect(titles).to_have_text(["أول", "ثالث", "ثان"])
    row(page, rows[2]).locator("summary").click()
    row(page, rows[2]).locator("form:has([value=down]) button").click()
    expect(titles).to_have_text(["ثالث", "أول", "ثان"])


def test_an_open_form_stays_while_other_rows_move_and_change(visit, cast, rows):
    page = visit("/desk/ours", person=cast["owner"])
    row(page, rows[1]).locator(".act > a").click()
    field = row(page, rows[1]).locator("[name=note]")
    field.fill("لم يحفظ بعد")
    row(page, rows[0]).locator("summary").click()
    row(page, rows[0]).locator("form:has([value=up]) button").click()
    expect(row(page, rows[0]).locator(".done")).to_be_visible()
    row(page, rows[2]).locator("summary").click()
    row(page, rows[2]).locator("form:has([value=pause]) button").click()
    expect(row(page, rows[2]).locator(".done")).to_be_visible()
    expect(field).to_have_value("لم يحفظ بعد")


def test_another_item_is_fetched_into_the_open_form(visit, cast, rows):
    page = visit("/desk/ours", person=cast["owner"])
    row(page, rows[1]).locator(".act > a").click()
    row(page, rows[1]).locator("[name=note]").fill("كتب قبل ذلك")
    row(page, rows[1]).locator("form a.quiet").click()
    row(page, rows[1]).locator("select[name=item]").select_option("milk")
    row(page, rows[1]).locator("form button.btn").click()
    expect(row(page, rows[1]).locator(".done")).to_be_visible()
    assert (fresh(rows[1]).item_code, fresh(rows[1]).note) == ("milk", "كتب قبل ذلك")


@BOTH_WAYS
def test_a_message_is_on_the_board_in_three_presses(visit, cast, js):
    page = visit("/desk/ours", js=js, person=cast["owner"])
    page.locator("main a[href$=paste]").first.click()
    page.locator("textarea").fill(MESSAGE)
    page.locator("main form button").click()
    expect(page.locator(".entries > li")).to_have_count(3)
    page.locator("[name=forward]").click()
    expect(page.locator(".entries > li")).to_have_count(3)
    assert [need.status for need in db.session.query(Need)] == ["published"] * 3


def test_no_page_of_the_list_is_wider_than_a_phone(visit, cast, rows):
    page = visit("/desk/ours", person=cast["owner"])
    for path in ("", f"/needs/{rows[0].id}/edit", "/needs/new", "/paste", "/import", f"/needs/{rows[0].id}/end"):
        page.goto(f"/desk/ours{path}")
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, path
