"""Campaigns: what runs, and an edition's progress by region and item, beside the edition before it."""

from typing import NamedTuple

from flask import Response, current_app, render_template, request, url_for

from blueprints.campaigns import bp
from blueprints.toolkit import access, cards, pages, sign_in
from domain import board, campaigns, clock, impact, places
from domain.board import Filters
from domain.campaigns import Edition
from domain.catalogue import items
from domain.impact import Share, Totals

NEEDS_SHOWN = 3
PARTICIPANTS_SHOWN = 6  # the others behind a link
EDITIONS_COMPARED = 3  # the edition itself and those before it

# What an edition that ran here is compared in: measure → the sum over its rows, or what arrived of one item.
COUNTED = {"volunteers": "volunteers", "associations": "associations", "items": "received", "communes": "communes"}
COUNTED_ITEMS = {"cartons": "food-carton", "meals": "meal", "garments": "garment"}


class ItemProgress(NamedTuple):
    """An item of an edition: what it aims at (its target, else what was asked for) and how far it came."""

    code: str
    goal: int
    has_target: bool
    received: int
    pledged: int

    @property
    def category(self) -> str:
        return items()[self.code].category

    @property
    def remaining(self) -> int:
        return max(0, self.goal - self.received - self.pledged)


class Figure(NamedTuple):
    """One measure of an edition; `at_least` when it was published as "more than"."""

    value: int
    at_least: bool = False


Figures = dict[str, Figure]


class Comparison(NamedTuple):
    """Measures of an edition and of those before it, in the editions' order; None where one has no such figure."""

    editions: list[Edition]
    rows: list[tuple[str, list[Figure | None]]]


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
    totals = impact.totals("edition", edition.id)
    everyone = request.args.get("associations") == "all"
    participants, how_many = campaigns.participants(edition.id, None if everyone else PARTICIPANTS_SHOWN)
    items_shared = impact.shares(edition.id, "item")
    lacking = board.page(Filters(campaign=edition.id, sort="least"), size=NEEDS_SHOWN).needs
    return render_template(
        "campaigns/show.html",
        edition=edition,
        editions=editions,
        totals=totals,
        reach=impact.reach("edition", edition.id),
        regions=impact.shares(edition.id, "region"),
        region_names=places.regions_of(current_app.config["AWN_COUNTRY"]),
        items=_items(items_shared, campaigns.targets_by_item(edition)),
        phases=campaigns.phases_of(edition),
        participants=participants,
        how_many=how_many,
        cards=cards.for_reader(lacking),
        compared=_compare(edition, _counted(totals, items_shared)),
        public_url=url_for("campaigns.show", slug=edition.slug, _external=True),
    )


def _items(shares: list[Share], targets: dict[str, int]) -> list[ItemProgress]:
    """The items asked for or aimed at, the one that lacks most first."""
    by_code = {share.code: share for share in shares}
    rows = []
    for code in by_code | targets:
        share = by_code.get(code) or Share(code, 0, 0, 0, 0)
        goal = targets.get(code, share.quantity)
        rows.append(ItemProgress(code, goal, code in targets, share.received, share.pledged))
    return sorted(rows, key=lambda row: (-row.remaining, row.code))


def _compare(edition: Edition, counted: Figures) -> Comparison | None:
    """The edition's measures beside those of the ones before it; None when they have no measure in common."""
    columns = [(edition, _published(edition) or counted)]
    earlier = edition.previous
    while earlier is not None and len(columns) < EDITIONS_COMPARED:
        columns.append((earlier, _published(earlier) or _count(earlier)))
        earlier = earlier.previous
    common = [measure for measure in columns[0][1] if any(measure in figures for _, figures in columns[1:])]
    kept = [column for column in columns if any(measure in column[1] for measure in common)]
    rows = [(measure, [figures.get(measure) for _, figures in kept]) for measure in common]
    return Comparison([one for one, _ in kept], rows) if rows else None


def _published(edition: Edition) -> Figures:
    return {result.measure: Figure(result.value, result.at_least) for result in edition.results}


def _count(edition: Edition) -> Figures:
    return _counted(impact.totals("edition", edition.id), impact.shares(edition.id, "item"))


def _counted(totals: Totals, shares: list[Share]) -> Figures:
    """The measures that rows give; none of an edition without needs."""
    arrived = {share.code: share.received for share in shares}
    figures = {measure: Figure(getattr(totals, field)) for measure, field in COUNTED.items() if getattr(totals, field)}
    return figures | {name: Figure(arrived[code]) for name, code in COUNTED_ITEMS.items() if code in arrived}
