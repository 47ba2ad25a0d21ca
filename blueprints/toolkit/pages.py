"""Pages made once for each change of the board and kept in this process.

For readers who are not signed in a page is the same bytes for everybody: kept compressed, and an unchanged one is
answered 304 from its key alone. For signed-in readers the board is kept with places for what is one's own: the token,
the nonce, how many pledges are under way, and the cards of one's own pledges.
"""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

from flask import Response, current_app, g, make_response, request, session
from flask_login import current_user
from markupsafe import Markup

from blueprints.toolkit import cards, channels
from blueprints.toolkit.cards import Kept
from blueprints.toolkit.compression import chosen, compressed
from blueprints.toolkit.htmx import varied
from blueprints.toolkit.language import lang
from blueprints.toolkit.sign_in import is_signed_out
from domain import campaigns, clock, counters
from domain.board import Listed
from domain.campaigns import Edition

MOST_PAGES = 80  # about 5 KB each compressed, 80 KB each for signed-in readers
Key = tuple[str, str, int, str, str]


class PageCache:
    """The pages made last, whatever they are kept as."""

    def __init__(self) -> None:
        self._pages: OrderedDict[Key, Any] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Key) -> Any:
        return self._pages.get(key)

    def put(self, key: Key, page: Any) -> Any:
        with self._lock:
            self._pages[key] = page
            while len(self._pages) > MOST_PAGES:
                self._pages.popitem(last=False)
        return page


def answer(make: Callable[[], str]) -> Response:
    """The page at this address: from the shared ones for visitors, made anew for a signed-in reader."""
    return shared(make) if is_signed_out() else varied(make())


def shared(make: Callable[[], str]) -> Response:
    """The page at this address for anybody who is not signed in; `make` renders it when the board has changed."""
    if "_flashes" in session:  # a word for this reader alone
        return make_response(make())
    encoding = chosen()
    key = _key(encoding)
    etag = hashlib.blake2s("\n".join(map(str, key)).encode(), digest_size=8, key=_build_key()).hexdigest()
    if request.if_none_match.contains_weak(etag):
        return _labelled(Response(status=304), etag)
    cache: PageCache = current_app.extensions["awn_pages"]
    body = cache.get(key) or cache.put(key, compressed(channels.carried(make()).encode(), encoding))
    response = Response(body, mimetype="text/html")
    if encoding != "identity":
        response.headers["Content-Encoding"] = encoding
    return _labelled(response, etag)


def for_volunteer(make: Callable[[Markup], str], listed: Callable[[], Sequence[Listed]]) -> str:
    """The page at this address for a signed-in reader. `listed` gives its needs, `make` renders it around their cards;
    neither is asked again until the board changes. What is one's own is put in afterwards."""
    if "_flashes" in session or current_user.is_guest:  # a guest's cards offer no more than a guest may take
        return make(cards.for_volunteer(listed()))
    cache: PageCache = current_app.extensions["awn_pages"]
    key = _key("volunteer")
    page, plain = cache.get(key) or cache.put(key, _made_for_anybody(make, cards.plain(listed())))
    for need_id, card in cards.own_cards(plain).items():
        page = page.replace(plain[need_id].markup, card)
    return str(cards.personal(page.replace(_counter(0), _counter(cards.live()[0]))))


def editions() -> list[Edition]:
    """Every edition, read again only when one changed."""
    kept: tuple[int, list[Edition]] | None = current_app.extensions.get("awn_editions")
    version = _versions()[1]
    if kept is None or kept[0] != version:
        kept = current_app.extensions["awn_editions"] = (version, campaigns.editions())
    return kept[1]


def _versions() -> tuple[int, int]:
    """The versions of the board and of the editions that this answer speaks of."""
    if "versions" not in g:
        g.versions = counters.versions()
    return g.versions  # type: ignore[no-any-return]


def _made_for_anybody(make: Callable[[Markup], str], plain: dict[int, Kept]) -> tuple[Markup, dict[int, Kept]]:
    """The page of a volunteer who has pledged nothing, with places instead of a token."""
    live, g.live = cards.live(), (0, {})
    page = Markup(make(Markup("\n").join(kept.markup for kept in plain.values())))  # noqa: S704  # a whole page our templates just made
    g.live = live
    if "csrf_token" in g:
        raise RuntimeError("a page kept for everybody holds the token of one reader")
    return page, plain


def _counter(count: int) -> Markup:
    live_count: Callable[[int], Markup] = current_app.jinja_env.get_template("macros/ui.html").module.live_count  # type: ignore[attr-defined]
    return live_count(count)


def _key(kind: str) -> Key:
    return (request.root_url + _asked(), lang(), _versions()[0], clock.today().isoformat(), kind)


def _asked() -> str:
    """The path and query of this page, in which a channel stands only when it is one: any other would be one more page
    of the same."""
    if channels.PARAMETER not in request.args:
        return request.full_path
    others = [(name, value) for name, value in request.args.items(multi=True) if name != channels.PARAMETER]
    found = channels.code()
    return f"{request.path}?{urlencode(others + ([(channels.PARAMETER, found)] if found else []))}"


def _build_key() -> bytes:
    """So that a new release, with other templates or words, has other pages."""
    return str(current_app.config["AWN_BUILD"]).encode()[:32]


def _labelled(response: Response, etag: str) -> Response:
    response.set_etag(etag, weak=True)
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Vary"] = "Accept-Encoding, Cookie, HX-Request"
    return response
