from flask import Blueprint

bp = Blueprint("renewals", __name__)

from blueprints.renewals import views  # noqa: E402, F401  # registers the routes
