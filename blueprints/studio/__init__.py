from flask import Blueprint

bp = Blueprint("studio", __name__)

from blueprints.studio import (  # noqa: E402, F401  # registers the routes
    contacts,
    handovers,
    invitations,
    matching,
    needs,
    queue,
    rooms,
    views,
)
