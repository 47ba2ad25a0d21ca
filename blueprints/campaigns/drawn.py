"""An edition's drawings with what is said beside them, in the reader's language."""

from dataclasses import dataclass

from flask import current_app
from flask_babel import gettext

from blueprints.toolkit.formats import date, number, percent
from blueprints.toolkit.language import direction
from domain import drawings, progress
from domain.drawings import STEPS, Curve, Map
from domain.reports import Report


@dataclass(frozen=True, slots=True)
class DrawnCurve:
    """The curve; its first and last day, its scale from the top, and what its parts are called."""

    curve: Curve
    title: str
    ends: list[str]
    scale: list[str]
    key: list[str]


@dataclass(frozen=True, slots=True)
class DrawnMap:
    """The map; its steps in words, and by region how much is covered."""

    map: Map
    title: str
    legend: list[tuple[int | None, str]]
    covered: dict[str, str]


def draw_curve(found: Report) -> DrawnCurve | None:
    """An edition day by day; None when there is nothing to draw yet."""
    totals = found.totals
    points = progress.curve(found.edition, totals)
    rtl = direction() == "rtl"
    curve = drawings.curve(points, found.edition.ends_on, totals.quantity, found.target, rtl=rtl)
    if curve is None:
        return None
    goal = number(curve.goal)
    return DrawnCurve(
        curve,
        title=gettext("Day by day"),
        ends=[date(curve.first), date(curve.last)],
        scale=[number(curve.top), number(curve.top // 2), number(0)],
        key=[
            gettext("%(n)s arrived", n=number(totals.received)),
            gettext("%(n)s promised", n=number(totals.pledged)),
            gettext("Target: %(n)s", n=goal) if curve.to_target else gettext("Asked for: %(n)s", n=goal),
        ],
    )


def draw_map(found: Report) -> DrawnMap | None:
    """The country's regions by coverage; None without a region that asked."""
    if not found.totals.needs:
        return None
    made = drawings.region_map(current_app.config["AWN_COUNTRY"], found.regions)
    if made is None:
        return None
    title = gettext("Share of what was asked for that is promised or has arrived")
    covered = {part.code: percent(part.covered) for part in found.regions if part.asked}
    return DrawnMap(made, title, legend(), covered)


def legend() -> list[tuple[int | None, str]]:
    """The map's steps in words."""
    words: list[tuple[int | None, str]] = [(0, gettext("under %(n)s", n=percent(STEPS[0])))]
    for step, (low, high) in enumerate(zip(STEPS, STEPS[1:], strict=False), 1):
        words.append((step, gettext("%(low)s to %(high)s", low=number(low), high=percent(high - 1))))
    return [*words, (len(STEPS), gettext("all of it")), (None, gettext("nothing asked for"))]
