from flask import Blueprint

bp = Blueprint("posters", __name__)

from blueprints.posters import channels, views  # noqa: E402, F401  # registers the routes
