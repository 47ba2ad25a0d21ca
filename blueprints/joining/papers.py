"""An association's papers: what it is in law, and the documents that show it."""

from io import BytesIO
from pathlib import Path

from flask import Response, current_app, flash, redirect, render_template, send_file, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as BaseResponse

from blueprints.joining import bp
from blueprints.joining.forms import DocumentForm, LegalForm
from blueprints.toolkit import access
from blueprints.toolkit.limits import DOCUMENT, is_visitor, limiter, reader
from domain import papers as rules
from domain import profiles
from domain.db import db
from domain.errors import RuleBroken
from domain.organisations import Organisation
from domain.papers import DayAhead, Document
from domain.profiles import ProfileLocked


@bp.get("/desk/<slug>/profile/papers")
def papers(slug: str) -> str:
    return _page(access.found())


def _page(organisation: Organisation, legal: LegalForm | None = None, document: DocumentForm | None = None) -> str:
    by_team, documents = not current_user.acts_for(organisation.id), rules.documents_of(organisation.id)
    return render_template(
        "joining/papers.html",
        organisation=organisation,
        at="papers",
        missing=profiles.missing(organisation),
        by_team=by_team,
        open=not by_team and profiles.may_change(organisation, "papers"),
        legal=legal or LegalForm(documents, formdata=None),
        document=document or DocumentForm(formdata=None),
        history=rules.status_history(organisation.id),
        documents=documents,
        megabytes=rules.PDF_MOST // 1_000_000,
    )


@bp.post("/desk/<slug>/profile/papers")
def record_status(slug: str) -> BaseResponse:
    organisation = _open()
    form = LegalForm(rules.documents_of(organisation.id))
    if form.validate():
        try:
            rules.record_status(
                organisation.id,
                form.form.data,
                form.number.understood or "",
                form.since.understood,
                document_id=form.document.data or None,
                actor_id=current_user.id,
            )
        except DayAhead as broken:
            form.refuse("since", broken)
        else:
            return _done(slug, _("Saved."))
    return Response(_page(organisation, legal=form), 422)


@bp.post("/desk/<slug>/documents")
@limiter.limit(DOCUMENT, key_func=reader, exempt_when=is_visitor)
def add_document(slug: str) -> BaseResponse:
    organisation, form = _open(), DocumentForm()
    if form.validate():
        kind, name, data = form.kind.data, form.name.understood or "", form.take()
        try:
            rules.add_document(organisation.id, kind, name, data, _folder(), actor_id=current_user.id)
        except RuleBroken as broken:
            db.session.rollback()
            form.refuse("file", broken)
        else:
            return _done(slug, _("The document is kept. Only you and the platform team can see it."))
    return Response(_page(organisation, document=form), 422)


@bp.get("/desk/<slug>/documents/<int(max=2147483647):document_id>")
def document(slug: str, document_id: int) -> Response:
    """The file, as a download that nothing in it can act from."""
    found: Document = access.found()
    path = _folder() / found.key
    if not path.is_file():
        raise NotFound
    file = BytesIO(path.read_bytes())
    answer = send_file(file, mimetype=found.mime, as_attachment=True, download_name=found.filename)
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


@bp.post("/desk/<slug>/documents/<int(max=2147483647):document_id>/removal")
def remove_document(slug: str, document_id: int) -> BaseResponse:
    rules.remove_document(access.found(), _folder())
    return _done(slug, _("The document is removed."))


def _open() -> Organisation:
    """The association, when its papers can be changed. Raises ProfileLocked."""
    organisation: Organisation = access.found()
    if not profiles.may_change(organisation, "papers"):
        raise ProfileLocked(state=organisation.status)
    return organisation


def _done(slug: str, words: str) -> BaseResponse:
    db.session.commit()
    flash(words, "success")
    return redirect(url_for("joining.papers", slug=slug), 303)


def _folder() -> Path:
    return Path(current_app.config["AWN_INSTANCE"]) / "uploads" / "documents"
