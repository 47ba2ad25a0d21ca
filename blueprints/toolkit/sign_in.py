"""Flask-Login over our sign-ins: the session's cookie holds a token, and the token's row decides."""

from flask import Flask, Request, g, request, session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_login import AnonymousUserMixin, LoginManager, UserMixin, current_user, login_user, logout_user

from domain import organisations, people, readers
from domain.db import db
from domain.readers import SignedIn

login_manager = LoginManager()


class Reader(UserMixin):  # type: ignore[misc]
    """The person a request comes from. Roles and organisations are read when first asked for."""

    def __init__(self, token: str, found: SignedIn) -> None:
        self.token = token
        self.id = found.person_id
        self.name = found.name
        self.is_guest = found.is_guest
        self._roles: frozenset[str] | None = None

    def get_id(self) -> str:
        return self.token

    @property
    def roles(self) -> frozenset[str]:
        if self._roles is None:
            self._roles = people.roles_of(self.id)
        return self._roles

    def acts_for(self, organisation_id: int) -> bool:
        return organisations.is_member(self.id, organisation_id)


class Visitor(AnonymousUserMixin):  # type: ignore[misc]
    """Somebody who is not signed in."""

    id = None
    name = ""
    is_guest = False
    roles: frozenset[str] = frozenset()

    def acts_for(self, organisation_id: int) -> bool:
        return False


login_manager.anonymous_user = Visitor


class LightSessions(SecureCookieSessionInterface):
    """Flask's own sessions; a visitor without a cookie costs nothing."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        if self.get_cookie_name(app) not in request.cookies:
            return self.session_class()
        return super().open_session(app, request)


def init_app(app: Flask) -> None:
    app.session_interface = LightSessions()
    # A proxy, not a context processor: a page that says nothing about the reader asks the database nothing.
    login_manager.init_app(app, add_context_processor=False)
    app.jinja_env.globals["current_user"] = current_user
    login_manager.session_protection = None  # a phone's network changes all day


@login_manager.user_loader  # type: ignore[untyped-decorator]
def load(token: str) -> Reader | None:
    is_page = request.method == "GET"  # whatever writes asks again
    found = readers.who_has(token, with_pledges=is_page)
    if found is None:
        return None
    if is_page:
        g.versions, g.live = found.versions, found.live
    return Reader(token, found)


def is_signed_out() -> bool:
    """Whether this request carries no sign-in at all; costs no query."""
    return "_user_id" not in session


def start(person_id: int) -> None:
    """Sign a person in on this browser, in the present transaction. Whatever the session held before is gone."""
    token = people.begin_sign_in(person_id, device=_device())
    db.session.commit()
    found = readers.who_has(token)
    session.clear()
    g.pop("csrf_token", None)
    session.permanent = True
    login_user(Reader(token, found), remember=False)  # type: ignore[arg-type]


def end(reader: Reader) -> None:
    """Sign out on this browser; the token is dead wherever it was copied to."""
    people.end_sign_in(reader.token)
    db.session.commit()
    logout_user()
    session.clear()


def _device() -> str:
    """Which kind of device signs in, in two words; the full header is not kept."""
    agent = request.user_agent.string
    system = next((name for name in ("Android", "iPhone", "iPad", "Windows", "Mac OS", "Linux") if name in agent), "")
    browser = next(
        (name for name in ("Firefox", "Edg", "SamsungBrowser", "OPR", "Chrome", "Safari") if name in agent), ""
    )
    return f"{browser} {system}".strip()
