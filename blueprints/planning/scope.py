"""What an edition asks for and where it goes when: its catalogue, its stages by region."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse
from wtforms import SelectMultipleField

from blueprints.planning import bp, shown, words
from blueprints.planning.forms import home, seen
from blueprints.toolkit import access, labels
from blueprints.toolkit.days import DayField, typed_day
from blueprints.toolkit.forms import Form, LineField
from blueprints.toolkit.language import lang
from blueprints.toolkit.messages import say
from blueprints.toolkit.paging import row_number
from domain.campaigns import Edition
from domain.catalogue import CATEGORIES, items
from domain.db import db
from domain.errors import RuleBroken
from domain.planning import editions
from domain.planning import stages as rules
from domain.planning.plan import PlanChanged
from domain.stages import Stage

# --- the catalogue ----------------------------------------------------------------------------------------------------


@bp.get("/studio/campaigns/<edition_slug>/catalogue")
def catalogue(edition_slug: str) -> BaseResponse:
    edition: Edition = access.found()
    return _catalogue(edition, list(edition.items))


def _catalogue(edition: Edition, chosen: list[str], status: int = 200) -> BaseResponse:
    groups = [(one, [item for item in items().values() if item.category == one]) for one in CATEGORIES]
    theirs = [labels.item_name(code) for code in edition.items] if status == 409 else []
    return shown.page(
        "catalogue", edition, status, groups=groups, chosen=set(chosen), theirs=theirs, overtaken=status == 409
    )


@bp.post("/studio/campaigns/<edition_slug>/catalogue")
def choose_items(edition_slug: str) -> BaseResponse:
    edition, chosen = access.found(), request.form.getlist("item")
    try:
        editions.choose_items(edition.id, seen(), chosen, actor_id=current_user.id)
    except PlanChanged:
        return _catalogue(shown.fresh(edition.id), chosen, 409)
    db.session.commit()
    flash(_("Saved."), "success")
    return redirect(url_for("planning.show", edition_slug=edition_slug), 303)


# --- stages -----------------------------------------------------------------------------------------------------------


class StageForm(Form):
    """One stage."""

    name_ar = LineField(_l("Name in Arabic"), limit=rules.NAME_MOST)
    name_fa = LineField(_l("Name in Persian"), limit=rules.NAME_MOST)
    name_fr = LineField(_l("Name in French"), limit=rules.NAME_MOST)
    name_en = LineField(_l("Name in English"), limit=rules.NAME_MOST)
    starts_on = DayField(_l("First day"))
    ends_on = DayField(_l("Last day"))
    regions = SelectMultipleField(_l("Regions"), validate_choice=False)

    def __init__(self, place: int, **options: Any) -> None:
        super().__init__(prefix=f"s{place}-", meta={"csrf": False}, **options)
        self.place = place
        self.regions.choices = [(code, one.name(lang())) for code, one in words.regions().items()]

    @property
    def main_name(self) -> Any:
        return self[f"name_{home()}"]

    @property
    def other_names(self) -> list[Any]:
        return [self[f"name_{one}"] for one in editions.LANGUAGES if one != home()]

    @property
    def is_empty(self) -> bool:
        """Whether nobody wrote anything in it."""
        return not any((field.data or "") for field in self)

    def stage(self) -> Stage:
        """What was understood."""
        names = {one: str(self[f"name_{one}"].understood or "") for one in editions.LANGUAGES}
        known = words.regions()
        chosen = tuple(code for code in known if code in (self.regions.data or []))
        starts_on: Any = self.starts_on.understood
        ends_on: Any = self.ends_on.understood
        return Stage(chosen, starts_on, ends_on, names)


def _saved_rows(edition: Edition) -> list[StageForm]:
    return [
        StageForm(
            place,
            formdata=None,
            data={
                **{f"name_{one}": stage.names.get(one, "") for one in editions.LANGUAGES},
                "starts_on": typed_day(stage.starts_on),
                "ends_on": typed_day(stage.ends_on),
                "regions": list(stage.regions),
            },
        )
        for place, stage in enumerate(edition.stages)
    ]


def _sent_rows() -> list[StageForm]:
    many = row_number(request.form, "many") or 0
    return [StageForm(place) for place in range(min(many, rules.MOST + 1))]


@bp.get("/studio/campaigns/<edition_slug>/stages")
def stages(edition_slug: str) -> BaseResponse:
    edition: Edition = access.found()
    rows = _saved_rows(edition)
    return _stages(edition, rows or [StageForm(0, formdata=None)])


def _stages(
    edition: Edition, rows: list[StageForm], status: int = 200, refused: RuleBroken | None = None
) -> BaseResponse:
    chosen = {code for row in rows for code in (row.regions.data or [])}
    return shown.page(
        "stages",
        edition,
        status,
        rows=rows,
        most=rules.MOST,
        left=[one.name(lang()) for code, one in words.regions().items() if code not in chosen],
        overtaken=status == 409,
        has_errors=any(row.errors for row in rows),
        refused=say(refused) if refused else None,
    )


@bp.post("/studio/campaigns/<edition_slug>/stages")
def set_stages(edition_slug: str) -> BaseResponse:
    edition, rows = access.found(), _sent_rows()
    if {"add", "drop", "up"} & request.form.keys():
        return _stages(edition, _rearranged(rows))
    sound = [row.validate() for row in rows]
    kept = [row for row in rows if not row.is_empty]
    if not all(sound) or _refuse(edition, kept):
        return _stages(edition, rows, 422)
    try:
        rules.set_stages(edition.id, seen(), [row.stage() for row in kept], actor_id=current_user.id)
    except PlanChanged:
        return _stages(shown.fresh(edition.id), rows, 409)
    except RuleBroken as broken:
        return _stages(shown.fresh(edition.id), rows, 422, broken)
    db.session.commit()
    flash(_("Saved."), "success")
    return redirect(url_for("planning.show", edition_slug=edition_slug), 303)


def _refuse(edition: Edition, rows: list[StageForm]) -> bool:
    """Say at each field what is wrong with it; whether anything is."""
    refused = rules.check(edition, [row.stage() for row in rows])
    for place, field, broken in refused:
        rows[place].refuse(field, broken)
    return bool(refused)


def _rearranged(rows: list[StageForm]) -> list[StageForm]:
    """One more stage at the end, one off, or one moved before the one above it: shown, and not saved yet."""
    places = list(range(len(rows)))
    place = row_number(request.form, "drop" if "drop" in request.form else "up")
    chosen = place if place in places else None
    if chosen is not None and "drop" in request.form:
        places.remove(chosen)
    elif chosen:
        places[chosen - 1 : chosen + 1] = [chosen, chosen - 1]
    data: list[dict[str, Any]] = [{field.short_name: field.data for field in rows[one]} for one in places]
    if "add" in request.form or not data:
        data.append({})
    return [StageForm(number, formdata=None, data=values) for number, values in enumerate(data)]
