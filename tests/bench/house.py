"""Houses to measure in: an instance folder and a database of either kind, filled, and gone afterwards."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade

from app import create_app
from domain import places
from domain.db import db
from tests.bench.fill import fill
from tests.databases import Cluster


@dataclass(frozen=True, slots=True)
class House:
    """An application over a filled database; `database` is its address, None for SQLite's file in the folder."""

    app: Flask
    folder: Path
    database: str | None


@contextmanager
def house(
    needs: int, cluster: Cluster | None, country: str = "MA", fill: Callable[[int], None] = fill
) -> Iterator[House]:
    """A house of a country with so many needs, on the cluster or else on SQLite."""
    folder = Path(tempfile.mkdtemp(prefix="awn-bench-"))
    name = f"bench_{country.lower()}_{needs}"
    database = cluster.create(name) if cluster else None
    options = {"SQLALCHEMY_DATABASE_URI": database} if database else {}
    app = create_app(AWN_INSTANCE=str(folder), RATELIMIT_ENABLED=False, AWN_COUNTRY=country, **options)
    try:
        with app.app_context():
            upgrade()
            places.load_places(country)
            db.session.commit()
            fill(needs)
            db.session.remove()
            db.engine.dispose()  # a connection that VACUUM had in autocommit would begin transactions by itself
        yield House(app, folder, database)
    finally:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
        if cluster:
            cluster.drop(name)
        shutil.rmtree(folder)
