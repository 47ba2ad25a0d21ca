"""The board, a need's page, and the click that pledges."""

import secrets

from flask import Response, abort, current_app, redirect, render_template, request, url_for
from flask_login import current_user
from markupsafe import Markup
from werkzeug.wrappers import Response as BaseResponse

from blueprints.board import bp
from blueprints.board.forms import Click, GuestPledgeForm, read_click, read_filters
from blueprints.toolkit import access, cards, channels, labels, pages, sign_in
from blueprints.toolkit.formats import number, year
from blueprints.toolkit.htmx import address, go_to, varied, wants_fragment
from blueprints.toolkit.language import lang
from blueprints.toolkit.limits import GUEST_PLEDGE, PLEDGE, is_signed_in, is_visitor, limiter, reader
from blueprints.toolkit.messages import say
from domain import board, impact, organisations, places, pledges
from domain.board import Card, Filters
from domain.campaigns import Edition
from domain.db import db
from domain.errors import RuleBroken
from domain.guests import GuestLimits, GuestQuantity
from domain.people import Person
from domain.pledges import WITHDRAWABLE, Pledged, QuantityNotPositive
from domain.tallies import PUBLIC, Sums


@bp.get("/needs")
def index() -> Response:
    if wants_fragment():
        return varied(_more())
    if sign_in.is_signed_out():
        return pages.shared(_index)
    if not current_user.is_authenticated:  # the cookie's sign-in has ended
        return varied(_index())
    found: list[board.Page] = []

    def listed() -> list[board.Listed]:
        found.append(board.page(read_filters()))
        return found[0].needs

    return varied(pages.for_volunteer(lambda markup: _render(read_filters(), found[0], markup), listed))


def _index() -> str:
    filters = read_filters()
    page = board.page(filters)
    return _render(filters, page, cards.for_reader(page.needs))


def _render(filters: Filters, page: board.Page, markup: Markup) -> str:
    count, sums = board.survey(filters)
    editions = pages.editions()
    return render_template(
        "board/page.html",
        filters=filters,
        cards=markup,
        more=_address(after=page.after) if page.after else None,
        count=count,
        leading=_leading(editions, sums) if not (filters.q or filters.after) else None,
        active=_active(filters, editions),
        region_options=[(code, region.name(lang())) for code, region in places.regions_of(_country()).items()],
        editions=[(one.slug, _edition_name(one)) for one in editions],
        address=_address,
    )


def _more() -> str:
    page = board.page(read_filters())
    more = _address(after=page.after) if page.after else None
    return render_template("board/_more.html", cards=cards.for_reader(page.needs), more=more)


def _active(filters: Filters, editions: list[Edition]) -> list[tuple[str, str]]:
    """The filters that are on, by parameter, in the reader's words."""
    chosen: list[tuple[str, str]] = []
    regions = places.regions_of(_country())
    if filters.region in regions:
        chosen.append(("region", regions[filters.region].name(lang())))
    if filters.category:
        chosen.append(("category", str(labels.CATEGORY[filters.category])))
    if filters.urgency is not None:
        chosen.append(("urgency", str(labels.URGENCY[request.args["urgency"]])))
    chosen += [("campaign", _edition_name(one)) for one in editions if one.id == filters.campaign]
    if filters.association and (association := organisations.find_listed(request.args["association"])):
        chosen.append(("association", association.display_name(lang())))
    return chosen


def _leading(editions: list[Edition], sums: dict[int, Sums]) -> tuple[Edition, Sums] | None:
    """The running campaign that asks for most, with its sums; none when none runs."""
    running = [(one, sums[one.id]) for one in editions if one.is_running and one.id in sums]
    return max(running, key=lambda pair: pair[1].quantity, default=None)


def _edition_name(edition: Edition) -> str:
    return f"{edition.campaign.name(lang())} {year(edition.starts_on)}"


def _country() -> str:
    return str(current_app.config["AWN_COUNTRY"])


def _address(**changes: str | None) -> str:
    """The board's address with these parameters changed; a change of filter begins again at the first page."""
    kept = {key: value for key, value in request.args.items() if value and key not in ("lang", "after")}
    wanted = {key: value for key, value in (kept | changes).items() if value}
    return address("board.index", None, wanted)


@bp.get("/needs/<int(max=2147483647):need_id>")
def show(need_id: int) -> Response | str:
    return pages.shared(_show) if sign_in.is_signed_out() else _show()


def _show() -> str:
    card = board.cards([access.found().id], lang())[access.found().id]
    return _need_page(card, cards.action_for_reader(card))


def _need_page(card: Card, action: Markup) -> str:
    address = url_for("board.show", need_id=card.id, _external=True)
    proof = impact.proof(card.id)
    listed = card.status == "published" or organisations.find_listed(card.organisation_slug) is not None
    return render_template(
        "board/need.html", need=card, action=action, proof=proof, public_url=address, is_listed=listed
    )


@bp.get("/needs/<int(max=2147483647):need_id>/pledge")
def pledge_page(need_id: int) -> str | BaseResponse:
    if current_user.is_authenticated:
        return redirect(url_for("board.show", need_id=need_id, c=channels.code()), 303)
    card = board.cards([need_id], lang())[need_id]
    offered = min(card.default_quantity, _limits().quantity)
    return _guest_page(card, GuestPledgeForm(key=f"{secrets.token_urlsafe(12)}-{need_id}", quantity=number(offered)))


def _guest_page(card: Card, form: GuestPledgeForm, refused: RuleBroken | None = None) -> str:
    return render_template("board/pledge.html", need=card, form=form, refused=say(refused) if refused else None)


def _public_card(need_id: int) -> Card:
    """The fresh card of a refused click, which learns nothing of a need that the public does not see."""
    db.session.rollback()
    card = board.cards([need_id], lang()).get(need_id)
    return card if card is not None and card.status in PUBLIC else abort(404)


@bp.post("/needs/<int(max=2147483647):need_id>/pledges")
@limiter.limit(GUEST_PLEDGE, exempt_when=is_signed_in)
@limiter.limit(PLEDGE, key_func=reader, exempt_when=is_visitor)
def pledge(need_id: int) -> BaseResponse:
    return _pledge_signed_in(need_id) if current_user.is_authenticated else _pledge_as_guest(need_id)


def _pledge_signed_in(need_id: int) -> BaseResponse:
    click = read_click()
    if click.quantity is None:
        return _refused(need_id, click, click.error or "", 422)
    try:
        made = _pledge_of_reader(need_id, click.quantity, click.key)
        db.session.commit()
    except (GuestQuantity, QuantityNotPositive) as broken:
        return _refused(need_id, click, say(broken), 422)
    except RuleBroken as broken:
        return _refused(need_id, click, say(broken), 409)
    if not wants_fragment():
        return redirect(url_for("pledges.show", pledge_id=made.id), 303)
    card = board.cards([need_id], lang())[need_id]
    own = (made.id, made.quantity) if made.status in WITHDRAWABLE else None
    return varied(render_template("board/pledged.hx.html", card=cards.one(card, own=own, focus=True)))


def _pledge_of_reader(need_id: int, quantity: int, key: str) -> Pledged:
    if not current_user.is_guest:
        most = current_app.config["AWN_LIVE_PLEDGES"]
        return pledges.pledge(need_id, current_user.id, quantity, key, most=most, channel=channels.channel())
    guest = db.session.get_one(Person, current_user.id)
    phone = guest.phone or ""
    return pledges.pledge_as_guest(
        need_id, guest.name, phone, quantity, key, _limits(), guest_id=guest.id, channel=channels.channel()
    )


def _refused(need_id: int, click: Click, message: str, status: int) -> BaseResponse:
    """The fresh card, saying why and offering what can be had: in place with htmx, else on the need's page."""
    card = _public_card(need_id)
    amount = _offered(card, click)
    if wants_fragment():
        return varied(str(cards.one(card, notice=message, focus=True, amount=amount)), status)
    return varied(_need_page(card, cards.action(card, notice=message, amount=amount)), status)


def _offered(card: Card, click: Click) -> int | str:
    """What was typed, or as much of it as this reader can have."""
    asked = click.quantity
    if asked is None:
        return click.typed
    return min(asked, card.remaining, _limits().quantity if current_user.is_guest else asked)


def _pledge_as_guest(need_id: int) -> BaseResponse:
    if wants_fragment():  # a card's click whose sign-in has ended meanwhile
        return go_to(url_for("board.pledge_page", need_id=_public_card(need_id).id, c=channels.code()))
    form = GuestPledgeForm()
    if not form.validate():
        return varied(_guest_page(_public_card(need_id), form), 422)
    quantity, phone = form.quantity.understood, form.phone.understood
    try:
        made = pledges.pledge_as_guest(
            need_id, form.name.understood, phone, quantity, form.key.data, _limits(), channel=channels.channel()
        )
    except (GuestQuantity, QuantityNotPositive) as broken:
        form.refuse("quantity", broken)
        return varied(_guest_page(_public_card(need_id), form), 422)
    except RuleBroken as broken:
        return varied(_guest_page(_public_card(need_id), form, broken), 409)
    if not made.by_guest:
        db.session.commit()
        return redirect(url_for("board.waiting", need_id=need_id), 303)
    sign_in.start(made.person_id)
    return redirect(url_for("pledges.show", pledge_id=made.id), 303)


@bp.get("/needs/<int(max=2147483647):need_id>/waiting")
def waiting(need_id: int) -> str:
    """After a pledge under the phone of an account: it waits for its holder, and nothing of theirs is shown."""
    return render_template("board/waiting.html", need=board.cards([need_id], lang())[need_id])


def _limits() -> GuestLimits:
    return GuestLimits(current_app.config["AWN_GUEST_PLEDGES"], current_app.config["AWN_GUEST_QUANTITY"])
