"""Texts to share, one for each network: as long as it likes them, written as it shows them, with its own link."""

import re
from typing import NamedTuple
from urllib.parse import quote, urlencode

from flask_babel import gettext as _

from blueprints.toolkit.poster_facts import Facts
from domain.text import strip_marks

X_MOST = 280
X_LINK = 23  # what X counts for any link
# What X counts as one; anything else, an emoji for one, counts two (twitter-text, configuration 3).
_LIGHT = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))
_LINK = re.compile(r"https?://\S+")


class Text(NamedTuple):
    """What to post on a network (`code` as in channels.CODES), and the address that opens it there with the text."""

    code: str
    words: str
    url: str


def texts(facts: Facts, url: str) -> list[Text]:
    """The texts about a thing in the language that is being spoken, for a page at `url`."""
    heading, lines = _plain(facts["heading"]), _lines(facts)
    hand = "👈" if facts["dir"] == "rtl" else "👉"
    call = _("Choose how much you can cover, and follow it until it arrives.")
    whatsapp = "\n".join([f"*{heading}*", *lines, "", f"{hand} {url}?c=wa"])
    telegram = "\n".join([heading, *lines])
    facebook = "\n".join([heading, *lines, "", call, f"{url}?c=fb"])
    x = short([heading, *lines], f"{url}?c=x")
    to_telegram = urlencode({"url": f"{url}?c=tg", "text": telegram}, quote_via=quote)
    return [
        Text("wa", whatsapp, f"https://wa.me/?text={quote(whatsapp)}"),
        Text("tg", f"{telegram}\n\n{url}?c=tg", f"https://t.me/share/url?{to_telegram}"),
        Text("fb", facebook, f"https://www.facebook.com/sharer/sharer.php?u={quote(f'{url}?c=fb', '')}"),
        Text("x", x, f"https://x.com/intent/post?text={quote(x)}"),
    ]


def _lines(facts: Facts) -> list[str]:
    """What the poster says, one thing a line."""
    who = " · ".join(filter(None, (_plain(facts["by"]), _plain(facts["place"]))))
    lacking = " ".join(filter(None, (facts["figure"], facts["unit"])))
    lines = [who, _("%(amount)s – %(state)s", amount=lacking, state=facts["lacks"]) if facts["lacks"] else lacking]
    lines += [
        "• " + _("%(name)s: %(text)s", name=_plain(row["name"]), text=f"{row['figure']} {row['unit']}")
        for row in facts["rows"][:4]
    ]
    more = facts["more"][min(4, len(facts["rows"]))] if facts["more"] else ""
    return [strip_marks(line) for line in (*lines, more, facts["when"]) if line]


def _plain(words: str) -> str:
    """Somebody's words on one line, without what a network would take for formatting."""
    return " ".join(re.sub(r"[*_~`]", " ", words).split())


def short(lines: list[str], link: str) -> str:
    """As many of the lines, in order, as X takes with the link; the first is cut if it alone is too long."""
    room = X_MOST - X_LINK - 1
    kept: list[str] = []
    for line in lines:
        if x_length("\n".join([*kept, line])) <= room:
            kept.append(line)
    words = "\n".join(kept)
    if not kept:
        words = lines[0]
        while x_length(words + "…") > room:
            words = words[:-1]
        words = words.rstrip() + "…"
    return f"{words}\n{link}"


def x_length(text: str) -> int:
    """How long X thinks a text is."""
    links = _LINK.findall(text)
    rest = _LINK.sub("", text)
    return len(links) * X_LINK + sum(1 if any(a <= ord(one) <= b for a, b in _LIGHT) else 2 for one in rest)
