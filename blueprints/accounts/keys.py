"""Whom attempts are counted for: besides the address, the account that is tried and the reader who is signed in."""

import hmac

from flask import Response, current_app, request
from flask_login import current_user

from blueprints.toolkit.limits import address
from domain.errors import RuleBroken
from domain.phones import parse_login


def tried_account() -> str:
    """The account's name in its one form, as a keyed hash: counting keeps nobody's phone or address."""
    try:
        kind, value = parse_login(request.form.get("login", ""), current_app.config["AWN_COUNTRY"])
    except RuleBroken:  # no account can have such a name
        kind, value = "none", address()
    secret = str(current_app.secret_key).encode()
    return "login:" + hmac.digest(secret, f"{kind}:{value}".encode(), "sha256").hex()


def reader() -> str:
    """Whoever is signed in."""
    return f"reader:{current_user.id}"


def is_visitor() -> bool:
    """Whether nobody is signed in, so that the request goes no further anyway."""
    return not current_user.is_authenticated


def was_refused(response: Response) -> bool:
    """Whether the attempt failed; those that succeed take nothing from an account's allowance."""
    return response.status_code == 422
