from flask import Blueprint

bp = Blueprint("receiving", __name__)

from blueprints.receiving import views  # noqa: E402, F401  # registers the routes
