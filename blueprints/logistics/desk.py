"""Convoys on an association's desk: what comes to it in bulk, and its receipt."""

from flask import Response, flash, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from blueprints.logistics import bp
from blueprints.logistics.convoys import count_in
from blueprints.logistics.fields import typed
from blueprints.logistics.forms import ReceiptForm
from blueprints.logistics.views import NUMBER
from blueprints.toolkit import access
from blueprints.toolkit.htmx import go_to
from domain import convoys
from domain.convoys import ConvoyLine
from domain.db import db
from domain.organisations import Organisation


@bp.app_template_global("receives_convoys")
def receives_convoys(organisation: Organisation) -> bool:
    """Whether the desk of this association has a room for convoys."""
    return convoys.receives(organisation.id)


@bp.get("/desk/<slug>/convoys")
def desk(slug: str) -> str:
    organisation = access.found()
    stops = convoys.stops_of(organisation.id)
    return render_template("logistics/desk.html", room="desk", organisation=organisation, stops=stops)


@bp.get(f"/desk/<slug>/convoys/lines/<{NUMBER}:line_id>")
def desk_line(slug: str, line_id: int) -> str:
    line: ConvoyLine = access.found()
    return _page(line, ReceiptForm(formdata=None, received=typed(line.on_the_way)))


def _page(line: ConvoyLine, form: ReceiptForm) -> str:
    organisation = line.stop.organisation
    return render_template("logistics/desk_line.html", room="desk", organisation=organisation, line=line, receipt=form)


@bp.post(f"/desk/<slug>/convoys/lines/<{NUMBER}:line_id>/receipt")
def desk_receive(slug: str, line_id: int) -> BaseResponse:
    form, line = ReceiptForm(), access.found()
    if not count_in(form, line_id):
        return Response(_page(db.session.get(ConvoyLine, line_id) or line, form), 422)
    db.session.commit()
    flash(_("It is written down. Thank you."), "success")
    return go_to(url_for("logistics.desk", slug=slug))
