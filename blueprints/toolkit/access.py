"""Who may call what: one table, deny by default.

Each endpoint has a line: who, and the object rule that finds what the address names. A rule that finds nothing, or
something that is not the reader's, answers 404, so that nobody learns what exists. What it found is `found()`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask, abort, g, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from blueprints.toolkit.htmx import go_to, local_path
from blueprints.toolkit.rules import (
    any_association,
    any_comment,
    association_one_looks_after,
    association_one_owns,
    comment_on_ones_news,
    distribution_of_ones_association,
    document_one_may_read,
    edition,
    handed_in_need,
    holder_of_letters,
    invitation_of_link,
    invitation_to_ones_team,
    invitation_to_the_platform,
    listed_association,
    member_of_ones_team,
    need_on_ones_list,
    ones_association,
    ones_document,
    ones_list,
    ones_trusted_association,
    own_pledge,
    picture_one_may_see,
    pledge_seen_from_either_side,
    pledge_to_ones_association,
    post_but_a_draft,
    post_of_ones_association,
    post_one_may_read,
    public_need,
    public_post,
    renewal_link_of_ones_association,
    union_of_ones_association,
)
from domain.people import PLATFORM_TEAM

ANYONE = "anyone"  # signed in or not
PERSON = "person"  # signed in, a guest after a pledge included
ACCOUNT = "account"  # signed in with an account
COORDINATOR = "coordinator"  # a coordinator of the platform team, or an administrator


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may call an endpoint, and how its object is found (None when the address names none)."""

    who: str
    find: Callable[..., Any] | None = None


TABLE: dict[str, Rule] = {
    "home.index": Rule(ANYONE),
    "home.privacy": Rule(ANYONE),
    "home.healthz": Rule(ANYONE),
    "board.index": Rule(ANYONE),
    "board.show": Rule(ANYONE, public_need),
    "board.pledge_page": Rule(ANYONE, public_need),
    "board.pledge": Rule(ANYONE),  # the verb finds the need: it is the one statement that counts
    "board.waiting": Rule(ANYONE, public_need),
    "pledges.index": Rule(PERSON),
    "pledges.show": Rule(PERSON, pledge_seen_from_either_side),
    "pledges.withdraw": Rule(PERSON, own_pledge),
    "pledges.confirm": Rule(ACCOUNT, own_pledge),
    "pledges.prepare": Rule(PERSON, own_pledge),
    "pledges.hand_over": Rule(PERSON, own_pledge),
    "pledges.slip": Rule(PERSON, pledge_seen_from_either_side),
    "pledges.receive": Rule(ACCOUNT, pledge_to_ones_association),
    "pledges.report_missing": Rule(ACCOUNT, pledge_to_ones_association),
    "desk.show": Rule(ACCOUNT, ones_association),
    "desk.row": Rule(ACCOUNT, need_on_ones_list),
    "desk.edit": Rule(ACCOUNT, need_on_ones_list),
    "desk.save": Rule(ACCOUNT, need_on_ones_list),
    "desk.end": Rule(ACCOUNT, need_on_ones_list),
    "desk.step": Rule(ACCOUNT, need_on_ones_list),
    "desk.place": Rule(ACCOUNT, need_on_ones_list),
    "desk.new": Rule(ACCOUNT, ones_association),
    "desk.add": Rule(ACCOUNT, ones_association),
    "desk.set_deadline": Rule(ACCOUNT, ones_association),
    "desk.put_forward": Rule(ACCOUNT, ones_association),
    "desk.paste": Rule(ACCOUNT, ones_association),
    "desk.paste_preview": Rule(ACCOUNT, ones_association),
    "desk.import_file": Rule(ACCOUNT, ones_association),
    "desk.import_preview": Rule(ACCOUNT, ones_association),
    "desk.save_rows": Rule(ACCOUNT, ones_association),
    "desk.template_file": Rule(ACCOUNT, ones_list),
    "receiving.index": Rule(ACCOUNT, ones_association),
    "receiving.find": Rule(ACCOUNT, ones_association),
    "receiving.distributions": Rule(ACCOUNT, ones_association),
    "receiving.record": Rule(ACCOUNT, ones_association),
    "receiving.correct": Rule(ACCOUNT, distribution_of_ones_association),
    "renewals.manage": Rule(ACCOUNT, ones_association),
    "renewals.renew_all": Rule(ACCOUNT, ones_association),
    "renewals.make": Rule(ACCOUNT, ones_association),
    "renewals.revoke": Rule(ACCOUNT, renewal_link_of_ones_association),
    "renewals.show": Rule(ANYONE),  # whoever has the link; what no longer works gets a page that says what to do
    "renewals.answer": Rule(ANYONE),
    "campaigns.index": Rule(ANYONE),
    "campaigns.show": Rule(ANYONE, edition),
    "associations.index": Rule(ANYONE),
    "associations.show": Rule(ANYONE, listed_association),
    "joining.join": Rule(ANYONE),
    "joining.apply": Rule(ANYONE),  # without an account: to sign up, with what was typed
    "joining.profile": Rule(ACCOUNT, association_one_looks_after),
    "joining.step": Rule(ACCOUNT, association_one_looks_after),
    "joining.save_step": Rule(ACCOUNT, association_one_looks_after),
    "joining.submit": Rule(ACCOUNT, ones_association),
    "joining.take_back": Rule(ACCOUNT, ones_association),
    "joining.confirm": Rule(ACCOUNT, ones_association),
    "joining.withdrawal": Rule(ACCOUNT, association_one_owns),
    "joining.withdraw": Rule(ACCOUNT, association_one_owns),
    "joining.papers": Rule(ACCOUNT, association_one_looks_after),
    "joining.record_status": Rule(ACCOUNT, ones_association),
    "joining.add_document": Rule(ACCOUNT, ones_association),
    "joining.document": Rule(ACCOUNT, document_one_may_read),
    "joining.remove_document": Rule(ACCOUNT, ones_document),
    "joining.vouches_page": Rule(ACCOUNT, ones_trusted_association),
    "joining.vouch": Rule(ACCOUNT, ones_trusted_association),
    "joining.unions": Rule(ACCOUNT, ones_association),
    "joining.ask_union": Rule(ACCOUNT, association_one_owns),
    "joining.accept_union": Rule(ACCOUNT, union_of_ones_association),
    "joining.end_union": Rule(ACCOUNT, union_of_ones_association),
    "joining.team": Rule(ACCOUNT, ones_association),
    "joining.invite": Rule(ACCOUNT, association_one_owns),
    "joining.revoke": Rule(ACCOUNT, invitation_to_ones_team),
    "joining.change_role": Rule(ACCOUNT, member_of_ones_team),
    "joining.remove": Rule(ACCOUNT, member_of_ones_team),
    "joining.leave": Rule(ACCOUNT, ones_association),
    "joining.handover": Rule(ACCOUNT, association_one_owns),
    "joining.hand_over": Rule(ACCOUNT, association_one_owns),
    "joining.invitation": Rule(ANYONE, invitation_of_link),
    "joining.accept": Rule(ACCOUNT, invitation_of_link),
    "studio.index": Rule(COORDINATOR),
    "studio.associations": Rule(COORDINATOR),
    "studio.association": Rule(COORDINATOR, any_association),
    "studio.decide": Rule(COORDINATOR, any_association),
    "studio.need": Rule(COORDINATOR, handed_in_need),
    "studio.decide_need": Rule(COORDINATOR, handed_in_need),
    "studio.invitations": Rule(COORDINATOR),
    "studio.invite": Rule(COORDINATOR),
    "studio.revoke": Rule(COORDINATOR, invitation_to_the_platform),
    "news.index": Rule(ANYONE, listed_association),
    "news.show": Rule(ANYONE, post_one_may_read),
    "news.picture": Rule(ANYONE, picture_one_may_see),
    "news.comment": Rule(ACCOUNT, public_post),
    "news.report": Rule(ACCOUNT, public_post),
    "news.desk": Rule(ACCOUNT, ones_association),
    "news.new": Rule(ACCOUNT, ones_association),
    "news.create": Rule(ACCOUNT, ones_association),
    "news.edit": Rule(ACCOUNT, post_of_ones_association),
    "news.update": Rule(ACCOUNT, post_of_ones_association),
    "news.publish": Rule(ACCOUNT, post_of_ones_association),
    "news.hide": Rule(ACCOUNT, post_of_ones_association),
    "news.moderate": Rule(ACCOUNT, comment_on_ones_news),
    "news.review": Rule(COORDINATOR, post_but_a_draft),
    "news.judge": Rule(COORDINATOR, post_but_a_draft),
    "news.judge_comment": Rule(COORDINATOR, any_comment),
    "notices.index": Rule(PERSON),
    "notices.read": Rule(PERSON),
    "notices.wishes": Rule(ACCOUNT),
    "notices.choose": Rule(ACCOUNT),
    "notices.stop": Rule(ANYONE, holder_of_letters),
    "notices.stop_letters": Rule(ANYONE, holder_of_letters),
    "accounts.sign_in": Rule(ANYONE),
    "accounts.sign_in_submit": Rule(ANYONE),
    "accounts.sign_up": Rule(ANYONE),
    "accounts.sign_up_submit": Rule(ANYONE),
    "accounts.sign_out": Rule(PERSON),
    "accounts.show": Rule(PERSON),
    "accounts.update": Rule(ACCOUNT),
    "accounts.change_password": Rule(ACCOUNT),
    "accounts.sign_out_everywhere": Rule(PERSON),
}


def init_app(app: Flask) -> None:
    app.before_request(guard)


def guard() -> BaseResponse | None:
    """Let the request pass, or answer it: sign in first (303), or there is nothing here (404)."""
    if request.endpoint is None:
        return None  # no such address, or not by this method: Flask answers
    if "\0" in request.path or any("\0" in value for value in request.values.values()):
        abort(404)  # nothing of ours has such a name, and PostgreSQL cannot even be asked
    rule = TABLE.get(request.endpoint)
    if rule is None:
        abort(404)
    if rule.who != ANYONE and not current_user.is_authenticated:
        return go_to(url_for("accounts.sign_in", next=_way_back()))
    if rule.who in (ACCOUNT, COORDINATOR) and current_user.is_guest:
        abort(404)
    if rule.who == COORDINATOR and not current_user.roles & PLATFORM_TEAM:
        abort(404)
    if rule.find is not None:
        g.found = rule.find(**(request.view_args or {}))
        if g.found is None:
            abort(404)
    return None


def found() -> Any:
    """What the endpoint's object rule found."""
    return g.found


def _way_back() -> str | None:
    if request.method == "GET":
        return local_path(request.full_path.rstrip("?"))
    return None
