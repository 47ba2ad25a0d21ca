"""Alembic within Flask-Migrate: one database, in one transaction, over the models of domain/."""

from importlib import import_module
from pkgutil import iter_modules

from alembic import context
from flask import current_app

import domain

for noun in iter_modules(domain.__path__):  # a noun that no screen shows yet has its table all the same
    import_module(f"domain.{noun.name}")

database = current_app.extensions["migrate"].db
BESIDE_THE_MODELS = "need_search"  # and the tables FTS5 keeps under its name


def is_ours(_object: object, name: str | None, kind: str, _reflected: bool, _compared: object) -> bool:
    return not (kind == "table" and (name or "").startswith(BESIDE_THE_MODELS))


with database.engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=database.metadata,
        include_object=is_ours,
        render_as_batch=True,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
