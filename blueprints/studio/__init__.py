from flask import Blueprint

bp = Blueprint("studio", __name__)

from blueprints.studio import invitations, views  # noqa: E402, F401  # registers the routes
