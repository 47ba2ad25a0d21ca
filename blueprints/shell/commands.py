"""What an operator does from the shell: `flask --app app …`."""

import os
import shutil
import sqlite3
import subprocess
from pathlib import Path

import click
from flask import current_app
from flask_migrate import upgrade

from blueprints.shell import bp
from blueprints.shell.worker import run_worker
from domain import duties, people
from domain.db import db, is_sqlite
from domain.demo import load_demo
from domain.phones import parse_login
from domain.places import load_places


@bp.cli.command()
def prepare() -> None:
    """Bring the database up to date, load the country's places, and the demonstration into an empty database."""
    upgrade()
    load_places(current_app.config["AWN_COUNTRY"])
    db.session.commit()
    if os.environ.get("AWN_DEMO") != "0" and not db.session.query(people.Person.id).first():
        load_demo(current_app.config["AWN_COUNTRY"])
        db.session.commit()


@bp.cli.command()
def demo() -> None:
    """Load the demonstration data of the country; refuses a database that has people in it."""
    if db.session.query(people.Person.id).first():
        raise click.ClickException("The database has people in it; the demonstration goes into an empty one only.")
    load_places(current_app.config["AWN_COUNTRY"])
    load_demo(current_app.config["AWN_COUNTRY"])
    db.session.commit()


@bp.cli.command("create-admin")
@click.option("--login", prompt="Phone or e-mail")
@click.option("--name", prompt=True)
@click.password_option()
def create_admin(login: str, name: str, password: str) -> None:
    """Make an account that holds the role admin."""
    kind, value = parse_login(login, current_app.config["AWN_COUNTRY"])
    person = people.sign_up(
        name, password, phone=value if kind == "phone" else None, email=value if kind == "email" else None
    )
    people.grant(person.id, "admin")
    db.session.commit()
    click.echo(f"{name} is admin.")


@bp.cli.command("set-password")
@click.argument("login")
@click.password_option()
def set_password(login: str, password: str) -> None:
    """Give the account with this phone or e-mail a new password; every device is signed out."""
    people.set_password(_account(login).id, password)
    db.session.commit()
    click.echo("The password is set.")


@bp.cli.command("erase-person")
@click.argument("login")
@click.confirmation_option(prompt="Name, phone, e-mail and password are removed for good. Go on?")
def erase_person(login: str) -> None:
    """Remove what tells who the holder of this account is; their pledges stay, as somebody's."""
    people.erase(_account(login).id)
    db.session.commit()
    click.echo("Erased.")


def _account(login: str) -> people.Person:
    person = people.find_account(*parse_login(login, current_app.config["AWN_COUNTRY"]))
    if person is None:
        raise click.ClickException("No account has this phone or e-mail.")
    return person


@bp.cli.command("do-duties")
def do_duties() -> None:
    """Do now what the worker does by the clock: remind, lapse, expire."""
    for name, done in duties.all_duties().items():
        click.echo(f"{name}: {done}")


@bp.cli.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def backup(file: Path) -> None:
    """Write a consistent copy of the database to FILE while the server runs."""
    if file.exists():
        raise click.ClickException(f"{file} is there already; choose another name.")
    if is_sqlite():
        with sqlite3.connect(_database_file()) as source, sqlite3.connect(file) as target:
            source.backup(target)
        target.close()
        source.close()
    else:
        _run("pg_dump", "--format=custom", f"--file={file}", _postgres_url())
    file.chmod(0o600)
    click.echo(f"Backed up to {file}.")


@bp.cli.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def restore(file: Path) -> None:
    """Put the database back as it was in FILE. Stop the server first."""
    db.session.remove()
    db.engine.dispose()
    if is_sqlite():
        database = Path(_database_file())
        with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as source:
            if source.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
                raise click.ClickException(f"{file} is damaged; nothing was changed.")
        for leftover in (f"{database}-wal", f"{database}-shm"):
            Path(leftover).unlink(missing_ok=True)
        shutil.copyfile(file, database)
    else:
        _run("pg_restore", "--clean", "--if-exists", "--single-transaction", f"--dbname={_postgres_url()}", str(file))
    upgrade()
    click.echo(f"Restored from {file}.")


@bp.cli.command()
def worker() -> None:
    """Run the duties by the clock until stopped."""
    run_worker()


@bp.cli.command()
def doctor() -> None:
    """Say in words what is misconfigured; the exit code is 1 when something is."""
    findings = list(_findings())
    for finding in findings:
        click.echo(f"- {finding}")
    if findings:
        raise SystemExit(1)
    click.echo("Everything is in order.")


def _findings():  # type: ignore[no-untyped-def]
    config = current_app.config
    if not config["RATELIMIT_ENABLED"]:
        yield "AWN_RATE_LIMITS=0: passwords can be guessed without limit. Use it for load tests only."
    if not config["SESSION_COOKIE_SECURE"]:
        yield "AWN_HTTPS is not 1: cookies travel without HTTPS. Set it once nginx serves HTTPS in front."
    if len(config["SECRET_KEY"]) < 32:
        yield "SECRET_KEY is shorter than 32 characters."
    if config["TRUSTED_HOSTS"] == ["localhost", "127.0.0.1", "[::1]"]:
        yield "AWN_HOSTS is empty: only this machine is answered. Name the host of the site."
    if config["RATELIMIT_STORAGE_URI"] == "memory://" and int(os.environ.get("WEB_CONCURRENCY", "2")) > 1:
        yield "REDIS_URL is empty: each worker counts attempts for itself, so limits are looser than written."
    if db.session.query(people.Person.id).filter(people.Person.email.like("%@awn.example")).first():
        yield "The demonstration accounts are in the database; their password is public. Start with AWN_DEMO=0."
    if shutil.disk_usage(config["AWN_INSTANCE"]).free < 500 * 1024 * 1024:
        yield "Less than 500 MB are free where the instance folder is."


def _database_file() -> str:
    return str(db.engine.url.database)


def _postgres_url() -> str:
    return db.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)


def _run(*command: str) -> None:
    try:
        subprocess.run(command, check=True)  # noqa: S603  # fixed programs, our own arguments
    except (OSError, subprocess.CalledProcessError) as error:
        raise click.ClickException(f"{command[0]} did not succeed: {error}") from None
