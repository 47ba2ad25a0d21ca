"""Answers for htmx beside the plain ones, and addresses that carry what readers sent."""

from collections.abc import Mapping
from urllib.parse import urlencode

from flask import Response, make_response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from blueprints.toolkit.channels import carried
from blueprints.toolkit.compression import chosen, compressed


def wants_fragment() -> bool:
    """Whether htmx asks for a part of the page; a page restored from its history is asked for whole."""
    headers = request.headers
    return headers.get("HX-Request") == "true" and headers.get("HX-History-Restore-Request") != "true"


def go_to(url: str) -> BaseResponse:
    """Send the reader to another page, with htmx or without."""
    if not wants_fragment():
        return redirect(url, code=303)
    response = make_response("", 200)
    response.headers["HX-Redirect"] = url
    return response


def varied(body: str, status: int = 200) -> Response:
    """An answer that differs with and without htmx, so that no cache gives one for the other."""
    response = make_response(carried(body), status)
    response.vary.add("HX-Request")
    encoding = chosen() if status >= 400 else "identity"  # Flask-Compress lets refusals go out as they are
    if encoding != "identity":
        response.data = compressed(response.data, encoding, quality=5)
        response.headers["Content-Encoding"] = encoding
        response.vary.add("Accept-Encoding")
    return response


def local_path(target: str | None) -> str | None:
    """`target` when it is a path on this site, else None: nobody is sent elsewhere by a link that looks like ours."""
    if not target or not target.startswith("/") or target.startswith("//") or "\\" in target:
        return None
    if any(ord(character) < 32 for character in target):
        return None
    return target


def address(endpoint: str, view_args: Mapping[str, object] | None, query: Mapping[str, str]) -> str:
    """The path of a screen with this query, which url_for never sees: a reader may call a parameter `_method`."""
    path = url_for(endpoint, **(view_args or {}))  # type: ignore[arg-type]
    return f"{path}?{urlencode(query)}" if query else path
