"""The demonstration data: the same set whenever it is made, only its days move."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random
from time import process_time
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from domain import clock, log
from domain.db import db
from domain.demo import egypt, emirates, iran, morocco
from domain.demo.asking import Asking
from domain.demo.cast import gather
from domain.demo.giving import give
from domain.demo.history import need_events
from domain.demo.plan import PlannedPledge
from domain.distributions import Distribution
from domain.log import Transition
from domain.needs import Need
from domain.notices import Notice
from domain.people import Person
from domain.pledges import Pledge
from domain.posts import Post
from tests.databases import Cluster
from tests.domain.demo.rows import empty, loaded

STORIES = {story.country: story for story in (morocco.STORY, egypt.STORY, iran.STORY, emirates.STORY)}
HOURS = ("00:05", "05:59", "12:00", "23:50")
DAYS = (
    date(2026, 2, 19),  # Ramadan, for which Morocco put its clocks back four days before
    date(2026, 2, 20),
    date(2026, 2, 28),
    date(2026, 3, 23),  # Morocco's clocks have gone forward again
    date(2026, 4, 25),  # and Egypt's
    date(2026, 10, 31),  # Egypt's clocks went back two nights before
    date(2026, 11, 3),
    date(2026, 11, 4),
    date(2026, 12, 31),
)
Rows = list[tuple[object, ...]]


@pytest.fixture(scope="module")
def plan(country: str, tmp_path_factory: pytest.TempPathFactory, cluster: Cluster | None) -> Callable[[], Rows]:
    """Works out, step by step as `build` but without writing it, what the needs and pledges would be if made now."""
    story, rng = STORIES[country], Random(f"awn-{country}")
    with empty(tmp_path_factory.mktemp("plan"), country, cluster).app_context():
        cast = gather(rng, story)
        db.session.expunge_all()
        db.session.rollback()
        db.engine.dispose()
    chance = rng.getstate()

    def told() -> Rows:
        rng.setstate(chance)
        asked = Asking(rng, story, cast, story.season(clock.today()).running).all()
        for number, one in enumerate(asked, start=1):
            one.need.id = number
        needs = [(one.need.item_code, one.need.quantity, one.need.pledged, one.need.note) for one in asked]
        events = [(one["noun_id"], one["new"], one["note"]) for one in need_events(rng, story, cast, asked)]
        pledges = [
            (one.person.phone, one.need_id, one.quantity, one.received_quantity, one.code, *states_of(made))
            for _, one, made in give(rng, cast, asked)
        ]
        return [*needs, *events, *pledges]

    return told


def states_of(made: PlannedPledge) -> list[str]:
    return [state for state, _ in made.chain]


@pytest.mark.parametrize("hour", HOURS)
def test_it_is_the_same_at_any_hour(
    country: str, plan: Callable[[], Rows], hour: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = plan()
    for day in DAYS:
        moment = datetime.combine(day, time.fromisoformat(hour), ZoneInfo(clock.ZONES[country])).astimezone(UTC)
        monkeypatch.setattr(clock, "now", lambda moment=moment: moment)
        assert plan() == now, moment


def test_it_is_the_same_whenever_it_is_made(
    country: str, tmp_path: Path, cluster: Cluster | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def told() -> Rows:
        need = (Need.id, Need.item_code, Need.quantity, Need.status, Need.pledged, Need.received, Need.note)
        pledge = (Pledge.id, Pledge.person_id, Pledge.need_id, Pledge.quantity, Pledge.status, Pledge.code)
        queries = (select(*need).order_by(Need.id), select(*pledge).order_by(Pledge.id))
        queries += (select(Person.id, Person.name, Person.phone).order_by(Person.id),)
        reached = (Distribution.need_id, Distribution.quantity, Distribution.families, Distribution.children)
        queries += (select(Distribution.id, Distribution.key, *reached).order_by(Distribution.id),)
        queries += (select(Need.id, Need.sunk).order_by(Need.id),)
        queries += (select(Post.id, Post.title, Post.status).order_by(Post.id),)
        notice = (Notice.person_id, Notice.kind, Notice.path)
        queries += (select(*notice).order_by(*notice),)
        event = (Transition.noun, Transition.noun_id, Transition.old, Transition.new)
        queries += (select(*event).where(Transition.noun != "renewal").order_by(*event),)
        return [tuple(row) for query in queries for row in db.session.execute(query)]

    first = told()
    another_day = clock.now() + timedelta(days=100, hours=9, minutes=17)
    monkeypatch.setattr(clock, "now", lambda: another_day)
    with loaded(tmp_path, country, cluster).app_context():
        again = told()
        db.session.remove()
        db.engine.dispose()
    assert first == again


def test_it_loads_in_seconds(country: str, tmp_path: Path, cluster: Cluster | None) -> None:
    if country != "MA":
        pytest.skip("Morocco's is the largest")
    began = process_time()
    app = loaded(tmp_path, country, cluster)
    assert process_time() - began < 6
    with app.app_context():
        assert log.history("need", db.session.scalar(select(func.min(Need.id))))
        db.session.remove()
        db.engine.dispose()
