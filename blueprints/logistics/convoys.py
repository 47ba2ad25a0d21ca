"""Convoys: planned with their stops and lines, sent, counted where they arrive, and their sheet on paper."""

from flask import Response, flash, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from blueprints.logistics import bp
from blueprints.logistics.fields import new_key, typed
from blueprints.logistics.forms import (
    LOADS,
    ConvoyForm,
    KeyForm,
    PlanForm,
    ReceiptForm,
    SendForm,
    StopForm,
    receivers,
)
from blueprints.logistics.views import NUMBER, page_after, refused, region_names, written_after
from blueprints.toolkit import access, qr
from blueprints.toolkit.days import typed_day
from blueprints.toolkit.htmx import address, go_to, varied, wants_fragment
from blueprints.toolkit.messages import say
from blueprints.toolkit.paging import row_number
from domain import clock, convoys, deliveries, routes, stock
from domain.convoys import TRANSITIONS, Convoy, ConvoyLine
from domain.db import db
from domain.deliveries import LinesLackStock
from domain.errors import RuleBroken
from domain.listing import entries


@bp.get("/studio/convoys", endpoint="convoys")
def index() -> Response:
    state = request.args.get("state", "") if request.args.get("state") in TRANSITIONS else ""
    region = request.args.get("region", "") if request.args.get("region") in region_names() else ""
    asked = request.args.get("day", "").strip()[:40]
    try:
        day = entries.read_deadline(asked) if asked else None
    except RuleBroken:
        day = None
    hub_id = row_number(request.args, "hub")
    rows, more = convoys.page(state, region, day, hub_id, after=page_after())
    query = {"state": state, "region": region, "day": day.isoformat() if day else "", "after": written_after(more)}
    query |= {"hub": str(hub_id) if hub_id else ""}
    url = address("logistics.convoys", {}, {key: value for key, value in query.items() if value}) if more else None
    shown = {"rows": rows, "more": url, "state": state, "region": region, "day": day, "region_names": region_names()}
    if wants_fragment():
        return varied(render_template("logistics/_convoys.html", **shown))
    return varied(render_template("logistics/convoys.html", asked=typed_day(day) if day else asked, **shown))


@bp.get("/studio/convoys/new")
def new_convoy() -> str:
    form = ConvoyForm(formdata=None, day=typed_day(clock.today()), hub=request.args.get("hub"))
    return render_template("logistics/convoy_new.html", form=form)


@bp.post("/studio/convoys")
def plan_convoy() -> BaseResponse:
    form = ConvoyForm()
    if form.validate():
        try:
            made = routes.plan(
                int(form.hub.data), form.name.understood, form.day.understood, form.note.understood or "",
                key=form.key.data, actor_id=current_user.id, edition_id=form.edition.edition_id,
            )  # fmt: skip
        except RuleBroken as broken:
            refused(form, broken, "hub")
        else:
            db.session.commit()
            return go_to(url_for("logistics.new_stop", convoy_id=made.id))
    return Response(render_template("logistics/convoy_new.html", form=form), 422)


@bp.get(f"/studio/convoys/<{NUMBER}:convoy_id>")
def convoy(convoy_id: int) -> str:
    return _page(access.found())


def _page(found: Convoy, refusal: RuleBroken | None = None) -> str:
    lacks = deliveries.lacks(found) if found.status != "cancelled" else []
    return render_template(
        "logistics/convoy.html",
        convoy=found,
        lacks={one.line_id: one for one in lacks},
        form=KeyForm(formdata=None),
        refused=say(refusal) if refusal else None,
    )


@bp.get(f"/studio/convoys/<{NUMBER}:convoy_id>/stops/new")
def new_stop(convoy_id: int) -> str:
    return _stop_page(StopForm(formdata=None))


def _stop_page(form: StopForm) -> str:
    found: Convoy = access.found()
    held = stock.held(found.hub_id)
    return render_template(
        "logistics/stop_new.html", convoy=found, form=form, loads=LOADS, receivers=receivers(), held=held
    )


@bp.post(f"/studio/convoys/<{NUMBER}:convoy_id>/stops")
def add_stop(convoy_id: int) -> BaseResponse:
    form = StopForm()
    if not form.validate():
        return Response(_stop_page(form), 422)
    receiver = form.receiver
    try:
        routes.add_stop(
            convoy_id, form.region.data, form.place.understood or "", form.loads, key=form.key.data,
            actor_id=current_user.id, organisation_id=receiver.id if receiver else None,
        )  # fmt: skip
    except RuleBroken as broken:
        refused(form, broken, "quantity1" if isinstance(broken, stock.NothingMoved) else "region")
        return Response(_stop_page(form), 422)
    db.session.commit()
    return go_to(url_for("logistics.convoy", convoy_id=convoy_id))


@bp.post(f"/studio/convoys/<{NUMBER}:convoy_id>/dispatch")
def dispatch(convoy_id: int) -> BaseResponse:
    form, found = KeyForm(), access.found()
    if not form.validate():
        return Response(_page(found), 422)
    try:
        deliveries.dispatch(convoy_id, key=form.key.data, actor_id=current_user.id)
    except LinesLackStock as broken:
        db.session.rollback()
        db.session.expire_all()
        return Response(_page(convoys.find(convoy_id) or found, broken), 409)
    db.session.commit()
    flash(_("The convoy is on its way. Whoever receives it was told."), "success")
    return go_to(url_for("logistics.convoy", convoy_id=convoy_id))


@bp.post(f"/studio/convoys/<{NUMBER}:convoy_id>/cancellation")
def cancel(convoy_id: int) -> BaseResponse:
    routes.cancel(convoy_id, actor_id=current_user.id)
    db.session.commit()
    flash(_("It is cancelled."), "success")
    return go_to(url_for("logistics.convoy", convoy_id=convoy_id))


@bp.get(f"/studio/convoys/<{NUMBER}:convoy_id>/sheet")
def sheet(convoy_id: int) -> str:
    found: Convoy = access.found()
    code = qr.drawing(url_for("logistics.receipt", convoy_id=convoy_id, _external=True))
    return render_template("logistics/sheet.html", convoy=found, qr=code)


@bp.get(f"/studio/convoys/lines/<{NUMBER}:line_id>")
def line(line_id: int) -> str:
    return _line_page(access.found())


def _line_page(
    found: ConvoyLine, send: SendForm | None = None, receipt: ReceiptForm | None = None, plan: PlanForm | None = None
) -> str:
    left = stock.balance(found.stop.convoy.hub.account, found.item_code)
    return render_template(
        "logistics/line.html",
        line=found,
        held=left,
        movements=routes.movements_of(found.id),
        send=send or SendForm(formdata=None, quantity=typed(min(found.to_send, left))),
        receipt=receipt or ReceiptForm(formdata=None, received=typed(found.on_the_way)),
        plan=plan or PlanForm(formdata=None, planned=typed(found.planned)),
    )


@bp.post(f"/studio/convoys/lines/<{NUMBER}:line_id>/dispatch")
def send_line(line_id: int) -> BaseResponse:
    form, found = SendForm(), access.found()
    if not form.validate():
        return Response(_line_page(found, send=form), 422)
    try:
        loads = {line_id: form.quantity.understood}
        deliveries.dispatch(found.stop.convoy_id, loads, key=form.key.data, actor_id=current_user.id)
    except RuleBroken as broken:
        refused(form, broken, "quantity")
        form.key.data = new_key()
        return Response(_line_page(db.session.get_one(ConvoyLine, line_id), send=form), 409)
    return _line_done(line_id)


@bp.post(f"/studio/convoys/lines/<{NUMBER}:line_id>/plan")
def replan(line_id: int) -> BaseResponse:
    form, found = PlanForm(), access.found()
    if not form.validate():
        return Response(_line_page(found, plan=form), 422)
    try:
        routes.replan(line_id, form.planned.understood, actor_id=current_user.id)
    except RuleBroken as broken:
        refused(form, broken, "planned")
        return Response(_line_page(db.session.get_one(ConvoyLine, line_id), plan=form), 422)
    return _line_done(line_id)


@bp.post(f"/studio/convoys/lines/<{NUMBER}:line_id>/receipt")
def receive(line_id: int) -> BaseResponse:
    form, found = ReceiptForm(), access.found()
    if not count_in(form, line_id):
        return Response(_line_page(db.session.get(ConvoyLine, line_id) or found, receipt=form), 422)
    return _line_done(line_id)


def count_in(form: ReceiptForm, line_id: int) -> bool:
    """Write a receipt down; False when it is refused, with the reason at its field."""
    if not form.validate():
        return False
    try:
        deliveries.receive(
            line_id, *form.units, form.reason.understood or "", key=form.key.data, actor_id=current_user.id
        )  # fmt: skip
    except RuleBroken as broken:
        refused(form, broken, "reason" if isinstance(broken, stock.ReasonMissing) else "received")
        return False
    return True


def _line_done(line_id: int) -> BaseResponse:
    db.session.commit()
    flash(_("It is written down."), "success")
    return go_to(url_for("logistics.line", line_id=line_id))


@bp.get(f"/convoys/<{NUMBER}:convoy_id>/receipt")
def receipt(convoy_id: int) -> BaseResponse:
    """Where the code on a convoy's sheet leads: to the page on which this reader counts what arrived."""
    _convoy, association = access.found()
    if association is not None:
        return go_to(url_for("logistics.desk", slug=association.slug, _anchor=f"c{convoy_id}"))
    return go_to(url_for("logistics.convoy", convoy_id=convoy_id))
