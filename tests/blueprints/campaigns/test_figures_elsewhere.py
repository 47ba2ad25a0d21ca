"""The figures of a generated campaign on posters, in texts, on the pages of who takes part, in planning, in convoys."""

from collections import Counter

import pytest
from sqlalchemy import select, update

from blueprints.posters.texts import texts
from blueprints.toolkit.language import speaking
from blueprints.toolkit.poster_facts import sheet
from domain import audits, reports
from domain.campaigns import EditionTarget
from domain.convoys import Convoy, ConvoyLine
from domain.db import db
from domain.needs import Need
from domain.organisations import Membership, Organisation
from domain.packing import PackingSession
from domain.planning.targets import Grid
from domain.stock import StockMovement
from tests import factories
from tests.blueprints.campaigns.scene import REGIONS, add_convoys
from tests.blueprints.campaigns.sums import bar_of, bar_of_need, by_item, in_sheet, numbers, summed, words
from tests.conftest import signed_in


@pytest.mark.parametrize("form", ["square", "story", "a4", "card"])
def test_the_poster_the_card_and_the_texts_are_made_of_them(app, edition, sums, form):
    with app.test_request_context("/"):
        app.preprocess_request()
        facts = sheet(edition, "en", form, "http://localhost/campaigns/generated").facts
        assert [numbers(facts[name])[0] for name in ("figure", "place")] == [sums["remaining"], sums["associations"]]
        assert facts["unit"] == "units", "of several items, so no item's own"
        assert [figure for line in facts["legend"] for figure in numbers(line)] == bar_of(sums)
        rows = [numbers(row["figure"])[0] for row in facts["rows"]]
        assert rows == sorted(by_item(sums).values(), reverse=True)
        with speaking("en"):
            shared = {one.code: one.words for one in texts(facts, "http://localhost/campaigns/generated")}
    for said in shared.values():
        [line] = [line for line in said.splitlines() if "still needed" in line]
        assert numbers(line) == [sums["remaining"]]
        listed = [numbers(line)[0] for line in said.splitlines() if line.startswith("•")]
        assert listed == rows[: len(listed)]
    assert shared["fb"].count("•") == min(4, len(rows))


def test_an_associations_page_and_poster_show_its_own(app, client, edition):
    for host in db.session.scalars(select(Organisation).where(Organisation.kind != "company")):
        own = summed(db.session.scalars(select(Need).where(Need.organisation_id == host.id)))
        page = client.get(f"/associations/{host.slug}?lang=en")
        stats = {words(stat.span): numbers(words(stat.b))[0] for stat in page.soup.select(".stats:not(.reach) .stat")}
        names = ("arrived", "promised", "distributed", "volunteers")
        assert list(stats.values()) == ([own[name] for name in names] if own["needs"] else [])
        reach = [numbers(words(stat.b))[0] for stat in page.soup.select(".stats.reach .stat")]
        assert reach == [own[name] for name in ("families", "women", "men", "children") if own[name]]
        with app.test_request_context("/"):
            app.preprocess_request()
            facts = sheet(host, "en", "square", "http://localhost/x").facts
        open_needs = [bar_of_need(own, need)[2] for need in own["rows"] if need.status == "published"]
        assert numbers(facts["figure"]) == [sum(left > 0 for left in open_needs)]
        assert [figure for line in facts["legend"] for figure in numbers(line)] == (bar_of(own) if own["needs"] else [])


def test_each_need_shows_its_own(app, client, edition, sums):
    for need in sums["rows"]:
        page = client.get(f"/needs/{need.id}?lang=en")
        bar = bar_of_need(sums, need)
        assert numbers(words(page.soup.select(".progress")[0]))[:4] == bar
        arrived = bar[0] + sums["surplus_of"][need.id]
        with app.test_request_context("/"):
            app.preprocess_request()
            facts = sheet(need, "en", "card").facts
        is_open = need.status == "published" and bar[2]
        assert numbers(facts["figure"]) == [bar[2] if is_open else arrived or bar[1]]


def test_the_desk_of_an_association_shows_its_own(app, edition, sums):
    for host in {need.organisation for need in sums["rows"]}:
        member = factories.person()
        db.session.add(Membership(organisation_id=host.id, person_id=member.id, role="owner"))
        db.session.commit()
        own = summed(db.session.scalars(select(Need).where(Need.organisation_id == host.id)))
        shown = []
        for state in ("", "&ended="):
            page = signed_in(app, member.id).get(f"/desk/{host.slug}?lang=en{state}")
            shown += [numbers(words(bar))[:4] for bar in page.soup.select("main .progress")]
        assert sorted(shown) == sorted(bar_of_need(own, need) for need in own["rows"])


def test_the_planning_grid_shows_what_came_of_each_cell(app, edition, sums, cast):
    client, grid = signed_in(app, cast["coordinator"].id), Grid(edition, list(REGIONS))
    came, names = Counter(), ("asked", "promised", "arrived")
    for need in sums["rows"]:
        arrived, promised, _, asked = bar_of_need(sums, need)
        for name, units in zip(names, (asked, promised, arrived), strict=True):
            came[need.item_code, need.region_code, name] += units
    for item in grid.items:
        for region in grid.regions:
            cell = grid.cell(item, region)
            assert [getattr(cell, name) for name in names] == [came[item, region, name] for name in names]
    whole = grid.of_all()
    assert [getattr(whole, name) for name in names] == [sums[name] for name in names]
    assert whole.wanted == 400 + 900 + 60 + 40
    for path in ("", "/targets"):
        page = client.get(f"/studio/campaigns/generated{path}?lang=en")
        said = [words(one) for one in page.soup.select("p") if one.get_text().startswith("Target: ")]
        assert numbers(said[0]) == [1400, *(sums[name] for name in names)], "cartons have no target: no bar of both"


def test_a_bar_runs_to_the_targets_once_every_item_has_one(app, client, edition, sums, cast):
    assert reports.report(edition).target is None
    db.session.add(EditionTarget(edition_id=edition.id, item_code="food-carton", quantity=500))
    db.session.commit()
    db.session.expire_all()
    assert reports.report(edition).target == Grid(edition, list(REGIONS)).of_all().wanted == 1900
    page = signed_in(app, cast["coordinator"].id).get("/studio/campaigns/generated?lang=en")
    taken = sums["arrived"] + sums["promised"]
    wanted = [sums["arrived"], sums["promised"], 1900 - taken, 1900]
    assert numbers(words(page.one(".card .progress"))) == wanted
    rows = in_sheet(client)[1:]
    targets = [int(row[4]) for row in rows if row[0] == "Units arrived" and row[1] and not row[2] and row[4]]
    assert [row[4] for row in rows if row[0] == "Units arrived" and not row[1] and not row[2]] == ["1900"]
    assert sum(targets) == 1900


def test_convoys_are_the_same_on_page_report_and_sheet_and_in_the_ledger(client, edition, sums):
    add_convoys(edition, factories.organisation())
    lines, sessions = list(db.session.scalars(select(ConvoyLine))), list(db.session.scalars(select(PackingSession)))
    packed, sent = sum(one.packed for one in sessions), sum(line.dispatched - line.returned for line in lines)
    arrived, lost = sum(line.received for line in lines), sum(line.lost for line in lines)
    assert (packed, sent, arrived, lost) == (800, 845, 750, 15)
    assert audits.audit() == []
    moved = Counter()
    for one in db.session.scalars(select(StockMovement).where(StockMovement.corrects.is_(None))):
        moved[one.kind] += one.quantity
    assert (moved["dispatch"] - moved["return"], moved["receipt"], moved["loss"]) == (sent, arrived, lost)

    page = client.get("/campaigns/generated?lang=en").one("#convoys")
    assert [numbers(words(stat.b))[0] for stat in page.select(".stat")] == [packed, sent, arrived]
    assert sum(numbers(words(row.b))[0] for row in page.select(".bars li")) == arrived
    tables = {
        words(one.find_previous("h2")): one
        for one in client.get("/campaigns/generated/report?lang=en").soup.select("table")
    }
    rows = [[numbers(words(cell))[0] for cell in row.select("td")] for row in tables["By convoy"].select("tbody tr")]
    assert [sum(column) for column in zip(*rows, strict=True)] == [sent, arrived, sent - arrived - lost, lost]
    rows = in_sheet(client)[1:]
    for name, units in (("Units packed", packed), ("Units sent by convoy", sent), ("Units arrived by convoy", arrived)):
        mine = [row for row in rows if row[0] == name]
        assert [int(row[3]) for row in mine if not row[1] and not row[2]] == [units]
        assert sum(int(row[3]) for row in mine if row[1]) == units
        assert sum(int(row[3]) for row in mine if row[2]) in (units, 0)
    assert reports.report(edition).totals.received == sums["arrived"], "convoys are counted beside needs"


def test_a_campaign_of_convoys_alone_has_them_in_its_sheet_too(client):
    edition = factories.edition(slug="convoys")
    add_convoys(edition, factories.organisation())
    db.session.execute(update(Convoy).values(is_demo=True))
    db.session.commit()
    rows = in_sheet(client, "convoys")[1:]
    assert [row[3] for row in rows if row[0] == "Units sent by convoy" and not row[1] and not row[2]] == ["845"]
    assert all("demonstration" in row[6] for row in rows)
