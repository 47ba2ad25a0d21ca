"""«Still needed?»: what the clock does day by day, and what a link can do and cannot."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from domain import board, clock, counters, duties, log, needs, renewal_links, renewals, search
from domain.board import Filters
from domain.db import db, is_sqlite
from domain.needs import Need
from domain.notices import Notice
from domain.organisations import Organisation
from domain.people import Person
from domain.renewal_links import RenewalLink
from domain.renewals import Answer
from tests import factories

Pass = Callable[[float], None]


@pytest.fixture
def days(monkeypatch: pytest.MonkeyPatch) -> Pass:
    """`days(31)` is thirty-one days after the test began."""
    start = clock.now()

    def pass_(many: float) -> None:
        now = start + timedelta(days=many)
        monkeypatch.setattr(clock, "now", lambda: now)

    return pass_


@pytest.fixture
def owner(app: Flask) -> Person:
    return factories.person("Zohra")


@pytest.fixture
def ours(owner: Person) -> Organisation:
    return factories.organisation(owner, factories.person("Idir"), isolation=80)


@pytest.fixture
def need(ours: Organisation) -> Need:
    """Published today, for a day that is far away."""
    made = factories.need(ours, deadline=clock.today() + timedelta(days=100))
    db.session.commit()
    return made


def fresh(row: Any) -> Any:
    return db.session.get_one(type(row), row.id, populate_existing=True)


def notices(kind: str) -> list[Notice]:
    return list(db.session.scalars(select(Notice).where(Notice.kind == kind).order_by(Notice.id)))


def link_to(of: Organisation, by: Person) -> tuple[RenewalLink, str]:
    token = renewal_links.make(of.id, actor_id=by.id)
    found = renewal_links.find(token)
    assert found
    return found, token


def ranks() -> set[int]:
    return set(db.session.execute(text(f"SELECT {'rowid' if is_sqlite() else 'rank'} FROM need_search")).scalars())


# --- the clock --------------------------------------------------------------------------------------------------------


def test_a_need_nobody_renews_is_asked_about_then_sinks_then_expires(need: Need, days: Pass) -> None:
    told = []
    for day in range(60):
        days(day + 0.01)
        done = duties.all_duties()
        told += [(day, name) for name in ("asked", "sunk", "expired") if done[name]]
        assert not any(duties.all_duties().values()), "doing it again does nothing"
    assert told == [(23, "asked"), (30, "sunk"), (45, "expired")]
    assert [(row.old, row.new, row.via) for row in log.history("renewal", need.id)] == [("renewed", "sunk", "clock")]
    last = log.history("need", need.id)[-1]
    assert (last.old, last.new, last.via, last.actor_id) == ("published", "expired", "clock", None)
    assert [notice.facts["item"] for notice in notices("need_expired")] == ["blanket", "blanket"]


def test_what_has_sunk_stands_behind_its_equals_and_is_still_found(need: Need, ours: Organisation, days: Pass) -> None:
    days(20)
    younger = factories.need(factories.organisation(size="large"), deadline=need.deadline)
    version = counters.versions()[0]
    assert [one.id for one in board.page(Filters()).needs] == [need.id, younger.id]
    days(30.01)
    assert duties.sink() == 1
    assert fresh(need).sunk
    assert counters.versions()[0] > version
    for filters in (Filters(), Filters(q="blanket"), Filters(sort="isolated")):
        assert [one.id for one in board.page(filters).needs] == [younger.id, need.id], filters
    assert ranks() == {search.rank_of(one.is_open, fresh(one).priority, one.id) for one in (need, younger)}
    renewals.renew(fresh(need), actor_id=None)
    assert [one.id for one in board.page(Filters()).needs] == [need.id, younger.id]
    assert ranks() == {search.rank_of(one.is_open, fresh(one).priority, one.id) for one in (need, younger)}


def test_publication_counts_as_renewal(need: Need, days: Pass) -> None:
    days(29)
    needs.move(need, "expired", actor_id=None)
    needs.publish(need, actor_id=None)
    days(58.9)
    assert duties.sink() == 0
    days(59.1)
    assert duties.sink() == 1


def test_a_sunk_need_that_is_published_anew_stands_among_its_equals_again(need: Need, days: Pass) -> None:
    days(31)
    duties.sink()
    needs.move(fresh(need), "expired", actor_id=None)
    days(33)
    needs.publish(fresh(need), actor_id=None)
    duties.sink()
    assert not fresh(need).sunk
    assert fresh(need).priority == needs.priority_of(need.urgency, 80, "small")


def test_a_renewed_need_is_left_alone_for_thirty_days_more(need: Need, days: Pass) -> None:
    days(25)
    renewals.renew(fresh(need), actor_id=None, via="link")
    db.session.commit()
    for day in (31, 46, 54.9):
        days(day)
        assert duties.all_duties()["sunk"] == duties.all_duties()["expired"] == 0
    days(55.1)
    assert duties.sink() == 1


def test_what_is_not_on_the_board_neither_sinks_nor_expires(ours: Organisation, days: Pass) -> None:
    paused = factories.need(ours, deadline=clock.today() + timedelta(days=100))
    needs.move(paused, "paused", actor_id=None)
    factories.need(ours, published=False)
    days(50)
    done = duties.all_duties()
    assert (done["asked"], done["sunk"], done["expired"]) == (0, 0, 0)


def test_members_are_asked_once_with_a_link_in_place_of_the_older(
    need: Need, ours: Organisation, owner: Person, days: Pass
) -> None:
    mine, _ = link_to(ours, owner)
    factories.need(ours, item="milk", deadline=need.deadline)
    days(23.5)
    assert (duties.ask(), duties.ask()) == (1, 0)
    days(28)
    later = factories.need(ours, item="heater", deadline=need.deadline)
    later.published_at -= timedelta(days=23)  # so that it is its turn a few days after the others
    db.session.commit()
    assert duties.ask() == 0, "not so soon again"
    days(23.5)
    first = notices("need_expiring")
    assert len(first) == 2, "each member"
    assert first[0].facts == {
        "count": 2, "day": renewals.sinks_on(need).isoformat(), "link": first[1].facts["link"],
    }  # fmt: skip
    assert first[0].path == f"/desk/{ours.slug}/renewal"
    token = renewal_links.token_made_by_clock(first[0].facts["link"])
    assert token
    assert renewal_links.find(token)
    days(29.6)
    assert duties.ask() == 1
    assert renewal_links.find(token) is None
    assert renewal_links.token_made_by_clock(first[0].facts["link"]) is None
    again = renewal_links.token_made_by_clock(notices("need_expiring")[-1].facts["link"])
    assert again
    assert again != token
    assert fresh(mine).is_live, "what a member made stays"


def test_the_database_holds_no_token(need: Need, ours: Organisation, owner: Person, days: Pass) -> None:
    _, token = link_to(ours, owner)
    days(23.5)
    duties.ask()
    clocks = renewal_links.token_made_by_clock(notices("need_expiring")[0].facts["link"])
    assert clocks
    kept = []
    for table in db.metadata.sorted_tables:
        kept += [str(value) for row in db.session.execute(select(table)) for value in row]
    assert not [value for value in kept if token in value or clocks in value]


def test_the_links_of_the_clock_are_another_installations_to_guess(
    need: Need, days: Pass, monkeypatch: pytest.MonkeyPatch
) -> None:
    days(23.5)
    duties.ask()
    link_id = notices("need_expiring")[0].facts["link"]
    token = renewal_links.token_made_by_clock(link_id)
    monkeypatch.setitem(renewal_links._installation, "key", b"another")
    assert renewal_links.token_made_by_clock(link_id) != token


# --- links ------------------------------------------------------------------------------------------------------------


def test_a_link_works_for_thirty_days(need: Need, ours: Organisation, owner: Person, days: Pass) -> None:
    _, token = link_to(ours, owner)
    days(29.9)
    assert renewal_links.find(token)
    days(30.1)
    assert renewal_links.find(token) is None


def test_a_link_ends_when_it_is_taken_back_or_its_association_no_longer_publishes(
    ours: Organisation, owner: Person
) -> None:
    first, token = link_to(ours, owner)
    for _ in range(2):
        renewal_links.revoke(first, actor_id=owner.id)
    assert renewal_links.find(token) is None
    assert [row.new for row in log.history("renewal_link", first.id)] == ["live", "revoked"]
    _, token = link_to(ours, owner)
    ours.status = "suspended"
    db.session.flush()
    assert renewal_links.find(token) is None


def test_an_association_has_so_many_links_and_no_more(ours: Organisation, owner: Person) -> None:
    for _ in range(renewal_links.LINKS_MOST):
        link_to(ours, owner)
    with pytest.raises(renewal_links.TooManyLinks):
        renewal_links.make(ours.id, actor_id=owner.id)


def test_one_tap_renews_all_that_stands_or_lately_stood_on_the_board(
    need: Need, ours: Organisation, owner: Person, days: Pass
) -> None:
    theirs = factories.need(deadline=need.deadline)
    days(46)
    duties.all_duties()
    assert (fresh(need).status, fresh(theirs).status) == ("expired", "expired")
    link, _ = link_to(ours, owner)
    assert renewals.answer_by_link(link) == {"renewed": 1, "changed": 0, "closed": 0}
    assert (fresh(need).status, fresh(need).sunk, fresh(theirs).status) == ("published", False, "expired")
    assert fresh(link).used_at == clock.now()
    last = log.history("need", need.id)[-1]
    assert (last.new, last.via, last.actor_id) == ("published", "link", None)
    days(75)
    assert duties.sink() == 0


def test_what_expired_long_ago_or_because_its_day_came_is_not_renewed(
    need: Need, ours: Organisation, owner: Person, days: Pass
) -> None:
    short = factories.need(ours, item="milk", deadline=clock.today() + timedelta(days=44))
    days(46)
    duties.all_duties()
    assert renewals.renewable(ours.id) == [fresh(need)]
    assert renewals.past_their_day(ours.id) == [fresh(short)]
    days(80)
    assert renewals.renewable(ours.id) == renewals.past_their_day(ours.id) == []


def test_each_need_is_kept_changed_or_closed_as_its_association_says(
    need: Need, ours: Organisation, owner: Person
) -> None:
    kept, changed, closed = need, factories.need(ours, item="milk"), factories.need(ours, item="heater")
    left_out, theirs = factories.need(ours, item="shoes"), factories.need()
    link, _ = link_to(ours, owner)
    before = fresh(left_out).renewed_at
    answers = {kept.id: Answer(60), changed.id: Answer(90), closed.id: Answer(None), theirs.id: Answer(None)}
    assert renewals.answer_by_link(link, answers) == {"renewed": 1, "changed": 1, "closed": 1}
    assert (fresh(changed).quantity, fresh(changed).status) == (90, "published")
    assert (fresh(closed).status, fresh(theirs).status) == ("closed", "published")
    assert fresh(left_out).renewed_at == before
    assert fresh(kept).renewed_at is not None


def test_no_fewer_than_people_have_promised_and_then_nothing_is_changed_at_all(
    need: Need, ours: Organisation, owner: Person
) -> None:
    factories.pledge(need, factories.person(), 25)
    other = factories.need(ours, item="milk")
    link, _ = link_to(ours, owner)
    db.session.commit()
    with pytest.raises(needs.BelowTaken) as refused:
        renewals.answer_by_link(link, {other.id: Answer(None), need.id: Answer(24)})
    assert refused.value.context["need_id"] == need.id
    db.session.rollback()
    assert (fresh(need).quantity, fresh(other).status) == (60, "published")
    assert renewals.answer_by_link(link, {need.id: Answer(25)})["changed"] == 1
    assert fresh(need).remaining == 0


def test_when_a_need_was_last_renewed_is_the_latest_of_all_its_moments() -> None:
    day = datetime(2026, 11, 1, tzinfo=clock.now().tzinfo)
    need = Need(created_at=day, published_at=day + timedelta(days=3), renewed_at=day + timedelta(days=2))
    assert renewals.renewed_at(need) == day + timedelta(days=3)
