"""What happened to each need of the demonstration: its states and its pledges', each with moments that can have been.

Everything is worked out backwards from now, so that a chain of events always fits into the past: first what happened
last to each pledge, then the pledge itself, then the publication, then the draft. Chance knows distances only, never
the hour or the date, so the same things happen on whatever day the demonstration is made.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from domain import clock
from domain.demo.moments import Gap, awake, before, days, midnight_after
from domain.pledges import ARRIVED, CONFIRM_WITHIN, PREPARE_WITHIN
from domain.tallies import PUBLIC

Chain = list[tuple[str, datetime]]  # (state, since when)

# By which ways a pledge comes to a state, and how likely each is.
_WAYS: dict[str, list[tuple[float, tuple[str, ...]]]] = {
    "unconfirmed": [(1, ("unconfirmed",))],
    "pledged": [(9, ("pledged",)), (1, ("unconfirmed", "pledged"))],
    "prepared": [(1, ("pledged", "prepared"))],
    "handed_over": [(1, ("pledged", "prepared", "handed_over"))],
    "received": [
        (5, ("pledged", "prepared", "handed_over", "received")),
        (2, ("pledged", "prepared", "received")),
        (1, ("pledged", "received")),
    ],
    "distributed": [
        (5, ("pledged", "prepared", "handed_over", "received", "distributed")),
        (2, ("pledged", "prepared", "received", "distributed")),
    ],
    "cancelled": [
        (4, ("pledged", "cancelled")),
        (1, ("pledged", "prepared", "cancelled")),
        (1, ("unconfirmed", "cancelled")),
    ],
    "lapsed": [(4, ("pledged", "lapsed")), (1, ("unconfirmed", "lapsed"))],
}
# Days from the state before to this one.
_GAPS: dict[str, Gap] = {
    "pledged": (0.1, 1.5),
    "prepared": (0.4, 4.0),
    "handed_over": (0.2, 2.5),
    "received": (0.1, 1.5),
    "distributed": (0.6, 5.0),
    "cancelled": (0.05, 2.5),
}
# Days from the last change to now.
_AGES: dict[str, Gap] = {
    "unconfirmed": (0.02, 1.2),
    "pledged": (0.01, 7.0),
    "prepared": (0.05, 4.0),
    "handed_over": (0.05, 2.0),
    "received": (0.1, 5.0),
    "distributed": (0.3, 16.0),
    "cancelled": (0.2, 12.0),
    "lapsed": (0.3, 8.0),
}
_LAPSED_AFTER = {
    "pledged": (PREPARE_WITHIN.days + 1.5, PREPARE_WITHIN.days + 2.5),
    "unconfirmed": (CONFIRM_WITHIN.days + 0.5, CONFIRM_WITHIN.days + 0.9),
}

_REVIEWED = ("draft", "submitted", "in_review", "published")
_RETURNED = ("draft", "submitted", "in_review", "returned", "submitted", "in_review", "published")
_NEED_GAPS: dict[str, Gap] = {
    "submitted": (0.02, 1.0),
    "in_review": (0.1, 1.5),
    "returned": (0.02, 0.5),
    "published": (0.05, 1.0),
    "expired": (15.0, 25.0),
    "cancelled": (0.5, 4.0),
}
_UNPUBLISHED: dict[str, list[tuple[str, ...]]] = {
    "draft": [("draft",)],
    "submitted": [("draft", "submitted"), ("draft", "submitted", "in_review", "returned", "submitted")],
    "in_review": [("draft", "submitted", "in_review")],
    "returned": [("draft", "submitted", "in_review", "returned"), ("draft", "submitted", "returned")],
    "cancelled": [("draft", "cancelled"), ("draft", "submitted", "cancelled")],
}


@dataclass(slots=True)
class PlannedPledge:
    """A pledge before it is written. `received` are the units that arrived, once they have."""

    status: str
    quantity: int
    chain: Chain
    received: int | None = None
    prepare_by: date = date.max
    reminded_at: datetime | None = None

    @property
    def counted(self) -> int:
        return min(self.received or 0, self.quantity)


@dataclass(slots=True)
class PlannedNeed:
    """A need before it is written."""

    status: str
    quantity: int
    deadline: date
    chain: Chain = field(default_factory=list)
    pledges: list[PlannedPledge] = field(default_factory=list)


class Planner:
    """Works out what happened to needs, from one source of chance."""

    def __init__(self, rng: Random, country: str) -> None:
        self._rng = rng
        self._country = country
        self._now = clock.now()
        self._today = clock.day_of(self._now)  # one day, though midnight should pass meanwhile

    def need(
        self, status: str, quantity: int, urgency: int, *, trusted: bool, last_day: date | None = None,
        states: tuple[str, ...] | None = None,
    ) -> PlannedNeed:  # fmt: skip
        """A need in this state with all that happened; `states` are its pledges' when they are not left to chance.

        `last_day` is the campaign's, which the deadline does not pass."""
        need = PlannedNeed(status, quantity, self._deadline(status, urgency, last_day))
        if status in PUBLIC:
            self._pledges(need, states)
        self._need_chain(need, trusted)
        self._by_the_clock(need)
        return need

    def _deadline(self, status: str, urgency: int, last_day: date | None) -> date:
        if status == "expired":
            return self._today - timedelta(days=self._rng.randint(1, 18))
        most = (60, 40, 20, 10)[urgency]
        day = self._today + timedelta(days=self._rng.randint(1 if status == "published" else 5, most))
        return min(day, last_day) if last_day else day

    # --- pledges ------------------------------------------------------------------------------------------------------

    def _pledges(self, need: PlannedNeed, states: tuple[str, ...] | None) -> None:
        end = self._now
        if need.status == "expired":  # nothing was pledged after the deadline
            end = self._now - (self._today - need.deadline + timedelta(days=1))
        fate = self._fate(need) if states is None else (states, need.status == "fulfilled", ())
        self._share_out(need, fate[0], fate[1], end)
        if need.pledges:  # what was freed before a complete need filled up
            end = min(pledge.chain[0][1] for pledge in need.pledges) - timedelta(hours=2)
        need.pledges += [self._pledge(status, self._click(need.quantity), end) for status in fate[2]]
        need.pledges.sort(key=lambda pledge: pledge.chain[0][1])

    def _fate(self, need: PlannedNeed) -> tuple[tuple[str, ...], bool, tuple[str, ...]]:
        """The states of the pledges, whether they cover the need, and what was taken back before."""
        choice, freed = self._rng.random(), self._freed()
        if need.status == "fulfilled" or (need.status == "closed" and choice < 0.6):
            return self._pick(self._rng.randint(1, 5), received=2, distributed=5), True, freed
        if need.status in ("closed", "expired"):
            return self._pick(self._rng.randint(0, 3), received=1, distributed=4, cancelled=1, lapsed=1), False, ()
        if choice < 0.24:
            return (), False, freed
        kinds = {"unconfirmed": 1, "pledged": 8, "prepared": 4, "handed_over": 3, "received": 4, "distributed": 5}
        if choice < 0.42:  # covered, and something of it still under way
            last = self._pick(1, unconfirmed=1, pledged=5, prepared=3, handed_over=3)
            return self._pick(self._rng.randint(0, 4), **kinds) + last, True, freed
        return self._pick(self._rng.randint(1, 5), **kinds, cancelled=2, lapsed=2), False, ()

    def _freed(self) -> tuple[str, ...]:
        return self._pick(1, cancelled=2, lapsed=1) if self._rng.random() < 0.25 else ()

    def _pick(self, how_many: int, **weights: int) -> tuple[str, ...]:
        return tuple(self._rng.choices(list(weights), list(weights.values()), k=how_many))

    def _share_out(self, need: PlannedNeed, states: tuple[str, ...], complete: bool, end: datetime) -> None:
        """Give each pledge its units: together the whole need, or so little that they never were more than it."""
        if not states:
            return
        left = need.quantity if complete else round(need.quantity * self._rng.uniform(0.12 + 0.13 * len(states), 0.9))
        for place, status in enumerate(states):
            after = len(states) - place - 1
            fair = self._round(left / (after + 1) * self._rng.uniform(0.5, 1.4))
            units = max(1, min(left - after, fair))
            if not complete:
                units = min(units, self._click(need.quantity))
            elif not after:
                units = left
            left -= units
            need.pledges.append(self._pledge(status, units, end, exact=complete))

    def _click(self, quantity: int) -> int:
        """The units of one pledge as people choose them: round, and a modest part of the whole."""
        return self._round(quantity * self._rng.triangular(0.04, 0.4, 0.1))

    @staticmethod
    def _round(units: float) -> int:
        step = next((step for step in (10, 5, 2) if units >= 2 * step), 1)
        return max(1, round(units / step) * step)

    def _pledge(self, status: str, units: int, end: datetime, *, exact: bool = False) -> PlannedPledge:
        way = self._rng.choices([way for _, way in _WAYS[status]], [weight for weight, _ in _WAYS[status]])[0]
        gaps = [
            self._days(_LAPSED_AFTER[old] if new == "lapsed" else _GAPS[new])
            for old, new in zip(way, way[1:], strict=False)
        ]
        moments = before(end - self._days(_AGES[status]), gaps)
        received = self._arrived(units, exact) if status in ARRIVED else None
        return PlannedPledge(status, units, list(zip(way, moments, strict=True)), received)

    def _arrived(self, units: int, exact: bool) -> int:
        """Mostly what was promised; sometimes fewer, sometimes a few more."""
        choice = self._rng.random()
        if choice < 0.12 and units >= 5 and not exact:
            return units - self._rng.randint(1, max(1, units // 5))
        return units + self._rng.randint(1, 5) if choice > 0.9 else units

    # --- the need itself ----------------------------------------------------------------------------------------------

    def _need_chain(self, need: PlannedNeed, trusted: bool) -> None:
        if need.status not in PUBLIC:
            way = self._rng.choice(_UNPUBLISHED[need.status])
            need.chain = self._chain(way, self._now - self._days((0.1, 9.0)))
            return
        ways: list[tuple[str, ...]] = [("draft", "published")] if trusted else [_REVIEWED] * 6 + [_RETURNED]
        if need.status == "published" and not need.pledges:
            ways.append((*ways[0], "expired", "published"))  # renewed
        end = self._published_before(need)
        need.chain = self._chain(self._rng.choice(ways), end)
        self._after_publication(need)

    def _published_before(self, need: PlannedNeed) -> datetime:
        if need.pledges:
            return need.pledges[0].chain[0][1] - self._days((0.05, 2.5))
        if need.status == "published":
            return self._now - timedelta(days=min(25.0, self._rng.expovariate(1 / 7) + 0.05))
        return self._now - max(timedelta(), self._today - need.deadline) - self._days((12.0, 25.0))

    def _chain(self, way: tuple[str, ...], end: datetime) -> Chain:
        gaps = [self._days(_NEED_GAPS[state]) for state in way[1:]]
        return list(zip(way, before(end, gaps), strict=True))

    def _after_publication(self, need: PlannedNeed) -> None:
        events = [moment for pledge in need.pledges for _, moment in pledge.chain]
        arrivals = [moment for pledge in need.pledges for state, moment in pledge.chain if state == "received"]
        complete = sum(pledge.counted for pledge in need.pledges) == need.quantity
        if complete:  # as the last receipt does it by itself
            need.chain.append(("fulfilled", max(arrivals)))
        if need.status == "closed":
            last = max([*events, need.chain[-1][1]])
            need.chain.append(("closed", last + (self._now - last) * self._rng.uniform(0.1, 0.6)))

    # --- hours and days -----------------------------------------------------------------------------------------------

    def _days(self, gap: Gap) -> timedelta:
        return days(self._rng, gap)

    def _by_the_clock(self, need: PlannedNeed) -> None:
        """Move everything to waking hours, and work out what follows from days: due dates, reminders, expiry."""
        need.chain = self._awake(need.chain)
        if need.status == "expired":
            need.chain.append(("expired", min(self._now, midnight_after(need.deadline, self._country))))
        for pledge in need.pledges:
            pledge.chain = self._awake(pledge.chain)
            pledge.prepare_by = min(need.deadline, clock.day_of(pledge.chain[0][1]) + PREPARE_WITHIN)
            last = pledge.chain[-1][1]
            if pledge.status == "lapsed" and pledge.chain[0][0] == "pledged":
                pledge.reminded_at = last - timedelta(days=2, hours=3)
            elif pledge.status == "pledged" and pledge.prepare_by <= self._today + timedelta(days=1):
                pledge.reminded_at = max(last, self._now - timedelta(hours=9))

    def _awake(self, chain: Chain) -> Chain:
        return [(state, awake(moment, self._country)) for state, moment in chain]
