"""The commands of `flask --app app …`, which an operator gives.

A server runs none of them: what only they need, above all the migrations' library and the demonstration, is read when
the first is asked for, so that each of its workers is ten megabytes smaller."""

from importlib import import_module
from pathlib import Path
from typing import Any

from click import Command, Context
from flask import Flask
from flask.cli import AppGroup
from werkzeug.local import LocalProxy

from domain.db import db


class Commands(AppGroup):
    """An application's commands, read when one is asked for."""

    def __init__(self, app: Flask, migrations: Path) -> None:
        super().__init__()
        self._app = app
        self._migrations = str(migrations)

    def get_command(self, ctx: Context, cmd_name: str) -> Command | None:
        self._read()
        return super().get_command(ctx, cmd_name)

    def list_commands(self, ctx: Context) -> list[str]:
        self._read()
        return super().list_commands(ctx)

    def _read(self) -> None:
        for name in ("commands", "lists"):
            self.commands |= import_module(f"blueprints.shell.{name}").group.commands
        self.migrate()

    def migrate(self) -> Any:
        """What Flask-Migrate keeps with the application; it adds `flask db` to the commands."""
        migrate = import_module("flask_migrate").Migrate
        migrate(self._app, db, directory=self._migrations, render_as_batch=True)
        return self._app.extensions["migrate"]


def init_app(app: Flask, migrations: Path) -> None:
    """Give the application its commands; `flask db` finds its revisions in the folder `migrations`."""
    app.cli = commands = Commands(app, migrations)
    app.extensions["migrate"] = LocalProxy(commands.migrate)
