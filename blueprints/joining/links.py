"""What a link leads to that somebody was sent: into a team, or to the platform with an association.

The link is the secret, so its page is kept nowhere, tells no other page where it is, and says 410 once it is used."""

from functools import wraps
from typing import Any

from flask import Response, current_app, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from blueprints.joining import bp
from blueprints.joining.forms import ApplicationForm
from blueprints.toolkit import access
from blueprints.toolkit.messages import say
from domain import invitations, joining
from domain.db import db
from domain.errors import RuleBroken
from domain.invitations import AlreadyMember, Invitation, InvitationExpired, InvitationRevoked, InvitationUsed
from domain.joining import NotOpen, TooManyApplications

GONE = (InvitationUsed, InvitationExpired, InvitationRevoked)


def secret(view: Any) -> Any:
    """The view's answer, kept nowhere and naming its address to nobody."""

    @wraps(view)
    def kept_secret(**arguments: Any) -> Response:
        response = make_response(view(**arguments))
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cache-Control"] = "no-store"
        return response

    return kept_secret


@bp.get("/invitations/<token>")
@secret
def invitation(token: str) -> BaseResponse | str:
    found: Invitation = access.found()
    try:
        found.check_open()
    except GONE as broken:
        if found.used_by is not None and found.used_by == current_user.id:
            return redirect(_room_of(found), 303)
        return _gone(broken)
    return _page(token, found, ApplicationForm(formdata=None, data={"name": found.name}))


@bp.post("/invitations/<token>/acceptance")
@secret
def accept(token: str) -> BaseResponse:
    found: Invitation = access.found()
    form = ApplicationForm() if found.organisation_id is None else None
    try:
        found.check_open()
        if form is None:
            return _join_team(found)
        joining.check_launch(current_app.config["AWN_LAUNCH"], invited=True)
        if form.validate():
            return _bring(found, form)
    except GONE as broken:
        db.session.rollback()
        return redirect(_room_of(found), 303) if found.used_by == current_user.id else _gone(broken)
    except (AlreadyMember, NotOpen) as broken:
        db.session.rollback()
        return Response(_page(token, found, form, broken), 409)
    except TooManyApplications as broken:
        db.session.rollback()
        form.refuse("name", broken)  # type: ignore[union-attr]
    return Response(_page(token, found, form), 422)


def _join_team(found: Invitation) -> BaseResponse:
    invitations.accept(found.id, current_user.id)
    slug, name = found.organisation.slug, found.organisation.name  # type: ignore[union-attr]
    db.session.commit()
    flash(_("Welcome: you now act for “%(name)s”.", name=name), "success")
    return redirect(url_for("desk.show", slug=slug), 303)


def _bring(found: Invitation, form: ApplicationForm) -> BaseResponse:
    organisation = joining.start_invited(
        found.id,
        current_user.id,
        form.name.understood,
        form.kind.data,
        form.region.data,
        name_latin=form.name_latin.understood or "",
    )
    db.session.commit()
    return redirect(url_for("joining.step", slug=organisation.slug, step="who"), 303)


def _room_of(found: Invitation) -> str:
    """Where somebody goes who used this link before."""
    return url_for("desk.show", slug=found.organisation.slug) if found.organisation else url_for("accounts.show")


def _page(token: str, found: Invitation, form: ApplicationForm | None, refused: RuleBroken | None = None) -> str:
    has_account = current_user.is_authenticated and not current_user.is_guest
    return render_template(
        "joining/invitation.html",
        token=token,
        invitation=found,
        form=form,
        has_account=has_account,
        refused=say(refused) if refused else None,
        back=url_for("joining.invitation", token=token),
    )


def _gone(broken: RuleBroken) -> Response:
    return Response(render_template("joining/gone.html", reason=say(broken)), 410)
