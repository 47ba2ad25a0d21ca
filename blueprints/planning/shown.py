"""What every page of an edition shows, and what its editor is told when somebody else was quicker."""

from typing import Any

from flask import Response, render_template

from blueprints.planning import words
from blueprints.toolkit.htmx import varied
from domain.campaigns import Edition
from domain.db import db
from domain.planning import editions


def page(template: str, edition: Edition, status: int = 200, **values: Any) -> Response:
    """A page of an edition."""
    shown = {"edition": edition, "state": editions.state_of(edition), "words": words, "regions": words.regions()}
    return varied(render_template(f"planning/{template}.html", **shown, **values), status)


def fresh(edition_id: int) -> Edition:
    """The edition as it is saved, once what was begun here is undone."""
    db.session.rollback()
    return db.session.get_one(Edition, edition_id, populate_existing=True)
