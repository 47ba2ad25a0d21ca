from flask import Blueprint

bp = Blueprint("notices", __name__)

from blueprints.notices import views  # noqa: E402, F401  # registers the routes
