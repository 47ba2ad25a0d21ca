"""An association's desk: what is on its way to it, and what it has published."""

from flask import render_template

from blueprints.desk import bp
from blueprints.toolkit import access
from blueprints.toolkit.language import lang
from domain import board, impact, needs, pledges


@bp.get("/desk/<slug>")
def show(slug: str) -> str:
    organisation = access.found()
    return render_template(
        "desk/page.html",
        organisation=organisation,
        incoming=pledges.incoming(organisation.id),
        needs=board.cards(needs.public_ids_of(organisation.id), lang()).values(),
        totals=impact.totals("organisation", organisation.id),
    )
