"""A need moved to another edition between the two statements of a pledge of it.

SQLite lets one write at a time; on PostgreSQL the move is made in that very moment, and once more with the guard taken
away: so the test can see what it tests for."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from domain import counters, pledges, reports, tallies
from domain.campaigns import Edition
from domain.db import db
from domain.listing import editing
from domain.listing.entries import entry_of
from domain.needs import Need
from domain.pledges import Pledge
from tests import factories
from tests.databases import wants_postgres

pytestmark = [pytest.mark.faults, pytest.mark.skipif(not wants_postgres(), reason="SQLite has one writer")]


class Ignored:
    """A statement that is not made."""

    def run(self, **values: object) -> None:
        pass


def pledge_while_the_need_moves(app: Flask, monkeypatch: pytest.MonkeyPatch) -> tuple[Pledge, Edition, Edition]:
    """The pledge of five units, the edition its need was in and the one it is in now."""
    old, new, person = factories.edition(), factories.edition(), factories.person()
    need = factories.need(factories.organisation(status="trusted"), edition_id=old.id)
    need_id, new_id, adjust = need.id, new.id, counters.adjust
    db.session.commit()

    def move() -> None:
        with app.app_context():
            need = db.session.get_one(Need, need_id)
            editing.change(need_id, replace(entry_of(need), edition_id=new_id), need.revision, actor_id=None)
            db.session.commit()

    def meanwhile(*of: Any, **units: Any) -> Any:
        with ThreadPoolExecutor(1) as others:
            others.submit(move).result(30)
        return adjust(*of, **units)

    with monkeypatch.context() as patch:
        patch.setattr(counters, "adjust", meanwhile)
        made = pledges.pledge(need_id, person.id, 5, "in-that-very-moment")
    db.session.commit()
    return db.session.get_one(Pledge, made.id, populate_existing=True), old, new


def sums() -> list[tuple[Any, ...]]:
    query = "SELECT edition_id, region_code, item_code, needs, quantity, pledged FROM edition_share WHERE needs > 0"
    return [tuple(row) for row in db.session.execute(text(query))]


def test_a_pledge_is_of_the_edition_its_need_was_moved_to_meanwhile(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, old, new = pledge_while_the_need_moves(app, monkeypatch)
    assert made.edition_id == new.id
    assert [reports.report(one).totals.volunteers for one in (old, new)] == [0, 1]
    assert [reports.report(one).totals.pledged for one in (old, new)] == [0, 5]
    before = sums()
    tallies.rebuild()
    assert sums() == before


def test_without_the_guard_the_pledge_stays_behind(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pledges, "_FOLLOW", Ignored())
    made, old, _new = pledge_while_the_need_moves(app, monkeypatch)
    assert made.edition_id == old.id
