"""An edition's report as a page, as a PDF and as a sheet."""

import csv
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from blueprints.campaigns import files
from blueprints.campaigns.sheet import neutral
from domain import clock, typesetting
from domain.campaigns import EditionResult
from domain.db import db
from domain.untrusted import ReadersBusy
from tests import factories
from tests.blueprints.campaigns.scene import make_campaign


@pytest.fixture
def edition(app):
    return make_campaign(Random(5))


@pytest.mark.parametrize("lang", ["ar", "fa", "fr", "en"])
def test_the_pdf_is_made_in_each_language_and_kept(app, client, edition, lang):
    page = client.get(f"/campaigns/generated/report.pdf?lang={lang}")
    assert page.status == 200
    assert page.headers["Content-Type"] == "application/pdf"
    assert page.headers["Content-Disposition"] == f"attachment; filename=generated-{lang}.pdf"
    assert page.response.get_data().startswith(b"%PDF-")
    kept = list((Path(app.instance_path) / "reports").glob("*.pdf"))
    assert len(kept) == 1
    kept[0].write_bytes(b"%PDF-kept")
    assert client.get("/campaigns/generated/report.pdf").response.get_data() == b"%PDF-kept"
    need = factories.need(edition_id=edition.id)
    factories.pledge(need, factories.person())
    assert client.get("/campaigns/generated/report.pdf").response.get_data() != b"%PDF-kept", "other figures"


def test_only_the_latest_files_are_kept(app, client, edition, monkeypatch):
    monkeypatch.setattr(files, "MOST", 2)
    for lang in ("ar", "fa", "fr"):
        client.get(f"/campaigns/generated/report.pdf?lang={lang}")
    assert len(list((Path(app.instance_path) / "reports").iterdir())) == 2


def test_when_no_pdf_can_be_made_the_page_says_so(client, edition, monkeypatch):
    def busy(*_):
        raise ReadersBusy

    monkeypatch.setattr(typesetting, "pdf", busy)
    page = client.get("/campaigns/generated/report.pdf?lang=en")
    assert (page.status, page.location) == (303, "/campaigns/generated/report")
    assert "The PDF could not be made just now." in client.get(page.location).text


def test_the_report_is_linked_and_leads_to_its_files(client, edition):
    link = client.get("/campaigns/generated?lang=en").one("a[href$='/report']")
    page = client.get(link["href"])
    assert page.one("h1").get_text().startswith("Warm winter")
    for ending in ("pdf", "csv"):
        assert client.get(page.one(f"a[href$='report.{ending}']")["href"]).status == 200
    assert "How these figures are computed" in page.text
    assert "شركة الأطلس" in page.text


def test_a_planned_edition_has_no_page_and_no_report(client, edition, as_):
    edition.is_public = False
    for address in ("", "/report", "/report.pdf", "/report.csv"):
        assert client.get(f"/campaigns/generated{address}").status == 404
        assert as_("coordinator").get(f"/campaigns/generated{address}").status == 404
    assert "generated" not in client.get("/campaigns").body
    assert "generated" not in client.get("/").body


def test_a_planned_edition_before_is_not_named(client, edition):
    before = factories.edition(slug="secret", is_public=False, number=0, campaign_id=edition.campaign_id, year=2011)
    edition.previous_id = before.id
    for address in ("/campaigns/generated", "/campaigns/generated/report"):
        assert "secret" not in client.get(address).body


def test_an_edition_that_ran_elsewhere_reports_what_was_published(client):
    edition = factories.edition(slug="old", ends_on=clock.today() - timedelta(days=1))
    result = {"measure": "items", "value": 10000, "unit": "items", "at_least": True, "source": "=cmd|' /C calc'!A0"}
    db.session.add(EditionResult(edition_id=edition.id, **result))
    page = client.get("/campaigns/old/report?lang=en")
    assert "more than 10,000" in page.text
    assert "Counted from" not in page.text
    sheet = client.get("/campaigns/old/report.csv?lang=en").body.removeprefix("\ufeff")
    [_, row] = csv.reader(sheet.splitlines())
    assert row[:4] == ["Items", "", "", "10000"]
    assert row[-1] == "Published as “more than”. =cmd|' /C calc'!A0"
    assert client.get("/campaigns/old/report.pdf").status == 200


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@a", "\u200f=1", " =1", "\t=1", "＝1", "\ufeff+1", "\r1"])
def test_no_text_begins_like_a_formula(text):
    assert neutral(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "بطانيات", "Fès – Meknès", "54%", "a=b"])
def test_other_text_stays_as_it_is(text):
    assert neutral(text) == text


def test_before_anything_was_asked_the_report_stands(client):
    factories.edition(slug="empty")
    assert client.get("/campaigns/empty/report").status == 200
    assert client.get("/campaigns/empty/report.pdf").status == 200
    assert client.get("/campaigns/empty/report.csv").status == 200
    assert not client.get("/campaigns/empty").soup.select("a[href$='/report']")


def test_reports_are_limited_by_address(limited_app):
    factories.edition(slug="empty")
    db.session.commit()
    client = limited_app.test_client()
    answers = [client.get("/campaigns/empty/report.csv").status_code for _ in range(22)]
    assert (answers[0], answers[-1]) == (200, 429)


def test_two_readers_at_once_both_get_the_report(app, edition):
    facts = Random(7)  # as many files, so that the two meet

    @dataclass
    class Said:
        number: float

    def ask(number):
        with app.app_context():
            return files.pdf("report", Said(number))

    made = typesetting.pdf
    try:
        typesetting.pdf = lambda *_: b"%PDF-" + b"x" * 60_000
        numbers = [number for number in (facts.random() for _ in range(60)) for _ in range(4)]
        with ThreadPoolExecutor(8) as readers:
            assert all(found.startswith(b"%PDF-") for found in readers.map(ask, numbers))
    finally:
        typesetting.pdf = made
