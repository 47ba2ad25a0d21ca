from flask import Blueprint

bp = Blueprint("joining", __name__)

from blueprints.joining import views  # noqa: E402, F401  # registers the routes
