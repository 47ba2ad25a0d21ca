"""The access table against the addresses there are, and every address as everybody."""

from pathlib import Path

import pytest
from flask import current_app

from blueprints.toolkit import access
from domain import (
    clock,
    comments,
    contacts,
    distributions,
    gathering,
    handovers,
    hubs,
    invitations,
    letters,
    packing,
    renewal_links,
    routes,
    teams,
    unions,
)
from domain.db import db
from domain.distributions import Served
from domain.papers import Document
from domain.planning import tasks
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
        "logistics": logistics_world(cast), "campaigns": {"slug": "winter"},
        "posters": {"edition_slug": "winter", "name": "ar-square.png", "language": "ar"},
        "planning": {
            "edition_slug": "winter", "edition_id": edition.id, "step": "done", "answer": "participation",
            "task_id": tasks.add(edition.id, "world", None, actor_id=cast["coordinator"].id).id,
        },
        "receiving": {"distribution_id": distribution.id}, "renewals": renewal,
    }  # fmt: skip


def news_world(cast):
    """News with a picture and a comment."""
    post = make_post(cast)
    comment = comments.comment(post, "شكرا", "world", actor_id=cast["volunteer"].id)
    return {"post_id": post.id, "comment_id": comment.id, "picture_key": post.pictures[0].key, "width": 320}


def logistics_world(cast):
    """A hub with stock, a packing that runs, a convoy that stops at `owner`'s association."""
    hub = hubs.open_hub("hub", "MA-02", "", key="world", actor_id=None)
    hubs.supply(hub.id, "rice", 10, "donor", key="world", actor_id=None)
    session = packing.plan(hub.id, "meal", {}, 10, clock.today(), key="world", actor_id=None)
    convoy = routes.plan(hub.id, "convoy", clock.today(), key="world", actor_id=None)
    loads, ours = {"rice": 5}, cast["ours"].id
    stop = routes.add_stop(convoy.id, "MA-02", "", loads, key="world", actor_id=None, organisation_id=ours)
    return {
        "hub_id": hub.id, "item_code": "rice", "movement_id": 1, "session_id": session.id, "step": "start",
        "convoy_id": convoy.id, "line_id": stop.lines[0].id,
    }  # fmt: skip


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
    talk = contacts.Talk("call", said="نعم")
    contact = contacts.record(ours, talk, "world", actor_id=cast["coordinator"].id)
    studio = {"invitation_id": platform.id, "decision": "review", "contact_id": contact.id}
    return joining, studio | {"collection_id": collection_world(cast).id, "step": "request", "ending": "cancellation"}


def collection_world(cast):
    """Today's collection, looked after by the administrator, with a pledge of each volunteer; and one that waits."""
    pledges = [
        handovers.prepare(factories.pledge(factories.need(cast["theirs"]), one).id, ["washed"], actor_id=one.id)
        for one in (cast["volunteer"], cast["volunteer2"], cast["guest"])
    ]
    plan = gathering.Plan("MA-02", "دار الشباب", clock.today())
    inside = [pledge.id for pledge in pledges[:2]]
    return gathering.plan(plan, "world", actor_id=cast["admin"].id, mine=True, pledge_ids=inside)


# Who gets in, beyond those the rule's first word lets in: object rules by name.
OBJECT_RULES = {
    "own_pledge": {"volunteer"},
    "pledge_to_ones_association": {"owner", "member"},
    "pledge_seen_from_either_side": {"volunteer", "owner", "member"},
    "ones_association": {"owner", "member"},
    "association_at_a_stop": {"owner", "member"},
    "line_to_ones_association": {"owner", "member"},
    "convoy_one_receives": {"owner", "member", "coordinator", "planner", "admin"},
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
    "edition_shown_to_ones_organisation": {"owner", "member"},
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
    if rule.who == access.STAFF and who not in ("coordinator", "planner", "admin"):
        return False
    named = rule.find.__name__ if rule.find else None
    return named not in OBJECT_RULES or who in OBJECT_RULES[named]


@pytest.mark.parametrize("who", EVERYBODY)
def test_every_address_as_everybody(app, client, as_, world, who):
    # What is hidden cannot be commented on any more, so hiding comes last.
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.endpoint == "news.hide"):
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


GIVERS = ("volunteer", "volunteer2", "guest")


def studio_pages(app, browser, world):
    """Every page of the studio that a browser of the platform team can open, and those its links lead to."""
    addresses = []
    for rule in app.url_map.iter_rules():
        if access.TABLE[rule.endpoint].who == access.COORDINATOR and "GET" in rule.methods:
            values = world | world.get(rule.endpoint.split(".")[0], {})
            addresses.append(rule.build({name: values[name] for name in rule.arguments}, append_unknown=False)[1])
    seen = {}
    while addresses:
        address = addresses.pop()
        if address in seen:
            continue
        seen[address] = page = browser.get(address)
        assert page.status == 200, address
        links = (link["href"].partition("#")[0] for link in page.soup.select("a[href^='/studio']"))
        addresses += [link for link in links if "from=" not in link and "lang=" not in link]
    return seen


def names_or_calls(page, cast):
    """Which of those who gave stand on the page, by name, phone or e-mail."""
    text = "".join(page.body.split())
    return {
        who
        for who in GIVERS
        if cast[who].name in page.body or cast[who].phone[-8:] in text or (cast[who].email or "@guest") in page.body
    }


def test_an_editor_in_the_studio_never_sees_a_volunteers_phone_unless_handling_that_handover(app, as_, cast, world):
    for number, who in enumerate(GIVERS):
        cast[who].name, cast[who].phone = f"متطوعة رقم {number} بلا اسم آخر", f"+21267788990{number}"
        cast[who].region_code = "MA-02"
    mine = f"/studio/handovers/{world['studio']['collection_id']}"
    pages = studio_pages(app, as_("coordinator"), world)
    assert mine in pages
    assert len(pages) > 10
    assert not {address for address, page in pages.items() if names_or_calls(page, cast)}

    as_("coordinator").post(f"{mine}/taking", {"seen": str(cast["admin"].id)})
    pages = studio_pages(app, as_("coordinator"), world)
    assert {address for address, page in pages.items() if names_or_calls(page, cast)} == {mine}
    assert names_or_calls(pages[mine], cast) == {"volunteer", "volunteer2"}, "and of nobody whose pledge is elsewhere"
    pages = studio_pages(app, as_("admin"), world)
    assert not {address for address, page in pages.items() if names_or_calls(page, cast)}
    assert as_("planner").get(mine).status == 404
