"""Which association of the demonstration asks for what, and how the counters of its needs stand."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from domain import clock, needs
from domain.catalogue import CATEGORIES, items
from domain.demo.cast import Cast
from domain.demo.goods import choose_item, choose_quantity, codes_of
from domain.demo.plan import PlannedNeed, Planner
from domain.demo.story import Running, Story
from domain.needs import Need
from domain.organisations import LISTED, Organisation
from domain.pledges import ARRIVED, LIVE
from domain.renewals import SINK_AFTER

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
_URGENCY_WEIGHTS = (36, 30, 22, 12)
_WITH_NOTE = 0.55
_SUNK_SINCE, _SINKING_SINCE = SINK_AFTER + timedelta(days=3), SINK_AFTER - timedelta(days=4)
_RENEWED_AFTER = timedelta(days=18)


@dataclass(frozen=True, slots=True)
class Asked:
    """A need as it was asked for, with what happened to it and to whom it belongs."""

    need: Need
    plan: PlannedNeed
    host: Organisation


class Asking:
    """Which association asks for what, in which state; the running campaigns come first."""

    def __init__(self, rng: Random, story: Story, cast: Cast, running: list[Running]) -> None:
        self._rng, self._story, self._running = rng, story, running
        self._planner = Planner(rng, story.country)
        self._hosts = [one for one in cast.organisations if one.kind != "company"]
        self._notes = story.notes()
        self._taken: dict[str, set[str]] = {one.slug: set() for one in self._hosts}

    def all(self) -> list[Asked]:
        """Every need, oldest first."""
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
        asked.sort(key=lambda one: one.plan.chain[0][1])
        _renew([one for one in asked if one.need.status == "published"], first)
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
        among = among or (running.items if running else codes_of())
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
    """The counters and what follows from them, as `counters.adjust` would have left them."""
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


def _renew(published: list[Asked], first: Organisation) -> None:
    """When each need on the board was last renewed: a few have sunk, and a few will soon, of the first association one
    each; whatever else has been there for long was renewed."""
    of_first = [one for one in published if one.host is first]
    sunk, soon = [*published[5::40], of_first[0]], [*published[25::40], of_first[1]]
    for number, one in enumerate(published):
        age = _SUNK_SINCE if one in sunk else _SINKING_SINCE if one in soon else None
        moment = one.plan.chain[-1][1]
        waited = clock.now() - moment
        if age and waited < age:  # it was there earlier, then, before anybody pledged
            earlier = timedelta(days=(age - waited).days + 1)
            one.plan.chain[:] = [(state, at - earlier) for state, at in one.plan.chain]
            one.need.created_at = one.plan.chain[0][1]
        elif age or waited > _RENEWED_AFTER:
            one.need.renewed_at = max(moment, clock.now() - (age or timedelta(days=1 + number % 15)))
        one.need.sunk = one in sunk
        _rank(one.need, one.plan, one.host)


def _rank(need: Need, plan: PlannedNeed, host: Organisation) -> None:
    """What the board sorts by, as the last publication left it."""
    published = [moment for state, moment in plan.chain if state == "published"]
    if published:
        needs.rank(need, host)
        need.published_at = published[-1]
        need.freshness = int(published[-1].timestamp())
