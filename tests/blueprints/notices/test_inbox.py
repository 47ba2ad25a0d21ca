"""The inbox: what one was told, in one's own language; read when one says so."""

import ast
from pathlib import Path

import pytest

from blueprints.toolkit import notice_words
from domain import notices
from domain.db import db
from domain.notices import PAGE, Notice
from tests.weight.queries import MOST, counted

ROOT = Path(__file__).parents[3]
# The kinds there are, each with the facts with which it is told.
KINDS = {
    "pledges_made": {"count": 5},
    "pledge_received": {"item": "blanket", "label": "", "quantity": 5, "actual": 4},
    "pledge_missing": {"item": "blanket", "label": "أغطية صوف", "quantity": 5},
    "pledge_reminder": {"item": "blanket", "label": "", "day": "2026-11-03"},
    "pledge_lapsed": {"item": "blanket", "label": "", "quantity": 5},
    "distribution_recorded": {"item": "blanket", "label": "", "quantity": 5},
    "need_published": {"item": "blanket", "label": ""},
    "need_returned": {"item": "blanket", "label": "", "reason": "الكمية؟"},
    "need_redrafted": {"item": "blanket", "label": "", "published": False},
    "own_words_wanted": {"item": "blanket", "label": "", "name": "جمعية"},
    "need_expiring": {"count": 3, "day": "2026-11-03", "link": 1},
    "need_expired": {"item": "blanket", "label": ""},
    "association_submitted": {"name": "جمعية"},
    "association_withdrawn": {"name": "جمعية"},
    "association_confirmed": {"name": "جمعية"},
    "association_approved": {"name": "جمعية"},
    "association_returned": {"name": "جمعية", "reason": "ينقص الوصل"},
    "association_trusted": {"name": "جمعية"},
    "association_untrusted": {"name": "جمعية", "reason": ""},
    "association_rejected": {"name": "جمعية", "reason": "x"},
    "association_suspended": {"name": "جمعية", "reason": "x"},
    "association_reinstated": {"name": "جمعية"},
    "association_passed_on": {"name": "جمعية"},
    "association_vouched": {"name": "جمعية", "by": "أخرى"},
    "recertification_due": {"name": "جمعية", "day": "2026-11-03"},
    "union_asked": {"name": "جمعية"},
    "union_accepted": {"name": "جمعية"},
    "union_ended": {"name": "جمعية"},
    "asked_to_cover": {
        "item": "blanket",
        "label": "",
        "unit": "",
        "quantity": 60,
        "name": "جمعية",
        "region": "MA-02",
    },
    "collection_planned": {
        "item": "blanket",
        "label": "",
        "quantity": 5,
        "place": "السوق",
        "day": "2026-11-03",
        "begins": "09:00",
        "ends": "12:00",
    },
    "collection_changed": {"count": 3, "place": "السوق", "day": "2026-11-03", "begins": "09:00", "ends": ""},
    "collection_cancelled": {"count": 3, "place": "السوق", "day": "2026-11-03", "begins": "", "ends": ""},
    "collection_left": {"item": "blanket", "label": "", "quantity": 5, "day": "2026-11-03"},
    "pledge_collected": {"item": "blanket", "label": "", "quantity": 5},
    "collection_asked": {"name": "سعاد", "place": "السوق", "day": "2026-11-03", "begins": "", "ends": "12:00"},
    "collection_taken_over": {"name": "سعاد", "place": "السوق", "day": "2026-11-03", "begins": "", "ends": ""},
    "convoy_sent": {"name": "قافلة الشرق"},
    "convoy_difference": {"name": "قافلة", "quantity": 4, "item": "blanket", "region": "MA-02"},
    **{
        f"campaign_{what}": {
            "name": "جمعية",
            "campaign": dict.fromkeys(("ar", "fa", "fr", "en"), "شتاء"),
            "day": "2026-12-31",
        }
        for what in ("asked", "asked_again", "accepted", "declined", "left")
    },
    "team_joined": {"name": "سعاد"},
    "team_left": {"name": "سعاد"},
    "team_removed": {"name": "جمعية"},
    "team_role": {"name": "جمعية", "role": "owner"},
    "comment_waiting": {"title": "خبر"},
    "comment_shown": {"title": "خبر"},
    "post_removed": {"title": "خبر"},
    "news_reported": {"title": "خبر"},
}


def tell(person, kind: str = "pledge_lapsed", path: str = "/pledges/7", **facts: object) -> None:
    notices.tell(person.id, kind, path=path, **(facts or KINDS[kind]))
    db.session.commit()


def said(page) -> list[str]:
    return [" ".join(one.get_text(" ").split()) for one in page.soup.select("#inbox article p:first-child")]


def kinds_told() -> set[str]:
    """The kinds that stand as such in a call of `tell` or of something named after it."""
    found = set()
    for path in (ROOT / "domain").rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text())):
            if isinstance(call, ast.Call) and "tell" in ast.unparse(call.func):
                found |= {one.value for one in call.args if isinstance(one, ast.Constant)}
    return found


def test_whatever_is_told_anywhere_has_words():
    assert {"pledge_received", "comment_waiting"} <= kinds_told() <= set(notice_words.SAYS)
    assert set(notice_words.SAYS) == set(KINDS)


@pytest.mark.parametrize("lang", ["ar", "fa", "fr", "en"])
def test_each_kind_has_its_sentence_in_each_language(as_, cast, lang):
    for kind, facts in KINDS.items():
        notices.tell(cast["volunteer"].id, kind, **facts)
    db.session.commit()
    browser, sentences = as_("volunteer"), []
    address = f"/inbox?lang={lang}"
    while address:
        page = browser.get(address)
        assert page.status == 200
        sentences += said(page)
        more = page.soup.select("a.more")
        address = more[0]["href"] if more else None
    assert len(sentences) == len(set(sentences)) == len(KINDS)
    assert not [one for one in sentences if "%(" in one or "None" in one]


def test_the_word_of_the_association_stands_for_the_item_where_it_has_one(as_, cast):
    tell(cast["volunteer"], "pledge_missing")
    tell(cast["volunteer"], "need_published")
    first, second = said(as_("volunteer").get("/inbox?lang=en"))
    assert "Blanket" in first or "blanket" in first
    assert "أغطية صوف" in second


@pytest.mark.parametrize(
    ("kind", "facts"),
    [("made_up", {}), ("pledge_lapsed", {"odd": 1}), ("pledge_reminder", {"item": "blanket", "day": "junk"}),
     ("need_expiring", {"count": None, "day": "2026-11-03"}), ("team_role", {"name": "x", "role": "king"}),
     ("pledge_lapsed", {"item": "no-such-item", "quantity": 2})],
)  # fmt: skip
def test_a_notice_nobody_understands_breaks_nothing(as_, cast, kind, facts):
    db.session.add(Notice(person_id=cast["volunteer"].id, kind=kind, facts=facts))
    db.session.commit()
    page = as_("volunteer").get("/inbox")
    assert page.status == 200
    assert len(said(page)) == 1
    assert said(page)[0]


def test_what_people_typed_is_kept_apart_and_is_never_markup(as_, cast):
    tell(cast["volunteer"], "team_left", name="<b>x</b>")
    page = as_("volunteer").get("/inbox")
    assert "\u2068<b>x</b>\u2069" in page.text
    assert not page.soup.select("#inbox p b")


def test_each_leads_to_what_it_is_about_and_nowhere_else(as_, cast):
    tell(cast["volunteer"], path="/pledges/7")
    for elsewhere in ("https://evil.example", "//evil.example", "javascript:alert(1)", ""):
        tell(cast["volunteer"], path=elsewhere)
    page = as_("volunteer").get("/inbox")
    assert [link["href"] for link in page.soup.select("#inbox article a")] == ["/pledges/7"]


def test_looking_reads_nothing_and_the_button_reads_what_was_seen(as_, cast):
    mine = as_("volunteer")
    tell(cast["volunteer"])
    page = mine.get("/inbox")
    assert len(mine.get("/inbox").soup.select("#inbox .new")) == 1
    tell(cast["volunteer"], "team_left", name="meanwhile")
    assert mine.post("/inbox/reading", page.fields("#inbox form")).location == "/inbox"
    after = mine.get("/inbox")
    assert ["meanwhile" in one for one in said(after)] == [True, False]
    assert [("new" in one["class"]) for one in after.soup.select("#inbox article")] == [True, False]


def test_with_htmx_the_answer_is_the_inbox_without_new_ones(as_, cast):
    tell(cast["volunteer"])
    mine = as_("volunteer")
    page = mine.post("/inbox/reading", mine.get("/inbox").fields("#inbox form"), htmx=True)
    assert page.status == 200
    assert not page.soup.select("html, .new, form")
    assert page.one("#inbox")


def test_nobody_reads_for_another(as_, client, cast):
    tell(cast["volunteer"])
    number = db.session.scalar(db.select(Notice.id))
    as_("stranger").post("/inbox/reading", {"until": str(number)})
    assert notices.unread(cast["volunteer"].id) == 1
    assert said(as_("stranger").get("/inbox")) == []
    assert client.get("/inbox").location.startswith("/sign-in")
    assert client.post("/inbox/reading").location.startswith("/sign-in")
    assert as_("volunteer").get("/inbox/reading").status == 405


@pytest.mark.parametrize("until", ["", "junk", "-1", "9" * 30])
def test_a_number_that_is_none_changes_nothing_and_breaks_nothing(as_, cast, until):
    tell(cast["volunteer"])
    assert as_("volunteer").post("/inbox/reading", {"until": until}).status in (303, 422)


def test_a_long_inbox_comes_in_pages(as_, cast):
    for number in range(PAGE + 2):
        notices.tell(cast["volunteer"].id, "team_left", name=f"n{number}")
    db.session.commit()
    mine = as_("volunteer")
    page = mine.get("/inbox")
    assert len(said(page)) == PAGE
    more = page.one("a.more")["href"]
    assert len(said(mine.get(more))) == 2
    part = mine.get(more, htmx=True)
    assert len(part.soup.select("article")) == 2
    assert not part.soup.select("html")


def test_a_guest_reads_what_became_of_their_pledges(as_, cast):
    tell(cast["guest"])
    page = as_("guest").get("/inbox")
    assert len(said(page)) == 1
    assert not page.soup.select("a[href='/inbox/letters']")


def test_the_account_says_how_many_are_new(as_, cast):
    mine = as_("volunteer")
    assert mine.get("/account").one("a[href='/inbox']")
    for _ in range(3):
        tell(cast["volunteer"])
    assert "3" in mine.get("/account?lang=en").one("a[href='/inbox']").parent.get_text()
    tell(cast["guest"])
    assert as_("guest").get("/account").one("a[href='/inbox']")


def test_it_asks_the_database_little(as_, cast):
    tell(cast["volunteer"])
    mine = as_("volunteer")
    with counted() as statements:
        assert mine.get("/inbox").status == 200
    assert len(statements) <= MOST, statements


def test_a_need_that_nobody_renewed_is_not_said_to_be_past_its_day(as_, cast):
    tell(cast["owner"], "need_expired", item="blanket", label="", because="unrenewed")
    assert "because nobody renewed it" in as_("owner").get("/inbox?lang=en").text
