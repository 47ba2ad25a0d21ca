"""News of the demonstration's associations and what readers wrote below, in the words of `data/desk-*.csv`.

Its two drawings were made for it and lie beside those words in the widths that `pictures` keeps.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from domain import clock, pictures
from domain.comments import Comment
from domain.db import db
from domain.demo.cast import Cast
from domain.demo.history import Event, event
from domain.demo.moments import awake
from domain.demo.story import DATA, Story
from domain.organisations import Organisation
from domain.pictures import Picture
from domain.posts import Post, PostPicture

_DRAWN = (640, 420)  # pixels, width and height
_LOOKED_AFTER = timedelta(hours=2)  # until a member shows a comment


@dataclass(frozen=True, slots=True)
class News:
    """The posts, the oldest first, their comments, and what the log says of both."""

    posts: list[Post]
    comments: list[Comment]
    events: list[Event]


def moment(story: Story, row: dict[str, str]) -> datetime:
    """When something of the file happened: `ago` is in days."""
    return awake(clock.now() - timedelta(days=float(row["ago"])), story.country)


def post_news(story: Story, cast: Cast, folder: Path | None) -> News:
    """Write the news down; its pictures are stored in `folder`, or left out without one."""
    hosts = {one.slug: one for one in cast.organisations}
    news = News([], [], [])
    for about in sorted(_by_post(story), key=lambda rows: -float(rows[0]["ago"])):
        post = _post(story, cast, hosts[about[0]["by"]], about[0], news)
        for row in about[1:]:
            if row["what"] == "comment":
                _comment(story, cast, post, row, news)
            elif folder is not None:
                _show_drawing(post, row, folder)
    db.session.flush()
    return news


def _by_post(story: Story) -> list[list[dict[str, str]]]:
    """The rows of each post: itself, then its picture and comments."""
    found: list[list[dict[str, str]]] = []
    for row in story.desk():
        if row["what"] in ("post", "draft"):
            found.append([row])
        elif row["what"] in ("picture", "comment"):
            found[-1].append(row)
    return found


def _post(story: Story, cast: Cast, host: Organisation, row: dict[str, str], news: News) -> Post:
    owner, at, is_out = cast.owners[host.slug], moment(story, row), row["what"] == "post"
    post = Post(
        organisation=host, author_id=owner.id, title=row["title"], body=row["text"],
        status="published" if is_out else "draft", key=f"demo-post-{len(news.posts)}",
        created_at=at - timedelta(minutes=20), published_at=at if is_out else None,
    )  # fmt: skip
    db.session.add(post)
    db.session.flush()
    news.posts.append(post)
    news.events.append(event("post", post.id, None, "draft", post.created_at, actor=owner, via="web"))
    if is_out:
        news.events.append(event("post", post.id, "draft", "published", at, actor=owner, via="web"))
    return post


def _comment(story: Story, cast: Cast, post: Post, row: dict[str, str], news: News) -> None:
    person, owner, at = cast.accounts[row["by"]], cast.owners[post.organisation.slug], moment(story, row)
    made = Comment(
        post=post, person_id=person.id, body=row["text"], status=row["title"],
        organisation=next((one for one in cast.organisations if cast.owners[one.slug] is person), None),
        key=f"demo-comment-{len(news.comments)}", created_at=at,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    news.comments.append(made)
    news.events.append(event("comment", made.id, None, "waiting", at, actor=person, via="web"))
    if made.status == "shown":
        made.moderated_by, made.moderated_at = owner.id, at + _LOOKED_AFTER
        news.events.append(event("comment", made.id, "waiting", "shown", at + _LOOKED_AFTER, actor=owner, via="web"))
    else:
        post.waiting_told_at = at


def _show_drawing(post: Post, row: dict[str, str], folder: Path) -> None:
    width, height = _DRAWN
    versions = {size: (DATA / f"{row['by']}-{size}.webp").read_bytes() for size in pictures.sizes_of(width)}
    key = sha256(b"".join(versions.values())).hexdigest()[:32]
    pictures.store(Picture(key, width, height, versions), folder)
    db.session.add(PostPicture(post_id=post.id, position=0, key=key, width=width, height=height, alt=row["text"]))
