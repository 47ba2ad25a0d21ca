"""Targets from a file: read, looked at, mended, saved."""

from io import BytesIO
from typing import Any

from flask import Response, redirect, request, send_file, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as BaseResponse
from wtforms import FileField

from blueprints.planning import bp, shown, words
from blueprints.planning.forms import seen
from blueprints.planning.targets import TYPED_MOST, say_saved
from blueprints.toolkit import access, labels
from blueprints.toolkit.errors import error_page
from blueprints.toolkit.formats import digits
from blueprints.toolkit.forms import Form
from blueprints.toolkit.language import lang
from blueprints.toolkit.limits import LIST, limiter, reader
from blueprints.toolkit.messages import say
from blueprints.toolkit.rules import any_edition
from domain.campaigns import Edition
from domain.catalogue import items
from domain.db import db
from domain.errors import RuleBroken
from domain.lists.table import BYTES_MOST, FileTooLarge, tidy
from domain.planning import targets as rules
from domain.planning.plan import PlanChanged
from domain.planning.target_files import EVERYWHERE, ROWS_MOST, SOURCE_MOST, TargetRow, read_targets
from domain.planning.target_template import template, template_csv
from domain.planning.targets import MOST, Cell
from domain.text import parse_quantity

_ALL = "all"  # how EVERYWHERE stands in a list to choose from, where "" is nothing chosen yet


class FileForm(Form):
    """A file as the office saved it."""

    file = FileField(_l("Your file"))

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.file.flags.required = True


class Row:
    """One row of the preview, as it was read or as it was sent back. `errors` by field: item, region, quantity."""

    def __init__(self, place: int, item: str, region: str, quantity: str, source: str, is_in: bool = True) -> None:
        self.place, self.item, self.region, self.quantity = place, item, region, quantity
        self.source, self.is_in = source, is_in
        self.errors: dict[str, str] = {}
        self.understood: int | None = None

    @property
    def cell(self) -> Cell:
        return self.item, None if self.region == _ALL else self.region

    def check(self, taken: set[Cell]) -> None:
        """Say at each field what is wrong with it. `taken` are the cells of the rows above."""
        if self.item not in items():
            self.errors["item"] = _("Choose what it is from the list.")
        if self.region != _ALL and self.region not in words.regions():
            self.errors["region"] = _("Choose the region from the list.")
        try:
            self.understood = parse_quantity(self.quantity, MOST)
        except RuleBroken as broken:
            self.errors["quantity"] = say(broken)
        if not self.errors and self.cell in taken:
            self.errors["item"] = _("A row above has the same item and region. Untick one of the two.")
        taken.add(self.cell)


def _judge(rows: list[Row]) -> list[Row]:
    """Check the ticked rows; those in which something is wrong."""
    taken: set[Cell] = set()
    for row in rows:
        if row.is_in:
            row.check(taken)
    return [row for row in rows if row.errors]


@bp.get("/studio/campaigns/<edition_slug>/targets/file")
def import_file(edition_slug: str) -> BaseResponse:
    return _import(access.found(), FileForm())


def _import(edition: Edition, form: FileForm, status: int = 200) -> Response:
    return shown.page("import", edition, status, form=form, megabytes=BYTES_MOST // 1_000_000)


@bp.post("/studio/campaigns/<edition_slug>/targets/file")
@limiter.limit(LIST, key_func=reader)
def import_preview(edition_slug: str) -> BaseResponse:
    edition, form, sent = access.found(), FileForm(), request.files.get("file")
    if not form.validate() or sent is None or not sent.filename:
        form.file.errors = [_("Choose a file first.")]
        return _import(edition, form, 422)
    with sent.stream as stream:
        data = stream.read(BYTES_MOST + 1)
    country = next(iter(words.regions())).partition("-")[0]
    try:
        found = read_targets(sent.filename, data, country)
    except RuleBroken as broken:
        form.refuse("file", broken)
        return _import(edition, form, 422)
    if not found:
        form.file.errors = [_("No target could be read in this file. Each row needs an item and its quantity.")]
        return _import(edition, form, 422)
    rows = [_read(place, one) for place, one in enumerate(found[:ROWS_MOST])]
    _judge(rows)
    return _preview(edition, rows, left_out=len(found) - len(rows))


def _read(place: int, one: TargetRow) -> Row:
    region = "" if one.region is None else one.region or _ALL
    return Row(place, one.item or "", region, digits(one.quantity) if one.quantity else "", one.source)


def _preview(
    edition: Edition, rows: list[Row], status: int = 200, *, left_out: int = 0, overtaken: bool = False
) -> Response:
    given = {"rows": rows, "wrong": [row for row in rows if row.errors], "left_out": left_out, "most": ROWS_MOST}
    names = {code: labels.item_name(code) for code in items()}
    places = {_ALL: words.region_name(None), **{code: one.name(lang()) for code, one in words.regions().items()}}
    return shown.page("preview", edition, status, overtaken=overtaken, names=names, places=places, **given)


@bp.post("/studio/campaigns/<edition_slug>/targets/rows")
@limiter.limit(LIST, key_func=reader)
def save_rows(edition_slug: str) -> BaseResponse:
    edition, rows = access.found(), _sent()
    if _judge(rows) or not any(row.is_in for row in rows):
        return _preview(edition, rows, 422)
    wanted = {row.cell: row.understood for row in rows if row.is_in}
    try:
        many = rules.set_targets(edition.id, seen(), wanted, frozenset(words.regions()), actor_id=current_user.id)
    except PlanChanged:
        return _preview(shown.fresh(edition.id), rows, 409, overtaken=True)
    db.session.commit()
    say_saved(many)
    return redirect(url_for("planning.targets", edition_slug=edition_slug), 303)


def _sent() -> list[Row]:
    many, form = request.form.get("many", ""), request.form
    places = range(min(int(many), ROWS_MOST) if many.isdecimal() and len(many) < 6 else 0)
    return [
        Row(
            place,
            form.get(f"r{place}-item", ""),
            form.get(f"r{place}-region", EVERYWHERE),
            form.get(f"r{place}-quantity", "")[:TYPED_MOST],
            tidy(form.get(f"r{place}-source", "")[:SOURCE_MOST]),
            f"r{place}-in" in form,
        )
        for place in places
    ]


@bp.errorhandler(RequestEntityTooLarge)
def too_large(error: RequestEntityTooLarge) -> Response:
    """A file that was refused before it was read: said at its field, as every other refusal."""
    edition = any_edition((request.view_args or {}).get("edition_slug", ""))
    mine = request.endpoint == "planning.import_preview" and access.admits(access.COORDINATOR)
    if edition is None or not mine:
        return error_page(413)
    form = FileForm(formdata=None)
    form.refuse("file", FileTooLarge(limit=BYTES_MOST))
    return _import(edition, form, 413)


@bp.get("/studio/campaigns/<edition_slug>/targets/template.<any(xlsx, csv):kind>")
def template_file(edition_slug: str, kind: str) -> Response:
    edition: Edition = access.found()
    made = template if kind == "xlsx" else template_csv
    data = made(edition, words.regions(), str(lang()))
    return send_file(BytesIO(data), as_attachment=True, download_name=f"{edition.slug}.{kind}")
