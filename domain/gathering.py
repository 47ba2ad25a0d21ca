"""Collections planned and carried out: pledges put in, moved, taken off; a coordinator who takes it; done or cancelled.

Locks are taken in one order: collections by number, then pledges. Whoever is concerned is told: the volunteer of each
pledge, and each association how many are to come.
"""

from collections import Counter
from collections.abc import Collection as Several
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, timedelta

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from domain import clock, handovers, log, notices, people
from domain.collections import GATHERED, Collected, Collection, facts_of, inside, of_pledges, path_of, rows_of
from domain.contacts import NotOfTheTeam
from domain.db import begin_writing, db
from domain.errors import RuleBroken, WrongState
from domain.people import PLATFORM_TEAM, Person
from domain.pledges import Pledge

PLANNED_AHEAD = timedelta(days=35)
HOURS = tuple(f"{hour:02d}:{minute}" for hour in range(6, 23) for minute in ("00", "30"))
MOST = 200  # pledges put in at once


class DayNotAhead(RuleBroken):
    """A collection is planned for a day between today and `last`."""


class HoursTurned(RuleBroken):
    """It ends after it begins."""


class CollectionChanged(RuleBroken):
    """Somebody else saved the collection after it was opened."""


class GoneElsewhere(RuleBroken):
    """None of the pledges could be moved: they are in another collection meanwhile (`place`, `day`), or have ended
    (None)."""


class LookedAfter(RuleBroken):
    """Somebody else (`name`), or nobody (None), looks after the collection now."""


class DayAhead(RuleBroken):
    """What happens on `day` is not done before it."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Where and when. `begins` and `ends` are of HOURS, or empty."""

    region_code: str
    place: str
    day: date
    begins: str = ""
    ends: str = ""
    note: str = ""

    def check(self, *, day_before: date | None = None) -> None:
        """Raises DayNotAhead, unless the day is the one it was, and HoursTurned."""
        last = clock.today() + PLANNED_AHEAD
        if not clock.today() <= self.day <= last and self.day != day_before:
            raise DayNotAhead(last=last)
        if self.begins and self.ends and self.ends <= self.begins:
            raise HoursTurned


def plan(wanted: Plan, key: str, *, actor_id: int, mine: bool, pledge_ids: Several[int] = ()) -> Collection:
    """Plan a collection, once for each `key`, `mine` when whoever plans looks after it, with those of the pledges that
    are free. Raises DayNotAhead, HoursTurned."""
    key = f"{actor_id}.{key}"
    wanted.check()
    coordinator_id = actor_id if mine else None
    made = Collection(**asdict(wanted), key=key, created_by=actor_id, coordinator_id=coordinator_id)
    begin_writing()
    earlier = _by_key(key)
    if earlier is not None:
        return earlier
    db.session.add(made)
    try:
        db.session.flush()
    except IntegrityError:  # the same click, in this very moment
        db.session.rollback()
        return db.session.scalars(select(Collection).where(Collection.key == key)).one()
    log.record("collection", made.id, None, "planned", actor_id=actor_id)
    if mine:
        _note(made, "taken", actor_id)
    _add(made, _lock_pledges(pledge_ids), actor_id)
    return made


def _by_key(key: str) -> Collection | None:
    return db.session.scalar(select(Collection).where(Collection.key == key))


def change(collection_id: int, wanted: Plan, revision: int, *, actor_id: int) -> Collection:
    """Change where and when; whoever comes is told. Raises CollectionChanged, DayNotAhead, HoursTurned, WrongState."""
    found = _planned(collection_id)
    if found.revision != revision:
        raise CollectionChanged
    wanted.check(day_before=found.day)
    before = (found.place, found.day, found.begins, found.ends)
    for name, value in asdict(wanted).items():
        setattr(found, name, value)
    found.revision += 1
    _note(found, "changed", actor_id)
    if before != (found.place, found.day, found.begins, found.ends):
        _tell(found, "collection_changed", inside(found))
    return found


def take(collection_id: int, seen: int | None, *, actor_id: int) -> Collection:
    """«I take it»: from nobody, or over from the coordinator whom one saw there, who is told.

    Raises LookedAfter when it is somebody else's by now, WrongState."""
    found = _planned(collection_id)
    if found.coordinator_id == actor_id:
        return found
    if found.coordinator_id != seen:
        raise LookedAfter(name=_name_of(found))
    if seen is not None:
        by = db.session.get_one(Person, actor_id).name
        notices.tell(seen, "collection_taken_over", path=path_of(found), name=by, **facts_of(found))
    found.coordinator_id = actor_id
    _note(found, "taken", actor_id)
    return found


def release(collection_id: int, *, actor_id: int) -> Collection:
    """Whoever looks after it cannot any more; where nobody does, nothing happens. Raises LookedAfter, WrongState."""
    found = _planned(collection_id)
    if found.coordinator_id is None:
        return found
    _check_own(found, actor_id)
    found.coordinator_id = None
    _note(found, "released", actor_id)
    return found


def request(collection_id: int, person_id: int, *, actor_id: int) -> Collection:
    """Ask a colleague to take it, who sees nobody's phone before they do; one who has not read it yet is not asked
    again. Raises NotOfTheTeam, WrongState."""
    found = _planned(collection_id)
    if notices.stands_unread(person_id, "collection_asked", path_of(found)):
        return found
    if not people.roles_of(person_id) & PLATFORM_TEAM:
        raise NotOfTheTeam
    by = db.session.get_one(Person, actor_id).name
    notices.tell(person_id, "collection_asked", path=path_of(found), name=by, **facts_of(found))
    _note(found, "requested", actor_id)
    return found


def put(collection_id: int, pledge_ids: Several[int], *, actor_id: int) -> int:
    """Put in those of the pledges that are in none; how many. Raises GoneElsewhere when it is none, WrongState."""
    found = _planned(collection_id)
    added = _add(found, _lock_pledges(pledge_ids), actor_id)
    if not added:
        raise _why_none(pledge_ids)
    return added


def _why_none(pledge_ids: Several[int]) -> GoneElsewhere:
    other = next(iter(of_pledges(pledge_ids).values()), None)
    return GoneElsewhere(place=other.place if other else None, day=other.day if other else None)


def move(collection_id: int, pledge_ids: Several[int], to_id: int | None, *, actor_id: int) -> int:
    """Bring pledges of this collection into another, or (None) take them off; how many.

    Raises GoneElsewhere when none of them is in it any more, WrongState."""
    both = {one: _planned(one) for one in sorted({collection_id, to_id or collection_id})}
    rows = [row for row in rows_of(collection_id) if row.pledge_id in pledge_ids]
    if not rows or to_id == collection_id:
        raise _why_none(pledge_ids)
    for row in rows:
        log.record("collected", row.pledge_id, str(collection_id), str(to_id or "none"), actor_id=actor_id)
        if to_id is None:
            db.session.delete(row)
        else:
            row.collection_id = to_id
    db.session.flush()
    kind = "collection_left" if to_id is None else "collection_changed"
    _tell(both[to_id or collection_id], kind, [row.pledge for row in rows if row.pledge.status in GATHERED])
    return len(rows)


def finish(collection_id: int, brought: Several[int], *, actor_id: int) -> Collection:
    """It has taken place: what was `brought` is handed over; what was not, or was put in unseen, waits for another.

    Raises DayAhead, LookedAfter, WrongState."""
    found = _planned(collection_id)
    _check_own(found, actor_id)
    if found.day > clock.today():
        raise DayAhead(day=found.day)
    rows = {row.pledge_id: row for row in rows_of(collection_id)}
    for pledge in _lock_pledges(rows):
        if pledge.id in brought and pledge.status == "prepared":
            handovers.hand_over(pledge.id, actor_id=actor_id)
            facts = {"item": pledge.need.item_code, "label": pledge.need.label, "quantity": pledge.quantity}
            notices.tell(pledge.person_id, "pledge_collected", path=f"/pledges/{pledge.id}", **facts)
        elif pledge.id not in brought and pledge.status in GATHERED:
            log.record("collected", pledge.id, str(collection_id), "none", actor_id=actor_id)
            db.session.delete(rows[pledge.id])
    return _move(found, "done", actor_id)


def cancel(collection_id: int, *, actor_id: int) -> Collection:
    """It does not take place: its pledges are free for another, and whoever comes is told; the same click again
    changes nothing. Raises WrongState."""
    found = _locked(collection_id)
    if found.status == "cancelled":
        return found
    _check_planned(found)
    _tell(found, "collection_cancelled", inside(found))
    for row in rows_of(collection_id):
        log.record("collected", row.pledge_id, str(collection_id), "none", actor_id=actor_id)
    db.session.execute(delete(Collected).where(Collected.collection_id == collection_id))
    return _move(found, "cancelled", actor_id)


def _planned(collection_id: int) -> Collection:
    """A collection that is to take place, as it stays until this transaction ends. Raises WrongState."""
    found = _locked(collection_id)
    _check_planned(found)
    return found


def _locked(collection_id: int) -> Collection:
    begin_writing()
    only_its_row = {"of": Collection}
    return db.session.get_one(Collection, collection_id, with_for_update=only_its_row, populate_existing=True)


def _check_planned(found: Collection) -> None:
    if not found.is_planned:
        raise WrongState(noun="collection", state=found.status)


def _check_own(found: Collection, actor_id: int) -> None:
    if found.coordinator_id != actor_id:
        raise LookedAfter(name=_name_of(found))


def _name_of(found: Collection) -> str | None:
    return db.session.get_one(Person, found.coordinator_id).name if found.coordinator_id else None


def _lock_pledges(pledge_ids: Iterable[int]) -> list[Pledge]:
    query = select(Pledge).where(Pledge.id.in_(sorted(pledge_ids)[:MOST])).order_by(Pledge.id)
    return list(db.session.scalars(query.with_for_update().execution_options(populate_existing=True)))


def _add(found: Collection, locked: list[Pledge], actor_id: int) -> int:
    """Put in those of the locked pledges that are free, and tell whom it concerns."""
    ids = [pledge.id for pledge in locked]
    taken = set(db.session.scalars(select(Collected.pledge_id).where(Collected.pledge_id.in_(ids))))
    free = [pledge for pledge in locked if pledge.id not in taken and pledge.status in GATHERED]
    db.session.add_all(Collected(pledge_id=pledge.id, collection_id=found.id) for pledge in free)
    db.session.flush()
    for pledge in free:
        log.record("collected", pledge.id, None, str(found.id), actor_id=actor_id)
    _tell(found, "collection_planned", free)
    return len(free)


def _move(found: Collection, new: str, actor_id: int) -> Collection:
    log.record("collection", found.id, found.status, new, actor_id=actor_id)
    found.status = new
    db.session.flush()
    return found


def _note(found: Collection, what: str, actor_id: int) -> None:
    """Write down what happened to a collection that stays planned."""
    db.session.flush()
    log.record("collection", found.id, found.status, found.status, actor_id=actor_id, note=what)


def _tell(found: Collection, kind: str, concerned: list[Pledge]) -> None:
    """Tell each volunteer who still has what they pledged, and each association of how many: `count`. An association
    hears of nothing that is merely taken off."""
    for pledge in (one for one in concerned if one.status == "prepared"):
        of_pledge = {"item": pledge.need.item_code, "label": pledge.need.label, "quantity": pledge.quantity}
        notices.tell(pledge.person_id, kind, path=f"/pledges/{pledge.id}", **of_pledge, **facts_of(found))
    if kind == "collection_left":
        return
    for organisation, many in Counter(pledge.need.organisation for pledge in concerned).items():
        path = f"/desk/{organisation.slug}/incoming"
        notices.tell_members(organisation.id, kind, path=path, count=many, **facts_of(found))
