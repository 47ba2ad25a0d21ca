"""The application: configuration, extensions, screens, headers, commands. The only place that wires."""

import hashlib
import os
import secrets
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask, request, url_for
from flask_babel import Babel
from flask_compress import Compress
from flask_wtf import CSRFProtect
from werkzeug.local import LocalProxy
from werkzeug.middleware.proxy_fix import ProxyFix

from blueprints import (
    accounts,
    associations,
    board,
    campaigns,
    desk,
    home,
    joining,
    logistics,
    news,
    notices,
    planning,
    pledges,
    posters,
    receiving,
    renewals,
    shell,
    studio,
)
from blueprints.toolkit import (
    access,
    assets,
    cards,
    channels,
    errors,
    formats,
    headers,
    labels,
    language,
    pages,
    sign_in,
    uploads,
)  # fmt: skip
from blueprints.toolkit.htmx import address
from blueprints.toolkit.limits import limiter
from domain import clock
from domain.db import db

HERE = Path(__file__).parent
SCREENS = (
    home, board, pledges, campaigns, associations, accounts, joining, desk, receiving, renewals, news, notices, studio,
    planning, logistics, posters,
)  # fmt: skip


class Awn(Flask):
    """Flask, knowing that none of its functions is a coroutine: it would look at fourteen of them for each request."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        return func


def create_app(**overrides: Any) -> Flask:
    """The application, configured from the environment; `overrides` win, for tests."""
    app = Awn(__name__, static_folder=None, instance_path=str(_instance(overrides)))
    app.config.from_mapping(_configuration(Path(app.instance_path)) | overrides)
    _ground(app)
    _extensions(app)
    for screen in SCREENS:
        app.register_blueprint(screen.bp)
    _templates(app)
    return app


def _instance(overrides: dict[str, Any]) -> Path:
    """The instance folder. What this process writes, there or elsewhere, its owner alone may read."""
    os.umask(0o077)
    folder = Path(overrides.get("AWN_INSTANCE") or os.environ.get("AWN_INSTANCE") or HERE / "instance").resolve()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _configuration(instance: Path) -> dict[str, Any]:
    """Everything an operator can set, with its default; README.md explains each."""
    env = os.environ
    https = env.get("AWN_HTTPS") == "1"
    hosts = [host.strip() for host in env.get("AWN_HOSTS", "").split(",") if host.strip()]
    return {
        "AWN_COUNTRY": env.get("AWN_COUNTRY", "MA").upper(),
        "AWN_INSTANCE": str(instance),
        "AWN_CONTACT": env.get("AWN_CONTACT", ""),
        "AWN_LAUNCH": env.get("AWN_LAUNCH", "public"),  # closed, invited, public: who may bring an association
        "AWN_URL": env.get("AWN_URL", "").rstrip("/"),  # the address people know, for links in letters
        "AWN_MAIL": env.get("AWN_MAIL", ""),  # smtp://user:password@host:587 or smtps://…; none: no mail goes out
        "AWN_MAIL_FROM": env.get("AWN_MAIL_FROM", ""),
        "AWN_SMS": env.get("AWN_SMS", ""),  # an HTTP gateway's address; none: short messages only go into the log
        "AWN_PROXIES": int(env.get("AWN_PROXIES", "0")),
        "AWN_GUEST_PLEDGES": int(env.get("AWN_GUEST_PLEDGES", "3")),
        "AWN_GUEST_QUANTITY": int(env.get("AWN_GUEST_QUANTITY", "50")),
        "AWN_LIVE_PLEDGES": int(env.get("AWN_LIVE_PLEDGES", "30")) if env.get("AWN_RATE_LIMITS", "1") != "0" else 0,
        "SECRET_KEY": env.get("SECRET_KEY") or _kept_secret(instance / "secret-key"),
        "SQLALCHEMY_DATABASE_URI": env.get("DATABASE_URL") or f"sqlite:///{instance / 'awn.db'}",
        # Phones stay out of the log; a thread holds at most two connections, and none is opened anew for a request.
        "SQLALCHEMY_ENGINE_OPTIONS": {"hide_parameters": True, "pool_size": 10},
        "RATELIMIT_ENABLED": env.get("AWN_RATE_LIMITS", "1") != "0",
        "RATELIMIT_STORAGE_URI": env.get("REDIS_URL") or "memory://",
        "TRUSTED_HOSTS": ["localhost", "127.0.0.1", "[::1]", *hosts],
        "SESSION_COOKIE_NAME": "__Host-awn" if https else "awn",
        "SESSION_COOKIE_SECURE": https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "PERMANENT_SESSION_LIFETIME": timedelta(days=90),
        "SESSION_REFRESH_EACH_REQUEST": False,
        "WTF_I18N_ENABLED": False,  # every message is ours, and a form need not read WTForms' own words
        # The token alone decides: pages with a secret in their address send no referrer, so none can be asked for.
        "WTF_CSRF_SSL_STRICT": False,
        "WTF_CSRF_TIME_LIMIT": None,  # slow readers, slow networks; the token dies with the session
        "MAX_CONTENT_LENGTH": 64 * 1024,
        "MAX_FORM_MEMORY_SIZE": 64 * 1024,
        "MAX_FORM_PARTS": 100,
        "COMPRESS_ALGORITHM": ["br", "gzip"],
        "COMPRESS_BR_LEVEL": 2,  # a third of 5's time for a page a sixth larger; 3 wins nothing
        "COMPRESS_BR_WINDOW": 16,
        "COMPRESS_MIN_SIZE": 400,
        "BABEL_TRANSLATION_DIRECTORIES": str(instance / "translations"),
    }


def _kept_secret(path: Path) -> str:
    """The secret made at the first start and kept in the instance folder, readable by its owner only."""
    try:
        with open(path, "x", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    return path.read_text().strip()


def _ground(app: Flask) -> None:
    clock.use_country(app.config["AWN_COUNTRY"])
    app.url_map.strict_slashes = False
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    instance = Path(app.instance_path)
    language.compile_translations(HERE / "translations", instance / "translations")
    assets.init_app(app, HERE / "static", instance / "assets")
    app.config["AWN_BUILD"] = _build_of(HERE / "templates", HERE / "translations", instance / "assets")
    if app.config["AWN_PROXIES"]:
        hops = app.config["AWN_PROXIES"]
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=0)  # type: ignore[method-assign]


def _build_of(*folders: Path) -> str:
    """A digest of templates, words and static files: with another release, kept pages are other pages."""
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.suffix in {".html", ".po", ".json"}:
                digest.update(path.read_bytes())
    return digest.hexdigest()


def _extensions(app: Flask) -> None:
    """In the order in which they see a request: language, forged posts, limits, who, whether they may."""
    db.init_app(app)
    shell.init_app(app, HERE / "migrations")
    language.init_app(app)
    Babel(app, locale_selector=language.lang)
    language.give_words(app)
    uploads.init_app(app)
    CSRFProtect(app)
    limiter.init_app(app)
    sign_in.init_app(app)
    access.init_app(app)
    errors.init_app(app)
    headers.init_app(app)
    Compress(app)
    channels.init_app(app)
    app.extensions["awn_cards"] = cards.CardCache()
    app.extensions["awn_pages"] = pages.PageCache()


def _templates(app: Flask) -> None:
    """What every template may call."""
    shown = (
        "number",
        "percent",
        "date",
        "date_range",
        "datetime_",
        "days_left",
        "digits",
        "year",
        "hijri_beside",
    )
    app.jinja_env.globals |= {name: getattr(formats, name) for name in shown}
    app.jinja_env.globals |= {
        "labels": labels,
        "languages": list(language.LANGUAGES.items()),
        "lang": LocalProxy(language.lang),
        "dir": LocalProxy(language.direction),
        "lang_url": _lang_url,
        "pledge_count": cards.live_count,
        "place_of_token": cards.TOKEN,
        "place_of_nonce": cards.NONCE,
    }


def _lang_url(code: str) -> str:
    """This page in another language."""
    if request.method != "GET" or request.endpoint is None:
        return url_for("home.index", lang=code)
    query = {key: value for key, value in request.args.items() if key != "lang"}
    return address(request.endpoint, request.view_args, query | {"lang": code})
