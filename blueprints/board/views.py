"""The board, a need's page, and the click that pledges."""

import secrets

from flask import Response, abort, current_app, redirect, render_template, request, url_for
from flask_login import current_user
from markupsafe import Markup
from werkzeug.wrappers import Response as BaseResponse

from blueprints.board import bp
from blueprints.board.forms import GuestPledgeForm, PledgeForm, read_filters
from blueprints.toolkit import access, cards, labels, pages, sign_in
from blueprints.toolkit.formats import number, year
from blueprints.toolkit.htmx import varied, wants_fragment
from blueprints.toolkit.language import lang
from blueprints.toolkit.limits import GUEST_PLEDGE, limiter
from blueprints.toolkit.messages import say
from domain import board, campaigns, impact, organisations, places, pledges
from domain.board import Card, Filters
from domain.db import db
from domain.errors import RuleBroken
from domain.pledges import GuestLimits, GuestQuantity, KeyOfAnother, NotEnoughLeft, NotOnTheBoard, QuantityNotPositive


@bp.get("/needs")
def index() -> Response:
    if wants_fragment():
        return varied(_more())
    return pages.shared(_index) if sign_in.is_signed_out() else varied(_index())


def _index() -> str:
    filters = read_filters()
    page = board.page(filters)
    return render_template(
        "board/page.html",
        filters=filters,
        cards=cards.for_reader(page.needs),
        more=_address(after=page.after) if page.after else None,
        count=board.count(filters),
        region_options=[(code, region.name(lang())) for code, region in places.regions_of(_country()).items()],
        editions=[(one.slug, f"{one.campaign.name(lang())} {year(one.starts_on)}") for one in campaigns.editions()],
        running=_largest_campaign(),
        active=_active(filters),
        address=_address,
    )


def _more() -> str:
    page = board.page(read_filters())
    more = _address(after=page.after) if page.after else None
    return render_template("board/_more.html", cards=cards.for_reader(page.needs), more=more)


def _active(filters: Filters) -> list[tuple[str, str]]:
    """The filters that are on, by parameter, in the reader's words."""
    chosen = []
    if filters.region in (regions := places.regions_of(_country())):
        chosen.append(("region", regions[filters.region].name(lang())))
    if filters.category:
        chosen.append(("category", str(labels.CATEGORY[filters.category])))
    if filters.urgency is not None:
        chosen.append(("urgency", str(labels.URGENCY[request.args["urgency"]])))
    if filters.campaign and (edition := campaigns.find_edition(request.args["campaign"])):
        chosen.append(("campaign", f"{edition.campaign.name(lang())} {year(edition.starts_on)}"))
    if filters.association and (association := organisations.find_listed(request.args["association"])):
        chosen.append(("association", association.display_name(lang())))
    return chosen


def _largest_campaign() -> list[tuple[campaigns.Edition, impact.Totals]]:
    """The running campaign that asks for most, with its sums; none when none runs."""
    running = [(edition, impact.totals("edition", edition.id)) for edition in campaigns.running_editions()]
    return sorted(running, key=lambda pair: -pair[1].quantity)[:1]


def _country() -> str:
    return str(current_app.config["AWN_COUNTRY"])


def _address(**changes: str | None) -> str:
    """The board's address with these parameters changed; a change of filter begins again at the first page."""
    kept = {key: value for key, value in request.args.items() if value and key not in ("lang", "after")}
    wanted = {key: value for key, value in (kept | changes).items() if value}
    return url_for("board.index", **wanted)  # type: ignore[arg-type]


@bp.get("/needs/<int:need_id>")
def show(need_id: int) -> Response | str:
    return pages.shared(_show) if sign_in.is_signed_out() else _show()


def _show() -> str:
    card = board.cards([access.found().id], lang())[access.found().id]
    return _need_page(card, cards.action_for_reader(card))


def _need_page(card: Card, action: Markup) -> str:
    address = url_for("board.show", need_id=card.id, _external=True)
    proof = impact.proof(card.id)
    return render_template("board/need.html", need=card, action=action, proof=proof, public_url=address)


@bp.get("/needs/<int:need_id>/pledge")
def pledge_page(need_id: int) -> str | BaseResponse:
    if current_user.is_authenticated:
        return redirect(url_for("board.show", need_id=need_id), 303)
    card = board.cards([need_id], lang())[need_id]
    form = GuestPledgeForm(key=f"{secrets.token_urlsafe(12)}-{need_id}", quantity=number(card.default_quantity))
    return _guest_page(need_id, form)


def _guest_page(need_id: int, form: GuestPledgeForm, refused: RuleBroken | None = None) -> str:
    card = board.cards([need_id], lang()).get(need_id) or abort(404)
    return render_template("board/pledge.html", need=card, form=form, refused=say(refused) if refused else None)


@bp.post("/needs/<int:need_id>/pledges")
@limiter.limit(GUEST_PLEDGE, exempt_when=lambda: current_user.is_authenticated)
def pledge(need_id: int) -> BaseResponse:
    return _pledge_signed_in(need_id) if current_user.is_authenticated else _pledge_as_guest(need_id)


def _pledge_signed_in(need_id: int) -> BaseResponse:
    form = PledgeForm()
    if not form.validate():
        return _refused(need_id, str(next(iter(form.quantity.errors or form.key.errors))), 422)
    try:
        if current_user.is_guest:
            pledges.check_guest_limits_of(current_user.id, form.quantity.understood, _limits())
        made = pledges.pledge(need_id, current_user.id, form.quantity.understood, form.key.data)
        db.session.commit()
    except (NotEnoughLeft, NotOnTheBoard, KeyOfAnother) as broken:
        return _refused(need_id, say(broken), 409)
    except RuleBroken as broken:
        return _refused(need_id, say(broken), 422)
    if not wants_fragment():
        return redirect(url_for("pledges.show", pledge_id=made.id), 303)
    card = board.cards([need_id], lang())[need_id]
    own = (made.id, made.quantity) if made.status in ("pledged", "prepared") else None
    return varied(render_template("board/pledged.hx.html", card=cards.one(card, own=own, focus=True)))


def _refused(need_id: int, message: str, status: int) -> BaseResponse:
    """The fresh card, saying why and offering what remains: in place with htmx, else on the need's page."""
    db.session.rollback()
    card = board.cards([need_id], lang()).get(need_id)
    if card is None or card.status not in ("published", "fulfilled", "closed", "expired"):
        abort(404)
    if wants_fragment():
        return varied(str(cards.one(card, notice=message, focus=True)), status)
    return varied(_need_page(card, cards.action(card, notice=message)), status)


def _pledge_as_guest(need_id: int) -> BaseResponse:
    form = GuestPledgeForm()
    if not form.validate():
        return varied(_guest_page(need_id, form), 422)
    quantity, phone = form.quantity.understood, form.phone.understood
    try:
        made = pledges.pledge_as_guest(need_id, form.name.understood, phone, quantity, form.key.data, _limits())
    except (GuestQuantity, QuantityNotPositive) as broken:
        form.refuse("quantity", broken)
        return varied(_guest_page(need_id, form), 422)
    except RuleBroken as broken:
        return varied(_guest_page(need_id, form, broken), 409)
    if not made.by_guest:
        db.session.commit()
        return redirect(url_for("board.waiting", need_id=need_id), 303)
    sign_in.start(made.person_id)
    return redirect(url_for("pledges.show", pledge_id=made.id), 303)


@bp.get("/needs/<int:need_id>/waiting")
def waiting(need_id: int) -> str:
    """After a pledge under the phone of an account: it waits for its holder, and nothing of theirs is shown."""
    return render_template("board/waiting.html", need=board.cards([need_id], lang())[need_id])


def _limits() -> GuestLimits:
    return GuestLimits(current_app.config["AWN_GUEST_PLEDGES"], current_app.config["AWN_GUEST_QUANTITY"])
