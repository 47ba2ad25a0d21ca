"""A row written by hand, and one like another."""

from sqlalchemy import select

from domain.db import db
from domain.needs import Need
from tests import factories
from tests.blueprints.desk.pages import filled, titles


def rows_of(organisation):
    return db.session.scalars(select(Need).where(Need.organisation_id == organisation.id).order_by(Need.id)).all()


def test_a_row_is_added_as_a_draft_on_top(cast, as_):
    factories.need(cast["ours"])
    owner = as_("owner")
    form = filled(owner.get("/desk/ours/needs/new"), item="milk", quantity="١٢٠", deadline="20/12/2026", label="حليب")
    assert owner.post("/desk/ours/needs", form).location == "/desk/ours"
    made = rows_of(cast["ours"])[-1]
    assert (made.item_code, made.category, made.quantity, made.status) == ("milk", "food", 120, "draft")
    assert (made.region_code, made.deadline.isoformat()) == ("MA-02", "2026-12-20")
    assert titles(owner.get("/desk/ours"))[0] == "حليب"


def test_the_same_click_adds_one_row(cast, as_):
    owner = as_("owner")
    form = filled(owner.get("/desk/ours/needs/new"), item="milk", quantity="12", deadline="2026-12-20")
    for _ in range(3):
        assert owner.post("/desk/ours/needs", form).status == 303
    assert len(rows_of(cast["ours"])) == 1


def test_what_is_missing_is_said_and_what_was_typed_stays(cast, as_):
    owner = as_("owner")
    form = filled(owner.get("/desk/ours/needs/new"), label="بطانيات", deadline="2020-01-01")
    page = owner.post("/desk/ours/needs", form)
    assert page.status == 422
    wrong = {field["name"] for field in page.soup.select("[aria-invalid]")}
    assert wrong == {"item", "quantity", "deadline"}
    assert filled(page)["label"] == "بطانيات"
    assert rows_of(cast["ours"]) == []


def test_what_the_catalogue_does_not_know_is_named(cast, as_):
    owner = as_("owner")
    form = filled(owner.get("/desk/ours/needs/new"), item="other-home", quantity="3", deadline="2026-12-20")
    page = owner.post("/desk/ours/needs", form)
    assert page.status == 422
    assert page.one("[aria-invalid]")["name"] == "label"
    assert owner.post("/desk/ours/needs", form | {"label": "سجاد"}).status == 303
    assert titles(owner.get("/desk/ours")) == ["سجاد"]


def test_a_row_can_join_a_running_campaign(cast, as_):
    edition = factories.edition()
    owner = as_("owner")
    page = owner.get("/desk/ours/needs/new")
    data = filled(page, item="milk", quantity="12", deadline="2026-12-20")
    assert data["edition"] == ""
    owner.post("/desk/ours/needs", data | {"edition": str(edition.id)})
    assert rows_of(cast["ours"])[0].edition_id == edition.id


def test_a_duplicate_is_looked_at_before_it_is_saved(cast, as_):
    need = factories.need(cast["ours"], label="بطانيات صوفية", note="للكبار", quantity=33, urgency="critical")
    owner = as_("owner")
    page = owner.get(f"/desk/ours/needs/new?like={need.id}")
    assert len(rows_of(cast["ours"])) == 1
    assert owner.post("/desk/ours/needs", filled(page)).status == 303
    copy = rows_of(cast["ours"])[1]
    assert (copy.label, copy.note, copy.quantity, copy.urgency, copy.status) == (
        "بطانيات صوفية", "للكبار", 33, 3, "draft",
    )  # fmt: skip
