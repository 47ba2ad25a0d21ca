"""Packing: a day's session, tap by tap."""

from flask import Response, flash, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from blueprints.logistics import bp
from blueprints.logistics.fields import new_key, typed
from blueprints.logistics.forms import PARTS, HandsForm, SessionForm, TapForm
from blueprints.logistics.views import NUMBER, refused
from blueprints.toolkit import access
from blueprints.toolkit.days import typed_day
from blueprints.toolkit.htmx import go_to, varied, wants_fragment
from domain import clock, packing, stock
from domain.db import db
from domain.errors import RuleBroken
from domain.packing import PackingSession

STEPS = {"start": "running", "end": "done", "cancellation": "cancelled"}
TAPS = (10, 50, 100)


@bp.get(f"/studio/stock/hubs/<{NUMBER}:hub_id>/packing/new")
def new_session(hub_id: int) -> str:
    form = SessionForm(formdata=None, day=typed_day(clock.today()), item=request.args.get("item"))
    return render_template("logistics/session_new.html", hub=access.found(), form=form, parts=PARTS)


@bp.post(f"/studio/stock/hubs/<{NUMBER}:hub_id>/packing")
def plan_session(hub_id: int) -> BaseResponse:
    form, hub = SessionForm(), access.found()
    if form.validate():
        try:
            made = packing.plan(
                hub_id, form.item.data, form.recipe, form.planned.understood, form.day.understood, key=form.key.data,
                actor_id=current_user.id, edition_id=form.edition.edition_id,
            )  # fmt: skip
        except RuleBroken as broken:
            refused(form, broken, "item" if isinstance(broken, packing.RecipeOfItself) else "planned")
        else:
            db.session.commit()
            return go_to(url_for("logistics.session", session_id=made.id))
    return Response(render_template("logistics/session_new.html", hub=hub, form=form, parts=PARTS), 422)


@bp.get(f"/studio/packing/<{NUMBER}:session_id>")
def session(session_id: int) -> Response:
    return varied(_page(access.found()))


def _page(session: PackingSession, tap: TapForm | None = None, hands: HandsForm | None = None) -> str:
    """The session's page; for htmx, the part of it that a tap changes."""
    template = "logistics/_session.html" if wants_fragment() else "logistics/session.html"
    return render_template(
        template,
        session=session,
        held=stock.held(session.hub_id),
        packable=packing.packable(session),
        tap=tap or TapForm(formdata=None),
        hands=hands or HandsForm(formdata=None, hands=typed(session.volunteers)),
        taps=TAPS,
    )


@bp.post(f"/studio/packing/<{NUMBER}:session_id>/packed")
def pack(session_id: int) -> BaseResponse:
    form, found = TapForm(), access.found()
    if not form.validate():
        return varied(_page(found, tap=form), 422)
    try:
        found = packing.pack(session_id, form.quantity.understood, key=form.key.data, actor_id=current_user.id)
    except RuleBroken as broken:
        refused(form, broken, "quantity")
        form.key.data = new_key()
        return varied(_page(db.session.get_one(PackingSession, session_id), tap=form), 409)
    db.session.commit()
    return varied(_page(found)) if wants_fragment() else go_to(url_for("logistics.session", session_id=session_id))


@bp.post(f"/studio/packing/<{NUMBER}:session_id>/hands")
def count_hands(session_id: int) -> BaseResponse:
    form, found = HandsForm(), access.found()
    if not form.validate():
        return varied(_page(found, hands=form), 422)
    try:
        packing.count_hands(session_id, form.hands.understood, actor_id=current_user.id)
    except RuleBroken as broken:
        refused(form, broken, "hands")
        return varied(_page(db.session.get_one(PackingSession, session_id), hands=form), 422)
    db.session.commit()
    return go_to(url_for("logistics.session", session_id=session_id))


@bp.post(f"/studio/packing/<{NUMBER}:session_id>/<any(start, end, cancellation):step>")
def move_session(session_id: int, step: str) -> BaseResponse:
    packing.move(session_id, STEPS[step], actor_id=current_user.id)
    db.session.commit()
    said = {"start": _("Packing has begun."), "end": _("The packing is ended."), "cancellation": _("It is cancelled.")}
    flash(said[step], "success")
    return go_to(url_for("logistics.session", session_id=session_id))
