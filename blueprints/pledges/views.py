"""A volunteer's pledges and the steps of one; the association's receipt."""

from flask import Response, flash, g, make_response, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from blueprints.pledges import bp
from blueprints.pledges.forms import PreparationForm, ReceiptForm
from blueprints.toolkit import access, cards, qr
from blueprints.toolkit.htmx import go_to, varied, wants_fragment
from blueprints.toolkit.language import lang
from blueprints.toolkit.limits import CODE, WRONG_CODE, limiter, pledge_named, reader
from blueprints.toolkit.messages import say
from domain import board, collections, handovers, pledges
from domain.board import Card
from domain.catalogue import items
from domain.db import db
from domain.errors import WrongState
from domain.handovers import CodeWrong, FarMoreReceived, NothingReceived, OwnPledge, TooMuchReceived
from domain.organisations import LISTED
from domain.phones import display_phone
from domain.pledges import ON_THE_WAY, Pledge


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
def show(pledge_id: int) -> Response:
    """A code in the address comes from the volunteer's QR, read by a member's phone: it is of use to the members of one
    association, once, and no page is told that they came from here."""
    code = request.args.get("code", "")[:6]
    answer = make_response(_page(access.found(), receipt=ReceiptForm(formdata=None, code=code)))
    if code:
        answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


@bp.get("/pledges/<int(max=2147483647):pledge_id>/slip")
def slip(pledge_id: int) -> str:
    """The paper that goes with the goods. Only the volunteer's bears the code: the association proves with it that it
    met the volunteer."""
    pledge: Pledge = access.found()
    card = board.cards([pledge.need_id], lang())[pledge.need_id]
    steps = items()[pledge.need.item_code].preparation
    code_shown = _has_code(pledge)
    code = qr.drawing(_address_in_code(pledge)) if code_shown else None
    return render_template("pledges/slip.html", pledge=pledge, need=card, steps=steps, code_shown=code_shown, qr=code)


def _has_code(pledge: Pledge) -> bool:
    """Whether the reader is the volunteer, and the code still of use."""
    return pledge.person_id == current_user.id and pledge.status in ON_THE_WAY


def _address_in_code(pledge: Pledge) -> str:
    return url_for("pledges.show", pledge_id=pledge.id, code=pledge.code, _external=True)


def _page(pledge: Pledge, preparation: PreparationForm | None = None, receipt: ReceiptForm | None = None) -> str:
    """The pledge's page, from the side of whoever looks: the volunteer's or the association's."""
    card = board.cards([pledge.need_id], lang())[pledge.need_id]
    if pledge.person_id != current_user.id:
        return _receipt_page(pledge, card, receipt or ReceiptForm(formdata=None))
    form = preparation or PreparationForm(items()[pledge.need.item_code].preparation)
    missing = handovers.is_reported_missing(pledge)
    code = qr.drawing(_address_in_code(pledge)) if _has_code(pledge) else None
    return render_template(
        "pledges/show.html",
        pledge=pledge,
        need=card,
        form=form,
        missing=missing,
        qr=code,
        is_listed=pledge.need.organisation.status in LISTED,
        collection=collections.of_pledges([pledge.id]).get(pledge.id),
    )


def _receipt_page(pledge: Pledge, card: Card, form: ReceiptForm) -> str:
    refused, phone = None, pledge.person.phone or ""
    try:
        handovers.check_receiver(pledge, current_user.id)
    except OwnPledge as broken:
        refused = say(broken)
    return render_template(
        "pledges/receipt.html",
        room="desk",
        pledge=pledge,
        need=card,
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
            pledge_id, form.code_in_latin, form.quantity.understood, form.condition.data,
            actor_id=current_user.id, sure_of=form.sure_of,
        )  # fmt: skip
    except CodeWrong as broken:
        g.code_wrong = True
        form.refuse("code", broken)
    except (NothingReceived, TooMuchReceived, FarMoreReceived) as broken:
        form.refuse("quantity", broken)
        form.sure.data = str(form.quantity.understood) if isinstance(broken, FarMoreReceived) else ""
    else:
        return _done(pledge_id)
    db.session.rollback()
    return Response(_page(pledge, receipt=form), 422)


@bp.post("/pledges/<int(max=2147483647):pledge_id>/non-arrival")
def report_missing(pledge_id: int) -> BaseResponse:
    pledge = handovers.report_missing(pledge_id, actor_id=current_user.id)
    desk = url_for("receiving.index", slug=pledge.need.organisation.slug)
    db.session.commit()
    flash(_("The pledge has ended, and its quantity is open to others again."), "success")
    return go_to(desk)


def _done(pledge_id: int) -> BaseResponse:
    db.session.commit()
    return go_to(url_for("pledges.show", pledge_id=pledge_id))
