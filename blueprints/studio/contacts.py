"""The contact log: what was said with associations, the next steps that wait, whom to call."""

import secrets

from flask import flash, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from blueprints.studio import bp
from blueprints.studio.forms import TalkForm
from blueprints.studio.queue import read_region, regions
from blueprints.toolkit import access
from blueprints.toolkit.htmx import address, go_to, varied, wants_fragment
from blueprints.toolkit.paging import row_number
from domain import calls, contacts
from domain.contacts import Contact
from domain.db import db
from domain.errors import RuleBroken
from domain.organisations import Organisation

FIELD_OF: dict[type[RuleBroken], str] = {
    contacts.NothingSaid: "said",
    contacts.StepWithoutDay: "next_on",
    contacts.StepDayOutside: "next_on",
    contacts.NotOfTheTeam: "next_by",
}


@bp.get("/studio/contacts", endpoint="contacts")
def index() -> BaseResponse:
    """Next steps, whom to call, and the whole log; `whose=all` shows everybody's steps."""
    region, home = read_region()
    mine = request.args.get("whose") != "all"
    entries, after = contacts.page(region=region, after=row_number(request.args))
    more = _address(request.args.get("region", ""), after=str(after)) if after else None
    if wants_fragment() and "after" in request.args:
        return varied(render_template("studio/_talks.html", entries=entries, more=more, named=True))
    steps = contacts.open_steps(current_user.id if mine else None, region=region)
    suggested = calls.suggested(region)
    called = {one.organisation_id for one in steps} | {one.organisation.id for one in suggested}
    return varied(
        render_template(
            "studio/contacts.html",
            steps=steps,
            suggested=suggested,
            entries=entries,
            more=more,
            mine=mine,
            region=region,
            home=home,
            regions=regions(),
            asked_region=request.args.get("region", ""),
            phones=contacts.phones_of(called),
            key=secrets.token_urlsafe(12),
            named=True,
        )  # fmt: skip
    )


def _address(region: str, **query: str) -> str:
    return address("studio.contacts", None, {**({"region": region} if region else {}), **query})


def about(organisation: Organisation, form: TalkForm | None = None) -> dict[str, object]:
    """What an association's page in the studio shows of the talks with it: `form` as it was typed, or a fresh one,
    which ends the step or corrects the entry that the address names."""
    entries, after = contacts.page(organisation.id, after=row_number(request.args))
    more = address("studio.association", {"slug": organisation.slug}, {"after": str(after)}) if after else None
    if form is None:
        ends, corrects = _entry("ends", organisation), _entry("corrects", organisation)
        form = TalkForm(
            formdata=None, key=secrets.token_urlsafe(12), ends=ends.id if ends else "",
            corrects=corrects.id if corrects else "",
        )  # fmt: skip
        if corrects is not None:
            form.way.data, form.outcome.data, form.said.data = corrects.way, corrects.outcome, corrects.said
    form.offer(contacts.team(), current_user.id)
    return {
        "talk": form, "entries": entries, "more": more, "steps": contacts.open_steps(organisation_id=organisation.id),
        "fresh_key": secrets.token_urlsafe(12),
    }  # fmt: skip


def _entry(name: str, organisation: Organisation) -> Contact | None:
    """The entry of this association that the address or the form names."""
    number = row_number(request.values, name)
    found = db.session.get(Contact, number) if number else None
    return found if found is not None and found.organisation_id == organisation.id else None


def record(organisation: Organisation, form: TalkForm) -> bool:
    """Write a valid form's talk down; False when the rules refuse, which its fields then say."""
    ends, corrects = _entry("ends", organisation), _entry("corrects", organisation)
    try:
        contacts.record(
            organisation.id, form.talk, form.key.data, actor_id=current_user.id,
            corrects=corrects.id if corrects else None, ends=ends.id if ends else None,
        )  # fmt: skip
    except RuleBroken as broken:
        db.session.rollback()
        if type(broken) not in FIELD_OF:
            raise
        form.refuse(FIELD_OF[type(broken)], broken)
        return False
    db.session.commit()
    return True


@bp.post("/studio/associations/<slug>/contacts/no-answer")
def no_answer(slug: str) -> BaseResponse:
    """Nobody answered: written down with one tap, from a list or from the association's page."""
    organisation, key = access.found(), request.form.get("key", "")[:40]
    if not key:
        raise contacts.ContactKeyOfAnother
    made = contacts.no_answer(organisation.id, f"{key}-{organisation.id}", actor_id=current_user.id)
    db.session.commit()
    if wants_fragment():
        return varied(render_template("studio/_stepped.html", step=made))
    flash(_("Written down. The next try is among the next steps."), "success")
    return go_to(_back(slug))


@bp.post("/studio/contacts/<int(max=2147483647):contact_id>/done")
def finish_step(contact_id: int) -> BaseResponse:
    slug = access.found().organisation.slug
    done = contacts.finish(contact_id, actor_id=current_user.id)
    db.session.commit()
    if wants_fragment():
        return varied(render_template("studio/_stepped.html", step=done))
    flash(_("Done. Well done!"), "success")
    return go_to(_back(slug))


def _back(slug: str) -> str:
    """To the page from which it was tapped: the association's, or the log."""
    if request.form.get("from") == "association":
        return url_for("studio.association", slug=slug, _anchor="contacts")
    return url_for("studio.contacts", whose="all" if request.form.get("from") == "all" else None)
