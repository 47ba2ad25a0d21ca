"""An edition shown to everybody: what it must have before, and when it can be taken back."""

from sqlalchemy import func, select

from domain import clock
from domain.campaigns import Edition, EditionPartner, EditionTask
from domain.db import db
from domain.errors import RuleBroken, WrongState
from domain.planning.editions import COMING, PLANNED, state_of
from domain.planning.plan import Change, lock, write_down
from domain.tallies import EditionTally

# What a public edition must have (a day to come, something wanted), and what it had better have.
NEEDED = ("ending", "targets")
ADVISED = ("items", "stages", "partners", "about", "tasks")


class NotReady(RuleBroken):
    """The edition lacks something without which it is not published: `missing`, some of NEEDED."""


class InUse(RuleBroken):
    """Needs were published in it, or it runs: it cannot be taken back from the public any more."""


def missing(edition: Edition) -> tuple[list[str], list[str]]:
    """What an edition lacks before it is published (some of NEEDED), and what it had better have (of ADVISED)."""
    asked = select(EditionPartner.status).where(EditionPartner.edition_id == edition.id).limit(1)
    late = select(EditionTask.id).where(
        EditionTask.edition_id == edition.id, EditionTask.dropped.is_(False), EditionTask.done_at.is_(None),
        EditionTask.due_on < clock.today(),
    )  # fmt: skip
    there = {
        "ending": not edition.is_over,
        "targets": bool(edition.targets),
        "items": bool(edition.items),
        "stages": bool(edition.phases),
        "partners": db.session.scalar(asked) is not None,
        "about": bool(edition.campaign.about_ar or edition.campaign.about_fa),
        "tasks": db.session.scalar(late.limit(1)) is None,
    }
    return [name for name in NEEDED if not there[name]], [name for name in ADVISED if not there[name]]


def publish(edition_id: int, *, actor_id: int) -> Edition:
    """Everybody sees the edition from now on; twice is once. Raises NotReady."""
    edition = lock(edition_id)
    if edition.is_public:
        return edition
    needed, _ = missing(edition)
    if needed:
        raise NotReady(missing=needed)
    edition.is_public = True
    write_down(edition, "published", [Change("state", PLANNED, state_of(edition))], actor_id=actor_id)
    return edition


def take_back(edition_id: int, *, actor_id: int) -> Edition:
    """The public no longer sees an edition that is still to come and has no needs. Raises InUse, WrongState."""
    edition = lock(edition_id)
    if not edition.is_public:
        raise WrongState(noun="edition", state=PLANNED)
    if not can_be_taken_back(edition):
        raise InUse
    edition.is_public = False
    write_down(edition, "hidden", [Change("state", COMING, PLANNED)], actor_id=actor_id)
    return edition


def can_be_taken_back(edition: Edition) -> bool:
    """Whether it is public, still to come, and nobody asked for anything in it."""
    needs = db.session.scalar(select(func.sum(EditionTally.needs)).where(EditionTally.edition_id == edition.id))
    return state_of(edition) == COMING and not needs
