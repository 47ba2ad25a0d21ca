"""What somebody without an account may hold: counted by the phone they gave, a claim that nobody has checked."""

from dataclasses import dataclass

from sqlalchemy import text

from domain.db import begin_writing, db, is_sqlite
from domain.errors import RuleBroken


class GuestLimit(RuleBroken):
    """A guest may hold `most` pledges at a time; an account may hold more."""


class GuestQuantity(RuleBroken):
    """A guest may pledge `most` units at a time; an account has no such limit."""


@dataclass(frozen=True, slots=True)
class GuestLimits:
    """How much somebody without an account may hold."""

    pledges: int
    quantity: int


def take_turn(phone: str) -> None:
    """Wait until nobody else is pledging under this phone, so that what is counted next still holds when it is written.

    The turn ends with the transaction."""
    begin_writing()
    if not is_sqlite():
        db.session.execute(text("SELECT pg_advisory_xact_lock(hashtext(:phone))"), {"phone": phone})


def check_limits(phone: str, quantity: int, limits: GuestLimits) -> None:
    """Raises GuestQuantity, or GuestLimit when this phone holds as many pledges as it may."""
    if quantity > limits.quantity:
        raise GuestQuantity(most=limits.quantity)
    if db.session.execute(_HELD, {"phone": phone}).scalar_one() >= limits.pledges:
        raise GuestLimit(most=limits.pledges)


# What waits for the holder of an account, and what is under way for guests.
_HELD = text(
    """
    SELECT COUNT(*) FROM pledge g JOIN person p ON p.id = g.person_id
    WHERE p.phone = :phone
      AND (g.status = 'unconfirmed' OR p.is_guest AND g.status IN ('pledged', 'prepared', 'handed_over'))
    """
)
