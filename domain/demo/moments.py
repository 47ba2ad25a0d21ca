"""Moments of the past for things that happened one after the other, at hours at which people are awake."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from domain import clock

Gap = tuple[float, float]  # days, between these two

_WAKING = 8  # o'clock in the country
_AWAKE = timedelta(hours=14)


def days(rng: Random, gap: Gap) -> timedelta:
    """A random duration within `gap`."""
    return timedelta(days=rng.uniform(*gap))


def before(end: datetime, gaps: Sequence[timedelta]) -> list[datetime]:
    """Moments in order, the last at `end`, each a gap after the one before."""
    moments = [end]
    for gap in reversed(gaps):
        moments.append(moments[-1] - gap)
    return moments[::-1]


def awake(moment: datetime, country: str) -> datetime:
    """The moment, in UTC, moved back to waking hours: what happens from 8 to 8 happens from 8 to 22, in the same order.

    Chance has no part in it, so that the same things happen whatever the hour at which they are made up. Elapsed time
    is measured, not the clock on the wall: that one shows an hour twice when summer time ends, and would mix up what
    happened in it."""
    zone = ZoneInfo(clock.ZONES[country])
    day = (moment.astimezone(zone) - timedelta(hours=_WAKING)).date()
    morning, next_morning = (
        datetime.combine(one, time(_WAKING), zone).astimezone(UTC) for one in (day, day + timedelta(days=1))
    )
    return morning + (moment - morning) / (next_morning - morning) * _AWAKE


def midnight_after(day: date, country: str) -> datetime:
    """A few minutes after the country's day is over, when the clock's duties are done; in UTC."""
    midnight = datetime.combine(day + timedelta(days=1), time(0, 10), ZoneInfo(clock.ZONES[country]))
    return midnight.astimezone(UTC)
