"""The queries of a request, counted where they leave for the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from domain.db import Hot, db

MOST = 5  # on any page


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements executed inside, in order."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        statements.append(" ".join(statement.split()))

    run = Hot.run

    def run_noted(hot: Hot, **values: object) -> Any:
        statements.extend(" ".join(one.split()) for one in hot._sqlite)
        return run(hot, **values)

    event.listen(db.engine, "before_cursor_execute", note)
    Hot.run = run_noted  # type: ignore[method-assign]
    try:
        yield statements
    finally:
        Hot.run = run  # type: ignore[method-assign]
        event.remove(db.engine, "before_cursor_execute", note)
