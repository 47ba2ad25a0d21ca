"""A campaign's whole way, on a phone in Arabic: planned, published, filled with a need, made known, packed, sent in a
convoy, counted short, and reported."""

import csv
import io
import re
from datetime import timedelta

import pytest
from PIL import Image
from playwright.sync_api import expect

from blueprints.shell import worker
from domain import clock
from domain.campaigns import Edition
from domain.convoys import Convoy
from domain.db import db
from domain.needs import Need
from domain.packing import PackingSession
from domain.text import to_latin_digits

BETTER = "أغطية تدفئ ليالي الجبل"


@pytest.mark.parametrize("js", [True, False], ids=["js", "no-js"])
def test_from_the_plan_of_an_edition_to_the_report_of_what_arrived(visit, cast, js):
    cast["ours"].status = "approved"  # what it writes is reviewed
    db.session.commit()
    studio = visit("/studio/campaigns/new", js=js, person=cast["coordinator"])
    desk = visit("/desk/ours", js=js, person=cast["owner"])
    edition = plan(studio)
    ask_and_publish(studio, edition, cast["ours"])
    need_id = take_part_and_hand_in(desk)
    redraft_and_publish(studio, need_id)
    public = visit(f"/campaigns/{edition}", js=js)
    expect(public.locator(f"[data-need-id='{need_id}']")).to_contain_text(BETTER)
    ask_for_the_poster(public, need_id, js)
    pack(studio, edition)
    convoy = send(studio, edition, cast["ours"])
    receive_short(desk, convoy)
    read_the_report(public, edition)


def only(kind):
    """The one row of a table, as it is saved now."""
    db.session.rollback()
    return db.session.query(kind).populate_existing().one()


def press(page, action):
    """Press the button of the form that goes there, and wait for what it leads to."""
    with page.expect_navigation():
        page.locator(f"main form[action$='{action}'] button").first.click()


def plan(page):
    """A new campaign's edition that runs from today, with a stage and targets; its slug."""
    page.fill("[name=name_ar]", "شتاء بلا برد")
    page.fill("[name=about_ar]", "أغطية وقفف لأسر الجبل.")
    page.fill("[name=starts_on]", clock.today().isoformat())
    page.fill("[name=ends_on]", (clock.today() + timedelta(days=40)).isoformat())
    press(page, "/studio/campaigns/new")
    slug = only(Edition).slug
    page.goto(f"/studio/campaigns/{slug}/stages")
    page.fill("[name=s0-name_ar]", "الشرق أولا")
    page.check("[name=s0-regions][value=MA-02]")
    page.locator("form[action$='/stages'] button.btn").last.click()
    page.wait_for_load_state()
    page.goto(f"/studio/campaigns/{slug}/targets?item=blanket")
    page.fill("[name='t.blanket.MA-02']", "٤٠٠")
    press(page, "/targets")
    page.goto(f"/studio/campaigns/{slug}/targets?view=grid")
    page.fill("[name='t.blanket.MA-03']", "100")
    press(page, "/targets")
    assert {one.region_code: one.quantity for one in only(Edition).targets} == {"MA-02": 400, "MA-03": 100}
    return slug


def ask_and_publish(page, slug, organisation):
    page.goto(f"/studio/campaigns/{slug}/partners")
    page.fill("[name=q]", organisation.name)
    page.locator("form[role=search] .btn").click()
    page.locator("form:has([name=association][value=ours]) button").click()
    page.wait_for_load_state()
    page.goto(f"/studio/campaigns/{slug}")
    press(page, "/publication")
    assert only(Edition).is_public


def take_part_and_hand_in(page):
    """The number of the need that the association hands in for the campaign."""
    page.goto("/desk/ours/campaigns")
    press(page, "/acceptance")
    page.locator("main a[href*='/needs/new']").first.click()
    page.select_option("[name=item]", "blanket")
    page.fill("[name=quantity]", "٦٠")
    page.fill("[name=deadline]", (clock.today() + timedelta(days=20)).isoformat())
    page.fill("[name=note]", "نحتاج الأغطية قبل الثلج")
    press(page, "/needs")
    page.locator("form:has([name=to][value=forward]) button").click()
    expect(page.locator(".entries .badge.amber")).to_be_visible()
    need = only(Need)
    assert (need.status, need.edition_id) == ("submitted", only(Edition).id)
    return need.id


def redraft_and_publish(page, need_id):
    page.goto(f"/studio/needs/{need_id}")
    page.locator("#redraft summary").click()
    page.fill("[name=label]", BETTER)
    press(page, "/redraft")
    expect(page.locator("#redraft ins").first).to_be_visible()
    press(page, "/redraft/use")
    need = only(Need)
    assert (need.status, need.label) == ("published", BETTER)


def ask_for_the_poster(page, need_id, js):
    page.goto(f"/needs/{need_id}")
    page.locator("a[href$='/posters']").first.click()
    page.locator("#sheets form button").click()
    expect(page.locator("#sheets [role=status]")).to_be_visible()
    assert worker.do_jobs() == 5
    if not js:
        page.locator("#sheets [role=status] a").click()
    link = page.locator("#sheets a[download][href*='square.png']")
    expect(link).to_be_visible()
    made = page.request.get(link.get_attribute("href"))
    assert "attachment" in made.headers["content-disposition"]
    assert Image.open(io.BytesIO(made.body())).size == (1080, 1080)


def pack(page, slug):
    """Fifty cartons of two sacks each, from a hub that was given rice."""
    page.goto("/studio/stock/hubs/new")
    page.fill("[name=name]", "مخزن وجدة")
    page.select_option("[name=region]", "MA-02")
    press(page, "/hubs")
    hub = page.url
    page.goto(f"{hub}/supply")
    page.select_option("[name=item]", "rice")
    page.fill("[name=quantity]", "١٢٠")
    page.fill("[name=donor]", "بنك الطعام")
    press(page, "/supply")
    page.goto(f"{hub}/packing/new")
    page.select_option("[name=item]", "food-carton")
    page.fill("[name=planned]", "50")
    page.select_option("[name=edition]", slug)
    page.select_option("[name=part1]", "rice")
    page.fill("[name=units1]", "2")
    press(page, "/packing")
    press(page, "/start")
    page.locator(".taps form:has([name=quantity][value='50']) button").click()
    expect(page.locator(".tally")).to_have_text(re.compile("50|٥٠"))
    press(page, "/end")
    session = only(PackingSession)
    assert (session.packed, session.status) == (50, "done")


def send(page, slug, organisation):
    """The number of the convoy that carries them to the association."""
    page.goto("/studio/convoys/new")
    page.fill("[name=name]", "قافلة الشرق")
    page.select_option("[name=hub]", label="مخزن وجدة")
    page.select_option("[name=edition]", slug)
    press(page, "/convoys")
    page.select_option("[name=region]", "MA-02")
    page.fill("[name=association]", organisation.name)
    page.select_option("[name=item1]", "food-carton")
    page.fill("[name=quantity1]", "50")
    press(page, "/stops")
    press(page, "/dispatch")
    convoy = only(Convoy)
    assert convoy.status == "on_the_way"
    return convoy.id


def receive_short(page, convoy_id):
    """Five are lost: that is not taken without a reason."""
    page.goto(f"/convoys/{convoy_id}/receipt")  # what the code on the convoy's sheet opens
    page.locator("main a.btn[href*='/convoys/lines/']").click()
    page.fill("[name=received]", "٤٥")
    page.fill("[name=lost]", "٥")
    press(page, "/receipt")
    expect(page.locator("#reason-error")).to_be_visible()
    expect(page.locator("[name=received]")).to_have_value("٤٥")
    page.fill("[name=reason]", "بلها المطر في الطريق")
    press(page, "/receipt")
    assert only(Convoy).status == "arrived"


def read_the_report(page, slug):
    page.goto(f"/campaigns/{slug}")
    shown = [to_latin_digits(one) for one in page.locator("#convoys .stat b").all_inner_texts()]
    assert shown == ["50", "50", "45"]  # packed, sent, arrived
    page.goto(f"/campaigns/{slug}/report")
    said = to_latin_digits(page.locator("article.report").inner_text())
    assert re.search(r"\b50\b.*\b45\b", said, re.DOTALL)
    assert page.request.get(f"/campaigns/{slug}/report.pdf").body().startswith(b"%PDF")
    table = page.request.get(f"/campaigns/{slug}/report.csv?lang=en").body().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(table)))
    values = {measure: value for measure, item, _region, value, *_ in rows if not item}
    assert [values[f"Units {what}"] for what in ("packed", "sent by convoy", "arrived by convoy")] == ["50", "50", "45"]
