"""An address as a code that a phone's own camera opens."""

import segno
from markupsafe import Markup


def drawing(address: str) -> Markup:
    """The code of an address as an inline SVG of about 2 KB: dark on white, whatever the page's colours. Its size is
    the page's (class `qr`); whatever shows it says the address or the code in words beside it."""
    code = segno.make(address, error="m", micro=False)
    drawn = code.svg_inline(border=3, omitsize=True, light="#fff", dark="#000", svgclass="qr", lineclass=None)
    return Markup(drawn.replace("<svg ", '<svg aria-hidden="true" ', 1))  # noqa: S704  # segno's own shapes, no text of anybody


def shape(address: str) -> str:
    """The same as an SVG of its own, dark on nothing and without a margin: a poster gives it a white one."""
    code = segno.make(address, error="m", micro=False)
    drawn = code.svg_inline(border=0, omitsize=True, dark="#0b2f2e", lineclass=None)
    return drawn.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
