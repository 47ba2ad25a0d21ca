from flask import Blueprint

bp = Blueprint("news", __name__)

from blueprints.news import desk, review, views  # noqa: E402, F401  # registers the routes
