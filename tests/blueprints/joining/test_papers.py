"""Legal status and documents: written down, shown to whom they concern, and to nobody else."""

from io import BytesIO

import pytest
from PIL import Image

from domain import papers
from domain.db import db
from tests.client import Page

PAGE = "/desk/ours/profile/papers"
LEGAL = {"form": "association", "number": "12/2019", "since": "3/5/2019", "document": "0"}
DOCUMENTS = "/desk/ours/documents"
PDF = b"%PDF-1.7\n<html><script>alert(1)</script></html>"


def upload(browser, data=PDF, **typed):
    """Send a file as a browser does, built by hand: the test client's own way leaves large ones open."""
    fields = {"csrf_token": browser.token(), "kind": "statutes", "name": "القانون الأساسي"} | typed
    parts = [f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}' for name, value in fields.items()]
    parts.append('--x\r\nContent-Disposition: form-data; name="file"; filename="x.svg"\r\n\r\n')
    body = "\r\n".join(parts).encode() + data + b"\r\n--x--\r\n"
    with browser.client.application.app_context():
        return Page(browser.client.post(DOCUMENTS, data=body, content_type="multipart/form-data; boundary=x"))


def document(cast):
    return papers.documents_of(cast["ours"].id)[0]


def test_each_change_of_the_legal_status_is_another_line(as_, cast):
    browser = as_("member")
    for typed in (LEGAL | {"form": "informal", "number": "", "since": "1998-02-01"}, LEGAL):
        assert browser.post(PAGE, typed).status == 303
    assert [row.form for row in papers.status_history(cast["ours"].id)] == ["association", "informal"]
    assert "12/2019" in browser.get(PAGE).text


@pytest.mark.parametrize("since", ["", "قريبا", "31/31/2019", "3/5/2119"])
def test_a_day_that_is_none_is_refused_and_the_rest_is_kept(as_, since):
    page = as_("member").post(PAGE, LEGAL | {"since": since})
    assert page.status == 422
    assert page.one("input[name=since]")["aria-invalid"] == "true"
    assert page.one("input[name=number]")["value"] == "12/2019"
    assert page.one("form[action$=papers]").find_parent("details", open=False) is None


def test_a_jalali_day_is_a_day(as_, cast):
    as_("member").post(PAGE, LEGAL | {"since": "۱۳۹۸/۲/۱۳"})
    assert papers.current_status(cast["ours"].id).since.isoformat() == "2019-05-03"


def test_a_document_comes_back_as_a_download_that_can_do_nothing(as_, cast):
    assert upload(as_("member")).status == 303
    for who in ("owner", "member", "coordinator", "admin"):
        page = as_(who).get(f"/desk/ours/documents/{document(cast).id}")
        assert page.response.data == PDF
        assert page.headers["Content-Type"] == "application/pdf"
        assert page.headers["Content-Disposition"].startswith("attachment")
        assert page.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in page.headers["Content-Security-Policy"]
        assert page.headers["Cache-Control"] == "no-store"


def test_nobody_else_gets_a_document(client, as_, cast):
    upload(as_("member"))
    address = f"/desk/ours/documents/{document(cast).id}"
    for who in ("stranger", "volunteer", "planner", "guest"):
        assert as_(who).get(address).status == 404
    assert as_("stranger").get(address.replace("ours", "theirs")).status == 404
    assert client.get(address).location.startswith("/sign-in")
    assert as_("coordinator").post(f"{address}/removal").status == 404


@pytest.mark.parametrize("data", [b"<svg onload='alert(1)'/>", b"MZ\x90", b"PK\x03\x04" + bytes(100)])
def test_what_is_no_document_is_refused_at_its_field_and_the_rest_is_kept(as_, cast, data):
    page = upload(as_("member"), data)
    assert page.status == 422
    assert page.one("input[name=file]")["aria-invalid"] == "true"
    assert page.one("form[action$=documents] input[name=name]")["value"] == "القانون الأساسي"
    assert papers.documents_of(cast["ours"].id) == []


def test_no_file_is_said_at_the_file(as_):
    page = as_("member").post("/desk/ours/documents", {"kind": "statutes", "name": "س"})
    assert page.status == 422
    assert page.one("form[action$=documents] .error")


def test_a_photo_loses_what_the_camera_wrote_into_it(app, as_, cast):
    file = BytesIO()
    Image.new("RGB", (40, 30), "teal").save(file, "JPEG", comment=b"somewhere")
    upload(as_("member"), file.getvalue())
    browser, address = as_("owner"), f"/desk/ours/documents/{document(cast).id}"
    with app.app_context():
        answer = browser.client.get(address)  # not a page to be read
    assert answer.headers["Content-Type"] == "image/webp"
    assert b"somewhere" not in answer.data


def test_a_document_is_removed(as_, cast):
    upload(as_("member"))
    address = f"/desk/ours/documents/{document(cast).id}"
    assert as_("owner").post(f"{address}/removal").status == 303
    assert as_("owner").get(address).status == 404


def test_too_much_is_refused(as_, cast):
    assert upload(as_("member"), PDF + bytes(6_000_000)).status == 422
    assert upload(as_("member"), PDF + bytes(12_000_000)).status == 413
    assert papers.documents_of(cast["ours"].id) == []


def test_the_papers_of_a_refused_association_are_closed(as_, cast):
    cast["ours"].status = "rejected"
    db.session.commit()
    assert as_("member").post(PAGE, LEGAL).status == 409


def test_the_public_page_names_the_legal_form_and_no_number(client, as_):
    as_("member").post(PAGE, LEGAL)
    page = client.get("/associations/ours?lang=en")
    assert "Registered association" in page.text
    assert "12/2019" not in page.text
