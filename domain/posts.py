"""News: what an association posts on its profile, with up to four pictures.

Every change that visitors can see touches the board's version, by which their pages are kept (`counters`)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, Index, SmallInteger, String, Text, delete, select, text, tuple_
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship, selectinload

from domain import clock, counters, log, notices, pictures
from domain.db import Base, Moment, begin_writing, db
from domain.errors import RuleBroken, WrongState
from domain.organisations import LISTED, Organisation

PICTURES_MOST = 4
TITLE_MOST, BODY_MOST, ALT_MOST = 120, 5000, 200  # characters
PAGE = 10  # posts
REPORT_EVERY = timedelta(hours=1)

# What the association hides it can show again; what the platform team removed stays away until the team restores it.
TRANSITIONS: dict[str, frozenset[str]] = {
    "draft": frozenset({"published", "hidden", "removed"}),
    "published": frozenset({"hidden", "removed"}),
    "hidden": frozenset({"published", "removed"}),
    "removed": frozenset({"published"}),
}
_PUBLISHED = text("status = 'published'")


class TooManyPictures(RuleBroken):
    """More than PICTURES_MOST (`most`) with one post."""


class TitleMissing(RuleBroken):
    """News goes out with a title."""


class PostKeyOfAnother(RuleBroken):
    """The key of this click belongs to another association's post."""


class Post(Base):
    """News of an association."""

    __tablename__ = "post"
    __table_args__ = (
        Index("ix_post_organisation", "organisation_id", "id"),
        Index("ix_post_published", "organisation_id", "published_at", "id",
              sqlite_where=_PUBLISHED, postgresql_where=_PUBLISHED),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    title: Mapped[str] = mapped_column(String(120), default="")
    body: Mapped[str] = mapped_column(Text, default="")
    status: Mapped[str] = mapped_column(String(10), default="draft")
    key: Mapped[str] = mapped_column(String(64), unique=True)  # a repeat of the same click is the same post
    created_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    published_at: Mapped[datetime | None] = mapped_column(Moment)  # the first time
    waiting_told_at: Mapped[datetime | None] = mapped_column(Moment)  # when members last heard of a waiting comment
    reported_at: Mapped[datetime | None] = mapped_column(Moment)  # when coordinators last heard of a complaint

    organisation: Mapped[Organisation] = relationship()
    all_pictures: Mapped[list["PostPicture"]] = relationship(order_by="PostPicture.id", passive_deletes="all")

    @property
    def pictures(self) -> list["PostPicture"]:
        """Those that are shown with it, in their order."""
        shown = [picture for picture in self.all_pictures if picture.position is not None]
        return sorted(shown, key=lambda picture: picture.position or 0)

    def can(self, new: str) -> bool:
        """Whether the post may go into this state from where it is."""
        return new in TRANSITIONS[self.status]


class PostPicture(Base):
    """A stored picture (`pictures`) of a post. Without a position it waits for the form with which it came, in which
    something else has to be mended first: only the association sees it."""

    __tablename__ = "post_picture"
    __table_args__ = (
        Index("ix_post_picture_key", "key"),
        Index("uq_post_picture", "post_id", "key", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"))
    position: Mapped[int | None] = mapped_column(SmallInteger)
    key: Mapped[str] = mapped_column(String(32))
    width: Mapped[int] = mapped_column(SmallInteger)  # pixels of the largest version
    height: Mapped[int] = mapped_column(SmallInteger)
    alt: Mapped[str] = mapped_column(String(200), default="")  # what is seen, for those who do not see it

    @property
    def widths(self) -> list[int]:
        """The widths in which it is stored."""
        return pictures.sizes_of(self.width)


@dataclass(frozen=True, slots=True)
class NewPicture:
    """A picture that is stored already and is to belong to a post."""

    key: str
    width: int
    height: int
    alt: str = ""


def draft(organisation_id: int, key: str, *, actor_id: int) -> Post:
    """The post of this key: a new draft, or the one that the same click began before. Raises PostKeyOfAnother."""
    begin_writing()
    found = db.session.scalar(select(Post).where(Post.key == key).execution_options(populate_existing=True))
    if found is None:
        found = Post(organisation_id=organisation_id, author_id=actor_id, key=key)
        db.session.add(found)
        db.session.flush()
        log.record("post", found.id, None, "draft", actor_id=actor_id)
    if found.organisation_id != organisation_id:
        raise PostKeyOfAnother
    return found


def hold(post: Post, added: Sequence[NewPicture]) -> Post:
    """Keep pictures for the post while the rest of their form is mended; a picture it has is not kept twice.

    Raises TooManyPictures."""
    locked = _locked(post.id)
    known = {picture.key for picture in locked.all_pictures}
    for new in added:
        if new.key not in known:
            known.add(new.key)
            db.session.add(PostPicture(post_id=locked.id, key=new.key, width=new.width, height=new.height, alt=new.alt))
    if len(known) > PICTURES_MOST:
        raise TooManyPictures(most=PICTURES_MOST)
    db.session.flush()
    db.session.refresh(locked, ["all_pictures"])
    return locked


def write(
    post: Post, title: str, body: str, *, alts: Mapping[int, str], dropped: Collection[int],
    added: Sequence[NewPicture] = (),
) -> Post:  # fmt: skip
    """Write the post down: its words, what is seen in its pictures (`alts`, by their number), without the `dropped`
    ones and with those `added`, which all belong to it from now on. Raises TitleMissing, TooManyPictures."""
    if not title:
        raise TitleMissing
    locked = _locked(post.id)
    gone = (PostPicture.post_id == locked.id, PostPicture.id.in_(dropped))
    db.session.execute(delete(PostPicture).where(*gone))
    db.session.refresh(locked, ["all_pictures"])
    hold(locked, added)
    for position, picture in enumerate(locked.all_pictures):
        picture.position = position
        picture.alt = alts.get(picture.id, picture.alt)
    locked.title, locked.body = title, body
    db.session.flush()
    _touch(locked)
    return locked


def publish(post: Post, *, actor_id: int) -> Post:
    """Show the post to everybody; it keeps the place it had if it was shown before. Raises TitleMissing, WrongState."""
    return _show(_locked(post.id), ("draft", "hidden", "published"), actor_id)


def restore(post: Post, *, actor_id: int) -> Post:
    """The platform team shows again what it removed. Raises WrongState."""
    return _show(_locked(post.id), ("removed", "published"), actor_id)


def hide(post: Post, *, actor_id: int) -> Post:
    """Its association shows the post to nobody else any more. Raises WrongState."""
    return _move(_locked(post.id), "hidden", actor_id)


def remove(post: Post, *, actor_id: int) -> Post:
    """The platform team takes the post away, and tells its association. Raises WrongState."""
    removed = _move(_locked(post.id), "removed", actor_id)
    path = f"/desk/{removed.organisation.slug}/news"
    notices.tell_members(removed.organisation_id, "post_removed", path=path, title=removed.title)
    return removed


def report(post: Post) -> None:
    """Somebody complains about the post or a comment on it: the coordinators hear of it, once in REPORT_EVERY."""
    locked = _locked(post.id)
    if locked.reported_at is not None and locked.reported_at > clock.now() - REPORT_EVERY:
        return
    locked.reported_at = clock.now()
    region = locked.organisation.region_code
    notices.tell_coordinators(region, "news_reported", path=f"{path_of(locked)}/review", title=locked.title)


def _show(locked: Post, sources: Collection[str], actor_id: int) -> Post:
    if locked.status not in sources:
        raise WrongState(noun="post", state=locked.status)
    if not locked.title:
        raise TitleMissing
    locked.published_at = locked.published_at or clock.now()
    return _move(locked, "published", actor_id)


def _move(locked: Post, new: str, actor_id: int) -> Post:
    old = locked.status
    if old == new:  # the same click again
        return locked
    if not locked.can(new):
        raise WrongState(noun="post", state=old)
    locked.status = new
    db.session.flush()
    log.record("post", locked.id, old, new, actor_id=actor_id)
    counters.touch_board()
    return locked


def _locked(post_id: int) -> Post:
    """The post as it is now, and as it stays until this transaction ends."""
    begin_writing()
    query = select(Post).where(Post.id == post_id).options(selectinload(Post.all_pictures)).with_for_update(of=Post)
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def _touch(post: Post) -> None:
    if post.status == "published":
        counters.touch_board()


def path_of(post: Post) -> str:
    """Where the post is read."""
    return f"/associations/{post.organisation.slug}/news/{post.id}"


def find(slug: str, post_id: int) -> Post | None:
    """The post of this number if it is of the association of this address, whatever its state."""
    query = select(Post).join(Organisation).where(Post.id == post_id, Organisation.slug == slug)
    loaded = query.options(joinedload(Post.all_pictures), joinedload(Post.organisation))
    return db.session.scalars(loaded).unique().one_or_none()


def is_public(post: Post) -> bool:
    """Whether anybody may read it."""
    return post.status == "published" and post.organisation.status in LISTED


def page(organisation_id: int, *, after: int | None = None, size: int = PAGE) -> tuple[list[Post], int | None]:
    """Published posts of an association, newest first, and the number after which the next page begins. What is asked
    after a post that is hidden meanwhile begins where that one stood."""
    query = select(Post).where(Post.organisation_id == organisation_id, _PUBLISHED)
    last = db.session.get(Post, after) if after is not None else None
    if last is not None and last.organisation_id == organisation_id and last.published_at is not None:
        query = query.where(tuple_(Post.published_at, Post.id) < tuple_(last.published_at, last.id))
    query = query.order_by(Post.published_at.desc(), Post.id.desc()).limit(size + 1)
    rows = list(db.session.scalars(query.options(joinedload(Post.all_pictures))).unique())
    return rows[:size], rows[size - 1].id if len(rows) > size else None


def latest(organisation_id: int, size: int = 3) -> list[Post]:
    """The newest published posts of an association."""
    return page(organisation_id, size=size)[0]


def all_of(organisation_id: int, *, after: int | None = None) -> tuple[list[Post], int | None]:
    """Every post of an association for its own desk, newest first, in pages as `page`."""
    query = select(Post).where(Post.organisation_id == organisation_id)
    if after is not None:
        query = query.where(Post.id < after)
    rows = list(db.session.scalars(query.order_by(Post.id.desc()).limit(PAGE + 1)))
    return rows[:PAGE], rows[PAGE - 1].id if len(rows) > PAGE else None


def shown_by(picture_key: str) -> tuple[bool, frozenset[int]]:
    """Whether anybody may see this stored picture, and which organisations it belongs to."""
    query = (
        select(Post.organisation_id, Post.status, Organisation.status, PostPicture.position)
        .join(PostPicture, PostPicture.post_id == Post.id)
        .join(Organisation, Organisation.id == Post.organisation_id)
        .where(PostPicture.key == picture_key)
    )
    rows = db.session.execute(query).all()
    public = any(
        status == "published" and listed in LISTED and position is not None for _, status, listed, position in rows
    )
    return public, frozenset(organisation_id for organisation_id, *_ in rows)


def keys_in_use(keys: Collection[str]) -> set[str]:
    """Those of these pictures that belong to a post."""
    return set(db.session.scalars(select(PostPicture.key).where(PostPicture.key.in_(keys))))
