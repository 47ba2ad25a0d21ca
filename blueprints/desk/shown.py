"""The desk's pages and parts of pages, as several of its routes answer them."""

from typing import Any

from flask import Response, flash, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from blueprints.desk.forms import RowForm, SeveralForm, in_words
from blueprints.toolkit.compression import chosen, compressed
from blueprints.toolkit.htmx import go_to, varied, wants_fragment
from domain import pledges, redrafts
from domain.listing import rows
from domain.listing.editing import BEFORE_BOARD, ON_BOARD
from domain.listing.entries import Entry, entry_of
from domain.needs import Need
from domain.organisations import LISTED, Organisation

EDITABLE = (*BEFORE_BOARD, *ON_BOARD)


def list_page(organisation: Organisation, several: SeveralForm | None = None, ticked: list[int] | None = None) -> str:
    """The list, or the rows that have come to their end."""
    ended = "ended" in request.args
    states = rows.ENDED if ended else rows.IN_HAND
    page = rows.read_page(organisation.id, states, request.args.get("page", 1, type=int))
    if ticked is None and "tick" in request.args:
        ticked = [need.id for need in page.rows]
    return render_template(
        "desk/page.html",
        page=page,
        ended=ended,
        ended_count=page.many(rows.ENDED),
        reasons=rows.reasons(page.rows),
        several=several or SeveralForm(formdata=None),
        ticked=ticked or [],
        arriving=len(pledges.incoming(organisation.id)),
        redrafted=len(redrafts.in_force_at(organisation.id)),
        **about(organisation),
    )


def about(organisation: Organisation) -> dict[str, Any]:
    """What each row's buttons depend on."""
    return {"organisation": organisation, "approved": organisation.status in LISTED, "editable": EDITABLE}


def row(need: Need, notice: str = "", *, done: str = "", status: int = 200) -> Response:
    """One fresh row. `notice` says why nothing was done, `done` what was."""
    reason = rows.reasons([need]).get(need.id)
    words = {"reason": reason, "notice": notice, "done": done, **about(need.organisation)}
    return small(render_template("desk/_row_alone.html", need=need, **words), status)


def edit(need: Need, form: RowForm, *, status: int = 200, overtaken: bool = False) -> Response:
    """The row's form: in its place, or a page. `overtaken`: somebody else saved meanwhile; both are shown."""
    theirs = _differences(need, form) if overtaken else None
    template = "desk/_edit.html" if wants_fragment() else "desk/edit.html"
    by = rows.last_edit(need.id) if overtaken else None
    words = {"form": form, "theirs": theirs, "by": by, "focus": wants_fragment(), **about(need.organisation)}
    return small(render_template(template, need=need, **words), status)


def _differences(need: Need, form: RowForm) -> list[tuple[str, str, str]]:
    """Where what was saved meanwhile differs from what was typed: the field, theirs, yours."""
    present: Entry = entry_of(need)
    typed, saved = in_words(form.wanted(), form.edition.choices), in_words(present, form.edition.choices)
    return [(str(form[name].label.text), saved[name], typed[name]) for name in saved if saved[name] != typed[name]]


def small(body: str, status: int = 200) -> Response:
    """An answer of a row's size, compressed as well as can be: it is what is sent again and again from the field."""
    response = varied(body, status)
    encoding = chosen()
    if status < 400 and wants_fragment() and encoding != "identity":
        response.data = compressed(response.data, encoding, quality=11)
        response.headers["Content-Encoding"] = encoding
        response.vary.add("Accept-Encoding")
    return response


def back_to(need: Need, said: str, kind: str = "success") -> BaseResponse:
    """To the page on which the row stands now, with a word."""
    flash(said, kind)
    number = rows.page_of(need)
    ended = "" if need.status in rows.ENDED else None
    page = number if number > 1 else None
    return go_to(url_for("desk.show", slug=need.organisation.slug, ended=ended, page=page, _anchor=f"need-{need.id}"))
