"""Which revision of the tables the database has, and which ones this release knows."""

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app

from domain.db import db


def present() -> str | None:
    """The database's revision; None when it was never prepared."""
    with db.engine.connect() as connection:
        revision: str | None = MigrationContext.configure(connection).get_current_revision()
    return revision


def known() -> list[str]:
    """The revisions of migrations/, newest first."""
    scripts = ScriptDirectory(current_app.extensions["migrate"].directory)
    return [script.revision for script in scripts.walk_revisions()]
