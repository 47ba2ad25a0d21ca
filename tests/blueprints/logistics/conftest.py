"""A hub with stock, a packing that runs, a convoy with a stop at `ours` and one at nobody's."""

from types import SimpleNamespace

import pytest

from domain import clock, hubs, packing, routes
from domain.db import db
from tests import factories


@pytest.fixture
def bulk(cast):
    hub = hubs.open_hub("مخزن وجدة", "MA-02", "وجدة", key="hub", actor_id=None)
    for item, units in {"rice": 400, "food-carton": 5_000}.items():
        hubs.supply(hub.id, item, units, "بنك الطعام", key=f"in-{item}", actor_id=None)
    session = packing.plan(hub.id, "meal", {"rice": 2}, 300, clock.today(), key="session", actor_id=None)
    packing.move(session.id, "running", actor_id=None)
    edition = factories.edition(slug="winter")
    convoy = routes.plan(hub.id, "قافلة", clock.today(), key="c", actor_id=None, edition_id=edition.id)
    ours = routes.add_stop(
        convoy.id, "MA-03", "تاونات", {"food-carton": 3_000}, key="s1", actor_id=None, organisation_id=cast["ours"].id
    )
    theirs = routes.add_stop(convoy.id, "MA-05", "", {"food-carton": 1_000}, key="s2", actor_id=None)
    db.session.commit()
    return SimpleNamespace(
        hub=hub, session=session, convoy=convoy, edition=edition, line=ours.lines[0], other=theirs.lines[0]
    )
