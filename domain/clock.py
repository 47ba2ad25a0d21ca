"""Now and today. Moments are kept in UTC; days are the days of the installation's country."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

ZONES = {"MA": "Africa/Casablanca", "EG": "Africa/Cairo", "IR": "Asia/Tehran", "AE": "Asia/Dubai"}

_here = {"zone": ZoneInfo(ZONES["MA"])}


def use_country(country: str) -> None:
    """Set whose days `today` counts; called once, when the application is made."""
    _here["zone"] = ZoneInfo(ZONES[country])


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The present day in the installation's country."""
    return now().astimezone(_here["zone"]).date()


def day_of(moment: datetime) -> date:
    """The country's day in which `moment` fell."""
    return moment.astimezone(_here["zone"]).date()
