"""The reader's words for devices."""

from flask_babel import gettext as _

_BROWSERS = {"Edg": "Edge", "OPR": "Opera", "SamsungBrowser": "Samsung Internet"}


def device_name(device: str) -> str:
    """The kind of device of a sign-in («Chrome Android»), with the browser's everyday name."""
    browser, space, system = device.partition(" ")
    return _BROWSERS.get(browser, browser) + space + system or _("Unknown device")
