"""What an association says in its news, and readers below it."""

import secrets
from collections.abc import Sequence

from flask import request
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, Field

from blueprints.toolkit.forms import Form, LineField, TextField, required
from blueprints.toolkit.messages import say
from domain import pictures
from domain.comments import BODY_MOST as COMMENT_MOST
from domain.errors import RuleBroken
from domain.pictures import Picture
from domain.posts import ALT_MOST, BODY_MOST, PICTURES_MOST, TITLE_MOST, NewPicture, Post, PostPicture

KEY_MOST = 64  # characters
ACCEPTED = "image/jpeg,image/png,image/webp,image/gif"  # so that telephones send their HEIC as JPEG


def read_key() -> str:
    """The key of this click, under which a repeat of it is the same."""
    return request.form.get("key", "")[:KEY_MOST] or new_key()


def new_key() -> str:
    return secrets.token_urlsafe(12)


class CommentForm(Form):
    """A comment."""

    body = TextField(_l("Your comment"), [required()], limit=COMMENT_MOST, render_kw={"rows": 3})


class PostForm(Form):
    """News. `form_for` adds fields for the pictures there are and for those that can still come."""

    title = LineField(_l("Title"), [required()], limit=TITLE_MOST)
    body = TextField(_l("Text"), limit=BODY_MOST, render_kw={"rows": 8})

    kept: Sequence[PostPicture] = ()

    @property
    def shown(self) -> list[tuple[PostPicture, Field, Field]]:
        """Each picture the post has, with the field for what is seen in it and the one that removes it."""
        return [(picture, self[f"alt_{picture.id}"], self[f"drop_{picture.id}"]) for picture in self.kept]

    @property
    def free(self) -> list[tuple[Field, Field]]:
        """The fields for pictures that can still come: the file, and what is seen in it."""
        return [(self[f"picture_{n}"], self[f"alt_new_{n}"]) for n in range(PICTURES_MOST - len(self.kept))]

    @property
    def has_more(self) -> bool:
        """Whether something stands at a place for a picture other than the first."""
        return any(file.errors or alt.errors or alt.data for file, alt in self.free[1:])

    @property
    def alts(self) -> dict[int, str]:
        return {picture.id: alt.understood or "" for picture, alt, _drop in self.shown}

    @property
    def dropped(self) -> list[int]:
        return [picture.id for picture, _alt, drop in self.shown if drop.data]

    def make_pictures(self) -> list[Picture]:
        """The pictures that came, made anew; what is refused is said at its field."""
        made = []
        self.words: dict[str, Field] = {}  # by the key of each picture that came
        for file, alt in self.free:
            if not file.data:
                continue
            try:
                with file.data.stream as stream:
                    picture = pictures.make(stream.read())
            except RuleBroken as broken:
                file.errors = [say(broken)]
            else:
                made.append(picture)
                self.words.setdefault(picture.key, alt)
        return made

    def new_pictures(self, made: Sequence[Picture]) -> list[NewPicture]:
        """The pictures that came, each with what is seen in it."""
        return [NewPicture(one.key, one.width, one.height, self.words[one.key].understood or "") for one in made]

    def again(self, post: Post | None) -> "PostForm":
        """The same form with all that was typed and refused, for the post as it is now: what came and was accepted
        stands among its pictures, what was refused has its place still."""
        fresh = form_for(post, formdata=None)
        for picture, alt, _drop in fresh.shown:
            if picture.key in self.words:
                alt.data, alt.errors = self.words[picture.key].data, self.words[picture.key].errors
        for field in fresh:
            if field.name in self and not field.name.startswith(("picture_", "alt_new_", "csrf")):
                field.data, field.errors = self[field.name].data, self[field.name].errors
        came = list(self.words.values())
        for (file, alt), (old_file, old_alt) in zip(
            fresh.free, [slot for slot in self.free if slot[1] not in came], strict=False
        ):
            file.errors, alt.data, alt.errors = old_file.errors, old_alt.data, old_alt.errors
        return fresh


def form_for(post: Post | None, **options: object) -> PostForm:
    """The form of a post with its pictures, or of one that is not there yet."""
    kept = post.all_pictures if post else ()
    fields: dict[str, object] = {"kept": tuple(kept)}
    for picture in kept:
        fields[f"alt_{picture.id}"] = LineField(_l("What is seen in it"), limit=ALT_MOST)
        fields[f"drop_{picture.id}"] = BooleanField(_l("Remove this picture"))
    for n in range(PICTURES_MOST - len(kept)):
        fields[f"picture_{n}"] = FileField(_l("Picture"), render_kw={"accept": ACCEPTED})
        fields[f"alt_new_{n}"] = LineField(_l("What is seen in it"), limit=ALT_MOST)
    return type("PostFormNow", (PostForm,), fields)(**options)  # type: ignore[no-any-return]


def data_of(post: Post) -> dict[str, str]:
    """What stands in the form of a post when it is opened."""
    return {"title": post.title, "body": post.body} | {f"alt_{one.id}": one.alt for one in post.all_pictures}
