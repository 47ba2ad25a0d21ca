"""Every view of the board at a million needs against ten thousand: what a view costs must not grow with the table.

A view is what a reader gets: the whole request, its page not kept from an earlier one. Beside it stands what the
board's own queries take of it."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

from flask import Flask
from flask.testing import FlaskClient

from blueprints.board.forms import read_filters
from blueprints.toolkit.pages import PageCache
from domain import board
from domain.db import db
from tests.bench.report import Report

MOST = 1.3

VIEWS = {
    "urgent first": "",
    "ending soon": "sort=ending",
    "least covered": "sort=least",
    "isolated": "sort=isolated",
    "newest": "sort=newest",
    "region": "region=MA-05",
    "category": "category=bedding",
    "region and category": "region=MA-05&category=bedding",
    "very urgent": "urgency=critical",
    "not urgent": "urgency=normal",
    "region, not urgent": "region=MA-05&urgency=normal",
    "campaign": "campaign=edition-1",
    "campaign and region": "campaign=edition-1&region=MA-05",
    "association": "association=association-of-49",
    "region, ending soon": "region=MA-05&sort=ending",
    "region and category, newest": "region=MA-05&category=bedding&sort=newest",
}
SEARCHES = {
    "a word in each need": "q=جمعية",
    "a common word": "q=بطانية",
    "a rare word": "q=أصيلة",
    "two common words": "q=بطانية جمعية",
    "a common and a rare word": "q=بطانية أصيلة",
    "a common word, ending soon": "q=بطانية&sort=ending",
    "a common word in a region": "q=بطانية&region=MA-05",
    "a word of no need": "q=زرافة",
}


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds: the whole request, and the board's queries alone."""

    request: float
    queries: float


def measure(small: Flask, large: Flask, report: Report, rounds: int) -> None:
    """Report every view's ratio; the sizes take turns, so that both meet the same noise."""
    for name, query in VIEWS.items():
        _compare(f"view: {name}", query, small, large, report, rounds)
    for name in ("urgent first", "region", "not urgent"):
        _compare(f"view: {name}, second page", VIEWS[name], small, large, report, rounds, second=True)
    for name, query in SEARCHES.items():
        _compare(f"search: {name}", query, small, large, report, rounds)


def _compare(
    what: str, query: str, small: Flask, large: Flask, report: Report, rounds: int, *, second: bool = False
) -> None:
    costs = list(_costs(query, (small, large), rounds, second=second))
    smaller, larger = (median(cost.request for cost in column) for column in zip(*costs, strict=True))
    queries = [f"{median(cost.queries for cost in column) * 1000:.2f}" for column in zip(*costs, strict=True)]
    note = f" ({smaller * 1000:.1f} → {larger * 1000:.1f} ms; queries {' → '.join(queries)})"
    report.add(what, f"{larger / smaller:.2f}{note}", f"≤ {MOST}", larger / smaller <= MOST)


def _costs(query: str, apps: tuple[Flask, ...], rounds: int, *, second: bool) -> Iterator[list[Cost]]:
    asked = [(app, app.test_client(), _second(app, query) if second else f"/needs?{query}") for app in apps]
    spent = 0.0
    for number in range(rounds + 2):
        row = [Cost(_request(app, client, path), _queries(app, path)) for app, client, path in asked]
        spent += sum(cost.request for cost in row)
        if number >= 2:  # the first two warm up
            yield row
        if number >= 5 and spent > 4:
            return  # it is slow: the median of a few says so as well


def _second(app: Flask, query: str) -> str:
    with app.test_request_context(f"/needs?{query}"):
        return f"/needs?{query}&after={board.page(read_filters()).after}"


def _request(app: Flask, client: FlaskClient, path: str) -> float:
    app.extensions["awn_pages"] = PageCache()
    began = time.perf_counter()
    answer = client.get(path, headers={"Accept-Encoding": "br"})
    spent = time.perf_counter() - began
    assert answer.status_code == 200, answer.status
    return spent


def _queries(app: Flask, path: str) -> float:
    with app.test_request_context(path):
        filters = read_filters()
        db.session.connection()
        began = time.perf_counter()
        board.page(filters)
        board.survey(filters)
        return time.perf_counter() - began
