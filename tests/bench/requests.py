"""The rows over HTTP: processor time of the workers for each request, against the bare route in the same run."""

import http.client
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from statistics import median

from sqlalchemy import text

from domain.db import db
from tests import factories
from tests.bench.house import House
from tests.bench.load import ROOT, cpu, memory, send
from tests.bench.report import Report
from tests.faults import clicks
from tests.faults.clicks import Browser, Click
from tests.faults.server import Server

FILTER = "/needs?region=MA-05&category=bedding"
READERS, PLEDGERS = 8, 64
KEEP_WORKERS = "--max-requests 0"  # no worker is replaced while it is measured
BROWSER = "Host: 127.0.0.1\r\nAccept: text/html\r\nAccept-Encoding: gzip, deflate, br\r\nConnection: keep-alive\r\n"


def get(path: str, **headers: str) -> str:
    """A browser's request for a page."""
    own = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    return f"GET {path} HTTP/1.1\r\n{BROWSER}{own}\r\n"


@dataclass
class Measured:
    """One kind of request: the requests of a round of this size, which status is right, by how many they are sent;
    and what each round cost."""

    server: Server
    requests: Callable[[int], list[str]]
    status: str = "200"
    connections: int = READERS
    size: int = 128
    costs: list[float] = field(default_factory=list)  # seconds of processor time for each request
    rates: list[float] = field(default_factory=list)  # requests each second

    def warm_up(self, seconds: float) -> None:
        """Settle how many requests take about so many seconds of the workers' time."""
        self.round()
        self.round()
        self.size = max(64, min(5_000, int(seconds / max(self.costs[-1], 1e-4))))
        self.costs.clear()
        self.rates.clear()

    def round(self) -> None:
        requests, workers = self.requests(self.size), self.server.workers()
        before = cpu(workers)
        answers = send(self.server.port, requests, self.connections)
        self.costs.append((cpu(workers) - before) / len(requests))
        seconds = answers.pop("seconds")
        self.rates.append(len(requests) / seconds)
        if answers != {self.status: len(requests)}:
            raise RuntimeError(f"{answers} to {requests[0]}\n{self.server.log.read_text()[-3000:]}")
        assert self.server.workers() == workers, "a worker was replaced while it was measured"


def measure(house: House, report: Report, rounds: int, seconds: float) -> None:
    """Every row over HTTP; in each of so many rounds, each gets about so many seconds of the workers' time."""
    with (
        Server(house.folder, application="tests.bench.bare:create_app()", GUNICORN_CMD_ARGS=KEEP_WORKERS) as bare,
        Server(house.folder, house.database, GUNICORN_CMD_ARGS=KEEP_WORKERS) as awn,
    ):
        rows = _rows(house, bare, awn)
        for row in rows.values():
            row.warm_up(seconds)
        bare_route = rows.pop("bare")
        for _ in range(rounds):
            for row in rows.values():
                bare_route.round()
                row.round()
        _report(report, bare_route, rows)
        _while_writing(report, awn, rounds, seconds)
        _memory(report, awn)


BUDGETS = {
    "board of 20 needs, signed out": 0.25,
    "  the same, unchanged (304)": None,
    "  the same, signed in": 0.15,
    "  the same, signed in and filtered": 0.15,
    "durable pledge, 64 clients (page)": 0.15,
    "durable pledge, 64 clients (htmx)": None,
}


def _rows(house: House, bare: Server, awn: Server) -> dict[str, Measured]:
    with house.app.app_context():
        reader, browsers, need_ids = _people(house)
    cookie = f"awn={reader.cookie}"
    kinds = [
        Measured(awn, lambda size: [get("/needs")] * size),
        Measured(awn, lambda size: [get("/needs", If_None_Match=_etag(awn))] * size, status="304"),
        Measured(awn, lambda size: [get("/needs", Cookie=cookie)] * size),
        Measured(awn, lambda size: [get(FILTER, Cookie=cookie)] * size),
        Measured(awn, _pledging(browsers, need_ids), status="303", connections=PLEDGERS),
        Measured(awn, _pledging(browsers, need_ids, htmx=True), connections=PLEDGERS),
    ]
    return {"bare": Measured(bare, lambda size: [get("/")] * size)} | dict(zip(BUDGETS, kinds, strict=True))


def _people(house: House) -> tuple[Browser, list[Browser], list[int]]:
    """A reader with two pledges, 64 pledgers, and the needs they pledge to, which never run out."""
    reader = factories.person()
    open_needs = "SELECT id FROM need WHERE status = 'published' AND is_open = 1 ORDER BY priority, id LIMIT 200"
    need_ids = list(db.session.execute(text(open_needs)).scalars())
    db.session.execute(text(f"UPDATE need SET quantity = 10000000 WHERE id IN ({', '.join(map(str, need_ids))})"))
    db.session.commit()
    browsers = [clicks.signed_in(house.app, one.id) for one in [reader, *(factories.person() for _ in range(PLEDGERS))]]
    db.session.commit()
    return browsers[0], browsers[1:], need_ids


def _etag(awn: Server) -> str:
    """What the server calls the board as it is now, once nothing writes to it."""
    connection = http.client.HTTPConnection("127.0.0.1", awn.port, timeout=30)
    connection.request("GET", "/needs", headers={"Accept-Encoding": "br", "Host": "127.0.0.1"})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return str(answer.getheader("ETag"))


def _pledging(browsers: list[Browser], need_ids: list[int], *, htmx: bool = False) -> Callable[[int], list[str]]:
    """Clicks in the order in which the connections take them: each connection is one person's."""
    numbers = count()
    more = "HX-Request: true\r\n" if htmx else ""

    def make(size: int) -> list[str]:
        made = []
        for number in (next(numbers) for _ in range(size)):
            click = Click(need_ids[number % len(need_ids)], f"bench-{htmx}-{number}", browsers[len(made) % PLEDGERS])
            made.append(click.sent(keep=True).decode().replace("Connection", f"{more}Connection", 1))
        return made

    return make


def _report(report: Report, bare: Measured, rows: dict[str, Measured]) -> None:
    report.add("bare Flask route: processor time", f"{median(bare.costs) * 1000:.3f} ms")
    for number, (what, row) in enumerate(rows.items()):
        yards = bare.costs[number :: len(rows)]  # each just before its round: a noisy neighbour slows both
        ratio = median(yard / cost for yard, cost in zip(yards, row.costs, strict=True))
        note = f" ({median(row.costs) * 1000:.2f} ms, {median(row.rates):.0f}/s)"
        report.at_least(what, ratio, BUDGETS[what], note)


def _while_writing(report: Report, awn: Server, rounds: int, seconds: float) -> None:
    idle, busy = (Measured(awn, lambda size: [get("/needs")] * size) for _ in range(2))
    idle.warm_up(seconds)
    with _writer(awn):
        busy.warm_up(seconds)
    for _ in range(rounds):
        idle.round()
        with _writer(awn):
            busy.round()
    ratio = median(one / other for one, other in zip(idle.costs, busy.costs, strict=True))
    note = f" ({median(busy.costs) * 1000:.2f} ms, {median(busy.rates):.0f}/s)"
    report.at_least("signed out while 100 pledges/s are written, over idle", ratio, None, note)


@contextmanager
def _writer(awn: Server) -> Iterator[None]:
    command = [sys.executable, "-m", "tests.bench.writer", "100"]
    writer = subprocess.Popen(command, cwd=ROOT, env=awn.env, stdout=subprocess.PIPE, text=True)
    assert writer.stdout is not None
    try:
        assert writer.stdout.readline() == "writing\n"
        yield
        assert writer.poll() is None, "the writer ended by itself"
    finally:
        writer.kill()
        writer.wait()
        writer.stdout.close()


def _memory(report: Report, awn: Server) -> None:
    """After many different pages in four languages, so that what is kept is kept."""
    filters = [f"region=MA-{number:02d}&urgency={word}" for number in range(1, 13) for word in ("soon", "urgent")]
    sorts = ("urgent", "ending", "least", "isolated", "newest")
    pages = [f"/needs?{one}&sort={sort}" for one in filters for sort in sorts]
    send(
        awn.port, [get(page, Cookie=f"awn_lang={lang}") for lang in ("ar", "fa", "fr", "en") for page in pages], READERS
    )
    resident, proportional = memory(awn.workers())
    report.at_most("a worker's resident memory after the load", resident, 120, "{:.0f} MB".format)
    report.add("  of it its own share", f"{proportional:.0f} MB")
