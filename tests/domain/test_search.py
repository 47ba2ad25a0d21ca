"""The search's index in the long run."""

from flask import Flask
from sqlalchemy import text

from domain import board, search
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
