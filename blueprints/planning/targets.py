"""The targets of an edition in a grid of items × regions: shown whole, an item at a time, or a region at a time."""

from dataclasses import dataclass, field

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from blueprints.planning import bp, shown, words
from blueprints.planning.forms import seen
from blueprints.toolkit import access
from blueprints.toolkit.formats import digits, number
from blueprints.toolkit.messages import say
from domain.campaigns import Edition
from domain.catalogue import items
from domain.db import db
from domain.errors import RuleBroken
from domain.planning import targets as rules
from domain.planning.plan import PlanChanged
from domain.planning.targets import MOST, Cell, Grid, Standing
from domain.text import parse_quantity

TYPED_MOST = 40  # characters


@dataclass(slots=True)
class TargetField:
    """One cell that can be typed in. `theirs` is what somebody else saved there meanwhile."""

    item: str
    region: str | None
    data: str
    standing: Standing
    understood: int | None = None
    errors: list[str] = field(default_factory=list)
    theirs: str = ""

    @property
    def name(self) -> str:
        return f"t.{self.item}.{self.region or ''}"

    @property
    def id(self) -> str:
        return f"t-{self.item}-{self.region or 'all'}"

    def read(self) -> None:
        """Understand what was typed; empty and 0 are no target."""
        try:
            self.understood = parse_quantity(self.data, MOST) if self.data.strip() else None
        except RuleBroken as broken:
            self.errors = [say(broken)]


class View:
    """What of the grid is in the reader's hands: `item` or `region` alone, `is_whole` for all, else the overview."""

    def __init__(self, edition: Edition) -> None:
        asked = request.values
        self.item = asked.get("item", "") if asked.get("item") in items() else ""
        self.region = asked.get("region", "") if asked.get("region") in words.regions() else ""
        self.is_whole = asked.get("view") == "grid" and not self.item and not self.region
        self.by_region = asked.get("view") == "regions"
        self.grid = Grid(edition, list(words.regions()))
        if self.item and self.item not in self.grid.items:
            self.grid.items.append(self.item)

    @property
    def address(self) -> dict[str, str | None]:
        return {"item": self.item or None, "region": self.region or None, "view": "grid" if self.is_whole else None}

    def fields(self) -> dict[Cell, TargetField]:
        """The cells in the reader's hands, as they are saved."""
        chosen = [self.item] if self.item else self.grid.items
        columns: list[str | None] = [self.region] if self.region else [None, *self.grid.regions]
        return {(item, region): self._field(item, region) for item in chosen for region in columns}

    def _field(self, item: str, region: str | None) -> TargetField:
        wanted = self.grid.wanted.get((item, region))
        standing = self.grid.cell(item, region) if region else self.grid.of_item(item)
        return TargetField(item, region, digits(wanted) if wanted else "", standing)


@bp.get("/studio/campaigns/<edition_slug>/targets")
def targets(edition_slug: str) -> BaseResponse:
    edition: Edition = access.found()
    view = View(edition)
    return _page(edition, view, view.fields())


def _page(edition: Edition, view: View, cells: dict[Cell, TargetField], status: int = 200) -> BaseResponse:
    wrong = [one for one in cells.values() if one.errors]
    others = [code for code in items() if code not in view.grid.items]
    given = {"view": view, "grid": view.grid, "cells": cells, "wrong": wrong, "others": others}
    return shown.page("targets", edition, status, overtaken=status == 409, **given)


@bp.post("/studio/campaigns/<edition_slug>/targets")
def set_targets(edition_slug: str) -> BaseResponse:
    edition: Edition = access.found()
    view = View(edition)
    cells = _sent(view)
    if any(one.errors for one in cells.values()):
        return _page(edition, view, cells, 422)
    wanted = {cell: one.understood for cell, one in cells.items() if one.name in request.form}
    try:
        many = rules.set_targets(edition.id, seen(), wanted, frozenset(words.regions()), actor_id=current_user.id)
    except PlanChanged:
        return _overtaken(edition, cells)
    db.session.commit()
    say_saved(many)
    return redirect(url_for("planning.targets", edition_slug=edition_slug, **_next(view)), 303)


def _next(view: View) -> dict[str, str | None]:
    """Where the reader goes on: whoever fills in one item after the other, or one region, stays on that way."""
    return {"view": "regions"} if view.region else {"view": "grid"} if view.is_whole else {}


def say_saved(many: int) -> None:
    """How many targets changed."""
    if many:
        flash(ngettext("%(n)s target changed.", "%(n)s targets changed.", many, n=number(many)), "success")
    else:
        flash(_("Nothing changed."), "info")


def _sent(view: View) -> dict[Cell, TargetField]:
    """The cells in the reader's hands with what was typed in those that were sent."""
    cells = view.fields()
    for one in cells.values():
        if one.name in request.form:
            one.data = request.form[one.name][:TYPED_MOST]
            one.read()
    return cells


def _overtaken(edition: Edition, typed: dict[Cell, TargetField]) -> BaseResponse:
    """What somebody else saved stands beside what was typed here; the next click saves the latter, knowingly."""
    fresh = shown.fresh(edition.id)
    view = View(fresh)
    for cell, saved in view.fields().items():
        if cell in typed and (typed[cell].understood or 0) != (view.grid.wanted.get(cell) or 0):
            typed[cell].theirs = saved.data or "–"
    return _page(fresh, view, typed, 409)
