"""An association's whole way, on a phone in Arabic: from its application to the proof on the public page."""

import re

import pytest

from domain.db import db
from domain.needs import Need
from domain.organisations import Organisation
from domain.pledges import Pledge
from domain.text import to_latin_digits
from tests import factories

MESSAGE = """السلام عليكم
محتاجين قبل 20 دجنبر:
- ٣٠ بطانية (عاجل)
- حليب : 12 كرتونة
للتواصل: 0612345678
بارك الله فيكم"""


@pytest.mark.parametrize("js", [True, False], ids=["js", "no-js"])
def test_from_the_application_to_the_proof_that_it_reached_people(visit, cast, js):
    secretary, volunteer = factories.person("ربيعة"), factories.person("نور")
    db.session.commit()
    at_the_desk = visit("/join", js=js, person=secretary)
    slug = apply_and_hand_in(at_the_desk)
    approve(visit(f"/studio/associations/{slug}", js=js, person=cast["coordinator"]))
    paste(at_the_desk, slug)
    needs = list(db.session.query(Need).order_by(Need.id))
    assert [(need.item_code, need.quantity, need.status) for need in needs] == [
        ("blanket", 30, "submitted"), ("milk", 12, "submitted"),
    ]  # fmt: skip
    publish(visit(f"/studio/needs/{needs[0].id}", js=js, person=cast["coordinator"]))
    need_id = needs[0].id
    code = pledge(visit(f"/needs/{need_id}", js=js, person=volunteer), volunteer)
    receive_short(at_the_desk, slug, code)
    card = visit(f"/needs/{need_id}", js=js).locator("[data-need-id]").first
    assert card.get_attribute("data-remaining") == "22"  # ten promised, eight came: two are open again
    distribute(at_the_desk, slug)
    public = visit(f"/needs/{need_id}", js=js)
    assert public.locator(".proof li.yes").count() == 4
    assert "8" in public.locator(".proof li").last.inner_text()
    for hidden in (volunteer.name, secretary.name, "0612345678"):
        assert hidden not in public.content()


def apply_and_hand_in(page):
    page.fill("[name=name]", "جمعية أمل الوادي")
    page.fill("[name=name_latin]", "Amal Al Wadi")
    page.select_option("[name=region]", "MA-05")
    page.click("main form .btn.wide")
    page.wait_for_url(re.compile("/desk/[^/]+/profile"))
    slug = page.url.split("/desk/")[1].split("/")[0]
    page.goto(f"/desk/{slug}/profile/who")
    page.locator("[name=fields]").first.check()
    page.locator("[name=size]").first.check()
    page.locator("form[action$='/profile/who'] .btn").click()
    page.goto(f"/desk/{slug}/profile/where")
    page.fill("[name=q]", "إملشيل")
    page.locator("form.form [name=q]").press("Enter")
    page.locator("[name=commune]").select_option(index=0)
    page.locator("form[action$='/profile/where'][method=post] .btn").click()
    page.goto(f"/desk/{slug}/profile/about")
    page.fill("[name=about]", "نجمع الأغطية والملابس لأسر القرى البعيدة كل شتاء.")
    page.fill("[name=contact_policy]", "اتصلوا بنا عبر عون، ونحن نجيب في المساء.")
    page.locator("form[action$='/profile/about'] .btn").click()
    page.goto(f"/desk/{slug}/profile/papers")
    page.fill("[name=since]", "12/03/2019")
    page.locator("form[action$='/profile/papers'] .btn").click()
    page.goto(f"/desk/{slug}/profile")
    page.locator("form[action$='/profile/submission'] button").click()
    page.wait_for_load_state()
    assert status(slug) == "submitted"
    return slug


def status(slug):
    db.session.rollback()
    return db.session.query(Organisation).filter_by(slug=slug).populate_existing().one().status


def approve(page):
    page.locator("form[action$='/review'] button").click()
    page.locator("form[action$='/approval'] button").click()
    page.wait_for_load_state()


def paste(page, slug):
    assert status(slug) == "approved"
    page.goto(f"/desk/{slug}/paste")
    page.fill("textarea", MESSAGE)
    page.locator("form[action$='/paste'] .btn").click()
    page.wait_for_load_state()
    assert page.locator("[name$='-in']").count() == 2
    assert "0612345678" not in page.content()
    page.click("button[name=forward]")
    page.wait_for_url(re.compile(f"/desk/{slug}$"))


def publish(page):
    page.locator("form[action$='/review'] button").click()
    page.locator("form[action$='/publication'] button").click()
    page.wait_for_load_state()


def pledge(page, volunteer):
    page.fill("[name=quantity]", "10")
    page.locator("form.act .btn").click()
    page.wait_for_load_state()
    page.wait_for_timeout(300)
    db.session.rollback()
    made = db.session.query(Pledge).filter_by(person_id=volunteer.id).one()
    page.goto(f"/pledges/{made.id}")
    for box in page.locator("[name=steps]").all():
        box.check()
    page.locator("form[action$='/preparation'] .btn").click()
    page.locator("form[action$='/handover'] .btn").click()
    page.wait_for_load_state()
    return to_latin_digits(page.locator(".code").first.inner_text())


def receive_short(page, slug, code):
    page.goto(f"/desk/{slug}/incoming")
    page.fill("[name=code]", code)
    page.locator("form.lookup .btn").click()
    page.wait_for_url(re.compile("/pledges/"))
    page.fill("[name=quantity]", "٨")
    page.locator("[name=condition]").first.check()
    page.locator("form[action$='/receipt'] .btn").click()
    page.wait_for_load_state()


def distribute(page, slug):
    page.goto(f"/desk/{slug}/distributions")
    page.fill("[name=quantity]", "8")
    page.fill("[name=place]", "دوار تيزي")
    page.fill("[name=families]", "4")
    page.fill("[name=women]", "5")
    page.fill("[name=men]", "4")
    page.fill("[name=children]", "9")
    page.locator("form[action$='/distributions'] .btn.wide").click()
    page.wait_for_load_state()
