"""What every change of an edition's plan shares: the edition is locked, its revision compared and moved, each change
written to the log.

A change is `Change(field, old, new)`; codes and figures only. Several stand in the note of one transition, a line
each, parted by tabs: the history reads them back with `changes_in`.
"""

from collections.abc import Iterable
from typing import NamedTuple

from domain import counters, log
from domain.campaigns import Edition
from domain.db import begin_writing, db
from domain.errors import RuleBroken

NOTE_MOST = 500  # characters of a transition's note
VALUE_MOST = 60  # characters of a value in it


class PlanChanged(RuleBroken):
    """Somebody else changed the edition after this editor opened it; `revision` is the present one."""


class Change(NamedTuple):
    """One field of a plan: which, what it was, what it is; empty where there was, or is, nothing."""

    field: str
    old: str
    new: str


def lock(edition_id: int, seen: int | None = None) -> Edition:
    """The edition as it is now, and as it stays until this transaction ends. `seen` is the revision that its editor
    had before them: raises PlanChanged when it has moved since."""
    begin_writing()
    only_its_row = {"of": Edition}
    edition = db.session.get_one(Edition, edition_id, with_for_update=only_its_row, populate_existing=True)
    if seen is not None and seen != edition.revision:
        raise PlanChanged(revision=edition.revision)
    return edition


def write_down(
    edition: Edition, what: str, changes: Iterable[Change], *, actor_id: int, via: str = "web", moves: bool = True
) -> bool:
    """Log what changed as `what` and let cached pages know; False when nothing did. The revision moves with what two
    editors could overwrite for each other; not with (`moves=False`) a line ticked or a partner asked."""
    lines = ["\t".join(" ".join(value.split())[:VALUE_MOST] for value in change) for change in changes]
    if not lines:
        return False
    for note in _notes(lines):
        log.record("edition", edition.id, None, what, actor_id=actor_id, via=via, note=note)
    edition.revision += int(moves)
    db.session.flush()
    counters.touch_editions()
    return True


def _notes(lines: list[str]) -> Iterable[str]:
    """The lines in as few notes as they fit into."""
    note = lines[0]
    for line in lines[1:]:
        if len(note) + 1 + len(line) > NOTE_MOST:
            yield note
            note = line
        else:
            note += f"\n{line}"
    yield note


def changes_in(note: str | None) -> list[Change]:
    """The changes that a transition's note tells."""
    parts = [line.split("\t") for line in (note or "").split("\n")]
    return [Change(*part) for part in parts if len(part) == len(Change._fields)]


def compared(old: dict[str, object], new: dict[str, object]) -> list[Change]:
    """The fields in which two sets of values differ; None and "" are nothing."""
    fields = sorted(old.keys() | new.keys())
    pairs = [(field, old.get(field), new.get(field)) for field in fields]
    return [Change(name, _said(before), _said(after)) for name, before, after in pairs if _said(before) != _said(after)]


def _said(value: object) -> str:
    return "" if value is None else str(value)
