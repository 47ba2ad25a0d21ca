"""Whole pages for readers who are not signed in: the same bytes for everybody, made once for each change of the board.

Kept compressed in this process; an unchanged page is answered 304 from its key alone."""

import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Callable

import brotli
from flask import Response, current_app, request, session

from blueprints.toolkit.language import lang
from domain import clock, needs

MOST_PAGES = 500  # about 30 KB each at most, so 15 MB
Key = tuple[str, str, int, str]


class PageCache:
    """The pages last asked for, by address, language, version of the board and day."""

    def __init__(self) -> None:
        self._pages: OrderedDict[Key, tuple[bytes, dict[str, bytes]]] = OrderedDict()

    def get(self, key: Key) -> tuple[bytes, dict[str, bytes]] | None:
        return self._pages.get(key)

    def put(self, key: Key, body: bytes) -> tuple[bytes, dict[str, bytes]]:
        page = (body, {})
        self._pages[key] = page
        while len(self._pages) > MOST_PAGES:
            self._pages.popitem(last=False)
        return page


def shared(make: Callable[[], str]) -> Response:
    """The page at this address for anybody who is not signed in; `make` renders it when the board has changed."""
    if "_flashes" in session:  # a word for this reader alone
        return Response(make(), mimetype="text/html")
    key: Key = (request.host_url + request.full_path, lang(), needs.board_version(), clock.today().isoformat())
    etag = hashlib.blake2s("\n".join(map(str, key)).encode(), digest_size=8, key=_build_key()).hexdigest()
    if request.if_none_match.contains_weak(etag):
        return _labelled(Response(status=304), etag)
    cache: PageCache = current_app.extensions["awn_pages"]
    body, sent = cache.get(key) or cache.put(key, make().encode())
    encoding = next((name for name in ("br", "gzip") if name in request.accept_encodings), None)
    if encoding is None:
        return _labelled(Response(body, mimetype="text/html"), etag)
    if encoding not in sent:
        sent[encoding] = brotli.compress(body, quality=9) if encoding == "br" else gzip.compress(body, 9, mtime=0)
    response = Response(sent[encoding], mimetype="text/html")
    response.headers["Content-Encoding"] = encoding
    return _labelled(response, etag)


def _build_key() -> bytes:
    """So that a new release, with other templates or words, has other pages."""
    return str(current_app.config["AWN_BUILD"]).encode()[:32]


def _labelled(response: Response, etag: str) -> Response:
    response.set_etag(etag, weak=True)
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Vary"] = "Accept-Encoding, Cookie, HX-Request"
    return response
