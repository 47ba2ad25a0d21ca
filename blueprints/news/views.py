"""News as readers see it: an association's list, each post with its comments, and pictures."""

from flask import Response, abort, flash, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from blueprints.news import bp
from blueprints.news.forms import CommentForm, new_key, read_key
from blueprints.toolkit import access, pages
from blueprints.toolkit.htmx import go_to, varied, wants_fragment
from blueprints.toolkit.limits import COMMENT, REPORT, limiter, reader
from blueprints.toolkit.paging import row_number
from blueprints.toolkit.uploads import pictures_folder
from domain import comments, pictures, posts
from domain.db import db
from domain.organisations import Organisation
from domain.people import PLATFORM_TEAM
from domain.posts import Post

YEAR = 365 * 24 * 3600  # seconds


@bp.get("/associations/<slug>/news")
def index(slug: str) -> Response:
    if wants_fragment():
        return varied(render_template("news/_more.html", **_list()))
    return pages.answer(lambda: render_template("news/page.html", **_list()))


def _list() -> dict[str, object]:
    association: Organisation = access.found()
    found, after = posts.page(association.id, after=row_number(request.args))
    more = url_for("news.index", slug=association.slug, after=after) if after else None
    return {"association": association, "posts": found, "more": more}


@bp.get("/associations/<slug>/news/<int(max=2147483647):post_id>")
def show(slug: str, post_id: int) -> Response:
    if wants_fragment():
        return varied(render_template("news/_more_comments.html", **_talk()))
    return pages.answer(_show)


def _show(form: CommentForm | None = None) -> str:
    post: Post = access.found()
    public_url = url_for("news.show", slug=post.organisation.slug, post_id=post.id, _external=True)
    return render_template("news/show.html", public_url=public_url, **_talk(form))


def _talk(form: CommentForm | None = None) -> dict[str, object]:
    """What is said below a post, as its reader sees it. A reader without an account writes nothing."""
    post: Post = access.found()
    writes = current_user.is_authenticated and not current_user.is_guest and posts.is_public(post)
    voice = comments.voice_of(current_user.id, post) if writes else None
    found, after = comments.page(post.id, reader_id=current_user.id, after=row_number(request.args))
    return {
        "post": post,
        "association": post.organisation,
        "is_public": posts.is_public(post),
        "comments": found,
        "more": url_for("news.show", slug=post.organisation.slug, post_id=post.id, after=after) if after else None,
        "form": (form or CommentForm(formdata=None)) if writes else None,
        "key": new_key(),
        "voice": voice,
        "is_ours": voice is not None and voice.id == post.organisation_id,
    }


@bp.post("/associations/<slug>/news/<int(max=2147483647):post_id>/comments")
@limiter.limit(COMMENT, key_func=reader)
def comment(slug: str, post_id: int) -> BaseResponse:
    form = CommentForm()
    if not form.validate():
        if wants_fragment():
            return varied(render_template("news/_comments.html", **_talk(form)), 422)
        return Response(_show(form), 422)
    made = comments.comment(access.found(), form.body.understood, read_key(), actor_id=current_user.id)
    db.session.commit()
    if wants_fragment():
        return varied(render_template("news/_comments.html", just_written=made.id, **_talk()))
    return go_to(url_for("news.show", slug=slug, post_id=post_id, _anchor=f"comment-{made.id}"))


@bp.post("/associations/<slug>/news/<int(max=2147483647):post_id>/reports")
@limiter.limit(REPORT, key_func=reader)
def report(slug: str, post_id: int) -> BaseResponse:
    if current_user.roles & PLATFORM_TEAM:  # whoever decides about complaints need not make one
        return go_to(url_for("news.review", slug=slug, post_id=post_id))
    posts.report(access.found())
    db.session.commit()
    flash(_("Thank you. The platform team will look at it."), "success")
    return go_to(url_for("news.show", slug=slug, post_id=post_id))


@bp.get("/pictures/<string(length=32):picture_key>-<int(max=9999):width>.webp")
def picture(picture_key: str, width: int) -> Response:
    path = pictures.path_of(pictures_folder(), picture_key, width)
    if path is None:
        abort(404)
    response = Response(path.read_bytes(), mimetype=pictures.MIME)
    response.headers["Cache-Control"] = (
        f"public, max-age={YEAR}, immutable" if access.found() == "public" else "private, no-store"
    )
    return response
