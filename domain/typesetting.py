"""PDF and pictures with typst, in a child process, so that no web worker carries it.

A template is a file of `domain/typeset`. Its facts reach it as data, `#let facts = json(bytes(sys.inputs.facts))`, not
as markup, so nobody's text can become a command. Facts come ready for the reader: numbers and dates as the pages write
them; drawings (a QR code, an icon) as SVG text, shown by `image(bytes(facts.qr), format: "svg")`. `basics.typ` has what
templates share: colours, `speak(facts)`, `ltr`, `fit`, `bar`.
"""

import json
import re
from pathlib import Path
from typing import Any

from domain import untrusted
from domain.errors import RuleBroken

TEMPLATES = Path(__file__).parent / "typeset"
TYPEFACES = Path(__file__).parent / "data" / "type"

_WORK = "domain.typesetting_work"
_SECONDS = 6.0  # a poster takes a tenth of a second, a report of twenty pages half a second
_MEGABYTES = 1024  # of address space; what is used in truth is about 60
_NAME = re.compile("[a-z][a-z_]*")
# What Vazirmatn has no drawing for, and nothing a printed page needs: emoji and their joiners.
_PICTOGRAPHS = re.compile("[\u2600-\u27bf\u2b00-\u2bff\ufe00-\ufe0f\u20e3\U0001f000-\U0001faff\U000e0000-\U000e007f]+")


class NotTypeset(RuleBroken):
    """typst refused the template or its facts, or ran out of time or memory. `why` is for the log, not for readers."""


def pdf(template: str, facts: dict[str, Any]) -> bytes:
    """The pages of `template`, tagged (PDF/UA-1 when every letter has a drawing). `facts` is anything JSON can say.

    Raises NotTypeset, untrusted.ReadersBusy.
    """
    return _made({"template": template, "facts": facts})


def png(template: str, facts: dict[str, Any], width: int, most: int | None = None) -> bytes:
    """The first page of `template`, `width` pixels wide, in 256 colours; in fewer if it would weigh more than `most`
    bytes. Raises NotTypeset, ReadersBusy."""
    return _made({"template": template, "facts": facts, "width": width, "most": most})


def _made(order: dict[str, Any]) -> bytes:
    if not _NAME.fullmatch(order["template"]):
        raise NotTypeset(why="no such template")
    try:
        data = _PICTOGRAPHS.sub("", json.dumps(order, ensure_ascii=False)).encode()
        answer = untrusted.call(_WORK, data, seconds=_SECONDS, megabytes=_MEGABYTES)
    except untrusted.Unreadable as error:
        raise NotTypeset(why="out of time or memory") from error
    head, _, made = answer.partition(b"\n")
    if head != b"made":
        raise NotTypeset(why=made.decode())
    return made
