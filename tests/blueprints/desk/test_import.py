"""A file as an office saves it, and the files that are none."""

import re
import time
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import select

from domain.db import db
from domain.needs import Need
from tests.blueprints.desk.pages import filled, said
from tests.client import Page, check_page

CSV = "المادة;الكمية;الوحدة;الأولوية;آخر أجل\nبطانيات;120;قطعة;عاجل;20/12/2026\nحليب;كثير;لتر;;\n"


@pytest.fixture
def owner(cast, as_):
    return as_("owner")


def send(browser, data, name="needs.csv"):
    """The form as it comes over the wire; Werkzeug's own client would leave a large one in an open file."""
    data = data.encode() if isinstance(data, str) else data
    head = 'Content-Disposition: form-data; name="{}"'
    parts = [
        f"--x\r\n{head.format('csrf_token')}\r\n\r\n{browser.token()}\r\n".encode(),
        f'--x\r\n{head.format("file")}; filename="{name}"\r\n\r\n'.encode() + data + b"\r\n--x--\r\n",
    ]
    body = b"".join(parts)
    options = {"input_stream": BytesIO(body), "content_length": len(body), "buffered": True}
    db.session.commit()
    with browser.client.application.app_context():
        answer = browser.client.post(
            "/desk/ours/import?lang=en", content_type="multipart/form-data; boundary=x", **options
        )
    page = Page(answer)
    check_page(page)
    return page


def test_a_file_becomes_rows_and_a_bad_one_costs_no_other(owner):
    page = send(owner, CSV)
    assert page.status == 200
    data = filled(page, "main form[action$=rows]")
    assert [(data[f"r{n}-item"], data[f"r{n}-quantity"]) for n in range(2)] == [("blanket", "120"), ("milk", "")]
    assert page.one("[aria-invalid]")["name"] == "r1-quantity"
    data.pop("r1-in")
    assert owner.post("/desk/ours/rows", data).status == 303
    made = db.session.scalars(select(Need)).all()
    assert [(need.item_code, need.quantity, need.urgency, str(need.deadline)) for need in made] == [
        ("blanket", 120, 2, "2026-12-20"),
    ]  # fmt: skip


def test_a_windows_1256_file_and_a_workbook_are_read(owner):
    assert send(owner, CSV.encode("windows-1256")).status == 200
    data = owner.get("/desk/ours/template.xlsx").response.data
    page = send(owner, data, "liste.xlsx")
    assert page.status == 422  # its examples alone are no needs
    assert "No need could be read in this file" in page.text


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
@pytest.mark.parametrize("lang", ["ar", "fa", "fr", "en"])
def test_there_is_an_empty_list_in_each_language(owner, lang, kind):
    answer = owner.get(f"/desk/ours/template.{kind}?lang={lang}")
    assert answer.status == 200
    assert answer.headers["Content-Disposition"] == f"attachment; filename=awn-{lang}.{kind}"
    assert len(answer.response.data) > 100


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"", "a.csv", "empty"),
        (b"%PDF-1.7 ...", "a.csv", "is not a list"),
        (b"\x89PNG\r\n\x1a\n", "a.xlsx", "is not a list"),
        (b"PK\x03\x04" + b"\0" * 500, "a.xlsx", "damaged"),
        (b"x" * 2_000_001, "a.csv", "too large"),
        (b"item;quantity\n" + b"blankets;5\n" * 6_000, "a.csv", "rows"),
    ],
)  # fmt: skip
def test_what_is_no_list_is_refused_in_words_at_the_field(owner, data, name, words):
    page = send(owner, data, name)
    assert page.status == 422
    assert words in page.one("main form .error").get_text()
    assert page.one("[aria-invalid]")["name"] == "file"


def test_far_too_much_is_refused_before_it_is_read(owner):
    page = send(owner, b"x" * 4_000_000)
    assert page.status == 413
    assert "too large" in page.one("main form .error").get_text()


def test_far_too_much_from_others_says_nothing_of_the_association(as_, client):
    for browser in (as_("stranger"), client):
        page = send(browser, b"x" * 4_000_000)
        assert page.status == 413
        assert "/desk/ours" not in page.body


def test_without_a_file_it_asks_for_one(owner):
    for data in ({}, {"file": (BytesIO(b""), "")}):
        page = owner.post("/desk/ours/import?lang=en", data, content_type="multipart/form-data")
        assert page.status == 422
        assert "Choose a file first" in said(page)


def test_of_a_very_long_file_the_first_rows_are_shown_and_it_says_so(owner):
    page = send(owner, "item;quantity\n" + "".join(f"blankets;{n}\n" for n in range(1, 701)))
    assert len(page.soup.select(".entries > li")) == 500
    assert "Only the first 500 rows are here" in page.text


def test_cells_that_look_like_formulas_are_only_words(owner):
    page = send(owner, 'item;quantity;note\nblankets;5;"=HYPERLINK(""http://x"")"\n')
    assert page.status == 200
    assert not page.soup.select("main .entries a")


def test_an_old_workbook_is_read(owner):
    file = Path(__file__).parents[2] / "domain" / "lists" / "files" / "needs.xls"
    assert send(owner, file.read_bytes(), "needs.xls").status == 200


def test_five_hundred_rows_full_of_mistakes_are_answered_at_once_and_keep_what_was_typed(owner):
    bad = "=1+1\u202e"
    row = f'"=HYPERLINK(1) \u202eشيء";+many\u202d;@SUM(A1) {"u" * 60};{bad};99/99/2020;=cmd|{"n" * 600}\n'
    sent = {"deadline": bad, "key": "k", "passed": "[]", "many": "500", "csrf_token": owner.token()}
    for name in ("in", "item", "label", "quantity", "unit", "urgency", "deadline", "note", "source"):
        sent |= {f"r{place}-{name}": bad for place in range(500)}
    files = {
        "csrf_token": owner.token(),
        "file": (BytesIO(("item;quantity;unit;urgency;deadline;note\n" + row * 500).encode()), "n.csv"),
    }
    began = time.process_time()
    shown = owner.client.post("/desk/ours/import?lang=en", data=files, content_type="multipart/form-data")
    refused = owner.client.post("/desk/ours/rows?lang=en", data=sent)
    assert time.process_time() - began < 2, "0.5 s on the machine where it was written"
    assert (shown.status_code, shown.text.count('id="row-')) == (200, 500)
    assert (refused.status_code, refused.text.count('id="row-')) == (422, 500)
    kept = len(re.findall(rf'value="{re.escape(bad)}"', refused.text))
    assert kept == 1 + 500 * 6, "the list's day; each row's words, quantity, unit, day, note and line"
    for name in ("item", "label", "quantity", "unit", "urgency", "deadline", "note"):
        assert 'aria-describedby="r499-' + name + '-error" aria-invalid="true"' in refused.text
