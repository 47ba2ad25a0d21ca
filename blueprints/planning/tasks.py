"""The checklist of an edition."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from blueprints.planning import bp, shown, words
from blueprints.planning.forms import TaskForm
from blueprints.toolkit import access
from blueprints.toolkit.htmx import varied, wants_fragment
from blueprints.toolkit.language import speaking
from domain import clock
from domain.campaigns import Edition
from domain.db import db
from domain.errors import RuleBroken
from domain.planning import tasks as rules
from domain.planning.editions import LANGUAGES


@bp.get("/studio/campaigns/<edition_slug>/checklist")
def tasks(edition_slug: str) -> BaseResponse:
    return _page(access.found())


def _page(edition: Edition, form: TaskForm | None = None, status: int = 200) -> BaseResponse:
    listed = rules.tasks_of(edition.id)
    wanting = _not_on(edition.id)
    suggested = [(phase, [one for one in wanting if one.phase == phase]) for phase in rules.PHASES]
    return shown.page(
        "tasks",
        edition,
        status,
        tasks=listed,
        suggested=[
            (phase, lines, {one.code: rules.due_on(edition, one) for one in lines}) for phase, lines in suggested
        ],
        form=form or TaskForm(formdata=None),
        today=clock.today(),
    )


def _not_on(edition_id: int) -> list[rules.Suggestion]:
    """The suggested lines that are not on the checklist yet, in whichever language somebody added them."""
    known = {one.words for one in rules.tasks_of(edition_id)}
    for language in LANGUAGES:
        with speaking(language):
            known |= {code for code, said in words.TASK.items() if str(said) in known}
    return [one for one in rules.SUGGESTED if one.code not in known]


@bp.post("/studio/campaigns/<edition_slug>/checklist")
def add_task(edition_slug: str) -> BaseResponse:
    edition, form = access.found(), TaskForm()
    if not form.validate():
        return _page(edition, form, 422)
    try:
        rules.add(edition.id, form.words.understood, form.due_on.understood, actor_id=current_user.id)
    except RuleBroken as broken:
        form.refuse("words", broken)
        return _page(shown.fresh(edition.id), form, 422)
    db.session.commit()
    return _back(edition_slug)


@bp.post("/studio/campaigns/<edition_slug>/checklist/suggested")
def add_suggested(edition_slug: str) -> BaseResponse:
    """One suggested line, or all of a phase."""
    edition: Edition = access.found()
    wanted = request.form.get("line", "")
    for one in _not_on(edition.id):
        if wanted in (one.code, one.phase):
            due = rules.due_on(edition, one)
            rules.add(edition.id, str(words.TASK[one.code]), due, actor_id=current_user.id)
    db.session.commit()
    return _back(edition_slug)


@bp.post("/studio/campaigns/<edition_slug>/checklist/<int(max=2147483647):task_id>/<any(done, undone, dropped):step>")
def move_task(edition_slug: str, task_id: int, step: str) -> BaseResponse:
    edition = access.found()[0]
    rules.move(task_id, step, actor_id=current_user.id)
    db.session.commit()
    if wants_fragment():
        listed = rules.tasks_of(edition.id)
        given = {"edition": edition, "tasks": listed, "today": clock.today(), "moved": task_id}
        return varied(render_template("planning/_tasks.html", **given))
    if step == "dropped":
        flash(_("The line is off the checklist."), "success")
    return _back(edition_slug)


def _back(edition_slug: str) -> BaseResponse:
    return redirect(url_for("planning.tasks", edition_slug=edition_slug), 303)
