"""Copies of the database: made while the server runs, put back while it does not."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing, suppress
from pathlib import Path

from click import ClickException
from flask_migrate import upgrade

from blueprints.shell import revisions
from domain.db import db, is_sqlite


def make(file: Path) -> None:
    """Write a consistent copy to `file`, which is made, and readable by its owner only, before anything is in it."""
    try:
        file.touch(0o600, exist_ok=False)
    except FileExistsError:
        raise ClickException(f"{file} is there already; choose another name.") from None
    except OSError as error:
        raise ClickException(f"{file} cannot be made: {error.strerror}.") from None
    try:
        if is_sqlite():
            _copy_to(file)
        else:
            _run("pg_dump", "--format=custom", f"--file={file}", f"--dbname={_address()}")
    except BaseException:
        file.unlink()
        raise


def _copy_to(file: Path) -> None:
    try:
        with closing(sqlite3.connect(_database())) as source, closing(sqlite3.connect(file)) as target:
            source.backup(target)
    except sqlite3.Error as error:
        raise ClickException(f"The copy did not succeed: {error}.") from None


def put_back(file: Path) -> None:
    """Make the database what it was in `file`, then bring it up to date. A file that is no whole copy changes nothing;
    on SQLite the database that was there stays beside the new one as `<name>.before-restore`."""
    db.session.remove()
    db.engine.dispose()
    if is_sqlite():
        database = _database()
        if database.exists() and database.samefile(file):
            raise ClickException(f"{file} is the database itself.")
        _check_copy(file)
        try:
            _replace(database, file)
        except OSError as error:
            raise ClickException(f"{file} could not be put back: {error}.") from None
    else:
        _check_archive(file)
        address = f"--dbname={_address()}"
        _run("pg_restore", "--clean", "--if-exists", "--single-transaction", address, str(file.resolve()))
    upgrade()


def _check_copy(file: Path) -> None:
    """Read only, so that nothing appears beside the copy."""
    log = Path(f"{file}-wal")
    if log.exists() and log.stat().st_size:
        raise ClickException(f"Part of {file} is in {log.name}; only copies made with `backup` are whole.")
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as copy:
            whole = copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            revision = copy.execute("SELECT version_num FROM alembic_version").fetchone()
            copy.execute("SELECT id FROM person LIMIT 1")
    except sqlite3.Error:
        raise _not_ours(file) from None
    if not whole or revision is None or revision[0] not in revisions.known():
        raise _not_ours(file)


def _check_archive(file: Path) -> None:
    tables = _run("pg_restore", "--list", str(file.resolve()))
    rows = _run("pg_restore", "--data-only", "--table=alembic_version", "--file=-", str(file.resolve())).split()
    if " TABLE public person " not in tables or not set(rows) & set(revisions.known()):
        raise _not_ours(file)


def _not_ours(file: Path) -> ClickException:
    return ClickException(f"{file} is no whole copy of an Awn database of this release or an earlier one; "
                          "nothing was changed.")  # fmt: skip


def _replace(database: Path, file: Path) -> None:
    """Put a copy of `file` in the database's place; at every moment the old one is whole under one of its names."""
    made = database.with_name(f"{database.name}.{os.getpid()}")
    try:
        with file.open("rb") as source, open(made, "xb", opener=_private) as target:
            shutil.copyfileobj(source, target)
            target.flush()
            os.fsync(target.fileno())
        _keep(database)
        made.replace(database)
    finally:
        made.unlink(missing_ok=True)


def _keep(database: Path) -> None:
    """Rename the old database; what its log still holds is brought into it first or, if it is damaged, goes along."""
    if database.exists():
        with suppress(sqlite3.Error), closing(sqlite3.connect(database)) as old:
            old.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        Path(f"{database}.before-restore-wal").unlink(missing_ok=True)
        database.replace(f"{database}.before-restore")
    log, index = Path(f"{database}-wal"), Path(f"{database}-shm")
    if log.exists() and log.stat().st_size:
        log.replace(f"{database}.before-restore-wal")
    log.unlink(missing_ok=True)
    index.unlink(missing_ok=True)


def _private(name: str, flags: int) -> int:
    return os.open(name, flags, 0o600)


def _database() -> Path:
    return Path(str(db.engine.url.database))


def _address() -> str:
    """PostgreSQL's address without the password: whoever is on the machine can read a command's arguments."""
    url = db.engine.url.set(drivername="postgresql").difference_update_query(["password"])
    return url._replace(password=None).render_as_string(hide_password=False)


def _run(*command: str) -> str:
    """What a PostgreSQL program says; the password goes through its environment."""
    password = db.engine.url.password or db.engine.url.query.get("password")
    environment = os.environ | ({"PGPASSWORD": str(password)} if password else {})
    try:
        done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)  # noqa: S603
    except OSError as error:
        raise ClickException(f"{command[0]} cannot be run: {error.strerror}.") from None
    except subprocess.CalledProcessError as error:
        said = error.stderr.strip().splitlines() or ["no reason given"]
        why = next((line for line in said if "error:" in line), said[0])
        raise ClickException(f"{command[0]} did not succeed: {why}") from None
    return done.stdout
