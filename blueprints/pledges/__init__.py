from flask import Blueprint

bp = Blueprint("pledges", __name__)

from blueprints.pledges import views  # noqa: E402, F401  # registers the routes
