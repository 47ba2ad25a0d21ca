"""The coordinator's campaigns: planned, changed, begun from the one before, published; two at once are told."""

from datetime import date, timedelta

import pytest

from domain import clock
from domain.campaigns import Campaign, Edition
from domain.db import db
from domain.organisations import Membership
from tests import factories

HERE = "/studio/campaigns/winter"
DAYS = {"starts_on": "2027-01-10", "ends_on": "2027-03-01"}


@pytest.fixture
def new(team):
    """The fields of an empty form, filled in."""
    return team.get("/studio/campaigns/new").fields() | DAYS | {"name_ar": "دفء", "about_ar": "أغطية للجبل"}


def test_a_campaign_is_planned_and_seen_by_the_platform_team_alone(team, client, new):
    page = team.post("/studio/campaigns/new", new)
    assert page.status == 303
    slug = page.location.rsplit("/", 1)[1]
    assert "دفء" in team.get("/studio/campaigns").text
    assert client.get(f"/campaigns/{slug}").status == 404
    assert "دفء" not in client.get("/campaigns").text
    assert team.post("/studio/campaigns/new", new).location == page.location
    assert db.session.query(Campaign).count() == 2


@pytest.mark.parametrize(
    ("field", "typed"),
    [("name_ar", ""), ("starts_on", "غدا أو بعده"), ("ends_on", "2027-01-09"), ("ends_on", "2029-01-09"),
     ("starts_on", "2001-01-01"), ("name_fr", "x" * 121)],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_field_and_everything_typed_is_kept(team, new, field, typed):
    if field == "starts_on" and typed.startswith("2001"):
        new["ends_on"] = "2001-02-01"
    page = team.post("/studio/campaigns/new", new | {field: typed})
    assert page.status == 422
    assert page.one(f"#{field}")["aria-invalid"] == "true"
    assert page.one("#about_ar").get_text().strip() == "أغطية للجبل"
    assert db.session.query(Edition).count() == 1


def test_dates_and_words_are_changed_and_the_history_tells_it(team, edition, fresh):
    form = team.get(f"{HERE}/edit").fields()
    page = team.post(f"{HERE}/edit", form | {"sponsor": "شركة النور", "name_ar": "دفء"})
    assert page.location == HERE
    assert (fresh(edition).sponsor, fresh(edition).campaign.name_ar) == ("شركة النور", "دفء")
    assert "شركة النور" in team.get(HERE).one("main ol.list").get_text()


def test_of_two_editors_the_second_is_told_and_overwrites_nothing_unknowingly(as_, team, edition, fresh):
    other = as_("admin")
    first, second = team.get(f"{HERE}/edit").fields(), other.get(f"{HERE}/edit").fields()
    team.post(f"{HERE}/edit", first | {"sponsor": "شركة النور"})
    page = other.post(f"{HERE}/edit", second | {"sponsor": "شركة البحر"})
    assert page.status == 409
    assert "شركة النور" in page.one("main .notice.amber").get_text()
    assert page.one("#sponsor")["value"] == "شركة البحر"
    assert fresh(edition).sponsor == "شركة النور"
    assert other.post(f"{HERE}/edit", page.fields()).status == 303
    assert fresh(edition).sponsor == "شركة البحر"


def test_the_next_edition_is_begun_from_the_previous(team, edition, fresh):
    edition.items, edition.is_public = ["blanket"], True
    db.session.commit()
    form = team.get(f"{HERE}/next").fields()
    page = team.post(f"{HERE}/next", form)
    assert page.status == 303
    made = db.session.query(Edition).filter_by(previous_id=edition.id).one()
    assert (made.items, made.number, made.is_public) == (["blanket"], 2, False)
    assert team.post(f"{HERE}/next", form).location == page.location
    again = team.post(f"{HERE}/next", form | {"key": "another"})
    assert again.status == 422
    assert again.one("main .notice.red")


def test_the_next_edition_is_offered_the_same_days_a_year_later(team, edition):
    edition.starts_on, edition.ends_on = date(2051, 10, 1), date(2052, 2, 29)
    db.session.commit()
    form = team.get(f"{HERE}/next").fields()
    assert (form["starts_on"], form["ends_on"]) == ("2052-10-01", "2053-02-28")


def test_the_catalogue_is_ticked_and_unticked(team, edition, fresh):
    form = team.get(f"{HERE}/catalogue").fields()
    assert team.post(f"{HERE}/catalogue", form | {"item": ["shoes", "blanket", "nothing"]}).status == 303
    assert fresh(edition).items == ["blanket", "shoes"]
    stale = team.post(f"{HERE}/catalogue", form | {"item": "heater"})
    assert stale.status == 409
    assert stale.one("input[value=heater]").has_attr("checked")
    assert fresh(edition).items == ["blanket", "shoes"]


def stage(number, **values):
    return {f"s{number}-{name}": value for name, value in values.items()}


def test_stages_are_added_without_script_and_saved(team, edition, fresh):
    form = team.get(f"{HERE}/stages").fields() | stage(0, name_ar="الحدود", regions=["MA-02", "MA-08"])
    page = team.post(f"{HERE}/stages", form | {"add": "1"})
    assert page.status == 200
    assert page.one("input[name=s0-name_ar]")["value"] == "الحدود"
    assert len(page.soup.select("input[name=s0-regions][checked]")) == 2
    assert fresh(edition).phases == []
    sent = page.fields() | stage(0, regions=["MA-02", "MA-08"]) | stage(1, regions=["MA-01"])
    assert team.post(f"{HERE}/stages", sent).location == HERE
    assert [row["regions"] for row in fresh(edition).phases] == [["MA-02", "MA-08"], ["MA-01"]]
    back = team.get(f"{HERE}/stages").fields() | stage(0, regions=["MA-02", "MA-08"]) | stage(1, regions=["MA-01"])
    moved = team.post(f"{HERE}/stages", back | {"up": "1"})
    assert moved.one("input[name=s1-name_ar]")["value"] == "الحدود"
    dropped = team.post(f"{HERE}/stages", back | {"drop": "0"})
    assert len(dropped.soup.select("ol.stages > li")) == 1


def test_stages_that_meet_are_refused_at_their_fields(team, edition, fresh):
    first = edition.starts_on
    form = team.get(f"{HERE}/stages").fields() | {"many": "2"}
    form |= stage(0, regions="MA-01", starts_on=first.isoformat(), ends_on=(first + timedelta(days=5)).isoformat())
    same = (first + timedelta(days=5)).isoformat()
    form |= stage(1, regions=["MA-01", "MA-02"], starts_on=same, ends_on=same)
    page = team.post(f"{HERE}/stages", form)
    assert page.status == 422
    assert page.one("#s1-regions-error")
    assert page.one("input[name=s1-starts_on]")["aria-invalid"] == "true"
    assert page.one("input[name=s1-regions][value=MA-02]").has_attr("checked")
    assert fresh(edition).phases == []


def test_an_edition_is_published_once_it_wants_something(team, client, edition):
    page = team.get(HERE)
    assert not page.soup.select("form[action$='/publication']")
    assert team.post(f"{HERE}/publication").status == 409
    targets = team.get(f"{HERE}/targets?item=blanket").fields()
    team.post(f"{HERE}/targets", targets | {"t.blanket.": "٤٠٠"})
    assert team.get(HERE).one("form[action$='/publication']")
    assert client.get("/campaigns/winter").status == 404
    assert team.post(f"{HERE}/publication").location == HERE
    assert client.get("/campaigns/winter").status == 200
    assert team.post(f"{HERE}/withdrawal").location == HERE
    assert client.get("/campaigns/winter").status == 404


def test_what_runs_is_not_taken_back(as_):
    factories.edition(slug="running")
    page = as_("coordinator").post("/studio/campaigns/running/withdrawal")
    assert page.status == 409
    assert page.one("main .notice.red")


@pytest.mark.parametrize("who", ["owner", "volunteer", "planner", "specialist", "guest"])
def test_nobody_else_plans(as_, edition, who):
    for address in ("/studio/campaigns", HERE, f"{HERE}/targets", f"{HERE}/partners", "/studio/campaigns/nothing"):
        assert as_(who).get(address).status == 404
    assert as_(who).post(f"{HERE}/publication").status == 404


def test_visitors_are_asked_to_sign_in(client, edition):
    assert client.get(HERE).location.startswith("/sign-in")


def test_an_edition_of_persian_days_is_read_and_shown_in_them(team, edition, fresh):
    form = team.get(f"{HERE}/edit?lang=fa").fields()
    assert form["starts_on"].startswith("۱۴")
    page = team.post(f"{HERE}/edit", form)
    assert page.status == 303
    assert fresh(edition).starts_on == clock.today() + timedelta(days=30)


def test_a_coordinator_who_acts_for_an_association_plans_but_does_not_ask_it(team, cast, edition):
    db.session.add(Membership(organisation_id=cast["ours"].id, person_id=cast["coordinator"].id, role="editor"))
    page = team.post(f"{HERE}/partners", {"association": "ours"})
    assert page.status == 409
    assert page.one("main .notice.red")


def test_a_number_of_stages_that_is_none_is_no_stage(team, edition):
    for typed in ("9" * 5000, "²", "-1"):
        form = team.get(f"{HERE}/stages").fields() | {"many": typed}
        assert team.post(f"{HERE}/stages", form).location == HERE
        for step in ("up", "drop"):
            assert team.post(f"{HERE}/stages", form | {"many": "1", step: typed}).status == 200
