"""A generated campaign, and its sums."""

from random import Random

import pytest
from sqlalchemy import select

from domain.db import db
from domain.needs import Need
from tests.blueprints.campaigns.scene import make_campaign
from tests.blueprints.campaigns.sums import summed


@pytest.fixture(params=[11, 12])
def edition(app, request):
    return make_campaign(Random(request.param))


@pytest.fixture
def sums(edition):
    return summed(db.session.scalars(select(Need).where(Need.edition_id == edition.id)))
