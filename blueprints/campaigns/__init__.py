from flask import Blueprint

bp = Blueprint("campaigns", __name__)

from blueprints.campaigns import views  # noqa: E402, F401  # registers the routes
