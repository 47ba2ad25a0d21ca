"""An association's list: saved once, never over anybody's words, and the board's sums follow each change."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from domain import board, clock, counters, handovers, log, needs, pledges, search, tallies
from domain.db import db
from domain.errors import WrongState
from domain.listing import editing, entries, rows, states
from domain.listing.editing import ChangedMeanwhile, NotApproved
from domain.listing.entries import AlreadyPledged, EditionNotRunning, Entry, LabelMissing, ReviewedAsItStands, entry_of
from domain.listing.proposals import propose
from domain.lists.message import parse_message
from domain.needs import BelowTaken, DeadlinePassed, Need
from domain.organisations import Organisation
from domain.tallies import SUMS, EditionTally, NeedTally
from tests import factories

SOON = timedelta(days=20)


def an_entry(**values: Any) -> Entry:
    return Entry(**({"item_code": "blanket", "quantity": 60, "deadline": clock.today() + SOON} | values))


def sums() -> tuple[list[Any], list[Any]]:
    """The board's sums, without the rows that have come down to nothing."""
    editions = [
        tuple(getattr(row, name) for name in ("edition_id", "shard", *SUMS))
        for row in db.session.scalars(select(EditionTally).execution_options(populate_existing=True))
        if row.needs
    ]
    kinds = [
        (row.region_code, row.category, row.urgency, row.edition_id, row.published)
        for row in db.session.scalars(select(NeedTally).execution_options(populate_existing=True))
        if row.published
    ]
    return sorted(editions), sorted(kinds)


@pytest.fixture(autouse=True)
def sums_are_those_of_the_rows(app: Flask) -> Any:
    """After whatever a test did, the kept sums are what the rows alone give."""
    yield
    db.session.flush()
    kept = sums()
    tallies.rebuild()
    assert kept == sums()


@pytest.fixture
def trusted(app: Flask) -> Organisation:
    return factories.organisation(factories.person())


@pytest.fixture
def approved(app: Flask) -> Organisation:
    return factories.organisation(factories.person(), status="approved")


@pytest.fixture
def actor(app: Flask) -> int:
    return factories.person().id


def change(need: Need, actor: int, seen: int | None = None, **values: Any) -> Need:
    return editing.change(need.id, replace(entry_of(need), **values), seen or need.revision, actor_id=actor)


def found(words: str) -> set[int]:
    return {one.id for one in board.page(board.Filters(q=words)).needs}


# --- adding ----------------------------------------------------------------------------------------------------------


def test_a_list_is_saved_once_however_often_the_button_is_pressed(trusted: Organisation, actor: int) -> None:
    first = editing.add(trusted, [an_entry(), an_entry(item_code="milk")], "click", actor_id=actor)
    assert [need.status for need in first] == ["draft", "draft"]
    assert editing.add(trusted, [an_entry(), an_entry(item_code="milk")], "click", actor_id=actor) == []
    other = factories.organisation()
    assert len(editing.add(other, [an_entry()], "click", actor_id=actor)) == 1


def test_new_rows_stand_on_top_in_their_own_order(trusted: Organisation, actor: int) -> None:
    factories.need(trusted)
    for item in ("milk", "rice"):
        editing.add(trusted, [an_entry(item_code=item), an_entry(item_code=item, quantity=5)], item, actor_id=actor)
    page = rows.read_page(trusted.id, rows.IN_HAND)
    assert [(need.item_code, need.quantity) for need in page.rows] == [
        ("rice", 60), ("rice", 5), ("milk", 60), ("milk", 5), ("blanket", 60),
    ]  # fmt: skip


def test_one_bad_row_saves_nothing(trusted: Organisation, actor: int) -> None:
    with pytest.raises(LabelMissing):
        editing.add(trusted, [an_entry(), an_entry(item_code="other-food")], "click", actor_id=actor)
    assert rows.read_page(trusted.id, rows.IN_HAND).rows == []


def test_a_need_joins_a_campaign_only_while_it_runs(trusted: Organisation, actor: int) -> None:
    over = factories.edition(starts_on=date(2020, 1, 1), ends_on=date(2020, 2, 1))
    with pytest.raises(EditionNotRunning):
        editing.add(trusted, [an_entry(edition_id=over.id)], "click", actor_id=actor)
    running = factories.edition()
    assert editing.add(trusted, [an_entry(edition_id=running.id)], "click", actor_id=actor)[0].edition_id == running.id


# --- changing --------------------------------------------------------------------------------------------------------


def test_a_trusted_associations_change_is_on_the_board_at_once(trusted: Organisation, actor: int) -> None:
    need = factories.need(trusted, item="blanket", urgency="soon")
    before, priority = counters.versions()[0], need.priority
    db.session.commit()
    change(need, actor, item_code="milk", quantity=90, urgency=3, label="حليب كامل الدسم", unit="علبة")
    db.session.commit()
    assert (need.status, need.category, need.remaining, need.revision) == ("published", "food", 90, 2)
    assert need.priority > priority
    assert found("حليب كامل الدسم") == {need.id}
    assert found("بطانية") == set()
    assert counters.versions()[0] > before


def test_a_change_moves_a_need_into_a_campaigns_sums(trusted: Organisation, actor: int) -> None:
    need = factories.need(trusted)
    factories.pledge(need, factories.person(), quantity=7)
    db.session.refresh(need)
    edition = factories.edition()
    change(need, actor, edition_id=edition.id)
    _, editions = board.survey(board.Filters())
    assert (editions[edition.id].quantity, editions[edition.id].pledged) == (60, 7)


def test_the_quantity_goes_down_to_what_is_taken_and_no_further(trusted: Organisation, actor: int) -> None:
    need = factories.need(trusted)
    factories.pledge(need, factories.person(), quantity=20)
    db.session.refresh(need)
    with pytest.raises(BelowTaken) as broken:
        change(need, actor, quantity=19)
    assert broken.value.context == {"taken": 20}
    change(need, actor, quantity=20)
    assert (need.remaining, need.is_open, need.lacking) == (0, 0, 0)
    assert need.search_rank == search.rank_of(0, need.priority, need.id)
    change(need, actor, quantity=40)
    assert (need.remaining, need.is_open, need.lacking) == (20, 1, 5)


def test_a_quantity_lowered_to_what_has_arrived_fulfils_the_need(trusted: Organisation, actor: int) -> None:
    need = factories.need(trusted)
    pledge = factories.pledge(need, factories.person(), quantity=20)
    handovers.receive(pledge.id, pledge.code, 20, "good", actor_id=actor)
    db.session.refresh(need)
    assert change(need, actor, quantity=20).status == "fulfilled"


def test_nobodys_words_are_overwritten_silently(trusted: Organisation, actor: int) -> None:
    need = factories.need(trusted)
    seen = need.revision
    change(need, actor, note="للأطفال")
    with pytest.raises(ChangedMeanwhile) as broken:
        change(need, actor, seen, note="للكبار")
    assert need.note == "للأطفال"
    change(need, actor, broken.value.context["revision"], note="للكبار")
    assert need.note == "للكبار"


def test_what_was_saved_before_stands_in_the_log(trusted: Organisation, actor: int) -> None:
    need = factories.need(trusted)
    change(need, actor, quantity=50)
    logged = log.history("listing", need.id)
    assert [(row.new, row.actor_id, row.note) for row in logged] == [("edited", actor, '{"quantity": 60}')]
    change(need, actor)  # as it is
    assert len(log.history("listing", need.id)) == 1
    assert rows.last_edit(need.id)[0] == "سعاد"  # type: ignore[index]


def test_what_people_have_pledged_stays_what_it_is(trusted: Organisation, actor: int) -> None:
    need = factories.need(trusted)
    factories.pledge(need, factories.person())
    db.session.refresh(need)
    for values in ({"item_code": "milk"}, {"unit": "صندوق"}):
        with pytest.raises(AlreadyPledged):
            change(need, actor, **values)
    assert change(need, actor, note="مقاس شخصين").note == "مقاس شخصين"


def test_an_approved_association_asks_for_less_without_review(approved: Organisation, actor: int) -> None:
    need = factories.need(approved)
    change(need, actor, quantity=50, urgency=0, deadline=clock.today() + SOON)
    assert need.status == "published"


@pytest.mark.parametrize("values", [{"note": "جديد"}, {"quantity": 61}, {"urgency": 3}, {"label": "بطانيات"}])
def test_an_approved_associations_new_words_are_reviewed_first(
    approved: Organisation, actor: int, values: dict[str, Any]
) -> None:
    need = factories.need(approved)
    assert change(need, actor, **values).status == "submitted"
    assert needs.find_public(need.id) is None
    assert found("بطانية") == set()


def test_reviewed_words_stay_while_people_rely_on_them(approved: Organisation, actor: int) -> None:
    need = factories.need(approved)
    factories.pledge(need, factories.person())
    db.session.refresh(need)
    with pytest.raises(ReviewedAsItStands):
        change(need, actor, note="جديد")
    assert change(need, actor, quantity=30).status == "published"


def test_whoever_reviews_reads_the_words_as_they_are(approved: Organisation, actor: int) -> None:
    need = factories.need(approved, published=False)
    states.put_forward(need.id, actor_id=actor)
    needs.move(need, "in_review", actor_id=None)
    assert change(need, actor, deadline=clock.today() + SOON).status == "in_review"
    assert change(need, actor, note="جديد").status == "submitted"


def test_an_expired_need_with_a_day_to_come_is_on_the_board_again(approved: Organisation, actor: int) -> None:
    need = factories.need(approved)
    need.deadline = clock.today() - timedelta(days=1)
    needs.move(need, "expired", actor_id=None)
    need.sunk = True
    with pytest.raises(DeadlinePassed):
        change(need, actor, deadline=clock.today() - timedelta(days=3))
    change(need, actor, deadline=clock.today() + SOON)
    assert (need.status, need.sunk) == ("published", False)
    assert need.renewed_at is not None


# --- steps -----------------------------------------------------------------------------------------------------------


def test_a_trusted_association_publishes_and_an_approved_one_asks(
    trusted: Organisation, approved: Organisation, actor: int
) -> None:
    for organisation, state in ((trusted, "published"), (approved, "submitted")):
        need = factories.need(organisation, published=False)
        assert states.put_forward(need.id, actor_id=actor).status == state
        assert states.put_forward(need.id, actor_id=actor).status == state  # the same click again
        assert [row.new for row in log.history("need", need.id)] == [state]


def test_a_returned_need_goes_out_again(trusted: Organisation, approved: Organisation, actor: int) -> None:
    for organisation, state in ((trusted, "published"), (approved, "submitted")):
        need = factories.need(organisation, published=False, status="returned")
        assert states.put_forward(need.id, actor_id=actor).status == state


def test_nothing_of_an_association_that_is_not_approved_is_public(app: Flask, actor: int) -> None:
    for status in ("started", "under_review", "suspended"):
        need = factories.need(factories.organisation(status=status), published=False)
        with pytest.raises(NotApproved):
            states.put_forward(need.id, actor_id=actor)


def test_several_go_out_and_the_others_say_why_not(trusted: Organisation, actor: int) -> None:
    good = factories.need(trusted, published=False)
    late = factories.need(trusted, published=False, deadline=clock.today() - timedelta(days=1))
    went, stayed = states.put_several_forward([late.id, good.id], actor_id=actor)
    assert [need.id for need in went] == [good.id]
    assert [(need.id, type(broken)) for need, broken in stayed] == [(late.id, DeadlinePassed)]


def test_a_pause_takes_a_need_off_the_board_and_back_to_its_place(trusted: Organisation, actor: int) -> None:
    need = factories.need(trusted)
    freshness = need.freshness
    states.pause(need.id, actor_id=actor)
    assert found("بطانية") == set()
    db.session.commit()
    with pytest.raises(pledges.NotOnTheBoard):
        pledges.pledge(need.id, actor, 1, "late")
    states.pause(need.id, actor_id=actor)
    states.resume(need.id, actor_id=actor)
    assert (need.status, need.freshness, found("بطانية")) == ("published", freshness, {need.id})


def test_what_was_promised_may_still_come_after_the_need_is_closed(trusted: Organisation, actor: int) -> None:
    need = factories.need(trusted)
    pledge = factories.pledge(need, factories.person(), quantity=5)
    states.close(need.id, actor_id=actor)
    handovers.receive(pledge.id, pledge.code, 5, "good", actor_id=actor)
    db.session.refresh(need)
    assert (need.status, need.received) == ("closed", 5)


def test_only_rows_that_nobody_saw_are_thrown_away(trusted: Organisation, actor: int) -> None:
    draft = factories.need(trusted, published=False)
    assert states.discard(draft.id, actor_id=actor).status == "cancelled"
    assert states.discard(draft.id, actor_id=actor).status == "cancelled"
    with pytest.raises(WrongState):
        states.discard(factories.need(trusted).id, actor_id=actor)


def test_one_day_for_several_rows_brings_expired_ones_back(trusted: Organisation, actor: int) -> None:
    draft, gone = factories.need(trusted, published=False), factories.need(trusted)
    closed = states.close(factories.need(trusted).id, actor_id=actor)
    needs.move(gone, "expired", actor_id=None)
    day = clock.today() + timedelta(days=77)
    assert editing.set_deadline([draft.id, gone.id, closed.id], day, actor_id=actor) == 2
    assert (draft.deadline, gone.deadline, gone.status, draft.status) == (day, day, "published", "draft")


# --- the list --------------------------------------------------------------------------------------------------------


def order(organisation: Organisation) -> list[int]:
    return [need.id for need in rows.read_page(organisation.id, rows.IN_HAND).rows]


def test_rows_move_up_and_down(trusted: Organisation) -> None:
    a, b, c = (factories.need(trusted, published=False) for _ in range(3))
    assert order(trusted) == [c.id, b.id, a.id]  # the newest first
    assert rows.move_row(a, -1) == b
    assert order(trusted) == [c.id, a.id, b.id]
    assert rows.move_row(c, 1) == a
    assert order(trusted) == [a.id, c.id, b.id]
    assert rows.move_row(a, -1) is None
    assert rows.move_row(b, 1) is None


def test_a_long_list_comes_in_pages(trusted: Organisation, actor: int) -> None:
    made = editing.add(trusted, [an_entry(quantity=n) for n in range(1, 121)], "click", actor_id=actor)
    pages = [rows.read_page(trusted.id, rows.IN_HAND, number) for number in (1, 2, 3, 9)]
    assert [len(page.rows) for page in pages] == [50, 50, 20, 20]
    assert [need.id for page in pages[:3] for need in page.rows] == [need.id for need in made]
    assert [rows.page_of(need) for need in (made[0], made[49], made[50], made[119])] == [1, 1, 2, 3]


def test_a_returned_need_says_why(approved: Organisation, actor: int) -> None:
    need = factories.need(approved, published=False)
    states.put_forward(need.id, actor_id=actor)
    needs.move(need, "returned", actor_id=None, note="أضيفوا المقاسات")
    assert rows.reasons([need]) == {need.id: "أضيفوا المقاسات"}


# --- proposals -------------------------------------------------------------------------------------------------------


def test_what_the_catalogue_does_not_know_is_proposed_under_other_of_its_group(app: Flask) -> None:
    proposals = propose(parse_message("- 25 كيس دقيق\n- 12 كيلو تمر مجهول\n- 40 بطانية"))
    unknown = next(one for one in proposals if one.item_code.startswith("other-"))
    assert (unknown.item_code, unknown.quantity) == ("other-food", 12)
    assert unknown.label


def test_an_associations_own_words_are_kept_where_they_say_more(app: Flask) -> None:
    plain, said = propose(parse_message("- 40 بطانية\n- 30 بطانيات صوفية كبيرة"))
    assert (plain.item_code, plain.label) == ("blanket", "")
    assert (said.item_code, said.label) == ("blanket", "بطانيات صوفية كبيرة")


def test_a_row_without_a_quantity_is_not_whole(app: Flask) -> None:
    whole = propose(parse_message("- 40 بطانية"))[0]
    assert whole.is_whole
    assert not replace(whole, quantity=None).is_whole
    assert not replace(whole, label="x" * (entries.LABEL_MOST + 1)).is_whole


def test_a_day_is_understood_in_either_calendar_and_any_digits(app: Flask) -> None:
    for typed in ("2026-12-20", "20/12/2026", "٢٠/١٢/٢٠٢٦", "۱۴۰۵/۰۹/۲۹"):
        assert entries.read_deadline(typed) == date(2026, 12, 20), typed
    with pytest.raises(entries.DayUnclear):
        entries.read_deadline("قريبا")


def test_the_log_of_a_list_holds_its_key_once(trusted: Organisation, actor: int) -> None:
    editing.add(trusted, [an_entry()], "click", actor_id=actor)
    editing.add(trusted, [an_entry()], "click", actor_id=actor)
    count = db.session.execute(text("SELECT COUNT(*) FROM transition WHERE noun = 'list'")).scalar()
    assert count == 1
