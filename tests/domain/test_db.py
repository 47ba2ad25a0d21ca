"""Nothing is written outside a transaction."""

from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask

from domain.db import IN_TRANSACTION, _begin, _driver, is_sqlite


class Refused:
    """A PostgreSQL connection whose first BEGIN the server refuses, as it does when it is cancelled just then."""

    def __init__(self, driver: Any) -> None:
        self._driver = driver
        self.pgconn = SimpleNamespace(exec_=lambda _begin: driver.pgconn.exec_(b"BEGIN NOT"))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._driver, name)


def test_a_begin_that_was_refused_is_not_taken_for_a_transaction(app: Flask) -> None:
    if is_sqlite():
        pytest.skip("SQLite's driver raises by itself")
    driver = _driver()
    _begin(Refused(driver))
    assert driver.info.transaction_status == IN_TRANSACTION
    driver.rollback()
