"""The steps of a profile: who, where, what it does. Each is saved for itself, so it can be left and taken up again."""

from typing import Any

from flask import Response, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from blueprints.joining import bp
from blueprints.joining.forms import AboutForm, CommuneForm, PlaceForm, WhoForm
from blueprints.toolkit import access
from blueprints.toolkit.formats import year
from blueprints.toolkit.forms import Form
from blueprints.toolkit.htmx import varied, wants_fragment
from blueprints.toolkit.language import lang
from domain import communes, profiles
from domain.db import db
from domain.organisations import Organisation
from domain.places import Commune

QUERY_MOST = 80  # characters


@bp.get("/desk/<slug>/profile/<any(who, where, about):step>")
def step(slug: str, step: str) -> str | Response:
    organisation = access.found()
    form = _form(organisation, step, fresh=True)
    if step == "where" and wants_fragment():
        return varied(render_template("joining/_communes.html", form=form, asked=_asked(), organisation=organisation))
    return _page(organisation, step, form)


@bp.post("/desk/<slug>/profile/<any(who, where, about):step>")
def save_step(slug: str, step: str) -> BaseResponse:
    organisation = access.found()
    form = _form(organisation, step, fresh=False)
    if not form.validate():
        return Response(_page(organisation, step, form), 422)
    by_team = _by_team(organisation)
    SAVE[step](organisation.id, form, actor_id=current_user.id, by_team=by_team)
    db.session.commit()
    flash(_("Saved."), "success")
    if organisation.status != "started":
        return redirect(url_for("joining.profile", slug=slug), 303)
    following = profiles.STEPS[profiles.STEPS.index(step) + 1]
    if following == "papers":
        return redirect(url_for("joining.papers", slug=slug), 303)
    return redirect(url_for("joining.step", slug=slug, step=following), 303)


def _page(organisation: Organisation, step: str, form: Form) -> str:
    return render_template(
        f"joining/{step}.html",
        organisation=organisation,
        form=form,
        at=step,
        missing=profiles.missing(organisation),
        by_team=_by_team(organisation),
        open=profiles.may_change(organisation, step, by_team=_by_team(organisation)),
        asked=_asked(),
        provinces=communes.provinces(lang()) if isinstance(form, CommuneForm) else {},
    )


def _by_team(organisation: Organisation) -> bool:
    """Whether the reader corrects this profile for the platform team."""
    return not current_user.acts_for(organisation.id)


def _form(organisation: Organisation, step: str, *, fresh: bool) -> Form:
    """The step's form: as the association stands (`fresh`), or as it was sent."""
    known: dict[str, Any] = {"formdata": None, "data": _known(organisation)} if fresh else {}
    if step == "who":
        return WhoForm(**known)
    if step == "about":
        return AboutForm(**known)
    if current_app.config["AWN_COUNTRY"] != "MA":
        return PlaceForm(**known)
    return CommuneForm(communes.by_province(_choice_of_communes(organisation), lang()), **known)


def _known(organisation: Organisation) -> dict[str, object]:
    names = ("name", "name_latin", "kind", "fields", "size", "founded", "locality", "about", "contact_policy")
    known = {name: getattr(organisation, name) for name in names}
    if organisation.founded:
        known["founded"] = year(organisation.founded)
    return known | {"region": organisation.region_code, "commune": organisation.commune_code}


def _asked() -> dict[str, str]:
    """What the reader looks for among the communes."""
    args = request.args
    return {"q": args.get("q", "")[:QUERY_MOST].strip(), "province": args.get("province", "")[:QUERY_MOST]}


def _choice_of_communes(organisation: Organisation) -> list[Commune]:
    """The communes that were looked for, the one that was chosen, and the one that stands."""
    codes = {request.form.get("commune", ""), organisation.commune_code or ""} - {""}
    chosen = [row for code in sorted(codes) if (row := db.session.get(Commune, code[:16]))]
    return chosen + [row for row in communes.find(**_asked()) if row not in chosen]


def _save_who(organisation_id: int, form: WhoForm, **by: Any) -> None:
    profiles.describe(
        organisation_id,
        name=form.name.understood,
        name_latin=form.name_latin.understood,
        kind=form.kind.data,
        fields=form.fields.data,
        size=form.size.data,
        founded=form.founded.understood,
        **by,
    )


def _save_where(organisation_id: int, form: CommuneForm | PlaceForm, **by: Any) -> None:
    if isinstance(form, CommuneForm):
        profiles.settle(organisation_id, commune_code=form.commune.data, **by)
    else:
        profiles.settle(organisation_id, region_code=form.region.data, locality=form.locality.understood, **by)


def _save_about(organisation_id: int, form: AboutForm, **by: Any) -> None:
    about, contact_policy = form.about.understood, form.contact_policy.understood
    profiles.present(organisation_id, about=about, contact_policy=contact_policy, **by)


SAVE = {"who": _save_who, "where": _save_where, "about": _save_about}
