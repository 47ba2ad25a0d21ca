"""The application with one guard taken away: what the tests of this folder must be able to see."""

import secrets
import sqlite3
import threading
import time
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any

from flask import Flask, g
from sqlalchemy import Engine, event, text

from app import create_app as create_guarded
from domain import counters, log, pledges
from domain.counters import Adjusted
from domain.db import db, hot, is_sqlite
from domain.pledges import Pledged

LAST = 4  # units, fewer than the server has threads, each of which serves a click for one


def create_app(without: str) -> Flask:
    """The application without its "condition", its "key", or the "commit" before the answer."""
    app = create_guarded()
    {"condition": _without_condition, "key": _without_key, "commit": _without_commit}[without](app)
    return app


def _without_condition(app: Flask) -> None:
    """The quantity is compared in Python before it is written, and the database no longer objects."""
    make = pledges._make

    def look_first(need_id: int, *arguments: Any, **named: Any) -> Pledged:
        query = text("SELECT quantity - pledged - received FROM need WHERE id = :id")
        g.left = db.session.execute(query, {"id": need_id}).scalar_one()
        if 0 < g.left <= LAST:
            time.sleep(0.5)  # long enough that several clicks always look before one writes, on a busy machine too
        return make(need_id, *arguments, **named)

    def adjust(need_id: int, *, pledged: int = 0, entry: log.Entry, **_: Any) -> Adjusted | None:
        if pledged > g.left:
            return None
        update = "UPDATE need SET pledged = pledged + :units, version = version + 1 WHERE id = :id RETURNING edition_id"
        row = db.session.execute(text(update), {"id": need_id, "units": pledged}).one()
        counters.touch_board(need_id)
        hot(log.APPEND).run(**entry)
        return Adjusted(row.edition_id)

    pledges._make, counters.adjust = look_first, adjust
    _drop_the_check(app)


def _drop_the_check(app: Flask) -> None:
    @event.listens_for(Engine, "connect")
    def ignore_checks(connection: Any, _record: Any) -> None:
        if isinstance(connection, sqlite3.Connection):
            connection.execute("PRAGMA ignore_check_constraints=ON")

    with app.app_context():
        if not is_sqlite():
            db.session.execute(text("ALTER TABLE need DROP CONSTRAINT IF EXISTS ck_need_never_beyond_quantity"))
            db.session.commit()
        db.session.remove()
        db.engine.dispose()  # the workers are forked from here


def _without_key(_app: Flask) -> None:
    """Each send counts as a click of its own."""

    def renamed(verb: Callable[..., Pledged], place: int) -> Callable[..., Pledged]:
        def call(*arguments: Any, **named: Any) -> Pledged:
            given = list(arguments)
            given[place] = f"{given[place]}-{secrets.token_hex(4)}"
            return verb(*given, **named)

        return call

    pledges.pledge, pledges.pledge_as_guest = renamed(pledges.pledge, 3), renamed(pledges.pledge_as_guest, 4)


def _without_commit(app: Flask) -> None:
    """Answers at once and writes a little later, as a server does that gathers its writes."""
    pledge = pledges.pledge
    later: SimpleQueue[tuple[Any, ...]] = SimpleQueue()
    writers: list[threading.Thread] = []  # one in each worker, begun after the fork

    def write() -> None:
        while True:
            arguments = later.get()
            time.sleep(0.05)
            with app.app_context():
                pledge(*arguments)
                db.session.commit()

    def promise(need_id: int, person_id: int, quantity: int, key: str, **_: Any) -> Pledged:
        if not writers:
            writers.append(threading.Thread(target=write, daemon=True))
            writers[0].start()
        later.put((need_id, person_id, quantity, key))
        return Pledged(0, need_id, person_id, quantity, "pledged")

    pledges.pledge = promise
