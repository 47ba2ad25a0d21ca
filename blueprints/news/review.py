"""News that somebody complained about, as the platform team sees it: all of it, and what it may do."""

from flask import abort, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from blueprints.news import bp
from blueprints.toolkit import access
from domain import comments, posts
from domain.comments import Comment
from domain.db import db
from domain.organisations import LISTED
from domain.posts import Post
from domain.vouches import OwnAssociation

ON_POSTS = {"remove": posts.remove, "restore": posts.restore}
ON_COMMENTS = {"remove": comments.remove, "restore": comments.restore}


@bp.get("/associations/<slug>/news/<int(max=2147483647):post_id>/review")
def review(slug: str, post_id: int) -> str:
    post: Post = access.found()
    return render_template(
        "news/review.html",
        post=post,
        association=post.organisation,
        is_listed=post.organisation.status in LISTED,
        is_own=current_user.acts_for(post.organisation_id),
        comments=comments.all_on(post.id),
    )


@bp.post("/associations/<slug>/news/<int(max=2147483647):post_id>/review")
def judge(slug: str, post_id: int) -> BaseResponse:
    verb = ON_POSTS.get(request.form.get("verdict", "")) or abort(422)
    post: Post = access.found()
    _check_not_own(post)
    verb(post, actor_id=current_user.id)
    db.session.commit()
    return redirect(url_for("news.review", slug=slug, post_id=post_id), 303)


@bp.post("/associations/<slug>/news/comments/<int(max=2147483647):comment_id>/review")
def judge_comment(slug: str, comment_id: int) -> BaseResponse:
    comment: Comment = access.found()
    verb = ON_COMMENTS.get(request.form.get("verdict", "")) or abort(422)
    _check_not_own(comment.post)
    verb(comment_id, actor_id=current_user.id)
    db.session.commit()
    return redirect(url_for("news.review", slug=slug, post_id=comment.post_id), 303)


def _check_not_own(post: Post) -> None:
    """Nobody decides for the platform team on what their own association shows. Raises OwnAssociation."""
    if current_user.acts_for(post.organisation_id):
        raise OwnAssociation
