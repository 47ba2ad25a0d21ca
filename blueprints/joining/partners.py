"""What an association is to others: a member of a union, or a union; a trusted one's word for who joins."""

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from blueprints.joining import bp
from blueprints.joining.forms import VouchForm
from blueprints.toolkit import access
from blueprints.toolkit.errors import error_page
from blueprints.toolkit.limits import ASKING, is_visitor, limiter, reader
from blueprints.toolkit.rules import any_association
from domain import organisations, teams, vouches
from domain import unions as rules
from domain.db import db
from domain.organisations import Organisation

QUERY_MOST = 80  # characters
FOUND_MOST = 12


@bp.get("/desk/<slug>/unions")
def unions(slug: str) -> str:
    organisation: Organisation = access.found()
    asked = request.args.get("q", "").replace("\0", "")[:QUERY_MOST].strip()
    memberships = rules.memberships_of(organisation.id)
    return render_template(
        "joining/unions.html",
        organisation=organisation,
        is_union=rules.is_union(organisation),
        is_owner=teams.owns(current_user.id, organisation.id),
        memberships=memberships,
        asked=asked,
        found=_partners(organisation, asked, {row.other(organisation.id).id for row in memberships}),
    )


def _partners(organisation: Organisation, asked: str, known: set[int]) -> list[Organisation]:
    """Whom an association can ask: every union, or for a union the associations that were looked for."""
    if organisation.status not in organisations.LISTED:
        return []
    if rules.is_union(organisation):
        found = organisations.directory(q=asked, size=100)[0] if asked else []
        found = [one for one in found if not rules.is_union(one)]
    else:
        found = [one for kind in rules.UNION_KINDS for one in organisations.directory(q=asked, kind=kind)[0]]
    return [one for one in found if one.id not in known][:FOUND_MOST]


@bp.post("/desk/<slug>/unions")
@limiter.limit(ASKING, key_func=reader, exempt_when=is_visitor)
def ask_union(slug: str) -> BaseResponse:
    organisation: Organisation = access.found()
    other = organisations.find_listed(request.form.get("association", "")[:80])
    if other is None:
        return error_page(422)
    rules.ask(organisation.id, other.id, actor_id=current_user.id)
    return _done(slug, _("Your question is sent. You are told when it is answered."))


@bp.post("/desk/<slug>/unions/<int(max=2147483647):link_id>/acceptance")
def accept_union(slug: str, link_id: int) -> BaseResponse:
    organisation, link = access.found()
    rules.accept(link.id, organisation.id, actor_id=current_user.id)
    return _done(slug, _("It is accepted, and both public pages say so."))


@bp.post("/desk/<slug>/unions/<int(max=2147483647):link_id>/end")
@limiter.limit(ASKING, key_func=reader, exempt_when=is_visitor)
def end_union(slug: str, link_id: int) -> BaseResponse:
    organisation, link = access.found()
    rules.end(link.id, organisation.id, actor_id=current_user.id)
    return _done(slug, _("It is ended."))


def _done(slug: str, words: str) -> BaseResponse:
    db.session.commit()
    flash(words, "success")
    return redirect(url_for("joining.unions", slug=slug), 303)


@bp.get("/desk/<slug>/vouches")
def vouches_page(slug: str) -> str:
    return _vouches_page(access.found())


def _vouches_page(organisation: Organisation, refused: VouchForm | None = None) -> str:
    form = VouchForm(formdata=None)
    return render_template(
        "joining/vouches.html",
        organisation=organisation,
        known=vouches.to_vouch_for(organisation),
        form=form,
        refused=refused,
    )


@bp.post("/desk/<slug>/vouches")
@limiter.limit(ASKING, key_func=reader, exempt_when=is_visitor)
def vouch(slug: str) -> BaseResponse:
    organisation, form = access.found(), VouchForm()
    other = any_association(form.association.data or "") if form.validate() else None
    if other is None:
        return Response(_vouches_page(organisation, form), 422)
    vouches.vouch(other.id, organisation.id, form.note.understood or "", actor_id=current_user.id)
    db.session.commit()
    flash(_("Thank you. The platform team sees that you vouch for “%(name)s”.", name=other.name), "success")
    return redirect(url_for("joining.vouches_page", slug=slug), 303)
