"""News of an association: written, shown, hidden, taken away; its pictures follow it everywhere."""

from datetime import timedelta

import pytest

from domain import clock, counters, notices, posts
from domain.db import db
from domain.errors import WrongState
from domain.log import history
from domain.posts import NewPicture, PostKeyOfAnother, TitleMissing, TooManyPictures


def new(number: int = 1, alt: str = "") -> NewPicture:
    return NewPicture(f"{number:032x}", 1280, 960, alt)


@pytest.fixture
def draft(cast):
    made = posts.draft(cast["ours"].id, "a-click", actor_id=cast["owner"].id)
    return posts.write(made, "وصلت الأغطية", "شكرا لكم", alts={}, dropped=[], added=[new(1, "صناديق"), new(2)])


@pytest.fixture
def post(draft, cast):
    return posts.publish(draft, actor_id=cast["owner"].id)


def states(post) -> list[tuple[str | None, str]]:
    return [(row.old, row.new) for row in history("post", post.id)]


def test_the_same_click_again_is_the_same_post(draft, cast):
    assert posts.draft(cast["ours"].id, "a-click", actor_id=cast["member"].id).id == draft.id
    with pytest.raises(PostKeyOfAnother):
        posts.draft(cast["theirs"].id, "a-click", actor_id=cast["stranger"].id)


def test_a_post_is_public_from_its_publication_until_it_is_hidden(draft, cast):
    owner = cast["owner"].id
    assert not posts.is_public(draft)
    assert posts.latest(cast["ours"].id) == []
    assert posts.is_public(posts.publish(draft, actor_id=owner))
    assert [one.id for one in posts.latest(cast["ours"].id)] == [draft.id]
    assert not posts.is_public(posts.hide(draft, actor_id=owner))
    assert posts.latest(cast["ours"].id) == []
    assert states(draft) == [(None, "draft"), ("draft", "published"), ("published", "hidden")]


@pytest.mark.parametrize("status", ["started", "suspended", "withdrawn"])
def test_news_of_an_association_that_is_not_listed_is_nobody_s(post, cast, status):
    cast["ours"].status = status
    db.session.flush()
    assert not posts.is_public(post)
    assert posts.shown_by(new(1).key) == (False, {cast["ours"].id})


def test_a_second_click_on_publish_changes_nothing(post, cast):
    posts.publish(post, actor_id=cast["owner"].id)
    assert len(states(post)) == 2


def test_shown_again_it_keeps_its_place(post, cast):
    owner, first = cast["owner"].id, post.published_at - timedelta(days=3)
    post.published_at = first
    db.session.flush()
    posts.hide(post, actor_id=owner)
    assert posts.publish(post, actor_id=owner).published_at == first


def test_what_the_platform_team_took_away_only_the_team_shows_again(post, cast):
    owner, team = cast["owner"].id, cast["coordinator"].id
    posts.remove(post, actor_id=team)
    assert notices.page(owner)[0][0].kind == "post_removed"
    for verb in (posts.publish, posts.hide):
        with pytest.raises(WrongState):
            verb(post, actor_id=owner)
    assert posts.is_public(posts.restore(post, actor_id=team))


def test_the_team_shows_nothing_that_its_association_hid_or_never_published(draft, cast):
    team = cast["coordinator"].id
    with pytest.raises(WrongState):
        posts.restore(draft, actor_id=team)
    posts.hide(posts.publish(draft, actor_id=cast["owner"].id), actor_id=cast["owner"].id)
    with pytest.raises(WrongState):
        posts.restore(draft, actor_id=team)


def test_nothing_goes_out_without_a_title(cast):
    owner = cast["owner"].id
    held = posts.hold(posts.draft(cast["ours"].id, "b", actor_id=owner), [new()])
    with pytest.raises(TitleMissing):
        posts.publish(held, actor_id=owner)
    with pytest.raises(TitleMissing):
        posts.write(held, "", "text", alts={}, dropped=[])


def test_pictures_stand_in_their_order_with_what_is_seen_in_them(draft):
    assert [(one.key, one.alt) for one in draft.pictures] == [(new(1).key, "صناديق"), (new(2).key, "")]
    first, second = draft.pictures
    posts.write(draft, "x", "", alts={second.id: "شاحنة"}, dropped=[first.id], added=[new(3)])
    assert [(one.key, one.alt) for one in draft.pictures] == [(new(2).key, "شاحنة"), (new(3).key, "")]


def test_a_picture_that_waits_for_its_form_is_shown_to_nobody_else(post, cast):
    posts.hold(post, [new(3)])
    assert len(post.all_pictures) == 3
    assert len(post.pictures) == 2
    assert posts.shown_by(new(3).key) == (False, {cast["ours"].id})
    posts.write(post, "x", "", alts={}, dropped=[])
    assert posts.shown_by(new(3).key) == (True, {cast["ours"].id})


def test_the_same_picture_twice_is_one_and_more_than_four_are_refused(draft):
    posts.hold(draft, [new(1), new(3), new(3)])
    assert len(draft.all_pictures) == 3
    with pytest.raises(TooManyPictures):
        posts.hold(draft, [new(4), new(5)])


def test_pictures_of_another_post_are_not_touched_by_their_number(draft, cast):
    other = posts.draft(cast["theirs"].id, "theirs", actor_id=cast["stranger"].id)
    posts.write(other, "x", "", alts={}, dropped=[], added=[new(9, "theirs")])
    picture = other.pictures[0]
    posts.write(draft, "x", "", alts={picture.id: "mine"}, dropped=[picture.id])
    db.session.expire_all()
    assert [(one.key, one.alt) for one in other.pictures] == [(new(9).key, "theirs")]


def test_a_picture_is_public_while_any_public_post_shows_it(post, draft, cast):
    owner = cast["owner"].id
    again = posts.draft(cast["ours"].id, "again", actor_id=owner)
    posts.write(again, "x", "", alts={}, dropped=[], added=[new(1)])
    posts.hide(post, actor_id=owner)
    assert posts.shown_by(new(1).key) == (False, {cast["ours"].id})
    posts.publish(again, actor_id=owner)
    assert posts.shown_by(new(1).key) == (True, {cast["ours"].id})
    assert posts.shown_by("f" * 32) == (False, frozenset())
    assert posts.keys_in_use({new(1).key, new(2).key, "f" * 32}) == {new(1).key, new(2).key}


def test_pages_of_visitors_are_made_anew_when_what_they_show_changes_and_only_then(draft, cast):
    owner = cast["owner"].id

    def changes(verb, *arguments, **options) -> bool:
        db.session.commit()
        before = counters.versions()
        verb(*arguments, **options)
        db.session.commit()
        return counters.versions() != before

    assert not changes(posts.write, draft, "x", "y", alts={}, dropped=[])
    assert changes(posts.publish, draft, actor_id=owner)
    assert changes(posts.write, draft, "z", "y", alts={}, dropped=[])
    assert not changes(posts.hold, draft, [new(4)])
    assert not changes(posts.report, draft)
    assert changes(posts.hide, draft, actor_id=owner)
    assert not changes(posts.write, draft, "x", "y", alts={}, dropped=[])


def test_the_list_comes_in_pages_newest_first_though_posts_come_and_go(cast):
    owner, made = cast["owner"].id, []
    for number in range(7):
        one = posts.draft(cast["ours"].id, f"k{number}", actor_id=owner)
        posts.publish(posts.write(one, str(number), "", alts={}, dropped=[]), actor_id=owner)
        one.published_at = clock.now() - timedelta(days=number % 3)  # several in one moment too
        made.append(one)
    db.session.flush()
    expected = [one.title for one in sorted(made, key=lambda one: (one.published_at, one.id), reverse=True)]
    first, after = posts.page(cast["ours"].id, size=3)
    posts.hide(first[-1], actor_id=owner)
    second, then = posts.page(cast["ours"].id, after=after, size=3)
    third, end = posts.page(cast["ours"].id, after=then, size=3)
    assert [one.title for one in [*first, *second, *third]] == expected
    assert end is None
    other = posts.draft(cast["theirs"].id, "theirs", actor_id=cast["stranger"].id)
    assert [one.title for one in posts.page(cast["ours"].id, after=other.id, size=2)[0]] != []


def test_coordinators_hear_of_complaints_once_an_hour(post, cast):
    for _ in range(3):
        posts.report(post)
    assert [one.kind for one in notices.page(cast["coordinator"].id)[0]] == ["news_reported"]
    post.reported_at -= timedelta(hours=1, seconds=1)
    db.session.flush()
    posts.report(post)
    assert len(notices.page(cast["coordinator"].id)[0]) == 2
