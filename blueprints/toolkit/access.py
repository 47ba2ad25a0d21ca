"""Who may call what: one table (`doors`), deny by default.

Each endpoint has a line: who, and the object rule that finds what the address names. A rule that finds nothing, or
something that is not the reader's, answers 404, so that nobody learns what exists. What it found is `found()`.
"""

from typing import Any

from flask import Flask, abort, g, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from blueprints.toolkit.doors import ACCOUNT, ANYONE, COORDINATOR, PERSON, STAFF, TABLE, Rule
from blueprints.toolkit.htmx import go_to, local_path
from domain.people import PLATFORM_TEAM, TEAM_AND_PLANNERS

__all__ = ["ACCOUNT", "ANYONE", "COORDINATOR", "PERSON", "STAFF", "TABLE", "Rule", "admits", "found"]


def init_app(app: Flask) -> None:
    app.before_request(guard)


def guard() -> BaseResponse | None:
    """Let the request pass, or answer it: sign in first (303), or there is nothing here (404)."""
    if request.endpoint is None:
        return None  # no such address, or not by this method: Flask answers
    if "\0" in request.path or any("\0" in value for value in request.values.values()):
        abort(404)  # nothing of ours has such a name, and PostgreSQL cannot even be asked
    rule = TABLE.get(request.endpoint)
    if rule is None:
        abort(404)
    if rule.who != ANYONE and not current_user.is_authenticated:
        return go_to(url_for("accounts.sign_in", next=_way_back()))
    if not admits(rule.who):
        abort(404)
    if rule.find is not None:
        g.found = rule.find(**(request.view_args or {}))
        if g.found is None:
            abort(404)
    return None


def admits(who: str) -> bool:
    """Whether the reader, signed in where that is asked for, is among those a line of the table lets in."""
    if who in (ACCOUNT, COORDINATOR, STAFF) and current_user.is_guest:
        return False
    if who == STAFF:
        return bool(current_user.roles & TEAM_AND_PLANNERS)
    return who != COORDINATOR or bool(current_user.roles & PLATFORM_TEAM)


def found() -> Any:
    """What the endpoint's object rule found."""
    return g.found


def _way_back() -> str | None:
    if request.method == "GET":
        return local_path(request.full_path.rstrip("?"))
    return None
