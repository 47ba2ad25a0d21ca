"""The campaigns of the demonstration data: real figures where they were published, and nothing claimed beyond them."""

import csv
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from domain import clock
from domain.campaigns import Edition, EditionPartner, EditionResult, EditionTarget, find_edition, running_editions
from domain.catalogue import items
from domain.db import db
from domain.demo.loading import load_demo
from domain.demo.story import facts
from domain.needs import Need
from domain.places import Region
from domain.text import clean_line
from tests.domain.demo.rows import COUNTRIES, every


def test_editions_run_and_are_linked(country: str) -> None:
    running = running_editions()
    assert running
    today = clock.today()
    for edition in running:
        assert today + timedelta(days=18) <= edition.ends_on <= today + timedelta(days=75)
        assert edition.targets
        assert edition.slug.endswith(str(edition.year))
        mine = [need for need in every(Need) if need.edition_id == edition.id]
        assert mine
        assert all(need.deadline <= edition.ends_on for need in mine)
        asking = {need.organisation_id for need in mine}
        rows = db.session.scalars(select(EditionPartner).where(EditionPartner.edition_id == edition.id))
        partners = {row.organisation_id for row in rows}
        assert asking <= partners
        targets = {target.item_code for target in edition.targets}
        assert {need.item_code for need in mine} <= targets | set(items())
    for edition in every(Edition):
        for lang in ("ar", "fa", "fr", "en"):
            assert edition.campaign.name(lang)
            assert 100 < len(edition.campaign.about(lang)) <= 1000
        if edition.previous:
            assert edition.previous.starts_on < edition.starts_on
            assert edition.previous.campaign_id == edition.campaign_id
    assert all(target.item_code in items() for target in every(EditionTarget))


def test_published_results_are_the_documents_figures(country: str) -> None:
    results = {(row.edition_id, row.measure): (row.value, row.at_least) for row in every(EditionResult)}
    assert all(row.source and len(row.source) <= 200 for row in every(EditionResult))
    if country == "MA":
        first, second = find_edition("warm-winter-2019"), find_edition("warm-winter-2020")
        assert first is not None
        assert second is not None
        assert second.previous is first
        assert first.starts_on == date(2019, 10, 1)
        for measure in ("volunteers", "associations", "families", "items"):
            assert results.pop((first.id, measure)) == facts()[f"warm_winter_1_{measure}"]
        for measure in ("communes", "people", "women_pct", "men_pct", "children_pct"):
            assert results.pop((second.id, measure)) == facts()[f"warm_winter_{measure}"]
    if country == "EG":
        edition = find_edition("shoulder-to-shoulder-2023")
        assert edition is not None
        for measure, key in {"cartons": "food_cartons", "meals": "meals", "garments": "garments"}.items():
            assert results.pop((edition.id, measure)) == facts()[f"katef_{key}"]
        targets = {row.item_code: row.quantity for row in running_editions()[0].targets if not row.region_code}
        assert targets == {"food-carton": 4_000_000, "meal": 160_000, "garment": 30_000}
    assert not results, "no other published figures are claimed"


def test_phases_name_real_regions(country: str) -> None:
    codes = set(db.session.scalars(select(Region.code)))
    for edition in every(Edition):
        for phase in edition.phases:
            assert set(phase["regions"]) <= codes
            assert phase["starts_on"] <= phase["ends_on"]
            assert edition.starts_on <= date.fromisoformat(phase["starts_on"])
            assert all(phase[f"name_{lang}"] for lang in ("ar", "fa", "fr", "en"))
    if country == "EG":
        phases = running_editions()[0].phases
        assert [len(phase["regions"]) > 0 for phase in phases] == [True] * 3
        assert Counter(code for phase in phases for code in phase["regions"]) == Counter(codes)


# --- notes ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", COUNTRIES)
def test_notes_belong_to_items(name: str) -> None:
    folder = Path(load_demo.__code__.co_filename).parent / "data"
    with (folder / f"notes-{name.lower()}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert all(row["item"] in items() and clean_line(row["note"], limit=200, required=True) for row in rows)
