"""What these tests share: the steps as people take them, time that passes, and many at one moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any

from flask import Flask
from sqlalchemy import select

from domain import clock
from domain.catalogue import items
from domain.db import db
from domain.errors import RuleBroken
from domain.notices import Notice
from domain.pledges import Pledge
from tests.client import Client, Page


def fresh(row: Any) -> Any:
    """The row as it is in the database now."""
    return db.session.get_one(type(row), row.id, populate_existing=True)


def prepare(browser: Client, pledge: Pledge) -> Page:
    steps = items()[pledge.need.item_code].preparation
    return browser.post(f"/pledges/{pledge.id}/preparation", {"steps": list(steps)})


def hand_over(browser: Client, pledge: Pledge) -> Page:
    prepare(browser, pledge)
    return browser.post(f"/pledges/{pledge.id}/handover")


def receive(browser: Client, pledge: Pledge, quantity: object = 10, **more: str) -> Page:
    """The association's receipt, with the right code unless another is given."""
    receipt = {"code": pledge.code, "quantity": str(quantity), "condition": "good"} | more
    return browser.post(f"/pledges/{pledge.id}/receipt", receipt)


def told(pledge: Pledge) -> list[str]:
    """What its volunteer was told, in the order in which it was."""
    query = select(Notice.kind).where(Notice.person_id == pledge.person_id).order_by(Notice.id)
    return list(db.session.scalars(query))


class Days:
    """A clock that can be put forward: `days.pass_(12)` is twelve days after the test began."""

    def __init__(self, set_now: Callable[[Callable[[], datetime]], None]) -> None:
        self._start, self._set = clock.now(), set_now

    def pass_(self, days: float) -> None:
        self._set(lambda: self._start + timedelta(days=days))


def at_once(app: Flask, many: int, verb: Callable[[int], Any]) -> list[Any]:
    """What this verb gives to so many who call it in one moment, each in a transaction of their own; the broken rule
    for those it is refused to."""
    db.session.commit()
    start = Barrier(many)

    def call(number: int) -> Any:
        with app.app_context():
            start.wait()
            try:
                made = verb(number)
                db.session.commit()
            except RuleBroken as broken:
                db.session.rollback()
                return broken
            return made

    with ThreadPoolExecutor(many) as threads:
        return list(threads.map(call, range(many)))
