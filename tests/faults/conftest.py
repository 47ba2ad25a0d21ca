"""Servers over the test's own database."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.faults.server import AWN, Server


@pytest.fixture
def serve(app: Flask, options: dict[str, Any]) -> Iterator[Callable[..., Server]]:
    """Starts servers over the database of `app`; `without` names the guard to take away."""
    started: list[Server] = []

    def start(without: str | None = None) -> Server:
        application = f'tests.faults.unguarded:create_app("{without}")' if without else AWN
        database = options.get("SQLALCHEMY_DATABASE_URI")
        started.append(Server(Path(options["AWN_INSTANCE"]), database, application))
        return started[-1].start()

    yield start
    for server in started:
        server.stop()
