"""Now and today. Moments are kept in UTC; days are the days of the installation's country."""

from datetime import UTC, date, datetime, time
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


def start_of(day: date) -> datetime:
    """The moment at which a day of the country begins."""
    return datetime.combine(day, time.min, _here["zone"]).astimezone(UTC)


def day_of(moment: datetime) -> date:
    """The country's day in which `moment` fell."""
    return moment.astimezone(_here["zone"]).date()


def year_after(day: date) -> date:
    """The same day of the next year; the last of February for the 29th."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)
