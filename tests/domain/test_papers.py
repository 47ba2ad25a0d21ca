"""Papers: history that only grows, and files that are what they say."""

import stat
from datetime import date, timedelta
from io import BytesIO

import pytest
from PIL import Image

from domain import clock, papers, pictures
from domain.papers import DayAhead, DocumentTooLarge, DocumentUnreadable, TooManyDocuments
from tests import factories


@pytest.fixture
def person(app):
    return factories.person()


@pytest.fixture
def ours(person):
    return factories.organisation(person)


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "documents"
    made.mkdir()
    return made


def photo(size=(60, 40)):
    file = BytesIO()
    Image.new("RGB", size, "teal").save(file, "JPEG", exif=b"Exif\x00\x00secret")
    return file.getvalue()


def add(ours, person, data, folder):
    return papers.add_document(ours.id, "statutes", "", data, folder, actor_id=person.id)


def test_an_informal_team_becomes_registered_and_both_are_remembered(ours, person):
    papers.record_status(ours.id, "informal", "", date(2015, 3, 1), actor_id=person.id)
    papers.record_status(ours.id, "association", "12/2019", date(2019, 5, 3), actor_id=person.id)
    assert papers.current_status(ours.id).form == "association"
    assert [row.form for row in papers.status_history(ours.id)] == ["association", "informal"]


def test_the_same_said_twice_is_one_row(ours, person):
    for _ in range(2):
        papers.record_status(ours.id, "informal", "", date(2015, 3, 1), actor_id=person.id)
    assert len(papers.status_history(ours.id)) == 1


def test_a_status_holds_from_a_day_that_has_come(ours, person):
    with pytest.raises(DayAhead):
        papers.record_status(ours.id, "informal", "", clock.today() + timedelta(days=1), actor_id=person.id)


def test_a_pdf_is_kept_as_it_came_and_only_its_owner_may_read_it(ours, person, folder):
    data = b"%PDF-1.7 something"
    document = add(ours, person, data, folder)
    path = folder / document.key
    assert (path.read_bytes(), document.mime, document.size) == (data, papers.PDF, len(data))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_photo_is_made_anew(ours, person, folder):
    document = add(ours, person, photo(), folder)
    kept = (folder / document.key).read_bytes()
    assert document.mime == pictures.MIME
    assert b"secret" not in kept


@pytest.mark.parametrize("data", [b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"PK\x03\x04", b"hello %PDF-"])
def test_what_is_neither_is_refused_and_nothing_is_kept(ours, person, folder, data):
    with pytest.raises(DocumentUnreadable):
        add(ours, person, data, folder)
    assert (papers.documents_of(ours.id), list(folder.iterdir())) == ([], [])


def test_a_pdf_has_its_measure(ours, person, folder):
    with pytest.raises(DocumentTooLarge):
        add(ours, person, b"%PDF-" + bytes(papers.PDF_MOST), folder)


def test_documents_are_not_piled_up(ours, person, folder):
    for _ in range(papers.DOCUMENTS_MOST):
        add(ours, person, b"%PDF-1.7", folder)
    with pytest.raises(TooManyDocuments):
        add(ours, person, b"%PDF-1.7", folder)
    assert len(list(folder.iterdir())) == papers.DOCUMENTS_MOST


def test_a_document_that_is_removed_leaves_its_row_and_not_its_bytes(ours, person, folder):
    document = add(ours, person, b"%PDF-1.7", folder)
    for _ in range(2):
        papers.remove_document(document, folder)
    assert papers.find_document(ours.id, document.id) is None
    assert document.removed_at is not None
    assert list(folder.iterdir()) == []


def test_another_associations_document_is_not_found(ours, person, folder):
    document = add(ours, person, b"%PDF-1.7", folder)
    assert papers.find_document(factories.organisation().id, document.id) is None
