"""Readers: whose a sign-in's token is, and which of their pledges are under way: every signed-in page asks first."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from domain import clock
from domain.counters import VERSIONS
from domain.db import Hot, as_moment
from domain.people import SIGN_IN_LASTS, token_hash
from domain.pledges import LIVE

# How many pledges are under way, and of those that can still be undone need id → (pledge id, quantity), the latest
# where there are several.
Live = tuple[int, dict[int, tuple[int, int]]]


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who a token stands for."""

    person_id: int
    name: str
    is_guest: bool
    versions: tuple[int, int]  # as `counters.versions()`: every page asks for both, so they come in one query
    live: Live | None  # none when not asked for


_WHO = f"SELECT p.id, p.name, p.is_guest, s.created_at, {VERSIONS}"
_SIGN_IN = "FROM sign_in s JOIN person p ON p.id = s.person_id"
_HOLDS = "WHERE s.token_hash = :token_hash AND s.ended_at IS NULL"
_PLEDGE = "g.id, g.need_id, g.quantity, g.status"
_WHO_HAS = Hot(f"{_WHO} {_SIGN_IN} {_HOLDS}")
_WITH_PLEDGES = Hot(
    f"{_WHO}, {_PLEDGE} {_SIGN_IN} LEFT JOIN pledge g ON g.person_id = p.id AND g.status IN {LIVE}"
    f" {_HOLDS} ORDER BY g.id"
)
_LIVE = Hot(f"SELECT {_PLEDGE} FROM pledge g WHERE g.person_id = :person_id AND g.status IN {LIVE} ORDER BY g.id")  # noqa: S608  # no reader's words


def who_has(token: str, *, with_pledges: bool = False) -> SignedIn | None:
    """The person whose sign-in this token is, unless it has ended or is older than SIGN_IN_LASTS. A page wants their
    pledges as well, which come in the same reading."""
    rows = (_WITH_PLEDGES if with_pledges else _WHO_HAS).run(token_hash=token_hash(token)).fetchall()
    if not rows or as_moment(rows[0][3]) < clock.now() - SIGN_IN_LASTS:
        return None
    person_id, name, is_guest, _since, board, editions = rows[0][:6]
    live = _live([row[6:] for row in rows if row[6] is not None]) if with_pledges else None
    return SignedIn(int(person_id), str(name), bool(is_guest), (int(board or 0), int(editions or 0)), live)


def live_of(person_id: int) -> Live:
    """A person's pledges under way."""
    return _live(_LIVE.run(person_id=person_id).fetchall())


def _live(rows: Sequence[Any]) -> Live:
    undoable = ("pledged", "prepared")
    return len(rows), {need_id: (row, units) for row, need_id, units, status in rows if status in undoable}
