"""Whom the goods of the demonstration reached: a distribution for each pledge that came so far, and one that was
written down with a wrong figure, taken back and written down again."""

from datetime import datetime, timedelta
from random import Random

from domain import clock
from domain.db import db
from domain.demo.asking import Asked
from domain.demo.cast import Cast
from domain.demo.giving import Given
from domain.demo.plan import PlannedPledge
from domain.demo.story import Story
from domain.distributions import STEPS, Distribution

_FAMILY_TAKES = {"bedding": 3, "clothes": 3, "school": 2, "children": 2}  # units of a category; of any other, one
_FIGURES = ("families", "women", "men", "children")


def reach(story: Story, cast: Cast, given: list[Given]) -> None:
    """Add the distributions to the session, in the order in which they happened, and flush them."""
    rng = Random(f"awn-{story.country}-reach")  # its own, so that nothing else of the demonstration depends on it
    happened = [(plan.chain[-1][1], one, plan) for one, _, plan in given if plan.status == "distributed"]
    first = next(row for row in happened if row[1].host is cast.organisations[0])
    for row in sorted(happened, key=lambda row: (row[0], row[1].need.id)):
        moment, one, plan = row
        made = _distribution(rng, one, plan, cast.owners[one.host.slug].id, moment)
        if row is first:
            _mistype(made)
        db.session.add(made)
    db.session.flush()


def _distribution(rng: Random, one: Asked, plan: PlannedPledge, owner_id: int, moment: datetime) -> Distribution:
    units = plan.received or 0
    families = max(1, round(units / _FAMILY_TAKES.get(one.need.category, 1)))
    return Distribution(
        need_id=one.need.id, day=clock.day_of(moment), commune_code=one.host.commune_code,
        place="" if one.host.commune_code else one.host.locality or "", quantity=units, families=families,
        women=families + rng.randint(0, families // 4), men=rng.randint(families // 2, families),
        children=rng.randint(families, 3 * families), steps=list(STEPS[: rng.randint(4, len(STEPS))]),
        key=f"demo-{rng.getrandbits(64):016x}", recorded_by=owner_id, recorded_at=moment,
    )  # fmt: skip


def _mistype(right: Distribution) -> None:
    """Put before a distribution the same with a digit too many, and what takes that back."""
    same = {name: getattr(right, name) for name in ("need_id", "day", "commune_code", "place", "steps", "recorded_by")}
    figures = {name: getattr(right, name) for name in _FIGURES} | {"children": right.children * 10}
    wrong = Distribution(
        **same, **figures, quantity=right.quantity, key=f"{right.key}-wrong",
        recorded_at=right.recorded_at - timedelta(minutes=9),
    )  # fmt: skip
    db.session.add(wrong)
    db.session.flush()
    taken_off = {name: -value for name, value in figures.items()}
    db.session.add(
        Distribution(
            **same, **taken_off, quantity=-right.quantity, corrects=wrong.id, key=f"{right.key}-corrected",
            recorded_at=right.recorded_at - timedelta(minutes=2),
        )
    )  # fmt: skip
