"""The way of a pledge after the click: confirmed, withdrawn, prepared, handed over, received, distributed; or not.

Each step reads the pledge under the write lock and moves it from there, with the need's counters and the log in the
same transaction. Locks are taken in one order: the pledge, its need, the sums, the board's version.
"""

import secrets
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from domain import counters, log, needs, notices, organisations
from domain.db import begin_writing, db
from domain.errors import RuleBroken, WrongState
from domain.needs import Need
from domain.pledges import ARRIVED, Pledge

ARRIVE_WITHIN = timedelta(days=30)  # after the handover, for the association to say whether it has arrived
RECEIVED_MOST = 10  # times what was pledged
ASKED_TWICE = 2  # beyond so many times what was pledged, the association is asked whether it is sure
NOT_ARRIVED = "non-arrival"  # noted beside the transition when an association says so
CORRECTED = "correction"  # noted where a corrected distribution no longer covers a pledge


class CodeWrong(RuleBroken):
    """The handover code is not this pledge's."""


class OwnPledge(RuleBroken):
    """The pledge was made by whoever receives it: no proof that anything was given."""


class NothingReceived(RuleBroken):
    """A receipt is of at least one unit; what did not come is no receipt."""


class TooMuchReceived(RuleBroken):
    """More than `most` units cannot have come of this pledge."""


class FarMoreReceived(RuleBroken):
    """Much more than the `pledged` units: `actual` has to be said twice."""


class NotYetDue(RuleBroken):
    """The volunteer has until `day`; only then can it be said that nothing arrived."""


def confirm(pledge_id: int, *, actor_id: int) -> Pledge:
    """The account's holder takes on a pledge made under their phone. Raises WrongState."""
    return _step(pledge_id, "pledged", actor_id=actor_id)


def prepare(pledge_id: int, steps: list[str], *, actor_id: int) -> Pledge:
    """The volunteer has done these steps of the item's checklist. Raises WrongState."""
    return _step(pledge_id, "prepared", actor_id=actor_id, prepared_steps=steps, reminded_at=None)


def hand_over(pledge_id: int, *, actor_id: int) -> Pledge:
    """The volunteer has given the goods away. Raises WrongState."""
    return _step(pledge_id, "handed_over", actor_id=actor_id)


def withdraw(pledge_id: int, *, actor_id: int) -> Pledge:
    """The volunteer takes a pledge back; doing so twice is doing it once. Raises WrongState, also when it was handed
    over: what is no longer theirs is not theirs to take back."""
    found = _locked(pledge_id)
    if found.status == "cancelled":
        return found
    if not found.can_be_withdrawn:
        raise WrongState(noun="pledge", state=found.status)
    return _free(found, "cancelled", actor_id=actor_id)


def report_missing(pledge_id: int, *, actor_id: int) -> Pledge:
    """The association says that a pledge past its day did not arrive; its units are free again.

    Raises NotYetDue, WrongState."""
    found = _locked(pledge_id)
    if found.can("cancelled") and not found.is_overdue:
        raise NotYetDue(day=found.prepare_by)
    _free(found, "cancelled", actor_id=actor_id, note=NOT_ARRIVED)
    _tell(found, "pledge_missing", quantity=found.quantity)
    return found


def is_reported_missing(pledge: Pledge) -> bool:
    """Whether the pledge was ended by the association's word that it did not arrive."""
    return pledge.status == "cancelled" and log.history("pledge", pledge.id)[-1].note == NOT_ARRIVED


def lapse(pledge_id: int, seen: str) -> Pledge:
    """Free the units of a pledge that stayed too long in the state in which it was `seen`. Raises WrongState."""
    found = _locked(pledge_id)
    if found.status != seen:
        raise WrongState(noun="pledge", state=found.status)
    _free(found, "lapsed", actor_id=None, via="clock")
    if seen != "unconfirmed":  # which was never theirs
        _tell(found, "pledge_lapsed", quantity=found.quantity)
    return found


def check_receiver(pledge: Pledge, actor_id: int) -> None:
    """Raises OwnPledge when the pledge comes from whoever is to receive it, or from a member of that association."""
    if pledge.person_id == actor_id or organisations.is_member(pledge.person_id, pledge.need.organisation_id):
        raise OwnPledge


def receive(
    pledge_id: int, code: str, actual: int, condition: str, *, actor_id: int, sure_of: int | None = None
) -> Pledge:
    """The association has the goods: `actual` units, which may be fewer (the rest of the need is open again) or more
    (recorded as surplus) than promised; far more only when it is `sure_of` this very number. The volunteer is thanked.

    Raises OwnPledge, CodeWrong, NothingReceived, TooMuchReceived, FarMoreReceived, WrongState."""
    found = _locked(pledge_id)
    check_receiver(found, actor_id)
    if not secrets.compare_digest(found.code.encode(), code.encode()):
        raise CodeWrong
    if actual < 1:
        raise NothingReceived
    if actual > found.quantity * RECEIVED_MOST:
        raise TooMuchReceived(most=found.quantity * RECEIVED_MOST)
    if actual > found.quantity * ASKED_TWICE and actual != sure_of and found.can("received"):
        raise FarMoreReceived(pledged=found.quantity, actual=actual)
    _move(found, "received", actual, actor_id=actor_id, received_quantity=actual, condition=condition)
    counted = min(actual, found.quantity)
    counters.adjust(found.need_id, pledged=-found.quantity, received=counted, surplus=actual - counted)
    _fulfil_when_complete(found.need_id, actor_id)
    _tell(found, "pledge_received", quantity=found.quantity, actual=actual)
    return found


def settle(need_id: int, *, actor_id: int) -> None:
    """Bring received pledges of a need to `distributed`, oldest first, as far as what was given out covers them; and
    the latest back, when a correction took away what covered them. The caller holds the need's lock."""
    need = db.session.get_one(Need, need_id, populate_existing=True)
    query = select(Pledge).where(Pledge.need_id == need_id, Pledge.status.in_(ARRIVED)).order_by(Pledge.id)
    arrived = list(db.session.scalars(query.with_for_update().execution_options(populate_existing=True)))
    settled = [pledge for pledge in arrived if pledge.status == "distributed"]
    covered = need.distributed - sum(pledge.received_quantity or 0 for pledge in settled)
    while covered < 0:
        covered += _unsettle(settled.pop(), actor_id)
    for pledge in arrived:
        if pledge.status == "received" and covered < (pledge.received_quantity or 0):
            break
        covered -= _settle(pledge, actor_id) if pledge.status == "received" else 0


def _settle(found: Pledge, actor_id: int) -> int:
    units = found.received_quantity or 0
    told = any(row.new == "distributed" for row in log.history("pledge", found.id))
    _move(found, "distributed", units, actor_id=actor_id)
    if not told:
        _tell(found, "distribution_recorded", quantity=units)
    return units


def _unsettle(found: Pledge, actor_id: int) -> int:
    """The one step backwards, which nobody takes but a correction."""
    units = found.received_quantity or 0
    found.status = "received"
    db.session.flush()
    log.record("pledge", found.id, "distributed", "received", actor_id=actor_id, quantity=units, note=CORRECTED)
    return units


def _tell(found: Pledge, kind: str, **facts: int) -> None:
    """Tell the volunteer what became of a pledge."""
    need = found.need
    notices.tell(found.person_id, kind, path=f"/pledges/{found.id}", item=need.item_code, label=need.label, **facts)


def _fulfil_when_complete(need_id: int, actor_id: int) -> None:
    need = db.session.get_one(Need, need_id, populate_existing=True)
    if need.can("fulfilled") and need.received >= need.quantity:
        needs.move(need, "fulfilled", actor_id=actor_id)


def _step(pledge_id: int, new: str, *, actor_id: int, **values: Any) -> Pledge:
    """A step that leaves the need's counters as they are and shows on its page all the same."""
    found = _locked(pledge_id)
    _move(found, new, found.quantity, actor_id=actor_id, **values)
    counters.touch_board(found.need_id)
    return found


def _free(found: Pledge, new: str, *, actor_id: int | None, via: str = "web", note: str | None = None) -> Pledge:
    """End a pledge and give its units back to the need."""
    _move(found, new, found.quantity, actor_id=actor_id, via=via, note=note)
    counters.adjust(found.need_id, pledged=-found.quantity)
    return found


def _locked(pledge_id: int) -> Pledge:
    """The pledge as it is now, and as it stays until this transaction ends."""
    begin_writing()
    return db.session.get_one(Pledge, pledge_id, with_for_update=True, populate_existing=True)


def _move(
    found: Pledge, new: str, units: int, *, actor_id: int | None, via: str = "web", note: str | None = None,
    **values: Any,
) -> None:  # fmt: skip
    """Bring a locked pledge into another state and log it, with how many units. Raises WrongState."""
    old = found.status
    if not found.can(new):
        raise WrongState(noun="pledge", state=old)
    for name, value in values.items():
        setattr(found, name, value)
    found.status = new
    db.session.flush()
    log.record("pledge", found.id, old, new, actor_id=actor_id, quantity=units, via=via, note=note)
