from flask import Blueprint

bp = Blueprint("news", __name__)

from blueprints.news import views  # noqa: E402, F401  # registers the routes
