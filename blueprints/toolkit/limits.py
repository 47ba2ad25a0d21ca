"""How often an address, a reader or a pledge may be tried; `AWN_RATE_LIMITS=0` turns all of it off for load tests."""

from ipaddress import IPv6Address, ip_address, ip_network

from flask import request
from flask_limiter import Limit, Limiter
from flask_limiter.util import get_remote_address
from flask_login import current_user

SIGN_IN = "10 per minute; 60 per hour"
SIGN_UP = "5 per minute; 30 per hour"
GUEST_PLEDGE = "12 per minute; 60 per hour"
PLEDGE = "40 per minute; 200 per hour"  # by one person
CODE = "20 per minute"  # handover codes typed by one person
WRONG_CODE = "10 per hour; 30 per day"  # of one pledge or one association, whoever guesses
RENEWAL = "60 per minute; 300 per hour"  # «still needed?», from one address
APPLICATION = "10 per hour"  # by one person
DOCUMENT = "30 per hour"  # by one person
LIST = "30 per minute; 200 per hour"  # messages and files read, and whole lists saved, for one person
NEWS = "8 per minute; 100 per day"  # saved by one person, each with up to four pictures to make anew
COMMENT = "5 per minute; 40 per day"  # by one person
REPORT = "10 per hour"  # complaints of one person
INVITATION = "60 per hour"  # made by one person
ASKING = "60 per hour"  # what one person does that others are told of each time
REPORT_FILE = "20 per minute; 200 per hour"  # a campaign's report as PDF or sheet, from one address
POSTER = "30 per hour; 120 per day"  # asked for from one address
WRITE = "120 per minute; 3000 per day"  # by one person at one address, where nothing stricter is said


def address() -> str:
    """Where a request comes from. Of IPv6 the network of 64 bits that one line or telephone is given: it has as many
    addresses in it as anybody likes to try from."""
    found = get_remote_address()
    try:
        parsed = ip_address(found.partition("%")[0])
    except ValueError:  # a socket has none
        return found
    if not isinstance(parsed, IPv6Address):
        return found
    return str(parsed.ipv4_mapped or ip_network((parsed, 64), strict=False))


def reader() -> str:
    """Whoever is signed in."""
    return f"reader:{current_user.id}"


def is_signed_in() -> bool:
    return bool(current_user.is_authenticated)


def writes_nothing() -> bool:
    """Whether the request only reads, or comes from nobody: those have limits by address where they cost anything."""
    return request.method != "POST" or not is_signed_in()


limiter = Limiter(
    key_func=address,
    headers_enabled=False,
    default_limits=[Limit(WRITE, key_function=reader, exempt_when=writes_nothing)],
)


def is_visitor() -> bool:
    return not is_signed_in()


def association_named() -> str:
    """The association that the address names."""
    return f"association:{(request.view_args or {}).get('slug')}"


def pledge_named() -> str:
    """The pledge that the address names."""
    return f"pledge:{(request.view_args or {}).get('pledge_id')}"
