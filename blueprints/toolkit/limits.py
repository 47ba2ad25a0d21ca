"""How often one address may do what could be abused; `AWN_RATE_LIMITS=0` turns all of it off for load tests."""

from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

SIGN_IN = "10 per minute; 60 per hour"
SIGN_UP = "5 per minute; 30 per hour"
GUEST_PLEDGE = "12 per minute; 60 per hour"
CODE = "20 per minute"  # guesses of a handover code

limiter = Limiter(key_func=get_remote_address, headers_enabled=False)
