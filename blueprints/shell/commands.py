"""What an operator does from the shell: `flask --app app …`."""

import os
from collections.abc import Callable
from functools import wraps
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup
from flask_migrate import upgrade
from sqlalchemy.exc import DatabaseError

from blueprints.shell import copies, doctor, revisions
from blueprints.shell.worker import run_worker
from blueprints.toolkit.language import use_lang
from blueprints.toolkit.messages import say
from blueprints.toolkit.uploads import pictures_folder
from domain import duties, farewells, people
from domain.db import begin_writing, db
from domain.demo.loading import load_demo
from domain.errors import RuleBroken
from domain.phones import parse_login
from domain.places import load_places, regions_of
from domain.text import clean_line, strip_marks

group = AppGroup()


def on_prepared(command: Callable[..., None]) -> Callable[..., None]:
    """A command for a prepared database. What refuses it is said in one line."""

    @wraps(command)
    def run(*args: object, **options: object) -> None:
        use_lang("en")
        try:
            if revisions.present() is None:
                raise click.ClickException("The database is not prepared: run `prepare` first.")
            command(*args, **options)
        except RuleBroken as broken:
            raise click.ClickException(strip_marks(say(broken))) from None
        except DatabaseError as error:
            raise click.ClickException(f"The database refuses: {str(error.orig).splitlines()[0]}") from None

    return run


@group.command()
def prepare() -> None:
    """Bring the database up to date, load the country's places, and the demonstration into an empty database."""
    upgrade()
    load_places(current_app.config["AWN_COUNTRY"])
    db.session.commit()
    if os.environ.get("AWN_DEMO") != "0" and not db.session.query(people.Person.id).first():
        _load_demo()
        db.session.commit()


@group.command()
@on_prepared
def demo() -> None:
    """Load the demonstration data of the country; refuses a database that has people in it."""
    if db.session.query(people.Person.id).first():
        raise click.ClickException("The database has people in it; the demonstration goes into an empty one only.")
    load_places(current_app.config["AWN_COUNTRY"])
    _load_demo()
    db.session.commit()


def _load_demo() -> None:
    load_demo(current_app.config["AWN_COUNTRY"], pictures_folder())


@group.command("create-admin")
@click.option("--login", prompt="Phone or e-mail")
@click.option("--name", prompt=True)
@click.password_option()
@on_prepared
def create_admin(login: str, name: str, password: str) -> None:
    """Make an account that holds the role admin."""
    kind, value = parse_login(login, current_app.config["AWN_COUNTRY"])
    name = clean_line(name, limit=80, required=True)
    person = people.sign_up(
        name, password, phone=value if kind == "phone" else None, email=value if kind == "email" else None
    )
    people.grant(person.id, "admin")
    db.session.commit()
    click.echo(f"{name} is admin.")


@group.command("grant-role")
@click.argument("login")
@click.argument("role", type=click.Choice(people.ROLES))
@click.option("--region", default=None, help="The code of the only region in which it holds.")
@click.option("--take-back", is_flag=True, help="The person holds the role no more, in no region.")
@on_prepared
def grant_role(login: str, role: str, region: str | None, take_back: bool) -> None:
    """Give the account with this phone or e-mail a role, in one region or in all, wherever it was held before.
    Coordinators hear of what waits for the platform team; an admin who is none does not."""
    person = _account(login)
    if region and region not in regions_of(current_app.config["AWN_COUNTRY"]):
        raise click.ClickException("The country has no region with this code.")
    people.revoke(person.id, role)
    if not take_back:
        people.grant(person.id, role, region_code=region)
    db.session.commit()
    click.echo(f"{person.name} is {'no more ' if take_back else ''}{role}.")


@group.command("set-password")
@click.argument("login")
@click.password_option()
@on_prepared
def set_password(login: str, password: str) -> None:
    """Give the account with this phone or e-mail a new password; every device is signed out."""
    person = _account(login)
    people.set_password(person.id, password)
    db.session.commit()
    click.echo("The password is set.")


def _account(login: str) -> people.Person:
    person = people.find_account(*parse_login(login, current_app.config["AWN_COUNTRY"]))
    if person is None:
        raise click.ClickException("No account has this phone or e-mail.")
    return person


@group.command("erase-person")
@click.argument("login")
@click.confirmation_option(
    prompt="Name, phone, e-mail and password are removed for good, and live pledges taken back. Go on?"
)
@on_prepared
def erase_person(login: str) -> None:
    """Remove what tells who the holder of this account is, and with a phone every guest who gave it. Pledges they have
    not handed over are taken back; what they gave stays, as somebody's. An association of which they were the
    only owner goes to its next editor."""
    kind, value = parse_login(login, current_app.config["AWN_COUNTRY"])
    begin_writing()
    found = people.known_under(kind, value)
    if not found:
        raise click.ClickException("Nobody is known under this phone or e-mail.")
    for person in found:
        if kind == "email" and person.phone and len(people.known_under("phone", person.phone)) > 1:
            click.echo(f"Guests gave {person.phone} too; erase that phone when it is this person's.")
        farewells.forget(person.id)
    db.session.commit()
    click.echo(f"Erased: {len(found)}.")


@group.command("do-duties")
@on_prepared
def do_duties() -> None:
    """Do now what the worker does by the clock: remind, lapse, expire."""
    for name, done in duties.all_duties().items():
        click.echo(f"{name}: {done}")


@group.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@on_prepared
def backup(file: Path) -> None:
    """Write a consistent copy of the database to FILE while the server runs."""
    copies.make(file)
    click.echo(f"Backed up to {file}.")


@group.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def restore(file: Path) -> None:
    """Put the database back as it was in FILE. Stop the server first."""
    copies.put_back(file)
    click.echo(f"Restored from {file}.")


@group.command()
@on_prepared
def worker() -> None:
    """Run the duties by the clock until stopped."""
    run_worker()


@group.command("doctor")
def examine() -> None:
    """Say in words what is misconfigured; the exit code is 1 when something is."""
    found = list(doctor.findings())
    for finding in found:
        click.echo(f"- {finding}")
    if found:
        raise SystemExit(1)
    click.echo("Everything is in order.")
