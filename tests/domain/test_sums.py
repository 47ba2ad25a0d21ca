"""The kept sums of editions against plain sums over rows, after whatever may happen to needs, in any order."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from domain import board, clock, distributions, handovers, impact, needs, pledges, profiles, reports, tallies
from domain.campaigns import Edition
from domain.db import db
from domain.distributions import Distribution, Served
from domain.errors import RuleBroken
from domain.guests import GuestLimits
from domain.listing import editing, states
from domain.listing.entries import entry_of
from domain.needs import Need
from domain.pledges import ARRIVED, LIVE, Pledge
from domain.tallies import PUBLIC, REACHED, SHARED, SUMS, EditionShare, EditionTally, NeedTally
from tests import factories
from tests.domain.test_progress import far

ITEMS, REGIONS = ("blanket", "milk", "heater"), ("MA-01", "MA-02", "MA-05")
Rows = dict[tuple[Any, ...], tuple[int, ...]]


class Story:
    """Needs of three associations (one is not trusted) in two editions or none, and what chance makes of them."""

    def __init__(self, seed: int) -> None:
        self.chance, self.count = Random(seed), 0
        self.editions = [factories.edition(slug="first"), factories.edition(slug="second")]
        self.hosts = [factories.organisation(region_code=region, status=status)
                      for region, status in zip(REGIONS, ("trusted", "trusted", "approved"), strict=True)]  # fmt: skip
        self.people = [factories.person() for _ in range(4)]
        self.actor = factories.person().id
        for _ in range(9):
            host, quantity, edition_id = self.any(self.hosts), self.chance.randint(8, 40), self.any_edition()
            item, published = self.any(ITEMS), self.chance.random() < 0.8
            factories.need(
                host, item=item, quantity=quantity, edition_id=edition_id, deadline=far(), published=published
            )
        db.session.commit()

    def goes_on(self) -> None:
        deeds: dict[Callable[[], object], int] = {
            self.promise: 12, self.promise_as_guest: 3, self.withdraw: 3, self.lapse: 3, self.step: 4, self.receive: 10,
            self.give: 8, self.correct: 3, self.rewrite: 4, self.move_edition: 5, self.move_place: 1, self.pause: 2,
            self.resume: 3, self.close: 1, self.expire: 1, self.put_forward: 3, self.discard: 1, self.reword: 2,
        }  # fmt: skip
        [deed] = self.chance.choices(list(deeds), weights=list(deeds.values()))
        try:
            deed()
            db.session.commit()
        except (RuleBroken, IndexError):  # refused, or there was nothing to do it to
            db.session.rollback()

    def any(self, several: Any) -> Any:
        return self.chance.choice(list(several))

    def any_need(self) -> Need:
        found: Need = self.any(db.session.scalars(select(Need).order_by(Need.id)))
        return found

    def any_pledge(self) -> Pledge:
        found: Pledge = self.any(db.session.scalars(select(Pledge).where(Pledge.status.in_(LIVE)).order_by(Pledge.id)))
        return found

    def any_edition(self) -> int | None:
        found: int | None = self.any([None, *(one.id for one in self.editions)])
        return found

    def key(self) -> str:
        self.count += 1
        return f"story-{self.count}"

    def promise(self) -> None:
        pledges.pledge(self.any_need().id, self.any(self.people).id, self.chance.randint(1, 9), key=self.key())

    def promise_as_guest(self) -> None:
        """Under an account's phone: unconfirmed."""
        phone, limits = self.any(self.people).phone, GuestLimits(pledges=50, quantity=50)
        pledges.pledge_as_guest(self.any_need().id, "ضيف", phone, self.chance.randint(1, 5), self.key(), limits)

    def withdraw(self) -> None:
        handovers.withdraw(self.any_pledge().id, actor_id=self.actor)

    def lapse(self) -> None:
        found = self.any_pledge()
        handovers.lapse(found.id, found.status)

    def step(self) -> None:
        found = self.any_pledge()
        if found.status == "unconfirmed":
            handovers.confirm(found.id, actor_id=self.actor)
        elif found.status == "pledged":
            handovers.prepare(found.id, [], actor_id=self.actor)
        else:
            handovers.hand_over(found.id, actor_id=self.actor)

    def receive(self) -> None:
        found = self.any_pledge()
        actual = self.any([found.quantity, found.quantity, 1, found.quantity + 3])
        handovers.receive(found.id, found.code, actual, "good", actor_id=self.actor, sure_of=actual)

    def give(self) -> None:
        served = Served(families=1, women=2, men=self.chance.randint(0, 3), children=self.chance.randint(0, 9))
        of = self.any(need for need in db.session.scalars(select(Need)) if distributions.left_of(need))
        day = clock.today()
        distributions.record(
            of.id, self.chance.randint(1, 4), served, day=day, place="دوار", key=self.key(), actor_id=self.actor
        )

    def correct(self) -> None:
        found = self.any(db.session.scalars(select(Distribution).where(Distribution.corrects.is_(None))))
        distributions.correct(found.id, actor_id=self.actor)

    def change(self, **values: Any) -> None:
        need = self.any_need()
        editing.change(need.id, replace(entry_of(need), **values), need.revision, actor_id=self.actor)

    def rewrite(self) -> None:
        self.change(quantity=self.chance.randint(5, 45))

    def reword(self) -> None:
        """Of an association that is not trusted, a need nobody pledged goes back to review."""
        self.change(note=self.key(), item_code=self.any(ITEMS))

    def move_edition(self) -> None:
        self.change(edition_id=self.any_edition())

    def move_place(self) -> None:
        profiles.settle(
            self.any(self.hosts).id, region_code=self.any(REGIONS), locality="دوار", actor_id=self.actor, by_team=True
        )

    def pause(self) -> None:
        states.pause(self.any_need().id, actor_id=self.actor)

    def resume(self) -> None:
        states.resume(self.any_need().id, actor_id=self.actor)

    def close(self) -> None:
        states.close(self.any_need().id, actor_id=self.actor)

    def expire(self) -> None:
        need = editing.rows.lock(self.any_need().id)
        needs.move(need, "expired", actor_id=None)

    def put_forward(self) -> None:
        states.put_forward(self.any_need().id, actor_id=self.actor)

    def discard(self) -> None:
        states.discard(self.any_need().id, actor_id=self.actor)


def rows_of(model: Any, key: tuple[str, ...], names: tuple[str, ...]) -> Rows:
    """The kept rows by their key, summed; those that are nothing left out."""
    sums: dict[tuple[Any, ...], list[int]] = {}
    for row in db.session.scalars(select(model).execution_options(populate_existing=True)):
        at = tuple(getattr(row, name) for name in key)
        figures = [getattr(row, name) for name in names]
        sums[at] = [one + other for one, other in zip(sums.get(at, [0] * len(names)), figures, strict=True)]
    return {at: tuple(figures) for at, figures in sums.items() if any(figures)}


def kept() -> tuple[Rows, Rows, Rows]:
    return (
        rows_of(EditionShare, ("edition_id", "region_code", "item_code"), SHARED + REACHED),
        rows_of(EditionTally, ("edition_id",), SUMS),
        rows_of(NeedTally, ("region_code", "category", "urgency", "edition_id"), ("published",)),
    )


def figures_of(need: Need) -> dict[str, int]:
    """A need's figures by plain Python over pledges and distributions."""
    mine = list(db.session.scalars(select(Pledge).where(Pledge.need_id == need.id)))
    given = list(db.session.scalars(select(Distribution).where(Distribution.need_id == need.id)))
    came = [(one.received_quantity or 0, one.quantity) for one in mine if one.status in ARRIVED]
    reached = {name: sum(getattr(one, name) for one in given) for name in REACHED[1:]}
    return reached | {
        "needs": 1,
        "quantity": need.quantity,
        "pledged": sum(one.quantity for one in mine if one.status in LIVE),
        "received": sum(min(actual, promised) for actual, promised in came),
        "surplus": sum(max(0, actual - promised) for actual, promised in came),
        "distributed": sum(one.quantity for one in given),
        "times": sum(1 if one.quantity > 0 else -1 for one in given),
    }


def check(edition: Edition) -> None:
    """Everything a page of this edition reads, against rows."""
    db.session.expire_all()
    mine = list(db.session.scalars(select(Need).where(Need.edition_id == edition.id)))
    shown = [(one, figures_of(one)) for one in mine if one.status in PUBLIC]
    by_cell: dict[tuple[str, str], Counter[str]] = {}
    for need, figures in shown:
        by_cell.setdefault((need.region_code, need.item_code), Counter()).update(figures)
    whole: Counter[str] = sum(by_cell.values(), Counter())
    found = reports.report(edition)
    assert {name: getattr(found.totals, name) for name in SHARED} == {name: whole[name] for name in SHARED}
    assert {name: getattr(found.reach, name) for name in REACHED} == {name: whole[name] for name in REACHED}
    names = {"quantity": "asked", "pledged": "promised", "received": "arrived"}
    cells = {at: part for at, part in reports.cells(edition).items() if part.needs}
    for name in SHARED:
        shown_as = names.get(name, name)
        assert {at: getattr(part, shown_as) for at, part in cells.items()} == {
            at: figures[name] for at, figures in by_cell.items()
        }
        for parts in (found.items, found.regions):
            assert sum(getattr(part, shown_as) for part in parts) == whole[name]
    assert board.survey(board.Filters())[1].get(edition.id, found.totals).received == whole["received"]
    ids = {need.id for need, _ in shown}
    standing = [one for one in db.session.scalars(select(Pledge)) if one.need_id in ids]
    people = {one.person_id for one in standing if one.status not in ("unconfirmed", "cancelled", "lapsed")}
    assert found.totals.volunteers == len(people)
    assert found.totals.associations == len({need.organisation_id for need, _ in shown})
    assert found.totals.regions == len({need.region_code for need, _ in shown}) == len(found.regions)


@pytest.mark.parametrize("seed", range(8))
def test_whatever_happens_the_sums_are_those_of_the_rows(app: Flask, seed: int) -> None:
    story = Story(seed)
    for _ in range(12):
        for _ in range(15):
            story.goes_on()
        for edition in story.editions:
            check(edition)
        editions = {need.id: need.edition_id for need in db.session.scalars(select(Need))}
        assert all(one.edition_id == editions[one.need_id] for one in db.session.scalars(select(Pledge)))
        before = kept()
        tallies.rebuild()
        assert kept() == before
        db.session.rollback()
    assert impact.totals().needs == sum(need.status in PUBLIC for need in db.session.scalars(select(Need)))
