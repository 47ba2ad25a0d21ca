"""A pasted message: shown as rows that can be mended, saved all or not at all, once."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from domain import clock
from domain.db import db
from domain.needs import Need
from tests import factories
from tests.blueprints.desk.pages import filled, said, titles

MESSAGE = """السلام عليكم ورحمة الله
جمعية الأمل، نحتاج قبل 20 دجنبر:
- 120 بطانية
- معاطف للأطفال ×40 (من 4 إلى 10 سنوات)
- حليب: 30 علبة عاجل جدا
للتواصل: 0612345678
جزاكم الله خيرا"""


def saved():
    return db.session.scalars(select(Need).order_by(Need.position, Need.id)).all()


@pytest.fixture
def owner(cast, as_):
    return as_("owner")


def preview(owner, message=MESSAGE, **query):
    return owner.post("/desk/ours/paste?lang=en", {"message": message})


def sending(page, **changes):
    return filled(page, "main form[action$=rows]", **changes)


def test_the_page_shows_a_message_in_the_readers_language(owner):
    for lang, words in (("ar", "نحتاج"), ("fa", "نیاز داریم"), ("fr", "il nous faut"), ("en", "we need")):
        assert words in owner.get(f"/desk/ours/paste?lang={lang}").one("pre").get_text()


def test_each_of_the_examples_can_be_read(owner):
    for lang in ("ar", "fa", "fr", "en"):
        page = owner.get(f"/desk/ours/paste?lang={lang}")
        rows = owner.post("/desk/ours/paste", {"message": page.one("pre").get_text()})
        assert len(rows.soup.select(".entries > li")) == 4, lang
        assert not rows.soup.select("[aria-invalid], .is-unknown"), lang


def test_lines_become_rows_and_nothing_is_saved(owner):
    page = preview(owner)
    assert page.status == 200
    data = sending(page)
    assert [(data[f"r{n}-item"], data[f"r{n}-quantity"]) for n in range(3)] == [
        ("blanket", "120"), ("coat-child", "40"), ("milk", "30"),
    ]  # fmt: skip
    assert (data["r1-note"], data["r2-urgency"], data["r2-unit"]) == ("من 4 إلى 10 سنوات", "critical", "علبة")
    assert data["deadline"].endswith("-12-20")
    assert saved() == []


def test_what_was_passed_over_stands_below_with_its_reason_and_no_telephone_number(owner):
    page = preview(owner)
    passed = page.one("section.gone").get_text(" ")
    for reason in ("a greeting", "the association’s name", "a telephone number is never part of a need"):
        assert reason in passed
    assert "612345678" not in page.body
    assert "0612" not in page.body


def test_the_rows_are_saved_as_drafts_on_top(cast, owner):
    factories.need(cast["ours"], label="قديم")
    done = owner.post("/desk/ours/rows", sending(preview(owner)))
    assert (done.status, done.location) == (303, "/desk/ours")
    page = owner.get("/desk/ours?lang=en")
    assert [need.item_code for need in saved()][:3] == ["blanket", "coat-child", "milk"]
    assert titles(page)[3] == "قديم"
    assert "3 needs are on your list" in said(page)
    assert {need.status for need in saved() if need.label != "قديم"} == {"draft"}


def test_a_repeat_of_the_click_saves_nothing_twice(owner):
    data = sending(preview(owner))
    for _ in range(3):
        assert owner.post("/desk/ours/rows", data).status == 303
    assert len(saved()) == 3
    assert "nothing was saved twice" in said(owner.get("/desk/ours?lang=en"))


def test_rows_are_mended_left_out_and_put_forward_before_they_are_saved(owner):
    data = sending(preview(owner), **{"r0-quantity": "٩٠", "r0-deadline": "2026-12-15", "r2-label": "حليب الأطفال"})
    data.pop("r1-in")
    owner.post("/desk/ours/rows", data | {"forward": "1"})
    assert [(need.item_code, need.quantity, need.label, need.status) for need in saved()] == [
        ("blanket", 90, "", "published"), ("milk", 30, "حليب الأطفال", "published"),
    ]  # fmt: skip
    assert [str(need.deadline)[5:] for need in saved()] == ["12-15", "12-20"]


def test_an_association_that_is_not_approved_cannot_publish_what_it_saves(cast, owner):
    cast["ours"].status = "started"
    page = preview(owner)
    assert not page.soup.select("[name=forward]")
    owner.post("/desk/ours/rows", sending(page) | {"forward": "1"})
    assert {need.status for need in saved()} == {"draft"}


def test_one_wrong_row_saves_nothing_and_keeps_everything(owner):
    wrong = {"r1-quantity": "كثير", "r0-note": "كتبته للتو", "r2-deadline": "2020-01-01"}
    page = owner.post("/desk/ours/rows", sending(preview(owner), **wrong))
    assert page.status == 422
    assert saved() == []
    kept = sending(page)
    assert all(kept[name] == typed for name, typed in wrong.items())
    assert {field["name"] for field in page.soup.select("[aria-invalid]")} == {"r1-quantity", "r2-deadline"}
    assert {link["href"] for link in page.soup.select(".notice a")} >= {"#row-1", "#row-2"}
    assert "a greeting" in page.one("section.gone").get_text(" ")
    again = kept | {"r1-quantity": "40", "r2-deadline": ""}
    assert owner.post("/desk/ours/rows", again).status == 303
    assert len(saved()) == 3


def test_a_row_without_a_tick_may_be_wrong(owner):
    data = sending(preview(owner), **{"r1-quantity": ""})
    data.pop("r1-in")
    assert owner.post("/desk/ours/rows", data).status == 303
    assert len(saved()) == 2


def test_with_no_tick_at_all_nothing_is_saved(owner):
    data = {name: value for name, value in sending(preview(owner)).items() if not name.endswith("-in")}
    page = owner.post("/desk/ours/rows", data)
    assert page.status == 422
    assert "Tick at least one row" in page.text


def test_what_is_missing_is_said_at_its_field_before_anybody_presses(owner):
    page = preview(owner, "- 40 بطانية قبل 1/1/2020\n- 12 كيلو تمر مجهول")
    data = sending(page)
    assert data["r1-item"].startswith("other-")
    assert data["r1-label"]
    assert "choose the nearest kind" in page.text


def test_a_message_without_needs_is_kept_with_a_word(owner):
    page = preview(owner, "السلام عليكم\nجزاكم الله خيرا")
    assert page.status == 422
    assert page.one("textarea").get_text().strip() == "السلام عليكم\nجزاكم الله خيرا"
    assert page.soup.select(".error")
    assert preview(owner, "   ").status == 422


def test_markup_in_a_message_is_only_words(owner):
    page = preview(owner, '- 40 بطانية "><script>alert(1)</script>\n<img src=x onerror=alert(1)>')
    assert not page.soup.select("main img")


@pytest.mark.parametrize(
    "data",
    [
        {}, {"many": "3"}, {"many": "999999"}, {"many": "-1"}, {"many": "٣"}, {"many": "2", "r0-in": "on"},
        {"passed": "{"}, {"passed": '[["a"]]'}, {"passed": "[1, 2]"}, {"passed": "null"},
    ],
)  # fmt: skip
def test_a_form_that_no_page_made_saves_nothing(owner, data):
    page = owner.post("/desk/ours/rows", {"key": "k", "deadline": "2026-12-20"} | data)
    assert page.status == 422
    assert saved() == []


def test_five_hundred_rows_are_shown_and_saved_in_one_go(owner):
    page = preview(owner, "\n".join(f"- {n} بطانية" for n in range(1, 600)))
    assert len(page.soup.select(".entries > li")) == 500
    data = sending(page)
    assert owner.post("/desk/ours/rows", data).status == 303
    assert len(saved()) == 500


def test_rows_of_a_message_without_a_day_have_the_usual_one(owner):
    data = sending(preview(owner, "- 40 بطانية"))
    assert data["deadline"] == (clock.today() + timedelta(days=30)).isoformat()
