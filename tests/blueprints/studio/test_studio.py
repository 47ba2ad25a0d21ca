"""The platform team's room: queues, decisions with their reasons, invitations."""

import pytest

from domain import invitations, joining, log
from domain.db import db
from domain.needs import Need
from domain.notices import Notice
from domain.organisations import Organisation
from tests import factories


@pytest.fixture
def applied(cast):
    made = factories.organisation(cast["volunteer"], slug="applied", status="started", name="جمعية الغد")
    joining.move(made, "submitted", actor_id=cast["volunteer"].id)
    db.session.commit()
    return made


@pytest.fixture
def waiting(cast):
    cast["ours"].status = "approved"
    return factories.need(cast["ours"], published=False, status="submitted", note="أغطية للجبل")


def fresh(row):
    return db.session.get(type(row), row.id, populate_existing=True)


def published(browser, need, **typed):
    """The answer to «publish», pressed on the page as it is now."""
    form = browser.get(f"/studio/needs/{need.id}").fields("form[action*='/publication']")
    return browser.post(f"/studio/needs/{need.id}/publication", form | typed)


def decide(browser, decision, **typed):
    return browser.post(f"/studio/associations/applied/{decision}", typed)


def test_the_queue_shows_what_waits_and_leads_there(as_, applied, waiting):
    page = as_("coordinator").get("/studio")
    assert page.soup.select("a[href='/studio/associations/applied']")
    assert page.soup.select(f"a[href='/studio/needs/{waiting.id}']")
    assert "أغطية للجبل" in as_("coordinator").get(f"/studio/needs/{waiting.id}").text


def test_an_empty_queue_says_so(as_):
    assert as_("coordinator").get("/studio").one("main .empty")


def test_an_association_is_approved_and_then_trusted(as_, client, applied):
    browser = as_("coordinator")
    for decision in ("review", "approval", "trust"):
        assert browser.get("/studio/associations/applied").soup.select(f"form[action$='/{decision}']")
        assert decide(browser, decision).location == "/studio/associations/applied"
    assert fresh(applied).status == "trusted"
    assert client.get("/associations/applied").status == 200


def test_who_reviews_is_seen_by_the_others(as_, cast, applied):
    decide(as_("coordinator"), "review")
    assert cast["coordinator"].name in as_("admin").get("/studio/associations/applied").text


@pytest.mark.parametrize("decision", ["return", "rejection"])
def test_a_refusal_wants_a_reason_which_the_association_reads(as_, cast, applied, decision):
    browser = as_("coordinator")
    decide(browser, "review")
    for reason in ("", "س" * 401):
        page = decide(browser, decision, reason=reason)
        assert page.status == 422
        field = page.one(f"#reason-{decision}")
        assert (field["aria-invalid"], field.get_text()) == ("true", reason)
    assert fresh(applied).status == "under_review"
    assert decide(browser, decision, reason="أين الوصل؟").status == 303
    assert "أين الوصل؟" in as_("volunteer").get("/desk/applied/profile").text
    notice = db.session.query(Notice).filter_by(person_id=cast["volunteer"].id).one()
    assert notice.facts["reason"] == "أين الوصل؟"


def test_a_suspension_takes_the_page_away_and_its_end_gives_it_back(as_, client, cast):
    need, browser = factories.need(cast["ours"]), as_("coordinator")
    assert client.get("/associations/ours").status == 200
    assert browser.post("/studio/associations/ours/suspension", {"reason": "شكوى"}).status == 303
    assert client.get("/associations/ours").status == 404
    assert f'data-need-id="{need.id}"' not in client.get("/needs").body
    for reader in (client, as_("volunteer")):
        assert not reader.get(f"/needs/{need.id}").soup.select("main a[href='/associations/ours']")
    assert browser.post("/studio/associations/ours/lifting").status == 303
    assert client.get("/associations/ours").status == 200
    assert f'data-need-id="{need.id}"' in client.get("/needs").body
    assert client.get(f"/needs/{need.id}").soup.select("main a[href='/associations/ours']")


def test_two_coordinators_do_not_decide_twice(as_, applied):
    decide(as_("coordinator"), "review")
    page = decide(as_("admin"), "review")
    assert page.status == 409
    assert page.one("main .notice.red")
    assert [row.new for row in log.history("organisation", applied.id)] == ["submitted", "under_review"]


def test_nobody_decides_on_their_own(as_, cast, applied):
    db.session.add(factories.Membership(organisation_id=applied.id, person_id=cast["coordinator"].id, role="editor"))
    assert not as_("coordinator").get("/studio/associations/applied").soup.select("form[action$='/review']")
    assert decide(as_("coordinator"), "review").status == 409


def test_a_need_is_published(as_, client, waiting):
    browser = as_("coordinator")
    assert browser.post(f"/studio/needs/{waiting.id}/review").location == f"/studio/needs/{waiting.id}"
    assert published(browser, waiting).location == "/studio"
    assert fresh(waiting).status == "published"
    assert f'data-need-id="{waiting.id}"' in client.get("/needs").body
    assert browser.post(f"/studio/needs/{waiting.id}/publication").status == 409


def test_a_need_is_returned_with_a_reason(as_, cast, waiting):
    browser, address = as_("coordinator"), f"/studio/needs/{waiting.id}/return"
    page = browser.post(address, {"reason": " "})
    assert page.status == 422
    assert page.one("textarea[name=reason]")["aria-invalid"] == "true"
    assert browser.post(address, {"reason": "كم قطعة؟"}).location == "/studio"
    assert fresh(waiting).status == "returned"


def test_a_need_whose_day_has_passed_is_not_published_and_the_reason_is_said(as_, waiting):
    waiting.deadline = waiting.created_at.date().replace(year=2020)
    page = published(as_("coordinator"), waiting)
    assert page.status == 409
    assert page.one("main .notice")
    assert fresh(waiting).status == "submitted"


def test_a_draft_is_its_associations_alone(as_, cast):
    draft = factories.need(cast["ours"], published=False)
    assert as_("coordinator").get(f"/studio/needs/{draft.id}").status == 404


def test_every_association_is_found_by_name_and_by_state(as_, cast, applied):
    browser = as_("coordinator")
    assert "/studio/associations/applied" in browser.get("/studio/associations?q=الغد").body
    assert "/studio/associations/applied" not in browser.get("/studio/associations?state=trusted").body
    assert browser.get("/studio/associations?q=لا احد").one("main .empty")


def test_a_coordinator_invites_an_association_that_begins_its_profile_with_the_link(app, as_, client, cast):
    app.config["AWN_LAUNCH"] = "invited"
    browser = as_("coordinator")
    assert browser.post("/studio/invitations", {"name": "جمعية النور", "phone": "0612345678"}).status == 303
    page = browser.get("/studio/invitations")
    assert page.one("#invitation svg.qr")
    path = "/invitations/" + page.one("#invitation input")["value"].rsplit("/", 1)[1]
    assert "جمعية النور" in client.get(path).text
    form = as_("volunteer").get(path).fields("main form")
    assert form["name"] == "جمعية النور"
    typed = {"name": "جمعية النور", "kind": "association", "region": "MA-05"}
    assert as_("volunteer").post(f"{path}/acceptance", typed | {"name": ""}).status == 422
    assert as_("volunteer").post(f"{path}/acceptance", typed).location == "/desk/jmaia-alnour/profile/who"
    made = db.session.query(Organisation).filter_by(slug="jmaia-alnour").one()
    assert [(row.old, row.new) for row in log.history("organisation", made.id)] == [("invited", "started")]
    assert client.get(path).status == 410
    assert as_("volunteer2").post(f"{path}/acceptance", typed).status == 410


def test_a_closed_platform_keeps_a_link_for_later(app, as_, cast):
    _row, token = invitations.invite(None, "owner", "جمعية النور", actor_id=cast["coordinator"].id)
    app.config["AWN_LAUNCH"] = "closed"
    typed = {"name": "جمعية النور", "kind": "association", "region": "MA-05"}
    page = as_("volunteer").post(f"/invitations/{token}/acceptance", typed)
    assert page.status == 409
    assert page.one("input[name=name]")["value"] == "جمعية النور"
    app.config["AWN_LAUNCH"] = "public"
    assert as_("volunteer").post(f"/invitations/{token}/acceptance", typed).status == 303


def test_a_link_to_the_platform_is_taken_back(as_, client, cast):
    row, token = invitations.invite(None, "owner", "جمعية النور", actor_id=cast["coordinator"].id)
    assert as_("coordinator").post(f"/studio/invitations/{row.id}/revocation").status == 303
    assert client.get(f"/invitations/{token}").status == 410


def test_a_link_into_a_team_is_not_the_studios(as_, cast):
    row, _token = invitations.invite(cast["ours"].id, "editor", "سعاد", actor_id=cast["owner"].id)
    assert as_("coordinator").post(f"/studio/invitations/{row.id}/revocation").status == 404


@pytest.mark.parametrize("who", ["volunteer", "owner", "planner", "specialist", "guest"])
def test_the_studio_is_for_the_platform_team(as_, applied, waiting, who):
    browser = as_(who)
    for address in ("/studio", "/studio/associations", "/studio/associations/applied", "/studio/invitations",
                    f"/studio/needs/{waiting.id}"):  # fmt: skip
        assert browser.get(address).status == 404
    assert decide(browser, "review").status == 404
    assert 'href="/studio"' not in browser.get("/account").body  # a planner's goes to the stock


def test_a_visitor_signs_in_first_and_the_team_finds_the_way(client, as_):
    assert client.get("/studio").location == "/sign-in?next=/studio"
    for who in ("coordinator", "admin"):
        assert as_(who).get("/account").soup.select("a[href='/studio']")


def test_a_decision_that_is_none(as_, applied):
    assert decide(as_("coordinator"), "nonsense").status == 404
    assert as_("coordinator").get("/studio/associations/applied/review").status == 405
    assert isinstance(fresh(applied), Organisation)
    assert db.session.query(Need).count() == 0
