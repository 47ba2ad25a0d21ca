"""An association's team: who acts for it, invited by a link, in which role; handed over, left."""

from flask import Response, flash, redirect, render_template, session, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from blueprints.joining import bp
from blueprints.joining.forms import HandoverForm, InviteForm, RoleForm, SureForm
from blueprints.toolkit import access
from blueprints.toolkit.limits import INVITATION, is_visitor, limiter, reader
from blueprints.toolkit.qr import drawing
from domain import invitations, teams
from domain.db import db
from domain.invitations import TooManyInvitations
from domain.organisations import Organisation
from domain.teams import LastOwner

MADE = "invitation"  # in the reader's session, until the next page has shown the link once


@bp.get("/desk/<slug>/team")
def team(slug: str) -> str:
    return _page(access.found())


def _page(organisation: Organisation, invite: InviteForm | None = None, leave: SureForm | None = None) -> str:
    is_owner = teams.owns(current_user.id, organisation.id)
    return render_template(
        "joining/team.html",
        organisation=organisation,
        members=teams.members_of(organisation.id),
        is_owner=is_owner,
        open_links=invitations.still_open(organisation.id, current_user.id) if is_owner else [],
        made=_made(organisation) if is_owner else None,
        invite=invite or InviteForm(formdata=None),
        leave=leave or SureForm(formdata=None),
    )


def _made(organisation: Organisation) -> dict[str, object] | None:
    """The link that was made just now, which is shown this once."""
    slug, token, name, phone = session.pop(MADE, None) or ("", "", "", "")
    if slug != organisation.slug:
        return None
    url = url_for("joining.invitation", token=token, _external=True)
    return {"url": url, "qr": drawing(url), "name": name, "phone": phone}


@bp.post("/desk/<slug>/team/invitations")
@limiter.limit(INVITATION, key_func=reader, exempt_when=is_visitor)
def invite(slug: str) -> BaseResponse:
    organisation, form = access.found(), InviteForm()
    if form.validate():
        name = form.name.understood
        try:
            _row, token = invitations.invite(organisation.id, form.role.data, name, actor_id=current_user.id)
        except TooManyInvitations as broken:
            form.refuse("name", broken)
        else:
            db.session.commit()
            session[MADE] = (slug, token, name, str(form.phone.understood or "").removeprefix("+"))
            return redirect(url_for("joining.team", slug=slug, _anchor="invitation"), 303)
    return Response(_page(organisation, invite=form), 422)


@bp.post("/desk/<slug>/team/invitations/<int(max=2147483647):invitation_id>/revocation")
def revoke(slug: str, invitation_id: int) -> BaseResponse:
    invitations.revoke(invitation_id)
    return _done(slug, _("The link no longer works."))


@bp.post("/desk/<slug>/team/<int(max=2147483647):member_id>/role")
def change_role(slug: str, member_id: int) -> BaseResponse:
    form = RoleForm()
    if not form.validate():
        return Response(_page(access.found().organisation), 422)
    teams.change_role(member_id, form.role.data, actor_id=current_user.id)
    return _done(slug, _("The role is changed."))


@bp.post("/desk/<slug>/team/<int(max=2147483647):member_id>/removal")
def remove(slug: str, member_id: int) -> BaseResponse:
    teams.remove(member_id, actor_id=current_user.id)
    return _done(slug, _("This person no longer acts for the association."))


@bp.post("/desk/<slug>/team/departure")
def leave(slug: str) -> BaseResponse:
    organisation, form = access.found(), SureForm()
    own = teams.membership_of(current_user.id, organisation.id)
    if form.validate() and own is not None:
        try:
            teams.remove(own.id, actor_id=current_user.id)
        except LastOwner as broken:
            db.session.rollback()
            form.refuse("sure", broken)
        else:
            db.session.commit()
            flash(_("You have left the team."), "success")
            return redirect(url_for("accounts.show"), 303)
    return Response(_page(organisation, leave=form), 422)


@bp.get("/desk/<slug>/team/handover")
def handover(slug: str) -> str:
    organisation = access.found()
    return _handover_page(organisation, HandoverForm(organisation.name, _others(organisation), formdata=None))


def _handover_page(organisation: Organisation, form: HandoverForm) -> str:
    return render_template("joining/handover.html", organisation=organisation, form=form)


def _others(organisation: Organisation) -> dict[str, str]:
    """The members an owner can hand over to, by the number of their membership."""
    members = teams.members_of(organisation.id)
    return {str(one.id): one.person.name for one in members if one.person_id != current_user.id}


@bp.post("/desk/<slug>/team/handover")
def hand_over(slug: str) -> BaseResponse:
    organisation = access.found()
    form = HandoverForm(organisation.name, _others(organisation))
    if not form.validate():
        return Response(_handover_page(organisation, form), 422)
    teams.hand_over(organisation.id, int(form.member.data), actor_id=current_user.id)
    return _done(slug, _("The association is handed over. You stay in the team as an editor."))


def _done(slug: str, words: str) -> BaseResponse:
    db.session.commit()
    flash(words, "success")
    return redirect(url_for("joining.team", slug=slug), 303)
