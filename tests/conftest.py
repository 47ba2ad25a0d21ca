"""The ground of the tests: a database per test, a fixed cast, and browsers for each of them."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_migrate import upgrade

from app import create_app
from domain import people, places
from domain.db import db
from tests import factories
from tests.client import Client
from tests.databases import Cluster, wants_postgres
from tests.kept import keep

CAST = ("owner", "member", "stranger", "volunteer", "volunteer2", "coordinator", "planner", "specialist", "admin")


@pytest.fixture(scope="session", autouse=True)
def kept(tmp_path_factory: pytest.TempPathFactory) -> None:
    """What is the same for every test's application is made once."""
    keep(tmp_path_factory.mktemp("kept"))


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster | None]:
    """The PostgreSQL server of this run, if the run is on PostgreSQL."""
    made = Cluster() if wants_postgres() else None
    yield made
    if made:
        made.stop()


@pytest.fixture(scope="session")
def template(cluster: Cluster | None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An instance folder with a migrated database that has Morocco's places in it; tests copy it."""
    folder = tmp_path_factory.mktemp("template")
    options: dict[str, Any] = {"AWN_INSTANCE": str(folder)}
    if cluster:
        options["SQLALCHEMY_DATABASE_URI"] = cluster.create("template_awn")
    app = create_app(**options)
    with app.app_context():
        upgrade()
        places.load_places("MA")
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    return folder


@pytest.fixture
def options(template: Path, cluster: Cluster | None, tmp_path: Path) -> Iterator[dict[str, Any]]:
    """Configuration over a fresh copy of the template's database."""
    instance = tmp_path / "instance"
    shutil.copytree(template, instance)
    given: dict[str, Any] = {"AWN_INSTANCE": str(instance), "RATELIMIT_ENABLED": False, "TESTING": True}
    if cluster:
        cluster.drop("awn_test")
        given["SQLALCHEMY_DATABASE_URI"] = cluster.create("awn_test", template="template_awn")
    return given


@pytest.fixture
def app(options: dict[str, Any]) -> Iterator[Flask]:
    """The application on its own database, inside an application context."""
    made = create_app(**options)
    with made.app_context():
        yield made
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def limited_app(options: dict[str, Any]) -> Iterator[Flask]:
    """The application with its rate limits on."""
    made = create_app(**(options | {"RATELIMIT_ENABLED": True}))
    with made.app_context():
        yield made
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> Client:
    """A visitor's browser."""
    return Client(app.test_client())


@pytest.fixture
def cast(app: Flask) -> dict[str, Any]:
    """The fixed cast, by name: `owner` and `member` act for the association `ours`, `stranger` for `theirs`."""
    made = {name: factories.person(name) for name in CAST}
    made["guest"] = factories.person("guest", is_guest=True)
    for role in ("coordinator", "planner", "specialist", "admin"):
        people.grant(made[role].id, role)
    ours = factories.organisation(made["owner"], made["member"], slug="ours")
    theirs = factories.organisation(made["stranger"], slug="theirs")
    db.session.commit()
    return {**made, "ours": ours, "theirs": theirs}


@pytest.fixture
def as_(app: Flask, cast: dict[str, Any]) -> Callable[[str], Client]:
    """A browser in which one of the cast is signed in."""

    def browser(name: str) -> Client:
        return signed_in(app, cast[name].id)

    return browser


def signed_in(app: Flask, person_id: int) -> Client:
    """A browser in which this person is signed in."""
    token = people.begin_sign_in(person_id)
    db.session.commit()
    test_client = app.test_client()
    with test_client.session_transaction() as session:
        session["_user_id"] = token
        session["_fresh"] = True
    return Client(test_client)
