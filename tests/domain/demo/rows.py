"""A database that holds a country's demonstration, and its rows."""

from collections import defaultdict
from pathlib import Path
from uuid import uuid4

import flask_migrate
from flask import Flask
from sqlalchemy import select

from app import create_app
from domain.db import db
from domain.demo.loading import load_demo
from domain.people import Person
from domain.places import load_places
from domain.pledges import Pledge
from tests.databases import Cluster

COUNTRIES = ("MA", "EG", "IR", "AE")


def empty(folder: Path, country: str, cluster: Cluster | None) -> Flask:
    """An application of its own whose database holds the places of this country and nothing else."""
    name = f"demo_{uuid4().hex}"
    url = cluster.create(name) if cluster else f"sqlite:///{folder / name}.db"
    app = create_app(AWN_INSTANCE=str(folder), AWN_COUNTRY=country, SQLALCHEMY_DATABASE_URI=url)
    with app.app_context():
        flask_migrate.upgrade()
        load_places(country)
        db.session.commit()
        db.session.remove()
    return app


def loaded(folder: Path, country: str, cluster: Cluster | None) -> Flask:
    """An application of its own whose database holds the demonstration of this country."""
    app = empty(folder, country, cluster)
    with app.app_context():
        load_demo(country)
        db.session.commit()
        db.session.remove()
    return app


def every(model: type) -> list:
    return list(db.session.scalars(select(model)))


def account(login: str) -> Person:
    return db.session.scalars(select(Person).where(Person.email == f"{login}@awn.example")).one()


def pledges_by_need() -> dict[int, list[Pledge]]:
    found = defaultdict(list)
    for pledge in every(Pledge):
        found[pledge.need_id].append(pledge)
    return found
