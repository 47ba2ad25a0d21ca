"""News from the association's side: writing it, showing and hiding it, and the comments that wait."""

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from blueprints.news import bp
from blueprints.news.forms import PostForm, data_of, form_for, new_key, read_key
from blueprints.toolkit import access
from blueprints.toolkit.htmx import go_to, local_path, varied, wants_fragment
from blueprints.toolkit.limits import NEWS, limiter, reader
from blueprints.toolkit.paging import row_number
from blueprints.toolkit.uploads import pictures_folder
from domain import comments, pictures, posts
from domain.comments import Comment
from domain.db import db
from domain.organisations import Organisation
from domain.posts import Post

VERDICTS = {"show": comments.show, "hide": comments.hide}


@bp.get("/desk/<slug>/news")
def desk(slug: str) -> str | Response:
    organisation: Organisation = access.found()
    found, after = posts.all_of(organisation.id, after=row_number(request.args))
    shown = {
        "organisation": organisation,
        "posts": found,
        "more": url_for("news.desk", slug=slug, after=after) if after else None,
    }
    if wants_fragment():
        return varied(render_template("news/_desk_more.html", **shown))
    return render_template("news/desk.html", waiting=comments.waiting(organisation.id), **shown)


@bp.get("/desk/<slug>/news/new")
def new(slug: str) -> str:
    return _form_page(access.found(), None, form_for(None, formdata=None))


@bp.get("/desk/<slug>/news/<int(max=2147483647):post_id>")
def edit(slug: str, post_id: int) -> str:
    post: Post = access.found()
    return _form_page(post.organisation, post, form_for(post, formdata=None, data=data_of(post)))


def _form_page(organisation: Organisation, post: Post | None, form: PostForm) -> str:
    key = read_key() if request.method == "POST" else new_key()
    return render_template("news/edit.html", organisation=organisation, post=post, form=form, key=key)


@bp.post("/desk/<slug>/news")
@limiter.limit(NEWS, key_func=reader)
def create(slug: str) -> BaseResponse:
    return _save(access.found(), None)


@bp.post("/desk/<slug>/news/<int(max=2147483647):post_id>")
@limiter.limit(NEWS, key_func=reader)
def update(slug: str, post_id: int) -> BaseResponse:
    post: Post = access.found()
    return _save(post.organisation, post)


def _save(organisation: Organisation, post: Post | None) -> BaseResponse:
    """Save the form, or give it back with what has to be mended. Browsers cannot keep files, so that pictures which
    came well are kept for the post, a draft if need be, even when the rest of the form is refused."""
    form = form_for(post)
    fine = form.validate()
    made = form.make_pictures()
    for picture in made:
        pictures.store(picture, pictures_folder())
    added = form.new_pictures(made)
    if not fine or form.errors:
        if added:
            post = posts.hold(post or posts.draft(organisation.id, read_key(), actor_id=current_user.id), added)
            db.session.commit()
        return Response(_form_page(organisation, post, form.again(post)), 422)
    post = post or posts.draft(organisation.id, read_key(), actor_id=current_user.id)
    posts.write(
        post, form.title.understood, form.body.understood or "", alts=form.alts, dropped=form.dropped, added=added
    )
    if request.form.get("do") == "publish":
        posts.publish(post, actor_id=current_user.id)
    db.session.commit()
    flash(_saved(post), "success")
    return redirect(url_for("news.desk", slug=organisation.slug), 303)


def _saved(post: Post) -> str:
    if post.status == "published":
        return _("Your news is on your public page.")
    return _("Your news is saved. Only your team sees it.")


@bp.post("/desk/<slug>/news/<int(max=2147483647):post_id>/publication")
def publish(slug: str, post_id: int) -> BaseResponse:
    posts.publish(access.found(), actor_id=current_user.id)
    db.session.commit()
    flash(_("Your news is on your public page."), "success")
    return go_to(url_for("news.desk", slug=slug))


@bp.post("/desk/<slug>/news/<int(max=2147483647):post_id>/hiding")
def hide(slug: str, post_id: int) -> BaseResponse:
    posts.hide(access.found(), actor_id=current_user.id)
    db.session.commit()
    flash(_("Your news is hidden. You can show it again."), "success")
    return go_to(url_for("news.desk", slug=slug))


@bp.post("/desk/<slug>/news/comments/<int(max=2147483647):comment_id>")
def moderate(slug: str, comment_id: int) -> BaseResponse:
    verb = VERDICTS.get(request.form.get("verdict", "")) or abort(422)
    comment: Comment = verb(comment_id, actor_id=current_user.id)
    db.session.commit()
    if wants_fragment():
        return varied(render_template("news/_judged.html", comment=comment))
    return redirect(local_path(request.form.get("next")) or url_for("news.desk", slug=slug), 303)
