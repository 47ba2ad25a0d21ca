"""Links by which the platform team invites associations."""

from flask import Response, flash, redirect, render_template, session, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from blueprints.studio import bp
from blueprints.studio.forms import InviteForm
from blueprints.toolkit.limits import INVITATION, is_visitor, limiter, reader
from blueprints.toolkit.qr import drawing
from domain import invitations as rules
from domain.db import db
from domain.invitations import TooManyInvitations

MADE = "platform-invitation"  # in the reader's session, until the next page has shown the link once


@bp.get("/studio/invitations")
def invitations() -> str:
    return _page()


def _page(form: InviteForm | None = None) -> str:
    token, name, phone = session.pop(MADE, None) or ("", "", "")
    url = url_for("joining.invitation", token=token, _external=True) if token else ""
    return render_template(
        "studio/invitations.html",
        form=form or InviteForm(formdata=None),
        open_links=rules.still_open(None, current_user.id),
        made={"url": url, "qr": drawing(url), "name": name, "phone": phone} if token else None,
    )


@bp.post("/studio/invitations")
@limiter.limit(INVITATION, key_func=reader, exempt_when=is_visitor)
def invite() -> BaseResponse:
    form = InviteForm()
    if form.validate():
        name = form.name.understood
        try:
            _row, token = rules.invite(None, "owner", name, actor_id=current_user.id)
        except TooManyInvitations as broken:
            form.refuse("name", broken)
        else:
            db.session.commit()
            session[MADE] = (token, name, str(form.phone.understood or "").removeprefix("+"))
            return redirect(url_for("studio.invitations", _anchor="invitation"), 303)
    return Response(_page(form), 422)


@bp.post("/studio/invitations/<int(max=2147483647):invitation_id>/revocation")
def revoke(invitation_id: int) -> BaseResponse:
    rules.revoke(invitation_id)
    db.session.commit()
    flash(_("The link no longer works."), "success")
    return redirect(url_for("studio.invitations"), 303)
