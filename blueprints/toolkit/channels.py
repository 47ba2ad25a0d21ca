"""The channel of the link that led here, carried on from page to page as `?c=`, and the count of what was opened.

A visit is counted in this process and written with others a few seconds later, in a transaction of its own: reading a
page writes nothing and waits for nothing. Nothing of the reader is kept, not even in between.
"""

import atexit
import logging
import re
import threading
from collections import Counter

from flask import Flask, Response, current_app, g, request

from domain import channels, clock
from domain.channels import CODES, Opened
from domain.db import db
from domain.posts import Post

PARAMETER = "c"
WRITTEN_EVERY = 3.0  # seconds
MOST_AT_ONCE = 2_000  # pages counted between two writings; more than a process can serve
COUNTED = {
    "board.show": "need", "associations.show": "organisation", "campaigns.show": "edition",
    "news.show": "organisation",  # an association's news are pages of it
}  # fmt: skip
# What fetches a page to show its title in a chat, to index it or to watch it; people's browsers say none of these.
_MACHINE = re.compile(
    r"bot|crawl|spider|slurp|preview|facebookexternalhit|facebookcatalog|^whatsapp|^viber|telegram|skype|embed|fetch"
    r"|monitor|uptime|lighthouse|headless|curl|wget|python|java/|go-http|okhttp|libwww|axios|node|scan",
    re.IGNORECASE,
)
_NEEDS = re.compile(r'((?:href|action|data-hx-get|data-hx-post)="/needs(?:/\d+(?:/pledges?)?)?)(\?[^"#]*)?(#[^"]*)?"')
_SEARCHES = re.compile(r'<form(?![^>]* method=)[^>]* action="/needs[?"][^>]*>(?!<input type="hidden" name="c")')

log = logging.getLogger("awn.channels")


class Visits:
    """What was opened since it was last written down."""

    def __init__(self, app: Flask) -> None:
        self._app, self._counts, self._lock = app, Counter[Opened](), threading.Lock()
        self._timer: threading.Timer | None = None
        self._is_expected_at_exit = False

    def add(self, one: Opened) -> None:
        with self._lock:
            if len(self._counts) < MOST_AT_ONCE:
                self._counts[one] += 1
            if self._timer is None and not self._app.testing:  # a test writes when it looks
                if not self._is_expected_at_exit:  # in the process that serves, not in the one it was forked from
                    atexit.register(self.write)
                    self._is_expected_at_exit = True
                self._timer = threading.Timer(WRITTEN_EVERY, self.write)
                self._timer.daemon = True
                self._timer.start()

    def write(self) -> None:
        """Write down what was counted; what cannot be written now is written with the next."""
        with self._lock:
            counts, self._counts, self._timer = self._counts, Counter(), None
        if not counts:
            return
        try:
            with self._app.app_context():
                channels.add_visits(counts)
                db.session.commit()
        except Exception:  # a database that is away is no reason to lose what was counted
            log.exception("visits were not written")
            with self._lock:
                self._counts.update(counts)


def init_app(app: Flask) -> None:
    app.extensions["awn_visits"] = Visits(app)

    @app.after_request
    def count(response: Response) -> Response:
        if is_visit() and response.status_code in (200, 304):
            thing = g.found.organisation_id if isinstance(g.found, Post) else g.found.id
            opened = Opened(clock.today(), COUNTED[request.endpoint or ""], thing, CODES[code() or ""])
            current_app.extensions["awn_visits"].add(opened)
        return response

    @app.after_request
    def carry_on(response: Response) -> Response:
        if code() and response.mimetype == "text/html" and "Content-Encoding" not in response.headers:
            response.set_data(carried(response.get_data(as_text=True)))
        return response


def code() -> str | None:
    """The code in this address, one of CODES; None when there is none, or no such one."""
    asked = request.args.get(PARAMETER)
    return asked if asked in CODES else None


def channel() -> str | None:
    """The channel by which the reader came, one of channels.CHANNELS."""
    found = code()
    return CODES[found] if found else None


def is_visit() -> bool:
    """Whether somebody has just opened a page by a shared link: not from another page of ours, and not a machine."""
    if not code() or request.method != "GET" or request.endpoint not in COUNTED or "found" not in g:
        return False
    headers = request.headers
    if headers.get("Sec-Purpose") or headers.get("HX-Request") or headers.get("Sec-Fetch-Site") == "same-origin":
        return False
    if (request.referrer or "").startswith(request.host_url):
        return False
    agent = headers.get("User-Agent", "")
    return bool(agent) and not _MACHINE.search(agent)


def carried(html: str) -> str:
    """The page with the reader's channel in every link and form that leads to a need, so that a pledge keeps it. A form
    that searches carries it as a field: a browser replaces what stands after the question mark of its address."""
    found = code()
    if not found:
        return html
    html = _SEARCHES.sub(rf'\g<0><input type="hidden" name="{PARAMETER}" value="{found}">', html)
    return _NEEDS.sub(lambda link: _with(found, link), html)


def _with(found: str, link: re.Match[str]) -> str:
    path, query, anchor = link[1], link[2] or "", link[3] or ""
    if re.search(rf"[?;&]{PARAMETER}=", query):
        return link[0]
    return f'{path}{query}{"&amp;" if query else "?"}{PARAMETER}={found}{anchor}"'
