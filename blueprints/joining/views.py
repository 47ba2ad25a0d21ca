"""An association joins: it applies, sees how its profile stands, hands it in, confirms it, leaves."""

from flask import Response, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from blueprints.joining import bp
from blueprints.joining.forms import ApplicationForm, NameTypedForm
from blueprints.toolkit import access
from blueprints.toolkit.htmx import address
from blueprints.toolkit.limits import APPLICATION, is_visitor, limiter, reader
from blueprints.toolkit.messages import say
from domain import joining, organisations, papers, profiles, unions, vouches
from domain.db import db
from domain.errors import RuleBroken
from domain.joining import NotOpen, ProfileIncomplete, TooManyApplications
from domain.organisations import Organisation


@bp.get("/join")
def join() -> str:
    return _join_page(ApplicationForm(formdata=request.args if request.args.get("name") else None))


def _join_page(form: ApplicationForm) -> str:
    launch = current_app.config["AWN_LAUNCH"]
    own = organisations.organisations_of(current_user.id) if _has_account() else []
    return render_template(
        "joining/join.html",
        form=form,
        closed=_refusal(launch),
        under_way=[one for one in own if one.status in joining.UNDER_WAY],
    )


def _refusal(launch: str) -> str | None:
    try:
        joining.check_launch(launch)
    except NotOpen as broken:
        return say(broken)
    return None


@bp.post("/join")
@limiter.limit(APPLICATION, key_func=reader, exempt_when=is_visitor)
def apply() -> BaseResponse:
    form = ApplicationForm()
    if not form.validate():
        return Response(_join_page(form), 422)
    if not _has_account():  # the application waits in the address until there is one
        return redirect(url_for("accounts.sign_up", next=address("joining.join", None, form.answers)), 303)
    try:
        joining.check_launch(current_app.config["AWN_LAUNCH"])
        organisation = joining.start(
            current_user.id,
            form.name.understood,
            form.kind.data,
            form.region.data,
            name_latin=form.name_latin.understood or "",
        )
    except NotOpen:
        return Response(_join_page(form), 409)
    except TooManyApplications as broken:
        form.refuse("name", broken)
        return Response(_join_page(form), 422)
    db.session.commit()
    return redirect(url_for("joining.step", slug=organisation.slug, step="who"), 303)


def _has_account() -> bool:
    return bool(current_user.is_authenticated and not current_user.is_guest)


@bp.get("/desk/<slug>/profile")
def profile(slug: str) -> str:
    return _profile_page(access.found())


def _profile_page(organisation: Organisation, refused: RuleBroken | None = None) -> str:
    return render_template(
        "joining/profile.html",
        organisation=organisation,
        by_team=not current_user.acts_for(organisation.id),
        missing=profiles.missing(organisation),
        may_change=profiles.may_change,
        reason=joining.latest_reason(organisation),
        to_confirm=joining.is_to_confirm(organisation),
        legal=papers.current_status(organisation.id),
        documents=papers.documents_of(organisation.id),
        vouches=vouches.vouches_for(organisation.id),
        partners=unions.public_partners(organisation.id),
        refused=say(refused) if refused else None,
    )


@bp.post("/desk/<slug>/profile/submission")
@limiter.limit(APPLICATION, key_func=reader, exempt_when=is_visitor)
def submit(slug: str) -> BaseResponse:
    try:
        joining.submit(access.found().id, actor_id=current_user.id)
    except ProfileIncomplete as broken:
        db.session.rollback()
        return Response(_profile_page(access.found(), broken), 422)
    return _done(slug, _("Your profile is handed in. The platform team looks at it and you are told what it decides."))


@bp.post("/desk/<slug>/profile/return")
def take_back(slug: str) -> BaseResponse:
    joining.take_back(access.found().id, actor_id=current_user.id)
    return _done(slug, _("You can change your profile again. Hand it in when it is ready."))


@bp.post("/desk/<slug>/profile/confirmation")
def confirm(slug: str) -> BaseResponse:
    joining.confirm(access.found().id, actor_id=current_user.id)
    return _done(slug, _("Thank you. Your profile is confirmed for another year."))


@bp.get("/desk/<slug>/withdrawal")
def withdrawal(slug: str) -> str:
    organisation = access.found()
    form = NameTypedForm(organisation.name, formdata=None)
    return render_template("joining/withdrawal.html", organisation=organisation, form=form)


@bp.post("/desk/<slug>/withdrawal")
def withdraw(slug: str) -> BaseResponse:
    organisation = access.found()
    form = NameTypedForm(organisation.name)
    if not form.validate():
        return Response(render_template("joining/withdrawal.html", organisation=organisation, form=form), 422)
    joining.withdraw(organisation.id, actor_id=current_user.id)
    return _done(slug, _("Your association has left. What was promised to it can still be received."))


def _done(slug: str, words: str) -> BaseResponse:
    db.session.commit()
    flash(words, "success")
    return redirect(url_for("joining.profile", slug=slug), 303)
