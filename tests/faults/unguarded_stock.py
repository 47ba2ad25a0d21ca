"""The application with one guard of the stock ledger taken away: what `test_stock` must be able to see."""

import secrets
import sqlite3
import threading
import time
from queue import SimpleQueue
from typing import Any

from flask import Flask, g
from sqlalchemy import Engine, event, text

from app import create_app as create_guarded
from domain import deliveries, stock
from domain.convoys import Convoy
from domain.db import db, is_sqlite

LAST = 8  # units, enough for half of the server's threads, each of which serves a click for two


def create_app(without: str) -> Flask:
    """The application without its "condition", its "key", or the "commit" before the answer."""
    app = create_guarded()
    {"condition": _without_condition, "key": _without_key, "commit": _without_commit}[without](app)
    return app


def _without_condition(app: Flask) -> None:
    """What the hub holds is looked at before it is written, and the database no longer objects."""
    dispatch, move = deliveries.dispatch, stock._move_balance

    def look_first(convoy_id: int, *arguments: Any, **named: Any) -> Convoy:
        query = (
            "SELECT b.quantity FROM stock_balance b JOIN stock_account a ON a.id = b.account_id WHERE a.kind = 'hub'"
        )
        g.left = db.session.execute(text(query)).scalar_one()
        if 0 < g.left <= LAST:
            time.sleep(0.5)  # long enough that several clicks always look before one writes, on a busy machine too
        return dispatch(convoy_id, *arguments, **named)

    def move_without_condition(account_id: int, item_code: str, delta: int, is_source: bool) -> None:
        if delta > 0 or is_source:
            move(account_id, item_code, delta, is_source)
            return
        if -delta > g.left:
            raise stock.NotEnoughStock(item=item_code, remaining=g.left)
        statement = "UPDATE stock_balance SET quantity = quantity + :delta WHERE account_id = :id AND item_code = :item"
        db.session.execute(text(statement), {"delta": delta, "id": account_id, "item": item_code})

    deliveries.dispatch, stock._move_balance = look_first, move_without_condition
    _drop_the_check(app)


def _drop_the_check(app: Flask) -> None:
    @event.listens_for(Engine, "connect")
    def ignore_checks(connection: Any, _record: Any) -> None:
        if isinstance(connection, sqlite3.Connection):
            connection.execute("PRAGMA ignore_check_constraints=ON")

    with app.app_context():
        if not is_sqlite():
            db.session.execute(
                text("ALTER TABLE stock_balance DROP CONSTRAINT IF EXISTS ck_stock_balance_never_negative")
            )
            db.session.commit()
        db.session.remove()
        db.engine.dispose()  # the workers are forked from here


def _without_key(_app: Flask) -> None:
    """Each send counts as a click of its own."""
    dispatch = deliveries.dispatch

    def renamed(*arguments: Any, key: str, **named: Any) -> Convoy:
        return dispatch(*arguments, key=f"{key}-{secrets.token_hex(4)}", **named)

    deliveries.dispatch = renamed


def _without_commit(app: Flask) -> None:
    """Answers at once and writes a little later, as a server does that gathers its writes."""
    dispatch = deliveries.dispatch
    later: SimpleQueue[tuple[Any, dict[str, Any]]] = SimpleQueue()
    writers: list[threading.Thread] = []  # one in each worker, begun after the fork

    def write() -> None:
        while True:
            arguments, named = later.get()
            time.sleep(0.05)
            with app.app_context():
                dispatch(*arguments, **named)
                db.session.commit()

    def promise(*arguments: Any, **named: Any) -> None:
        if not writers:
            writers.append(threading.Thread(target=write, daemon=True))
            writers[0].start()
        later.put((arguments, named))

    deliveries.dispatch = promise  # type: ignore[assignment]
