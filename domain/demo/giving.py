"""Who made each pledge of the demonstration."""

from random import Random

from domain.catalogue import items
from domain.demo.asking import Asked
from domain.demo.cast import Cast
from domain.demo.plan import PlannedPledge
from domain.people import Person
from domain.pledges import Pledge

Given = tuple[Asked, Pledge, PlannedPledge]

# What the two volunteers of the cast hold, as far as possible at the first association.
_HELD = {
    "volunteer": ("pledged", "prepared", "received", "distributed", "unconfirmed", "pledged", "distributed"),
    "volunteer2": ("pledged", "handed_over", "distributed", "cancelled", "lapsed"),
}
_GUEST_MOST = 50  # units a guest pledges at most


def give(rng: Random, cast: Cast, asked: list[Asked]) -> list[Given]:
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
        edition_id=one.need.edition_id,
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
