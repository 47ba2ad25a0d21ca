"""A report's figures against plain sums over rows."""

from collections import Counter
from random import Random

import pytest
from flask import Flask
from sqlalchemy import select, text

from domain import impact, reports
from domain.campaigns import Edition, EditionResult, EditionTarget
from domain.db import db
from domain.impact import Reach
from domain.needs import Need
from tests import factories
from tests.blueprints.campaigns.scene import PUBLIC, make_campaign


def public_needs(edition: Edition) -> list[Need]:
    rows = db.session.scalars(select(Need).where(Need.edition_id == edition.id))
    return [need for need in rows if need.status in PUBLIC]


@pytest.mark.parametrize("seed", [1, 2])
def test_every_part_adds_up_to_the_whole_and_to_the_rows(app: Flask, seed: int) -> None:
    edition = make_campaign(Random(seed))
    found = reports.report(edition)
    rows = public_needs(edition)
    for name, field in (
        ("asked", "quantity"),
        ("promised", "pledged"),
        ("arrived", "received"),
        ("surplus", "surplus"),
    ):
        whole = sum(getattr(row, field) for row in rows)
        assert whole == getattr(found.totals, field)
        for parts in (found.items, found.regions, reports.cells(edition).values()):
            assert sum(getattr(part, name) for part in parts) == whole, name
    lacking: Counter[tuple[str, str]] = Counter()
    for row in rows:
        lacking[row.region_code, row.item_code] += row.quantity - row.pledged - row.received
    assert {key: part.remaining for key, part in reports.cells(edition).items() if part.needs} == dict(lacking)
    assert [part.remaining for part in found.regions] == sorted(
        (part.remaining for part in found.regions), reverse=True
    )


def test_targets_stand_beside_what_they_aim_at(app: Flask) -> None:
    edition = factories.edition()
    for region, item, quantity in (("MA-02", "blanket", 150), ("MA-08", "blanket", 50), (None, "heater", 9)):
        db.session.add(EditionTarget(edition_id=edition.id, item_code=item, region_code=region, quantity=quantity))
    factories.need(factories.organisation(region_code="MA-02"), edition_id=edition.id, quantity=100)
    found = reports.report(edition)
    assert {part.code: (part.asked, part.target) for part in found.items} == {"blanket": (100, 200), "heater": (0, 9)}
    assert {part.code: (part.asked, part.target) for part in found.regions} == {"MA-02": (100, 150), "MA-08": (0, 50)}
    assert reports.cells(edition)["MA-08", "blanket"].target == 50
    assert (found.target, found.has_targets) == (209, True)


def test_nothing_is_covered_whole_while_a_unit_lacks() -> None:
    assert reports.Part("MA-01", 1, 1000, 999).covered == 99
    assert reports.Part("MA-01", 1, 1000, 0, 1000).covered == 100
    assert reports.Part("MA-01").covered == 0


def test_an_edition_that_ran_elsewhere_shows_what_was_published(app: Flask) -> None:
    edition = factories.edition()
    db.session.add(
        EditionResult(edition_id=edition.id, measure="items", value=9, unit="items", at_least=True, source="x")
    )
    db.session.flush()
    assert reports.published(edition) == {"items": reports.Figure(9, True, "x")}
    assert not reports.report(edition).totals.needs


def test_a_planned_edition_is_not_compared(app: Flask) -> None:
    before = factories.edition(is_public=False)
    db.session.add(EditionResult(edition_id=before.id, measure="items", value=9, unit="items", source="x"))
    edition = factories.edition(campaign_id=before.campaign_id, number=2, previous_id=before.id)
    db.session.add(EditionResult(edition_id=edition.id, measure="items", value=8, unit="items", source="x"))
    db.session.flush()
    assert reports.compare(reports.report(edition)) is None


def test_few_people_are_not_shown_nor_can_they_be_worked_out(app: Flask) -> None:
    assert not Reach(1, 1, 1, 1, 1, 2).is_shown
    few = Reach(times=2, quantity=9, families=3, women=30, men=2, children=40)
    assert few.shown == Reach(times=2, quantity=9)
    assert (few.is_shown, few.people) == (True, 72)
    edition = make_campaign(Random(3))
    db.session.execute(text("UPDATE edition_share SET families = 0, women = 0, men = 0, children = 0"))
    db.session.execute(
        text(
            "UPDATE edition_share SET women = 30, men = 2, children = 40, families = 3 WHERE (region_code, item_code) ="
            " (SELECT region_code, item_code FROM edition_share WHERE needs > 0 ORDER BY 1, 2 LIMIT 1)"
        )
    )
    shown = reports.figures(reports.report(edition))
    assert shown["people"].value == 72
    assert not {"families", "women", "men", "children", "women_pct"} & shown.keys()


@pytest.mark.parametrize(("women", "men", "children"), [(1, 1, 1), (5, 5, 8), (54, 28, 18), (1, 0, 0), (999, 1, 1)])
def test_shares_of_people_add_up_to_a_hundred(women: int, men: int, children: int) -> None:
    shares = impact.Reach(1, 1, 1, women, men, children).shares()
    assert sum(shares.values()) == 100
