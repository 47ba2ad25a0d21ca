"""Targets typed in a grid, an item or a region at a time, or read from a file and mended."""

from io import BytesIO

import pytest

from domain.campaigns import EditionTarget
from domain.db import db
from domain.log import Transition
from tests.client import Page

HERE = "/studio/campaigns/winter/targets"


def saved():
    return {(one.item_code, one.region_code): one.quantity for one in db.session.query(EditionTarget)}


def cells(page):
    return page.fields()


@pytest.fixture
def catalogue(edition):
    edition.items = ["blanket", "shoes"]
    db.session.commit()


def test_the_whole_grid_is_typed_and_added_up(team, catalogue):
    page = team.get(f"{HERE}?view=grid")
    typed = cells(page) | {"t.blanket.": "1 500", "t.blanket.MA-01": "٧٠٠", "t.shoes.MA-01": "۳۰"}
    assert team.post(HERE, typed).location == f"{HERE}?view=grid"
    assert saved() == {("blanket", None): 1500, ("blanket", "MA-01"): 700, ("shoes", "MA-01"): 30}
    totals = [cell.get_text(strip=True) for cell in team.get(f"{HERE}?view=grid").soup.select("tfoot td")]
    assert totals[1] == "730"
    assert totals[0].replace("\xa0", "") == "1530"


def test_on_a_phone_one_item_or_one_region_is_typed_at_a_time(team, catalogue):
    page = team.get(f"{HERE}?item=blanket")
    assert len(page.soup.select("main form input.in")) == 13
    assert team.post(HERE, cells(page) | {"t.blanket.MA-02": "40"}).location == HERE
    page = team.get(f"{HERE}?region=MA-02")
    assert page.one("input[name='t.blanket.MA-02']")["value"] == "40"
    assert team.post(HERE, cells(page) | {"t.shoes.MA-02": "5"}).location == f"{HERE}?view=regions"
    assert saved() == {("blanket", "MA-02"): 40, ("shoes", "MA-02"): 5}
    assert "40" in team.get(HERE).text


def test_what_is_no_number_is_said_at_its_cell_and_nothing_is_saved(team, catalogue):
    typed = cells(team.get(f"{HERE}?view=grid")) | {"t.blanket.": "كثير", "t.shoes.": "12"}
    for wrong in ("كثير", "-4", "1,5", "999999999999", "9" * 500):
        page = team.post(HERE, typed | {"t.blanket.": wrong})
        assert page.status == 422
        assert page.one("#t-blanket-all")["aria-invalid"] == "true"
        assert page.one("#t-shoes-all")["value"] == "12"
    assert saved() == {}


def test_cells_that_do_not_exist_are_passed_by(team, catalogue):
    form = cells(team.get(f"{HERE}?view=grid")) | {
        "t.nothing.": "4",
        "t.blanket.EG-C": "4",
        "t.": "1",
        "t.a.b.c": "2",
    }
    assert team.post(HERE, form).status == 303
    assert saved() == {}


def test_of_two_at_the_grid_the_second_sees_what_was_saved(as_, team, catalogue):
    other = as_("admin")
    mine, theirs = (one.get(f"{HERE}?item=blanket").fields() for one in (team, other))
    team.post(HERE, mine | {"t.blanket.MA-01": "10"})
    page = other.post(HERE, theirs | {"t.blanket.MA-01": "20"})
    assert page.status == 409
    assert "10" in page.one("#t-blanket-MA-01-came").get_text()
    assert page.one("#t-blanket-MA-01")["value"] == "20"
    assert saved() == {("blanket", "MA-01"): 10}
    assert other.post(HERE, page.fields()).status == 303
    assert saved() == {("blanket", "MA-01"): 20}


def upload(team, text, name="targets.csv"):
    """The form as it comes over the wire; Werkzeug's own client would leave a large one in an open file."""
    data = text if isinstance(text, bytes) else text.encode()
    head = 'Content-Disposition: form-data; name="{}"'
    token = f"--x\r\n{head.format('csrf_token')}\r\n\r\n{team.token()}\r\n".encode()
    body = token + f'--x\r\n{head.format("file")}; filename="{name}"\r\n\r\n'.encode() + data + b"\r\n--x--\r\n"
    options = {"input_stream": BytesIO(body), "content_length": len(body), "buffered": True}
    db.session.commit()
    with team.client.application.app_context():
        answer = team.client.post(f"{HERE}/file", content_type="multipart/form-data; boundary=x", **options)
    db.session.expire_all()
    return Page(answer)


def ticked(page):
    return page.fields("main form[action$='/rows']") | {
        field["name"]: "on" for field in page.soup.select("main input[type=checkbox][checked]")
    }


def test_a_file_is_read_looked_at_mended_and_saved(team, edition):
    page = upload(team, "المادة;الجهة;الكمية\nأغطية;الشرق;٣٥٠\nشيء غريب;الشرق;5\nأحذية;المريخ;7")
    assert page.status == 200
    assert saved() == {}
    assert len(page.soup.select("main .entries [aria-invalid]")) == 2
    refused = team.post(f"{HERE}/rows", ticked(page))
    assert refused.status == 422
    assert refused.one("input[name=r0-quantity]")["value"] == "350"
    mended = ticked(page) | {"r1-item": "heater", "r2-region": "all", "r2-item": "shoes", "r1-region": "MA-02"}
    assert team.post(f"{HERE}/rows", mended).location == HERE
    assert saved() == {("blanket", "MA-02"): 350, ("heater", "MA-02"): 5, ("shoes", None): 7}


def test_a_bad_row_is_left_out_by_its_tick(team, edition):
    page = upload(team, "Item;Region;Quantity\nBlankets;Oriental;350\nAlpha;Atlantis;x")
    rows = {name: value for name, value in ticked(page).items() if name != "r1-in"}
    assert team.post(f"{HERE}/rows", rows).status == 303
    assert saved() == {("blanket", "MA-02"): 350}


def test_the_same_cell_twice_is_not_saved_twice(team, edition):
    page = upload(team, "Item;Region;Quantity\nBlankets;Oriental;350\nBlankets;MA-02;9")
    assert page.one("#r1-item")["aria-invalid"] == "true"
    assert team.post(f"{HERE}/rows", ticked(page)).status == 422


def test_rows_saved_over_somebody_elses_edit_are_held_back(team, catalogue):
    page = upload(team, "Item;Region;Quantity\nBlankets;Oriental;350")
    team.post(HERE, team.get(f"{HERE}?item=blanket").fields() | {"t.blanket.": "3"})
    held = team.post(f"{HERE}/rows", ticked(page))
    assert held.status == 409
    assert saved() == {("blanket", None): 3}
    assert team.post(f"{HERE}/rows", ticked(held)).status == 303


@pytest.mark.parametrize(
    "data", [b"", b"%PDF-1.7 x", b"PK\x03\x04" + b"\0" * 200, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 900,
             b"a,b\n" * 6000, b"hello", b"Item;Quantity\n;"],
)  # fmt: skip
def test_a_hostile_or_empty_file_is_refused_at_its_field(team, edition, data):
    page = upload(team, data, "targets.xlsx")
    assert page.status == 422
    assert page.one("#file")["aria-invalid"] == "true"


def test_a_file_that_is_too_large_is_said_at_its_field(team, edition):
    assert upload(team, b"x" * 2_000_001).one("#file")["aria-invalid"] == "true"
    page = upload(team, b"x" * 3_500_000)
    assert page.status == 413
    assert page.one("#file")["aria-invalid"] == "true"


def test_far_too_much_from_others_says_nothing_of_the_edition(as_, client, edition):
    for other in (as_("stranger"), client):
        page = upload(other, b"x" * 3_500_000)
        assert page.status == 413
        assert "winter" not in page.body


def test_no_file_is_no_error_of_ours(team, edition):
    assert team.post(f"{HERE}/file").status == 422
    assert team.post(f"{HERE}/rows", {"many": "99999999", "revision": "x"}).status == 422


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_file_to_fill_in_is_understood_when_it_comes_back(team, catalogue, kind):
    team.post(HERE, team.get(f"{HERE}?item=blanket").fields() | {"t.blanket.": "4000000"})
    page = team.client.get(f"{HERE}/template.{kind}")
    assert page.status_code == 200
    back = upload(team, page.data, f"a.{kind}")
    assert back.one("input[name=r0-quantity]")["value"] == "4000000"


def test_each_change_is_told_in_the_history(team, catalogue):
    team.post(HERE, team.get(f"{HERE}?item=blanket").fields() | {"t.blanket.MA-02": "40"})
    assert db.session.query(Transition).filter_by(noun="edition", new="targets").count() == 1
    told = team.get("/studio/campaigns/winter?lang=en").one("main ol.list").get_text()
    assert "Oriental" in told
    assert "40" in told
