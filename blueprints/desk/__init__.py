from flask import Blueprint

bp = Blueprint("desk", __name__)

from blueprints.desk import intake, several, steps, views  # noqa: E402, F401  # registers the routes
