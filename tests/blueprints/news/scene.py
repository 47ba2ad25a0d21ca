"""An association's news with a picture, for whoever reads, writes or decides about it."""

import io
from collections.abc import Callable
from typing import Any

from flask import current_app
from PIL import Image

from blueprints.toolkit.uploads import pictures_folder
from domain import pictures, posts
from domain.db import db
from domain.posts import NewPicture, Post


def photo(colour: str = "teal", size: tuple[int, int] = (700, 500), kind: str = "JPEG") -> bytes:
    """A small picture in one colour."""
    file = io.BytesIO()
    Image.new("RGB", size, colour).save(file, kind)
    return file.getvalue()


def upload(data: bytes, name: str = "photo.jpg") -> tuple[io.BytesIO, str]:
    """A file as a browser's form sends it."""
    return io.BytesIO(data), name


def make_post(
    cast: dict[str, Any], *, title: str = "وصلت الأغطية", body: str = "شكرا لكم\nجميعا", picture: str | None = "teal",
    published: bool = True, of: str = "ours", by: str = "owner", key: str | None = None,
) -> Post:  # fmt: skip
    """News of an association of the cast, with one stored picture."""
    post = posts.draft(cast[of].id, key or f"key-{title}", actor_id=cast[by].id)
    added = []
    if picture:
        made = pictures.make(photo(picture))
        pictures.store(made, pictures_folder())
        added = [NewPicture(made.key, made.width, made.height, "صناديق أمام المدرسة")]
    posts.write(post, title, body, alts={}, dropped=[], added=added)
    if published:
        posts.publish(post, actor_id=cast[by].id)
    db.session.commit()
    return post


def stored() -> list[str]:
    """The names of the files of pictures."""
    assert current_app
    return sorted(path.name for path in pictures_folder().glob("*.webp"))


Browser = Callable[[str], Any]
