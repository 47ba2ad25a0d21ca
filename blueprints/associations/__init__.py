from flask import Blueprint

bp = Blueprint("associations", __name__)

from blueprints.associations import views  # noqa: E402, F401  # registers the routes
