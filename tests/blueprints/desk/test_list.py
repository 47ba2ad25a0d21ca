"""The desk's first page: the list as it stands."""

from datetime import timedelta

from domain import clock, needs
from domain.db import db
from tests import factories
from tests.blueprints.desk.pages import titles


def test_a_new_desk_invites_to_paste_or_import(cast, as_):
    page = as_("owner").get("/desk/ours?lang=en")
    assert "in the form you already have it" in page.text
    links = {link["href"] for link in page.soup.select(".empty a")}
    assert links == {"/desk/ours/paste", "/desk/ours/import", "/desk/ours/needs/new"}


def test_a_row_says_what_it_is_how_much_how_soon_and_where_it_stands(cast, as_):
    need = factories.need(cast["ours"], urgency="urgent", note="للأطفال", label="بطانيات صوفية", unit="كيس")
    factories.pledge(need, cast["volunteer"], quantity=20)
    row = as_("owner").get("/desk/ours?lang=en").one(f"#need-{need.id}")
    for words in ("بطانيات صوفية", "60 كيس", "Urgent", "30 days left", "للأطفال", "Open", "40 left of 60"):
        assert words in " ".join(row.get_text(" ").split())


def test_drafts_have_no_progress_and_no_public_page(cast, as_):
    need = factories.need(cast["ours"], published=False)
    row = as_("owner").get("/desk/ours").one(f"#need-{need.id}")
    assert not row.select(".progress")
    assert not row.select(f'[href="/needs/{need.id}"]')


def test_a_returned_row_shows_why(cast, as_):
    need = factories.need(cast["ours"], published=False, status="submitted")
    needs.move(need, "returned", actor_id=cast["coordinator"].id, note="أضيفوا المقاسات")
    assert "أضيفوا المقاسات" in as_("owner").get("/desk/ours").one(f"#need-{need.id}").get_text()


def test_ended_rows_stand_apart_and_deleted_ones_nowhere(cast, as_):
    for status in ("closed", "fulfilled", "cancelled", "draft"):
        factories.need(cast["ours"], published=False, status=status, label=status)
    owner = as_("owner")
    assert titles(owner.get("/desk/ours")) == ["draft"]
    assert titles(owner.get("/desk/ours?ended=")) == ["fulfilled", "closed"]


def test_a_long_list_comes_in_pages_of_fifty(cast, as_):
    for number in range(60):
        factories.need(cast["ours"], published=False, label=f"row {number}")
    owner = as_("owner")
    first, second = owner.get("/desk/ours"), owner.get("/desk/ours?page=2")
    assert (len(titles(first)), len(titles(second))) == (50, 10)
    assert not set(titles(first)) & set(titles(second))
    assert owner.get("/desk/ours?page=99").status == owner.get("/desk/ours?page=x").status == 200


def test_what_is_on_its_way_is_one_line(cast, as_):
    need = factories.need(cast["ours"])
    factories.pledge(need, cast["volunteer"])
    factories.pledge(need, cast["volunteer2"])
    page = as_("owner").get("/desk/ours?lang=en")
    assert "2 pledges are on their way to you" in page.text
    assert cast["volunteer"].phone not in page.body


def test_an_association_that_is_not_approved_prepares_its_list(cast, as_):
    cast["ours"].status = "started"
    factories.need(cast["ours"], published=False)
    page = as_("owner").get("/desk/ours?lang=en")
    assert "once your association is approved" in page.text
    assert "Publish" not in page.text
    assert "Send" not in page.text


def test_the_page_asks_few_questions_however_long_the_list(cast, as_, app):
    for _ in range(30):
        factories.need(cast["ours"], published=False, deadline=clock.today() + timedelta(days=3))
    db.session.commit()
    assert titles(as_("owner").get("/desk/ours"))


def test_an_association_that_has_not_handed_in_its_profile_is_led_there_and_to_no_public_page(cast, as_):
    cast["ours"].status = "started"
    page = as_("owner").get("/desk/ours")
    assert page.soup.select('main a.btn[href="/desk/ours/profile"]')
    assert not page.soup.select('main a[href="/associations/ours"], main a[href="/needs"]')
    waiting = as_("owner").get("/desk/ours/incoming")
    assert [link["href"] for link in waiting.soup.select(".empty a")] == ["/desk/ours"]
