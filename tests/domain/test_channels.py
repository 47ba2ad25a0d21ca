"""Channels: counts of what links brought, added up by whoever writes them, of nobody in particular."""

import threading
from datetime import timedelta

import pytest

from domain import channels, clock, pledges
from domain.channels import Brought, Opened, Visit
from domain.db import db
from tests import factories


@pytest.fixture
def need(app):
    return factories.need(factories.organisation(), edition_id=factories.edition().id)


def opened(need, channel: str = "whatsapp", days_ago: int = 0) -> Opened:
    return Opened(clock.today() - timedelta(days=days_ago), "need", need.id, channel)


def test_visits_of_the_same_page_channel_and_day_add_up(need):
    channels.add_visits({opened(need): 2, opened(need, "poster"): 1})
    channels.add_visits({opened(need): 3})
    db.session.commit()
    assert {(row.channel, row.visits) for row in db.session.query(Visit)} == {("whatsapp", 5), ("poster", 1)}


def test_what_two_workers_write_at_the_same_moment_adds_up(app, need):
    day, noun, number, _channel = opened(need)
    db.session.commit()
    db.session.remove()
    gate = threading.Barrier(2)

    def write(order: int) -> None:
        with app.app_context():
            gate.wait()
            for _ in range(10):
                channels.add_visits({Opened(day, noun, number, name): 1 for name in channels.CHANNELS[::order]})
                db.session.commit()
            db.session.remove()

    threads = [threading.Thread(target=write, args=(order,)) for order in (1, -1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {row.visits for row in db.session.query(Visit)} == {20}


def test_a_visit_keeps_a_day_a_page_and_a_channel_and_nothing_else():
    assert {column.name for column in Visit.__table__.columns} == {"day", "noun", "noun_id", "channel", "visits"}


def test_openings_and_standing_pledges_are_told_by_channel_and_by_page(need):
    channels.add_visits({opened(need): 4, opened(need, "x"): 9, opened(need, days_ago=10): 100})
    made = {name: pledge(need, name) for name in ("whatsapp", "telegram", None)}
    db.session.get(pledges.Pledge, made["telegram"]).status = "cancelled"
    db.session.commit()
    since = clock.today() - timedelta(days=6)

    found = channels.by_channel(since)
    assert set(found) == set(channels.CHANNELS)
    assert next(iter(found)) == "whatsapp", "pledges weigh more than openings"
    assert found["whatsapp"] == Brought(4, 1)
    assert found["x"] == Brought(9, 0)
    assert found["telegram"] == Brought(0, 0), "it was taken back"

    assert channels.by_page("need", since) == [(need.id, Brought(13, 1))]
    assert channels.by_page("edition", since) == [(need.edition_id, Brought(0, 1))]
    assert channels.by_page("organisation", since) == [(need.organisation_id, Brought(0, 1))]
    assert channels.by_channel(clock.today() - timedelta(days=29))["whatsapp"].visits == 104


def pledge(need, channel: str | None) -> int:
    by = factories.person()
    return pledges.pledge(need.id, by.id, 1, key=f"{channel}", channel=channel).id
