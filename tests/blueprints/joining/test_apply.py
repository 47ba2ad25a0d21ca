"""An association says that it wants to join."""

import pytest

from domain.db import db
from domain.organisations import Membership, Organisation

TYPED = {"name": "جمعية الواحة", "name_latin": "Al Waha", "kind": "association", "region": "MA-08"}


def made():
    return db.session.query(Organisation).filter_by(name="جمعية الواحة").all()


def test_somebody_with_an_account_begins_and_owns_the_profile(as_, cast):
    page = as_("volunteer").post("/join", TYPED)
    assert (page.status, page.location) == (303, "/desk/al-waha/profile/who")
    (organisation,) = made()
    assert (organisation.status, organisation.region_code) == ("started", "MA-08")
    member = db.session.query(Membership).filter_by(organisation_id=organisation.id).one()
    assert (member.person_id, member.role) == (cast["volunteer"].id, "owner")


def test_the_same_form_sent_twice_is_one_application(as_):
    browser = as_("volunteer")
    assert browser.post("/join", TYPED).location == browser.post("/join", TYPED).location
    assert len(made()) == 1


@pytest.mark.parametrize("who", ["visitor", "guest"])
def test_without_an_account_the_application_waits_until_there_is_one(client, as_, who):
    browser = client if who == "visitor" else as_(who)
    page = browser.post("/join", TYPED)
    assert page.status == 303
    assert page.location.startswith("/sign-up?next=")
    back = browser.get(page.location).one("input[name=next]")["value"]
    kept = browser.get(back)
    assert kept.one("input[name=name]")["value"] == TYPED["name"]
    assert kept.one("select[name=region] option[selected]")["value"] == "MA-08"
    assert made() == []


def test_a_sign_up_leads_back_to_what_was_typed(client):
    page = client.get(client.post("/join", TYPED).location)
    fields = page.fields() | {"name": "سعاد", "login": "0612345678", "password": "correct-horse-7"}
    back = client.post("/sign-up", fields).location
    assert client.get(back).one("input[name=name]")["value"] == TYPED["name"]


def test_what_is_wrong_stands_at_its_field_and_the_rest_is_kept(as_):
    page = as_("volunteer").post("/join", TYPED | {"name": " ", "name_latin": "الواحة"})
    assert page.status == 422
    for name in ("name", "name_latin"):
        assert page.one(f"input[name={name}]")["aria-invalid"] == "true"
    assert page.one("select[name=region] option[selected]")["value"] == "MA-08"


def test_nobody_is_put_into_a_region_they_did_not_choose(as_):
    first = as_("volunteer").get("/join").soup.select("select[name=region] option")
    chosen = [one for one in first if one.has_attr("selected")] or first
    assert chosen[0]["value"] == ""
    page = as_("volunteer").post("/join", TYPED | {"region": ""})
    assert (page.status, page.one("select[name=region]")["aria-invalid"]) == (422, "true")
    assert page.one("input[name=name]")["value"] == TYPED["name"]
    assert made() == []


@pytest.mark.parametrize("launch", ["closed", "invited"])
def test_while_it_is_not_open_the_page_says_so_and_keeps_what_was_typed(app, as_, client, launch):
    app.config["AWN_LAUNCH"] = launch
    assert client.get("/join").one("main .notice")
    assert not client.get("/join").soup.select("main form[method=post]")
    page = as_("volunteer").post("/join", TYPED)
    assert page.status == 409
    assert page.one("input[name=name]")["value"] == TYPED["name"]
    assert made() == []


def test_the_way_in_is_on_the_directory_and_on_the_account_of_who_has_no_association(client, as_):
    assert client.get("/associations").soup.select("main a[href='/join']")
    assert as_("volunteer").get("/account").soup.select("main a[href='/join']")
    assert not as_("owner").get("/account").soup.select("main a[href='/join']")


def test_hidden_characters_are_refused(as_):
    page = as_("volunteer").post("/join", TYPED | {"name": "جمعية \u202eالواحة"})
    assert page.status == 422


def test_a_fourth_application_waits_for_the_first_three(as_):
    browser = as_("volunteer")
    for number in range(3):
        browser.post("/join", TYPED | {"name": f"جمعية {number}"})
    page = browser.post("/join", TYPED)
    assert page.status == 422
    assert page.one("input[name=name]")["value"] == TYPED["name"]
