"""Needs nobody pledges: who could help stands there without a name, and is asked by the platform."""

import pytest

from domain.db import db
from domain.matching import Asked
from domain.notices import Notice
from domain.people import Person
from tests import factories


@pytest.fixture
def need(cast):
    cast["volunteer"].region_code = "MA-02"
    return factories.need(cast["ours"], note="للجبل")


def address(need, step: str = "") -> str:
    return f"/studio/matching/{need.id}{step}"


def ask(browser, need, many: str = "5", **more):
    return browser.post(address(need, "/volunteers"), {"how_many": many, "seen": "0"} | more)


def test_a_need_that_nobody_pledges_leads_to_who_could_help(as_, need):
    browser = as_("coordinator")
    page = browser.get("/studio/matching")
    assert page.one(f"main a[href='{address(need)}']")
    assert browser.get("/studio/matching?region=MA-03").one("main .empty")
    assert browser.get("/studio/matching?region=nowhere&category=none&campaign=x&after=-1").status == 200
    assert browser.get("/studio/matching?category=food").one("main .empty")


def test_who_could_help_has_neither_name_nor_phone(as_, cast, need):
    cast["volunteer"].name = "نعيمة البوعزاوي"
    page = as_("coordinator").get(address(need))
    assert len(page.soup.select("main ol.list li")) == 1
    assert "نعيمة" not in page.body
    assert cast["volunteer"].phone not in page.body
    assert str(cast["volunteer"].email) not in page.body


def test_volunteers_are_asked_and_find_the_need_in_their_inbox(as_, cast, need):
    browser = as_("coordinator")
    assert ask(browser, need).location == address(need)
    inbox = as_("volunteer").get("/inbox")
    assert inbox.one(f"#inbox a[href='/needs/{need.id}']")
    assert cast["ours"].name in inbox.text
    page = browser.get(address(need))
    assert not page.soup.select("form[action$='/volunteers']")
    factories.pledge(need, cast["volunteer"], 7)
    assert "7" in browser.get(address(need)).soup.select("main .card b")[0].parent.get_text()


@pytest.mark.parametrize("typed", ["", "كثير", "0", "21"])
def test_how_many_is_a_number_up_to_twenty_and_what_was_typed_stays(as_, need, typed):
    page = ask(as_("coordinator"), need, typed)
    assert page.status == 422
    field = page.one("input[name=how_many]")
    assert (field["value"], field["aria-invalid"]) == (typed, "true")
    assert db.session.query(Asked).count() == 0


def test_how_many_is_understood_in_arabic_digits(as_, need):
    assert ask(as_("coordinator"), need, "٢").status == 303


def test_a_second_tap_answers_like_the_first_and_asks_nobody_else(as_, cast, need):
    cast["volunteer2"].region_code = "MA-02"
    browser = as_("coordinator")
    answers = [ask(browser, need, "1") for _tap in range(2)]
    assert [(one.status, one.location) for one in answers] == [(303, address(need))] * 2
    assert not browser.get(address(need)).soup.select("main .notice.red")
    assert db.session.query(Notice).filter_by(kind="asked_to_cover").count() == 1


def test_who_asks_after_somebody_else_did_is_told_so_and_asks_nobody(as_, cast, need):
    cast["volunteer2"].region_code = "MA-02"
    assert ask(as_("coordinator"), need, "1").status == 303
    page = ask(as_("admin"), need, "1")
    assert page.status == 409
    assert page.one("main .notice.red")
    assert page.fields("form[action$='/volunteers']")["seen"] == "1"
    assert db.session.query(Notice).filter_by(kind="asked_to_cover").count() == 1


def test_a_company_is_asked_by_name(as_, cast, need):
    company = factories.organisation(cast["volunteer2"], kind="company", name="شركة النسيج")
    browser = as_("coordinator")
    page = browser.get(address(need))
    assert "شركة النسيج" in page.text
    form = page.fields("form[action$='/companies']")
    assert form["company"] == str(company.id)
    assert browser.post(address(need, "/companies"), form).status == 303
    assert not browser.get(address(need)).soup.select("form[action$='/companies']")
    assert browser.post(address(need, "/companies"), form).status == 303, "the same click again"
    assert as_("volunteer2").get("/inbox").one(f"#inbox a[href='/needs/{need.id}']")


def test_nobody_asks_for_their_own_association(as_, cast, need):
    db.session.add(
        factories.Membership(organisation_id=cast["ours"].id, person_id=cast["coordinator"].id, role="editor")
    )
    browser = as_("coordinator")
    assert not browser.get(address(need)).soup.select("form[action$='/volunteers']")
    assert ask(browser, need).status == 409


def test_a_part_of_the_list_comes_as_a_fragment(as_, need):
    page = as_("coordinator").get("/studio/matching", htmx=True)
    assert not page.soup.select("html")
    assert page.one(f"a[href='{address(need)}']")


@pytest.mark.parametrize("who", ["volunteer", "owner", "planner", "guest"])
def test_matching_is_for_the_platform_team(as_, need, who):
    browser = as_(who)
    assert browser.get("/studio/matching").status == 404
    assert browser.get(address(need)).status == 404
    assert ask(browser, need).status == 404
    assert browser.post(address(need, "/companies"), {"company": "1"}).status == 404


def test_a_visitor_signs_in_first(client, need):
    assert client.get("/studio/matching").location == "/sign-in?next=/studio/matching"
    assert ask(client, need).location == "/sign-in"


def test_a_draft_is_asked_for_by_nobody(as_, cast):
    draft = factories.need(cast["ours"], published=False)
    assert as_("coordinator").get(address(draft)).status == 404


def test_one_tap_ends_being_asked_and_another_begins_it_again(as_, cast, need):
    browser = as_("volunteer")
    form = browser.get("/inbox/letters").fields("form[action='/inbox/requests']")
    assert browser.post("/inbox/requests", form).status == 303
    assert db.session.get_one(Person, cast["volunteer"].id, populate_existing=True).is_askable is False
    assert ask(as_("coordinator"), need).status == 409
    assert browser.post("/inbox/requests", browser.get("/inbox/letters").fields("form[action='/inbox/requests']"))
    assert db.session.get_one(Person, cast["volunteer"].id, populate_existing=True).is_askable is True


def test_where_one_is_can_be_said_on_the_account_page_and_taken_back(as_, cast):
    browser = as_("volunteer2")
    form = browser.get("/account").fields("form[action='/account']") | {"lang": "ar"}
    assert browser.post("/account", form | {"region": "MA-05"}).status == 303
    assert db.session.get_one(Person, cast["volunteer2"].id, populate_existing=True).region_code == "MA-05"
    assert browser.get("/account").one("select[name=region] option[selected]")["value"] == "MA-05"
    assert browser.post("/account", form | {"region": "XX-99"}).status == 422
    assert browser.post("/account", form | {"region": ""}).status == 303
    assert db.session.get_one(Person, cast["volunteer2"].id, populate_existing=True).region_code is None
