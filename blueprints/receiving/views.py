"""What is on its way to an association, what arrived, and whom it reached."""

import secrets
from collections.abc import Iterable

from flask import Response, flash, g, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from blueprints.receiving import bp
from blueprints.receiving.forms import CodeForm, DistributionForm
from blueprints.toolkit import access, labels
from blueprints.toolkit.formats import number
from blueprints.toolkit.htmx import address, go_to, varied, wants_fragment
from blueprints.toolkit.language import lang
from blueprints.toolkit.limits import CODE, WRONG_CODE, association_named, limiter, reader
from blueprints.toolkit.paging import row_number
from domain import arrivals, board, collections, distributions, impact
from domain.arrivals import CodeUnknown
from domain.board import Card
from domain.db import db
from domain.distributions import (
    DayOutside,
    KeyOfAnother,
    MoreFamiliesThanPeople,
    MoreThanArrived,
    NobodyReached,
    NothingGivenOut,
    PlaceHoldsNumber,
)
from domain.errors import RuleBroken
from domain.organisations import Organisation
from domain.pledges import Pledge

# Where a broken rule is said.
FIELD_OF: dict[type[RuleBroken], str] = {
    NothingGivenOut: "quantity",
    MoreThanArrived: "quantity",
    NobodyReached: "women",
    MoreFamiliesThanPeople: "families",
    PlaceHoldsNumber: "place",
    DayOutside: "day",
    KeyOfAnother: "need",
}


@bp.get("/desk/<slug>/incoming")
def index(slug: str) -> Response:
    if wants_fragment():
        return varied(render_template("receiving/_arrivals.html", **_arrivals(access.found())))
    return varied(_incoming(access.found(), CodeForm(formdata=None)))


def _incoming(organisation: Organisation, form: CodeForm, matches: Iterable[Pledge] = ()) -> str:
    counts = arrivals.count(organisation.id)
    shown = _arrivals(organisation)
    return render_template(
        "receiving/page.html", room="desk", organisation=organisation, form=form, matches=list(matches), counts=counts,
        address=_address, **shown,
    )  # fmt: skip


def _arrivals(organisation: Organisation) -> dict[str, object]:
    """One page of what comes or came, as the address asks for it."""
    state = request.args.get("state")
    state = state if state in arrivals.STATES else None
    after = arrivals.read_after(request.args.get("after", ""))
    found, more = arrivals.incoming(organisation.id, state, after)
    return {
        "state": state,
        "found": found,
        "cards": board.cards({one.pledge.need_id for one in found}, lang()),
        "gathered": collections.of_pledges([one.pledge.id for one in found]),
        "day_before": after[0] if after else None,
        "more": _address(organisation, state, f"{more[0]}.{more[1]}") if more else None,
    }


def _address(organisation: Organisation, state: str | None = None, after: str | None = None) -> str:
    wanted = {"state": state, "after": after}
    query = {key: value for key, value in wanted.items() if value}
    return address("receiving.index", {"slug": organisation.slug}, query)


@bp.post("/desk/<slug>/incoming")
@limiter.limit(CODE, key_func=reader)
@limiter.limit(WRONG_CODE, key_func=association_named, deduct_when=lambda _answer: "code_wrong" in g)
def find(slug: str) -> BaseResponse:
    """The pledge that a code belongs to. The code goes on in the address: it is of use to this association alone, once,
    and the page it leads to sends no referrer."""
    organisation, form = access.found(), CodeForm()
    if form.validate():
        try:
            code = arrivals.read_code(form.code.data)
            found = arrivals.find_by_code(organisation.id, code)
        except CodeUnknown as broken:
            g.code_wrong = True
            form.refuse("code", broken)
        else:
            if len(found) == 1:
                return go_to(url_for("pledges.show", pledge_id=found[0].id, code=code))
            return varied(_incoming(organisation, form, found))
    return varied(_incoming(organisation, form), 422)


@bp.get("/desk/<slug>/distributions", endpoint="distributions")
def show_distributions(slug: str) -> Response:
    organisation = access.found()
    if wants_fragment():
        return varied(render_template("receiving/_given.html", **_given_out(organisation)))
    form = DistributionForm(
        formdata=None,
        key=secrets.token_urlsafe(12),
        need=request.args.get("need"),
        place=organisation.place(lang()),
    )
    again = row_number(request.args, "again")
    wrong = distributions.find(organisation.id, again) if again else None
    if wrong is not None:
        form.again(wrong, wrong.place_name(lang()))
    return varied(_page(organisation, form))


def _page(organisation: Organisation, form: DistributionForm) -> str:
    given = impact.given_by_need(organisation.id)
    cards = board.cards([one.need_id for one in given], lang())
    form.offer({one.need_id: _left_of(cards[one.need_id], one.left) for one in given if one.left > 0})
    return render_template(
        "receiving/distributions.html", room="desk", form=form, given=given, cards=cards,
        by_place=impact.given_by_place(organisation.id), places=distributions.places_of(organisation, lang()),
        total=sum((one.reach for one in given), impact.Reach()), **_given_out(organisation),
    )  # fmt: skip


def _left_of(card: Card, left: int) -> str:
    unit = labels.unit(left, card.item_code, card.unit)
    return _("%(item)s: %(n)s %(unit)s left to give out", item=card.item_name, n=number(left), unit=unit)


def _given_out(organisation: Organisation) -> dict[str, object]:
    """One page of what was given out, as the address asks for it."""
    rows, after = distributions.latest(organisation.id, after=row_number(request.args))
    more = address("receiving.distributions", {"slug": organisation.slug}, {"after": str(after)}) if after else None
    return {
        "organisation": organisation,
        "rows": rows,
        "names": board.cards({row.need_id for row in rows}, lang()),
        "corrected": distributions.corrected([row.id for row in rows]),
        "more": more,
    }


@bp.post("/desk/<slug>/distributions")
def record(slug: str) -> BaseResponse:
    organisation, form = access.found(), DistributionForm()
    form.known = {one.need_id for one in impact.given_by_need(organisation.id)}
    if not form.validate():
        return varied(_page(organisation, form), 422)
    try:
        distributions.record(
            form.need_id, form.quantity.understood, form.served, day=form.on, place=form.place.understood,
            steps=form.steps.data or (), key=form.key.data, actor_id=current_user.id,
        )  # fmt: skip
    except tuple(FIELD_OF) as broken:
        db.session.rollback()
        form.refuse(FIELD_OF[type(broken)], broken)
        return varied(_page(organisation, form), 422)
    db.session.commit()
    flash(_("It is written down. The need’s public page shows its figures now."), "success")
    return go_to(url_for("receiving.distributions", slug=slug))


@bp.post("/desk/<slug>/distributions/<int(max=2147483647):distribution_id>/correction")
def correct(slug: str, distribution_id: int) -> BaseResponse:
    distributions.correct(distribution_id, actor_id=current_user.id)
    db.session.commit()
    flash(_("It was taken back. If only a figure was wrong, write it down again with the right one."), "success")
    return go_to(url_for("receiving.distributions", slug=slug, again=distribution_id))
