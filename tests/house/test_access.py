"""The access table against the addresses there are, and every address as everybody."""

import pytest

from blueprints.toolkit import access
from tests import factories

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
    return {"need_id": need.id, "pledge_id": pledge.id, "slug": "ours"}


# Who gets in, beyond those the rule's first word lets in: object rules by name.
OBJECT_RULES = {
    "own_pledge": {"volunteer"},
    "pledge_to_ones_association": {"owner", "member"},
    "pledge_seen_from_either_side": {"volunteer", "owner", "member"},
    "ones_association": {"owner", "member"},
}


def allowed(rule: access.Rule, who: str) -> bool:
    if rule.who != access.ANYONE and who == "visitor":
        return False
    if rule.who == access.ACCOUNT and who == "guest":
        return False
    named = rule.find.__name__ if rule.find else None
    return named not in OBJECT_RULES or who in OBJECT_RULES[named]


@pytest.mark.parametrize("who", EVERYBODY)
def test_every_address_as_everybody(app, client, as_, world, who):
    for rule in app.url_map.iter_rules():
        if rule.endpoint == "accounts.sign_out_everywhere" or rule.endpoint == "accounts.sign_out":
            continue  # they would end the very sign-in this test uses
        browser = client if who == "visitor" else as_(who)
        values = world | ({"slug": "winter"} if rule.endpoint.startswith("campaigns") else {})
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
