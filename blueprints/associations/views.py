"""Associations: the directory, and each one's profile with what it lacks now."""

from flask import Response, current_app, render_template, url_for

from blueprints.associations import bp
from blueprints.associations.forms import Directory, read_directory
from blueprints.toolkit import access, cards, pages, sign_in
from blueprints.toolkit.htmx import address, varied, wants_fragment
from blueprints.toolkit.language import lang
from domain import board, campaigns, impact, needs, organisations, papers, places, posts, unions
from domain.board import Card, Filters
from domain.organisations import Organisation

NEEDS_SHOWN = 6
PAST_SHOWN = 5


@bp.get("/associations")
def index() -> Response:
    if wants_fragment():
        return varied(render_template("associations/_more.html", **_page(read_directory())))
    return pages.shared(_index) if sign_in.is_signed_out() else varied(_index())


def _index() -> str:
    asked = read_directory()
    regions = {code: one.name(lang()) for code, one in places.regions_of(current_app.config["AWN_COUNTRY"]).items()}
    return render_template("associations/page.html", asked=asked, address=_address, regions=regions, **_page(asked))


def _page(asked: Directory) -> dict[str, object]:
    found, after = organisations.directory(**asked.search(), after=asked.after)
    return {"found": found, "more": _address(after=str(after)) if after else None}


def _address(**changes: str | None) -> str:
    """The directory's address with these parameters changed; another filter begins again at the first page."""
    wanted = {key: value for key, value in (read_directory().parameters() | changes).items() if value}
    return address("associations.index", None, wanted)


@bp.get("/associations/<slug>")
def show(slug: str) -> Response | str:
    return pages.shared(_show) if sign_in.is_signed_out() else _show()


def _show() -> str:
    association: Organisation = access.found()
    current = board.page(Filters(association=association.id), size=NEEDS_SHOWN)
    return render_template(
        "associations/show.html",
        association=association,
        cards=cards.for_reader(current.needs),
        has_more=current.after is not None,
        past=_past_needs(association.id),
        totals=impact.totals("organisation", association.id),
        reach=impact.reach("organisation", association.id),
        editions=campaigns.editions_of(association.id),
        news=posts.latest(association.id),
        legal=papers.current_status(association.id),
        partners=unions.public_partners(association.id),
        public_url=url_for("associations.show", slug=association.slug, _external=True),
    )


def _past_needs(association_id: int) -> list[Card]:
    """The latest needs that are no longer on the board."""
    open_ones = board.count(Filters(association=association_id)) or 0
    past = needs.public_ids_of(association_id)[open_ones:][:PAST_SHOWN]
    found = board.cards(past, lang())
    return [found[need_id] for need_id in past]
