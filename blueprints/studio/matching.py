"""Needs that hardly anybody pledges, and who near them could: counts and rows without names, companies by name."""

from flask import Response, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse
from wtforms import HiddenField
from wtforms.validators import ValidationError

from blueprints.studio import bp
from blueprints.toolkit import access
from blueprints.toolkit.formats import digits, number, year
from blueprints.toolkit.forms import Form, QuantityField, required
from blueprints.toolkit.htmx import address, varied, wants_fragment
from blueprints.toolkit.language import lang
from blueprints.toolkit.limits import ASKING, is_visitor, limiter, reader
from blueprints.toolkit.messages import say
from blueprints.toolkit.paging import row_number
from domain import asking, campaigns, organisations, places
from domain import matching as rules
from domain.asking import ASK_DEFAULT, ASK_MOST
from domain.catalogue import CATEGORIES
from domain.db import db
from domain.errors import RuleBroken
from domain.needs import Need

PAGE = 10  # needs


class AskForm(Form):
    """How many volunteers are asked; `seen` so many had been asked for the need when the page was made."""

    how_many = QuantityField(_l("How many people"), [required()])
    seen = HiddenField()

    def validate_how_many(self, field: QuantityField) -> None:
        if field.understood is not None and not 1 <= field.understood <= ASK_MOST:
            raise ValidationError(_("Ask at least one person and at most %(n)s at a time.", n=number(ASK_MOST)))


@bp.get("/studio/matching")
def matching() -> Response:
    template = "studio/matching_rows.html" if wants_fragment() else "studio/matching.html"
    return varied(render_template(template, **_list()))


def _list() -> dict[str, object]:
    """One page of the needs, as the address asks for them; what is not understood is left out."""
    regions, args = _regions(), request.args
    region = args.get("region") if args.get("region") in regions else None
    category = args.get("category") if args.get("category") in CATEGORIES else None
    edition = campaigns.find_edition(args["campaign"]) if args.get("campaign") else None
    found = rules.unpledged(region=region, category=category, edition_id=edition.id if edition else None)
    start, running = row_number(args) or 0, campaigns.running_editions()
    chosen = {"region": region, "category": category, "campaign": edition.slug if edition else None}
    query = {name: value for name, value in chosen.items() if value}
    return {
        "found": found[start : start + PAGE],
        "total": len(found),
        "is_whole": len(found) < rules.LOOKED_AT,
        "more": address("studio.matching", {}, query | {"after": str(start + PAGE)})
        if len(found) > start + PAGE
        else None,
        "chosen": chosen,
        "regions": regions,
        "editions": {one.slug: f"{one.campaign.name(lang())} {year(one.starts_on)}" for one in running},
        "link": lambda code: address("studio.matching", {}, _but(query, "category", code)),
    }


def _but(query: dict[str, str], name: str, value: str | None) -> dict[str, str]:
    """The query with this name standing for another value, or for none."""
    others = {key: kept for key, kept in query.items() if key != name}
    return others | {name: value} if value else others


def _regions() -> dict[str, str]:
    return {code: one.name(lang()) for code, one in places.regions_of(current_app.config["AWN_COUNTRY"]).items()}


@bp.get("/studio/matching/<int(max=2147483647):need_id>")
def candidates(need_id: int) -> str:
    return _need_page(access.found())


def _need_page(need: Need, form: AskForm | None = None, refused: RuleBroken | None = None) -> str:
    volunteers = rules.volunteers_near(need, live_most=current_app.config["AWN_LIVE_PLEDGES"])
    found = rules.explained(need)
    form = form or AskForm(formdata=None, how_many=digits(min(ASK_DEFAULT, len(volunteers)) or ASK_DEFAULT))
    form.seen.data = str(found.outcome.asked)
    return render_template(
        "studio/matching_need.html",
        need=need,
        found=found,
        form=form,
        volunteers=volunteers[: rules.SHOWN_MOST],
        how_many=len(volunteers),
        of_region=sum(one.is_of_region for one in volunteers),
        experienced=sum(one.kept_in_category > 0 for one in volunteers),
        companies=rules.companies_near(need),
        is_own=organisations.is_member(current_user.id, need.organisation_id),
        is_open=need.status == "published" and need.remaining > 0,
        refused=say(refused) if refused else None,
    )


@bp.post("/studio/matching/<int(max=2147483647):need_id>/volunteers")
@limiter.limit(ASKING, key_func=reader, exempt_when=is_visitor)
def ask_volunteers(need_id: int) -> BaseResponse:
    form = AskForm()
    if not form.validate():
        return Response(_need_page(access.found(), form), 422)
    live_most = current_app.config["AWN_LIVE_PLEDGES"]
    try:
        asked = asking.ask_volunteers(
            need_id, form.how_many.understood, _seen(), live_most=live_most, actor_id=current_user.id
        )
    except RuleBroken as broken:
        return _refused(need_id, broken, form)
    db.session.commit()
    flash(ngettext("%(n)s person was asked.", "%(n)s people were asked.", asked, n=number(asked)), "success")
    return redirect(url_for("studio.candidates", need_id=need_id), 303)


@bp.post("/studio/matching/<int(max=2147483647):need_id>/companies")
@limiter.limit(ASKING, key_func=reader, exempt_when=is_visitor)
def ask_company(need_id: int) -> BaseResponse:
    try:
        asking.ask_company(need_id, row_number(request.form, "company") or 0, _seen(), actor_id=current_user.id)
    except RuleBroken as broken:
        return _refused(need_id, broken)
    db.session.commit()
    flash(_("The company’s team was asked."), "success")
    return redirect(url_for("studio.candidates", need_id=need_id), 303)


def _seen() -> int:
    return row_number(request.form, "seen") or 0


def _refused(need_id: int, broken: RuleBroken, form: AskForm | None = None) -> BaseResponse:
    db.session.rollback()
    need = db.session.get_one(Need, need_id, populate_existing=True)
    return Response(_need_page(need, form, broken), 409)
