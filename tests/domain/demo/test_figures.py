"""The demonstration data: every figure equals the sum of its rows, and nothing in them could not have happened."""

from collections import Counter, defaultdict

from sqlalchemy import select, text

from domain import board, clock, counters, needs, pledges, renewals, search
from domain.catalogue import items
from domain.db import db, is_sqlite
from domain.distributions import Distribution
from domain.log import Transition
from domain.needs import Need
from domain.pledges import ARRIVED, LIVE, Pledge
from domain.tallies import PUBLIC, SUMS, EditionTally, NeedTally
from tests.domain.demo.rows import every, pledges_by_need

# --- sums -------------------------------------------------------------------------------------------------------------


def test_the_counters_of_every_need_are_the_sums_over_its_pledges(country: str) -> None:
    by_need, given_out = pledges_by_need(), Counter()
    for row in every(Distribution):
        given_out[row.need_id] += row.quantity
    for need in every(Need):
        mine = by_need[need.id]
        arrived = [pledge for pledge in mine if pledge.status in ARRIVED]
        assert need.pledged == sum(pledge.quantity for pledge in mine if pledge.status in LIVE)
        assert need.received == sum(min(pledge.received_quantity, pledge.quantity) for pledge in arrived)
        assert need.surplus == sum(max(0, pledge.received_quantity - pledge.quantity) for pledge in arrived)
        distributed = [pledge for pledge in arrived if pledge.status == "distributed"]
        assert need.distributed == sum(pledge.received_quantity for pledge in distributed)
        assert need.distributed == given_out[need.id]
        assert all((pledge.received_quantity is None) == (pledge.status not in ARRIVED) for pledge in mine)


def test_what_the_board_sorts_by_is_what_the_rules_compute(country: str) -> None:
    for need in every(Need):
        assert need.is_open == (1 if need.remaining else 0)
        lacking = 1 + (need.remaining - 1) * 10 // need.quantity if need.remaining else 0
        assert need.lacking == lacking or (need.lacking == 10 and need.remaining == need.quantity)
        if need.status in needs.PUBLIC:
            host = need.organisation
            assert need.isolation == (0 if need.sunk else host.isolation)
            assert need.priority == needs.priority_of(need.urgency, need.isolation, "" if need.sunk else host.size)
            assert need.nearness == -need.deadline.toordinal()
            assert need.freshness == int(need.published_at.timestamp())
        assert need.category == items()[need.item_code].category
        assert (need.region_code, need.commune_code) == (need.organisation.region_code, need.organisation.commune_code)


def test_the_sums_are_those_of_the_needs(country: str) -> None:
    public = [need for need in every(Need) if need.status in PUBLIC]
    published = [need for need in public if need.status == "published"]
    assert board.count(board.Filters()) == len(published)
    kept = {name: sum(getattr(row, name) for row in every(EditionTally)) for name in SUMS}
    assert sum(row.published for row in every(NeedTally)) == len(published)
    units = {name: sum(getattr(need, name) for need in public) for name in SUMS[3:]}
    opened = sum(need.is_open for need in published)
    assert kept == {"needs": len(public), "published": len(published), "open_needs": opened, **units}


def test_search_holds_exactly_the_published_needs(country: str) -> None:
    published = [need for need in every(Need) if need.status == "published"]
    ranks = set(db.session.execute(text(f"SELECT {'rowid' if is_sqlite() else 'rank'} FROM need_search")).scalars())
    assert ranks == {search.rank_of(need.is_open, need.priority, need.id) for need in published}
    assert all((need.search_rank is not None) == (need.status == "published") for need in every(Need))
    for need in published[:20]:
        page = board.page(board.Filters(q=items()[need.item_code].names["ar"]), size=500)
        assert need.id in {listed.id for listed in page.needs}


def test_the_board_shows_every_published_need_once(country: str) -> None:
    published = {need.id for need in every(Need) if need.status == "published"}
    for sort in board.SORTS:
        shown: list[int] = []
        after: tuple[int, ...] | None = None
        while True:
            page = board.page(board.Filters(sort=sort, after=after))
            shown += [listed.id for listed in page.needs]
            if page.after is None:
                break
            after = board.read_after(page.after)
        assert sorted(shown) == sorted(published)
    assert counters.versions()[0] > 0


# --- history ----------------------------------------------------------------------------------------------------------


def test_the_log_tells_how_every_need_and_pledge_came_to_its_state(country: str) -> None:
    tables = {"need": (Need, needs.TRANSITIONS), "pledge": (Pledge, pledges.TRANSITIONS)}
    now = clock.now()
    by_thing: dict[tuple[str, int], list[Transition]] = defaultdict(list)
    for row in db.session.scalars(select(Transition).order_by(Transition.id)):
        by_thing[row.noun, row.noun_id].append(row)
    for noun, (model, transitions) in tables.items():
        for thing in every(model):
            rows = by_thing[noun, thing.id]
            assert rows[0].old is None
            assert rows[0].at == thing.created_at
            assert rows[-1].new == thing.status
            assert rows[-1].at <= now
            for before, row in zip(rows, rows[1:], strict=False):
                assert row.old == before.new
                assert row.new in transitions[row.old]
                assert row.at > before.at
    assert len([key for key in by_thing if key[0] in tables]) == len(every(Need)) + len(every(Pledge))


def test_what_was_given_out_could_have_been(country: str) -> None:
    found = every(Distribution)
    assert len(found) == len({row.key for row in found})
    taken_back = [row for row in found if row.corrects]
    assert len(taken_back) == 1
    for row in found:
        assert clock.day_of(row.recorded_at) == row.day <= clock.today()
        people = abs(row.women + row.men + row.children)
        assert 0 < abs(row.families) <= people
        assert row.commune_code or row.place
    for need in every(Need):
        assert need.distributed <= need.received + need.surplus


def test_some_needs_have_sunk_and_the_clock_has_nothing_to_catch_up_with(country: str) -> None:
    """What nobody renewed stands behind the others already, and nothing else is overdue."""
    published = [need for need in every(Need) if need.status == "published"]
    sunk = [need for need in published if need.sunk]
    assert 2 <= len(sunk) < len(published) / 10
    for need in published:
        waited = clock.now() - renewals.renewed_at(need)
        assert waited < renewals.EXPIRE_AFTER
        assert need.sunk == (waited > renewals.SINK_AFTER)
    soon = [need for need in published if renewals.sinks_on(need) <= clock.today() + renewals.ASK_BEFORE]
    assert {need.organisation_id for need in soon} >= {min(need.organisation_id for need in published)}
    assert renewals.unrenewed(renewals.SINK_AFTER) == renewals.unrenewed(renewals.EXPIRE_AFTER) == []


def test_nothing_was_ever_promised_twice(country: str) -> None:
    """The whole log, replayed in its order: needs take pledges only while published, never beyond their quantity."""
    found = {pledge.id: pledge for pledge in every(Pledge)}
    wanted = {need.id: need for need in every(Need)}
    held: Counter[int] = Counter()
    states: dict[int, str] = {}
    for row in db.session.scalars(select(Transition).order_by(Transition.id)):
        if row.noun == "need":
            states[row.noun_id] = row.new
            if row.new == "fulfilled":
                assert held[row.noun_id] == wanted[row.noun_id].quantity
            continue
        if row.noun != "pledge":
            continue
        pledge = found[row.noun_id]
        if row.old is None:
            assert states[pledge.need_id] == "published"
            held[pledge.need_id] += pledge.quantity
        elif row.new in ("cancelled", "lapsed"):
            held[pledge.need_id] -= pledge.quantity
        elif row.new == "received":
            held[pledge.need_id] += min(pledge.received_quantity, pledge.quantity) - pledge.quantity
        assert held[pledge.need_id] <= wanted[pledge.need_id].quantity
    assert all(held[need.id] == need.pledged + need.received for need in wanted.values())


def test_days_are_alive(country: str) -> None:
    today = clock.today()
    for need in every(Need):
        if need.status == "published":
            assert need.deadline >= today
            assert need.received < need.quantity
        elif need.status == "expired":
            assert need.deadline < today
        if need.published_at:
            assert clock.day_of(need.published_at) <= need.deadline
    for pledge in every(Pledge):
        assert pledge.prepare_by <= pledge.need.deadline
        if pledge.status == "pledged":
            assert pledge.prepare_by >= today
        if pledge.status == "unconfirmed":
            assert pledge.created_at > clock.now() - pledges.CONFIRM_WITHIN
