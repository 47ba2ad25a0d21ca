"""On a shared phone, Back after signing out shows nothing personal."""

import pytest

from tests import factories


@pytest.mark.parametrize("address", ["/", "/needs", "/account", "/pledges", "/privacy", "/nowhere"])
@pytest.mark.parametrize("name", ["volunteer", "guest"])
def test_a_signed_in_page_is_kept_nowhere(as_, name, address):
    assert as_(name).get(address).headers["Cache-Control"] == "no-store"


def test_nor_is_a_part_of_one(as_):
    need = factories.need()
    assert as_("volunteer").get(f"/needs/{need.id}", htmx=True).headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("address", ["/", "/needs", "/privacy", "/sign-in", "/nowhere"])
def test_a_visitor_s_page_may_be_asked_for_again(client, address):
    headers = client.get(address).headers
    assert headers["Cache-Control"] == "private, no-cache"
    assert "Clear-Site-Data" not in headers


@pytest.mark.parametrize("path", ["/sign-out", "/account/sign-outs"])
def test_signing_out_empties_the_browser_s_store(as_, path):
    assert as_("volunteer").post(path).headers["Clear-Site-Data"] == '"cache"'


@pytest.mark.parametrize("path", ["/sign-out", "/account/sign-outs"])
def test_a_forged_sign_out_empties_nothing(as_, path):
    assert "Clear-Site-Data" not in as_("volunteer").post(path, {"csrf_token": "forged"}).headers
