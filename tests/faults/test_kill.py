"""The server is killed while people pledge: what it acknowledged is there, once; what it did not, can be sent again."""

import http.client
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from flask import Flask
from sqlalchemy import text

from domain.db import db, is_sqlite
from tests import factories
from tests.faults import clicks
from tests.faults.clicks import Answer, Browser, Click
from tests.faults.server import Server

pytestmark = pytest.mark.faults

KILLS, KILLS_OF_CONTROL, PLEDGERS = 12, 3, 8
Serve = Callable[..., Server]


@dataclass
class Pledger:
    """Somebody who pledges one unit again and again, and sends a click again until it is answered."""

    number: int
    port: int
    need_ids: list[int]
    browser: Browser
    stop: threading.Event
    acknowledged: dict[str, str | None] = field(default_factory=dict)  # key → address of the pledge
    interrupted: set[str] = field(default_factory=set)  # keys that were sent at least once without an answer
    strange: list[int] = field(default_factory=list)

    def run(self) -> None:
        sent = 0
        while not self.stop.is_set():
            sent += 1
            click = Click(self.need_ids[sent % len(self.need_ids)], f"pledger-{self.number}-{sent}", self.browser)
            answer = self._send_until_answered(click)
            if answer.status == 303:
                self.acknowledged[click.key] = answer.location
            else:
                self.strange.append(answer.status)

    def _send_until_answered(self, click: Click) -> Answer:
        while True:
            try:
                return self._send(click)
            except (OSError, http.client.HTTPException):
                self.interrupted.add(click.key)
                time.sleep(0.02)

    def _send(self, click: Click) -> Answer:
        head, body = click.sent().decode().split("\r\n\r\n", 1)
        headers = dict(line.split(": ", 1) for line in head.splitlines()[1:])
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request("POST", head.split(" ")[1], body, headers)
            answer = connection.getresponse()
            answer.read()
            return Answer(answer.status, answer.getheader("Location"))
        finally:
            connection.close()


@dataclass
class Crowd:
    """The pledgers of one test and what they were told."""

    pledgers: list[Pledger]
    need_ids: list[int]

    @property
    def acknowledged(self) -> dict[str, str | None]:
        return {key: address for pledger in self.pledgers for key, address in pledger.acknowledged.items()}

    @property
    def interrupted(self) -> set[str]:
        return {key for pledger in self.pledgers for key in pledger.interrupted}

    def told(self) -> int:
        return sum(len(pledger.acknowledged) for pledger in self.pledgers)

    def pledge_while_killing(self, server: Server, times: int) -> None:
        """Everybody pledges; the server is killed this often in the middle of it and started again."""
        threads = [threading.Thread(target=pledger.run, daemon=True) for pledger in self.pledgers]
        for thread in threads:
            thread.start()
        for _ in range(times):
            self._wait_for(self.told() + PLEDGERS)
            time.sleep(random.uniform(0, 0.15))
            server.kill()
            server.start()
        self._wait_for(self.told() + PLEDGERS)
        self.pledgers[0].stop.set()
        for thread in threads:
            thread.join(30)
            assert not thread.is_alive(), "a click was never answered"

    def _wait_for(self, acknowledged: int) -> None:
        deadline = time.monotonic() + 30
        while self.told() < acknowledged:
            assert time.monotonic() < deadline, "nobody could pledge"
            time.sleep(0.005)

    def lost(self) -> set[str]:
        """Keys of pledges that were acknowledged and are not there."""
        return set(self.acknowledged) - set(_pledges())


def _pledges() -> dict[str, int]:
    db.session.rollback()
    return {row.key: row.id for row in db.session.execute(text("SELECT key, id FROM pledge"))}


def _count(sql: str) -> int:
    return int(db.session.execute(text(sql)).scalar() or 0)


@pytest.fixture
def crowd(app: Flask, serve: Serve) -> Callable[[Server], Crowd]:
    """Makes the pledgers of a server, with four needs too large ever to be covered."""

    def make(server: Server) -> Crowd:
        need_ids = [factories.need(quantity=1_000_000).id for _ in range(4)]
        browsers = [clicks.signed_in(app, factories.person(f"متطوع {n}").id) for n in range(PLEDGERS)]
        db.session.commit()
        stop = threading.Event()
        return Crowd([Pledger(n, server.port, need_ids, one, stop) for n, one in enumerate(browsers)], need_ids)

    return make


def test_what_was_acknowledged_is_there_once(crowd: Callable[[Server], Crowd], serve: Serve) -> None:
    server = serve()
    people = crowd(server)
    people.pledge_while_killing(server, KILLS)
    pledges = _pledges()

    assert len(people.interrupted) >= KILLS, "the kills met nobody"
    assert [status for pledger in people.pledgers for status in pledger.strange] == []
    assert people.lost() == set()
    # Each click was sent until it was answered, so the pledges are the clicks: none lost, none made twice.
    assert set(pledges) == set(people.acknowledged)
    assert {key: f"/pledges/{number}" for key, number in pledges.items()} == people.acknowledged
    assert _count("SELECT COUNT(*) FROM pledge") == len(pledges)
    units = "(SELECT COALESCE(SUM(g.quantity), 0) FROM pledge g WHERE g.need_id = n.id)"
    assert _count(f"SELECT COUNT(*) FROM need n WHERE n.pledged <> {units}") == 0
    logged = "(SELECT COUNT(*) FROM transition t WHERE t.noun = 'pledge' AND t.noun_id = g.id AND t.new = 'pledged')"
    assert _count(f"SELECT COUNT(*) FROM pledge g WHERE {logged} <> 1") == 0
    assert _count("SELECT COUNT(*) FROM transition WHERE noun = 'pledge'") == len(pledges)
    if is_sqlite():
        assert db.session.execute(text("PRAGMA integrity_check")).scalar() == "ok"


def test_acknowledged_before_the_commit_a_pledge_is_lost(crowd: Callable[[Server], Crowd], serve: Serve) -> None:
    server = serve(without="commit")
    people = crowd(server)
    people.pledge_while_killing(server, KILLS_OF_CONTROL)
    time.sleep(0.5)  # what still can be written, is
    assert people.lost()


def test_the_database_keeps_what_it_committed(app: Flask) -> None:
    """A kill leaves what the system has buffered, so only the settings can say that a power cut loses nothing."""
    if not is_sqlite():
        assert db.session.execute(text("SHOW synchronous_commit")).scalar() == "on"
        assert db.session.execute(text("SHOW fsync")).scalar() == "on"
        return
    settings = {"synchronous": 2, "journal_mode": "wal", "foreign_keys": 1, "busy_timeout": 10_000}  # 2 is FULL
    assert {name: db.session.execute(text(f"PRAGMA {name}")).scalar() for name in settings} == settings
