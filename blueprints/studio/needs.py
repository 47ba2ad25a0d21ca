"""One need in review: the association's words beside the redraft, and what is decided on it."""

from collections.abc import Callable
from typing import Any

from flask import Response, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from blueprints.studio import bp
from blueprints.studio.forms import PublicationForm, RedraftForm, ReturnForm, seen_of
from blueprints.studio.queue import around, next_after
from blueprints.studio.words import NEED_WORDS, READY_REASONS, differences, said_in_words
from blueprints.toolkit import access, labels
from blueprints.toolkit.htmx import address
from blueprints.toolkit.messages import say
from domain import contacts, organisations, redrafts, reviews
from domain.db import db
from domain.errors import RuleBroken
from domain.listing.editing import ChangedMeanwhile
from domain.listing.entries import LabelMissing, entry_of
from domain.needs import Need
from domain.redrafts import RedraftVoid, SameWords, Words

DECISIONS: dict[str, tuple[str, ...]] = {
    "publication": reviews.NEEDS_WAIT, "return": reviews.NEEDS_WAIT, "review": reviews.NEEDS_WAIT,
    "release": ("in_review",),
}  # fmt: skip


@bp.get("/studio/needs/<int(max=2147483647):need_id>")
def need(need_id: int) -> str:
    return _page(access.found())


def _page(
    need: Need, *, form: RedraftForm | None = None, reason: ReturnForm | None = None, refused: RuleBroken | None = None,
    seen: dict[str, object] | None = None, **extra: Any,
) -> str:  # fmt: skip
    """The page; `form` and `reason` as they were typed, `refused` why nothing was done, `seen` what the need said when
    whoever wanted to decide opened it."""
    draft, used, own = redrafts.draft_of(need.id), redrafts.in_force(need), redrafts.own_words(need)
    told = draft or used
    words = told.words if told else own
    looking = reviews.reviewers("need", [need.id]).get(need.id) if need.status == "in_review" else None
    return render_template(
        "studio/need.html",
        need=need,
        own=own,
        draft=draft,
        used=used,
        void=draft is not None and redrafts.is_void(draft, need),
        told=told,
        compared=differences(need, own, words) if told else None,
        form=form or RedraftForm(formdata=None).begin(words, draft),
        can_redraft=need.status in redrafts.REDRAFTED_IN,
        reason=reason or ReturnForm(formdata=None),
        ready_reasons=READY_REASONS,
        publication=PublicationForm(formdata=None, revision=need.revision, seen=seen_of(entry_of(need)),
                                    draft=draft.revision if draft else ""),
        changed=said_in_words(need, seen) if seen else [],
        refused=say(refused) if refused else None,
        is_own=organisations.is_member(current_user.id, need.organisation_id),
        looking=looking,
        decisions=[name for name, states in DECISIONS.items() if need.status in states],
        words=NEED_WORDS,
        history=reviews.history_of("need", need.id),
        redrafts=[(one, differences(need, one.own, one.words)) for one in redrafts.history(need.id)],
        phones=contacts.phones_of([need.organisation_id]).get(need.organisation_id, []),
        **around("need", need.id),
        **extra,
    )  # fmt: skip


def _here(need_id: int, **query: str) -> str:
    return address("studio.need", {"need_id": need_id}, around("need", need_id)["query"] | query)


def _do(need_id: int, verb: Callable[[], object], **kept: Any) -> BaseResponse | None:
    """Do it and commit; a refusal is the page as it is now, with the reason, what was typed and what had been seen."""
    try:
        verb()
    except RuleBroken as broken:
        db.session.rollback()
        fresh = db.session.get_one(Need, need_id, populate_existing=True)
        if not isinstance(broken, (ChangedMeanwhile, RedraftVoid)):
            kept.pop("seen", None)
        return Response(_page(fresh, refused=broken, **kept), 409)
    db.session.commit()
    return None


@bp.post("/studio/needs/<int(max=2147483647):need_id>/<any(review, release, publication, return):decision>")
def decide_need(need_id: int, decision: str) -> BaseResponse:
    verb = {"review": take, "release": release, "publication": publish, "return": give_back}[decision]
    return verb(need_id)


def take(need_id: int) -> BaseResponse:
    me = current_user.id
    refused = _do(need_id, lambda: reviews.take_need(need_id, actor_id=me))
    return refused or _done("review", _here(need_id))


def release(need_id: int) -> BaseResponse:
    me = current_user.id
    refused = _do(need_id, lambda: reviews.release_need(need_id, actor_id=me))
    return refused or _done("release", _here(need_id))


def publish(need_id: int) -> BaseResponse:
    """In the association's own words."""
    form, me, onwards = PublicationForm(), current_user.id, next_after("need", need_id)
    if not form.validate():
        return Response(_page(access.found()), 422)
    seen = form.seen_revision
    refused = _do(
        need_id, lambda: redrafts.publish_in_own_words(need_id, seen, actor_id=me), seen=form.said
    )  # fmt: skip
    return refused or _done("publication", onwards)


def give_back(need_id: int) -> BaseResponse:
    form, me, onwards = ReturnForm(), current_user.id, next_after("need", need_id)
    if not form.validate():
        return Response(_page(access.found(), reason=form), 422)
    refused = _do(need_id, lambda: reviews.return_need(need_id, form.words, actor_id=me), reason=form)
    return refused or _done("return", onwards)


@bp.post("/studio/needs/<int(max=2147483647):need_id>/redraft")
def save_redraft(need_id: int) -> BaseResponse:
    form, me = RedraftForm(), current_user.id
    if not form.validate():
        return Response(_page(access.found(), form=form), 422)
    try:
        redrafts.save(need_id, _plain(access.found(), form.words), form.seen, actor_id=me)
    except (SameWords, LabelMissing) as broken:
        db.session.rollback()
        form.refuse("label" if isinstance(broken, LabelMissing) else "note", broken)
        return Response(_page(access.found(), form=form), 422)
    except RuleBroken as broken:
        return _overtaken(need_id, form, broken)
    db.session.commit()
    return _done("redraft", _here(need_id) + "#redraft")


def _overtaken(need_id: int, form: RedraftForm, broken: RuleBroken) -> Response:
    """What another coordinator wrote, beside what was typed here; the next click saves the latter, knowingly."""
    db.session.rollback()
    fresh = db.session.get_one(Need, need_id, populate_existing=True)
    draft = redrafts.draft_of(need_id)
    form.revision.data = str(draft.revision) if draft else ""
    theirs = differences(fresh, draft.words, form.words) if draft else None
    return Response(_page(fresh, form=form, refused=broken, theirs=theirs), 409)


def _plain(need: Need, words: Words) -> Words:
    """The words without a label that is no more than the catalogue's own name."""
    return words._replace(label="") if words.label == labels.item_name(need.item_code) and not need.label else words


@bp.post("/studio/needs/<int(max=2147483647):need_id>/redraft/end")
def drop_redraft(need_id: int) -> BaseResponse:
    form, me = PublicationForm(), current_user.id
    if not form.validate():
        return Response(_page(access.found()), 422)
    seen = form.draft_revision
    refused = _do(need_id, lambda: redrafts.drop(need_id, seen, actor_id=me))
    return refused or _done("drop", _here(need_id))


@bp.post("/studio/needs/<int(max=2147483647):need_id>/redraft/use")
def use_redraft(need_id: int) -> BaseResponse:
    """Publish a need with its redraft, or let a published one say it."""
    form, me, onwards = PublicationForm(), current_user.id, next_after("need", need_id)
    if not form.validate():
        return Response(_page(access.found()), 422)
    waits, seen, draft = access.found().status in reviews.NEEDS_WAIT, form.seen_revision, form.draft_revision
    refused = _do(need_id, lambda: redrafts.use(need_id, seen, draft, actor_id=me), seen=form.said)
    return refused or _done("publication" if waits else "use", onwards if waits else _here(need_id))


def _done(what: str, onwards: str) -> BaseResponse:
    flash(NEED_WORDS[what][1], "success")
    return redirect(onwards, 303)


@bp.get("/desk/<slug>/words")
def own_words(slug: str) -> str:
    """Where an association reads its own words beside the platform team's."""
    organisation = access.found()
    found = redrafts.in_force_at(organisation.id)
    told = [(need, one, differences(need, one.own, one.words)) for need, one in found]
    return render_template("studio/words.html", room="desk", organisation=organisation, told=told)


@bp.post("/desk/<slug>/words/<int(max=2147483647):need_id>")
def go_back(slug: str, need_id: int) -> BaseResponse:
    need = redrafts.go_back(need_id, actor_id=current_user.id)
    waits = need.status in reviews.NEEDS_WAIT
    db.session.commit()
    flash(_("Sent for review.") if waits else _("Your own words are back. The platform team was told."), "success")
    return redirect(url_for("studio.own_words", slug=slug), 303)
