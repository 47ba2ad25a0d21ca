"""An edition that is planned, and the browser of a coordinator."""

from datetime import timedelta

import pytest

from domain import clock
from domain.db import db
from tests import factories


@pytest.fixture
def edition(cast):
    today = clock.today()
    made = factories.edition(
        slug="winter", is_public=False, starts_on=today + timedelta(days=30), ends_on=today + timedelta(days=90)
    )
    db.session.commit()
    return made


@pytest.fixture
def team(as_, edition):
    return as_("coordinator")


@pytest.fixture
def fresh():
    """A row as it is saved now."""
    return lambda row: db.session.get(type(row), row.id, populate_existing=True)
