"""The search's index in the long run."""

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import text

from domain import board, pledges, search
from domain.board import Filters
from domain.db import db, is_sqlite
from tests import factories


def test_merging_the_index_changes_nothing_that_is_found(app: Flask) -> None:
    if is_sqlite():
        db.session.execute(text("INSERT INTO need_search (need_search, rank) VALUES ('automerge', 0)"))
    for _ in range(8):  # each publication is a part of its own
        factories.need()
        db.session.commit()
    found = board.page(Filters(q="بطانية")).needs
    merges = search.tidy()
    assert board.page(Filters(q="بطانية")).needs == found
    assert len(found) == 8
    if is_sqlite():
        assert merges >= 1
        assert db.session.execute(text(search._PARTS)).scalar() == 1
    assert search.tidy() == 0


@pytest.mark.parametrize("way", ["walked", "band by band", "all at once"])
def test_each_way_to_search_finds_the_same_in_the_same_order(
    app: Flask, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    person = factories.person()
    for urgency in ("normal", "critical", "soon", "urgent", "soon", "critical"):
        factories.need(quantity=5, urgency=urgency)
    full = factories.need(quantity=5, urgency="critical")
    pledges.pledge(full.id, person.id, 5, "all-of-it")
    db.session.commit()
    monkeypatch.setattr(search, "COMMON", 0.0 if way == "walked" else 2.0)
    monkeypatch.setattr(search, "FEW", -1 if way == "band by band" else 300)
    found = board.page(Filters(q="بطانية")).needs
    assert [need.id for need in found] == [need.id for need in board.page(Filters()).needs]
    assert found[-1].id == full.id
    for filters in (Filters(region="MA-02"), Filters(urgency=3), Filters(sort="ending", category="bedding")):
        assert board.page(replace(filters, q="بطانية")) == board.page(filters)
