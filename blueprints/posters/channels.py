"""What shared links bring, for the platform team: openings and pledges, by channel and by page. Counts of links, never
of people."""

from datetime import timedelta
from typing import NamedTuple

from flask import render_template, request, url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from blueprints.posters import bp
from blueprints.toolkit.formats import year
from blueprints.toolkit.language import lang
from blueprints.toolkit.paging import row_number
from domain import board, channels, clock
from domain.campaigns import Edition
from domain.channels import Brought
from domain.db import db
from domain.organisations import Organisation

PERIODS = (7, 30, 90)  # days, today included
WORDS = {
    "whatsapp": _l("WhatsApp"),
    "telegram": _l("Telegram"),
    "facebook": _l("Facebook"),
    "x": _l("X"),
    "copy": _l("Copied link"),
    "poster": _l("Poster"),
    "letter": _l("Letter"),
}


class Row(NamedTuple):
    """A page and what links brought to it."""

    name: str
    url: str
    brought: Brought


@bp.get("/studio/channels", endpoint="channels")
def show_channels() -> str:
    asked = row_number(request.args, "days")
    days = asked if asked in PERIODS else 30
    since = clock.today() - timedelta(days=days - 1)
    found = channels.by_channel(since)
    return render_template(
        "posters/channels.html",
        days=days, periods=PERIODS, since=since, words=WORDS, channels=found,
        totals=Brought(sum(one.visits for one in found.values()), sum(one.pledges for one in found.values())),
        needs=_needs(channels.by_page("need", since)),
        editions=_editions(channels.by_page("edition", since)),
        associations=_associations(channels.by_page("organisation", since)),
    )  # fmt: skip


def _needs(found: list[tuple[int, Brought]]) -> list[Row]:
    cards = board.cards(_numbers(found), lang())
    return [
        Row(f"{cards[number].item_name} – {cards[number].organisation_name}",
            url_for("board.show", need_id=number), brought)
        for number, brought in found if number in cards
    ]  # fmt: skip


def _editions(found: list[tuple[int, Brought]]) -> list[Row]:
    editions = {one.id: one for one in db.session.scalars(select(Edition).where(Edition.id.in_(_numbers(found))))}
    rows = ((editions[number], brought) for number, brought in found if number in editions)
    return [
        Row(f"{one.campaign.name(lang())} {year(one.starts_on)}", url_for("campaigns.show", slug=one.slug), brought)
        for one, brought in rows
    ]


def _associations(found: list[tuple[int, Brought]]) -> list[Row]:
    query = select(Organisation).where(Organisation.id.in_(_numbers(found)))
    listed = {one.id: one for one in db.session.scalars(query)}
    rows = ((listed[number], brought) for number, brought in found if number in listed)
    return [
        Row(one.display_name(lang()), url_for("associations.show", slug=one.slug), brought) for one, brought in rows
    ]


def _numbers(found: list[tuple[int, Brought]]) -> list[int]:
    return [number for number, _brought in found]
