"""The demonstration data of the desk and the studio: each room has something in it, and it could have happened."""

from collections import defaultdict
from pathlib import Path

from sqlalchemy import select

from blueprints.toolkit.notice_words import SAYS
from domain import comments, invitations, joining, notices, pictures, posts, profiles, unions, vouches, waiting
from domain.clock import now
from domain.comments import Comment
from domain.db import db
from domain.demo.loading import load_demo
from domain.log import Transition
from domain.needs import Need
from domain.notices import Notice
from domain.organisations import LISTED, Organisation
from domain.posts import Post
from domain.text import clean_line, clean_text
from tests.databases import Cluster
from tests.domain.demo.rows import account, empty, every


def first() -> Organisation:
    """The association of association@."""
    return db.session.get_one(Organisation, min(one.id for one in every(Organisation)))


def test_associations_have_news_and_comments_of_which_some_wait(country: str) -> None:
    found = every(Post)
    assert {one.status for one in found} == {"published", "draft"}
    assert len([one for one in found if posts.is_public(one)]) >= 4
    for one in found:
        assert clean_line(one.title, limit=posts.TITLE_MOST, required=True) == one.title
        assert clean_text(one.body, limit=posts.BODY_MOST, required=True) == one.body
        assert one.created_at < (one.published_at or now()) <= now()
    assert len(comments.waiting(first().id)) == 1
    shown = [one for one in every(Comment) if one.status == "shown"]
    assert len(shown) >= 3
    for one in every(Comment):
        assert clean_text(one.body, limit=comments.BODY_MOST, required=True) == one.body
        assert one.post.published_at < one.created_at < now()
        assert one.organisation == comments.voice_of(one.person_id, one.post)


def test_its_drawings_are_small_and_stored_when_it_is_loaded(
    country: str, tmp_path: Path, cluster: Cluster | None
) -> None:
    folder = tmp_path / "pictures"
    with empty(tmp_path, country, cluster).app_context():
        load_demo(country, folder)
        shown = [picture for post in every(Post) for picture in post.pictures]
        assert shown
        for one in shown:
            assert one.alt
            for width in one.widths:
                path = pictures.path_of(folder, one.key, width)
                assert path is not None
                assert path.read_bytes()[8:12] == b"WEBP"
                assert path.stat().st_size < 20_000
        db.session.remove()
        db.engine.dispose()


def test_the_platform_team_has_something_to_decide(country: str) -> None:
    rows = waiting.rows_of(waiting.queue())
    applied = [row for (kind, _), row in rows.items() if kind == "association"]
    assert {one.status for one in applied} == {"submitted", "under_review"}
    assert all(profiles.missing(one) == [] for one in applied)
    assert {row.status for (kind, _), row in rows.items() if kind == "need"} == {"submitted", "in_review"}
    assert any(vouches.vouches_for(one.id) for one in applied)
    assert all(word.by_organisation.is_trusted for one in applied for word in vouches.vouches_for(one.id))
    assert any(one.status == "started" for one in every(Organisation))
    returned = [need for need in every(Need) if need.status == "returned"]
    for need in returned:
        notes = select(Transition.note).where(Transition.noun == "need", Transition.noun_id == need.id)
        assert any(db.session.scalars(notes))
    for one in every(Organisation):
        if one.status == "suspended":
            assert joining.latest_reason(one)


def test_every_association_came_in_step_by_step(country: str) -> None:
    rows = defaultdict(list)
    for row in db.session.scalars(select(Transition).where(Transition.noun == "organisation").order_by(Transition.id)):
        rows[row.noun_id].append(row)
    for one in every(Organisation):
        mine = rows[one.id]
        assert mine[0].at == one.created_at
        assert mine[-1].new == one.status
        assert mine[-1].at <= now()
        for before, row in zip([None, *mine], mine, strict=False):
            assert row.old == (before.new if before else None)
            assert before is None or (row.new in joining.TRANSITIONS[before.new] and row.at > before.at)


def test_unions_have_members_and_one_asks_the_first_association(country: str) -> None:
    found = [one for one in every(Organisation) if unions.is_union(one) and one.status in LISTED]
    assert any(unions.public_partners(one.id) for one in found)
    asked = [row for row in unions.memberships_of(first().id) if row.waits_for(first().id)]
    assert len(asked) == 1
    for row in every(unions.UnionMembership):
        assert unions.is_union(row.union)
        assert not unions.is_union(row.organisation)
        assert row.since <= now()


def test_a_link_into_the_team_is_open_and_leads_nobody_in(country: str) -> None:
    still_open = invitations.still_open(first().id, account("association").id)
    assert [one.role for one in still_open] == ["editor"]
    assert all(invitations.find(token) is None for token in ("", "demo", still_open[0].token_hash))


def test_the_inboxes_hold_notices_read_and_unread(country: str) -> None:
    for login in ("association", "volunteer", "coordinator"):
        told, _ = notices.page(account(login).id)
        assert told
        assert [one.created_at for one in told] == sorted((one.created_at for one in told), reverse=True)
    assert notices.unread(account("association").id)
    assert {one.read_at is None for one in every(Notice)} == {True, False}
    for one in every(Notice):
        assert one.created_at <= now()
        assert SAYS[one.kind](one.facts)
