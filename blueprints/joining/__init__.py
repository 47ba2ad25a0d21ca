from flask import Blueprint

bp = Blueprint("joining", __name__)

from blueprints.joining import (  # noqa: E402, F401  # registers the routes
    links,
    papers,
    partners,
    steps,
    team,
    views,
)
