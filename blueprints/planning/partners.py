"""Who takes part in an edition, as the platform team asks them."""

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from blueprints.planning import bp, shown, words
from blueprints.toolkit import access
from blueprints.toolkit.formats import number
from blueprints.toolkit.limits import LIST, limiter, reader
from blueprints.toolkit.messages import say
from blueprints.toolkit.rules import any_association
from domain.campaigns import Edition, EditionPartner
from domain.db import db
from domain.errors import RuleBroken
from domain.organisations import KINDS
from domain.planning import partners as rules

QUERY_MOST = 80  # characters
SHOWN_MOST = 40  # organisations of a search
LISTED_MOST = 20  # partners, before all are asked for
ALL = "all"


@bp.get("/studio/campaigns/<edition_slug>/partners")
def partners(edition_slug: str) -> BaseResponse:
    return _page(access.found())


def _page(edition: Edition, refused: RuleBroken | None = None) -> BaseResponse:
    state, asked = request.args.get("state", ""), _filters()
    listed = rules.partners_of(edition.id)
    found = rules.can_be_asked(edition.id, current_user.id, **asked) if any(asked.values()) else None
    return shown.page(
        "partners",
        edition,
        409 if refused else 200,
        refused=say(refused) if refused else None,
        counts=rules.counts(edition.id),
        chosen=state if state in (*rules.STATES, ALL) else "",
        partners=_shown(listed, state),
        asked=asked,
        kinds=KINDS,
        found=found,
        most=SHOWN_MOST,
        before=rules.partners_before(edition, current_user.id) if edition.previous_id and not edition.is_over else [],
    )


def _shown(listed: list[EditionPartner], state: str) -> list[EditionPartner]:
    """Those in a state, or all, who takes part last; at first only some of them."""
    if state in rules.STATES:
        return [one for one in listed if one.status == state]
    order = ("asked", "declined", "left", "accepted")
    listed = sorted(listed, key=lambda one: order.index(one.status))
    return listed if state == ALL else listed[:LISTED_MOST]


def _filters() -> dict[str, str]:
    """What organisations are looked for by, in an address or a form."""
    q = request.values.get("q", "")[:QUERY_MOST].strip()
    region, kind = request.values.get("region", ""), request.values.get("kind", "")
    return {"q": q, "region": region if region in words.regions() else "", "kind": kind if kind in KINDS else ""}


@bp.post("/studio/campaigns/<edition_slug>/partners")
@limiter.limit(LIST, key_func=reader)
def ask(edition_slug: str) -> BaseResponse:
    """One organisation; all that a search found; or those of the edition before."""
    edition: Edition = access.found()
    try:
        many = _ask(edition)
    except RuleBroken as broken:
        return _page(shown.fresh(edition.id), broken)
    db.session.commit()
    if many:
        said = ngettext("%(n)s organisation was asked.", "%(n)s organisations were asked.", many, n=number(many))
        flash(said, "success")
    else:
        flash(_("All of them were asked already."), "info")
    return redirect(url_for("planning.partners", edition_slug=edition_slug), 303)


def _ask(edition: Edition) -> int:
    who, asked = request.form.get("who", ""), _filters()
    if who == "before":
        return rules.ask_all(edition.id, rules.partners_before(edition, current_user.id), actor_id=current_user.id)
    if who == "found" and any(asked.values()):
        found = rules.can_be_asked(edition.id, current_user.id, **asked)
        return rules.ask_all(edition.id, found, actor_id=current_user.id)
    organisation = any_association(request.form.get("association", ""))
    if organisation is None:
        return 0
    rules.ask(edition.id, organisation.id, actor_id=current_user.id)
    return 1


@bp.post("/studio/campaigns/<edition_slug>/partners/reminders")
@limiter.limit(LIST, key_func=reader)
def remind(edition_slug: str) -> BaseResponse:
    edition: Edition = access.found()
    try:
        many = rules.remind(edition.id, actor_id=current_user.id)
    except RuleBroken as broken:
        return _page(shown.fresh(edition.id), broken)
    db.session.commit()
    said = ngettext("%(n)s organisation was reminded.", "%(n)s organisations were reminded.", many, n=number(many))
    flash(said, "success")
    return redirect(url_for("planning.partners", edition_slug=edition_slug), 303)
