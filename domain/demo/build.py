"""Builds a country's demonstration: the same one each time, except that its days are counted back from today."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from random import Random

from sqlalchemy import insert, select
from sqlalchemy.orm import joinedload

from domain import clock, needs, search
from domain.campaigns import EditionPartner
from domain.catalogue import CATEGORIES, items
from domain.db import db
from domain.demo.cast import Cast, gather
from domain.demo.goods import choose_item, choose_quantity, codes_of
from domain.demo.plan import PlannedNeed, PlannedPledge, Planner
from domain.demo.story import Running, Story
from domain.log import Transition
from domain.needs import Need, NeedTally
from domain.organisations import LISTED, Organisation
from domain.people import Person
from domain.pledges import ARRIVED, LIVE, Pledge

# The first association shows every step of the way: its needs, each with the states of its pledges.
_SHOWN: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("published", ("distributed", "prepared", "pledged")),
    ("published", ("received", "handed_over", "pledged", "unconfirmed")),
    ("published", ("pledged", "prepared", "handed_over")),
    ("published", ()),
    ("published", ("distributed", "received")),
    ("published", ("pledged", "cancelled")),
    ("fulfilled", ("distributed", "distributed")),
    ("draft", ()),
    ("returned", ()),
)
# What the two volunteers of the cast hold, as far as possible at the first association.
_HELD = {
    "volunteer": ("pledged", "prepared", "received", "distributed", "unconfirmed", "pledged", "distributed"),
    "volunteer2": ("pledged", "handed_over", "distributed", "cancelled", "lapsed"),
}
_URGENCY_WEIGHTS = (36, 30, 22, 12)
_WITH_NOTE = 0.55
_GUEST_MOST = 50  # units a guest pledges at most


@dataclass(frozen=True, slots=True)
class Asked:
    """A need as it was asked for, with what happened to it and to whom it belongs."""

    need: Need
    plan: PlannedNeed
    host: Organisation


def build(story: Story) -> None:
    """Fill the session's empty database with a country's demonstration."""
    rng = Random(f"awn-{story.country}")
    cast = gather(rng, story)
    season = story.season(clock.today())
    for edition in season.editions:  # one by one, so that their numbers follow their years
        db.session.add(edition)
        db.session.flush()
    asked = _Asking(rng, story, cast, season.running).all()
    asked.sort(key=lambda one: one.plan.chain[0][1])
    db.session.add_all([one.need for one in asked])
    db.session.flush()
    events = _need_events(rng, story, cast, asked)
    pledges = _pledges(rng, cast, asked)
    db.session.add_all([pledge for _, pledge, _ in pledges])
    db.session.flush()
    for one, pledge, plan in pledges:
        events += _pledge_events(pledge, plan, cast.owners[one.host.slug])
    _write_log(events)
    _partners(asked, cast, season.running[0].edition.id)
    _show_on_board(asked)


class _Asking:
    """Which association asks for what, in which state; the running campaigns come first."""

    def __init__(self, rng: Random, story: Story, cast: Cast, running: list[Running]) -> None:
        self._rng, self._story, self._running = rng, story, running
        self._planner = Planner(rng, story.country)
        self._hosts = [one for one in cast.organisations if one.kind != "company"]
        self._notes = story.notes()
        self._taken: dict[str, set[str]] = {one.slug: set() for one in self._hosts}

    def all(self) -> list[Asked]:
        first = self._hosts[0]
        asked = [self._one(first, status, self._running[0], states=states) for status, states in _SHOWN]
        counts = Counter(self._story.needs) - Counter(status for status, _ in _SHOWN)
        listed = [one for one in self._hosts[1:] if one.status in LISTED]
        unlisted = [one for one in self._hosts if one.status not in LISTED]
        in_turn = {status: self._turns(listed, many) for status, many in counts.items()}
        in_turn["draft"][-len(unlisted) :] = unlisted  # who is not listed yet has drafts only
        for status, hosts in in_turn.items():
            every_category = len(hosts) - len(hosts) // 5 if status == "published" else len(hosts)
            for place, host in enumerate(hosts):
                if place >= every_category:  # the board has something of each
                    category = CATEGORIES[place % len(CATEGORIES)]
                    asked.append(self._one(host, status, None, among=codes_of(category)))
                    continue
                running = self._running[0] if status == "published" and place < len(listed) else self._edition()
                asked.append(self._one(host, status, running if host.status in LISTED else None))
        return asked

    def _turns(self, hosts: list[Organisation], many: int) -> list[Organisation]:
        """As many hosts as needs: each in turn, in a new order each round."""
        turns: list[Organisation] = []
        while len(turns) < many:
            turns += self._rng.sample(hosts, len(hosts))
        return turns[:many]

    def _edition(self) -> Running | None:
        weights = [running.share for running in self._running]
        return self._rng.choices([*self._running, None], [*weights, 1 - sum(weights)])[0]

    def _one(
        self, host: Organisation, status: str, running: Running | None, *, among: tuple[str, ...] = (),
        states: tuple[str, ...] | None = None,
    ) -> Asked:  # fmt: skip
        rng, taken = self._rng, self._taken[host.slug]
        among = among or (running.items if running else tuple(items()))
        code = choose_item(rng, self._story, host.fields, among, taken)
        taken.add(code)
        urgency = rng.choices(range(len(_URGENCY_WEIGHTS)), _URGENCY_WEIGHTS)[0]
        last_day = running.edition.ends_on if running else None
        plan = self._planner.need(
            status, choose_quantity(rng, code), urgency, trusted=host.is_trusted, last_day=last_day, states=states
        )
        need = Need(
            organisation_id=host.id,
            edition_id=running.edition.id if running else None,
            item_code=code,
            category=items()[code].category,
            region_code=host.region_code,
            commune_code=host.commune_code,
            quantity=plan.quantity,
            urgency=urgency,
            deadline=plan.deadline,
            note=self._note(code),
            status=status,
            created_at=plan.chain[0][1],
        )
        _count(need, plan)
        _rank(need, plan, host)
        return Asked(need, plan, host)

    def _note(self, code: str) -> str:
        notes = self._notes.get(code, [])
        return self._rng.choice(notes) if notes and self._rng.random() < _WITH_NOTE else ""


def _count(need: Need, plan: PlannedNeed) -> None:
    """The counters and what follows from them, as `needs.adjust` would have left them."""
    arrived = [pledge for pledge in plan.pledges if pledge.status in ARRIVED]
    need.pledged = sum(pledge.quantity for pledge in plan.pledges if pledge.status in LIVE)
    need.received = sum(pledge.counted for pledge in arrived)
    need.surplus = sum((pledge.received or 0) - pledge.counted for pledge in arrived)
    need.distributed = sum(pledge.received or 0 for pledge in arrived if pledge.status == "distributed")
    if plan.pledges:
        remaining = need.remaining
        need.is_open = 1 if remaining else 0
        need.lacking = 1 + (remaining - 1) * 10 // need.quantity if remaining else 0
    else:
        need.is_open, need.lacking = 1, 10
    adjusted = {"pledged", "unconfirmed", "cancelled", "lapsed", "received", "distributed"}
    changes = sum(
        1 for pledge in plan.pledges for place, (state, _) in enumerate(pledge.chain)
        if state in adjusted and (place == 0 or state != "pledged")
    )  # fmt: skip
    need.version = len(plan.chain) + changes


def _rank(need: Need, plan: PlannedNeed, host: Organisation) -> None:
    """What the board sorts by, as the last publication left it."""
    published = [moment for state, moment in plan.chain if state == "published"]
    if published:
        needs.rank(need, host)
        need.published_at = published[-1]
        need.freshness = int(published[-1].timestamp())


# --- the log ----------------------------------------------------------------------------------------------------------

_Event = dict[str, object]


def _event(
    noun: str, noun_id: int, old: str | None, new: str, at: datetime, *, actor: Person | None, via: str,
    quantity: int | None = None, note: str | None = None,
) -> _Event:  # fmt: skip
    return {
        "noun": noun, "noun_id": noun_id, "old": old, "new": new, "quantity": quantity, "at": at,
        "actor_id": actor.id if actor else None, "via": via, "note": note,
    }  # fmt: skip


def _need_events(rng: Random, story: Story, cast: Cast, asked: list[Asked]) -> list[_Event]:
    events = []
    for one in asked:
        owner, coordinator = cast.owners[one.host.slug], cast.accounts["coordinator"]
        old: str | None = None
        for new, at in one.plan.chain:
            of_team = new in ("in_review", "returned") or (new == "published" and old == "in_review")
            actor = None if new == "expired" else coordinator if of_team else owner
            note = {"returned": rng.choice(story.returned), "cancelled": rng.choice(story.cancelled)}.get(new)
            via = "web" if actor else "clock"
            events.append(_event("need", one.need.id, old, new, at, actor=actor, via=via, note=note))
            old = new
    return events


def _pledge_events(pledge: Pledge, plan: PlannedPledge, receiver: Person) -> list[_Event]:
    events = []
    old: str | None = None
    for new, at in plan.chain:
        actor = receiver if new in ARRIVED else None if new == "lapsed" else pledge.person
        by_guest = old is None and (pledge.person.is_guest or new == "unconfirmed")
        via = "guest" if by_guest else "web" if actor else "clock"
        quantity = pledge.received_quantity if new in ARRIVED else pledge.quantity
        events.append(_event("pledge", pledge.id, old, new, at, actor=actor, via=via, quantity=quantity))
        old = new
    return events


def _write_log(events: list[_Event]) -> None:
    """Append the transitions in the order in which they happened; a receipt before the need that it completes."""
    events.sort(key=lambda event: (event["at"], event["noun"] == "need" and event["new"] in ("fulfilled", "closed")))
    db.session.execute(insert(Transition), events)


# --- pledges ----------------------------------------------------------------------------------------------------------


def _pledges(rng: Random, cast: Cast, asked: list[Asked]) -> list[tuple[Asked, Pledge, PlannedPledge]]:
    """Every planned pledge as a row, oldest first, with somebody who made it."""
    planned = [(one, plan) for one in asked for plan in one.plan.pledges]
    planned.sort(key=lambda pair: pair[1].chain[0][1])
    of_cast = _of_cast(planned, cast)
    volunteers = _Volunteers(rng, cast.volunteers)
    pledges = []
    for place, (one, plan) in enumerate(planned):
        person = of_cast.get(place) or volunteers.one_for(plan)
        pledges.append((one, _pledge(rng, one, plan, person), plan))
    return pledges


def _of_cast(planned: list[tuple[Asked, PlannedPledge]], cast: Cast) -> dict[int, Person]:
    """Which of the planned pledges, by place, belong to the volunteers of the cast: one a need, as `_HELD` wants."""
    people: dict[int, Person] = {}
    for login, wanted in _HELD.items():
        mine: set[int] = set()
        for status in wanted:
            free = [
                place for place, (one, plan) in enumerate(planned)
                if plan.status == status and place not in people and one.need.id not in mine
            ]  # fmt: skip
            place = next((place for place in free if planned[place][0].host is cast.organisations[0]), free[0])
            people[place] = cast.accounts[login]
            mine.add(planned[place][0].need.id)
    return people


class _Volunteers:
    """Who pledges: everybody at least once, some come back often. Guests come once, with what a guest may pledge."""

    def __init__(self, rng: Random, volunteers: list[Person]) -> None:
        self._rng = rng
        self._regular = [one for one in volunteers if not one.is_guest]
        self._waiting = rng.sample(volunteers, len(volunteers))

    def one_for(self, plan: PlannedPledge) -> Person:
        if self._waiting and self._rng.random() < 0.5:
            person = self._waiting[-1]
            if not person.is_guest or (plan.chain[0][0] == "pledged" and plan.quantity <= _GUEST_MOST):
                self._waiting.pop()
                if person.is_guest:
                    person.created_at = plan.chain[0][1]
                return person
        count = len(self._regular)
        return self._regular[min(int(self._rng.triangular(0, count, 0)), count - 1)]


def _pledge(rng: Random, one: Asked, plan: PlannedPledge, person: Person) -> Pledge:
    steps = list(items()[one.need.item_code].preparation)
    return Pledge(
        need_id=one.need.id,
        person=person,
        quantity=plan.quantity,
        key=f"demo-{rng.getrandbits(64):016x}",
        status=plan.status,
        code=f"{rng.randrange(1_000_000):06d}",
        prepare_by=plan.prepare_by,
        prepared_steps=steps if any(state == "prepared" for state, _ in plan.chain) else [],
        received_quantity=plan.received,
        condition=rng.choices(("good", "fair", "unusable"), (85, 13, 2))[0] if plan.received is not None else None,
        reminded_at=plan.reminded_at,
        created_at=plan.chain[0][1],
    )


# --- the board --------------------------------------------------------------------------------------------------------


def _partners(asked: list[Asked], cast: Cast, first_edition: int) -> None:
    """Who asks within an edition takes part in it, and so do the companies in the first that runs."""
    partners = {(one.need.edition_id, one.host.id) for one in asked if one.need.edition_id}
    partners |= {(first_edition, one.id) for one in cast.organisations if one.kind == "company"}
    db.session.execute(
        insert(EditionPartner),
        [{"edition_id": edition, "organisation_id": organisation} for edition, organisation in sorted(partners)],
    )


def _show_on_board(asked: list[Asked]) -> None:
    """Index and count what is published, as `needs.move` would have done one by one."""
    query = select(Need).where(Need.status == "published").options(
        joinedload(Need.organisation).options(joinedload(Organisation.region), joinedload(Organisation.commune))
    )  # fmt: skip
    published = list(db.session.scalars(query.execution_options(populate_existing=True)))
    for need in published:
        need.search_rank = search.rank_of(need.priority, need.id)
        search.index(need.search_rank, needs.words_of(need))
    tally = Counter((need.region_code, need.category, need.urgency, need.edition_id or 0) for need in published)
    columns = ("region_code", "category", "urgency", "edition_id", "published")
    tallies = [dict(zip(columns, (*key, many), strict=True)) for key, many in tally.items()]
    db.session.execute(insert(NeedTally), tallies)
    db.session.flush()
    for one in asked:
        needs.touch_board(one.need.id)
