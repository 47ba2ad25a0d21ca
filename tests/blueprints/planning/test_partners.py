"""Organisations are asked by the platform team and answer at their desks; the checklist is ticked."""

from datetime import timedelta

import pytest

from domain import clock
from domain.campaigns import EditionPartner, EditionTask
from domain.db import db
from domain.notices import Notice
from tests import factories

HERE = "/studio/campaigns/winter"


def status(edition, organisation):
    found = db.session.get(EditionPartner, (edition.id, organisation.id), populate_existing=True)
    return found.status if found else None


@pytest.fixture
def company(cast):
    return factories.organisation(
        cast["volunteer"], slug="company", kind="company", name="شركة النور", region_code="MA-06"
    )


def test_an_organisation_is_found_by_name_and_asked(team, cast, edition):
    cast["ours"].name = "جمعية الأطلس"
    cast["ours"].folded_name = "جمعيه الاطلس"
    page = team.get(f"{HERE}/partners?q=اطلس")
    form = page.fields("#ask li form[method=post]")
    assert form["association"] == "ours"
    assert team.post(f"{HERE}/partners", form).location == f"{HERE}/partners"
    assert status(edition, cast["ours"]) == "asked"
    assert "الأطلس" in team.get(f"{HERE}/partners?state=asked").text
    assert db.session.query(Notice).filter_by(person_id=cast["owner"].id, kind="campaign_asked").count() == 1


def test_all_of_a_kind_or_a_region_are_asked_in_one_go(team, edition, company):
    factories.organisation(kind="company", region_code="MA-05")
    page = team.get(f"{HERE}/partners?kind=company")
    form = page.fields("#ask .row form[method=post]")
    assert team.post(f"{HERE}/partners", form).status == 303
    assert team.post(f"{HERE}/partners", form).status == 303
    assert db.session.query(EditionPartner).count() == 2
    assert status(edition, company) == "asked"


def test_asking_for_nothing_in_particular_asks_nobody(team, edition):
    for form in ({}, {"who": "found"}, {"association": "nobody"}, {"who": "before"}, {"who": "found", "region": "XX"}):
        assert team.post(f"{HERE}/partners", form).status == 303
    assert db.session.query(EditionPartner).count() == 0


def test_whoever_has_not_answered_is_reminded(team, cast, edition):
    asked_at = clock.now() - timedelta(days=5)
    row = EditionPartner(edition_id=edition.id, organisation_id=cast["ours"].id, status="asked", changed_at=asked_at)
    db.session.add(row)
    assert team.get(f"{HERE}/partners").one("form[action$='/reminders']")
    assert team.post(f"{HERE}/partners/reminders").status == 303
    assert db.session.query(Notice).filter_by(kind="campaign_asked_again", person_id=cast["owner"].id).one()
    page = team.post(f"{HERE}/partners/reminders")
    assert page.status == 409
    assert page.one("main .notice.red")


@pytest.mark.parametrize(("slug", "who"), [("ours", "owner"), ("company", "volunteer")])
def test_an_asked_organisation_accepts_at_its_desk_and_leaves_again(as_, team, edition, company, slug, who):
    team.post(f"{HERE}/partners", {"association": slug})
    desk, address = as_(who), f"/desk/{slug}/campaigns"
    for word in ("acceptance", "leaving"):
        url = f"{address}/{edition.id}/{word}"
        assert desk.get(address).soup.select(f"form[action='{url}']")
        assert desk.post(url).location == address
        assert desk.post(url).location == address
    assert desk.get("/desk/" + slug).soup.select(f"a[href='{address}']")
    told = db.session.query(Notice).filter(Notice.kind.like("campaign_%")).order_by("id")
    assert [row.kind for row in told][-2:] == ["campaign_accepted", "campaign_left"]


def test_an_organisation_declines(as_, team, cast, edition):
    team.post(f"{HERE}/partners", {"association": "ours"})
    assert as_("owner").post(f"/desk/ours/campaigns/{edition.id}/refusal").status == 303
    assert status(edition, cast["ours"]) == "declined"
    assert team.get(f"{HERE}/partners").soup.select("input[value=ours]")


def test_a_planned_edition_is_hidden_from_whom_nobody_asked(as_, cast, edition):
    desk = as_("owner")
    assert desk.get("/desk/ours/campaigns").one("main .empty")
    assert desk.post(f"/desk/ours/campaigns/{edition.id}/participation").status == 404
    assert status(edition, cast["ours"]) is None


def test_an_organisation_offers_itself_to_what_runs(as_, cast):
    running = factories.edition(items=["blanket"])
    desk = as_("member")
    assert desk.post(f"/desk/ours/campaigns/{running.id}/participation").status == 303
    page = desk.get("/desk/ours/campaigns")
    link = page.one("a[href*='item=blanket']")["href"]
    new = desk.get(link)
    assert new.one("#item option[selected]")["value"] == "blanket"
    assert new.one("#edition option[selected]")["value"] == str(running.id)


def test_whoever_is_not_approved_is_told_why_they_cannot_come_in(as_, cast):
    running = factories.edition()
    cast["ours"].status = "started"
    assert not as_("owner").get("/desk/ours/campaigns").soup.select("main form[action*='participation']")
    page = as_("owner").post(f"/desk/ours/campaigns/{running.id}/participation")
    assert page.status == 409
    assert page.one("main .notice.red")


def test_strangers_and_visitors_answer_for_nobody(as_, client, cast):
    running = factories.edition()
    for who in ("stranger", "volunteer", "coordinator"):
        assert as_(who).get("/desk/ours/campaigns").status == 404
        assert as_(who).post(f"/desk/ours/campaigns/{running.id}/participation").status == 404
    assert client.post(f"/desk/ours/campaigns/{running.id}/participation").location.startswith("/sign-in")


# --- the checklist ----------------------------------------------------------------------------------------------------


def test_lines_are_added_ticked_and_dropped_without_script(team, edition):
    address = f"{HERE}/checklist"
    day = (clock.today() + timedelta(days=3)).isoformat()
    assert team.post(address, {"words": "مخزن جاف", "due_on": day}).location == address
    team.post(address, {"words": "مخزن جاف", "due_on": day})
    task = db.session.query(EditionTask).one()
    for step in ("done", "undone", "dropped"):
        assert team.post(f"{address}/{task.id}/{step}").location == address
    assert "مخزن جاف" not in team.get(address).text


def test_a_tick_answers_with_the_list_alone(team, edition):
    team.post(f"{HERE}/checklist", {"words": "مخزن جاف"})
    task = db.session.query(EditionTask).one()
    page = team.post(f"{HERE}/checklist/{task.id}/done", htmx=True)
    assert page.status == 200
    assert page.one("ul#tasks")
    assert not page.soup.select("html")
    assert page.one("button[autofocus]")


@pytest.mark.parametrize(("words", "due"), [("", ""), ("x" * 201, ""), ("مخزن", "يوما ما")])
def test_a_line_that_says_nothing_is_refused_at_its_field(team, edition, words, due):
    page = team.post(f"{HERE}/checklist", {"words": words, "due_on": due})
    assert page.status == 422
    assert page.soup.select("[aria-invalid]")
    assert page.one("#words")["value"] == words


def test_suggested_lines_come_with_their_days_once(team, edition):
    for _ in range(2):
        assert team.post(f"{HERE}/checklist/suggested", {"line": "plan"}).status == 303
    team.post(f"{HERE}/checklist/suggested", {"line": "nothing"})
    rows = db.session.query(EditionTask).all()
    assert len(rows) == 4
    assert all(row.due_on < edition.starts_on for row in rows)


def test_a_line_of_another_edition_is_not_here(team, edition):
    other = factories.edition(slug="other")
    db.session.add(EditionTask(edition_id=other.id, words="سطر"))
    db.session.flush()
    task = db.session.query(EditionTask).one()
    assert team.post(f"{HERE}/checklist/{task.id}/done").status == 404
