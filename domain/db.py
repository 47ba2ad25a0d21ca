"""The session and what every table stands on.

Reading needs no transaction: each statement sees the latest commit, and PostgreSQL is spared two round trips a page.
The first statement that writes or locks begins one. On SQLite it takes the write lock at once (`BEGIN IMMEDIATE`), so
that a transaction never has to turn a stale reading into a writing one.
"""

import re
import sqlite3
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, Engine, MetaData, event, text
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

ALONE = ("SELECT", "VACUUM", "CHECKPOINT")  # what needs no transaction on PostgreSQL, and what bears none
IDLE, IN_TRANSACTION = 0, 2  # of psycopg.pq.TransactionStatus, which an installation on SQLite need not load
WRITING = ("INSERT", "UPDATE", "DELETE", "REPLACE")


class Base(DeclarativeBase):
    """Every model's base."""

    metadata = MetaData(naming_convention=NAMES)


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})


class Moment(TypeDecorator[datetime]):
    """A moment, aware and in UTC on both databases (SQLite keeps no zone of its own)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def begin_writing() -> None:
    """Take the write lock before reading, for a verb whose decision rests on what it reads.

    On PostgreSQL this only begins the transaction; the rows decided upon are locked by the statements themselves
    (`with_for_update`)."""
    _begin(_driver())


def claim(key: str) -> None:
    """Let the repeats of one click go on one after the other, so that the later find what the first made."""
    begin_writing()
    if not is_sqlite():
        db.session.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))"), {"key": key})


def _begin(driver: Any) -> None:
    """Begin a transaction on the driver's connection, unless it is in one."""
    if isinstance(driver, sqlite3.Connection):
        if not driver.in_transaction:
            driver.execute("BEGIN IMMEDIATE")
    elif driver.info.transaction_status == IDLE:
        driver.pgconn.exec_(b"BEGIN")  # without the cursor and the search for a plan that `execute` makes
        if driver.info.transaction_status != IN_TRANSACTION:
            driver.execute("BEGIN")  # which says what is wrong: nothing may be written outside a transaction


class Hot:
    """A statement run by the driver itself, for the few that every click and every page make: SQLAlchemy's way round
    costs more than such a statement. Values are bound as `:name`; a row comes as a tuple in the statement's order.

    Several statements, of which none reads what another changes, go to PostgreSQL as one: the first, then the others.
    `anew`: PostgreSQL plans it for each set of values, because a plan for a common word is none for a rare one."""

    def __init__(self, *statements: str, anew: bool = False) -> None:
        first, *others = self._sqlite = statements
        together = ", ".join(f"then_{number} AS ({one})" for number, one in enumerate(others))
        sql = f"WITH {together} {first}" if others else first
        self._prepare = False if anew else None
        self._postgresql = re.sub(r":(\w+)", r"%(\1)s", sql.replace("%", "%%"))
        self._writes = first.lstrip()[:7].upper().startswith(WRITING)

    def run(self, **values: object) -> Any:
        """Run it in the session's transaction, which a writing statement begins; gives the driver's cursor."""
        driver = _driver()
        if self._writes:
            _begin(driver)
        if isinstance(driver, sqlite3.Connection):
            *before, last = self._sqlite
            for statement in before:
                driver.execute(statement, values)
            return driver.execute(last, values)
        return driver.execute(self._postgresql, values, prepare=self._prepare)


@lru_cache(maxsize=512)
def hot(*statements: str, anew: bool = False) -> Hot:
    """The `Hot` of statements that are put together from parts."""
    return Hot(*statements, anew=anew)


def _driver() -> Any:
    """The driver's connection of the session's transaction, remembered for as long as the transaction lasts."""
    session = db.session()
    transaction = session.get_transaction()
    if transaction is None or session.info.get("transaction") is not transaction:
        driver = session.connection().connection.dbapi_connection
        session.info.update(transaction=session.get_transaction(), driver=driver)
    return session.info["driver"]


def as_stored(value: datetime | date) -> datetime | date | str:
    """A moment or a day as `Hot` has to bind it: SQLite keeps both as text."""
    if not is_sqlite():
        return value
    return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f") if isinstance(value, datetime) else value.isoformat()


def as_moment(value: Any) -> datetime:
    """A moment as `Hot` reads it."""
    found = datetime.fromisoformat(value) if isinstance(value, str) else value
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def is_sqlite() -> bool:
    return db.engine.dialect.name == "sqlite"


def database_answers() -> bool:
    """Whether the database answers a query now."""
    return bool(db.session.execute(text("SELECT 1")).scalar() == 1)


def raw(connection: Any) -> sqlite3.Connection:
    """The driver's own SQLite connection beneath SQLAlchemy's."""
    driver: sqlite3.Connection = connection.connection.dbapi_connection
    return driver


@event.listens_for(Engine, "connect")
def _settle(connection: Any, _record: Any) -> None:
    if not isinstance(connection, sqlite3.Connection):
        # No disk turns any more; else the planner would rather read all of a long index than some of the right one.
        connection.execute("SET random_page_cost = 1.1")
        connection.commit()
        connection.autocommit = True  # we say BEGIN ourselves
        return
    connection.isolation_level = None  # we say BEGIN ourselves
    # Temporary tables in memory: nearly every statement of a click would otherwise make a file.
    settings = ("journal_mode=WAL", "synchronous=FULL", "temp_store=MEMORY", "busy_timeout=10000", "foreign_keys=ON")
    for pragma in settings:
        connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "before_cursor_execute")
def _begin_before_writing(
    connection: Any, cursor: Any, statement: str, _parameters: Any, _context: Any, _many: bool
) -> None:
    words = statement.lstrip()
    if isinstance(cursor, sqlite3.Cursor):
        if words[:7].upper().startswith(WRITING):
            _begin(cursor.connection)
    elif not words.startswith(ALONE) or " FOR " in words:  # what locks rows, and what changes tables, as well
        _begin(cursor.connection)


def append_only_statements(name: str) -> dict[str, list[str]]:
    """The statements, by dialect, by which the database itself refuses to change or remove rows of the table `name`."""
    refused = f"rows of {name} are never changed"
    sqlite = [
        f"CREATE TRIGGER {name}_no_{verb.lower()} BEFORE {verb} ON {name} BEGIN SELECT RAISE(ABORT, '{refused}'); END"
        for verb in ("UPDATE", "DELETE")
    ]
    postgresql = [
        f"CREATE OR REPLACE FUNCTION {name}_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{refused}'; END $$",
        f"CREATE TRIGGER {name}_append_only BEFORE UPDATE OR DELETE ON {name} "
        f"FOR EACH ROW EXECUTE FUNCTION {name}_append_only()",
    ]
    return {"sqlite": sqlite, "postgresql": postgresql}
