"""The first page, what we keep, and whether we are well."""

from flask import Response, abort, render_template

from blueprints.home import bp
from blueprints.toolkit import cards, pages, sign_in
from domain import board, campaigns, impact
from domain.board import Filters
from domain.db import database_answers

URGENT_SHOWN = 3  # needs on the first page


@bp.get("/")
def index() -> Response | str:
    return pages.shared(_index) if sign_in.is_signed_out() else _index()


def _index() -> str:
    urgent = board.page(Filters(), size=URGENT_SHOWN).needs
    running = [(edition, impact.totals("edition", edition.id)) for edition in campaigns.running_editions()]
    running.sort(key=lambda pair: -pair[1].quantity)  # the one that asks for most leads
    return render_template(
        "home/page.html",
        on_board=board.count(Filters()),
        urgent=cards.for_reader(urgent),
        running=running,
        totals=impact.totals(),
    )


@bp.get("/privacy")
def privacy() -> str:
    return render_template("home/privacy.html")


@bp.get("/healthz")
def healthz() -> Response:
    if not database_answers():
        abort(503)
    return Response("ok\n", mimetype="text/plain")
