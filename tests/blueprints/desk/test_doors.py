"""Nobody but the association's own people comes into its desk, by any address, whole or in parts."""

from typing import Any

import pytest

from tests import factories

OUTSIDERS = ("guest", "volunteer", "stranger", "coordinator", "planner", "specialist", "admin")


def addresses(app: Any, need_id: int) -> list[tuple[str, str]]:
    """Every address of the desk and how it is asked for."""
    values = {"slug": "ours", "need_id": need_id, "kind": "xlsx"}
    return [
        (rule.build({name: values[name] for name in rule.arguments}, append_unknown=False)[1], method)
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("desk.")
        for method in rule.methods & {"GET", "POST"}
    ]


@pytest.mark.parametrize("htmx", [False, True])
@pytest.mark.parametrize("who", OUTSIDERS)
def test_outsiders_find_nothing(app, cast, as_, who, htmx):
    need = factories.need(cast["ours"])
    browser = as_(who)
    for address, method in addresses(app, need.id):
        page = browser.post(address, htmx=htmx) if method == "POST" else browser.get(address, htmx=htmx)
        assert page.status == 404, f"{method} {address} answers {page.status} to {who}"


def test_visitors_are_asked_to_sign_in(app, cast, client):
    need = factories.need(cast["ours"])
    for address, method in addresses(app, need.id):
        page = client.post(address) if method == "POST" else client.get(address)
        assert page.status == 303
        assert page.location.startswith("/sign-in")


def test_another_associations_row_is_not_found_under_ones_own_address(cast, as_):
    theirs = factories.need(cast["theirs"])
    owner = as_("owner")
    for slug in ("ours", "theirs"):
        for address in ("", "/edit", "/end"):
            assert owner.get(f"/desk/{slug}/needs/{theirs.id}{address}").status == 404
        assert owner.post(f"/desk/{slug}/needs/{theirs.id}/state", {"to": "close"}).status == 404


def test_another_associations_rows_are_left_out_of_several(cast, as_):
    theirs = factories.need(cast["theirs"], published=False)
    assert as_("owner").post("/desk/ours/forward", {"need": str(theirs.id)}).status == 422
    assert theirs.status == "draft"


def test_a_row_of_another_association_cannot_be_duplicated(cast, as_):
    theirs = factories.need(cast["theirs"], note="لا يراها غيرهم")
    assert "لا يراها غيرهم" not in as_("owner").get(f"/desk/ours/needs/new?like={theirs.id}").body


def test_each_address_is_reached_by_its_own_method_only(app, cast, as_):
    need = factories.need(cast["ours"])
    owner, known = as_("owner"), addresses(app, need.id)
    for address, method in known:
        other = "GET" if method == "POST" else "POST"
        if (address, other) not in known:
            page = owner.get(address) if other == "GET" else owner.post(address)
            assert page.status == 405, f"{other} {address}"
