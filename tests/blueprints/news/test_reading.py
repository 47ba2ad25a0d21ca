"""News as readers see it: on the profile, in the list, on its page, and its pictures."""

import pytest

from domain import posts
from domain.db import db
from tests.blueprints.news.scene import make_post
from tests.weight.queries import MOST, counted


@pytest.fixture
def post(cast):
    return make_post(cast)


@pytest.fixture
def address(post):
    return f"/associations/ours/news/{post.id}"


def picture_of(page) -> str:
    return page.one("article img")["src"]


def test_anybody_reads_it_with_its_picture_and_nobody_is_named(client, post, address):
    page = client.get(address)
    assert page.status == 200
    assert page.one("h1").get_text() == "وصلت الأغطية"
    assert [line.get_text() for line in page.soup.select("article p[dir=auto]")] == ["شكرا لكم", "جميعا"]
    image = page.one("article img")
    assert image["alt"] == "صناديق أمام المدرسة"
    assert (image["width"], image["height"], image["loading"]) == ("700", "500", "lazy")
    widths = [part.split()[1] for part in image["srcset"].split(", ")]
    assert widths == ["320w", "640w", "700w"]
    assert "owner" not in page.text


def shown_elsewhere(page) -> dict[str, str]:
    """What other sites show beside a link to a page."""
    return {one["property"]: one["content"] for one in page.soup.select("meta[property^='og:image']")}


def test_other_sites_show_its_first_picture_beside_a_link(client, post, address):
    card = shown_elsewhere(client.get(address))
    assert (card["og:image:width"], card["og:image:height"]) == ("700", "500")
    assert card["og:image:alt"] == "صناديق أمام المدرسة"
    assert card["og:image"].startswith("http://localhost/pictures/")
    assert client.get(card["og:image"].removeprefix("http://localhost")).headers["Content-Type"] == "image/webp"


def test_beside_a_link_to_news_without_a_picture_stands_its_associations_card(client, cast):
    post = make_post(cast, picture=None)
    page = client.get(f"/associations/ours/news/{post.id}?lang=fr")
    assert shown_elsewhere(page)["og:image"] == "http://localhost/associations/ours/card-fr.png"
    assert client.get("/associations/ours/card-fr.png").status == 200


def test_nothing_is_shown_elsewhere_of_what_is_not_public(as_, cast):
    draft = make_post(cast, published=False)
    assert shown_elsewhere(as_("owner").get(f"/associations/ours/news/{draft.id}")) == {}


def test_a_picture_that_nobody_described_says_to_which_news_it_belongs(client, post, address):
    post.pictures[0].alt = ""
    db.session.commit()
    assert "وصلت الأغطية" in client.get(address).one("article img")["alt"]


def test_each_width_is_served_and_kept_for_good(client, post, address):
    sources = [part.split()[0] for part in client.get(address).one("article img")["srcset"].split(", ")]
    for source in sources:
        page = client.get(source)
        assert page.status == 200
        assert page.headers["Content-Type"] == "image/webp"
        assert page.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert page.headers["X-Content-Type-Options"] == "nosniff"
        assert "Set-Cookie" not in page.headers


@pytest.mark.parametrize(
    "name",
    ["{key}-319.webp", "{key}-0.webp", "{key}-99999.webp", "{key}-320.jpg", "../awn.db", "..%2f..%2fawn.db",
     "0123456789abcdef0123456789abcdef-320.webp", "{KEY}-320.webp"],
)  # fmt: skip
def test_nothing_else_is_served_from_there(client, post, name):
    key = post.pictures[0].key
    assert client.get("/pictures/" + name.format(key=key, KEY=key.upper())).status == 404


@pytest.mark.parametrize("how", ["hidden", "removed", "draft", "suspended"])
def test_what_is_not_public_is_read_by_its_association_alone_and_so_are_its_pictures(
    client, as_, cast, post, address, how
):
    picture = picture_of(client.get(address))
    if how == "hidden":
        posts.hide(post, actor_id=cast["owner"].id)
    elif how == "removed":
        posts.remove(post, actor_id=cast["coordinator"].id)
    elif how == "draft":
        post = make_post(cast, title="مسودة", picture="red", published=False)
        address, picture = f"/associations/ours/news/{post.id}", f"/pictures/{post.pictures[0].key}-320.webp"
    else:
        cast["ours"].status = "suspended"
    db.session.commit()
    for browser in (client, as_("guest"), as_("volunteer"), as_("stranger")):
        assert browser.get(address).status == 404
        assert browser.get(picture).status == 404
    for who in ("owner", "member"):
        assert as_(who).get(address).soup.select(".notice.amber")
        page = as_(who).get(picture)
        assert (page.status, page.headers["Cache-Control"]) == (200, "private, no-store")


def test_visitors_are_answered_from_one_kept_page_until_something_changes(client, cast, post, address):
    tag = client.get(address).headers["ETag"]
    with counted() as statements:
        again = client.get(address, headers={"If-None-Match": tag})
    assert again.status == 304
    assert len(statements) <= 2
    posts.write(post, "عنوان جديد", "", alts={}, dropped=[])
    db.session.commit()
    page = client.get(address, headers={"If-None-Match": tag})
    assert page.status == 200
    assert page.one("h1").get_text() == "عنوان جديد"


def test_the_profile_shows_the_latest_three(client, cast):
    for number in range(4):
        make_post(cast, title=f"خبر {number}", picture=None)
    make_post(cast, title="مسودة", picture=None, published=False)
    page = client.get("/associations/ours")
    assert [one.get_text() for one in page.soup.select(".story h3")] == ["خبر 3", "خبر 2", "خبر 1"]
    assert page.soup.select("a[href='/associations/ours/news']")
    assert not client.get("/associations/theirs").soup.select(".story")


def test_the_list_shows_all_in_pages_with_htmx_and_without(client, cast):
    for number in range(posts.PAGE + 2):
        make_post(cast, title=f"خبر {number}", picture=None)
    page = client.get("/associations/ours/news")
    assert len(page.soup.select(".story")) == posts.PAGE
    more = page.one("a.more")["href"]
    assert len(client.get(more).soup.select(".story")) == 2
    part = client.get(more, htmx=True)
    assert not part.soup.select("html")
    assert [one.get_text() for one in part.soup.select(".story h2")] == ["خبر 1", "خبر 0"]


def test_an_association_without_news_says_so(client, cast):
    assert client.get("/associations/ours/news").soup.select(".empty")
    assert client.get("/associations/ours/news?after=junk").soup.select(".empty")


def test_addresses_that_name_nothing(client, as_, post):
    for address in (
        f"/associations/theirs/news/{post.id}", "/associations/nobody/news", "/associations/ours/news/99",
        "/associations/ours/news/99999999999999",
    ):  # fmt: skip
        assert client.get(address).status == 404
        assert as_("owner").get(address).status == 404
    assert client.post(f"/associations/ours/news/{post.id}").status == 405


def test_what_people_write_is_never_markup_nor_a_link(client, cast):
    post = make_post(cast, title="<b>x</b>", body="<script src=/x></script> https://evil.example <a href=x>y</a>")
    for address in (f"/associations/ours/news/{post.id}", "/associations/ours/news", "/associations/ours"):
        page = client.get(address)
        assert "<b>x</b>" in page.text
        assert not page.soup.select("main b bdi, main script, main a[href*=evil]")
        assert not [one for one in page.soup.select("main article a") if "evil" in one.get_text()]


@pytest.mark.parametrize("who", ["volunteer", "owner"])
def test_its_pages_ask_the_database_little(as_, post, address, who):
    browser = as_(who)
    for path in (address, "/associations/ours/news"):
        with counted() as statements:
            assert browser.get(path).status == 200
        assert len(statements) <= MOST + 1, statements  # one more than a page's: the test's own commit
