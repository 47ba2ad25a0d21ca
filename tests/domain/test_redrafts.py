"""A need said better: words kept beside words, nothing published unseen, and the association has the last word."""

import threading
from dataclasses import replace

import pytest
from sqlalchemy import select

from domain import board, log, people, redrafts, reviews
from domain.board import Filters
from domain.db import db
from domain.errors import WrongState
from domain.listing import editing
from domain.listing.editing import ChangedMeanwhile
from domain.listing.entries import LabelMissing, ReviewedAsItStands, entry_of
from domain.needs import Need
from domain.notices import Notice
from domain.redrafts import Redraft, RedraftOvertaken, RedraftVoid, SameWords, Words
from domain.vouches import OwnAssociation
from tests import factories

BETTER = Words("أغطية تدفئ ليالي الجبل", "غطاء لكل طفل في المرقد")


@pytest.fixture
def owner(app):
    return factories.person("سعاد")


@pytest.fixture
def coordinator(app):
    made = factories.person("منسق")
    people.grant(made.id, "coordinator")
    return made


@pytest.fixture
def waits(owner):
    of = factories.organisation(owner, status="approved")
    return factories.need(of, published=False, status="submitted", note="اغطيه للمرقد")


@pytest.fixture
def public(owner):
    return factories.need(factories.organisation(owner), note="اغطيه للمرقد")


def told(person):
    query = select(Notice).where(Notice.person_id == person.id).order_by(Notice.id)
    return [(one.kind, one.facts) for one in db.session.scalars(query)]


def edit(need, person, **words):
    return editing.change(need.id, replace(entry_of(need), **words), need.revision, actor_id=person.id)


def used(need, by):
    draft = redrafts.save(need.id, BETTER, 0, actor_id=by.id)
    return redrafts.use(need.id, need.revision, draft.revision, actor_id=by.id)


def test_a_draft_is_kept_for_any_coordinator_and_changes_nothing_yet(waits, coordinator):
    draft = redrafts.save(waits.id, BETTER, 0, actor_id=coordinator.id)
    assert (draft.words, draft.own) == (BETTER, Words("", "اغطيه للمرقد"))
    assert redrafts.words_of(waits) == Words("", "اغطيه للمرقد")
    other = factories.person()
    people.grant(other.id, "coordinator")
    again = redrafts.save(waits.id, Words("أغطية", "دافئة"), draft.revision, actor_id=other.id)
    assert (again.id, again.revision, again.written_by) == (draft.id, 2, other.id)


def test_the_same_click_again_saves_once(waits, coordinator):
    first = redrafts.save(waits.id, BETTER, 0, actor_id=coordinator.id)
    assert redrafts.save(waits.id, BETTER, 0, actor_id=coordinator.id).revision == first.revision == 1


@pytest.mark.parametrize("waiting", [True, False])
def test_the_same_click_again_uses_it_once(waits, public, coordinator, owner, waiting):
    need = waits if waiting else public
    draft = redrafts.save(need.id, BETTER, 0, actor_id=coordinator.id)
    seen = need.revision
    for _ in range(2):
        assert redrafts.words_of(redrafts.use(need.id, seen, draft.revision, actor_id=coordinator.id)) == BETTER
    assert len(told(owner)) == 1
    redrafts.go_back(need.id, actor_id=owner.id)
    with pytest.raises(ChangedMeanwhile):
        redrafts.use(need.id, seen, draft.revision, actor_id=coordinator.id)


def test_what_another_coordinator_saved_is_not_overwritten(waits, coordinator):
    redrafts.save(waits.id, BETTER, 0, actor_id=coordinator.id)
    with pytest.raises(RedraftOvertaken):
        redrafts.save(waits.id, Words("أخرى", ""), 0, actor_id=coordinator.id)
    with pytest.raises(RedraftOvertaken):
        redrafts.drop(waits.id, 7, actor_id=coordinator.id)
    with pytest.raises(RedraftOvertaken):
        redrafts.use(waits.id, waits.revision, 7, actor_id=coordinator.id)


def test_a_redraft_says_something_else_and_names_what_the_catalogue_does_not(waits, coordinator):
    with pytest.raises(SameWords):
        redrafts.save(waits.id, Words("", "اغطيه للمرقد"), 0, actor_id=coordinator.id)
    other = factories.need(waits.organisation, item="other-home", label="مدفأة", published=False, status="submitted")
    with pytest.raises(LabelMissing):
        redrafts.save(other.id, Words("", "للقسم"), 0, actor_id=coordinator.id)


def test_a_need_is_published_with_its_redraft_and_the_association_hears_of_it(waits, coordinator, owner):
    need = used(waits, coordinator)
    assert (need.status, redrafts.words_of(need)) == ("published", BETTER)
    assert redrafts.own_words(need) == Words("", "اغطيه للمرقد")
    assert told(owner) == [("need_redrafted", {"item": "blanket", "label": "", "published": True})]
    assert [row.new for row in log.history("redraft", redrafts.in_force(need).id)] == ["draft", "used"]
    assert [row.new for row in log.history("need", need.id)] == ["in_review", "published"]


def test_a_published_need_says_it_at_once_and_is_found_by_its_new_words(public, coordinator, owner):
    version = public.version
    assert list(board.page(Filters(q="ليالي")).needs) == []
    used(public, coordinator)
    assert public.version > version
    assert [one.id for one in board.page(Filters(q="ليالي")).needs] == [public.id]
    assert told(owner)[0][1]["published"] is False


def test_what_the_association_changed_meanwhile_is_never_published_unseen(waits, coordinator, owner):
    seen = waits.revision
    draft = redrafts.save(waits.id, BETTER, 0, actor_id=coordinator.id)
    edit(waits, owner, quantity=90)
    with pytest.raises(ChangedMeanwhile):
        redrafts.use(waits.id, seen, draft.revision, actor_id=coordinator.id)
    with pytest.raises(ChangedMeanwhile):
        redrafts.publish_in_own_words(waits.id, seen, actor_id=coordinator.id)
    assert waits.status == "submitted"
    assert redrafts.use(waits.id, waits.revision, draft.revision, actor_id=coordinator.id).quantity == 90


def test_the_associations_later_words_make_an_old_redraft_void(waits, coordinator, owner):
    draft = redrafts.save(waits.id, BETTER, 0, actor_id=coordinator.id)
    edit(waits, owner, note="أغطية ووسائد")
    assert redrafts.is_void(draft, waits)
    with pytest.raises(RedraftVoid):
        redrafts.use(waits.id, waits.revision, draft.revision, actor_id=coordinator.id)
    fresh = redrafts.save(waits.id, BETTER, draft.revision, actor_id=coordinator.id)
    assert (draft.status, fresh.own_note, redrafts.is_void(fresh, waits)) == ("void", "أغطية ووسائد", False)


def test_more_of_it_or_another_day_leaves_a_redraft_in_force(public, coordinator, owner):
    used(public, coordinator)
    edit(public, owner, quantity=80)
    assert redrafts.in_force(public).words == BETTER
    edit(public, owner, note="كلماتنا")
    assert redrafts.in_force(public) is None
    assert redrafts.own_words(public) == Words(BETTER.label, "كلماتنا")


def test_a_second_redraft_still_stands_beside_the_associations_own_words(public, coordinator):
    used(public, coordinator)
    second = redrafts.save(public.id, Words("أغطية", "للمرقد كله"), 0, actor_id=coordinator.id)
    assert second.own == Words("", "اغطيه للمرقد")
    redrafts.use(public.id, public.revision, second.revision, actor_id=coordinator.id)
    assert [one.status for one in redrafts.history(public.id)] == ["used", "used"]
    assert redrafts.in_force(public).id == second.id


def test_the_association_goes_back_to_its_own_words_and_the_coordinators_are_told(public, coordinator, owner):
    used(public, coordinator)
    assert [need.id for need, _ in redrafts.in_force_at(public.organisation_id)] == [public.id]
    for _twice in range(2):
        redrafts.go_back(public.id, actor_id=owner.id)
    assert redrafts.words_of(public) == Words("", "اغطيه للمرقد")
    assert [one.status for one in redrafts.history(public.id)] == ["undone"]
    assert [kind for kind, _ in told(coordinator)] == ["own_words_wanted"]
    assert redrafts.in_force_at(public.organisation_id) == []


def test_own_words_that_were_never_public_are_reviewed_before_they_are(waits, coordinator, owner):
    used(waits, coordinator)
    second = redrafts.save(waits.id, Words("أغطية", "للمرقد كله"), 0, actor_id=coordinator.id)
    redrafts.use(waits.id, waits.revision, second.revision, actor_id=coordinator.id)
    need = redrafts.go_back(waits.id, actor_id=owner.id)
    assert (need.status, redrafts.words_of(need)) == ("submitted", Words("", "اغطيه للمرقد"))
    assert [kind for kind, _ in told(coordinator)] == ["own_words_wanted"]


def test_once_pledged_what_was_reviewed_stays_and_what_was_public_comes_back(waits, public, coordinator, owner):
    public.organisation.status = "approved"
    for need in (waits, public):
        used(need, coordinator)
        factories.pledge(need, factories.person())
        db.session.refresh(need)
    with pytest.raises(ReviewedAsItStands):
        redrafts.go_back(waits.id, actor_id=owner.id)
    assert redrafts.words_of(waits) == BETTER
    redrafts.go_back(public.id, actor_id=owner.id)
    assert (public.status, redrafts.words_of(public)) == ("published", Words("", "اغطيه للمرقد"))


def test_a_trusted_association_goes_back_to_words_nobody_reviewed(waits, coordinator, owner):
    used(waits, coordinator)
    waits.organisation.status = "trusted"
    assert redrafts.go_back(waits.id, actor_id=owner.id).status == "published"


def test_a_need_that_waits_is_published_in_own_words_whatever_was_redrafted(public, coordinator, owner):
    public.organisation.status = "approved"
    used(public, coordinator)
    edit(public, owner, quantity=90)  # goes to review, in the team's words
    assert (public.status, redrafts.words_of(public)) == ("submitted", BETTER)
    redrafts.publish_in_own_words(public.id, public.revision, actor_id=coordinator.id)
    assert (public.status, redrafts.words_of(public)) == ("published", Words("", "اغطيه للمرقد"))


def test_a_dropped_redraft_stays_in_the_history(waits, coordinator):
    draft = redrafts.save(waits.id, BETTER, 0, actor_id=coordinator.id)
    for _twice in range(2):
        redrafts.drop(waits.id, draft.revision, actor_id=coordinator.id)
    assert [one.status for one in redrafts.history(waits.id)] == ["dropped"]
    assert redrafts.draft_of(waits.id) is None


def test_nobody_redrafts_for_their_own_association_or_what_is_over(waits, public, owner, coordinator):
    with pytest.raises(OwnAssociation):
        redrafts.save(waits.id, BETTER, 0, actor_id=owner.id)
    draft = redrafts.save(public.id, BETTER, 0, actor_id=coordinator.id)
    public.status = "closed"
    db.session.flush()
    for refused in (
        lambda: redrafts.save(public.id, Words("أخرى", ""), 1, actor_id=coordinator.id),
        lambda: redrafts.use(public.id, public.revision, draft.revision, actor_id=coordinator.id),
    ):
        with pytest.raises(WrongState):
            refused()


def test_whoever_reviews_is_known_and_can_leave_it_to_others(waits, coordinator):
    reviews.take_need(waits.id, actor_id=coordinator.id)
    assert reviews.reviewers("need", [waits.id])[waits.id][:2] == (coordinator.id, "منسق")
    other = factories.person("أخرى")
    reviews.take_need(waits.id, actor_id=other.id)
    assert reviews.reviewers("need", [waits.id])[waits.id][1] == "أخرى"
    reviews.release_need(waits.id, actor_id=other.id)
    assert waits.status == "submitted"


def test_of_two_who_begin_a_redraft_at_once_one_is_told(app, waits, coordinator):
    need_id, actor_id = waits.id, coordinator.id
    db.session.commit()
    gate, outcomes = threading.Barrier(2), []

    def begin(words: Words) -> None:
        with app.app_context():
            gate.wait()
            try:
                redrafts.save(need_id, words, 0, actor_id=actor_id)
                db.session.commit()
                outcomes.append("saved")
            except RedraftOvertaken:
                db.session.rollback()
                outcomes.append("told")
            finally:
                db.session.remove()

    threads = [threading.Thread(target=begin, args=(Words(name, ""),)) for name in ("هذه", "تلك")]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(outcomes) == ["saved", "told"]
    assert len(list(db.session.scalars(select(Redraft)))) == 1
    assert db.session.get_one(Need, need_id).status == "submitted"
