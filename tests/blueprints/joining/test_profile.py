"""The profile, step by step: left, taken up again, handed in, confirmed, left behind."""

from datetime import timedelta

import pytest

from domain import clock, joining, reviews
from domain.db import db
from domain.organisations import Organisation
from tests import factories

WHO = {"name": "جمعية الغد", "name_latin": "Al Ghad", "kind": "association", "fields": ["relief", "health"],
       "size": "small", "founded": "٢٠١١"}  # fmt: skip
ABOUT = {"about": "نساعد الأسر\n\nفي الجبل", "contact_policy": "كل مساء"}


def fresh(organisation):
    return db.session.get(Organisation, organisation.id, populate_existing=True)


def test_the_whole_way_without_a_script(as_, started, cast):
    browser, desk = as_("volunteer"), f"/desk/{started.slug}/profile"
    assert browser.post(f"{desk}/submission").status == 422
    page = browser.post(f"{desk}/who", WHO)
    assert page.location == f"{desk}/where"
    found = browser.get(f"{desk}/where?q=اصيله")
    code = found.one("select[name=commune] option")["value"]
    page = browser.post(f"{desk}/where", {"commune": code})
    assert page.location == f"{desk}/about"
    page = browser.post(page.location, ABOUT)
    assert page.location == f"{desk}/papers"
    typed = {"form": "association", "number": "12/2019", "since": "٣/٥/٢٠١٩", "document": "0"}
    assert browser.post(page.location, typed).status == 303
    page = browser.get(desk)
    assert page.soup.select(f"form[action='{desk}/submission']")
    assert browser.post(f"{desk}/submission").location == desk
    made = fresh(started)
    assert (made.status, made.founded, made.fields) == ("submitted", 2011, ["relief", "health"])
    assert (made.commune_code, made.about) == (code, "نساعد الأسر\n\nفي الجبل")


def test_a_step_can_be_left_and_stands_there_later(as_, started):
    desk = f"/desk/{started.slug}/profile"
    as_("volunteer").post(f"{desk}/who", WHO)
    page = as_("volunteer").get(f"{desk}/who")
    ticked = [box["value"] for box in page.soup.select("input[name=fields][checked]")]
    assert ticked == ["relief", "health"]
    assert page.one("input[name=founded]")["value"] == "2011"


@pytest.mark.parametrize(("step", "typed", "field"), [
    ("who", WHO | {"founded": "12"}, "founded"),
    ("who", WHO | {"name_latin": "الغد"}, "name_latin"),
    ("about", ABOUT | {"about": "س" * 2001}, "about"),
    ("about", ABOUT | {"contact_policy": ""}, "contact_policy"),
])  # fmt: skip
def test_what_is_wrong_stands_at_its_field_and_the_rest_is_kept(as_, started, step, typed, field):
    page = as_("volunteer").post(f"/desk/{started.slug}/profile/{step}", typed)
    assert page.status == 422
    assert page.one(f"[name={field}]")["aria-invalid"] == "true"
    other = "name" if step == "who" else "contact_policy" if field == "about" else "about"
    tag = page.one(f"[name={other}]")
    assert (tag.get("value") or tag.get_text().strip()) == typed[other]


def test_no_field_of_work_is_said_at_the_fields(as_, started):
    page = as_("volunteer").post(f"/desk/{started.slug}/profile/who", WHO | {"fields": []})
    assert page.status == 422
    assert page.one("#fields .error")


def test_a_jalali_year_is_a_year(as_, started):
    as_("volunteer").post(f"/desk/{started.slug}/profile/who", WHO | {"founded": "۱۳۹۰"})
    assert fresh(started).founded == 2011


def test_the_year_of_founding_comes_back_in_the_readers_calendar(as_, started):
    browser, path = as_("volunteer"), f"/desk/{started.slug}/profile/who"
    browser.post(path, WHO)
    shown = browser.get(f"{path}?lang=fa").one("input[name=founded]")["value"]
    assert shown == "۱۳۹۰"
    browser.post(path, WHO | {"founded": shown})
    assert fresh(started).founded == 2011


def test_the_search_for_a_commune_answers_htmx_with_the_list_alone(as_, started):
    page = as_("volunteer").get(f"/desk/{started.slug}/profile/where?q=Assilah", htmx=True)
    assert page.one("form#communes select[name=commune] optgroup option").get_text() == "أصيلة"
    assert not page.soup.select("html")
    assert "HX-Request" in page.headers["Vary"]


def test_a_commune_that_does_not_exist_is_refused(as_, started):
    page = as_("volunteer").post(f"/desk/{started.slug}/profile/where", {"commune": "99.999"})
    assert page.status == 422


def test_elsewhere_the_place_is_a_region_and_a_town(app, as_, started):
    app.config["AWN_COUNTRY"] = "EG"
    page = as_("volunteer").get(f"/desk/{started.slug}/profile/where")
    assert page.one("input[name=locality]")


def test_what_is_being_reviewed_cannot_be_changed_and_is_taken_back_first(as_, complete, cast):
    joining.submit(complete.id, actor_id=cast["volunteer"].id)
    browser, desk = as_("volunteer"), f"/desk/{complete.slug}/profile"
    assert not browser.get(f"{desk}/who").soup.select("main form")
    assert browser.post(f"{desk}/about", ABOUT).status == 409
    assert browser.post(f"{desk}/return").location == desk
    assert fresh(complete).status == "started"


def test_the_reason_of_a_return_stands_on_the_profile(as_, complete, cast):
    joining.submit(complete.id, actor_id=cast["volunteer"].id)
    reviews.decide(complete.id, "return", "أين الوصل؟", actor_id=cast["coordinator"].id)
    assert "أين الوصل؟" in as_("volunteer").get(f"/desk/{complete.slug}/profile").one("main .notice").get_text()


def test_a_coordinator_corrects_what_was_checked_and_a_member_does_not(as_, cast):
    member, coordinator = as_("member"), as_("coordinator")
    assert member.post("/desk/ours/profile/who", WHO).status == 409
    assert coordinator.get("/desk/ours/profile/who").soup.select("main form")
    assert coordinator.post("/desk/ours/profile/who", WHO).status == 303
    assert fresh(cast["ours"]).name == WHO["name"]
    page = coordinator.get("/desk/ours/profile")
    assert not page.soup.select("main form"), "the rest is for its own people"
    assert coordinator.post("/desk/ours/profile/submission").status == 404


def test_an_approved_association_says_something_new_of_itself_and_visitors_read_it_at_once(client, as_):
    client.get("/associations/ours")
    as_("member").post("/desk/ours/profile/about", ABOUT)
    assert "في الجبل" in client.get("/associations/ours").text


def test_a_profile_is_confirmed_when_it_is_asked_for(as_, cast):
    cast["ours"].recertify_on = clock.today() + timedelta(days=20)
    browser = as_("member")
    assert browser.get("/desk/ours/profile").soup.select("form[action='/desk/ours/profile/confirmation']")
    assert browser.post("/desk/ours/profile/confirmation").status == 303
    assert fresh(cast["ours"]).recertify_on == clock.today() + timedelta(days=365)
    assert browser.post("/desk/ours/profile/confirmation").status == 409


def test_an_owner_leaves_with_the_association_after_typing_its_name(as_, cast):
    need = factories.need(cast["ours"])
    browser = as_("owner")
    page = browser.post("/desk/ours/withdrawal", {"typed": "جمعية أخرى"})
    assert (page.status, page.one("input[name=typed]")["value"]) == (422, "جمعية أخرى")
    assert fresh(cast["ours"]).status == "trusted"
    assert browser.post("/desk/ours/withdrawal", {"typed": cast["ours"].name.replace("ة", "ه")}).status == 303
    assert fresh(cast["ours"]).status == "withdrawn"
    assert db.session.get(type(need), need.id).status == "closed"
    assert as_("member").get("/desk/ours/withdrawal").status == 404


def test_nobody_else_sees_a_profile(client, as_, started):
    for address in (f"/desk/{started.slug}/profile", f"/desk/{started.slug}/profile/who"):
        assert as_("stranger").get(address).status == 404
        assert client.get(address).location.startswith("/sign-in")
        assert client.get(f"/associations/{started.slug}").status == 404


def test_steps_that_are_none_and_methods_that_are_not_taken(as_, started):
    assert as_("volunteer").get(f"/desk/{started.slug}/profile/nonsense").status == 404
    assert as_("volunteer").get(f"/desk/{started.slug}/profile/submission").status == 405
