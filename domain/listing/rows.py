"""The list as it stands: its rows in the association's own order, page by page, and where one row is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select, update

from domain.db import begin_writing, db
from domain.log import Transition
from domain.needs import Need
from domain.organisations import Organisation
from domain.people import Person

PAGE = 50  # rows
IN_HAND = ("draft", "submitted", "in_review", "returned", "published", "paused", "expired")
ENDED = ("fulfilled", "closed")

_ORDER = (Need.position, Need.id.desc())  # rows that nobody has moved: the newest first


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list. `counts` are rows by state, of the whole list; pages count from 1."""

    rows: list[Need]
    number: int
    last: int
    counts: dict[str, int]

    def many(self, states: Sequence[str]) -> int:
        """How many rows are in these states."""
        return sum(self.counts.get(state, 0) for state in states)


def count_in_hand(organisation_id: int) -> int:
    """How many rows of the list are not over."""
    return db.session.scalar(select(func.count()).where(_among(organisation_id, IN_HAND))) or 0


def read_page(organisation_id: int, states: Sequence[str], number: int = 1) -> Page:
    """The rows in these states; a page that is not there is the nearest that is."""
    counted = select(Need.status, func.count()).where(Need.organisation_id == organisation_id).group_by(Need.status)
    counts = {str(status): int(many) for status, many in db.session.execute(counted)}
    last = max(1, -(-sum(counts.get(state, 0) for state in states) // PAGE))
    number = min(max(number, 1), last)
    query = select(Need).where(_among(organisation_id, states)).order_by(*_ORDER)
    rows = list(db.session.scalars(query.offset((number - 1) * PAGE).limit(PAGE)))
    return Page(rows, number, last, counts)


def page_of(need: Need) -> int:
    """The page on which this row stands among those of its kind."""
    before = (Need.position < need.position) | ((Need.position == need.position) & (Need.id > need.id))
    query = select(func.count()).where(_among(need.organisation_id, states_beside(need)), before)
    return 1 + (db.session.scalar(query) or 0) // PAGE


def states_beside(need: Need) -> Sequence[str]:
    """The states of the rows that are shown together with this one."""
    return ENDED if need.status in ENDED else IN_HAND


def lock(need_id: int) -> Need:
    """The need as it is now, and as it stays until this transaction ends.

    On PostgreSQL not against those who only refer to it: a pledge does, and then waits to change the row."""
    begin_writing()
    return db.session.get_one(Need, need_id, with_for_update={"key_share": True}, populate_existing=True)


def lock_list(organisation_id: int) -> None:
    """Let nobody else add rows to this list, or put them in order, until this transaction ends."""
    begin_writing()
    query = select(Organisation.id).where(Organisation.id == organisation_id)
    db.session.execute(query.with_for_update(key_share=True)).one()


def move_row(need: Need, step: int) -> Need | None:
    """Move a row up (`step` -1) or down (1) by one; gives the row that made way, none at the list's end."""
    lock_list(need.organisation_id)
    query = select(Need.id, Need.position).where(_among(need.organisation_id, states_beside(need))).order_by(*_ORDER)
    standing = [(row.id, row.position) for row in db.session.execute(query)]
    order = [need_id for need_id, _ in standing]
    old, new = order.index(need.id), order.index(need.id) + step
    if not 0 <= new < len(order):
        return None
    order[old], order[new] = order[new], order[old]
    first, places = standing[0][1], dict(standing)
    moved = {need_id: first + place for place, need_id in enumerate(order) if places[need_id] != first + place}
    for need_id in sorted(moved):  # everybody locks in this order
        db.session.execute(update(Need).where(Need.id == need_id).values(position=moved[need_id]))
    return db.session.get_one(Need, order[old])


def own_ids(organisation_id: int, need_ids: Sequence[int]) -> list[int]:
    """Those of these needs that belong to this association."""
    query = select(Need.id).where(Need.organisation_id == organisation_id, Need.id.in_(need_ids))
    return list(db.session.scalars(query.order_by(Need.id)))


def reasons(rows: Sequence[Need]) -> dict[int, str]:
    """Why those of these needs that were returned came back, by need."""
    ids = [need.id for need in rows if need.status == "returned"]
    query = select(Transition.noun_id, Transition.note).where(
        Transition.noun == "need", Transition.noun_id.in_(ids), Transition.new == "returned"
    )
    found = db.session.execute(query.order_by(Transition.id)).all() if ids else []
    return {need_id: note for need_id, note in found if note}


def last_edit(need_id: int) -> tuple[str, datetime] | None:
    """Who last changed what the row says, and when."""
    query = (
        select(Person.name, Transition.at)
        .join(Person, Person.id == Transition.actor_id)
        .where(Transition.noun == "listing", Transition.noun_id == need_id)
        .order_by(Transition.id.desc())
    )
    row = db.session.execute(query.limit(1)).first()
    return (row.name, row.at) if row else None


def _among(organisation_id: int, states: Sequence[str]) -> ColumnElement[bool]:
    return (Need.organisation_id == organisation_id) & Need.status.in_(states)
