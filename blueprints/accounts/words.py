"""The reader's words for roles and devices."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from blueprints.toolkit.labels import Words

ROLE: Words = {
    "specialist": _l("Specialist"),
    "coordinator": _l("Coordinator"),
    "planner": _l("Planner"),
    "admin": _l("Administrator"),
}
_BROWSERS = {"Edg": "Edge", "OPR": "Opera", "SamsungBrowser": "Samsung Internet"}


def device_name(device: str) -> str:
    """The kind of device of a sign-in («Chrome Android»), with the browser's everyday name."""
    browser, space, system = device.partition(" ")
    return _BROWSERS.get(browser, browser) + space + system or _("Unknown device")
