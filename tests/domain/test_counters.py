"""The counters of needs: what a click costs the database."""

import pytest
from flask import Flask

from domain import counters, pledges
from domain.db import db, is_sqlite
from tests import factories


def test_a_pledge_writes_to_no_index_of_the_board(app: Flask) -> None:
    if not is_sqlite():
        pytest.skip("PostgreSQL compares the values itself")
    values = dict.fromkeys(("pledged", "received", "surplus", "distributed", "taken", "any_state", "id"), 0)
    steps = db.session.connection().exec_driver_sql("EXPLAIN " + counters._ADJUST._sqlite[0], values).all()
    assert [step.opcode for step in steps].count("OpenWrite") == 1  # the table itself


def test_what_a_need_lacks_follows_its_pledges(app: Flask) -> None:
    need, person = factories.need(quantity=10), factories.person()
    seen = []
    for key, quantity in {"first": 1, "second": 4, "third": 5}.items():
        pledges.pledge(need.id, person.id, quantity, key)
        db.session.commit()
        db.session.refresh(need)
        seen.append((need.lacking, need.is_open))
    assert seen == [(9, 1), (5, 1), (0, 0)]
