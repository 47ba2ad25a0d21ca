"""An association's list: shown, and one row of it written."""

import secrets

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from blueprints.desk import bp, shown
from blueprints.desk.fields import select
from blueprints.desk.forms import NewForm, RowForm, written
from blueprints.toolkit import access
from blueprints.toolkit.htmx import varied, wants_fragment
from blueprints.toolkit.messages import say
from blueprints.toolkit.paging import row_number
from domain.db import db
from domain.errors import RuleBroken, WrongState
from domain.listing import editing
from domain.listing.editing import ChangedMeanwhile
from domain.listing.entries import entry_of
from domain.needs import Need


@bp.get("/desk/<slug>")
def show(slug: str) -> str:
    return shown.list_page(access.found())


@bp.get("/desk/<slug>/needs/<int(max=2147483647):need_id>")
def row(slug: str, need_id: int) -> BaseResponse:
    need = access.found()
    if need.status == "cancelled":
        abort(404)
    if wants_fragment():
        return shown.row(need)
    return redirect(url_for("desk.show", slug=slug, _anchor=f"need-{need_id}"), 303)


@bp.get("/desk/<slug>/needs/<int(max=2147483647):need_id>/edit")
def edit(slug: str, need_id: int) -> BaseResponse:
    need = access.found()
    if need.status not in shown.EDITABLE:
        return row(slug, need_id)
    if wants_fragment() and "items" in request.args:
        field_id = f"item-{need.id}"
        return shown.small(str(select(need.item_code, "item", field_id, **{"class": "in", "autofocus": ""})))
    return shown.edit(need, RowForm(need, is_light=wants_fragment()))


@bp.post("/desk/<slug>/needs/<int(max=2147483647):need_id>")
def save(slug: str, need_id: int) -> BaseResponse:
    need = access.found()
    form = RowForm(need, is_light=wants_fragment())
    if not form.validate():
        return shown.edit(need, form, status=422)
    try:
        need = editing.change(need_id, form.wanted(), form.seen, actor_id=current_user.id)
        db.session.commit()
    except ChangedMeanwhile:
        return _overtaken(need_id, form)
    except WrongState as broken:
        return _moved_on(need_id, broken)
    except RuleBroken as broken:
        db.session.rollback()
        form.blame(broken)
        return shown.edit(need, form, status=422)
    return shown.row(need, done=_("Saved")) if wants_fragment() else shown.back_to(need, _("The row is saved."))


def _overtaken(need_id: int, form: RowForm) -> Response:
    """What somebody else wrote beside what was typed here; the next click saves the latter, knowingly."""
    need = _fresh(need_id)
    form.revision.data = need.revision
    return shown.edit(need, form, status=409, overtaken=True)


def _moved_on(need_id: int, broken: RuleBroken) -> BaseResponse:
    need = _fresh(need_id)
    if wants_fragment() and need.status != "cancelled":
        return shown.row(need, say(broken), status=409)
    raise broken


def _fresh(need_id: int) -> Need:
    db.session.rollback()
    return db.session.get_one(Need, need_id, populate_existing=True)


@bp.get("/desk/<slug>/needs/new")
def new(slug: str) -> str:
    model = db.session.get(Need, row_number(request.args, "like") or 0)
    known = written(entry_of(model)) if model and model.organisation_id == access.found().id else {}
    known.pop("edition", None)
    known |= {name: request.args[name] for name in ("edition", "item") if name in request.args}
    return _new(NewForm(key=secrets.token_urlsafe(12), **known))


def _new(form: NewForm) -> str:
    return render_template("desk/new.html", form=form, **shown.about(access.found()))


@bp.post("/desk/<slug>/needs")
def add(slug: str) -> BaseResponse:
    form = NewForm()
    if not form.validate():
        return varied(_new(form), 422)
    try:
        editing.add(access.found(), [form.wanted()], form.key.data, actor_id=current_user.id)
        db.session.commit()
    except RuleBroken as broken:
        db.session.rollback()
        form.blame(broken)
        return varied(_new(form), 422)
    flash(_("The row is on your list, as a draft."), "success")
    return redirect(url_for("desk.show", slug=slug), 303)
