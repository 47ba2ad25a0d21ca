"""Two needs of the association `ours`, and a link to them."""

import pytest

from domain import clock, renewal_links
from tests import factories
from tests.blueprints.pledges.ways import Days


@pytest.fixture
def need(cast):
    return factories.need(cast["ours"])


@pytest.fixture
def milk(cast, need):
    return factories.need(cast["ours"], item="milk", quantity=40)


@pytest.fixture
def link(cast, milk):
    """The address of a link that `owner` made."""
    return f"/still-needed/{renewal_links.make(cast['ours'].id, actor_id=cast['owner'].id)}"


@pytest.fixture
def days(monkeypatch):
    return Days(lambda now: monkeypatch.setattr(clock, "now", now))
