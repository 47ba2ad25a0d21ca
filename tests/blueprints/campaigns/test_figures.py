"""One generated campaign: every figure, wherever it stands, is the same number, and that of a sum done another way."""

import csv
import re
from collections import Counter
from dataclasses import asdict
from random import Random

import pytest
from sqlalchemy import select

from blueprints.campaigns.paper import paper
from domain import reports, tallies
from domain.db import db
from domain.distributions import Distribution
from domain.needs import Need
from domain.organisations import Organisation
from domain.pledges import Pledge
from tests.blueprints.campaigns.scene import PUBLIC, make_campaign

KEPT = ("pledged", "prepared", "handed_over", "received", "distributed")


@pytest.fixture(params=[11, 12])
def edition(app, request):
    return make_campaign(Random(request.param))


@pytest.fixture
def sums(edition):
    """Every figure by plain Python over rows."""
    needs = [
        need for need in db.session.scalars(select(Need).where(Need.edition_id == edition.id)) if need.status in PUBLIC
    ]
    ids = {need.id for need in needs}
    pledges = [one for one in db.session.scalars(select(Pledge)) if one.need_id in ids and one.status in KEPT]
    given = [one for one in db.session.scalars(select(Distribution)) if one.need_id in ids]
    hosts = {need.organisation_id for need in needs}
    places = {one.region_code for one in db.session.scalars(select(Organisation)) if one.id in hosts}
    arrived, promised = Counter(), Counter()
    for one in pledges:
        if one.status in ("received", "distributed"):
            arrived[one.need_id] += min(one.received_quantity, one.quantity)
        else:
            promised[one.need_id] += one.quantity
    people = {name: sum(getattr(one, name) for one in given) for name in ("families", "women", "men", "children")}
    asked = sum(need.quantity for need in needs)
    return {
        "needs": len(needs), "asked": asked, "promised": promised.total(), "arrived": arrived.total(),
        "surplus": sum(max(0, (one.received_quantity or 0) - one.quantity) for one in pledges),
        "remaining": asked - promised.total() - arrived.total(),
        "distributed": sum(one.quantity for one in given), "volunteers": len({one.person_id for one in pledges}),
        "associations": len(hosts), "regions": len(places), **people,
        "people": people["women"] + people["men"] + people["children"],
        "by_item": Counter(), "by_region": Counter(), "rows": needs, "arrived_of": arrived, "promised_of": promised,
    }  # fmt: skip


def numbers(text):
    return [int(found.replace(",", "")) for found in re.findall(r"\d[\d,]*", text)]


def words(element):
    return " ".join(element.get_text(" ").split())


def in_sheet(client, slug="generated", lang="en"):
    page = client.get(f"/campaigns/{slug}/report.csv?lang={lang}")
    assert page.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert page.body.startswith("\ufeff")
    return list(csv.reader(page.body.removeprefix("\ufeff").splitlines(), delimiter="," if lang == "en" else ";"))


def of_row(sums, row):
    return row.quantity, sums["arrived_of"][row.id], sums["promised_of"][row.id]


def test_the_figures_are_the_sums(edition, sums):
    figures = {name: figure.value for name, figure in reports.figures(reports.report(edition)).items()}
    for name in figures.keys() & sums.keys():
        assert figures[name] == sums[name], name
    assert {"volunteers", "associations", "families", "people", "women", "men", "children"} <= figures.keys()


def test_the_page_shows_them(client, edition, sums):
    page = client.get("/campaigns/generated?lang=en")
    arrived, promised, left, asked = numbers(words(page.one(".hero .progress")))
    assert (arrived, promised) == (sums["arrived"], sums["promised"])
    assert (left, asked) == (sums["remaining"], sums["asked"])
    key = numbers(words(page.one(".plot .nums"))) if page.soup.select(".plot") else [arrived, promised]
    assert key[:2] == [arrived, promised]
    rows = [[int(cell.get_text()) for cell in row.select("td")[:3]] for row in page.soup.select("details tbody tr")]
    assert [sum(column) for column in zip(*rows, strict=True)] == [asked, arrived, promised]
    assert sum(int(bar.b.get_text()) for bar in page.soup.select("section > .cards .bars li")) == left
    facts = {words(term): words(term.find_next("dd")) for term in page.soup.select(".facts dt")}
    assert numbers(facts["Volunteers"]) == [sums["volunteers"]]
    people = [sums[name] for name in ("families", "women", "men", "children")]
    assert numbers(facts["Whom it reached"]) == people


def test_the_report_shows_them(client, edition, sums):
    page = client.get("/campaigns/generated/report?lang=en")
    stats = {words(stat.span): numbers(words(stat.b))[0] for stat in page.soup.select(".stat")}
    for label, name in (
        ("Units arrived", "arrived"), ("Units given out", "distributed"), ("Associations", "associations"),
        ("Volunteers", "volunteers"), ("Families", "families"), ("People", "people"), ("Regions", "regions"),
    ):  # fmt: skip
        assert stats[label] == sums[name], label
    tables = {words(table.find_previous("h2")): table for table in page.soup.select("table")}
    whole = {
        words(row.th): numbers(words(row.td))[0]
        for row in tables["What was asked for, and what became of it"].select("tbody tr")
    }
    assert whole == {
        "Needs written": sums["needs"], "Units asked for": sums["asked"], "Units promised": sums["promised"],
        "Units arrived": sums["arrived"], "Units beyond what was promised": sums["surplus"],
        "Units given out": sums["distributed"], "Units nobody has promised": sums["remaining"],
    }  # fmt: skip
    for title, first in (("By item", 2), ("By region", 1)):  # an item's target stands before
        rows = [
            [numbers(words(cell) + " 0")[0] for cell in row.select("td")] for row in tables[title].select("tbody tr")
        ]
        columns = [sum(column) for column in zip(*rows, strict=True)][first - 1 : first + 3]
        assert columns == [sums[name] for name in ("asked", "arrived", "promised", "distributed")], title
    bars = [words(bar.b) for bar in page.soup.select(".report > .bars li")]
    assert [numbers(bar)[0] for bar in bars] == [sums[name] for name in ("women", "men", "children")]
    assert sum(numbers(bar)[1] for bar in bars) == 100


@pytest.mark.parametrize("lang", ["en", "fr", "ar", "fa"])
def test_the_sheet_holds_them(client, edition, sums, lang):
    head, *rows = in_sheet(client, lang=lang)
    assert len(head) == 7
    assert all(len(row) == 7 for row in rows)
    if lang == "en":
        assert head == ["Measure", "Item", "Region", "Value", "Target", "Edition before", "Source"]
    names = [row[0] for row in rows if not row[1] and not row[2]]
    values = {row[0]: int(row[3]) for row in rows if not row[1] and not row[2]}
    figures = reports.figures(reports.report(edition))
    assert list(values.values()) == [figure.value for figure in figures.values()]
    for name, measure in zip(names, figures, strict=True):
        by_item, by_region, by_both = Counter(), Counter(), Counter()
        for row in rows:
            if row[0] == name:
                by_item[name] += int(row[3]) if row[1] and not row[2] else 0
                by_region[name] += int(row[3]) if row[2] and not row[1] else 0
                by_both[name] += int(row[3]) if row[1] and row[2] else 0
        if measure in ("asked", "promised", "arrived", "surplus", "distributed", "remaining"):
            assert by_item[name] == by_region[name] == by_both[name] == sums[measure], measure


def test_the_pdf_is_made_of_them(app, edition, sums):
    with app.test_request_context("/campaigns/generated/report.pdf?lang=en"):
        app.preprocess_request()
        facts = asdict(paper(reports.report(edition), "http://localhost"))
    stats = {word: numbers(figure)[0] for figure, word in facts["stats"]}
    assert stats["Units arrived"] == sums["arrived"]
    assert stats["People"] == sums["people"]
    assert [numbers(said)[0] for said in facts["progress_words"]] == [
        sums["arrived"],
        sums["promised"],
        sums["remaining"],
    ]
    by_title = {table["title"]: table for table in facts["tables"]}
    assert sum(numbers(row[2])[0] for row in by_title["By region"]["rows"]) == sums["arrived"]
    assert [numbers(words)[0] for _, words, _ in facts["split"]] == [
        sums[name] for name in ("women", "men", "children")
    ]


def test_the_home_page_shows_them(client, edition, sums):
    page = client.get("/?lang=en")
    arrived, promised, left, asked = numbers(words(page.one(".hero .progress")))
    assert [arrived, promised, left, asked] == [sums[name] for name in ("arrived", "promised", "remaining", "asked")]
    stats = {words(stat.span): numbers(words(stat.b))[0] for stat in page.soup.select(".stat")}
    assert stats["units have arrived"] == sums["arrived"]
    assert stats["volunteers have pledged"] == sums["volunteers"]


def test_the_list_of_campaigns_shows_them(client, edition, sums):
    arrived, promised, left, asked = numbers(words(client.get("/campaigns?lang=en").one(".hero .progress")))
    assert [arrived, promised, left, asked] == [sums[name] for name in ("arrived", "promised", "remaining", "asked")]


def test_the_sums_do_not_drift_from_those_made_anew(edition):
    before, cells = reports.report(edition), reports.cells(edition)
    tallies.rebuild()
    assert (reports.report(edition), reports.cells(edition)) == (before, cells)
