"""The review queue: what waits, filtered as the address asks, and where the reader is in it."""

from dataclasses import dataclass

from flask import current_app, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from blueprints.studio import bp
from blueprints.toolkit.formats import year
from blueprints.toolkit.htmx import address, varied, wants_fragment
from blueprints.toolkit.language import lang
from domain import campaigns, redrafts, reviews, waiting
from domain.db import db
from domain.needs import URGENCIES
from domain.organisations import Organisation
from domain.places import RegionNames, regions_of
from domain.waiting import Filters, Waits

ALL = "all"  # regions, where the reader looks after one


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for: the filters, and the query that says the same. `home` is the region that the reader
    looks after, which is shown when the address names none."""

    filters: Filters
    query: dict[str, str]
    home: str | None


def regions() -> dict[str, RegionNames]:
    return regions_of(current_app.config["AWN_COUNTRY"])


def region_options(*, home: str | None) -> list[tuple[str, str]]:
    """The regions to choose from; whoever looks after one can choose all of them."""
    every = [(ALL, _("All regions"))] if home else []
    return every + [(code, region.name(lang())) for code, region in regions().items()]


def read_region() -> tuple[str, str | None]:
    """The region to show, empty for all, and the reader's own."""
    home, asked = waiting.home_region(current_user.id), request.args.get("region", "")
    if asked in regions():
        return asked, home
    return ("" if asked == ALL else home or ""), home


def read_filters() -> Asked:
    """The filters in the address; what is not understood is left out rather than refused."""
    args = request.args
    region, home = read_region()
    edition = campaigns.find_edition(args["campaign"]) if args.get("campaign") else None
    urgency = args.get("urgency") if args.get("urgency") in URGENCIES else None
    kind = args["kind"] if args.get("kind") in waiting.KINDS else ""
    filters = Filters(kind, region, URGENCIES.index(urgency) if urgency else None, edition.id if edition else None)
    said = {
        "kind": kind, "urgency": urgency or "", "campaign": edition.slug if edition else "",
        "region": args["region"] if args.get("region") in (ALL, *regions()) else "",
    }  # fmt: skip
    return Asked(filters, {name: value for name, value in said.items() if value}, home)


@bp.get("/studio")
def index() -> BaseResponse:
    asked = read_filters()
    queued = waiting.queue(asked.filters)
    shown, more = waiting.page(queued, waiting.read_place(request.args.get("after", "")))
    editions = campaigns.running_editions()
    template = "studio/_more.html" if wants_fragment() else "studio/page.html"
    return varied(
        render_template(
            template,
            shown=_looked_at(shown),
            more=address("studio.index", None, asked.query | {"after": str(more)}) if more else None,
            counts=waiting.counts(queued),
            asked=asked,
            regions=regions(),
            region_options=region_options(home=asked.home),
            editions=[(one.slug, f"{one.campaign.name(lang())} {year(one.starts_on)}") for one in editions],
            rule=waiting,
        )
    )


def _looked_at(shown: list[Waits]) -> list[dict[str, object]]:
    """What is shown of each thing that waits: its row, who looks at it, whether it is being redrafted."""
    rows = waiting.rows_of(shown)
    needs = [one.id for one in shown if one.kind == "need"]
    looking = {"need": reviews.reviewers("need", needs)}
    looking["association"] = reviews.reviewers("organisation", [one.id for one in shown if one.kind == "association"])
    drafted = redrafts.drafted(needs)
    return [
        {
            "waits": one,
            "row": rows[one.kind, one.id],
            "by": looking[one.kind].get(one.id),
            "drafted": one.kind == "need" and one.id in drafted,
        }
        for one in shown
    ]


def path_to(one: Waits | None, query: dict[str, str]) -> str | None:
    """The page on which this is reviewed, with the filters under which the reader came."""
    if one is None:
        return None
    if one.kind == "need":
        return address("studio.need", {"need_id": one.id}, query)
    return address("studio.association", {"slug": db.session.get_one(Organisation, one.id).slug}, query)


def around(kind: str, number: int) -> dict[str, object]:
    """Where the reader is in the queue: the pages before and after, which of how many, and the queue itself."""
    asked = read_filters()
    queued = waiting.queue(asked.filters)
    before, after, at = waiting.beside(queued, kind, number)
    return {
        "before": path_to(before, asked.query),
        "after": path_to(after, asked.query),
        "at": at,
        "total": len(queued),
        "queue": address("studio.index", None, asked.query),
        "query": asked.query,
        "waits": queued[at - 1] if at else None,
    }


def next_after(kind: str, number: int) -> str:
    """Where to go when this thing is decided: to the next, or back to the queue when it was the last. To be asked for
    before it leaves the queue."""
    asked = read_filters()
    queued = waiting.queue(asked.filters)
    before, after, _at = waiting.beside(queued, kind, number)
    return path_to(after or before, asked.query) or url_for("studio.index")
