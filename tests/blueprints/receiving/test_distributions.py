"""Whom an association reached: written down once, corrected in the open, public as sums and never as names."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from domain import clock
from domain.db import db
from domain.distributions import Distribution
from domain.pledges import Pledge
from tests import factories
from tests.blueprints.pledges.ways import fresh, told

HERE = "/desk/ours/distributions"
FIGURES = {"families": "٤", "women": "5", "men": "3", "children": "۷"}


def sent(browser, of, **changes):
    """A form as the page gives it, filled in."""
    form = browser.get(HERE).fields(f"form[action='{HERE}']")
    del form["csrf_token"]  # each browser has its own
    filled = {"need": str(of.id), "quantity": "12", "day": clock.today().isoformat(), "place": "دوار آيت علي"}
    return form | filled | FIGURES | {"steps": ["dates-told", "no-photos"]} | changes


def rows():
    return list(db.session.scalars(select(Distribution).order_by(Distribution.id)))


def test_a_distribution_is_written_down_and_the_public_page_shows_its_sums(as_, client, need, arrived):
    owner = as_("owner")
    assert owner.post(HERE, sent(owner, need, families="٦", men="8")).location == HERE
    made = rows()[0]
    assert (made.quantity, made.families, made.women, made.men, made.children) == (12, 6, 5, 8, 7)
    assert (made.place, made.steps, made.day) == ("دوار آيت علي", ["dates-told", "no-photos"], clock.today())
    public = client.get(f"/needs/{need.id}?lang=en")
    last = public.soup.select(".proof li")[-1]
    assert "yes" in last["class"]
    assert last.span.get_text() == "12 pieces"
    stats = {stat.span.get_text(): stat.b.get_text() for stat in public.soup.select(".reach .stat")}
    assert stats == {"families": "6", "women": "5", "men": "8", "children": "7"}
    assert "دوار" not in public.text, "the place is the association's"


def test_the_volunteer_sees_it_once_all_of_the_pledge_is_given_out(as_, need, arrived):
    owner = as_("owner")
    owner.post(HERE, sent(owner, need))
    assert fresh(arrived).status == "received"
    owner.post(HERE, sent(owner, need, quantity="8"))
    assert fresh(arrived).status == "distributed"
    assert told(arrived) == ["pledge_received", "distribution_recorded"]
    assert "now" not in as_("volunteer2").get(f"/pledges/{arrived.id}").soup.select(".proof li")[-1]["class"]


def test_few_people_are_counted_and_not_shown(as_, client, need, arrived):
    owner = as_("owner")
    owner.post(HERE, sent(owner, need, quantity="1", families="1", women="1", men="", children=""))
    public = client.get(f"/needs/{need.id}?lang=en")
    assert public.soup.select(".proof li")[-1].span.get_text() == "1 piece"
    assert not public.soup.select(".reach")
    assert "1 woman" in owner.get(HERE + "?lang=en").text


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"quantity": "21"}, "quantity"),
        ({"quantity": "0"}, "quantity"),
        ({"quantity": "many"}, "quantity"),
        ({"families": "", "women": "", "men": "", "children": ""}, "women"),
        ({"families": "16"}, "families"),
        ({"women": "-1"}, "women"),
        ({"place": ""}, "place"),
        ({"place": "عند فاطمة 0612345678"}, "place"),
        ({"place": "x" * 81}, "place"),
        ({"day": "2999-01-01"}, "day"),
        ({"day": "yesterday"}, "day"),
        ({"need": "999999"}, "need"),
        ({"need": "x"}, "need"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_all_is_kept(as_, need, arrived, changes, field):
    owner = as_("owner")
    form = sent(owner, need, **changes)
    page = owner.post(HERE, form)
    assert page.status == 422
    assert page.one(f"[name={field}]")["aria-invalid"] == "true"
    kept = page.fields(f"form[action='{HERE}']")
    for name in ("quantity", "place", "families", "women", "men", "children", "key"):
        assert kept[name] == form[name], name
    assert [box["value"] for box in page.soup.select("[name=steps][checked]")] == ["dates-told", "no-photos"]
    assert rows() == []


def test_who_was_quicker_leaves_what_is_left(as_, need, arrived):
    owner, member = as_("owner"), as_("member")
    form = sent(member, need, quantity="10")
    owner.post(HERE, sent(owner, need))
    page = member.post(HERE + "?lang=en", form)
    assert page.status == 422
    assert "Only 8 of it are left to give out" in page.text


def test_a_repeat_of_the_click_is_the_same_distribution_even_when_nothing_is_left(as_, need, arrived):
    owner = as_("owner")
    form = sent(owner, need, quantity="20")
    for _ in range(2):
        assert owner.post(HERE, form).status == 303
    assert len(rows()) == 1
    page = owner.get(HERE)
    assert not page.soup.select("main form.card")
    assert page.one("main p.full")


def test_another_associations_goods_are_not_there(as_, cast, need, arrived):
    stranger, owner = as_("stranger"), as_("owner")
    form = sent(owner, need)
    assert stranger.post(HERE, form).status == 404
    assert stranger.get(HERE).status == 404
    assert stranger.post("/desk/theirs/distributions", form).status == 422
    assert rows() == []


def test_signed_out_it_leads_to_the_sign_in(client, need, arrived):
    assert client.get(HERE).location == f"/sign-in?next={HERE}"
    assert client.post(HERE).location.startswith("/sign-in")


def test_a_correction_takes_it_back_in_the_open_and_offers_the_figures_again(as_, client, need, arrived):
    owner = as_("owner")
    owner.post(HERE, sent(owner, need, quantity="20"))
    wrong = rows()[0]
    page = owner.get(HERE)
    action = page.one(f"#d{wrong.id} form")["action"]
    assert owner.get(action).status == 405
    answer = owner.post(action)
    assert answer.location == f"{HERE}?again={wrong.id}"
    assert fresh(need).distributed == 0
    assert db.session.get_one(Pledge, arrived.id, populate_existing=True).status == "received"
    again = owner.get(answer.location)
    form = again.fields(f"form[action='{HERE}']")
    assert (form["quantity"], form["women"], form["place"]) == ("20", "5", "دوار آيت علي")
    assert again.one("[name=need] option[selected]")["value"] == str(need.id)
    assert len(again.soup.select(".given")) == 2
    assert not again.soup.select(".given form")
    assert owner.post(action).status == 303, "twice is once"
    assert len(rows()) == 2
    assert not client.get(f"/needs/{need.id}").soup.select(".reach")
    assert owner.post(HERE, form | {"quantity": "11", "need": str(need.id), "day": wrong.day.isoformat()}).status == 303
    assert fresh(need).distributed == 11


def test_another_associations_distribution_is_not_corrected(as_, need, arrived):
    owner = as_("owner")
    owner.post(HERE, sent(owner, need))
    number = rows()[0].id
    for slug in ("ours", "theirs"):
        assert as_("stranger").post(f"/desk/{slug}/distributions/{number}/correction").status == 404
    assert "دوار" not in as_("stranger").get(f"/desk/theirs/distributions?again={number}").text
    assert fresh(need).distributed == 12


def test_totals_stand_by_need_and_by_place(as_, cast, need, arrived):
    owner = as_("owner")
    owner.post(HERE, sent(owner, need, quantity="5"))
    owner.post(HERE, sent(owner, need, quantity="6"))
    owner.post(HERE, sent(owner, need, quantity="2", place="سوق السبت"))
    text = owner.get(HERE + "?lang=en").text
    assert "13 of 20 pieces given out, 7 left 12 families: 15 women · 9 men · 21 children" in text
    assert "دوار آيت علي 11 units given out 8 families: 10 women · 6 men · 14 children" in text
    assert "سوق السبت 2 units given out 4 families" in text


def test_the_receipts_link_chooses_its_need(as_, cast, need, arrived):
    second = factories.need(cast["ours"], item="milk")
    pledge = factories.pledge(second, cast["volunteer"], 9)
    owner = as_("owner")
    owner.post(f"/pledges/{pledge.id}/receipt", {"code": pledge.code, "quantity": "9", "condition": "good"})
    page = owner.get(f"{HERE}?need={second.id}")
    assert page.one("[name=need] option[selected]")["value"] == str(second.id)


def test_pages_of_many_distributions(as_, need, arrived):
    owner = as_("owner")
    for _ in range(20):
        owner.post(HERE, sent(owner, need, quantity="1"))
    owner.post(f"{HERE}/{rows()[0].id}/correction")
    page = owner.get(HERE)
    assert len(page.soup.select(".given")) == 20
    part = owner.get(page.one("a.more")["href"], htmx=True)
    assert len(part.soup.select(".given")) == 1
    assert not part.soup.select("h1, h2")
    assert len(owner.get(page.one("a.more")["href"]).soup.select(".given")) == 1


def test_before_anything_arrived_there_is_a_first_step(as_, need):
    assert as_("owner").get(HERE).one("main .empty a")["href"] == "/desk/ours/incoming"


def test_a_day_of_two_months_ago_can_be_chosen_once_the_need_is_that_old(as_, need, arrived):
    need.created_at -= timedelta(days=70)
    owner = as_("owner")
    long_ago = (clock.today() - timedelta(days=59)).isoformat()
    assert owner.post(HERE, sent(owner, need, day=long_ago)).status == 303
