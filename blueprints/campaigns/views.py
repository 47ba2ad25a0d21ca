"""Campaigns: what runs, an edition's progress by day, region and item beside the edition before it, and its report."""

from flask import Response, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from blueprints.campaigns import bp, files
from blueprints.campaigns.drawn import draw_curve, draw_map
from blueprints.campaigns.paper import Paper, paper
from blueprints.campaigns.sheet import sheet
from blueprints.toolkit import access, cards, limits, pages, sign_in
from blueprints.toolkit.language import lang
from blueprints.toolkit.limits import limiter
from domain import board, campaigns, clock, places, reports
from domain.board import Filters
from domain.campaigns import Edition
from domain.catalogue import items

NEEDS_SHOWN = 3
PARTICIPANTS_SHOWN = 6  # the others behind a link


@bp.get("/campaigns")
def index() -> Response | str:
    return pages.shared(_index) if sign_in.is_signed_out() else _index()


def _index() -> str:
    editions, sums = campaigns.editions_with_results(), board.survey(Filters())[1]
    return render_template(
        "campaigns/page.html",
        running=[(edition, sums.get(edition.id)) for edition in editions if edition.is_running],
        coming=[edition for edition in editions if edition.starts_on > clock.today()],
        earlier=[edition for edition in editions if edition.is_over],
    )


@bp.get("/campaigns/<slug>")
def show(slug: str) -> Response | str:
    return pages.shared(_show) if sign_in.is_signed_out() else _show()


def _show() -> str:
    edition: Edition = access.found()
    editions = campaigns.editions_with_results()  # held, so that no edition before this one has to be asked for
    found = reports.report(edition)
    everyone = request.args.get("associations") == "all"
    associations, how_many = campaigns.participants(edition.id, None if everyone else PARTICIPANTS_SHOWN)
    lacking = board.page(Filters(campaign=edition.id, sort="least"), size=NEEDS_SHOWN).needs
    return render_template(
        "campaigns/show.html",
        edition=edition,
        editions=editions,
        report=found,
        totals=found.totals,
        curve=draw_curve(found),
        map=draw_map(found),
        catalogue=items(),
        region_names=places.regions_of(current_app.config["AWN_COUNTRY"]),
        associations=associations,
        how_many=how_many,
        companies=campaigns.companies(edition.id),
        cards=cards.for_reader(lacking),
        compared=reports.compare(found),
        public_url=url_for("campaigns.show", slug=edition.slug, _external=True),
    )


@bp.get("/campaigns/<slug>/report")
def report(slug: str) -> Response | str:
    return pages.shared(_report) if sign_in.is_signed_out() else _report()


def _report() -> str:
    edition: Edition = access.found()
    url = url_for("campaigns.report", slug=edition.slug, _external=True)
    regions = places.regions_of(current_app.config["AWN_COUNTRY"])
    return render_template(
        "campaigns/report.html", edition=edition, paper=_paper(edition), region_names=regions, public_url=url
    )


def _paper(edition: Edition) -> Paper:
    return paper(reports.report(edition), url_for("campaigns.show", slug=edition.slug, _external=True))


@bp.get("/campaigns/<slug>/report.pdf")
@limiter.limit(limits.REPORT_FILE)
def report_pdf(slug: str) -> BaseResponse:
    edition: Edition = access.found()
    made = files.pdf("report", _paper(edition))
    if made is None:
        flash(gettext("The PDF could not be made just now. You can print this page instead."), "warning")
        return redirect(url_for("campaigns.report", slug=slug), 303)
    return files.answer(made, "application/pdf", f"{slug}-{lang()}.pdf")


@bp.get("/campaigns/<slug>/report.csv")
@limiter.limit(limits.REPORT_FILE)
def report_csv(slug: str) -> Response:
    edition: Edition = access.found()
    made = sheet(reports.report(edition))
    return files.answer(made, "text/csv; charset=utf-8", f"{slug}-{lang()}.csv")
