"""Who may call what: one table, deny by default.

Each endpoint has a line: who, and the object rule that finds what the address names. A rule that finds nothing, or
something that is not the reader's, answers 404, so that nobody learns what exists. What it found is `found()`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask, abort, g, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from blueprints.toolkit.htmx import go_to, local_path
from domain import campaigns, needs, organisations
from domain.db import db
from domain.organisations import Organisation
from domain.pledges import ARRIVED, ON_THE_WAY, Pledge

ANYONE = "anyone"  # signed in or not
PERSON = "person"  # signed in, a guest after a pledge included
ACCOUNT = "account"  # signed in with an account


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may call an endpoint, and how its object is found (None when the address names none)."""

    who: str
    find: Callable[..., Any] | None = None


def public_need(need_id: int) -> Any:
    return needs.find_public(need_id)


def own_pledge(pledge_id: int) -> Any:
    pledge = db.session.get(Pledge, pledge_id)
    return pledge if pledge is not None and pledge.person_id == current_user.id else None


def pledge_to_ones_association(pledge_id: int) -> Any:
    pledge = db.session.get(Pledge, pledge_id)
    if pledge is None or pledge.status not in (*ON_THE_WAY, *ARRIVED):
        return None  # whoever withdrew, or never confirmed, is nobody to the association
    return pledge if current_user.acts_for(pledge.need.organisation_id) else None


def pledge_seen_from_either_side(pledge_id: int) -> Any:
    return own_pledge(pledge_id) or pledge_to_ones_association(pledge_id)


def listed_association(slug: str) -> Any:
    return organisations.find_listed(slug)


def ones_association(slug: str) -> Any:
    organisation = db.session.query(Organisation).filter_by(slug=slug).one_or_none()
    return organisation if organisation is not None and current_user.acts_for(organisation.id) else None


def edition(slug: str) -> Any:
    return campaigns.find_edition(slug)


TABLE: dict[str, Rule] = {
    "home.index": Rule(ANYONE),
    "home.privacy": Rule(ANYONE),
    "home.healthz": Rule(ANYONE),
    "board.index": Rule(ANYONE),
    "board.show": Rule(ANYONE, public_need),
    "board.pledge_page": Rule(ANYONE, public_need),
    "board.pledge": Rule(ANYONE),  # the verb finds the need: it is the one statement that counts
    "board.waiting": Rule(ANYONE, public_need),
    "pledges.index": Rule(PERSON),
    "pledges.show": Rule(PERSON, pledge_seen_from_either_side),
    "pledges.withdraw": Rule(PERSON, own_pledge),
    "pledges.confirm": Rule(ACCOUNT, own_pledge),
    "pledges.prepare": Rule(PERSON, own_pledge),
    "pledges.hand_over": Rule(PERSON, own_pledge),
    "pledges.receive": Rule(ACCOUNT, pledge_to_ones_association),
    "pledges.report_missing": Rule(ACCOUNT, pledge_to_ones_association),
    "desk.show": Rule(ACCOUNT, ones_association),
    "campaigns.index": Rule(ANYONE),
    "campaigns.show": Rule(ANYONE, edition),
    "associations.index": Rule(ANYONE),
    "associations.show": Rule(ANYONE, listed_association),
    "accounts.sign_in": Rule(ANYONE),
    "accounts.sign_in_submit": Rule(ANYONE),
    "accounts.sign_up": Rule(ANYONE),
    "accounts.sign_up_submit": Rule(ANYONE),
    "accounts.sign_out": Rule(PERSON),
    "accounts.show": Rule(PERSON),
    "accounts.update": Rule(ACCOUNT),
    "accounts.change_password": Rule(ACCOUNT),
    "accounts.sign_out_everywhere": Rule(PERSON),
}


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
    if rule.who == ACCOUNT and current_user.is_guest:
        abort(404)
    if rule.find is not None:
        g.found = rule.find(**(request.view_args or {}))
        if g.found is None:
            abort(404)
    return None


def found() -> Any:
    """What the endpoint's object rule found."""
    return g.found


def _way_back() -> str | None:
    if request.method == "GET":
        return local_path(request.full_path.rstrip("?"))
    return None
