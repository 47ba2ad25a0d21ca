"""A row's steps, each with htmx and without."""

import pytest

from domain import clock, needs
from domain.db import db
from tests import factories
from tests.blueprints.desk.pages import said, titles


@pytest.mark.parametrize("htmx", [False, True])
@pytest.mark.parametrize(
    ("before", "to", "after"),
    [
        ("draft", "forward", "published"), ("returned", "forward", "published"), ("published", "pause", "paused"),
        ("paused", "resume", "published"), ("published", "close", "closed"), ("paused", "close", "closed"),
        ("expired", "close", "closed"), ("fulfilled", "close", "closed"), ("draft", "discard", "cancelled"),
        ("submitted", "discard", "cancelled"),
    ],
)  # fmt: skip
def test_each_step(cast, as_, before, to, after, htmx):
    need = factories.need(cast["ours"], published=before in ("published", "paused", "expired", "fulfilled"))
    if need.status != before:
        needs.move(need, before, actor_id=None) if need.status == "published" else setattr(need, "status", before)
    owner = as_("owner")
    for _ in range(2):  # the same click again
        page = owner.post(f"/desk/ours/needs/{need.id}/state", {"to": to}, htmx=htmx)
        assert page.status == (200 if htmx else 303)
        assert need.status == after
    if htmx and after != "cancelled":
        assert page.one("li.card")["id"] == f"need-{need.id}"
        assert "✓" in page.text


def test_an_approved_association_sends_for_review(cast, as_):
    cast["ours"].status = "approved"
    need = factories.need(cast["ours"], published=False)
    owner = as_("owner")
    assert "Send for review" in owner.get("/desk/ours?lang=en").text
    owner.post(f"/desk/ours/needs/{need.id}/state", {"to": "forward"})
    assert need.status == "submitted"


def test_a_day_that_is_over_is_said_on_the_row(cast, as_):
    need = factories.need(cast["ours"], published=False, deadline=clock.today() - factories.timedelta(days=1))
    owner = as_("owner")
    row = owner.post(f"/desk/ours/needs/{need.id}/state", {"to": "forward"}, htmx=True)
    assert row.status == 409
    assert said(row)
    assert owner.post(f"/desk/ours/needs/{need.id}/state", {"to": "forward"}).status == 409
    assert need.status == "draft"


def test_a_step_that_is_none_is_refused(cast, as_):
    need = factories.need(cast["ours"])
    for to in ("", "published", "fulfilled", "cancelled"):
        assert as_("owner").post(f"/desk/ours/needs/{need.id}/state", {"to": to}).status == 422
    assert as_("owner").post(f"/desk/ours/needs/{need.id}/state", {"to": "discard"}).status == 409


@pytest.mark.parametrize("htmx", [False, True])
def test_before_a_need_is_closed_it_says_what_becomes_of_the_pledges(cast, as_, htmx):
    need = factories.need(cast["ours"])
    factories.pledge(need, cast["volunteer"], quantity=12)
    as_("owner").get("/desk/ours?lang=en")
    owner = as_("owner")
    owner.get("/?lang=en")
    page = owner.get(f"/desk/ours/needs/{need.id}/end", htmx=htmx)
    assert "12 are promised and may still come" in page.text
    form = page.one("main form" if not htmx else "form")
    assert (form["action"], form.select("[name=to]")[0]["value"]) == (f"/desk/ours/needs/{need.id}/state", "close")


def test_before_a_draft_is_deleted_it_asks(cast, as_):
    need = factories.need(cast["ours"], published=False)
    page = as_("owner").get(f"/desk/ours/needs/{need.id}/end", htmx=True)
    assert page.one("[name=to]")["value"] == "discard"


def test_a_deleted_row_leaves_its_place_empty(cast, as_):
    need = factories.need(cast["ours"], published=False)
    page = as_("owner").post(f"/desk/ours/needs/{need.id}/state", {"to": "discard"}, htmx=True)
    assert (page.status, page.body.strip()) == (200, "")
    assert as_("owner").get(f"/desk/ours/needs/{need.id}", htmx=True).status == 404


def test_rows_move_by_one(cast, as_):
    for name in ("c", "b", "a"):
        factories.need(cast["ours"], published=False, label=name)
    rows = {need.label: need for need in db.session.query(needs.Need)}
    owner = as_("owner")
    moved = owner.post(f"/desk/ours/needs/{rows['b'].id}/place", {"to": "up"})
    assert moved.location == f"/desk/ours#need-{rows['b'].id}"
    assert titles(owner.get("/desk/ours")) == ["b", "a", "c"]
    part = owner.post(f"/desk/ours/needs/{rows['b'].id}/place", {"to": "down"}, htmx=True)
    assert part.headers["HX-Reswap"] == "delete"
    assert part.one("ul[data-hx-swap-oob]")["data-hx-swap-oob"] == f"afterend:#need-{rows['a'].id}"
    assert titles(owner.get("/desk/ours")) == ["a", "b", "c"]
    still = owner.post(f"/desk/ours/needs/{rows['a'].id}/place", {"to": "up"}, htmx=True)
    assert (still.status, "HX-Reswap" in still.headers) == (200, False)
    assert owner.post(f"/desk/ours/needs/{rows['a'].id}/place", {"to": "sideways"}).status == 422
