"""Several ticked rows at once: a new deadline, or put forward."""

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from blueprints.desk import bp, shown
from blueprints.desk.forms import SeveralForm, ticked
from blueprints.toolkit import access, labels
from blueprints.toolkit.formats import number
from blueprints.toolkit.htmx import varied
from blueprints.toolkit.messages import say
from domain.db import db
from domain.errors import RuleBroken
from domain.listing import editing, rows, states
from domain.needs import Need


@bp.post("/desk/<slug>/deadline")
def set_deadline(slug: str) -> BaseResponse:
    form, wanted = SeveralForm(), _own(ticked())
    if not form.validate() or not wanted:
        return _again(form, wanted)
    try:
        done = editing.set_deadline(wanted, form.deadline.understood, actor_id=current_user.id)
        db.session.commit()
    except RuleBroken as broken:
        db.session.rollback()
        form.refuse("deadline", broken)
        return _again(form, wanted)
    flash(
        ngettext("%(n)s row has the new deadline.", "%(n)s rows have the new deadline.", done, n=number(done)),
        "success",
    )
    return redirect(url_for("desk.show", slug=slug), 303)


@bp.post("/desk/<slug>/forward")
def put_forward(slug: str) -> BaseResponse:
    form, wanted = SeveralForm(), _own(ticked())
    if not wanted:
        return _again(form, wanted)
    went, stayed = states.put_several_forward(wanted, actor_id=current_user.id)
    db.session.commit()
    say_what_went(went, stayed)
    return redirect(url_for("desk.show", slug=slug), 303)


def say_what_went(went: list[Need], stayed: list[tuple[Need, RuleBroken]]) -> None:
    """How many are on the board or with the reviewers now, and why the others are not."""
    many = len(went)
    if went and went[0].organisation.is_trusted:
        flash(ngettext("%(n)s need is on the board.", "%(n)s needs are on the board.", many, n=number(many)), "success")
    elif went:
        words = ngettext("%(n)s need was sent for review.", "%(n)s needs were sent for review.", many, n=number(many))
        flash(words, "success")
    for need, broken in stayed[:5]:
        flash(f"{need.label or labels.item_name(need.item_code)}: {say(broken)}", "warning")


def _own(need_ids: list[int]) -> list[int]:
    """Those of these rows that are on this association's list."""
    return rows.own_ids(access.found().id, need_ids)


def _again(form: SeveralForm, wanted: list[int]) -> BaseResponse:
    if not wanted:
        form.form_errors.append(_("Tick the rows first."))
    return varied(shown.list_page(access.found(), form, wanted), 422)
