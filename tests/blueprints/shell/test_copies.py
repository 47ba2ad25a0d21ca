"""Backup and restore: what comes back is what was there, and what is no copy changes nothing."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click import ClickException
from sqlalchemy import make_url

from blueprints.shell import copies
from domain.db import db
from domain.people import Person
from tests import factories
from tests.blueprints.shell.conftest import names_in, on_sqlite, refusal, shell_of


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def names() -> set[str]:
    return set(db.session.scalars(db.select(Person.name)))


@pytest.fixture
def copy(shell, tmp_path):
    """A backup with one person in it; the database has gone on since."""
    factories.person("before")
    file = tmp_path / "copies" / "a ?#% b.db"
    file.parent.mkdir()
    result = shell("backup", str(file))
    assert result.exit_code == 0, result.output
    factories.person("after")
    db.session.commit()
    return file


def test_a_backup_comes_back(shell, copy):
    assert names() == {"before", "after"}
    result = shell("restore", str(copy))
    assert result.exit_code == 0, result.output
    assert names() == {"before"}
    assert [path.name for path in copy.parent.iterdir()] == [copy.name]
    factories.person("goes on")
    db.session.commit()
    assert names() == {"before", "goes on"}


def test_a_backup_is_its_owner_s_alone_and_overwrites_nothing(shell, copy):
    assert mode(copy) == 0o600
    held = copy.read_bytes()
    assert "there already" in refusal(shell("backup", str(copy)))
    assert copy.read_bytes() == held


def test_a_backup_that_cannot_be_written_is_said(shell, tmp_path):
    assert "No such file" in refusal(shell("backup", str(tmp_path / "nowhere" / "copy")))


def test_a_backup_that_fails_leaves_nothing(shell, tmp_path, monkeypatch):
    monkeypatch.setattr(copies, "is_sqlite", lambda: False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "pg_dump cannot be run" in refusal(shell("backup", str(tmp_path / "copy")))
    assert not (tmp_path / "copy").exists()


def test_a_restore_into_an_instance_without_a_database(bare, copy):
    result = shell_of(bare)("restore", str(copy))
    assert result.exit_code == 0, result.output
    assert names() == {"before"}


def foreign(file: Path, statements: str) -> None:
    with closing(sqlite3.connect(file)) as made:
        made.executescript(statements)


@pytest.mark.parametrize("kind", ["empty", "junk", "foreign", "unknown", "unversioned", "cut"])
def test_what_is_no_copy_changes_nothing(shell, copy, kind):
    file = copy.with_name("other")
    if kind == "cut":
        file.write_bytes(copy.read_bytes()[: copy.stat().st_size // 2])
    elif kind in ("empty", "junk"):
        file.write_bytes(b"" if kind == "empty" else b"not a database " * 1000)
    else:
        foreign(file, "CREATE TABLE person (id INTEGER)")
        if kind != "unversioned":
            revision = "0001" if kind == "foreign" else "9999"
            foreign(
                file, f"CREATE TABLE alembic_version (version_num); INSERT INTO alembic_version VALUES ('{revision}')"
            )
        if kind == "foreign":
            foreign(file, "DROP TABLE person")
    refusal(shell("restore", str(file)))
    assert names() == {"before", "after"}
    assert sorted(path.name for path in copy.parent.iterdir()) == sorted([copy.name, "other"])


def test_a_file_that_is_not_there_is_said(shell, tmp_path):
    refusal(shell("restore", str(tmp_path / "nowhere")))


@on_sqlite
def test_the_database_that_was_there_is_kept_and_can_come_back(app, shell, copy):
    instance = Path(app.instance_path)
    database, kept = instance / "awn.db", instance / "awn.db.before-restore"
    shell("restore", str(copy))
    assert names_in(kept) == {"before", "after"}
    assert mode(database) == mode(kept) == 0o600
    assert not [path for path in instance.iterdir() if path.name.startswith("awn.db.") and path != kept]
    assert shell("restore", str(kept)).exit_code == 0
    assert names() == {"before", "after"}
    assert names_in(kept) == {"before"}


@on_sqlite
def test_what_only_the_log_holds_is_kept_too(app, shell, copy):
    database = Path(app.instance_path) / "awn.db"
    with closing(sqlite3.connect(database)) as killed:  # a server that ended without closing leaves its log
        killed.execute("UPDATE person SET name = 'last' WHERE name = 'after'")
        killed.commit()
        assert "last" not in names_in(database)
        assert shell("restore", str(copy)).exit_code == 0
    assert names_in(Path(f"{database}.before-restore")) == {"before", "last"}
    assert names() == {"before"}


@on_sqlite
def test_a_damaged_database_is_replaced_and_kept(app, shell, copy):
    database = Path(app.instance_path) / "awn.db"
    db.session.remove()
    db.engine.dispose()
    database.write_bytes(b"junk" * 1000)
    Path(f"{database}-wal").write_bytes(b"its log")
    assert shell("restore", str(copy)).exit_code == 0
    assert names() == {"before"}
    assert Path(f"{database}.before-restore").read_bytes() == b"junk" * 1000


@on_sqlite
def test_the_database_itself_is_no_backup(app, shell, copy, tmp_path):
    database = Path(app.instance_path) / "awn.db"
    link = tmp_path / "link"
    link.symlink_to(database)
    for file in (database, link):
        assert "the database itself" in refusal(shell("restore", str(file)))
    assert names() == {"before", "after"}


@on_sqlite
def test_a_file_without_its_log_is_no_backup(shell, copy):
    Path(f"{copy}-wal").write_bytes(b"the last hour")
    assert "only copies made with `backup`" in refusal(shell("restore", str(copy)))
    assert names() == {"before", "after"}


@on_sqlite
def test_a_full_disk_leaves_the_database_as_it_was(app, shell, copy, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shutil, "copyfileobj", full)
    assert "No space left" in refusal(shell("restore", str(copy)))
    assert names() == {"before", "after"}
    assert not list(Path(app.instance_path).glob("awn.db.*"))


SECRET_URL = "postgresql://awn:geheim@127.0.0.1:1/awn?sslmode=disable"


@pytest.mark.parametrize("url", [SECRET_URL, "postgresql://awn@127.0.0.1:1/awn?password=geheim&sslmode=disable"])
def test_postgresql_s_password_is_neither_an_argument_nor_said(tmp_path, monkeypatch, url, app):
    program = tmp_path / "pg_dump"
    program.write_text('#!/bin/sh\necho "$@" > "$SEEN"; echo "$PGPASSWORD" >> "$SEEN"; echo "error: $@" >&2; exit 1\n')
    program.chmod(0o700)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setenv("SEEN", str(tmp_path / "seen"))
    engine = type("Engine", (), {"url": make_url(url)})
    monkeypatch.setattr(copies, "db", type("Database", (), {"engine": engine}))
    with pytest.raises(ClickException) as refused:
        copies._run("pg_dump", f"--dbname={copies._address()}")
    arguments, password = (tmp_path / "seen").read_text().splitlines()
    assert password == "geheim"
    assert "geheim" not in arguments
    assert "sslmode=disable" in arguments
    assert "geheim" not in refused.value.message
