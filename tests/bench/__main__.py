"""`make bench`: every budget of the design that can be measured yet, on SQLite and on PostgreSQL, in one run.

The exit code is 1 when one breaks. Ratios of processor time are against a bare Flask route on the same gunicorn."""

import argparse
import sys
import time
import warnings

from tests.bench import campaigns, pages, paint, requests, views
from tests.bench.house import house
from tests.bench.report import Report
from tests.databases import Cluster

BOARD, SMALL, LARGE = 250_000, 10_000, 1_000_000


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="smaller tables, fewer rounds: for a first look")
    parser.add_argument("--only", choices=["sqlite", "postgresql"], help="one database only")
    options = parser.parse_args()
    warnings.filterwarnings("ignore", message="Using the in-memory storage")
    began = time.monotonic()
    databases = [options.only] if options.only else ["sqlite", "postgresql"]
    reports = [_measure(database, quick=options.quick) for database in databases]
    broken = [(report.database, row) for report in reports for row in report.broken]
    print(f"\n{time.monotonic() - began:.0f} s; {len(broken)} broken")
    for database, row in broken:
        print(f"  {database}: {row.what.strip()}: {row.measured}, budget {row.budget}")
    return 1 if broken else 0


def _measure(database: str, *, quick: bool) -> Report:
    report = Report(database)
    cluster = Cluster() if database == "postgresql" else None
    try:
        with house(BOARD // 10 if quick else BOARD, cluster) as filled:
            requests.measure(filled, report, rounds=3 if quick else 9, seconds=0.4 if quick else 1.0)
            pages.measure(filled.app, report)
            if cluster is None:
                paint.measure(filled, report)
        with house(SMALL, cluster) as small, house(LARGE // 10 if quick else LARGE, cluster) as large:
            views.measure(small.app, large.app, report, rounds=15 if quick else 40)
        campaigns.measure(cluster, report, rounds=15 if quick else 40)
    finally:
        if cluster:
            cluster.stop()
    return report


if __name__ == "__main__":
    sys.exit(main())
