"""Writing news at the desk: kept as typed, shown when wanted, with pictures that nobody has to choose twice."""

import pytest

from domain import pictures, posts
from domain.db import db
from domain.posts import Post
from tests import factories
from tests.blueprints.news.scene import make_post, photo, stored, upload
from tests.conftest import signed_in

DESK = "/desk/ours/news"


@pytest.fixture
def mine(as_):
    return as_("owner")


@pytest.fixture
def form(mine):
    """The form of new news as the page has it."""
    typed = {"title": "وصلت الأغطية", "body": "شكرا\nلكم", "do": "publish"}
    return mine.get(f"{DESK}/new").fields("main form[enctype]") | typed


def only() -> Post:
    return db.session.scalars(db.select(Post).execution_options(populate_existing=True)).one()


def count() -> int:
    return len(db.session.scalars(db.select(Post)).all())


def errors(page) -> list[str]:
    return [tag["id"] for tag in page.soup.select("[aria-invalid=true]")]


def test_news_with_a_picture_is_on_the_public_page_at_once(mine, form, client):
    sent = form | {"picture_0": upload(photo()), "alt_new_0": "صناديق"}
    page = mine.post(DESK, sent, content_type="multipart/form-data")
    assert (page.status, page.location) == (303, DESK)
    post = only()
    assert (post.title, post.body, post.status) == ("وصلت الأغطية", "شكرا\nلكم", "published")
    assert [one.alt for one in post.pictures] == ["صناديق"]
    assert client.get(client.get(f"/associations/ours/news/{post.id}").one("article img")["src"]).status == 200
    assert mine.get(DESK).soup.select(".flashes .notice.green")


def test_a_draft_is_seen_by_the_team_only(mine, form, as_, client):
    mine.post(DESK, form | {"do": "save"})
    post = only()
    assert post.status == "draft"
    assert client.get(f"/associations/ours/news/{post.id}").status == 404
    assert "وصلت الأغطية" in as_("member").get(DESK).text
    assert mine.post(f"{DESK}/{post.id}/publication").location == DESK
    assert client.get(f"/associations/ours/news/{post.id}").status == 200


def test_the_same_click_twice_is_one_post(mine, form):
    for _ in range(2):
        sent = form | {"picture_0": upload(photo())}
        assert mine.post(DESK, sent, content_type="multipart/form-data").status == 303
    assert len(only().pictures) == 1


def test_up_to_four_pictures_each_with_its_own_words(mine, form):
    sent = dict(form)
    for number, colour in enumerate(("red", "green", "blue", "black")):
        sent |= {f"picture_{number}": upload(photo(colour)), f"alt_new_{number}": colour}
    assert mine.post(DESK, sent, content_type="multipart/form-data").status == 303
    assert [one.alt for one in only().pictures] == ["red", "green", "blue", "black"]
    page = mine.get(f"{DESK}/{only().id}")
    assert not page.soup.select("input[type=file]")


@pytest.mark.parametrize(
    ("field", "typed"),
    [("title", ""), ("title", "…"), ("title", "x" * 121), ("title", "a\u202eb"), ("body", "x" * 5001)],
)
def test_what_is_wrong_is_said_at_its_field_and_everything_typed_stays(mine, form, field, typed):
    page = mine.post(DESK, form | {"alt_new_0": "صناديق"} | {field: typed})
    assert page.status == 422
    assert errors(page) == [field]
    shown = page.fields("main form[enctype]")
    assert shown[field].lstrip("\r\n") == typed
    assert shown["key"] == form["key"]
    assert count() == 0


@pytest.mark.parametrize(
    "data",
    [b"no picture at all", b"\x00\x00\x00\x18ftypheic" + b"0" * 100, photo()[:400], b""],
    ids=["text", "heic", "cut", "empty"],
)
def test_a_refused_picture_is_said_at_its_place_and_costs_nothing_else(mine, form, data):
    sent = form | {
        "picture_0": upload(photo("red")), "alt_new_0": "أحمر", "picture_1": upload(data), "alt_new_1": "الثانية",
    }  # fmt: skip
    page = mine.post(DESK, sent, content_type="multipart/form-data")
    assert page.status == 422
    assert len(errors(page)) == 1
    assert errors(page)[0].startswith("picture_")
    shown = page.fields("main form[enctype]")
    assert shown["title"] == "وصلت الأغطية"
    assert shown["body"].lstrip("\r\n") == "شكرا\nلكم"
    post = only()
    assert (post.status, post.pictures) == ("draft", [])
    (held,) = post.all_pictures
    assert shown[f"alt_{held.id}"] == "أحمر"
    assert shown["alt_new_0"] == "الثانية"
    assert page.one("form[enctype]")["action"] == f"{DESK}/{post.id}"
    assert mine.get(page.one("form[enctype] img")["src"]).status == 200
    mended = mine.post(f"{DESK}/{post.id}", shown | {"do": "publish"})
    assert mended.status == 303
    assert [(one.key, one.alt) for one in only().pictures] == [(held.key, "أحمر")]


def test_a_picture_that_came_well_is_not_lost_with_a_missing_title(mine, form):
    page = mine.post(
        DESK, form | {"title": "", "picture_0": upload(photo()), "alt_new_0": "صناديق"},
        content_type="multipart/form-data",
    )  # fmt: skip
    assert page.status == 422
    assert errors(page) == ["title"]
    assert page.soup.select("form[enctype] img")
    assert only().title == ""
    assert mine.get(DESK).status == 200
    mine.post(f"{DESK}/{only().id}", page.fields("main form[enctype]") | {"title": "x1", "do": "publish"})
    assert (only().status, [one.alt for one in only().pictures]) == ("published", ["صناديق"])


def test_words_for_a_picture_that_are_refused_are_said_at_that_picture(mine, form):
    sent = form | {"picture_0": upload(photo()), "alt_new_0": "a\u202eb"}
    page = mine.post(DESK, sent, content_type="multipart/form-data")
    assert page.status == 422
    (held,) = only().all_pictures
    assert errors(page) == [f"alt_{held.id}"]


def test_a_picture_too_heavy_is_refused_with_words(mine, form, monkeypatch):
    monkeypatch.setattr(pictures, "BYTES_MOST", 1000)
    sent = form | {"picture_0": upload(photo())}
    page = mine.post(DESK, sent, content_type="multipart/form-data")
    assert page.status == 422
    assert errors(page) == ["picture_0"]


def test_nothing_of_the_upload_remains_but_pixels(mine, form):
    planted = photo() + b"GPS:33.57,-7.58"
    mine.post(DESK, form | {"picture_0": upload(planted)}, content_type="multipart/form-data")
    assert len(stored()) == 3
    key = only().pictures[0].key
    for width in (320, 640, 700):
        assert b"GPS" not in mine.client.get(f"/pictures/{key}-{width}.webp").get_data()


def test_editing_changes_words_and_removes_pictures_at_once(mine, cast, client):
    post = make_post(cast)
    picture = post.pictures[0]
    source, shown = f"/pictures/{picture.key}-320.webp", mine.get(f"{DESK}/{post.id}").fields("main form[enctype]")
    assert shown["title"] == "وصلت الأغطية"
    assert shown[f"alt_{picture.id}"] == "صناديق أمام المدرسة"
    changed = shown | {"title": "عنوان آخر", f"drop_{picture.id}": "y", "picture_0": upload(photo("red"))}
    assert mine.post(f"{DESK}/{post.id}", changed, content_type="multipart/form-data").status == 303
    assert only().title == "عنوان آخر"
    assert len(only().pictures) == 1
    assert client.get(source).status == 404
    assert client.get(f"/associations/ours/news/{post.id}").one("h1").get_text() == "عنوان آخر"


def test_hidden_news_is_away_until_it_is_shown_again(mine, cast, client):
    post = make_post(cast)
    address = f"/associations/ours/news/{post.id}"
    assert mine.post(f"{DESK}/{post.id}/hiding").location == DESK
    assert client.get(address).status == 404
    assert not client.get("/associations/ours").soup.select(".story")
    assert mine.post(f"{DESK}/{post.id}/publication").status == 303
    assert client.get(address).status == 200


def test_what_moved_on_meanwhile_is_said(mine, cast):
    post = make_post(cast)
    posts.remove(post, actor_id=cast["coordinator"].id)
    db.session.commit()
    for address in ("publication", "hiding"):
        assert mine.post(f"{DESK}/{post.id}/{address}").status == 409
    assert mine.post(f"{DESK}/{post.id}/hiding", htmx=True).status == 409


@pytest.mark.parametrize("path", ["", "/new", "/{id}"])
def test_the_desk_is_its_team_s_alone(client, as_, cast, path):
    post = make_post(cast)
    address = DESK + path.format(id=post.id)
    assert client.get(address).location.startswith("/sign-in")
    for who in ("guest", "volunteer", "stranger", "coordinator", "admin"):
        assert as_(who).get(address).status == 404
    assert as_("member").get(address).status == 200


@pytest.mark.parametrize("path", ["", "/{id}", "/{id}/publication", "/{id}/hiding"])
def test_nobody_else_changes_it(client, as_, cast, path):
    post = make_post(cast)
    address = DESK + path.format(id=post.id)
    sent = {"title": "taken over", "do": "publish"}
    assert client.post(address, sent).location.startswith("/sign-in")
    for who in ("guest", "volunteer", "stranger", "coordinator"):
        assert as_(who).post(address, sent).status == 404
    assert as_("stranger").post("/desk/theirs/news" + path.format(id=post.id), sent).status == (404 if path else 303)
    db.session.expire_all()
    assert (post.title, post.status) == ("وصلت الأغطية", "published")


def test_another_association_s_click_cannot_be_taken_over(mine, as_, form, cast):
    make_post(cast, of="theirs", by="stranger", key="theirs")
    assert mine.post(DESK, form | {"key": "theirs"}).status == 409


@pytest.mark.parametrize("path", ["/{id}/publication", "/{id}/hiding"])
def test_opening_an_address_changes_nothing(mine, cast, path):
    post = make_post(cast)
    assert mine.get(DESK + path.format(id=post.id)).status == 405


def test_the_desk_lists_everything_in_pages(mine, cast):
    for number in range(posts.PAGE + 1):
        make_post(cast, title=f"خبر {number}", picture=None, published=number % 2 == 0)
    page = mine.get(DESK)
    assert len(page.soup.select("article h3")) == posts.PAGE
    part = mine.get(page.one("a.more")["href"], htmx=True)
    assert [one.get_text() for one in part.soup.select("h3")] == ["خبر 0"]


def test_one_person_saves_only_so_often(limited_app):
    owner = factories.person()
    factories.organisation(owner, slug="ours")
    mine = signed_in(limited_app, owner.id)
    answers = [mine.post(DESK, {"title": ""}).status for _ in range(9)]
    assert answers == [422] * 8 + [429]
