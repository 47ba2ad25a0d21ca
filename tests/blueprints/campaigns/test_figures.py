"""One generated campaign: every figure, wherever it stands, is the same number, and that of a sum done another way."""

from collections import Counter
from dataclasses import asdict

import pytest
from sqlalchemy import select

from blueprints.campaigns.paper import paper
from domain import clock, distributions, handovers, progress, reports, tallies
from domain.db import db
from domain.distributions import Served
from domain.needs import Need
from tests import factories
from tests.blueprints.campaigns.sums import bar_of, hero, in_sheet, numbers, summed, words


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
    rows = [[int(cell.get_text()) for cell in row.select("td")[1:4]] for row in page.soup.select("details tbody tr")]
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
    for title in ("By item", "By region"):
        rows = [
            [numbers(words(cell) + " 0")[0] for cell in row.select("td")] for row in tables[title].select("tbody tr")
        ]
        columns = [sum(column) for column in zip(*rows, strict=True)][1:5]  # after the targets
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
    assert sum(numbers(row[3])[0] for row in by_title["By region"]["rows"]) == sums["arrived"]
    assert [numbers(words)[0] for _, words, _ in facts["split"]] == [
        sums[name] for name in ("women", "men", "children")
    ]


def test_the_home_page_shows_them(client, edition, sums):
    page, everything = client.get("/?lang=en"), summed(db.session.scalars(select(Need)))
    assert hero(page) == bar_of(sums)
    stats = {words(stat.span): numbers(words(stat.b))[0] for stat in page.soup.select(".stat")}
    assert stats["units have arrived"] == everything["arrived"]
    assert stats["units are promised and on their way"] == everything["promised"]
    assert stats["volunteers have pledged"] == everything["volunteers"]
    assert stats["associations have asked for help"] == everything["associations"]
    assert stats["regions where needs were written"] == everything["regions"]


def test_the_list_of_campaigns_and_the_board_show_them(client, edition, sums):
    assert hero(client.get("/campaigns?lang=en")) == bar_of(sums)
    assert hero(client.get("/needs?lang=en")) == bar_of(sums)


def test_what_other_sites_show_of_it_is_made_of_them(client, edition, sums):
    page = client.get("/campaigns/generated?lang=en")
    for name in ('name="description"', 'property="og:description"'):
        said = numbers(page.one(f"meta[{name}]")["content"])
        assert said == [sums[name] for name in ("arrived", "promised", "asked", "associations")]


def test_the_curve_ends_in_them(client, edition, sums):
    assert progress.count(edition)[-1].figures == (
        sums["promised"] + sums["arrived"], sums["arrived"], sums["distributed"],
    )  # fmt: skip
    progress.fill(edition.id)
    db.session.commit()
    key = numbers(words(client.get("/campaigns/generated?lang=en").one(".plot .nums")))
    assert key == [sums["arrived"], sums["promised"], sums["asked"]]


def test_a_count_under_five_is_told_nowhere(client):
    edition, host = factories.edition(slug="few"), factories.organisation()
    need = factories.need(host, edition_id=edition.id)
    pledge, receiver = factories.pledge(need, factories.person(), 9), factories.person()
    handovers.receive(pledge.id, pledge.code, 9, "good", actor_id=receiver.id)
    served = Served(families=6, women=3, men=40, children=70)
    distributions.record(need.id, 9, served, day=clock.today(), place="دوار", key="d", actor_id=receiver.id)
    db.session.commit()
    seen = {}
    for path in ("campaigns/few", f"associations/{host.slug}", f"needs/{need.id}", "campaigns/few/report"):
        page = client.get(f"/{path}?lang=en")
        seen[path] = words(page.soup.select(".reach, .report .stats")[0]).lower()
        assert {6, 113} <= set(numbers(seen[path])), path
    assert not any(part in said for said in seen.values() for part in ("woman", "women", "men", "child"))
    measures = {row[0]: row[3] for row in in_sheet(client, "few")}
    assert (measures["Families"], measures["People"]) == ("6", "113")
    assert not measures.keys() & {"Women", "Men", "Children", "Women, per cent"}


def test_the_sums_do_not_drift_from_those_made_anew(edition):
    before, cells = reports.report(edition), reports.cells(edition)
    tallies.rebuild()
    assert (reports.report(edition), reports.cells(edition)) == (before, cells)
