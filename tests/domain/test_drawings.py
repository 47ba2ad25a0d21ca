"""Drawings as the coordinates a reader's eye follows."""

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import drawings, places
from domain.drawings import HEIGHT, POINTS_MOST, WIDTH
from domain.progress import Point
from domain.reports import Part

FIRST = date(2026, 11, 1)


def points(*taken: int, received: int = 0) -> list[Point]:
    return [Point(FIRST + timedelta(days=day), units, received, 0) for day, units in enumerate(taken)]


def walked(path: str) -> list[tuple[int, int]]:
    """The corners of a path's first ring, in absolute coordinates."""
    x = y = 0
    corners = []
    for command, numbers in re.findall(r"([Mlhv])([^A-Za-z]*)", path.partition("z")[0]):
        values = [int(number) for number in re.findall(r"-?\d+", numbers)]
        dx = 0 if command == "v" else values[0]
        dy = 0 if command == "h" else values[-1]
        x, y = (dx, dy) if command == "M" else (x + dx, y + dy)
        corners.append((x, y))
    return corners


def test_the_curve_rises_from_its_first_day_to_today() -> None:
    drawn = drawings.curve(points(0, 10, 40), FIRST + timedelta(days=4), 100)
    assert drawn is not None
    assert (drawn.top, drawn.goal, drawn.to_target) == (100, 100, False)
    assert drawn.today_x == WIDTH // 2
    assert walked(drawn.taken)[:-1] == [(0, HEIGHT), (150, 216), (300, 144)]
    assert walked(drawn.taken)[-1] == (300, HEIGHT)


def test_time_runs_from_right_to_left_for_those_who_read_so() -> None:
    end = FIRST + timedelta(days=4)
    ltr, rtl = drawings.curve(points(5, 10, 40), end, 100), drawings.curve(points(5, 10, 40), end, 100, rtl=True)
    assert ltr is not None
    assert rtl is not None
    assert [(WIDTH - x, y) for x, y in walked(ltr.taken)] == walked(rtl.taken)


def test_a_target_far_above_leaves_the_line_to_what_was_asked_for() -> None:
    near = drawings.curve(points(0, 40), FIRST, 100, 130)
    far = drawings.curve(points(0, 40), FIRST, 100, 4_000_000)
    assert near is not None
    assert far is not None
    assert (near.goal, near.to_target, near.top) == (130, True, 160)
    assert (far.goal, far.to_target, far.top) == (100, False, 100)


def test_without_a_pledge_there_is_no_curve() -> None:
    assert drawings.curve(points(0, 0, 0), FIRST, 100) is None
    assert drawings.curve(points(9), FIRST, 100) is None


def test_a_year_is_drawn_by_few_points_and_ends_today() -> None:
    drawn = drawings.curve(points(*range(400)), FIRST + timedelta(days=399), 400)
    assert drawn is not None
    corners = walked(drawn.taken)
    assert len(corners) <= POINTS_MOST + 4
    assert corners[-2][0] == WIDTH
    assert len(drawn.taken) < 900


@given(st.integers(1, 10**12))
def test_the_scale_ends_on_a_round_number_with_a_round_half(units: int) -> None:
    top = drawings.round_up(units)
    assert units <= top <= max(2, units * 2)
    assert top % 2 == 0
    assert len(str(top).rstrip("0")) <= 2


@pytest.mark.parametrize("country", ["MA", "EG", "IR", "AE"])
def test_each_region_of_the_country_is_on_its_map(country: str) -> None:
    drawn = drawings.region_map(country, [])
    assert drawn is not None
    shapes = [shape for _, shapes in drawn.groups for shape in shapes]
    assert {shape.code for shape in shapes} == set(places.regions_of(country))
    for shape in shapes:
        corners = walked(shape.path)
        assert len(corners) >= 3, shape
        assert all(-1 <= x <= drawn.width + 1 and -1 <= y <= drawn.height + 1 for x, y in corners), shape


def test_regions_stand_by_how_much_of_what_they_asked_for_is_covered() -> None:
    asked = {"MA-01": 0, "MA-02": 24, "MA-03": 25, "MA-04": 74, "MA-05": 99, "MA-06": 100}
    drawn = drawings.region_map("MA", [Part(code, 1, 100, taken) for code, taken in asked.items()])
    assert drawn is not None
    steps = {shape.code: step for step, shapes in drawn.groups for shape in shapes}
    assert [steps[code] for code in asked] == [0, 0, 1, 2, 3, 4]
    assert steps["MA-07"] is None


def test_a_smaller_outline_keeps_its_form() -> None:
    assert drawings.outline("M100 100h200v200h-200z", 0.5) == "M50 50h100v100h-100z"
    assert drawings.outline("M0 0l1-1l1 1zM100 100h200v200z", 0.1) == "M10 10h20v20z", "what cannot be seen is left out"
