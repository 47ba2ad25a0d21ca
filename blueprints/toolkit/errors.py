"""Pages for what went wrong, in the reader's language, with a way on. Nothing about the cause leaves the log."""

from urllib.parse import urlsplit

from flask import Flask, Response, current_app, render_template, request, url_for
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, SecurityError
from werkzeug.wrappers import Response as BaseResponse

from blueprints.toolkit.htmx import go_to, local_path, wants_fragment
from blueprints.toolkit.messages import say
from domain.db import db
from domain.errors import RuleBroken


def init_app(app: Flask) -> None:
    app.register_error_handler(SecurityError, wrong_host)
    app.register_error_handler(CSRFError, page_expired)
    app.register_error_handler(RuleBroken, rule_broken)
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(Exception, server_error)


def words_for(code: int) -> tuple[str, str]:
    """Title and advice for a status."""
    return {
        400: (_("This page has expired"), _("Go back, reload the page and try again. What you typed is still there.")),
        403: (_("You cannot do this"), _("Your account does not allow it.")),
        404: (_("There is nothing here"), _("The address may be mistyped, or what was here is gone.")),
        405: (_("There is nothing here"), _("The address may be mistyped, or what was here is gone.")),
        409: (_("This has changed in the meantime"), _("Somebody was quicker. Look at it again and decide.")),
        413: (_("This is too large"), _("Send less at once.")),
        422: (_("Something is missing"), _("Go back and check what you wrote.")),
        429: (_("Too many attempts"), _("Wait a few minutes, then try again.")),
    }.get(code, (_("Something went wrong on our side"), _("Nothing you did caused it. Try again in a moment.")))


def error_page(code: int, advice: str | None = None) -> Response:
    """A whole page, or for htmx a short notice, with this status."""
    title, usual = words_for(code)
    template = "errors/_notice.html" if wants_fragment() else "errors/page.html"
    return Response(render_template(template, code=code, title=title, advice=advice or usual), code)


def http_error(error: HTTPException) -> BaseResponse:
    code = error.code or 500
    if code < 400 or error.response is not None:  # a redirect, or an answer made on purpose
        return error.get_response()  # type: ignore[return-value]
    db.session.rollback()
    known = code if code in (400, 403, 404, 405, 409, 413, 422, 429) else 500 if code >= 500 else 400
    response = error_page(code, None if known == code else words_for(known)[1])
    if code == 405:
        response.headers["Allow"] = ", ".join(getattr(error, "valid_methods", None) or [])
    return response


def wrong_host(error: SecurityError) -> Response:
    """A host this site is not configured for: no page, since no address of ours could be written in it."""
    return Response("This site does not answer for this host name (AWN_HOSTS).\n", 400, mimetype="text/plain")


def page_expired(error: CSRFError) -> BaseResponse:
    if wants_fragment():
        return go_to(url_for("accounts.sign_in", next=local_path(_path_shown())))
    return error_page(400)


def _path_shown() -> str | None:
    """The path of the page from which htmx asks, as far as its address is one."""
    try:
        return urlsplit(request.headers.get("HX-Current-URL", "")).path
    except ValueError:
        return None


def rule_broken(broken: RuleBroken) -> BaseResponse:
    """A rule no screen has a better place for: the thing has moved on."""
    db.session.rollback()
    return error_page(409, say(broken))


def server_error(error: Exception) -> BaseResponse:
    db.session.rollback()
    current_app.logger.error("unhandled error", exc_info=error)
    return error_page(500)
