"""The first page, what we keep, and whether we are well."""

from flask import Response, abort, render_template
from flask_login import current_user
from markupsafe import Markup

from blueprints.home import bp
from blueprints.toolkit import cards, pages, sign_in
from blueprints.toolkit.htmx import varied
from domain import board, impact
from domain.board import Filters, Listed
from domain.db import database_answers
from domain.tallies import add_up

URGENT_SHOWN = 3  # needs on the first page


@bp.get("/")
def index() -> Response:
    if not sign_in.is_signed_out() and current_user.is_authenticated:
        return varied(pages.for_volunteer(_render, _urgent))
    return pages.answer(lambda: _render(cards.for_reader(_urgent())))


def _urgent() -> list[Listed]:
    return board.page(Filters(), size=URGENT_SHOWN).needs


def _render(urgent: Markup) -> str:
    on_board, sums = board.survey(Filters())
    running = [(one, sums[one.id]) for one in pages.editions() if one.is_running and one.id in sums]
    running.sort(key=lambda pair: -pair[1].quantity)  # the one that asks for most leads
    totals = impact.totals(kept=add_up(sums.values()))
    return render_template("home/page.html", on_board=on_board, urgent=urgent, running=running, totals=totals)


@bp.get("/privacy")
def privacy() -> str:
    return render_template("home/privacy.html")


@bp.get("/healthz")
def healthz() -> Response:
    if not database_answers():
        abort(503)
    return Response("ok\n", mimetype="text/plain")
