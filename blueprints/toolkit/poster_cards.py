"""The cards that other sites show beside our links: which are missing or old. The worker asks each round, a bounded
number of them, what was published last first."""

import time
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from flask import current_app
from sqlalchemy import select

from blueprints.toolkit.language import LANGUAGES
from blueprints.toolkit.poster_facts import NOUN, Thing, sheet
from blueprints.toolkit.uploads import posters_folder
from domain import campaigns, posters
from domain.db import db
from domain.needs import Need
from domain.organisations import LISTED, Organisation
from domain.places import COUNTRIES

ROUND_MOST = 120  # cards asked for in a round: about twenty seconds of one processor
NEEDS_MOST, ASSOCIATIONS_MOST = 400, 100  # looked at in a round; what is older keeps the card it has, or none
REST_FOR = 3600.0  # seconds a card is left as it is, however often its figures change


def work() -> dict[str, int]:
    """Ask for the cards that are missing or old, first in the country's own language, in which links are opened."""
    own = COUNTRIES[current_app.config["AWN_COUNTRY"]]
    folder, asked = posters_folder(), 0
    for code in sorted(LANGUAGES, key=lambda one: one != own):
        for thing in _things():
            if asked == ROUND_MOST:
                break
            asked += _ask(folder, thing, code)
    db.session.commit()
    return {"cards asked for": asked}


def _ask(folder: Path, thing: Thing, code: str) -> bool:
    made = posters.latest(folder, NOUN[type(thing)], thing.id, code, "card")
    if made is not None and made.stat().st_mtime > time.time() - REST_FOR:
        return False
    wanted = sheet(thing, code, "card")
    if made is not None and made.name == Path(wanted.name).name:
        made.touch()  # still as it is to be: it stays, and rests again
        return False
    return posters.queue(wanted)


def _things() -> Iterator[Thing]:
    newest = (Need.is_open.desc(), Need.freshness.desc(), Need.id.desc())
    needs = select(Need).where(Need.status == "published").order_by(*newest).limit(NEEDS_MOST)
    associations = select(Organisation).where(Organisation.status.in_(LISTED)).order_by(Organisation.id.desc())
    return chain(
        (one for one in campaigns.editions() if one.is_public),
        db.session.scalars(needs).all(),
        db.session.scalars(associations.limit(ASSOCIATIONS_MOST)).all(),
    )
