"""Each country's demonstration, loaded once for all that is asked of it."""

from collections.abc import Iterator

import pytest

from domain import clock
from domain.db import db
from tests.databases import Cluster
from tests.domain.demo.rows import COUNTRIES, loaded


@pytest.fixture(scope="package", params=COUNTRIES)
def country(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, cluster: Cluster | None
) -> Iterator[str]:
    """Each country in turn, with its demonstration in the session's database."""
    app = loaded(tmp_path_factory.mktemp(request.param), request.param, cluster)
    with app.app_context():
        yield request.param
        db.session.remove()
        db.engine.dispose()
    clock.use_country("MA")
