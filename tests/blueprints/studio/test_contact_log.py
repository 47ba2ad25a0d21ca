"""The contact log in the studio: written on an association's page, done with one tap."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from domain import clock, contacts
from domain.contacts import Contact, Talk
from domain.db import db

OURS = "/studio/associations/ours"


def entries():
    return list(db.session.scalars(select(Contact).order_by(Contact.id)))


def write(browser, **typed):
    form = browser.get(OURS).fields("form[action$='/contacts']")
    return browser.post(f"{OURS}/contacts", form | {"way": "call", "outcome": "reached", "said": "بخير"} | typed)


@pytest.fixture
def step(cast):
    talk = Talk("call", said="بخير", next_step="إرسال النموذج", next_on=clock.today())
    return contacts.record(cast["ours"].id, talk, "step", actor_id=cast["coordinator"].id)


def test_a_talk_is_written_down_with_its_next_step(as_, cast):
    browser, day = as_("coordinator"), (clock.today() + timedelta(days=3)).isoformat()
    assert write(browser, next_step="زيارة المخزن", next_on=day, next_by=str(cast["admin"].id)).status == 303
    assert "زيارة المخزن" in browser.get(OURS).text
    assert not browser.get("/studio/contacts").soup.select(f"#step-{entries()[0].id}")
    assert as_("admin").get("/studio/contacts").soup.select(f"#step-{entries()[0].id}")
    assert browser.get("/studio/contacts?whose=all").soup.select(f"#step-{entries()[0].id}")


def test_the_same_form_twice_is_one_entry(as_):
    browser = as_("coordinator")
    form = browser.get(OURS).fields("form[action$='/contacts']")
    typed = form | {"way": "visit", "outcome": "reached", "said": "زرناهم"}
    for _twice in range(2):
        assert browser.post(f"{OURS}/contacts", typed).status == 303
    assert [one.way for one in entries()] == ["visit"]


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"said": " "}, "said"), ({"next_step": "غدا"}, "next_on"), ({"next_on": "2019-01-01"}, "next_on"),
        ({"way": "dream"}, "way"), ({"outcome": ""}, "outcome"), ({"said": "س" * 2001}, "said"),
        ({"next_step": "زيارة", "next_on": "today", "next_by": "999"}, "next_by"),
    ],
)  # fmt: skip
def test_what_is_not_whole_is_said_at_its_field_and_kept(as_, typed, field):
    if typed.get("next_on") == "today":
        typed = typed | {"next_on": clock.today().isoformat()}
    page = write(as_("coordinator"), **typed)
    assert page.status == 422
    assert page.one(f"#{field}-error")
    assert page.one("#said").get_text().strip() == typed.get("said", "بخير").strip()
    assert entries() == []


def test_nobody_answered_is_one_tap_with_a_next_try(as_):
    browser = as_("coordinator")
    form = browser.get(OURS).fields("form[action$='/no-answer']")
    for _twice in range(2):
        assert browser.post(f"{OURS}/contacts/no-answer", form).location == f"{OURS}#contacts"
    assert [(one.outcome, one.next_on) for one in entries()] == [("no_answer", clock.today() + timedelta(days=1))]
    fragment = browser.post(f"{OURS}/contacts/no-answer", {"key": "other"}, htmx=True)
    assert (fragment.status, fragment.soup.select("html")) == (200, [])
    assert browser.post(f"{OURS}/contacts/no-answer", {}).status == 409


def test_a_step_is_done_with_one_tap(as_, step):
    browser = as_("coordinator")
    assert browser.get("/studio/contacts").soup.select(f"#step-{step.id}")
    for _twice in range(2):
        assert browser.post(f"/studio/contacts/{step.id}/done").location == "/studio/contacts"
    assert not browser.get("/studio/contacts").soup.select(f"#step-{step.id}")
    assert "✓" in browser.post(f"/studio/contacts/{step.id}/done", htmx=True).text


def test_a_talk_that_was_the_step_ends_it(as_, step):
    browser = as_("coordinator")
    form = browser.get(f"{OURS}?ends={step.id}").fields("form[action$='/contacts']")
    browser.post(f"{OURS}/contacts", form | {"way": "call", "outcome": "reached", "said": "أرسلناه"})
    assert contacts.open_steps() == []


def test_a_correction_begins_with_what_was_wrong_and_leaves_it(as_, step):
    browser = as_("coordinator")
    form = browser.get(f"{OURS}?corrects={step.id}").fields("form[action$='/contacts']")
    assert form["said"].strip() == "بخير"
    browser.post(f"{OURS}/contacts", form | {"way": "call", "outcome": "reached", "said": "بل مشغولون"})
    assert [(one.said, one.corrects) for one in entries()] == [("بخير", None), ("بل مشغولون", step.id)]
    other = browser.get(f"/studio/associations/theirs?corrects={step.id}&ends={step.id}")
    assert other.fields("form[action$='/contacts']")["said"].strip() == ""


def test_whom_to_call_is_shown_with_a_telephone_and_the_reason(as_, cast):
    cast["ours"].joined_on = clock.today() - timedelta(days=90)
    page = as_("coordinator").get("/studio/contacts?lang=en")
    row = page.one(f"#call-{cast['ours'].id}")
    assert "has not published" in row.get_text()
    assert row.select(f"a[href='tel:{cast['owner'].phone}']")


def test_the_log_comes_in_pages(as_, cast):
    for number in range(contacts.PAGE + 2):
        contacts.record(cast["ours"].id, Talk("call", said=f"رقم {number}"), f"k{number}", actor_id=cast["admin"].id)
    browser = as_("coordinator")
    for address in ("/studio/contacts", OURS):
        more = browser.get(address).one("a.more")["href"]
        assert "رقم 0" in browser.get(more).text
    assert len(browser.get("/studio/contacts?after=3", htmx=True).soup.select("li")) == 2


@pytest.mark.parametrize("who", ["owner", "stranger", "volunteer", "planner", "specialist", "guest"])
def test_the_log_is_the_platform_teams(as_, step, who):
    browser = as_(who)
    assert browser.get("/studio/contacts").status == 404
    for address in (f"{OURS}/contacts", f"{OURS}/contacts/no-answer", f"/studio/contacts/{step.id}/done"):
        assert browser.post(address, {"key": "k", "said": "x"}).status == 404
    assert len(entries()) == 1


def test_a_visitor_signs_in_first(client, step):
    assert client.get("/studio/contacts").location.startswith("/sign-in")
    assert client.post(f"/studio/contacts/{step.id}/done").location.startswith("/sign-in")


def test_a_key_of_any_length_does_no_harm(as_, cast):
    for _ in range(2):
        assert as_("coordinator").post(f"{OURS}/contacts/no-answer", {"key": "k" * 5000}).status == 303
    assert len(entries()) == 1
