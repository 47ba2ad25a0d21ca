"""The checklist of an edition: lines with a day, ticked or dropped, and the lines that every edition wants."""

from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import select

from domain import clock
from domain.campaigns import Edition, EditionTask
from domain.db import db
from domain.errors import RuleBroken, WrongState
from domain.planning.plan import Change, lock, write_down

MOST = 100  # lines of one edition
WORDS_MOST = 200  # characters


class TooManyTasks(RuleBroken):
    """The edition has `most` lines already."""


class Suggestion(NamedTuple):
    """A line that every edition wants: so many days from the first day of the edition, or from its last."""

    code: str
    phase: str
    days: int


PLAN, BEGIN, END = PHASES = ("plan", "begin", "end")
SUGGESTED = (
    Suggestion("sponsor-agreed", PLAN, -60),
    Suggestion("associations-asked", PLAN, -45),
    Suggestion("targets-agreed", PLAN, -30),
    Suggestion("storage-found", PLAN, -21),
    Suggestion("needs-reviewed", BEGIN, -7),
    Suggestion("posters-shared", BEGIN, -3),
    Suggestion("volunteers-told", BEGIN, 0),
    Suggestion("receipts-checked", END, 3),
    Suggestion("distributions-recorded", END, 14),
    Suggestion("report-published", END, 30),
)


def due_on(edition: Edition, suggestion: Suggestion) -> date:
    """The day by which a suggested line is due in this edition."""
    return (edition.ends_on if suggestion.phase == END else edition.starts_on) + timedelta(days=suggestion.days)


def tasks_of(edition_id: int) -> list[EditionTask]:
    """The lines of an edition that were not dropped: those to do first, the earliest due before the others."""
    query = select(EditionTask).where(EditionTask.edition_id == edition_id, EditionTask.dropped.is_(False))
    found = list(db.session.scalars(query.order_by(EditionTask.id)))
    return sorted(found, key=lambda one: (one.done_at is not None, one.due_on is None, one.due_on or date.max, one.id))


def add(edition_id: int, words: str, due: date | None, *, actor_id: int) -> EditionTask:
    """Add a line; one that says the same stays as it is. Raises TooManyTasks."""
    edition = lock(edition_id)
    present = tasks_of(edition_id)
    same = next((one for one in present if one.words == words), None)
    if same is not None:
        return same
    if len(present) >= MOST:
        raise TooManyTasks(most=MOST)
    made = EditionTask(edition_id=edition_id, words=words, due_on=due)
    db.session.add(made)
    db.session.flush()
    _log(edition, made, "task_added", actor_id)
    return made


def move(task_id: int, step: str, *, actor_id: int) -> EditionTask:
    """Tick a line (`done`), untick it (`undone`) or take it off the list (`dropped`); twice is once.

    Raises WrongState when it was dropped."""
    edition = lock(db.session.get_one(EditionTask, task_id).edition_id)
    task = db.session.get_one(EditionTask, task_id, populate_existing=True)
    if task.dropped:
        if step == "dropped":
            return task
        raise WrongState(noun="edition_task", state="dropped")
    if step == "dropped":
        task.dropped = True
    elif (step == "done") == (task.done_at is not None):
        return task
    else:
        task.done_at, task.done_by = (clock.now(), actor_id) if step == "done" else (None, None)
    _log(edition, task, f"task_{step}", actor_id)
    return task


def _log(edition: Edition, task: EditionTask, what: str, actor_id: int) -> None:
    db.session.flush()
    write_down(edition, what, [Change("task", "", task.words)], actor_id=actor_id, moves=False)
