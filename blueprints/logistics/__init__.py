from flask import Blueprint

bp = Blueprint("logistics", __name__)

from blueprints.logistics import convoys, desk, packing, views  # noqa: E402, F401  # registers the routes
