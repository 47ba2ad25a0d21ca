"""Campaigns at an organisation's desk: asked, taking part, open to it."""

from flask import Response, flash, redirect, render_template, url_for
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from blueprints.planning import bp, words
from blueprints.toolkit import access
from blueprints.toolkit.messages import say
from blueprints.toolkit.rules import ones_association
from domain.db import db
from domain.errors import RuleBroken
from domain.organisations import LISTED, Organisation
from domain.planning import partners as rules
from domain.planning.editions import state_of

ANSWERED: dict[str, LazyString] = {
    "acceptance": _l("You take part. The platform team was told."),
    "participation": _l("You take part. The platform team was told."),
    "refusal": _l("You declined. The platform team was told."),
    "leaving": _l("You no longer take part. Your needs stay on the board."),
}


@bp.get("/desk/<slug>/campaigns")
def desk(slug: str) -> Response:
    return _page(access.found())


def _page(organisation: Organisation, refused: RuleBroken | None = None) -> Response:
    asked, inside, others = rules.editions_for(organisation.id)
    page = render_template(
        "planning/desk.html",
        organisation=organisation,
        approved=organisation.status in LISTED,
        asked=asked,
        inside=inside,
        others=others,
        state_of=state_of,
        words=words,
        refused=say(refused) if refused else None,
    )
    return Response(page, 409 if refused else 200)


@bp.post(
    "/desk/<slug>/campaigns/<int(max=2147483647):edition_id>/<any(acceptance, refusal, leaving, participation):answer>"
)
def answer(slug: str, edition_id: int, answer: str) -> BaseResponse:
    organisation, edition = access.found()
    try:
        rules.answer(edition.id, organisation.id, answer, actor_id=current_user.id)
    except RuleBroken as broken:
        db.session.rollback()
        return _page(ones_association(slug), broken)
    db.session.commit()
    flash(ANSWERED[answer], "success")
    return redirect(url_for("planning.desk", slug=slug), 303)
