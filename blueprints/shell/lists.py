"""Lists from the shell: what a pasted message would become, and a file's rows put on an association's list."""

import hashlib
import json
from datetime import timedelta
from pathlib import Path

import click
from flask.cli import AppGroup

from blueprints.shell.commands import on_prepared
from domain import clock
from domain.db import db
from domain.listing import editing
from domain.listing.proposals import USUAL_DAYS, propose
from domain.lists.decoding import decode
from domain.lists.message import parse_message
from domain.lists.rows import Parsed, as_json
from domain.lists.sheet import read_needs, rows_as_json
from domain.organisations import Organisation

group = AppGroup()


@group.command("parse-message")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False, allow_dash=True))
def parse(file: Path) -> None:
    """Print as JSON the needs that the message in FILE (- is the standard input) asks for. Nothing is saved."""
    with click.open_file(str(file), "rb") as message:
        text = decode(message.read())
    click.echo(json.dumps(as_json(parse_message(text)), ensure_ascii=False, indent=1))


@group.command("import-needs")
@click.argument("slug")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--dry-run", is_flag=True, help="Only print the rows.")
@on_prepared
def import_needs(slug: str, file: Path, dry_run: bool) -> None:
    """Save the rows of FILE as drafts on the list of the association SLUG, and print them as JSON.

    A row that cannot be saved is named on the standard error and costs no other. The same file is saved once."""
    data = file.read_bytes()
    parsed = read_needs(file.name, data)
    click.echo(json.dumps(rows_as_json(parsed), ensure_ascii=False, indent=1))
    organisation = db.session.query(Organisation).filter_by(slug=slug).one_or_none()
    if organisation is None and not dry_run:
        raise click.ClickException(f"No association has the address {slug}.")
    if organisation is None or dry_run:
        click.echo("Nothing was saved.", err=True)
        return
    _save(organisation, parsed, key=f"file {hashlib.sha256(data).hexdigest()[:40]}")


def _save(organisation: Organisation, parsed: Parsed, key: str) -> None:
    proposals = propose(parsed)
    deadline = parsed.deadline or clock.today() + timedelta(days=USUAL_DAYS)
    entries = [proposal.entry(deadline) for proposal in proposals if proposal.is_whole]
    made = editing.add(organisation, entries, key, actor_id=None, via="shell") if entries else []
    db.session.commit()
    for proposal in proposals:
        if not proposal.is_whole or proposal.problems:
            said = "saved, look at it" if proposal.is_whole else "not saved"
            click.echo(f"Row {proposal.line}: {said} ({', '.join(proposal.problems) or 'text-too-long'})", err=True)
    again = " This very file was saved before." if entries and not made else ""
    click.echo(f"Saved as drafts: {len(made)}.{again}", err=True)
