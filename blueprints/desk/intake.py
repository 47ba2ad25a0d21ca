"""Lists as associations already have them: a pasted message or a file, mended in a preview, saved at once."""

from io import BytesIO
from typing import Any

from flask import Response, flash, make_response, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_login import current_user
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as BaseResponse
from wtforms import FileField, TextAreaField

from blueprints.desk import bp, shown
from blueprints.desk.preview import PreviewForm, preview_of
from blueprints.desk.several import say_what_went
from blueprints.desk.words import EXAMPLES
from blueprints.toolkit import access, rules
from blueprints.toolkit.errors import error_page
from blueprints.toolkit.formats import number
from blueprints.toolkit.forms import Form, required
from blueprints.toolkit.htmx import varied
from blueprints.toolkit.language import lang
from blueprints.toolkit.limits import LIST, limiter, reader
from blueprints.toolkit.messages import say
from domain.db import db
from domain.errors import RuleBroken
from domain.listing import editing, states
from domain.listing.proposals import MOST
from domain.lists.message import parse_message
from domain.lists.rows import Parsed
from domain.lists.sheet import read_needs
from domain.lists.table import BYTES_MOST, FileTooLarge
from domain.lists.template import template, template_csv
from domain.organisations import LISTED


class PasteForm(Form):
    """A message as it was sent."""

    message = TextAreaField(_l("Your message"), [required()], render_kw={"rows": "12", "dir": "auto"})


class ImportForm(Form):
    """A file as the office saved it."""

    file = FileField(_l("Your file"))

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.file.flags.required = True


@bp.get("/desk/<slug>/paste")
def paste(slug: str) -> str:
    return _paste(PasteForm())


def _paste(form: PasteForm) -> str:
    return render_template("desk/paste.html", form=form, example=EXAMPLES[lang()], **shown.about(access.found()))


@bp.post("/desk/<slug>/paste")
@limiter.limit(LIST, key_func=reader)
def paste_preview(slug: str) -> BaseResponse:
    form = PasteForm()
    if not form.validate():
        return varied(_paste(form), 422)
    parsed = parse_message(form.message.data)
    if not parsed.rows:
        form.message.errors = [_("No need could be read here. Write each on its own line, with its quantity.")]
        return varied(_paste(form), 422)
    return _first_preview(parsed)


@bp.get("/desk/<slug>/import")
def import_file(slug: str) -> str:
    return _import(ImportForm())


def _import(form: ImportForm) -> str:
    return render_template("desk/import.html", form=form, **shown.about(access.found()))


@bp.post("/desk/<slug>/import")
@limiter.limit(LIST, key_func=reader)
def import_preview(slug: str) -> BaseResponse:
    form, sent = ImportForm(), request.files.get("file")
    if not form.validate() or sent is None or not sent.filename:
        form.file.errors = [_("Choose a file first.")]
        return varied(_import(form), 422)
    with sent.stream as stream:
        data = stream.read(BYTES_MOST + 1)
    try:
        parsed = read_needs(sent.filename, data)
    except RuleBroken as broken:
        form.refuse("file", broken)
        return varied(_import(form), 422)
    if not parsed.rows:
        form.file.errors = [_("No need could be read in this file. Each row needs a thing and its quantity.")]
        return varied(_import(form), 422)
    return _first_preview(parsed)


@bp.errorhandler(RequestEntityTooLarge)
def too_large(error: RequestEntityTooLarge) -> Response:
    """A file that was refused before it was read: said at its field, as every other refusal."""
    organisation = rules.ones_association((request.view_args or {}).get("slug", ""))
    if request.endpoint != "desk.import_preview" or organisation is None:
        return error_page(413)
    form = ImportForm(formdata=None)
    form.refuse("file", FileTooLarge(limit=BYTES_MOST))
    return make_response(render_template("desk/import.html", form=form, **shown.about(organisation)), 413)


def _first_preview(parsed: Parsed) -> BaseResponse:
    return varied(_preview(preview_of(parsed), left_out=max(0, len(parsed.rows) - MOST)))


def _preview(form: PreviewForm, left_out: int = 0) -> str:
    return render_template("desk/preview.html", form=form, left_out=left_out, most=MOST, **shown.about(access.found()))


@bp.post("/desk/<slug>/rows")
@limiter.limit(LIST, key_func=reader)
def save_rows(slug: str) -> BaseResponse:
    form, organisation = PreviewForm(), access.found()
    if not form.validate():
        return varied(_preview(form), 422)
    try:
        made = editing.add(organisation, form.entries(), form.key.data, actor_id=current_user.id)
        went, stayed = [], []
        if "forward" in request.form and organisation.status in LISTED:
            went, stayed = states.put_several_forward([need.id for need in made], actor_id=current_user.id)
        db.session.commit()
    except RuleBroken as broken:
        db.session.rollback()
        form.form_errors.append(say(broken))
        return varied(_preview(form), 422)
    if made:
        many = len(made)
        flash(ngettext("%(n)s need is on your list.", "%(n)s needs are on your list.", many, n=number(many)), "success")
    else:
        flash(_("This list was saved already: nothing was saved twice."), "info")
    say_what_went(went, stayed)
    return redirect(url_for("desk.show", slug=slug), 303)


@bp.get("/desk/<slug>/template.<any(xlsx, csv):kind>")
def template_file(slug: str, kind: str) -> Response:
    data = template(lang()) if kind == "xlsx" else template_csv(lang())
    return send_file(BytesIO(data), as_attachment=True, download_name=f"awn-{lang()}.{kind}")
