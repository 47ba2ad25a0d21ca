"""Goods in bulk in the demonstration: sums that close, and the published total over all governorates."""

from sqlalchemy import func, select

from domain import audits, brought, campaigns, clock, convoys, hubs, packing, places, stock
from domain.convoys import Convoy, ConvoyLine, ConvoyStop
from domain.db import db
from domain.demo.ledger import share
from domain.demo.story import facts
from domain.packing import PackingSession

PUBLISHED = "shoulder-to-shoulder-2023"


def test_a_share_is_whole_and_its_sum_is_the_total() -> None:
    assert share(10, [1, 1, 1]) == [4, 3, 3]
    assert sum(share(4_000_000, [102_018.0, 9_539_673.0, 7.0])) == 4_000_000


def test_every_sum_closes(country: str) -> None:
    assert audits.audit() == []


def test_the_hubs_hold_something_and_a_packing_runs(country: str) -> None:
    assert all(stock.held(hub.id) for hub in hubs.hubs())
    [running] = [one for one in packing.under_way() if one.status == "running"]
    assert 0 < running.packed < running.planned


def test_a_convoy_is_on_its_way_with_one_difference_and_one_is_planned(country: str) -> None:
    [way], [planned] = (convoys.page(state)[0] for state in ("on_the_way", "planned"))
    lines = convoys.find(way.convoy.id).lines  # type: ignore[union-attr]
    assert [bool(line.lost) for line in lines] == [True, False, False]
    assert lines[0].reason
    assert lines[1].on_the_way
    assert planned.convoy.leaves_on > clock.today()


def test_every_convoy_says_that_it_is_a_demonstration(country: str) -> None:
    assert db.session.scalar(select(func.count()).where(Convoy.is_demo.is_(False))) == 0


def test_the_published_total_is_in_1200_lines_over_all_governorates(country: str) -> None:
    if country != "EG":
        return
    edition = campaigns.find_edition(PUBLISHED)
    assert edition is not None
    counts, total = brought.counts(edition.id), facts()["katef_food_cartons"][0]
    assert total == 4_000_000
    assert counts.lines == 1_200
    assert counts.packed == counts.sent == counts.arrived == {"food-carton": total}
    assert {one.region_code for one in counts.regions} == set(places.regions_of("EG"))
    assert counts.is_demo
    query = select(func.sum(ConvoyLine.received)).join(ConvoyStop).join(Convoy).where(Convoy.edition_id == edition.id)
    assert db.session.scalar(query) == total
    assert db.session.scalar(select(func.min(ConvoyLine.planned))) > 100


def test_cartons_follow_the_population(country: str) -> None:
    if country != "EG":
        return
    edition = campaigns.find_edition(PUBLISHED)
    assert edition is not None
    people = {row.code: row.population for row in db.session.query(places.Region)}
    for one in brought.counts(edition.id).regions:
        exact = 4_000_000 * people[one.region_code] / sum(people.values())
        assert abs(one.sent - exact) < 1, one.region_code


def test_what_was_packed_left_nothing_of_its_parts(country: str) -> None:
    if country != "EG":
        return
    first = db.session.scalar(select(func.min(PackingSession.id)))
    assert db.session.get_one(PackingSession, first or 0).recipe
    assert not any(units < 0 for held in stock.balances("hub").values() for units in held.values())
