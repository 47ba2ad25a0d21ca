"""Figures as shapes: the curve, the map. Coordinates only; words and colours are the page's.

Coordinates are whole numbers and paths go from point to point, so that a drawing weighs little. A drawing that follows
time or lengths is mirrored for readers whose lines run from right to left; a map never is.
"""

import json
import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from domain.progress import Point
from domain.reports import Part

WIDTH, HEIGHT = 600, 240  # of the curve
POINTS_MOST = 60
ABOVE_MOST = 1.5  # times what was asked for: a target beyond that would press the curve flat
STEPS = (25, 50, 75, 100)  # hundredths covered, from which a region is in the next step: five steps
MAP_WIDTH = 320
HARDLY = 14  # twice the area of the corner, in square units of the map

_MAPS = Path(__file__).parent / "data" / "maps"
_ROUND = (1, 1.2, 1.6, 2, 2.4, 3, 4, 5, 6, 8, 10)  # each with a half that is round too
_TOKEN = re.compile(r"[A-Za-z]|-?\d+(?:\.\d+)?")

XY = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Curve:
    """An edition's days: what was taken, and below it what arrived, as areas on a common base.

    `top`: units at the upper edge; `goal`: units at which the line of `goal_y` runs, the target or what was asked for
    (`to_target` says which); `today_x`: where today is (None when the edition is over). Paths are those of SVG."""

    width: int
    height: int
    top: int
    first: date
    last: date
    taken: str
    arrived: str
    goal: int
    goal_y: int
    to_target: bool
    today_x: int | None


def curve(
    points: Sequence[Point], ends_on: date, asked: int, target: int | None = None, *, rtl: bool = False
) -> Curve | None:
    """The curve of these days up to `ends_on`, with a line at the target, or at what was asked for when there is none
    or it is far above; None of fewer than two days, or when nothing was ever taken."""
    if len(points) < 2 or not any(point.taken for point in points):
        return None
    first, last = points[0].day, max(ends_on, points[-1].day)
    most = max(asked, *(point.taken for point in points))
    to_target = target is not None and 0 < target <= most * ABOVE_MOST
    goal = target if to_target and target else asked
    top = round_up(max(goal, most))
    span = max((last - first).days, 1)

    def place(day: date, units: int) -> XY:
        across = round((day - first).days * WIDTH / span)
        return WIDTH - across if rtl else across, HEIGHT - round(units * HEIGHT / top)

    shown = [*points[:: -(-len(points) // POINTS_MOST)], points[-1]]
    return Curve(
        WIDTH, HEIGHT, top, first, last,
        taken=area([place(one.day, one.taken) for one in shown]),
        arrived=area([place(one.day, one.received) for one in shown]),
        goal=goal,
        goal_y=place(first, goal)[1],
        to_target=to_target,
        today_x=place(points[-1].day, 0)[0] if points[-1].day < last else None,
    )  # fmt: skip


def round_up(units: int) -> int:
    """The first round number that is not below `units`; even, so that its half can stand beside the drawing."""
    power = 10 ** (len(str(max(units - 1, 1))) - 1)
    found: int = next(round(step * power) for step in _ROUND if round(step * power) >= units)
    return found + found % 2


def area(points: Sequence[XY]) -> str:
    """The path of the area between these points and the base."""
    (x, _), (end, _) = points[0], points[-1]
    return f"M{x} {HEIGHT}{_line([(x, HEIGHT), *points, (end, HEIGHT)])}z"


def _line(points: Sequence[XY]) -> str:
    """The relative commands from the first point through the others, points that change nothing left out."""
    path = ""
    for (x, y), (next_x, next_y) in zip(points, points[1:], strict=False):
        dx, dy = next_x - x, next_y - y
        if dx and dy:
            path += f"l{dx} {dy}"
        elif dx or dy:
            path += f"h{dx}" if dx else f"v{dy}"
    return path.replace(" -", "-")


@dataclass(frozen=True, slots=True)
class Shape:
    """A region on the map, by its outline."""

    code: str
    path: str


@dataclass(frozen=True, slots=True)
class Map:
    """The regions of a country by the step of their coverage: 0 to len(STEPS), None where nothing was asked for."""

    width: int
    height: int
    groups: list[tuple[int | None, list[Shape]]]


def step_of(part: Part) -> int | None:
    return bisect_right(STEPS, part.covered) if part.asked else None


def region_map(country: str, regions: Iterable[Part]) -> Map | None:
    """The map of a country, each region in the step of its coverage."""
    if not (_MAPS / f"shapes-{country.lower()}.json").exists():
        return None
    height, outlines = _outlines(country.lower())
    steps = {part.code: step_of(part) for part in regions}
    groups = []
    for step in (None, *range(len(STEPS) + 1)):
        shapes = [Shape(code, path) for code, path in outlines.items() if steps.get(code) == step]
        if shapes:
            groups.append((step, shapes))
    return Map(MAP_WIDTH, height, groups)


@cache
def _outlines(country: str) -> tuple[int, dict[str, str]]:
    """The map's height, and each region's outline at MAP_WIDTH."""
    data = json.loads((_MAPS / f"shapes-{country}.json").read_text(encoding="utf-8"))
    _, _, width, height = map(float, data["viewBox"].split())
    scale = MAP_WIDTH / width
    outlines = {code: outline(region["d"], scale) for code, region in data["regions"].items()}
    return round(height * scale), outlines


def outline(path: str, scale: float) -> str:
    """The same path at another scale in whole numbers: rings too small to see are left out, if a larger one stays."""
    rings = [_thinned([(round(x * scale), round(y * scale)) for x, y in ring]) for ring in _rings(path)]
    kept = [ring for ring in rings if len(ring) > 2] or rings[:1]
    return "".join(f"M{ring[0][0]} {ring[0][1]}{_line(ring)}z" for ring in kept if ring)


def _thinned(ring: list[XY]) -> list[XY]:
    """The ring without corners that hardly stand out from the line between their neighbours, never two in a row. A
    border that two regions share loses the same ones on both sides: it does not matter from where they are looked at.
    """
    ring = [point for point, before in zip(ring, ring[-1:] + ring, strict=False) if point != before]
    around = zip(ring[-1:] + ring[:-1], ring, ring[1:] + ring[:1], strict=True)
    sizes = [(abs((x - ax) * (by - ay) - (bx - ax) * (y - ay)), x, y) for (ax, ay), (x, y), (bx, by) in around]
    beside = zip(sizes[-1:] + sizes[:-1], sizes, sizes[1:] + sizes[:1], strict=True)
    kept = [(own[1], own[2]) for before, own, after in beside if own[0] > HARDLY or own > min(before, after)]
    return kept if len(kept) > 3 else ring


def _rings(path: str) -> list[list[tuple[float, float]]]:
    """The closed rings of a path of M, m, l, h, v and z, in absolute coordinates."""
    rings: list[list[tuple[float, float]]] = []
    x = y = 0.0
    command, tokens = "", _TOKEN.findall(path)
    while tokens:
        if tokens[0].isalpha():
            command = tokens.pop(0)
        if command in "zZ":
            x, y = rings[-1][0]
            continue
        dx = float(tokens.pop(0)) if command not in "vV" else 0.0
        dy = float(tokens.pop(0)) if command not in "hH" else 0.0
        x, y = (dx, dy) if command == "M" else (x + dx, y + dy)
        if command in "Mm":
            rings.append([])
        rings[-1].append((x, y))
    return rings
