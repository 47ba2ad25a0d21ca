"""Moments of the past for things that happened one after the other, at hours at which people are awake."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from domain import clock

Gap = tuple[float, float]  # days, between these two

_WAKING, _SLEEPING = 8, 22  # hours of the country's day


class Past:
    """Makes chains of moments that end before a given one."""

    def __init__(self, rng: Random, country: str) -> None:
        self._rng = rng
        self._zone = ZoneInfo(clock.ZONES[country])

    def days(self, gap: Gap) -> timedelta:
        """A random duration within `gap`."""
        return timedelta(days=self._rng.uniform(*gap))

    def awake(self, moment: datetime) -> datetime:
        """The same moment, or one some hours before it when people were asleep; to the second."""
        hour = moment.astimezone(self._zone).hour
        if hour < _WAKING:
            moment -= timedelta(hours=10, minutes=self._rng.randrange(50))
        elif hour >= _SLEEPING:
            moment -= timedelta(hours=4, minutes=self._rng.randrange(50))
        return moment.replace(microsecond=0)

    def before(self, end: datetime, gaps: Sequence[timedelta]) -> list[datetime]:
        """Moments in order, the last at `end` or some hours before it, each a gap after the one before."""
        moments = [self.awake(end)]
        for gap in reversed(gaps):
            moments.append(self.awake(moments[-1] - gap))
        return moments[::-1]
