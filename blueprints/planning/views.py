"""The coordinator's campaigns: the list of editions, one made, begun from the one before, changed, published."""

from flask import Response, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from blueprints.planning import bp, shown, words
from blueprints.planning.forms import NextForm, PlanForm, home, new_key, seen, written
from blueprints.toolkit import access
from blueprints.toolkit.days import typed_day
from blueprints.toolkit.messages import say
from domain import clock, reviews
from domain.campaigns import Edition
from domain.db import db
from domain.errors import RuleBroken
from domain.planning import editions, partners, publishing, tasks
from domain.planning.plan import PlanChanged
from domain.planning.targets import Grid


@bp.get("/studio/campaigns")
def index() -> str:
    found = editions.every()
    followed = {one.previous_id for one in found}
    return render_template(
        "planning/page.html",
        groups=[(state, [one for one in found if editions.state_of(one) == state]) for state in words.STATE],
        followed=followed,
        words=words,
    )


@bp.get("/studio/campaigns/new")
def new() -> Response:
    return _new(PlanForm(formdata=None, data={"key": new_key()}))


def _new(form: PlanForm, status: int = 200) -> Response:
    return Response(render_template("planning/new.html", form=form), status)


@bp.post("/studio/campaigns/new")
def create() -> BaseResponse:
    form = PlanForm()
    if not form.validate() or not form.key.data:
        return _new(form, 422)
    try:
        edition = editions.begin(form.plan(), form.key.data, home=home(), actor_id=current_user.id)
    except RuleBroken as broken:
        db.session.rollback()
        form.blame(broken)
        return _new(form, 422)
    db.session.commit()
    flash(_("The edition is planned. Only the platform team sees it until you publish it."), "success")
    return redirect(url_for("planning.show", edition_slug=edition.slug), 303)


@bp.get("/studio/campaigns/<edition_slug>/next")
def next_edition(edition_slug: str) -> Response:
    previous: Edition = access.found()
    first, last = (max(clock.year_after(day), clock.today()) for day in (previous.starts_on, previous.ends_on))
    data = {"starts_on": typed_day(first), "ends_on": typed_day(last), "sponsor": previous.sponsor or ""}
    data |= {"key": new_key(), "copies": True}
    return shown.page("next", previous, form=NextForm(formdata=None, data=data))


@bp.post("/studio/campaigns/<edition_slug>/next")
def begin_next(edition_slug: str) -> BaseResponse:
    previous, form = access.found(), NextForm()
    if not form.validate():
        return shown.page("next", previous, 422, form=form)
    try:
        edition = editions.begin_next(
            previous.id, form.plan(), form.key.data, copies=form.copies.data, actor_id=current_user.id
        )
    except RuleBroken as broken:
        form.blame(broken)
        return shown.page("next", shown.fresh(previous.id), 422, form=form)
    db.session.commit()
    flash(_("The edition is planned. Only the platform team sees it until you publish it."), "success")
    return redirect(url_for("planning.show", edition_slug=edition.slug), 303)


@bp.get("/studio/campaigns/<edition_slug>")
def show(edition_slug: str) -> Response:
    return _show(access.found())


def _show(edition: Edition, refused: RuleBroken | None = None) -> Response:
    listed = tasks.tasks_of(edition.id)
    return shown.page(
        "show",
        edition,
        409 if refused else 200,
        refused=say(refused) if refused else None,
        follower=editions.follower_of(edition),
        missing=publishing.missing(edition),
        can_be_taken_back=publishing.can_be_taken_back(edition),
        whole=Grid(edition, list(words.regions())).of_all(),
        partners=partners.counts(edition.id),
        tasks_done=len([one for one in listed if one.done_at]),
        tasks=listed,
        today=clock.today(),
        history=reviews.history_of("edition", edition.id),
    )


@bp.get("/studio/campaigns/<edition_slug>/edit")
def edit(edition_slug: str) -> Response:
    edition: Edition = access.found()
    return shown.page("edit", edition, form=PlanForm(formdata=None, data=written(edition)))


@bp.post("/studio/campaigns/<edition_slug>/edit")
def save(edition_slug: str) -> BaseResponse:
    edition, form = access.found(), PlanForm()
    if not form.validate():
        return shown.page("edit", edition, 422, form=form)
    try:
        editions.change(edition.id, seen(), form.plan(), home=home(), actor_id=current_user.id)
    except PlanChanged:
        return _overtaken(edition.id, form)
    except RuleBroken as broken:
        form.blame(broken)
        return shown.page("edit", shown.fresh(edition.id), 422, form=form)
    db.session.commit()
    flash(_("Saved."), "success")
    return redirect(url_for("planning.show", edition_slug=edition_slug), 303)


def _overtaken(edition_id: int, form: PlanForm) -> BaseResponse:
    """What somebody else saved beside what was typed here; the next click saves the latter, knowingly. Where both are
    the same, as after two taps on one button, nothing is left to save."""
    edition = shown.fresh(edition_id)
    saved = written(edition)
    form.revision.data = saved.pop("revision")
    theirs = [
        (str(form[name].label.text), value or "–") for name, value in saved.items() if value != (form[name].data or "")
    ]
    if not theirs:
        flash(_("Saved."), "success")
        return redirect(url_for("planning.show", edition_slug=edition.slug), 303)
    return shown.page("edit", edition, 409, form=form, theirs=theirs, overtaken=True)


@bp.post("/studio/campaigns/<edition_slug>/publication")
def publish(edition_slug: str) -> BaseResponse:
    edition: Edition = access.found()
    try:
        publishing.publish(edition.id, actor_id=current_user.id)
    except RuleBroken as broken:
        return _show(shown.fresh(edition.id), broken)
    db.session.commit()
    flash(_("Published. Everybody sees the edition now."), "success")
    return redirect(url_for("planning.show", edition_slug=edition_slug), 303)


@bp.post("/studio/campaigns/<edition_slug>/withdrawal")
def take_back(edition_slug: str) -> BaseResponse:
    edition: Edition = access.found()
    try:
        publishing.take_back(edition.id, actor_id=current_user.id)
    except RuleBroken as broken:
        return _show(shown.fresh(edition.id), broken)
    db.session.commit()
    flash(_("Only the platform team sees the edition now."), "success")
    return redirect(url_for("planning.show", edition_slug=edition_slug), 303)
