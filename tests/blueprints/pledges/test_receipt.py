"""The receipt is proof: by the volunteer's code, of what can have come, and never of one's own goods."""

import pytest
from flask_babel import force_locale

from blueprints.toolkit.errors import words_for
from domain import people
from domain.db import db
from domain.phones import display_phone
from tests import factories
from tests.blueprints.pledges.ways import fresh, receive
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
    assert receive(as_("owner"), pledge, 100).status == 303
    assert (fresh(need).received, fresh(need).surplus) == (10, 90)


def test_the_association_reads_the_volunteers_number_grouped_and_can_call_it(as_, cast, pledge):
    cast["volunteer"].phone = "+212612345678"
    link = as_("owner").get(f"/pledges/{pledge.id}").one("a[href^='tel:']")
    assert (link["href"], link.get_text()) == ("tel:+212612345678", display_phone("+212612345678"))


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
