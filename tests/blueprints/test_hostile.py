"""What somebody with bad intentions tries, from outside and from inside."""

import time

import pytest

from domain import comments, invitations, pictures, posts, renewal_links, teams, untrusted, vouches
from domain.comments import Comment
from domain.db import db
from domain.invitations import InvitationRevoked
from domain.listing import editing
from domain.pictures import PicturesBusy
from domain.untrusted import ReadersBusy
from tests import factories
from tests.blueprints.news.scene import make_post, photo
from tests.client import Client
from tests.conftest import signed_in

HTTPS = "https://localhost"


def test_a_page_that_sends_no_referrer_still_sends_its_form_over_https(as_, cast):
    _row, token = invitations.invite(cast["ours"].id, "editor", "", actor_id=cast["owner"].id)
    page = as_("volunteer").post(f"/invitations/{token}/acceptance", base_url=HTTPS)
    assert (page.status, page.location) == (303, "/desk/ours")


def test_without_the_token_of_its_reader_no_form_is_taken_over_https(as_, cast):
    _row, token = invitations.invite(cast["ours"].id, "editor", "", actor_id=cast["owner"].id)
    page = as_("volunteer").post(f"/invitations/{token}/acceptance", {"csrf_token": "forged"}, base_url=HTTPS)
    assert page.status == 400


@pytest.mark.parametrize("number", ["9" * 30, str(2**63), str(2**31), "9" * 5000, "-1", "٣", "²"])
@pytest.mark.parametrize(
    "path",
    ["needs/new?like={}", "distributions?again={}", "distributions?after={}", "incoming?after={}", "news?after={}"],
)
def test_a_number_that_no_row_has_breaks_no_page(as_, path, number):
    assert as_("owner").get(f"/desk/ours/{path.format(number)}").status == 200


def test_a_revision_that_is_no_number_is_an_old_one(as_, cast):
    need = factories.need(cast["ours"], published=False)
    row = {"item": "blanket", "quantity": "7", "urgency": "soon", "deadline": "2099-01-01", "revision": "9" * 5000}
    assert as_("owner").post(f"/desk/ours/needs/{need.id}", row).status == 409


@pytest.mark.parametrize("passed", ["[" * 100_000, '[["\\ud800", "x"]]', '[["\\u202ea", {"b": 1}]]', "1" * 5000])
def test_lines_that_are_none_are_left_out_of_a_preview(as_, passed):
    page = as_("owner").post("/desk/ours/rows", {"passed": passed, "many": "0", "key": "k"})
    assert page.status == 422
    assert "\u202e" not in page.body


def test_whoever_was_removed_does_not_come_back_by_a_link_of_their_own(as_, cast):
    second = factories.person()
    by = cast["owner"].id
    joined = teams.begin(cast["ours"].id, second.id, "owner", actor_id=by)
    row, token = invitations.invite(cast["ours"].id, "owner", "", actor_id=second.id)
    teams.remove(joined.id, actor_id=by)
    assert as_("stranger").post(f"/invitations/{token}/acceptance").status == 410
    assert invitations.still_open(cast["ours"].id, by) == []
    with pytest.raises(InvitationRevoked):
        invitations.accept(row.id, second.id)


def test_a_coordinator_s_links_end_with_the_role(client, cast):
    _row, token = invitations.invite(None, "owner", "", actor_id=cast["volunteer"].id)
    assert client.get(f"/invitations/{token}").status == 410


def test_whoever_left_the_team_keeps_no_link_to_its_list(client, cast):
    own = renewal_links.make(cast["ours"].id, actor_id=cast["member"].id)
    others = renewal_links.make(cast["ours"].id, actor_id=cast["owner"].id)
    letter = renewal_links.make_by_clock(cast["ours"].id).id
    sent = renewal_links.token_made_by_clock(letter)
    membership = teams.membership_of(cast["member"].id, cast["ours"].id)
    teams.change_role(membership.id, "owner", actor_id=cast["owner"].id)
    assert client.get(f"/still-needed/{own}").status == 200, "another role is no farewell"
    teams.remove(teams.membership_of(cast["member"].id, cast["ours"].id).id, actor_id=cast["owner"].id)
    assert [client.get(f"/still-needed/{token}").status for token in (own, sent, others)] == [404, 404, 200]
    assert renewal_links.token_made_by_clock(letter) is None


def test_one_person_s_word_for_two_associations_is_one_word(cast):
    other = factories.organisation(cast["owner"])
    applied = factories.organisation(status="under_review")
    by = cast["owner"].id
    first = vouches.vouch(applied.id, cast["ours"].id, "", actor_id=by)
    assert vouches.vouch(applied.id, other.id, "", actor_id=by) == first
    assert len(vouches.vouches_for(applied.id)) == 1


def test_a_coordinator_does_not_decide_on_their_own_association_s_news(as_, cast):
    post = make_post(cast, picture=None)
    said = comments.comment(post, "شكرا", "k", actor_id=cast["volunteer"].id)
    posts.remove(post, actor_id=cast["admin"].id)
    comments.remove(said.id, actor_id=cast["admin"].id)
    teams.begin(cast["ours"].id, cast["coordinator"].id, "editor", actor_id=cast["owner"].id)
    browser = as_("coordinator")
    for address in (f"{post.id}/review", f"comments/{said.id}/review"):
        assert browser.post(f"/associations/ours/news/{address}", {"verdict": "restore"}).status == 409
    assert (db.session.get_one(Comment, said.id).status, post.status) == ("removed", "removed")


def test_pictures_leave_threads_for_other_readers(app):
    with pictures._line, pictures._line:  # one is being made, one waits
        begun = time.perf_counter()
        with pytest.raises(PicturesBusy):
            pictures.make(photo())
        assert time.perf_counter() - begun < 0.5
    assert pictures.make(photo()).versions, "afterwards it is as before"


def test_few_files_are_read_at_a_time(monkeypatch):
    monkeypatch.setattr(untrusted, "_WAIT", 0.1)
    with untrusted._places, untrusted._places, pytest.raises(ReadersBusy):
        untrusted.call("tests.domain.misbehave", b"", arguments=["answer"])


def test_a_list_does_not_grow_without_end(as_, cast, monkeypatch):
    monkeypatch.setattr(editing, "IN_HAND_MOST", 2)
    row = {"item": "blanket", "quantity": "7", "urgency": "soon", "deadline": "2099-01-01"}
    answers = [as_("owner").post("/desk/ours/needs", row | {"key": f"k{number}"}).status for number in range(3)]
    assert answers == [303, 303, 422]


@pytest.mark.parametrize(
    ("first", "second", "together"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2", False),
        ("192.0.2.1", "192.0.2.2", False),
        ("fe80::1%eth0", "fe80::2%eth0", True),
    ],
)
def test_attempts_from_one_line_count_together_however_many_addresses_it_has(limited_app, first, second, together):
    def tried(number, address):
        form = {"login": f"nobody{number}@example.org", "password": "guessed"}
        return Client(limited_app.test_client()).post("/sign-in", form, environ_base={"REMOTE_ADDR": address}).status

    assert {tried(number, first) for number in range(10)} == {422}
    assert tried(10, first) == 429
    assert tried(11, second) == (429 if together else 422)


def test_nobody_writes_without_end(limited_app):
    owner = factories.person()
    factories.organisation(owner, slug="busy")
    db.session.commit()
    browser = signed_in(limited_app, owner.id)
    answers = {browser.post("/desk/busy/deadline").status for _ in range(121)}
    assert answers == {422, 429}
    assert browser.get("/desk/busy").status == 200
