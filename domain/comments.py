"""What readers write below news. A comment waits until a member of the association shows it; a member's own is shown
at once. Who wrote it is never public: it stands there as a volunteer's, or as that of the association they act for."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, Index, String, and_, or_, select
from sqlalchemy.orm import Mapped, contains_eager, joinedload, mapped_column, relationship

from domain import clock, counters, log, notices, organisations, posts
from domain.db import Base, Moment, begin_writing, db
from domain.errors import RuleBroken, WrongState
from domain.organisations import LISTED, Organisation
from domain.posts import Post

BODY_MOST = 1000  # characters
PAGE = 20  # comments
TELL_EVERY = timedelta(hours=1)  # members hear of waiting comments on one post

# As with posts: what the platform team removed, the association cannot show again.
TRANSITIONS: dict[str, frozenset[str]] = {
    "waiting": frozenset({"shown", "hidden", "removed"}),
    "shown": frozenset({"hidden", "removed"}),
    "hidden": frozenset({"shown", "removed"}),
    "removed": frozenset({"shown"}),
}


class NotPublic(RuleBroken):
    """The news is not there to be commented on any more."""


class CommentKeyOfAnother(RuleBroken):
    """The key of this click belongs to another comment."""


class Comment(Base):
    """What somebody wrote below a post."""

    __tablename__ = "comment"
    __table_args__ = (Index("ix_comment_post", "post_id", "status", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))  # for which they act
    body: Mapped[str] = mapped_column(String(1000))
    status: Mapped[str] = mapped_column(String(10), default="waiting")
    key: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    moderated_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    moderated_at: Mapped[datetime | None] = mapped_column(Moment)

    post: Mapped[Post] = relationship()
    organisation: Mapped[Organisation | None] = relationship()

    @property
    def spoken_for(self) -> Organisation | None:
        """The association whose name stands at the comment; none: a volunteer's."""
        return self.organisation if self.organisation is not None and self.organisation.status in LISTED else None

    def can(self, new: str) -> bool:
        """Whether the comment may go into this state from where it is."""
        return new in TRANSITIONS[self.status]


def voice_of(person_id: int, post: Post) -> Organisation | None:
    """The association in whose name this person would write here: the post's own first, then another that is listed."""
    listed = [one for one in organisations.organisations_of(person_id) if one.status in LISTED]
    return next((one for one in listed if one.id == post.organisation_id), next(iter(listed), None))


def comment(post: Post, body: str, key: str, *, actor_id: int) -> Comment:
    """Write a comment; the same key again is the same comment. Raises NotPublic, CommentKeyOfAnother."""
    begin_writing()
    fresh = db.session.get_one(Post, post.id, with_for_update={"of": Post}, populate_existing=True)
    found = db.session.scalar(select(Comment).where(Comment.key == key))
    if found is not None:
        if (found.post_id, found.person_id) != (post.id, actor_id):
            raise CommentKeyOfAnother
        return found
    if not posts.is_public(fresh):
        raise NotPublic
    voice = voice_of(actor_id, fresh)
    made = Comment(post_id=post.id, person_id=actor_id, organisation=voice, body=body, key=key)
    db.session.add(made)
    db.session.flush()
    log.record("comment", made.id, None, "waiting", actor_id=actor_id)
    if voice is not None and voice.id == fresh.organisation_id:
        return _move(made, "shown", actor_id)
    _tell_members(fresh)
    return made


def _tell_members(post: Post) -> None:
    """A comment waits: said to members once in TELL_EVERY for each post."""
    if post.waiting_told_at is not None and post.waiting_told_at > clock.now() - TELL_EVERY:
        return
    post.waiting_told_at = clock.now()
    path = f"/desk/{post.organisation.slug}/news"
    notices.tell_members(post.organisation_id, "comment_waiting", path=path, title=post.title)


def show(comment_id: int, *, actor_id: int) -> Comment:
    """A member shows the comment to everybody, and its writer hears of it the first time. Raises WrongState."""
    found = _locked(comment_id)
    _check(found, ("waiting", "hidden", "shown"))
    if found.status == "waiting" and found.person_id != actor_id:
        notices.tell(found.person_id, "comment_shown", path=posts.path_of(found.post), title=found.post.title)
    return _move(found, "shown", actor_id)


def hide(comment_id: int, *, actor_id: int) -> Comment:
    """A member lets nobody see the comment. Raises WrongState."""
    return _move(_locked(comment_id), "hidden", actor_id)


def remove(comment_id: int, *, actor_id: int) -> Comment:
    """The platform team takes the comment away. Raises WrongState."""
    return _move(_locked(comment_id), "removed", actor_id)


def restore(comment_id: int, *, actor_id: int) -> Comment:
    """The platform team shows again what it removed. Raises WrongState."""
    found = _locked(comment_id)
    _check(found, ("removed", "shown"))
    return _move(found, "shown", actor_id)


def _check(found: Comment, sources: Collection[str]) -> None:
    if found.status not in sources:
        raise WrongState(noun="comment", state=found.status)


def _locked(comment_id: int) -> Comment:
    begin_writing()
    return db.session.get_one(Comment, comment_id, with_for_update={"of": Comment}, populate_existing=True)


def _move(found: Comment, new: str, actor_id: int) -> Comment:
    old = found.status
    if old == new:  # the same click again
        return found
    if not found.can(new):
        raise WrongState(noun="comment", state=old)
    found.status, found.moderated_by, found.moderated_at = new, actor_id, clock.now()
    db.session.flush()
    log.record("comment", found.id, old, new, actor_id=actor_id)
    if "shown" in (old, new):
        counters.touch_board()
    return found


def page(post_id: int, *, reader_id: int | None = None, after: int | None = None) -> tuple[list[Comment], int | None]:
    """Shown comments of a post and the reader's own waiting ones, newest first, and the number after which the next
    page begins."""
    own = and_(Comment.person_id == reader_id, Comment.status == "waiting")
    query = select(Comment).where(Comment.post_id == post_id, or_(Comment.status == "shown", own))
    if after is not None:
        query = query.where(Comment.id < after)
    query = query.options(joinedload(Comment.organisation)).order_by(Comment.id.desc()).limit(PAGE + 1)
    rows = list(db.session.scalars(query))
    return rows[:PAGE], rows[PAGE - 1].id if len(rows) > PAGE else None


def all_on(post_id: int, limit: int = 200) -> list[Comment]:
    """Every comment on a post for the platform team, newest first."""
    query = select(Comment).where(Comment.post_id == post_id).options(joinedload(Comment.organisation))
    return list(db.session.scalars(query.order_by(Comment.id.desc()).limit(limit)))


def waiting(organisation_id: int, limit: int = 50) -> list[Comment]:
    """Comments that wait on an association's posts, oldest first."""
    query = (
        select(Comment)
        .join(Comment.post)
        .where(Post.organisation_id == organisation_id, Comment.status == "waiting")
        .options(contains_eager(Comment.post), joinedload(Comment.organisation))
    )
    return list(db.session.scalars(query.order_by(Comment.id).limit(limit)))


def find(slug: str, comment_id: int) -> Comment | None:
    """The comment of this number if it is on a post of the association of this address."""
    query = select(Comment).join(Comment.post).join(Post.organisation)
    return db.session.scalar(query.where(Comment.id == comment_id, Organisation.slug == slug))
