"""Which language a reader gets: the one asked for with `?lang=`, else the cookie's, else the country's own.

The browser's own preference is not asked: many phones here are set to French or English by those who sold them."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations
from flask import Flask, Response, g, request
from flask_babel import force_locale, get_translations, refresh

from domain.places import COUNTRIES

LANGUAGES = {"ar": "العربية", "fa": "فارسی", "fr": "Français", "en": "English"}
RIGHT_TO_LEFT = ("ar", "fa")
COOKIE = "awn_lang"
A_YEAR = 365 * 24 * 3600  # seconds


def init_app(app: Flask) -> None:
    default = COUNTRIES[app.config["AWN_COUNTRY"]]

    @app.before_request
    def choose() -> None:
        asked = request.args.get("lang")
        g.lang_asked = asked if asked in LANGUAGES else None
        cookie = request.cookies.get(COOKIE)
        g.lang = g.lang_asked or (cookie if cookie in LANGUAGES else default)

    @app.after_request
    def remember(response: Response) -> Response:
        if g.get("lang_asked"):
            secure = app.config["SESSION_COOKIE_SECURE"]
            response.set_cookie(COOKIE, g.lang, max_age=A_YEAR, samesite="Lax", httponly=True, secure=secure)
        return response


def lang() -> str:
    """The reader's language: ar, fa, fr or en."""
    return str(g.get("lang", "ar"))


def direction() -> str:
    """rtl or ltr."""
    return "rtl" if lang() in RIGHT_TO_LEFT else "ltr"


def use_lang(code: str) -> None:
    """Speak this language from here on."""
    g.lang = code
    refresh()


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Everything inside is said in this language, whatever the reader's."""
    before = lang()
    use_lang(code)
    try:
        yield
    finally:
        use_lang(before)


def give_words(app: Flask) -> None:
    """Let templates find their words by the language alone: Flask-Babel looks for its domain and locale anew for each
    string, and a page has a hundred."""
    found: dict[str, NullTranslations] = {}

    def words() -> NullTranslations:
        code = lang()
        if code not in found:
            with force_locale(code):
                found[code] = get_translations()
        return found[code]

    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=lambda s: words().ugettext(s),
        ngettext=lambda s, p, n: words().ungettext(s, p, n),
        pgettext=lambda c, s: words().upgettext(c, s),
        npgettext=lambda c, s, p, n: words().unpgettext(c, s, p, n),
        newstyle=True,
    )


def compile_translations(sources: Path, target: Path) -> None:
    """Make each language's `messages.mo` in `target` that is older than its `messages.po`; sources are only read."""
    for source in sources.glob("*/LC_MESSAGES/messages.po"):
        made = (target / source.relative_to(sources)).with_suffix(".mo")
        if made.exists() and made.stat().st_mtime >= source.stat().st_mtime:
            continue
        made.parent.mkdir(parents=True, exist_ok=True)
        with source.open("rb") as file:
            catalogue = read_po(file)
        temporary = made.with_suffix(f".{os.getpid()}")
        with temporary.open("wb") as file:
            write_mo(file, catalogue)
        temporary.replace(made)
