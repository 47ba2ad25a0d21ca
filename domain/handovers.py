"""The way of a pledge after the click: confirmed, withdrawn, prepared, handed over, received, distributed.

Each step is one conditional move under the write lock, with the need's counters and the log in the same transaction.
"""

import secrets

from sqlalchemy import select, update

from domain import log, needs
from domain.db import begin_writing, db
from domain.errors import RuleBroken, WrongState
from domain.needs import Need
from domain.pledges import TRANSITIONS, Pledge


class CodeWrong(RuleBroken):
    """The handover code is not this pledge's."""


def confirm(pledge_id: int, *, actor_id: int) -> Pledge:
    """The account's holder takes on a pledge made under their phone. Raises WrongState."""
    return _move(pledge_id, "pledged", actor_id=actor_id)


def withdraw(pledge_id: int, *, actor_id: int | None, via: str = "web") -> Pledge:
    """Take a pledge back and free its units; doing so twice is doing it once. Raises WrongState."""
    return _free(pledge_id, "cancelled", actor_id=actor_id, via=via)


def lapse(pledge_id: int) -> Pledge:
    """Free the units of a pledge that was not prepared, or not confirmed, in time. Raises WrongState."""
    return _free(pledge_id, "lapsed", actor_id=None, via="clock")


def _free(pledge_id: int, new: str, *, actor_id: int | None, via: str) -> Pledge:
    if db.session.scalar(select(Pledge.status).where(Pledge.id == pledge_id)) == new:
        return db.session.get_one(Pledge, pledge_id)
    found = _move(pledge_id, new, actor_id=actor_id, via=via)
    needs.adjust(found.need_id, pledged=-found.quantity)
    return found


def prepare(pledge_id: int, steps: list[str], *, actor_id: int) -> Pledge:
    """The volunteer has done these steps of the item's checklist. Raises WrongState."""
    return _move(pledge_id, "prepared", actor_id=actor_id, prepared_steps=steps)


def hand_over(pledge_id: int, *, actor_id: int) -> Pledge:
    """The volunteer has given the goods away. Raises WrongState."""
    return _move(pledge_id, "handed_over", actor_id=actor_id)


def receive(pledge_id: int, code: str, actual: int, condition: str, *, actor_id: int) -> Pledge:
    """The association has the goods: `actual` units, which may be fewer (the rest of the need is open again) or more
    (recorded as surplus) than promised. Raises CodeWrong, WrongState."""
    begin_writing()
    found = db.session.get_one(Pledge, pledge_id, with_for_update=True, populate_existing=True)
    if not secrets.compare_digest(found.code.encode(), code.encode()):
        raise CodeWrong
    found = _move(pledge_id, "received", actor_id=actor_id, units=actual, received_quantity=actual, condition=condition)
    counted = min(actual, found.quantity)
    needs.adjust(found.need_id, pledged=-found.quantity, received=counted, surplus=actual - counted)
    _fulfil_when_complete(found.need_id, actor_id)
    return found


def distribute(pledge_id: int, *, actor_id: int) -> Pledge:
    """What was received with this pledge has reached people. Raises WrongState."""
    found = _move(pledge_id, "distributed", actor_id=actor_id, units=None)
    needs.adjust(found.need_id, distributed=found.received_quantity or 0)
    return found


def _fulfil_when_complete(need_id: int, actor_id: int) -> None:
    need = db.session.get_one(Need, need_id, populate_existing=True)
    if need.can("fulfilled") and need.received >= need.quantity:
        needs.move(need, "fulfilled", actor_id=actor_id)


def _move(
    pledge_id: int, new: str, *, actor_id: int | None, via: str = "web", units: int | None = None, **values: object
) -> Pledge:
    """Bring a pledge into another state in one conditional statement and log it. `units` differ at receipt."""
    begin_writing()
    starts = [old for old, news in TRANSITIONS.items() if new in news]
    found = db.session.get_one(Pledge, pledge_id, with_for_update=True, populate_existing=True)
    old = found.status
    if old not in starts:
        raise WrongState(noun="pledge", state=old)
    db.session.execute(update(Pledge).where(Pledge.id == pledge_id).values(status=new, **values))
    quantity = found.quantity if units is None else units
    if new == "distributed":
        quantity = found.received_quantity or 0
    log.record("pledge", pledge_id, old, new, actor_id=actor_id, quantity=quantity, via=via)
    db.session.refresh(found)
    return found
