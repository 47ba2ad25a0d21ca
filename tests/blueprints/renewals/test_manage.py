"""The links to a list: made and shown once, sent, taken back; and what members confirm at their desk."""

from urllib.parse import unquote

from sqlalchemy import select

from domain import duties, renewal_links
from domain.db import db
from domain.notices import Notice
from domain.renewal_links import RenewalLink
from tests.blueprints.pledges.ways import fresh

HERE = "/desk/ours/renewal"


def links():
    return list(db.session.scalars(select(RenewalLink).order_by(RenewalLink.id)))


def test_a_link_is_made_and_shown_once_with_all_ways_to_send_it(as_, client, need):
    owner = as_("owner")
    answer = owner.post(HERE)
    assert (answer.status, answer.location) == (303, HERE)
    page = owner.get(HERE)
    address = page.one("a.address")["href"]
    assert address.startswith("http://localhost/still-needed/")
    assert client.get(address.removeprefix("http://localhost")).status == 200
    for scheme in ("https://wa.me/?text=", "mailto:?"):
        assert address in unquote(page.one(f"main a[href^='{scheme}']")["href"])
    assert page.one("svg.qr")
    assert page.one("button[data-share]")["data-share"] == address
    again = owner.get(HERE)
    assert not again.soup.select("a.address, svg.qr")
    assert address.rsplit("/", 1)[1] not in again.body
    assert page.headers["Referrer-Policy"] == "no-referrer"


def test_reading_the_page_makes_nothing(as_, need):
    as_("owner").get(HERE)
    assert links() == []


def test_a_link_is_taken_back_by_any_member(as_, client, need, link):
    member = as_("member")
    page = member.get(HERE)
    action = page.one("form[action$=revocation]")["action"]
    assert member.get(action).status == 405
    for _ in range(2):
        assert member.post(action).location == HERE
    assert client.get(link).status == 404
    assert not member.get(HERE).soup.select("form[action$=revocation]")


def test_another_associations_links_are_not_there(as_, client, need, link):
    number = links()[0].id
    for who in ("stranger", "volunteer", "coordinator", "guest"):
        browser = as_(who)
        assert browser.get(HERE).status == 404
        assert browser.post(HERE).status == 404
        assert browser.post(f"{HERE}/all").status == 404
        assert browser.post(f"{HERE}/{number}/revocation").status == 404
    assert as_("stranger").post(f"/desk/theirs/renewal/{number}/revocation").status == 404
    assert client.get(HERE).location == f"/sign-in?next={HERE}"
    assert links()[0].is_live


def test_the_eleventh_link_has_to_wait(as_, need):
    owner = as_("owner")
    answers = [owner.post(HERE).status for _ in range(11)]
    assert answers == [303] * 10 + [409]


def test_members_confirm_their_list_at_the_desk(as_, cast, need, milk, days):
    days.pass_(31)
    need.deadline = milk.deadline = need.deadline.replace(year=need.deadline.year + 1)
    db.session.commit()
    duties.all_duties()
    assert fresh(need).sunk
    owner = as_("owner")
    page = owner.get(HERE + "?lang=en")
    assert "Behind the others" in page.text
    assert owner.post(page.one("form[action$=all]")["action"]).location == HERE
    assert not fresh(need).sunk
    assert not fresh(milk).sunk


def test_the_notice_leads_members_here_and_its_letter_can_carry_the_link_itself(as_, client, cast, need, days):
    need.deadline = need.deadline.replace(year=need.deadline.year + 1)
    db.session.commit()
    days.pass_(24)
    duties.ask()
    notice = db.session.scalars(select(Notice).where(Notice.person_id == cast["owner"].id)).one()
    assert as_("owner").get(notice.path).status == 200
    token = renewal_links.token_made_by_clock(notice.facts["link"])
    assert client.get(f"/still-needed/{token}").status == 200
    assert "Sent out by Awn on" in as_("owner").get(HERE + "?lang=en").text
