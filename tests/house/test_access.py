"""The access table against the addresses there are, and every address as everybody."""

from pathlib import Path

import pytest
from flask import current_app

from blueprints.toolkit import access
from domain import clock, comments, distributions, handovers, invitations, letters, renewal_links, teams, unions
from domain.db import db
from domain.distributions import Served
from domain.papers import Document
from tests import factories
from tests.blueprints.news.scene import make_post

EVERYBODY = (
    "visitor",
    "guest",
    "volunteer",
    "owner",
    "member",
    "stranger",
    "coordinator",
    "planner",
    "specialist",
    "admin",
)


def test_each_endpoint_has_a_line_in_the_table_and_each_line_an_endpoint(app):
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}
    assert endpoints == set(access.TABLE)


def test_what_changes_something_is_never_reached_with_get(app):
    for rule in app.url_map.iter_rules():
        assert not ("POST" in rule.methods and "GET" in rule.methods), rule.endpoint


@pytest.fixture
def world(cast):
    """Something of each kind, belonging to `owner`'s association and to `volunteer`."""
    edition = factories.edition(slug="winter")
    need = factories.need(cast["ours"], edition_id=edition.id)
    pledge = factories.pledge(need, cast["volunteer"])
    arrived = factories.pledge(need, cast["volunteer2"])
    handovers.receive(arrived.id, arrived.code, 5, "good", actor_id=cast["owner"].id)
    distribution = distributions.record(
        need.id, 5, Served(women=5), day=clock.today(), place="هنا", key="world", actor_id=cast["owner"].id
    )
    token = renewal_links.make(cast["ours"].id, actor_id=cast["owner"].id)
    renewal = {"token": token, "link_id": renewal_links.find(token).id}
    joining, studio = joining_world(cast)
    return {
        "joining": joining, "studio": studio, "news": news_world(cast),
        "notices": {"letters_key": letters.key_of(cast["volunteer2"])},
        "need_id": need.id, "pledge_id": pledge.id, "slug": "ours", "kind": "csv",
        # Of one screen, where screens call different things by one name.
        "campaigns": {"slug": "winter"}, "receiving": {"distribution_id": distribution.id}, "renewals": renewal,
    }  # fmt: skip


def news_world(cast):
    """News with a picture and a comment."""
    post = make_post(cast)
    comment = comments.comment(post, "شكرا", "world", actor_id=cast["volunteer"].id)
    return {"post_id": post.id, "comment_id": comment.id, "picture_key": post.pictures[0].key, "width": 320}


def joining_world(cast):
    """What a team, its papers, its unions and its links are called."""
    owner, ours = cast["owner"].id, cast["ours"].id
    document = Document(
        organisation_id=ours, kind="other", name="", key="0" * 32, mime="application/pdf", size=1, uploaded_by=owner
    )
    db.session.add(document)
    union = factories.organisation(kind="regional_union")
    platform, token = invitations.invite(None, "owner", "", actor_id=cast["coordinator"].id)
    joining = {
        "step": "who",
        "member_id": teams.membership_of(cast["member"].id, ours).id,
        "invitation_id": invitations.invite(ours, "editor", "", actor_id=owner)[0].id,
        "link_id": unions.ask(union.id, ours, actor_id=owner).id,
        "document_id": document.id,
        "token": token,
    }
    folder = Path(current_app.config["AWN_INSTANCE"]) / "uploads" / "documents"
    folder.mkdir(parents=True)
    (folder / document.key).touch()
    return joining, {"invitation_id": platform.id, "decision": "review"}


# Who gets in, beyond those the rule's first word lets in: object rules by name.
OBJECT_RULES = {
    "own_pledge": {"volunteer"},
    "pledge_to_ones_association": {"owner", "member"},
    "pledge_seen_from_either_side": {"volunteer", "owner", "member"},
    "ones_association": {"owner", "member"},
    "post_of_ones_association": {"owner", "member"},
    "comment_on_ones_news": {"owner", "member"},
    "ones_trusted_association": {"owner", "member"},
    "ones_document": {"owner", "member"},
    "association_one_looks_after": {"owner", "member", "coordinator", "admin"},
    "document_one_may_read": {"owner", "member", "coordinator", "admin"},
    "association_one_owns": {"owner"},
    "member_of_ones_team": {"owner"},
    "invitation_to_ones_team": {"owner"},
    "union_of_ones_association": {"owner"},
    "distribution_of_ones_association": {"owner", "member"},
    "renewal_link_of_ones_association": {"owner", "member"},
    "ones_list": {"owner", "member"},
    "need_on_ones_list": {"owner", "member"},
}


def allowed(rule: access.Rule, who: str) -> bool:
    if rule.who != access.ANYONE and who == "visitor":
        return False
    if rule.who == access.ACCOUNT and who == "guest":
        return False
    if rule.who == access.COORDINATOR and who not in ("coordinator", "admin"):
        return False
    named = rule.find.__name__ if rule.find else None
    return named not in OBJECT_RULES or who in OBJECT_RULES[named]


@pytest.mark.parametrize("who", EVERYBODY)
def test_every_address_as_everybody(app, client, as_, world, who):
    for rule in app.url_map.iter_rules():
        if rule.endpoint == "accounts.sign_out_everywhere" or rule.endpoint == "accounts.sign_out":
            continue  # they would end the very sign-in this test uses
        browser = client if who == "visitor" else as_(who)
        values = world | world.get(rule.endpoint.split(".")[0], {})
        address = rule.build({name: values[name] for name in rule.arguments}, append_unknown=False)[1]
        page = browser.post(address) if "POST" in rule.methods else browser.get(address)
        line = access.TABLE[rule.endpoint]
        if allowed(line, who):
            assert page.status not in (401, 403, 404), f"{who} is kept from {rule.endpoint}: {page.status}"
            assert page.status < 500, f"{rule.endpoint} breaks for {who}"
        elif who == "visitor":
            assert page.location.startswith("/sign-in"), f"{rule.endpoint} lets a visitor in: {page.status}"
        else:
            assert page.status == 404, f"{rule.endpoint} answers {page.status} to {who}"


@pytest.mark.parametrize("who", EVERYBODY)
def test_what_does_not_exist_is_404_for_everybody(client, as_, who):
    browser = client if who == "visitor" else as_(who)
    for address in ("/nowhere", "/needs/999999", "/associations/nobody", "/campaigns/nothing", "/static/../app.py"):
        assert browser.get(address).status == 404
