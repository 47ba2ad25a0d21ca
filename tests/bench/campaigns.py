"""A campaign of 10,000 needs over 27 regions beside one of 100: its page and its report, whole requests with nothing
kept from an earlier one; and what its page weighs."""

import time
from datetime import timedelta
from statistics import median

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert, text

from blueprints.toolkit.cards import CardCache
from blueprints.toolkit.pages import PageCache
from domain import clock, places, progress, tallies
from domain.catalogue import items
from domain.db import db, is_sqlite
from domain.distributions import Distribution
from domain.log import Transition
from domain.needs import Need
from domain.organisations import Organisation
from domain.people import Person
from domain.pledges import Pledge
from tests import factories
from tests.bench.house import house
from tests.bench.report import Report
from tests.databases import Cluster

COUNTRY, SMALL, LARGE = "EG", 100, 10_000  # needs
MOST = 1.5
WEIGHT = 14_000  # bytes as sent
PAGES = {"a campaign's page": "/campaigns/large", "its report": "/campaigns/large/report"}
DAYS = 40  # since the campaign began


def measure(cluster: Cluster | None, report: Report, rounds: int) -> None:
    """Report each page's ratio; the sizes take turns, so that both meet the same noise."""
    with house(SMALL, cluster, COUNTRY, fill) as small, house(LARGE, cluster, COUNTRY, fill) as large:
        for what, path in PAGES.items():
            smaller, larger = _compare(path, (small.app, large.app), rounds)
            note = f" ({smaller * 1000:.1f} → {larger * 1000:.1f} ms)"
            report.add(
                f"{what}, 10,000 needs over 100", f"{larger / smaller:.2f}{note}", f"≤ {MOST}", larger / smaller <= MOST
            )
        page = large.app.test_client().get("/campaigns/large?lang=ar", headers={"Accept-Encoding": "br"})
        report.at_most("  the page as sent", len(page.get_data()), WEIGHT, "{:,.0f} B".format)
    clock.use_country("MA")


def _compare(path: str, apps: tuple[Flask, Flask], rounds: int) -> tuple[float, float]:
    clients = [app.test_client() for app in apps]
    rows = [[_request(client, path) for client in clients] for _ in range(rounds + 2)][2:]  # the first two warm up
    smaller, larger = (median(column) for column in zip(*rows, strict=True))
    return smaller, larger


def _request(client: FlaskClient, path: str) -> float:
    client.application.extensions |= {"awn_pages": PageCache(), "awn_cards": CardCache()}
    began = time.perf_counter()
    answer = client.get(path, headers={"Accept-Encoding": "br"})
    spent = time.perf_counter() - began
    assert answer.status_code == 200, answer.status
    return spent


def fill(many: int) -> None:
    """A campaign of so many needs over every region and most items: half of them arrived, a quarter given out."""
    today = clock.today()
    edition = factories.edition(
        slug="large", starts_on=today - timedelta(days=DAYS), ends_on=today + timedelta(days=DAYS)
    )
    now, regions = clock.now(), list(places.regions_of(COUNTRY))
    people = [{"id": n, "name": "متطوع", "phone": f"+2010{n:08d}"} for n in range(1, 2001)]
    hosts = [_host(number, regions[number % len(regions)]) for number in range(1, max(many // 50, 54) + 1)]
    needs, pledges, moves, given = [], [], [], []
    for n in range(1, many + 1):
        item = list(items().values())[n * 7 % len(items())]
        host, at = hosts[n % len(hosts)], now - timedelta(days=n % DAYS, hours=1)
        arrived = 20 if n % 2 else 0
        needs.append(
            {
                "id": n, "organisation_id": host["id"], "edition_id": edition.id, "item_code": item.code,
                "category": item.category, "region_code": host["region_code"], "quantity": 60, "urgency": n % 4,
                "deadline": today + timedelta(days=60), "status": "published", "pledged": 20 - arrived,
                "received": arrived, "distributed": 10 if n % 4 == 1 else 0, "lacking": 7, "priority": n % 4 * 1000,
            }
        )  # fmt: skip
        pledge = {"id": n, "need_id": n, "person_id": 1 + n % 2000, "edition_id": edition.id, "quantity": 20}
        state = {"status": "received" if arrived else "pledged", "received_quantity": arrived or None}
        pledges.append(pledge | state | {"key": f"k{n}", "code": "123456", "prepare_by": today})
        states = [(None, "pledged"), *([("pledged", "received")] if arrived else [])]
        moves += [{"noun": "pledge", "noun_id": n, "old": o, "new": new, "quantity": 20, "at": at} for o, new in states]
        if n % 4 == 1:
            reached = {"families": 2, "women": 3, "men": 2, "children": 5, "recorded_by": 1}
            given.append({"need_id": n, "day": at.date(), "quantity": 10, "key": f"d{n}"} | reached)
    for model, rows in ((Person, people), (Organisation, hosts), (Need, needs), (Pledge, pledges), (Transition, moves)):
        db.session.execute(insert(model), rows)
    db.session.execute(insert(Distribution), given)
    tallies.rebuild()
    progress.rebuild()
    db.session.commit()
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE" if is_sqlite() else "VACUUM ANALYZE"))


def _host(number: int, region: str) -> dict[str, object]:
    given = {"slug": f"host-{number}", "kind": "association", "name": f"جمعية {number}", "fields": ["relief"]}
    return given | {"id": number, "status": "trusted", "region_code": region, "isolation": number % 90}
