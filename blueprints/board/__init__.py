from flask import Blueprint

bp = Blueprint("board", __name__)

from blueprints.board import views  # noqa: E402, F401  # registers the routes
