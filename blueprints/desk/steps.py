"""A row's steps: put forward, paused, resumed, closed, thrown away, moved up and down."""

from collections.abc import Callable

from flask import abort, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from blueprints.desk import bp, shown
from blueprints.toolkit import access
from blueprints.toolkit.htmx import varied, wants_fragment
from blueprints.toolkit.messages import say
from domain.db import db
from domain.errors import RuleBroken
from domain.listing import rows, states
from domain.needs import Need

# What a row's button asks for -> the verb, and what is said when it is done.
STEPS: dict[str, tuple[Callable[..., Need], object]] = {
    "forward": (states.put_forward, ""),
    "pause": (states.pause, _l("Paused: nobody can pledge until you resume.")),
    "resume": (states.resume, _l("On the board again.")),
    "close": (states.close, _l("Closed.")),
    "discard": (states.discard, _l("The row is deleted.")),
}


@bp.post("/desk/<slug>/needs/<int(max=2147483647):need_id>/state")
def step(slug: str, need_id: int) -> BaseResponse:
    verb, said = STEPS.get(request.form.get("to", ""), (None, ""))
    if verb is None:
        abort(422)
    try:
        need = verb(need_id, actor_id=current_user.id)
        db.session.commit()
    except RuleBroken as broken:
        return _refused(need_id, broken)
    words = str(said) or (_("On the board now.") if need.status == "published" else _("Sent for review."))
    if not wants_fragment():
        return shown.back_to(need, words)
    return varied("") if need.status == "cancelled" else shown.row(need, done=words)


def _refused(need_id: int, broken: RuleBroken) -> BaseResponse:
    db.session.rollback()
    need = db.session.get_one(Need, need_id, populate_existing=True)
    if wants_fragment():
        return shown.row(need, say(broken), status=409)
    raise broken


@bp.get("/desk/<slug>/needs/<int(max=2147483647):need_id>/end")
def end(slug: str, need_id: int) -> BaseResponse:
    """Before a need is closed or a draft deleted: what will happen."""
    need = access.found()
    template = "desk/_end.html" if wants_fragment() else "desk/end.html"
    return varied(render_template(template, need=need, focus=wants_fragment(), **shown.about(need.organisation)))


@bp.post("/desk/<slug>/needs/<int(max=2147483647):need_id>/place")
def place(slug: str, need_id: int) -> BaseResponse:
    if request.form.get("to") not in ("up", "down"):
        abort(422)
    need, up = access.found(), request.form["to"] == "up"
    beside = rows.move_row(need, -1 if up else 1)
    db.session.commit()
    if not wants_fragment():
        return shown.back_to(need, _("The row is moved."))
    if beside is None:
        return shown.row(need)
    words = {"need": need, "beside": beside, "up": up, "reason": rows.reasons([need]).get(need.id)}
    response = shown.small(render_template("desk/moved.hx.html", **words, **shown.about(need.organisation)))
    response.headers["HX-Reswap"] = "delete"  # the row leaves its place; the answer puts it beside the other
    return response
