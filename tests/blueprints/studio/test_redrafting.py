"""One need said better: on the need's page of the studio, and on its association's desk."""

import pytest

from blueprints.studio.words import READY_REASONS
from domain import redrafts
from domain.db import db
from domain.needs import Need
from domain.redrafts import Words
from tests import factories

BETTER = {"label": "أغطية تدفئ ليالي الجبل", "note": "أغطية للجبل، غطاء لكل طفل"}


@pytest.fixture
def waits(cast):
    cast["ours"].status = "approved"
    return factories.need(cast["ours"], published=False, status="submitted", note="أغطية للجبل")


def at(need, what=""):
    return f"/studio/needs/{need.id}{what}"


def press(browser, need, what, **typed):
    """The answer to a button of the page as it is now."""
    form = browser.get(at(need)).fields(f"form[action*='{what}']")
    return browser.post(at(need, what), form | typed)


def fresh(need):
    return db.session.get(Need, need.id, populate_existing=True)


def test_a_redraft_is_saved_and_shown_beside_the_associations_words(as_, waits):
    browser = as_("coordinator")
    assert press(browser, waits, "/redraft", **BETTER).location == at(waits, "#redraft")
    page = as_("admin").get(at(waits) + "?lang=en")
    card = page.one("#redraft")
    assert {one.get_text().strip() for one in card.select("ins .sr")} == {"added:"}
    assert [one.get_text() for one in card.select(".words")][-1].endswith("غطاء لكل طفل")
    assert "coordinator" in card.get_text()
    assert fresh(waits).note == "أغطية للجبل"
    assert "Redraft begun" in browser.get("/studio?lang=en").text


def test_what_is_too_long_is_kept_and_said_at_its_field(as_, waits):
    page = press(as_("coordinator"), waits, "/redraft", label="ا" * 121, note="أخرى")
    assert page.status == 422
    assert page.one("#label")["value"] == "ا" * 121
    assert page.one("#label")["aria-invalid"] == "true"
    same = press(as_("coordinator"), waits, "/redraft")
    assert (same.status, same.one("#note")["aria-invalid"]) == (422, "true")


def test_another_coordinators_draft_is_shown_and_not_overwritten(as_, waits):
    mine, theirs = as_("coordinator"), as_("admin")
    opened = mine.get(at(waits)).fields("form[action*='/redraft']")
    press(theirs, waits, "/redraft", **BETTER)
    page = mine.post(at(waits, "/redraft"), opened | {"label": "أغطية", "note": "كلماتي"})
    assert page.status == 409
    assert page.one("#note").get_text().strip() == "كلماتي"
    assert page.soup.select("#redraft del")
    assert redrafts.draft_of(waits.id).label == BETTER["label"]
    again = mine.post(at(waits, "/redraft"), page.fields("form[action*='/redraft']"))
    assert (again.status, redrafts.draft_of(waits.id).note) == (303, "كلماتي")


def test_a_need_is_published_with_its_redraft(as_, client, waits):
    browser = as_("coordinator")
    press(browser, waits, "/redraft", **BETTER)
    assert press(browser, waits, "/redraft/use").location == "/studio"
    assert BETTER["label"] in client.get(f"/needs/{waits.id}").text
    assert fresh(waits).status == "published"


def test_a_need_is_published_in_the_associations_own_words_all_the_same(as_, client, waits):
    browser = as_("coordinator")
    press(browser, waits, "/redraft", **BETTER)
    assert press(browser, waits, "/publication").location == "/studio"
    assert (fresh(waits).status, fresh(waits).note) == ("published", "أغطية للجبل")


@pytest.mark.parametrize("what", ["/publication", "/redraft/use"])
def test_what_changed_meanwhile_is_shown_and_not_published(as_, waits, what):
    browser = as_("coordinator")
    press(browser, waits, "/redraft", **BETTER)
    opened = browser.get(at(waits)).fields(f"form[action*='{what}']")
    owner = as_("owner")
    row = owner.get(f"/desk/ours/needs/{waits.id}/edit").fields("main form")
    typed = row | {"item": "blanket", "urgency": "soon", "quantity": "90"}
    assert owner.post(f"/desk/ours/needs/{waits.id}", typed).status == 303
    page = browser.post(at(waits, what) + "?lang=en", opened)
    assert page.status == 409
    cells = [one.get_text() for one in page.soup.select("main table td")]
    assert cells[:2] == ["60", "90"]
    assert fresh(waits).status == "submitted"
    assert press(browser, waits, what).status == 303
    assert fresh(waits).quantity == 90


@pytest.mark.parametrize(
    "seen", ["", "x", "[]", "[" * 3000, '{"quantity":"1","urgency":9,"item_code":[],"deadline":1}']
)
def test_a_form_of_another_make_is_answered_all_the_same(as_, waits, seen):
    page = as_("coordinator").post(at(waits, "/publication"), {"revision": "999", "seen": seen})
    assert page.status == 409
    assert fresh(waits).status == "submitted"


def test_a_redraft_is_dropped(as_, waits):
    browser = as_("coordinator")
    press(browser, waits, "/redraft", **BETTER)
    assert press(browser, waits, "/redraft/end").location == at(waits)
    assert redrafts.draft_of(waits.id) is None
    assert "Dropped" in browser.get(at(waits) + "?lang=en").text


def test_ready_reasons_and_own_words_go_back_together(as_, cast, waits):
    browser = as_("coordinator")
    page = browser.post(at(waits, "/return"), {"ready": [*READY_REASONS, "nonsense"], "reason": "س" * 400})
    assert page.status == 422  # together more than the log keeps
    assert page.soup.select("input[name=ready][value=quantity][checked]")
    assert browser.post(at(waits, "/return") + "?lang=en", {"ready": ["quantity", "day"], "reason": ""}).status == 303
    assert "of what size" in as_("owner").get("/desk/ours").text
    assert fresh(waits).status == "returned"


def test_a_published_need_is_said_better_and_stays_where_it_is(as_, client, cast):
    need, browser = factories.need(cast["ours"], note="أغطية للجبل"), as_("coordinator")
    client.get(f"/needs/{need.id}")
    press(browser, need, "/redraft", **BETTER)
    assert press(browser, need, "/redraft/use").location == at(need)
    assert BETTER["label"] in client.get(f"/needs/{need.id}").text
    assert f'data-need-id="{need.id}"' in client.get("/needs?q=ليالي").body


def test_the_association_reads_both_and_goes_back_with_one_button(as_, cast, client):
    need, browser = factories.need(cast["ours"], note="أغطية للجبل"), as_("coordinator")
    owner = as_("owner")
    assert not owner.get("/desk/ours").soup.select("a[href='/desk/ours/words']")
    press(browser, need, "/redraft", **BETTER)
    press(browser, need, "/redraft/use")
    assert owner.get("/desk/ours").soup.select("a[href='/desk/ours/words']")
    page = owner.get("/desk/ours/words")
    assert "أغطية للجبل" in page.text
    assert BETTER["label"] in page.text
    assert owner.post(f"/desk/ours/words/{need.id}").location == "/desk/ours/words"
    assert fresh(need).note == "أغطية للجبل"
    assert owner.get("/desk/ours/words").one("main .empty")
    assert owner.post(f"/desk/ours/words/{need.id}").status == 303
    assert "/studio/needs/" in browser.get("/inbox").body


def test_nobody_redrafts_for_their_own(as_, cast, waits):
    db.session.add(factories.Membership(organisation_id=cast["ours"].id, person_id=cast["admin"].id, role="editor"))
    browser = as_("admin")
    assert not browser.get(at(waits)).soup.select("form[action*='/redraft']")
    assert browser.post(at(waits, "/redraft"), BETTER).status == 409
    assert redrafts.draft_of(waits.id) is None


@pytest.mark.parametrize("who", ["owner", "stranger", "volunteer", "planner", "specialist", "guest"])
def test_redrafts_are_the_platform_teams(as_, waits, who):
    for what in ("/redraft", "/redraft/end", "/redraft/use"):
        assert as_(who).post(at(waits, what), BETTER).status == 404
    if who != "owner":
        assert as_(who).get("/desk/ours/words").status == 404
        assert as_(who).post(f"/desk/ours/words/{waits.id}").status == 404


def test_a_visitor_signs_in_first(client, waits):
    assert client.post(at(waits, "/redraft"), BETTER).location.startswith("/sign-in")
    assert client.get("/desk/ours/words").location.startswith("/sign-in")


def test_words_of_another_need_stay_its_own(as_, cast):
    theirs = factories.need(cast["theirs"])
    draft = redrafts.save(theirs.id, Words("أغطية", "دافئة"), 0, actor_id=cast["coordinator"].id)
    redrafts.use(theirs.id, theirs.revision, draft.revision, actor_id=cast["coordinator"].id)
    assert as_("owner").post(f"/desk/ours/words/{theirs.id}").status == 404
    assert fresh(theirs).label == "أغطية"


@pytest.mark.parametrize(
    "seen", ['{"label": "\\ud800"}', '{"quantity": ' + "9" * 3900 + "}", "[" * 1900, "{}", '{"unit": [{}]}']
)
def test_whatever_a_form_claims_to_have_seen_the_page_is_told_as_a_conflict(as_, waits, seen):
    page = as_("coordinator").post(at(waits, "/publication"), {"revision": "999", "seen": seen})
    assert page.status == 409
    assert fresh(waits).status == "submitted"


def test_own_words_nobody_reviewed_wait_for_review_and_the_association_is_told(as_, client, waits):
    browser, owner = as_("coordinator"), as_("owner")
    press(browser, waits, "/redraft", **BETTER)
    press(browser, waits, "/redraft/use")
    assert owner.post(f"/desk/ours/words/{waits.id}?lang=en").status == 303
    assert "Sent for review." in owner.get("/desk/ours/words").text
    assert client.get(f"/needs/{waits.id}").status == 404
