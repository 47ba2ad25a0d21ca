"""Which rooms of the studio stand in its navigation."""

from flask import current_app

from blueprints.studio import bp
from blueprints.toolkit import access


@bp.app_template_global("studio_room")
def is_open(endpoint: str) -> bool:
    """Whether this room is built and the reader may enter it."""
    rule = access.TABLE.get(endpoint)
    return rule is not None and endpoint in current_app.view_functions and access.admits(rule.who)
