"""Comments below news: read by the association first, and never with a person's name."""

from datetime import timedelta

import pytest

from domain import comments, counters, notices, people, posts
from domain.comments import CommentKeyOfAnother, NotPublic
from domain.db import db
from domain.errors import WrongState
from domain.log import history
from tests import factories


@pytest.fixture
def post(cast):
    made = posts.draft(cast["ours"].id, "post", actor_id=cast["owner"].id)
    posts.write(made, "وصلت الأغطية", "", alts={}, dropped=[])
    return posts.publish(made, actor_id=cast["owner"].id)


@pytest.fixture
def write(post, cast):
    """Writes as one of the cast, each time with a key of its own."""
    keys = iter(range(100))

    def run(who: str = "volunteer", body: str = "بارك الله فيكم", key: str | None = None):
        return comments.comment(post, body, key or f"key{next(keys)}", actor_id=cast[who].id)

    return run


def shown(post, reader=None) -> list[int]:
    return [one.id for one in comments.page(post.id, reader_id=reader.id if reader else None)[0]]


def test_a_comment_waits_and_only_its_writer_sees_it(write, post, cast):
    made = write()
    assert made.status == "waiting"
    assert shown(post, cast["volunteer"]) == [made.id]
    assert shown(post) == shown(post, cast["stranger"]) == shown(post, cast["owner"]) == []
    assert [one.id for one in comments.waiting(cast["ours"].id)] == [made.id]
    assert comments.waiting(cast["theirs"].id) == []


def test_a_member_shows_it_to_everybody_and_its_writer_hears_of_it_once(write, post, cast):
    made, owner = write(), cast["owner"].id
    comments.show(made.id, actor_id=owner)
    assert shown(post) == [made.id]
    comments.hide(made.id, actor_id=owner)
    assert shown(post) == shown(post, cast["volunteer"]) == []
    comments.show(made.id, actor_id=owner)
    assert [one.kind for one in notices.page(cast["volunteer"].id)[0]] == ["comment_shown"]
    assert [row.new for row in history("comment", made.id)] == ["waiting", "shown", "hidden", "shown"]
    assert (made.moderated_by, made.moderated_at is not None) == (owner, True)


def test_it_stands_there_as_a_volunteer_s_or_as_that_of_the_association_they_act_for(write, cast):
    assert write("volunteer").spoken_for is None
    said = write("stranger")
    assert said.spoken_for.id == cast["theirs"].id
    cast["theirs"].status = "suspended"
    db.session.flush()
    assert said.spoken_for is None
    assert write("stranger").spoken_for is None


def test_whoever_acts_for_several_speaks_here_for_the_one_whose_news_it_is(write, post, cast):
    several = factories.person()
    factories.organisation(several)
    db.session.add(factories.Membership(organisation_id=cast["ours"].id, person_id=several.id, role="editor"))
    db.session.flush()
    assert comments.voice_of(several.id, post).id == cast["ours"].id


def test_a_member_s_own_comment_is_shown_at_once(write, post, cast):
    made = write("member")
    assert shown(post) == [made.id]
    assert notices.page(cast["owner"].id)[0] == []


def test_a_repeat_of_the_same_click_is_the_same_comment(write, post, cast):
    assert write(key="once").id == write(key="once").id
    with pytest.raises(CommentKeyOfAnother):
        write("stranger", key="once")
    assert len(comments.waiting(cast["ours"].id)) == 1


def test_below_what_is_hidden_nothing_is_written(write, post, cast):
    posts.hide(post, actor_id=cast["owner"].id)
    with pytest.raises(NotPublic):
        write()


def test_members_hear_of_waiting_comments_once_an_hour_for_each_post(write, post, cast):
    for _ in range(3):
        write()
    assert [one.kind for one in notices.page(cast["owner"].id)[0]] == ["comment_waiting"]
    assert [one.kind for one in notices.page(cast["member"].id)[0]] == ["comment_waiting"]
    post.waiting_told_at -= timedelta(hours=1, seconds=1)
    db.session.flush()
    write()
    assert len(notices.page(cast["owner"].id)[0]) == 2


def test_what_the_platform_team_took_away_the_association_cannot_show(write, post, cast):
    made = write()
    comments.remove(made.id, actor_id=cast["coordinator"].id)
    for verb in (comments.show, comments.hide):
        with pytest.raises(WrongState):
            verb(made.id, actor_id=cast["owner"].id)
    assert shown(post, cast["volunteer"]) == []
    comments.restore(made.id, actor_id=cast["coordinator"].id)
    assert shown(post) == [made.id]


def test_the_team_decides_only_about_what_it_took_away_itself(write, cast):
    made = write()
    with pytest.raises(WrongState):
        comments.restore(made.id, actor_id=cast["coordinator"].id)


def test_pages_of_visitors_are_made_anew_only_when_a_comment_appears_or_goes(write, cast):
    def changes(verb) -> bool:
        db.session.commit()
        before = counters.versions()
        verb()
        db.session.commit()
        return counters.versions() != before

    made, other, owner = write(), write(), cast["owner"].id
    assert not changes(write)
    assert not changes(lambda: comments.hide(other.id, actor_id=owner))
    assert changes(lambda: comments.show(made.id, actor_id=owner))
    assert changes(lambda: comments.hide(made.id, actor_id=owner))


def test_many_comments_come_in_pages(write, post, cast):
    made = [comments.show(write().id, actor_id=cast["owner"].id).id for _ in range(comments.PAGE + 3)]
    first, after = comments.page(post.id)
    second, end = comments.page(post.id, after=after)
    assert [one.id for one in [*first, *second]] == made[::-1]
    assert end is None


def test_an_erased_writer_s_comment_stays_as_a_volunteer_s(write, post, cast):
    made = comments.show(write().id, actor_id=cast["owner"].id)
    people.erase(cast["volunteer"].id)
    db.session.flush()
    assert shown(post) == [made.id]
    assert made.spoken_for is None
