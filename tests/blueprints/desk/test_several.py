"""Several ticked rows at once."""

from datetime import date, timedelta

import pytest

from domain import clock
from tests import factories
from tests.blueprints.desk.pages import said


@pytest.fixture
def drafts(cast):
    return [factories.need(cast["ours"], published=False) for _ in range(3)]


def ids(needs):
    return [str(need.id) for need in needs]


def test_one_day_for_all_that_are_ticked(cast, as_, drafts):
    done = as_("owner").post("/desk/ours/deadline", {"need": ids(drafts[:2]), "deadline": "20/12/2026"})
    assert (done.status, done.location) == (303, "/desk/ours")
    assert [need.deadline == date(2026, 12, 20) for need in drafts] == [True, True, False]


@pytest.mark.parametrize("typed", ["", "قريبا", "2020-01-01"])
def test_ticks_and_words_stay_when_the_day_is_not_one(cast, as_, drafts, typed):
    page = as_("owner").post("/desk/ours/deadline", {"need": ids(drafts[:2]), "deadline": typed})
    assert page.status == 422
    assert {box["value"] for box in page.soup.select("[name=need][checked]")} == set(ids(drafts[:2]))
    assert page.one("#several [name=deadline]")["value"] == typed
    assert all(need.deadline > clock.today() + timedelta(days=20) for need in drafts)


def test_without_a_tick_nothing_happens(cast, as_, drafts):
    for address in ("deadline", "forward"):
        page = as_("owner").post(f"/desk/ours/{address}", {"deadline": "20/12/2026"})
        assert page.status == 422
        assert said(page)


def test_all_that_are_ticked_go_on_the_board_but_those_that_cannot(cast, as_, drafts):
    drafts[0].deadline = clock.today() - timedelta(days=1)
    owner = as_("owner")
    owner.post("/desk/ours/forward?lang=en", {"need": ids(drafts)})
    assert [need.status for need in drafts] == ["draft", "published", "published"]
    page = owner.get("/desk/ours?lang=en")
    assert "2 needs are on the board" in said(page) or "2" in said(page)
    assert len(page.soup.select(".flashes .notice.amber")) == 1


def test_all_can_be_ticked_at_once_without_script(cast, as_, drafts):
    page = as_("owner").get("/desk/ours?tick=all")
    assert {box["value"] for box in page.soup.select("[name=need][checked]")} == set(ids(drafts))
    assert {box["form"] for box in page.soup.select("[name=need]")} == {"several"}
