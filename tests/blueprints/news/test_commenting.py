"""Comments: sent with htmx and without, read by the association first, and complained about."""

import pytest

from domain import comments, notices, posts, teams
from domain.comments import Comment
from domain.db import db
from tests import factories
from tests.blueprints.news.scene import make_post
from tests.conftest import signed_in


@pytest.fixture
def post(cast):
    return make_post(cast, picture=None)


@pytest.fixture
def address(post):
    return f"/associations/ours/news/{post.id}"


@pytest.fixture
def form(as_, address):
    """What the page's form sends but for the token, which is each browser's own."""
    key = as_("volunteer").get(address).fields("#comments form")["key"]
    return {"key": key, "body": "بارك الله فيكم\nجميعا"}


@pytest.fixture
def waiting(as_, address, form):
    """A comment that waits."""
    as_("volunteer").post(f"{address}/comments", form)
    return db.session.scalars(db.select(Comment)).one()


def bodies(page) -> list[str]:
    return [one.get_text() for one in page.soup.select("article[id^=comment] p[dir=auto]")]


def test_a_comment_is_seen_by_its_writer_and_by_nobody_else(as_, client, address, form):
    mine = as_("volunteer")
    page = mine.post(f"{address}/comments", form)
    assert page.status == 303
    assert page.location.startswith(f"{address}#comment-")
    shown = mine.get(address)
    assert bodies(shown) == ["بارك الله فيكم", "جميعا"]
    assert shown.soup.select("article[id^=comment] .notice.amber")
    for browser in (client, as_("stranger"), as_("guest")):
        assert bodies(browser.get(address)) == []


def test_with_htmx_the_answer_is_the_comments_with_ones_own_in_front(as_, address, form):
    page = as_("volunteer").post(f"{address}/comments", form, htmx=True)
    assert page.status == 200
    assert not page.soup.select("html")
    assert page.one("#comments").select("article[autofocus]")
    assert page.fields("#comments form")["body"].strip() == ""
    assert page.fields("#comments form")["key"] != form["key"]


def test_the_same_click_twice_is_one_comment(as_, address, form):
    for _ in range(2):
        assert as_("volunteer").post(f"{address}/comments", form).status == 303
    assert len(db.session.scalars(db.select(Comment)).all()) == 1


@pytest.mark.parametrize("typed", ["", " \n ", "x" * 1001, "a\u202eb"])
@pytest.mark.parametrize("htmx", [False, True])
def test_what_is_wrong_is_said_at_the_field_and_stays(as_, address, form, typed, htmx):
    page = as_("volunteer").post(f"{address}/comments", form | {"body": typed}, htmx=htmx)
    assert page.status == 422
    assert page.one("#body")["aria-invalid"] == "true"
    assert page.one("#body").get_text().strip("\r\n") == typed.strip("\r\n")
    assert bool(page.soup.select("html")) != htmx
    assert db.session.scalars(db.select(Comment)).all() == []


def test_who_may_write(client, as_, address, form):
    assert client.post(f"{address}/comments", form).location.startswith("/sign-in")
    assert as_("guest").post(f"{address}/comments", form).status == 404
    assert client.get(address).soup.select("#comments a[href^='/sign-in']")
    assert not as_("guest").get(address).soup.select("#comments form")
    assert as_("volunteer").get(f"{address}/comments").status == 405


def test_below_what_is_not_public_nobody_writes(as_, cast, post, address, form):
    posts.hide(post, actor_id=cast["owner"].id)
    for who in ("volunteer", "owner"):
        assert as_(who).post(f"{address}/comments", form).status == 404


def test_names_of_people_stay_out_and_the_association_s_name_stands_there(as_, client, cast, address, form):
    cast["volunteer"].name, cast["stranger"].name = "Zoubida", "Mehdi"
    for who in ("volunteer", "stranger"):
        as_(who).post(f"{address}/comments", form | {"key": who})
    for one in db.session.scalars(db.select(Comment)).all():
        comments.show(one.id, actor_id=cast["owner"].id)
    db.session.commit()
    page = client.get(address)
    assert len(bodies(page)) == 4
    assert cast["theirs"].name in page.text
    assert not [name for name in ("Zoubida", "Mehdi") if name in page.text]


def test_a_comment_is_plain_text(as_, client, cast, address, form):
    as_("owner").post(f"{address}/comments", form | {"body": "<b>x</b> https://evil.example"})
    page = client.get(address)
    assert bodies(page) == ["<b>x</b> https://evil.example"]
    assert not page.soup.select("#comments a[href*=evil], #comments p b b")


def test_a_member_shows_it_from_the_desk(as_, client, address, waiting):
    mine = as_("member")
    desk = mine.get("/desk/ours/news")
    action = desk.one(f"#comment-{waiting.id} form:has(input[value=show])")["action"]
    assert mine.post(action, {"verdict": "show"}).location == "/desk/ours/news"
    assert bodies(client.get(address)) == ["بارك الله فيكم", "جميعا"]
    assert not mine.get("/desk/ours/news").soup.select("article[id^=comment]")


def test_with_htmx_the_answer_says_what_was_decided(as_, client, address, waiting):
    page = as_("owner").post(f"/desk/ours/news/comments/{waiting.id}", {"verdict": "hide"}, htmx=True)
    assert (page.status, page.one(f"#comment-{waiting.id}")["role"]) == (200, "status")
    assert bodies(client.get(address)) == []


def test_a_member_hides_it_from_the_page_and_comes_back_there(as_, client, address, waiting):
    mine = as_("owner")
    mine.post(f"/desk/ours/news/comments/{waiting.id}", {"verdict": "show"})
    form = mine.get(address).fields(f"#comment-{waiting.id} form")
    assert mine.post(f"/desk/ours/news/comments/{waiting.id}", form).location == address
    assert bodies(client.get(address)) == []
    assert not client.get(address).soup.select(f"#comment-{waiting.id}")


def test_nobody_else_decides(client, as_, address, waiting):
    action = f"/desk/ours/news/comments/{waiting.id}"
    assert client.post(action, {"verdict": "show"}).location.startswith("/sign-in")
    for who in ("guest", "volunteer", "stranger", "coordinator"):
        assert as_(who).post(action, {"verdict": "show"}).status == 404
    assert as_("stranger").post(f"/desk/theirs/news/comments/{waiting.id}", {"verdict": "show"}).status == 404
    assert as_("owner").post(action, {"verdict": "remove"}).status == 422
    assert as_("owner").get(action).status == 405
    assert bodies(client.get(address)) == []


def test_nobody_is_sent_elsewhere_by_it(as_, waiting):
    for elsewhere in ("https://evil.example", "//evil.example"):
        page = as_("owner").post(
            f"/desk/ours/news/comments/{waiting.id}", {"verdict": "show", "next": elsewhere}
        )  # fmt: skip
        assert page.location == "/desk/ours/news"


def test_many_comments_come_in_pages(as_, client, cast, post, address):
    for number in range(comments.PAGE + 1):
        comments.comment(post, f"رأي {number}", f"k{number}", actor_id=cast["owner"].id)
    db.session.commit()
    page = client.get(address)
    assert len(bodies(page)) == comments.PAGE
    more = page.one("#comments a.more")["href"]
    assert bodies(client.get(more)) == ["رأي 0"]
    part = client.get(more, htmx=True)
    assert bodies(part) == ["رأي 0"]
    assert not part.soup.select("html")


# --- complaints -------------------------------------------------------------------------------------------------------


def test_a_complaint_reaches_the_platform_team_which_takes_the_post_away(as_, client, cast, post, address):
    mine = as_("volunteer")
    assert mine.post(f"{address}/reports").location == address
    team = as_("coordinator")
    told = notices.page(cast["coordinator"].id)[0][0]
    assert (told.kind, told.path) == ("news_reported", f"{address}/review")
    review = team.get(told.path)
    assert review.status == 200
    assert team.post(f"{address}/review", review.fields(f"form[action='{address}/review']")).location == told.path
    assert client.get(address).status == 404
    assert as_("owner").post(f"/desk/ours/news/{post.id}/publication").status == 409
    team.post(f"{address}/review", team.get(told.path).fields(f"form[action='{address}/review']"))
    assert client.get(address).status == 200


def test_the_platform_team_takes_a_comment_away_and_brings_it_back(as_, client, cast, address, waiting):
    comments.show(waiting.id, actor_id=cast["owner"].id)
    db.session.commit()
    team, action = as_("coordinator"), f"/associations/ours/news/comments/{waiting.id}/review"
    for shown in ([], ["بارك الله فيكم", "جميعا"]):
        form = team.get(f"{address}/review").fields(f"form[action='{action}']")
        assert team.post(action, form).location == f"{address}/review"
        assert bodies(client.get(address)) == shown


def test_a_coordinator_finds_no_decision_on_their_own_association_s_news_but_the_reason(as_, cast, address, waiting):
    teams.begin(cast["ours"].id, cast["coordinator"].id, "editor", actor_id=cast["owner"].id)
    own, other = as_("coordinator").get(f"{address}/review?lang=en"), as_("admin").get(f"{address}/review?lang=en")
    assert (own.status, own.soup.select("main form")) == (200, [])
    assert "You act for this association yourself" in own.one("main .notice").text
    assert len(other.soup.select("main form")) == 2
    assert not other.soup.select("main .notice")


def test_a_coordinator_who_complains_goes_straight_to_the_decision(as_, address):
    assert as_("coordinator").post(f"{address}/reports").location == f"{address}/review"


def test_only_the_platform_team_decides_about_complaints(client, as_, cast, post, address, waiting):
    for path in (f"{address}/review", f"/associations/ours/news/comments/{waiting.id}/review"):
        assert client.post(path, {"verdict": "remove"}).location.startswith("/sign-in")
        for who in ("guest", "volunteer", "owner", "stranger", "planner"):
            assert as_(who).post(path, {"verdict": "remove"}).status == 404
        assert as_("admin").post(path, {"verdict": "nothing"}).status == 422
    assert as_("owner").get(f"{address}/review").status == 404
    draft = make_post(cast, title="مسودة", picture=None, published=False)
    assert as_("coordinator").get(f"/associations/ours/news/{draft.id}/review").status == 404


def test_one_person_writes_only_so_often(limited_app):
    owner, writer = factories.person(), factories.person()
    post = make_post({"ours": factories.organisation(owner, slug="ours"), "owner": owner}, picture=None)
    mine = signed_in(limited_app, writer.id)
    path = f"/associations/ours/news/{post.id}/comments"
    answers = [mine.post(path, {"body": "سلام", "key": str(n)}).status for n in range(6)]
    assert answers == [303] * 5 + [429]
