"""«Still needed?», answered from a link without an account; and the links themselves, at the desk."""

from flask import Response, flash, make_response, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from blueprints.renewals import bp
from blueprints.renewals.forms import ALL, answers_in, asked_about, form_for
from blueprints.toolkit import access, qr
from blueprints.toolkit.formats import number
from blueprints.toolkit.forms import Form
from blueprints.toolkit.htmx import go_to
from blueprints.toolkit.language import lang
from blueprints.toolkit.limits import INVITATION, RENEWAL, limiter, reader
from domain import board, renewal_links, renewals
from domain.db import db
from domain.errors import RuleBroken
from domain.needs import Need
from domain.renewal_links import RenewalLink

# The link is a key: no cache and no search engine keeps its page, and no other page is told where readers came from.
SECRET = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow"}
JUST_MADE = "renewal_link"  # in the session: the link that its maker is to be shown once


@bp.get("/still-needed/<token>")
@limiter.limit(RENEWAL)
def show(token: str) -> Response:
    link = renewal_links.find(token)
    if link is None:
        return _gone()
    listed = renewals.renewable(link.organisation_id)
    return _secret(_page(link, token, listed, form_for(listed, sent=False)))


@bp.post("/still-needed/<token>")
@limiter.limit(RENEWAL)
def answer(token: str) -> BaseResponse:
    link = renewal_links.find(token)
    if link is None:
        return _gone()
    listed = asked_about(renewals.renewable(link.organisation_id))
    everything = ALL in request.form
    form = form_for(listed, sent=not everything)
    if not everything and not form.validate():
        return _secret(_page(link, token, listed, form), 422)
    try:
        done = renewals.answer_by_link(link, None if everything else answers_in(form, listed))
    except RuleBroken as broken:
        db.session.rollback()
        form.refuse(f"quantity-{broken.context['need_id']}", broken)
        return _secret(_page(link, token, listed, form), 422)
    db.session.commit()
    flash(_said(done), "success")
    return go_to(url_for("renewals.show", token=token))


def _page(link: RenewalLink, token: str, listed: list[Need], form: Form) -> str:
    past = renewals.past_their_day(link.organisation_id)
    return render_template(
        "renewals/show.html", link=link, token=token, listed=listed, past=past, form=form,
        cards=board.cards([need.id for need in (*listed, *past)], lang()), renewed_at=renewals.renewed_at,
        sinks_on=renewals.sinks_on,
    )  # fmt: skip


def _said(done: dict[str, int]) -> str:
    still, closed = done["renewed"] + done["changed"], done["closed"]
    said = []
    if still:
        said.append(ngettext("%(n)s need is still needed.", "%(n)s needs are still needed.", still, n=number(still)))
    if closed:
        said.append(ngettext("%(n)s need was closed.", "%(n)s needs were closed.", closed, n=number(closed)))
    return " ".join([_("Thank you."), *said])


def _secret(page: str, status: int = 200) -> Response:
    response = make_response(page, status)
    response.headers.update(SECRET)
    return response


def _gone() -> Response:
    """For a link that is wrong, too old or taken back alike: what to do, and nothing of what it was."""
    return _secret(render_template("renewals/gone.html"), 404)


@bp.get("/desk/<slug>/renewal")
def manage(slug: str) -> Response:
    organisation = access.found()
    made = session.pop(JUST_MADE, None)
    token = made[1] if made and made[0] == organisation.id else None
    url = url_for("renewals.show", token=token, _external=True) if token else None
    return _secret(
        render_template(
            "renewals/manage.html", room="desk", organisation=organisation, url=url,
            drawing=qr.drawing(url) if url else None, links=renewal_links.live(organisation.id),
            listed=renewals.renewable(organisation.id), sinks_on=renewals.sinks_on,
        )
    )  # fmt: skip


@bp.post("/desk/<slug>/renewal")
@limiter.limit(INVITATION, key_func=reader)
def make(slug: str) -> BaseResponse:
    organisation = access.found()
    session[JUST_MADE] = (organisation.id, renewal_links.make(organisation.id, actor_id=current_user.id))
    db.session.commit()
    return go_to(url_for("renewals.manage", slug=slug))


@bp.post("/desk/<slug>/renewal/all")
def renew_all(slug: str) -> BaseResponse:
    done = renewals.answer(access.found().id, actor_id=current_user.id)
    db.session.commit()
    flash(_said(done), "success")
    return go_to(url_for("renewals.manage", slug=slug))


@bp.post("/desk/<slug>/renewal/<int(max=2147483647):link_id>/revocation")
def revoke(slug: str, link_id: int) -> BaseResponse:
    renewal_links.revoke(access.found(), actor_id=current_user.id)
    db.session.commit()
    flash(_("The link no longer works."), "success")
    return go_to(url_for("renewals.manage", slug=slug))
