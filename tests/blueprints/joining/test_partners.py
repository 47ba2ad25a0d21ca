"""Unions and vouches: what associations are to each other."""

import pytest

from domain import unions, vouches
from domain.db import db
from domain.unions import UnionMembership
from tests import factories


@pytest.fixture
def union(cast):
    return factories.organisation(cast["volunteer"], slug="union", kind="regional_union", name="اتحاد الشرق")


def link_of(cast):
    return unions.memberships_of(cast["ours"].id)[0]


def test_an_association_asks_a_union_which_accepts_and_both_pages_say_so(client, as_, cast, union):
    owner, theirs = as_("owner"), as_("volunteer")
    assert owner.get("/desk/ours/unions").soup.select("input[name=association][value=union]")
    assert owner.post("/desk/ours/unions", {"association": "union"}).status == 303
    assert union.name not in client.get("/associations/ours").text
    address = f"/desk/union/unions/{link_of(cast).id}"
    assert theirs.get("/desk/union/unions").soup.select(f"form[action='{address}/acceptance']")
    assert theirs.post(f"{address}/acceptance").status == 303
    assert union.name in client.get("/associations/ours").text
    assert cast["ours"].name in client.get("/associations/union").text
    assert owner.post(f"/desk/ours/unions/{link_of(cast).id}/end").status == 303
    assert union.name not in client.get("/associations/ours").text


def test_a_union_looks_for_an_association_and_asks_it(as_, cast, union):
    browser = as_("volunteer")
    page = browser.get(f"/desk/union/unions?q={cast['ours'].name}")
    assert page.one("input[name=association]")["value"] == "ours"
    browser.post("/desk/union/unions", {"association": "ours"})
    assert link_of(cast).waits_for(cast["ours"].id)


def test_who_asked_cannot_accept(as_, cast, union):
    as_("owner").post("/desk/ours/unions", {"association": "union"})
    assert as_("owner").post(f"/desk/ours/unions/{link_of(cast).id}/acceptance").status == 409


def test_an_association_asks_no_association(as_, cast):
    assert as_("owner").post("/desk/ours/unions", {"association": "theirs"}).status == 409
    assert as_("owner").post("/desk/ours/unions", {"association": "nobody"}).status == 422
    assert db.session.query(UnionMembership).count() == 0


def test_nobody_else_answers_for_an_association(as_, cast, union):
    as_("owner").post("/desk/ours/unions", {"association": "union"})
    for who, slug in (("member", "ours"), ("stranger", "theirs"), ("stranger", "union")):
        assert as_(who).post(f"/desk/{slug}/unions/{link_of(cast).id}/end").status == 404
    assert as_("member").post("/desk/ours/unions", {"association": "union"}).status == 404
    assert as_("member").get("/desk/ours/unions").status == 200


def test_a_trusted_member_vouches_and_the_platform_team_sees_it(as_, cast, complete):
    complete.status = "submitted"
    browser = as_("member")
    page = browser.get("/desk/ours/vouches")
    assert complete.name in page.text
    typed = {"association": complete.slug, "note": "عملنا معهم سنتين"}
    assert browser.post("/desk/ours/vouches", typed).status == 303
    assert "عملنا معهم سنتين" in as_("coordinator").get(f"/studio/associations/{complete.slug}").text
    assert not browser.get("/desk/ours/vouches").soup.select("form[action='/desk/ours/vouches']")


def test_a_word_that_is_too_long_is_kept_to_be_shortened(as_, cast, complete):
    complete.status = "submitted"
    page = as_("member").post("/desk/ours/vouches", {"association": complete.slug, "note": "س" * 301})
    assert page.status == 422
    assert page.one("input[name=note]")["value"] == "س" * 301
    assert vouches.vouches_for(complete.id) == []


def test_who_is_not_trusted_vouches_for_nobody(as_, cast, complete):
    cast["ours"].status = "approved"
    assert as_("owner").get("/desk/ours/vouches").status == 404
    assert as_("owner").post("/desk/ours/vouches", {"association": complete.slug}).status == 404


def test_nobody_vouches_for_who_does_not_exist_or_for_themselves(as_, cast, complete):
    complete.status = "submitted"
    assert as_("owner").post("/desk/ours/vouches", {"association": "nobody"}).status == 422
    factories.organisation(cast["volunteer"], slug="own")
    assert as_("volunteer").post("/desk/own/vouches", {"association": complete.slug}).status == 409
