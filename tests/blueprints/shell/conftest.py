"""An operator's shell, over a prepared database and over one that is not."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask

from app import create_app
from domain.db import db
from tests.databases import Cluster, wants_postgres

Shell = Callable[..., Result]
on_sqlite = pytest.mark.skipif(wants_postgres(), reason="about the files of SQLite")


@pytest.fixture
def shell(app: Flask) -> Shell:
    """Runs a command on the test's database."""
    return shell_of(app)


@pytest.fixture
def bare(tmp_path: Path, cluster: Cluster | None) -> Iterator[Flask]:
    """The application on a database that was never prepared."""
    options: dict[str, Any] = {"AWN_INSTANCE": str(tmp_path / "bare"), "TESTING": True}
    if cluster:
        cluster.drop("awn_bare")
        options["SQLALCHEMY_DATABASE_URI"] = cluster.create("awn_bare")
    made = create_app(**options)
    with made.app_context():
        yield made
        db.session.remove()
        db.engine.dispose()


def shell_of(app: Flask) -> Shell:
    def run(*command: str, typed: str | None = None) -> Result:
        db.session.commit()
        result = app.test_cli_runner().invoke(args=list(command), input=typed)
        db.session.rollback()
        db.session.expire_all()
        return result

    return run


def refusal(result: Result) -> str:
    """The one line in which a command refused."""
    assert isinstance(result.exception, SystemExit), result.exc_info
    assert result.exit_code != 0
    errors = [line for line in result.output.splitlines() if line.startswith("Error: ")]
    assert len(errors) == 1, result.output
    assert result.output.rstrip().endswith(errors[0]), result.output
    return errors[0]


def names_in(file: Path) -> set[str]:
    """The names of the people in an SQLite file."""
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro&immutable=1", uri=True)) as copy:
        return {name for (name,) in copy.execute("SELECT name FROM person")}
