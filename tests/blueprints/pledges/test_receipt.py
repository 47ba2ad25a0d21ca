"""The receipt is proof: by the volunteer's code, of what can have come, and never of one's own goods."""

import pytest
from flask_babel import force_locale
from sqlalchemy import select

from blueprints.toolkit import qr
from blueprints.toolkit.errors import words_for
from domain import handovers, people
from domain.db import db
from domain.notices import Notice
from domain.phones import display_phone
from tests import factories
from tests.blueprints.pledges.ways import at_once, fresh, receive, told
from tests.conftest import signed_in


@pytest.mark.parametrize("pledger", ["owner", "member"])
def test_an_association_does_not_confirm_the_goods_of_its_own_members(as_, cast, need, pledger):
    own = factories.pledge(need, cast[pledger], 5)
    for receiver in ("owner", "member"):
        assert receive(as_(receiver), own, 5).status == 409
    other = as_("member" if pledger == "owner" else "owner").get(f"/pledges/{own.id}?lang=en")
    assert "own association" in other.one(".notice").get_text()
    assert not other.soup.select(f'form[action="/pledges/{own.id}/receipt"]')
    assert (fresh(own).status, fresh(need).received) == ("pledged", 0)


def test_nothing_is_no_receipt(as_, need, pledge):
    page = receive(as_("owner"), pledge, 0)
    assert page.status == 422
    assert page.one("[name=quantity]")["aria-invalid"] == "true"
    assert page.one("main details[open]"), "the way to say that nothing came stands open"
    assert (fresh(pledge).status, fresh(need).pledged) == ("pledged", 10)


def test_ten_times_what_was_pledged_is_the_most_that_can_be_written_down(as_, need, pledge):
    page = receive(as_("owner"), pledge, 101)
    assert page.status == 422
    assert page.one("[name=quantity]")["aria-invalid"] == "true"
    assert not page.soup.select("[name=sure]")
    assert receive(as_("owner"), pledge, 100, sure="100").status == 303
    assert (fresh(need).received, fresh(need).surplus) == (10, 90)


def test_more_than_twice_what_was_pledged_is_asked_about_once_more(as_, need, pledge):
    assert receive(as_("owner"), factories.pledge(need, pledge.person, 10), 20).status == 303
    page = receive(as_("owner"), pledge, "٢١", condition="fair")
    assert page.status == 422
    form = page.fields(f"form[action='/pledges/{pledge.id}/receipt']")
    assert (form["quantity"], form["sure"], form["code"]) == ("٢١", "21", pledge.code)
    assert page.one("[name=condition][checked]")["value"] == "fair"
    assert fresh(pledge).status == "pledged"
    assert receive(as_("owner"), pledge, 22, sure="21").status == 422, "sure of another number"
    assert as_("owner").post(f"/pledges/{pledge.id}/receipt", form | {"condition": "fair"}).status == 303
    assert fresh(pledge).received_quantity == 21


def test_no_condition_is_chosen_before_somebody_looked(as_, pledge):
    assert not as_("owner").get(f"/pledges/{pledge.id}").soup.select("[name=condition][checked]")
    for condition in ("", "splendid"):
        page = receive(as_("owner"), pledge, 10, condition=condition)
        assert page.status == 422
        assert page.one("#condition .error")
    assert fresh(pledge).status == "pledged"


def test_after_a_shortfall_the_page_says_that_the_missing_are_open_again(as_, pledge):
    page = as_("owner").get(receive(as_("owner"), pledge, 7).location + "?lang=en")
    assert "The missing 3 are open to others again." in page.text
    assert page.one(f"a[href='/desk/ours/distributions?need={pledge.need_id}']")


def test_after_a_surplus_the_page_says_how_many_came_beyond(as_, pledge):
    page = as_("owner").get(receive(as_("owner"), pledge, 14).location + "?lang=en")
    assert "4 more arrived than were promised" in page.text
    assert "open to others" not in page.text


def test_the_volunteer_is_thanked_once(as_, pledge):
    assert receive(as_("owner"), pledge, 7).status == 303
    assert receive(as_("owner"), pledge, 7).status == 409
    assert told(pledge) == ["pledge_received"]
    notice = db.session.scalars(select(Notice)).one()
    assert notice.facts == {"item": "blanket", "label": "", "quantity": 10, "actual": 7}
    assert notice.path == f"/pledges/{pledge.id}"


def test_received_by_many_hands_at_once_the_volunteer_is_thanked_once(app, cast, pledge):
    def receive_it(number):
        person = cast["owner" if number % 2 else "member"]
        return handovers.receive(pledge.id, pledge.code, 10, "good", actor_id=person.id).status

    answers = at_once(app, 6, receive_it)
    assert answers.count("received") == 1
    assert told(pledge) == ["pledge_received"]


def test_the_square_leads_a_members_phone_to_the_receipt_with_the_code_in_it(app, as_, pledge):
    square = as_("volunteer").get(f"/pledges/{pledge.id}").one("svg.qr")
    address = f"http://localhost/pledges/{pledge.id}?code={pledge.code}"
    assert str(square["viewbox"] if "viewbox" in square.attrs else square["viewBox"]) in str(qr.drawing(address))
    assert square.find_all("path")[-1]["d"] in str(qr.drawing(address))
    page = as_("member").get(address.removeprefix("http://localhost"))
    assert page.fields(f"form[action='/pledges/{pledge.id}/receipt']")["code"] == pledge.code
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in page.headers["Cache-Control"]


def test_the_square_is_of_no_use_to_anybody_else(as_, client, pledge):
    address = f"/pledges/{pledge.id}?code={pledge.code}"
    assert client.get(address).location.startswith("/sign-in")
    for who in ("stranger", "volunteer2", "coordinator"):
        assert as_(who).get(address).status == 404


def test_the_volunteers_slip_bears_the_code_and_nobodys_number(as_, cast, pledge):
    cast["volunteer"].phone = "+212612345678"
    page = as_("volunteer").get(f"/pledges/{pledge.id}/slip?lang=en")
    assert page.one(".code").get_text(strip=True).replace(" ", "") == pledge.code
    assert page.one("svg.qr")
    for words in ("10 pieces", "Blankets", "Washed"):
        assert words in page.text
    assert "612" not in page.text.replace(pledge.code, "")
    assert cast["volunteer"].name not in page.one("article.slip").get_text()


def test_the_associations_slip_does_not_bear_the_code(as_, pledge):
    page = as_("owner").get(f"/pledges/{pledge.id}/slip")
    assert page.status == 200
    assert pledge.code not in page.body
    assert not page.soup.select("svg.qr, .code")


def test_once_it_arrived_the_slip_has_no_code_any_more(as_, pledge):
    receive(as_("owner"), pledge, 10)
    page = as_("volunteer").get(f"/pledges/{pledge.id}/slip")
    assert not page.soup.select("svg.qr, .code")


def test_the_association_reads_the_volunteers_number_grouped_and_can_call_it(as_, cast, pledge):
    cast["volunteer"].phone = "+212612345678"
    link = as_("owner").get(f"/pledges/{pledge.id}").one("a[href^='tel:']")
    assert (link["href"], link.get_text(strip=True)) == ("tel:+212612345678", display_phone("+212612345678"))


@pytest.mark.parametrize("way", ["no phone", "erased"])
def test_there_is_no_link_to_a_number_that_is_none(as_, cast, pledge, way):
    if way == "erased":
        people.erase(cast["volunteer"].id)
    else:
        cast["volunteer"].phone = None
    page = as_("owner").get(f"/pledges/{pledge.id}")
    assert not page.soup.select("a[href^='tel:']")
    assert "erased" not in page.text


def test_a_code_is_not_guessed_by_many_tries_of_many_members(limited_app):
    owner, member = factories.person(), factories.person()
    need = factories.need(factories.organisation(owner, member))
    pledge, other = (factories.pledge(need, factories.person(), 5) for _ in range(2))
    wrong = "000000" if pledge.code != "000000" else "111111"
    browsers = [signed_in(limited_app, one.id) for one in (owner, member)]
    for number in range(10):
        assert receive(browsers[number % 2], pledge, 5, code=wrong).status == 422
    page = receive(browsers[0], pledge, 5)
    assert page.status == 429
    with force_locale("ar"):
        assert page.one("h1").get_text() == words_for(429)[0]
    assert fresh(pledge).status == "pledged"
    assert receive(browsers[0], other, 5).status == 303, "each pledge is counted for itself"


def test_a_right_code_with_a_mistyped_quantity_is_no_guess(limited_app):
    owner = factories.person()
    pledge = factories.pledge(factories.need(factories.organisation(owner)), factories.person(), 5)
    db.session.commit()
    browser = signed_in(limited_app, owner.id)
    for _ in range(11):
        assert receive(browser, pledge, "0").status == 422
    assert receive(browser, pledge, 5).status == 303
