"""An association that has just begun, and what its profile needs."""

from datetime import date

import pytest
from sqlalchemy import select

from domain import joining, papers, profiles
from domain.db import db
from tests.conftest import signed_in


@pytest.fixture
def started(cast):
    """`volunteer` has begun the profile of an association."""
    made = joining.start(cast["volunteer"].id, "جمعية الغد", "association", "MA-05", name_latin="Al Ghad")
    db.session.commit()
    return made


@pytest.fixture
def complete(started, cast):
    """The same with every step done."""
    by = {"actor_id": cast["volunteer"].id}
    profiles.describe(
        started.id, name=started.name, name_latin="Al Ghad", kind="association", fields=["relief"], size="small",
        founded=2011, **by,
    )  # fmt: skip
    commune = db.session.scalars(select(profiles.Commune).limit(1)).one()
    profiles.settle(started.id, commune_code=commune.code, **by)
    profiles.present(started.id, about="نساعد الأسر", contact_policy="كل مساء", **by)
    papers.record_status(started.id, "informal", "", date(2015, 3, 1), **by)
    db.session.commit()
    return started


@pytest.fixture
def browser(app):
    """A browser in which this person is signed in."""
    return lambda person: signed_in(app, person.id)
