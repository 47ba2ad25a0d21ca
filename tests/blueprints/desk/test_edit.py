"""One row edited where it stands, with htmx and without."""

from urllib.parse import urlencode

import pytest

from domain.db import db
from tests import factories
from tests.blueprints.desk.pages import filled, said, titles
from tests.weight import sent


@pytest.fixture
def need(cast):
    return factories.need(cast["ours"], note="للكبار", deadline=factories.clock.today() + factories.timedelta(days=40))


def test_a_row_is_edited_on_a_page_of_its_own(cast, as_, need):
    owner = as_("owner")
    page = owner.get(f"/desk/ours/needs/{need.id}/edit")
    assert len(page.soup.select("select[name=item] option")) > 30
    done = owner.post(f"/desk/ours/needs/{need.id}", filled(page, quantity="٨٠", label="بطانيات صوفية"))
    assert (done.status, done.location) == (303, f"/desk/ours#need-{need.id}")
    assert (need.quantity, need.label, need.note, need.status) == (80, "بطانيات صوفية", "للكبار", "published")
    assert titles(owner.get("/desk/ours")) == ["بطانيات صوفية"]


def test_a_row_is_edited_in_its_place(cast, as_, need):
    owner = as_("owner")
    form = owner.get(f"/desk/ours/needs/{need.id}/edit", htmx=True)
    assert form.one("li")["id"] == f"need-{need.id}"
    row = owner.post(f"/desk/ours/needs/{need.id}", filled(form, "form", quantity="75"), htmx=True)
    assert (row.status, need.quantity) == (200, 75)
    assert row.one("li.card")["id"] == f"need-{need.id}"
    assert row.one("[autofocus]")


def test_the_whole_catalogue_is_fetched_only_when_something_else_is_wanted(cast, as_, need):
    owner = as_("owner")
    form = owner.get(f"/desk/ours/needs/{need.id}/edit", htmx=True)
    assert len(form.soup.select("select[name=item] option")) == 1
    field = owner.get(f"/desk/ours/needs/{need.id}/edit?items=1", htmx=True).one("select")
    assert (field["name"], field["id"]) == ("item", form.one("select[name=item]")["id"])
    assert field.select("option")[0]["value"] == "blanket"
    assert len(field.select("optgroup")) == 8


def test_editing_a_row_sends_and_receives_under_2_kb(app, cast, as_, need):
    """The form, what is typed into it and the row that comes back, all as sent and taken together."""
    need.label, need.note = "بطانيات صوفية كبيرة", "لعمال الحقول والرعاة في الجبل"
    owner = as_("owner")
    form = owner.get(f"/desk/ours/needs/{need.id}/edit", htmx=True)
    data = filled(form, "form", quantity="55") | {"csrf_token": owner.token()}
    browser = owner.client
    options = {"headers": {"HX-Request": "true", "Accept-Encoding": "gzip, deflate, br"}}
    asked = sent.fetch(browser, f"/desk/ours/needs/{need.id}/edit", **options)
    with app.app_context():
        saved = browser.post(f"/desk/ours/needs/{need.id}", data=data, **options)
    assert (asked.status_code, saved.status_code, saved.headers["Content-Encoding"]) == (200, 200, "br")
    received = sent.size(asked) + sent.size(saved)
    assert received + len(urlencode(data)) < 2_000
    wrong = data | {"quantity": "كثير", "revision": "2"}
    with app.app_context():
        refused = browser.post(f"/desk/ours/needs/{need.id}", data=wrong, **options)
    assert refused.status_code == 422
    assert sent.size(refused) + len(urlencode(wrong)) < 2_000


@pytest.mark.parametrize("htmx", [False, True])
@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("quantity", "كثير"), ("quantity", ""), ("quantity", "0"), ("quantity", "99999999"), ("deadline", "قريبا"),
        ("deadline", "2020-01-01"), ("label", "x" * 121), ("unit", "x" * 31), ("note", "x" * 501),
        ("label", "a\u202eb"), ("item", "nothing"), ("item", "other-food"), ("urgency", "never"), ("edition", "77"),
    ],
)  # fmt: skip
def test_what_was_typed_stays_with_the_message_at_its_field(cast, as_, need, field, typed, htmx):
    owner = as_("owner")
    form = owner.get(f"/desk/ours/needs/{need.id}/edit", htmx=htmx)
    factories.edition()
    data = filled(form, "form.form", note="مكتوب للتو") | {field: typed}
    page = owner.post(f"/desk/ours/needs/{need.id}", data, htmx=htmx)
    assert page.status == 422
    assert page.soup.select(".error, .notice.red li")
    kept = filled(page, "form.form")
    assert kept["note"] == data["note"]
    if field not in ("item", "urgency", "edition"):
        assert kept[field] == typed
    assert need.revision == 1


def test_the_quantity_cannot_go_below_what_is_promised(cast, as_, need):
    factories.pledge(need, cast["volunteer"], quantity=20)
    owner = as_("owner")
    form = owner.get(f"/desk/ours/needs/{need.id}/edit?lang=en")
    page = owner.post(f"/desk/ours/needs/{need.id}", filled(form, quantity="19"))
    assert page.status == 422
    assert "20 are promised or have arrived already" in page.text
    assert owner.post(f"/desk/ours/needs/{need.id}", filled(form, quantity="20")).status == 303
    assert (need.quantity, need.is_open) == (20, 0)


@pytest.mark.parametrize("htmx", [False, True])
def test_two_people_on_one_row_are_told_and_decide(cast, as_, need, htmx):
    first, second = as_("owner"), as_("member")
    address = f"/desk/ours/needs/{need.id}"
    mine = filled(first.get(f"{address}/edit?lang=en", htmx=htmx), "form.form", quantity="70", note="ما كتبته أنا")
    theirs = filled(second.get(f"{address}/edit", htmx=htmx), "form.form", quantity="80", note="ما كتبته هي")
    assert second.post(address, theirs, htmx=htmx).status in (200, 303)
    page = first.post(address, mine, htmx=htmx)
    assert page.status == 409
    assert need.quantity == 80
    assert "member saved this row" in page.text
    cells = [[cell.get_text(strip=True) for cell in row.select("td")] for row in page.soup.select("tbody tr")]
    assert cells == [["80", "70"], ["ما كتبته هي", "ما كتبته أنا"]]
    over = filled(page, "form.form")
    assert (over["quantity"], over["note"]) == ("70", "ما كتبته أنا")
    assert first.post(address, over, htmx=htmx).status in (200, 303)
    assert (need.quantity, need.note) == (70, "ما كتبته أنا")


def test_a_row_that_was_closed_meanwhile_says_so(cast, as_, need):
    owner = as_("owner")
    address = f"/desk/ours/needs/{need.id}"
    data = filled(owner.get(f"{address}/edit", htmx=True), "form", quantity="70")
    as_("member").post(f"{address}/state", {"to": "close"})
    row = owner.post(address, data, htmx=True)
    assert (row.status, need.quantity) == (409, 60)
    assert "late" in row.body
    assert owner.post(address, data).status == 409
    assert owner.get(f"{address}/edit").status == 303


def test_an_approved_association_is_told_what_is_reviewed(cast, as_, need):
    cast["ours"].status = "approved"
    owner = as_("owner")
    page = owner.get(f"/desk/ours/needs/{need.id}/edit?lang=en")
    assert "Anything else goes to the platform team first" in page.text
    owner.post(f"/desk/ours/needs/{need.id}", filled(page, note="جديد"))
    assert need.status == "submitted"


def test_reviewed_words_cannot_change_under_a_pledge(cast, as_, need):
    cast["ours"].status = "approved"
    factories.pledge(need, cast["volunteer"])
    owner = as_("owner")
    form = owner.get(f"/desk/ours/needs/{need.id}/edit?lang=en")
    page = owner.post(f"/desk/ours/needs/{need.id}", filled(form, note="جديد"))
    assert page.status == 422
    assert "People have pledged what the platform team approved" in said(page)
    assert filled(page)["note"] == "جديد"


def test_an_expired_row_is_renewed_with_another_day(cast, as_, need):
    need.deadline = factories.clock.today() - factories.timedelta(days=2)
    db.session.flush()
    factories.needs.move(need, "expired", actor_id=None)
    owner = as_("owner")
    assert "Renew" in owner.get("/desk/ours?lang=en").text
    form = owner.get(f"/desk/ours/needs/{need.id}/edit")
    owner.post(f"/desk/ours/needs/{need.id}", filled(form, deadline="2027-01-15"))
    assert need.status == "published"


def test_persian_readers_type_the_day_in_their_own_calendar(cast, as_, need):
    owner = as_("owner")
    page = owner.get(f"/desk/ours/needs/{need.id}/edit?lang=fa")
    field = page.one("input[name=deadline]")
    assert (field["type"], field["value"]) == ("text", "۱۴۰۵/۱۰/۱۱")
    owner.post(f"/desk/ours/needs/{need.id}", filled(page, deadline="۱۴۰۵/۰۹/۲۹"))
    assert need.deadline.isoformat() == "2026-12-20"


def test_a_row_alone_is_a_fragment_or_the_list(cast, as_, need):
    owner = as_("owner")
    assert owner.get(f"/desk/ours/needs/{need.id}", htmx=True).one("li.card")["id"] == f"need-{need.id}"
    assert owner.get(f"/desk/ours/needs/{need.id}").location == f"/desk/ours#need-{need.id}"


def test_words_are_never_markup(cast, as_, need):
    need.label, need.note = "<b>x</b>", '"><img src=x>'
    owner = as_("owner")
    for address in ("/desk/ours", f"/desk/ours/needs/{need.id}/edit", f"/desk/ours/needs/{need.id}/end"):
        page = owner.get(address)
        assert not page.soup.select("main img, main h2 b")
