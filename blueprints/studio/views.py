"""An association as the platform team sees it: its profile, what can be decided on it, the talks with it."""

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from blueprints.studio import bp
from blueprints.studio.contacts import about, record
from blueprints.studio.forms import DecisionForm, ReasonForm, TalkForm
from blueprints.studio.queue import around, read_filters
from blueprints.toolkit import access
from blueprints.toolkit.htmx import address
from blueprints.toolkit.messages import say
from blueprints.toolkit.rules import any_association
from domain import contacts, organisations, papers, profiles, reviews, teams, unions, vouches
from domain.db import db
from domain.errors import RuleBroken
from domain.organisations import STATES, Organisation
from domain.phones import display_phone

QUERY_MOST = 80  # characters
# Each decision: what its button says, and what is said once it is taken.
WORDS: dict[str, tuple[LazyString, LazyString]] = {
    "review": (_l("Begin the review"), _l("You are reviewing it. Others see that.")),
    "approval": (_l("Approve"), _l("Approved. The association is on the platform, and it was told.")),
    "return": (_l("Return it to be changed"), _l("Returned. The association reads your reason and can change it.")),
    "rejection": (_l("Refuse"), _l("Refused. The association reads your reason.")),
    "trust": (_l("Trust it: it publishes without review"), _l("Trusted. It now publishes without review.")),
    "distrust": (_l("Review its needs again"), _l("Its needs are reviewed again before they are published.")),
    "suspension": (_l("Suspend"), _l("Suspended. Its needs are off the board, and it was told.")),
    "lifting": (_l("End the suspension"), _l("It is back, and so are the needs that the suspension had paused.")),
}


@bp.get("/studio/associations")
def associations() -> str:
    asked = request.args.get("q", "").replace("\0", "")[:QUERY_MOST].strip()
    state = request.args.get("state", "") if request.args.get("state") in STATES else ""
    found = reviews.associations(asked, state)
    return render_template("studio/associations.html", asked=asked, state=state, found=found)


@bp.get("/studio/associations/<slug>")
def association(slug: str) -> str:
    return _association_page(access.found())


def _association_page(
    organisation: Organisation, form: ReasonForm | None = None, decision: str = "", refused: RuleBroken | None = None,
    *, talk: TalkForm | None = None,
) -> str:  # fmt: skip
    members = teams.members_of(organisation.id)
    return render_template(
        "studio/association.html",
        organisation=organisation,
        members=[(one, display_phone(one.person.phone or ""), one.person.email) for one in members],
        is_own=organisations.is_member(current_user.id, organisation.id),
        missing=profiles.missing(organisation),
        statuses=papers.status_history(organisation.id),
        documents=papers.documents_of(organisation.id),
        vouches=vouches.vouches_for(organisation.id),
        vouches_wanted=vouches.WANTED,
        partners=unions.public_partners(organisation.id),
        history=reviews.history_of("organisation", organisation.id),
        decisions=reviews.decisions_on(organisation),
        wants_reason={name for name, one in reviews.DECISIONS.items() if one.wants_reason},
        words=WORDS,
        form=form or ReasonForm(formdata=None),
        decision=decision,
        refused=say(refused) if refused else None,
        looking=reviews.reviewers("organisation", [organisation.id]).get(organisation.id),
        **around("association", organisation.id),
        **about(organisation, talk),
    )


@bp.post(
    "/studio/associations/<slug>"
    "/<any(review, approval, return, rejection, trust, distrust, suspension, lifting):decision>"
)
def decide(slug: str, decision: str) -> BaseResponse:
    organisation: Organisation = access.found()
    wants_reason = reviews.DECISIONS[decision].wants_reason
    form = ReasonForm() if wants_reason else DecisionForm()
    if not form.validate():
        return Response(_association_page(organisation, form, decision), 422)
    try:
        reason = form.reason.understood if wants_reason else ""
        reviews.decide(organisation.id, decision, reason, actor_id=current_user.id)
    except RuleBroken as broken:
        db.session.rollback()
        kept = form if wants_reason else None
        return Response(_association_page(any_association(slug), kept, decision, broken), 409)
    db.session.commit()
    flash(WORDS[decision][1], "success")
    return redirect(address("studio.association", {"slug": slug}, read_filters().query), 303)


@bp.post("/studio/associations/<slug>/contacts")
def record_contact(slug: str) -> BaseResponse:
    """Write down a talk with the association."""
    organisation: Organisation = access.found()
    form = TalkForm().offer(contacts.team(), current_user.id)
    if not form.validate() or not record(organisation, form):
        return Response(_association_page(organisation, talk=form), 422)
    flash(_("Written down."), "success")
    return redirect(url_for("studio.association", slug=slug, _anchor="contacts"), 303)
