"""A volunteer's pledges and the steps of one; the association's receipt."""

from flask import Response, flash, g, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from blueprints.pledges import bp
from blueprints.pledges.forms import PreparationForm, ReceiptForm
from blueprints.toolkit import access, cards
from blueprints.toolkit.htmx import go_to, varied, wants_fragment
from blueprints.toolkit.language import lang
from blueprints.toolkit.limits import CODE, WRONG_CODE, limiter, pledge_named, reader
from blueprints.toolkit.messages import say
from domain import board, handovers, pledges
from domain.catalogue import items
from domain.db import db
from domain.errors import WrongState
from domain.handovers import CodeWrong, NothingReceived, OwnPledge, TooMuchReceived
from domain.phones import display_phone
from domain.pledges import Pledge


@bp.get("/pledges")
def index() -> str:
    own = pledges.pledges_of(current_user.id)
    return render_template(
        "pledges/page.html",
        waiting=[pledge for pledge in own if pledge.status == "unconfirmed"],
        under_way=[pledge for pledge in own if pledge.is_live and pledge.status != "unconfirmed"],
        past=[pledge for pledge in own if not pledge.is_live],
    )


@bp.get("/pledges/<int(max=2147483647):pledge_id>")
def show(pledge_id: int) -> str:
    return _page(access.found())


def _page(pledge: Pledge, preparation: PreparationForm | None = None, receipt: ReceiptForm | None = None) -> str:
    """The pledge's page, from the side of whoever looks: the volunteer's or the association's."""
    if pledge.person_id != current_user.id:
        return _receipt_page(pledge, receipt or ReceiptForm(formdata=None))
    form = preparation or PreparationForm(items()[pledge.need.item_code].preparation)
    card = board.cards([pledge.need_id], lang())[pledge.need_id]
    missing = handovers.is_reported_missing(pledge)
    return render_template("pledges/show.html", pledge=pledge, need=card, form=form, missing=missing)


def _receipt_page(pledge: Pledge, form: ReceiptForm) -> str:
    refused, phone = None, pledge.person.phone or ""
    try:
        handovers.check_receiver(pledge, current_user.id)
    except OwnPledge as broken:
        refused = say(broken)
    return render_template(
        "pledges/receipt.html",
        room="desk",
        pledge=pledge,
        form=form,
        refused=refused,
        phone=display_phone(phone) if phone.startswith("+") else None,  # an erased person has none
    )


@bp.post("/pledges/<int(max=2147483647):pledge_id>/withdrawal")
def withdraw(pledge_id: int) -> BaseResponse:
    need_id = access.found().need_id
    try:
        handovers.withdraw(pledge_id, actor_id=current_user.id)
    except WrongState as broken:
        if not wants_fragment():
            raise
        db.session.rollback()
        return varied(str(cards.one(board.cards([need_id], lang())[need_id], notice=say(broken), focus=True)), 409)
    db.session.commit()
    if not wants_fragment():
        return go_to(url_for("board.show", need_id=need_id))
    card = board.cards([need_id], lang())[need_id]
    own = cards.live()[1].get(need_id)
    return varied(render_template("board/pledged.hx.html", card=cards.one(card, own=own, focus=True)))


@bp.post("/pledges/<int(max=2147483647):pledge_id>/confirmation")
def confirm(pledge_id: int) -> BaseResponse:
    handovers.confirm(pledge_id, actor_id=current_user.id)
    return _done(pledge_id)


@bp.post("/pledges/<int(max=2147483647):pledge_id>/preparation")
def prepare(pledge_id: int) -> BaseResponse:
    pledge = access.found()
    form = PreparationForm(items()[pledge.need.item_code].preparation)
    if not form.validate():
        return Response(_page(pledge, preparation=form), 422)
    handovers.prepare(pledge_id, form.steps.data, actor_id=current_user.id)
    return _done(pledge_id)


@bp.post("/pledges/<int(max=2147483647):pledge_id>/handover")
def hand_over(pledge_id: int) -> BaseResponse:
    handovers.hand_over(pledge_id, actor_id=current_user.id)
    return _done(pledge_id)


@bp.post("/pledges/<int(max=2147483647):pledge_id>/receipt")
@limiter.limit(CODE, key_func=reader)
@limiter.limit(WRONG_CODE, key_func=pledge_named, deduct_when=lambda _answer: "code_wrong" in g)
def receive(pledge_id: int) -> BaseResponse:
    pledge, form = access.found(), ReceiptForm()
    if not form.validate():
        return Response(_page(pledge, receipt=form), 422)
    try:
        handovers.receive(
            pledge_id, form.code_in_latin, form.quantity.understood, form.condition.data, actor_id=current_user.id
        )
    except CodeWrong as broken:
        g.code_wrong = True
        form.refuse("code", broken)
    except (NothingReceived, TooMuchReceived) as broken:
        form.refuse("quantity", broken)
    else:
        return _done(pledge_id)
    db.session.rollback()
    return Response(_page(pledge, receipt=form), 422)


@bp.post("/pledges/<int(max=2147483647):pledge_id>/non-arrival")
def report_missing(pledge_id: int) -> BaseResponse:
    pledge = handovers.report_missing(pledge_id, actor_id=current_user.id)
    desk = url_for("desk.show", slug=pledge.need.organisation.slug)
    db.session.commit()
    flash(_("The pledge has ended, and its quantity is open to others again."), "success")
    return go_to(desk)


def _done(pledge_id: int) -> BaseResponse:
    db.session.commit()
    return go_to(url_for("pledges.show", pledge_id=pledge_id))
