"""The stock ledger when many dispatch the last units at one moment, and when the server is killed in the middle.

Each is run again with a guard taken away, and must then fail: so the tests can see what they test for."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import text

from domain import audits, clock, hubs, people, routes, stock
from domain.convoys import ConvoyLine
from domain.db import db, is_sqlite
from tests import factories
from tests.faults import clicks
from tests.faults.clicks import Answer, Browser
from tests.faults.server import AWN, Server
from tests.faults.test_kill import Crowd, Pledger

pytestmark = pytest.mark.faults

CLICKS, SENDS, LEFT, EACH = 60, 3, 61, 2  # units: thirty of the clicks can win, and one unit stays
KILLS, KILLS_OF_CONTROL, SENDERS = 8, 3, 6
Serve = Callable[..., Server]


@dataclass(frozen=True, slots=True)
class Post:
    """One press of a button of the studio: sent again, it has the same key."""

    path: str
    key: str
    browser: Browser
    values: tuple[tuple[str, str], ...]

    def sent(self) -> bytes:
        body = urlencode({"csrf_token": self.browser.token, "key": self.key} | dict(self.values))
        return (
            f"POST {self.path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: awn={self.browser.cookie}\r\n"
            "Connection: close\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(body)}\r\n\r\n{body}"
        ).encode()


@pytest.fixture
def serve_stock(options: dict[str, Any]) -> Iterator[Serve]:
    """Starts servers over the database of `app`; `without` names the guard of the ledger to take away."""
    started: list[Server] = []

    def start(without: str | None = None) -> Server:
        application = f'tests.faults.unguarded_stock:create_app("{without}")' if without else AWN
        started.append(Server(Path(options["AWN_INSTANCE"]), options.get("SQLALCHEMY_DATABASE_URI"), application))
        return started[-1].start()

    yield start
    for server in started:
        server.stop()


def _coordinator(app: Flask, name: str) -> Browser:
    person = factories.person(name)
    people.grant(person.id, "coordinator")
    return clicks.signed_in(app, person.id)


def _lines(hub_id: int, planned: int, many: int) -> list[int]:
    """Lines of one item, each of a convoy of its own."""
    made = []
    for number in range(many):
        convoy = routes.plan(hub_id, f"قافلة {number}", clock.today(), key=f"convoy-{number}", actor_id=None)
        stop = routes.add_stop(convoy.id, "MA-02", "", {"rice": planned}, key=f"stop-{number}", actor_id=None)
        made.append(stop.lines[0].id)
    return made


@dataclass
class Race:
    """A hub with 61 units left, and sixty lines of which each wants two of them now."""

    hub_id: int
    lines: list[int]
    posts: list[Post]

    def run(self, server: Server, sends: int = SENDS) -> list[list[Answer]]:
        """Every click three times in one moment, or once; gives each click's answers."""
        answers = clicks.send_at_once(server.port, [post.sent() for post in self.posts for _ in range(sends)])
        return [answers[first : first + sends] for first in range(0, len(answers), sends)]

    def faults(self, answers: list[list[Answer]]) -> set[str]:
        """Which of the promises this race broke; empty when it went well."""
        db.session.rollback()
        db.session.expire_all()
        query = db.select(ConvoyLine.dispatched).where(ConvoyLine.id.in_(self.lines)).order_by(ConvoyLine.id)
        sent = list(db.session.scalars(query))
        won = [sends[0].status == 303 for sends in answers]
        left = stock.held(self.hub_id).get("rice", 0)
        promises = {
            "an answer is an error of the server": any(one.status >= 500 for sends in answers for one in sends),
            "an answer is neither a dispatch nor a refusal": {one.status for sends in answers for one in sends}
            - {303, 409}
            != set(),
            "the answers to one click differ": any(len({one.status for one in sends}) != 1 for sends in answers),
            "more left the hub than it held": sum(sent) > LEFT,
            "not all that could leave left": LEFT - sum(sent) >= EACH,
            "a click sent more than once": any(units not in (0, EACH) for units in sent),
            "a line that was refused left, or one that was told it left did not": [bool(units) for units in sent]
            != won,
            "the balance is negative": left < 0,
            "the sums do not close": audits.audit() != [],
        }
        return {fault for fault, there in promises.items() if there}


@pytest.fixture
def race(app: Flask) -> Race:
    hub = hubs.open_hub("مخزن", "MA-02", "", key="hub", actor_id=None)
    hubs.supply(hub.id, "rice", LEFT, "هبة", key="rice", actor_id=None)
    lines = _lines(hub.id, EACH * SENDS, CLICKS)
    browsers = [_coordinator(app, f"منسق {number}") for number in range(6)]
    posts = [
        Post(
            f"/studio/convoys/lines/{line}/dispatch", f"click-{line:06}", browsers[line % 6], (("quantity", str(EACH)),)
        )
        for line in lines
    ]
    db.session.commit()
    return Race(hub.id, lines, posts)


def test_the_last_units_leave_once(race: Race, serve_stock: Serve) -> None:
    answers = race.run(serve_stock())
    assert race.faults(answers) == set()
    assert sum(sends[0].status == 303 for sends in answers) == LEFT // EACH


def test_without_the_condition_more_leaves_than_the_hub_holds(race: Race, serve_stock: Serve) -> None:
    faults = race.faults(race.run(serve_stock(without="condition"), sends=1))
    assert {"more left the hub than it held", "the balance is negative"} <= faults


def test_without_the_key_one_click_sends_three_times(race: Race, serve_stock: Serve) -> None:
    assert "a click sent more than once" in race.faults(race.run(serve_stock(without="key")))


@dataclass
class Sender(Pledger):
    """Somebody at a warehouse: sends a unit, counts it where it arrives, and again; each until it is answered."""

    def run(self) -> None:
        line, sent = self.need_ids[0], 0
        while not self.stop.is_set():
            sent += 1
            for verb, name in (("dispatch", "quantity"), ("receipt", "received")):
                key = f"sender-{self.number}-{sent}"
                post = Post(f"/studio/convoys/lines/{line}/{verb}", key, self.browser, ((name, "1"),))
                answer = self._send_until_answered(post)  # type: ignore[arg-type]
                if answer.status != 303:
                    self.strange.append(answer.status)
                    continue
                self.acknowledged[f"{key}:{verb}:{line}"] = answer.location


@pytest.fixture
def warehouse(app: Flask) -> Callable[[Server], Crowd]:
    """Makes those who send, each a line of their own, from a hub that never runs out."""

    def make(server: Server) -> Crowd:
        hub = hubs.open_hub("مخزن", "MA-02", "", key="hub", actor_id=None)
        hubs.supply(hub.id, "rice", 10_000_000, "هبة", key="rice", actor_id=None)
        lines = _lines(hub.id, 1_000_000, SENDERS)
        browsers = [_coordinator(app, f"منسق {number}") for number in range(SENDERS)]
        db.session.commit()
        stop = threading.Event()
        senders = [Sender(n, server.port, [lines[n]], browsers[n], stop) for n in range(SENDERS)]
        return Crowd(list(senders), [])

    return make


def _written() -> set[str]:
    db.session.rollback()
    db.session.expire_all()
    return set(db.session.scalars(text("SELECT key FROM stock_movement WHERE line_id IS NOT NULL")))


def test_what_was_acknowledged_is_in_the_book_once(warehouse: Callable[[Server], Crowd], serve_stock: Serve) -> None:
    server = serve_stock()
    crowd = warehouse(server)
    crowd.pledge_while_killing(server, KILLS)
    assert len(crowd.interrupted) >= KILLS // 2, "the kills met nobody"
    assert [status for sender in crowd.pledgers for status in sender.strange] == []
    # Each click was sent until it was answered, so the movements are the clicks: none lost, none made twice.
    assert _written() == set(crowd.acknowledged)
    assert audits.audit() == []
    if is_sqlite():
        assert db.session.execute(text("PRAGMA integrity_check")).scalar() == "ok"


def test_acknowledged_before_the_commit_a_movement_is_lost(
    warehouse: Callable[[Server], Crowd], serve_stock: Serve
) -> None:
    server = serve_stock(without="commit")
    crowd = warehouse(server)
    crowd.pledge_while_killing(server, KILLS_OF_CONTROL)
    time.sleep(0.5)  # what still can be written, is
    dispatched = {key for key in crowd.acknowledged if ":dispatch:" in key}
    assert dispatched - _written()
