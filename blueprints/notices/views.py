"""The inbox, which letters one gets, and the link by which they stop."""

from flask import Response, flash, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from blueprints.notices import bp
from blueprints.notices.forms import LettersForm
from blueprints.toolkit import access
from blueprints.toolkit.htmx import local_path, varied, wants_fragment
from blueprints.toolkit.letters import mail_settings
from blueprints.toolkit.notice_words import sentence
from blueprints.toolkit.paging import row_number
from domain import letters, matching, notices
from domain.db import db
from domain.people import Person


@bp.app_template_global("unread_notices")
def unread() -> int:
    """How many notices the reader has not read; asked by the pages that say it."""
    return notices.unread(current_user.id)


@bp.get("/inbox")
def index() -> Response:
    if wants_fragment() and request.args.get("after"):
        return varied(render_template("notices/_more.html", **_list()))
    return varied(_page())


def _page() -> str:
    return render_template("notices/page.html", count=unread(), **_list())


def _list() -> dict[str, object]:
    found, after = notices.page(current_user.id, after=row_number(request.args))
    more = url_for("notices.index", after=after) if after else None
    return {"notices": found, "more": more, "sentence": sentence, "local_path": local_path}


@bp.post("/inbox/reading")
def read() -> BaseResponse:
    """What the reader had before their eyes is read; what came meanwhile is not."""
    notices.mark_read(current_user.id, row_number(request.form, "until") or 0)
    db.session.commit()
    if wants_fragment():
        return varied(render_template("notices/_inbox.html", count=unread(), just_read=True, **_list()))
    return redirect(url_for("notices.index"), 303)


@bp.get("/inbox/letters")
def wishes() -> str:
    return _wishes_page(LettersForm(formdata=None, data={"letters": _own().letters}))


def _wishes_page(form: LettersForm) -> str:
    own = _own()
    return render_template(
        "notices/wishes.html", form=form, email=own.email, goes_out=mail_settings() is not None,
        is_askable=own.is_askable,
    )  # fmt: skip


@bp.post("/inbox/letters")
def choose() -> BaseResponse:
    form = LettersForm()
    if not form.validate():
        return Response(_wishes_page(form), 422)
    letters.choose(_own(), form.letters.data)
    db.session.commit()
    flash(_("Your choice is saved."), "success")
    return redirect(url_for("notices.wishes"), 303)


@bp.post("/inbox/requests")
def choose_requests() -> BaseResponse:
    """Whether the platform may ask the reader to cover a need; one tap either way."""
    may = request.form.get("ask") == "yes"
    matching.choose(_own(), is_askable=may)
    db.session.commit()
    flash(_("We will ask you now and then.") if may else _("We will not ask you any more."), "success")
    return redirect(url_for("notices.wishes", _anchor="requests"), 303)


def _own() -> Person:
    return db.session.get_one(Person, current_user.id)


@bp.get("/letters/stop/<letters_key>")
def stop(letters_key: str) -> str:
    """Mail programs and virus scanners open each link, so that opening this one changes nothing."""
    return _stop_page(access.found())


@bp.post("/letters/stop/<letters_key>")
def stop_letters(letters_key: str) -> str:
    """Stop somebody's letters. Mail programs send this by themselves (RFC 8058), without a cookie and without a form's
    token; they may not be redirected, so that the answer is the page itself."""
    person: Person = access.found()
    letters.choose(person, "none")
    db.session.commit()
    return _stop_page(person)


def _stop_page(person: Person) -> str:
    return render_template("notices/stop.html", key=person.letters_key, has_stopped=person.letters == "none")


@bp.record_once
def _exempt_from_tokens(state: BlueprintSetupState) -> None:
    """This one endpoint takes a POST without a token of ours: its address holds a key of 256 bits that only the
    person's own letters name, and all that anybody could do with it is to stop those letters."""
    state.app.extensions["csrf"].exempt(stop_letters)
