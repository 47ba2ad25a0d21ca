from flask import Blueprint

from domain import renewal_links

bp = Blueprint("renewals", __name__)
bp.record(lambda state: renewal_links.use_key(state.app.config["SECRET_KEY"]))

from blueprints.renewals import views  # noqa: E402, F401  # registers the routes
