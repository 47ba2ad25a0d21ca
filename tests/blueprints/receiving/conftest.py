"""A need of the association `ours`, a pledge of `volunteer` on its way, and one of `volunteer2` that has arrived."""

import pytest

from domain import clock, handovers
from tests import factories
from tests.blueprints.pledges.ways import Days


@pytest.fixture
def need(cast):
    return factories.need(cast["ours"])


@pytest.fixture
def pledge(need, cast):
    return factories.pledge(need, cast["volunteer"], 10)


@pytest.fixture
def arrived(need, cast):
    made = factories.pledge(need, cast["volunteer2"], 20)
    return handovers.receive(made.id, made.code, 20, "good", actor_id=cast["owner"].id)


@pytest.fixture
def days(monkeypatch):
    return Days(lambda now: monkeypatch.setattr(clock, "now", now))
