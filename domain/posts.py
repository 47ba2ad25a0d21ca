"""News: what an association posts on its profile, with up to four pictures, and the comments below it."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from domain import clock
from domain.db import Base, Moment
from domain.organisations import Organisation

PICTURES_MOST = 4


class Post(Base):
    """News of an association. `pictures`: key, width, height and what is seen (`alt`) of each."""

    __tablename__ = "post"
    __table_args__ = (Index("ix_post_organisation", "organisation_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    title: Mapped[str] = mapped_column(String(120))
    body: Mapped[str] = mapped_column(Text, default="")
    pictures: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    status: Mapped[str] = mapped_column(String(10), default="draft")  # draft, published, hidden
    key: Mapped[str] = mapped_column(String(64), unique=True)  # a repeat of the same click is the same post
    created_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    published_at: Mapped[datetime | None] = mapped_column(Moment)

    organisation: Mapped[Organisation] = relationship()


class Comment(Base):
    """What somebody wrote below a post; it waits until the association shows it."""

    __tablename__ = "comment"
    __table_args__ = (Index("ix_comment_post", "post_id", "status", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    body: Mapped[str] = mapped_column(String(1000))
    status: Mapped[str] = mapped_column(String(10), default="waiting")  # waiting, shown, hidden
    key: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(Moment, default=clock.now)
    moderated_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    moderated_at: Mapped[datetime | None] = mapped_column(Moment)

    post: Mapped[Post] = relationship()
