"""A need of the association `ours` and a pledge of `volunteer` on it."""

import pytest

from domain import clock
from tests import factories
from tests.blueprints.pledges.ways import Days


@pytest.fixture
def need(cast):
    return factories.need(cast["ours"])


@pytest.fixture
def pledge(need, cast):
    return factories.pledge(need, cast["volunteer"], 10)


@pytest.fixture
def days(monkeypatch):
    return Days(lambda now: monkeypatch.setattr(clock, "now", now))
