"""Every view of the board at a million needs against ten thousand: what a view costs must not grow with the table."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from statistics import median

from flask import Flask

from domain import board
from domain.board import Filters
from domain.db import db
from tests.bench.report import Report

MOST = 1.3
Made = dict[str, Callable[[], object]]

VIEWS = {
    "urgent first": Filters(),
    "ending soon": Filters(sort="ending"),
    "least covered": Filters(sort="least"),
    "isolated": Filters(sort="isolated"),
    "newest": Filters(sort="newest"),
    "region": Filters(region="MA-05"),
    "category": Filters(category="bedding"),
    "region and category": Filters(region="MA-05", category="bedding"),
    "very urgent": Filters(urgency=3),
    "not urgent": Filters(urgency=0),
    "region, not urgent": Filters(region="MA-05", urgency=0),
    "campaign": Filters(campaign=1),
    "campaign and region": Filters(campaign=1, region="MA-05"),
    "association": Filters(association=50),
    "region, ending soon": Filters(region="MA-05", sort="ending"),
    "region and category, newest": Filters(region="MA-05", category="bedding", sort="newest"),
}
SEARCHES = {
    "a word in each need": Filters(q="جمعية"),
    "a common word": Filters(q="بطانية"),
    "a rare word": Filters(q="أصيلة"),
    "two common words": Filters(q="بطانية جمعية"),
    "a common and a rare word": Filters(q="بطانية أصيلة"),
    "a common word, ending soon": Filters(q="بطانية", sort="ending"),
    "a common word in a region": Filters(q="بطانية", region="MA-05"),
    "a word of no need": Filters(q="زرافة"),
}


def measure(small: Flask, large: Flask, report: Report, rounds: int) -> None:
    """Report every view's ratio; the sizes take turns, so that both meet the same noise."""
    for what, filters in {f"view: {name}": one for name, one in VIEWS.items()}.items():
        _compare(what, filters, small, large, report, rounds)
    for name in ("urgent first", "region", "not urgent"):
        _compare(f"view: {name}, second page", VIEWS[name], small, large, report, rounds, second=True)
    for what, filters in {f"search: {name}": one for name, one in SEARCHES.items()}.items():
        _compare(what, filters, small, large, report, rounds)


def _compare(
    what: str, filters: Filters, small: Flask, large: Flask, report: Report, rounds: int, *, second: bool = False
) -> None:
    times = list(_times(filters, (small, large), rounds, second=second))
    smaller, larger = (median(column) for column in zip(*times, strict=True))
    note = f" ({smaller * 1000:.2f} → {larger * 1000:.2f} ms)"
    report.add(what, f"{larger / smaller:.2f}{note}", f"≤ {MOST}", larger / smaller <= MOST)


def _times(filters: Filters, apps: tuple[Flask, ...], rounds: int, *, second: bool) -> Iterator[list[float]]:
    asked = [_second(app, filters) if second else filters for app in apps]
    spent = 0.0
    for number in range(rounds + 2):
        row = [_time(app, one) for app, one in zip(apps, asked, strict=True)]
        spent += sum(row)
        if number >= 2:  # the first two warm up
            yield row
        if number >= 5 and spent > 4:
            return  # it is slow: the median of a few says so as well


def _second(app: Flask, filters: Filters) -> Filters:
    with app.app_context():
        return replace(filters, after=board.read_after(board.page(filters).after or ""))


def _time(app: Flask, filters: Filters) -> float:
    with app.app_context():
        db.session.connection()
        began = time.perf_counter()
        board.page(filters)
        board.count(filters)
        return time.perf_counter() - began
