"""The drawings on an edition's page: what they weigh, what they say without being seen."""

import brotli
import pytest
from flask import render_template_string

from blueprints.campaigns.drawn import DrawnMap, legend
from domain import drawings, handovers, places
from domain.db import db
from domain.reports import Part
from tests import factories

MOST = 3_000  # bytes as sent
MAP = "{% from 'campaigns/_map.html' import map_drawing %}{{ map_drawing(drawn, names, '/needs?campaign=x') }}"


@pytest.fixture
def edition(app):
    made = factories.edition(slug="drawn")
    for number in range(12):
        host = factories.organisation(region_code=f"MA-{number + 1:02d}")
        need = factories.need(host, edition_id=made.id, quantity=100)
        factories.pledge(need, factories.person(), 1 + number * 8)
    late = factories.pledge(need, factories.person(), 3)
    handovers.receive(late.id, late.code, 3, "good", actor_id=factories.person().id)
    db.session.execute(
        db.text("INSERT INTO edition_day (edition_id, day, taken, received, distributed) VALUES (:id, :day, 5, 0, 0)"),
        {"id": made.id, "day": made.starts_on.isoformat() if "sqlite" in str(db.engine.url) else made.starts_on},
    )
    db.session.commit()
    return made


@pytest.mark.parametrize("country", ["MA", "EG", "IR", "AE"])
def test_a_map_weighs_little(app, country):
    regions = places.regions_of(country)
    parts = [Part(code, 1, 100, 4 * place % 101) for place, code in enumerate(regions)]
    drawn = drawings.region_map(country, parts)
    covered = {part.code: f"{part.covered}%" for part in parts}
    with app.test_request_context("/"):
        html = render_template_string(MAP, drawn=DrawnMap(drawn, "…", legend(), covered), names=regions)
    assert len(brotli.compress(html.encode(), quality=2)) <= MOST
    assert html.count("<title>") == len(regions)
    assert html.count("<a href=") == len(regions)


def test_the_page_is_light_with_all_its_drawings(client, edition):
    page = client.client.get("/campaigns/drawn?lang=ar", headers={"Accept-Encoding": "br"})
    assert page.headers["Content-Encoding"] == "br"
    assert len(page.get_data()) <= 14_000
    assert b"<svg" in brotli.decompress(page.get_data())


def test_each_drawing_has_a_name_and_a_description(client, edition):
    page = client.get("/campaigns/drawn?lang=en")
    curve, map_ = page.one(".plot > svg"), page.one(".map > svg")
    assert (curve["role"], map_["role"]) == ("img", "group")
    for drawing in (curve, map_):
        for number in drawing["aria-labelledby"].split():
            assert page.one(f"#{number}").get_text(strip=True)
    assert "3 arrived" in page.one("#curve-d").get_text()
    regions = [title.get_text() for title in map_.select("g title")]
    assert len(regions) == 12
    assert "Oriental: 9%" in regions


def test_each_region_leads_to_its_needs_on_the_board(client, edition):
    page = client.get("/campaigns/drawn?lang=en")
    links = {link["href"] for link in page.soup.select(".map a")}
    assert links == {f"/needs?campaign=drawn&region=MA-{number:02d}" for number in range(1, 13)}
    assert links == {link["href"] for link in page.soup.select(".bars a")}
    assert client.get(links.pop()).status == 200


def test_the_map_reads_without_colour(client, edition):
    map_ = client.get("/campaigns/drawn").one(".map")
    patterns = {pattern["id"]: pattern.path["stroke-width"] for pattern in map_.select("pattern")}
    assert len(set(patterns.values())) == len(patterns) == 4
    fills = {group.get("fill", "") for group in map_.select("g")}
    assert fills <= {"", *(f"url(#{name})" for name in patterns)}
    assert len(map_.select("figcaption li")) == 6


def test_the_curve_ends_at_what_the_page_says(client, edition):
    page = client.get("/campaigns/drawn?lang=en")
    assert page.one(".plot .x").get_text(" ").split()[-1] == str(edition.ends_on.year)
    assert "M0 240" in page.one(".plot path.p")["d"]
    assert client.get("/campaigns/drawn?lang=ar").one(".plot path.p")["d"].startswith("M600 240")
