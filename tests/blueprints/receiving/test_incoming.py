"""What is on its way to an association: by state and by day, page by page, and found by its code."""

import pytest

from domain import arrivals, clock
from domain.db import db
from domain.pledges import PREPARE_WITHIN
from tests import factories
from tests.blueprints.pledges.ways import hand_over, prepare
from tests.conftest import signed_in

ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


def shown(page):
    return [int(link["href"].rsplit("/", 1)[1]) for link in page.soup.select(".arrival h3 a")]


def chips(page):
    nav = page.soup.select("nav.chips")[-1]
    return {" ".join(chip.get_text(" ").split()) for chip in nav.select("a")}


# --- the list ---------------------------------------------------------------------------------------------------------


def test_each_pledge_stands_under_its_day_with_who_brings_it(as_, cast, need, pledge):
    cast["volunteer"].name = "يامنة"
    sooner = factories.need(cast["ours"], item="milk", deadline=clock.today())
    first = factories.pledge(sooner, cast["volunteer2"], 1)
    page = as_("member").get("/desk/ours/incoming?lang=en")
    assert shown(page) == [first.id, pledge.id]
    assert len(page.soup.select("main h2")) == 3, "two days and the code's form"
    assert "10 pieces – Blankets" in page.text
    assert "From يامنة" in page.text


def test_each_state_is_counted_and_has_a_page(as_, cast, need, pledge, arrived, days):
    ready, handed = (factories.pledge(need, cast[name], 5) for name in ("volunteer", "volunteer2"))
    prepare(as_("volunteer"), ready)
    hand_over(as_("volunteer2"), handed)
    expected = {"pledged": [pledge.id], "prepared": [ready.id], "handed_over": [handed.id], "received": [arrived.id]}
    browser = as_("owner")
    for state, ids in expected.items():
        assert shown(browser.get(f"/desk/ours/incoming?state={state}")) == ids
    assert chips(browser.get("/desk/ours/incoming?lang=en")) == {
        "All that is to come 3", "On its way 1", "Prepared 1", "Handed over 1", "Arrived 1",
    }  # fmt: skip
    days.pass_(PREPARE_WITHIN.days + 1)
    assert shown(browser.get("/desk/ours/incoming?state=overdue")) == [pledge.id, ready.id, handed.id]
    assert shown(browser.get("/desk/ours/incoming?state=nonsense")) == [pledge.id, ready.id, handed.id]


def test_what_was_withdrawn_or_never_confirmed_is_nobodys_business(as_, cast, need, pledge):
    waiting = factories.pledge(need, cast["volunteer2"], 4)
    waiting.status = "unconfirmed"
    as_("volunteer").post(f"/pledges/{pledge.id}/withdrawal")
    assert not shown(as_("owner").get("/desk/ours/incoming"))


@pytest.mark.parametrize("state", ["", "received"])
def test_pages_hold_all_and_each_once_without_javascript_and_with_it(as_, app, cast, state):
    need, owner = factories.need(cast["ours"], quantity=1000), as_("owner")
    made = [factories.pledge(need, cast["volunteer"], 3) for _ in range(45)]
    if state:
        for pledge in made:
            receipt = {"code": pledge.code, "quantity": "3", "condition": "good"}
            assert owner.post(f"/pledges/{pledge.id}/receipt", receipt).status == 303
    for htmx in (False, True):
        seen, page = [], owner.get(f"/desk/ours/incoming?state={state}")
        while True:
            seen += shown(page)
            more = page.soup.select("a.more")
            if not more:
                break
            page = owner.get(more[0]["href"], htmx=htmx)
        assert sorted(seen) == sorted(pledge.id for pledge in made)
        assert len(seen) == len(made)


def test_a_day_that_goes_on_is_not_named_again(as_, cast):
    need = factories.need(cast["ours"], quantity=1000)
    for _ in range(21):
        factories.pledge(need, cast["volunteer"], 1)
    owner = as_("owner")
    part = owner.get(owner.get("/desk/ours/incoming").one("a.more")["href"], htmx=True)
    assert len(shown(part)) == 1
    assert not part.soup.select("h1, h2, form")


@pytest.mark.parametrize("after", ["x", "1", "9999999.1", "0.5", "738000.99999999999", "-1.-1"])
def test_a_mistyped_page_is_answered(as_, pledge, after):
    assert as_("owner").get("/desk/ours/incoming", query_string={"after": after}).status == 200


def test_an_empty_desk_says_what_to_do(as_, cast):
    page = as_("owner").get("/desk/ours/incoming")
    assert page.one("main .empty a")["href"] == "/associations/ours"


# --- the code ---------------------------------------------------------------------------------------------------------


def find(browser, code, **options):
    return browser.post("/desk/ours/incoming", {"code": code}, **options)


def test_the_code_finds_its_pledge_in_any_digits_and_is_filled_in(as_, pledge):
    for code in (pledge.code, f"{pledge.code[:3]} {pledge.code[3:]}", pledge.code.translate(ARABIC)):
        page = find(as_("owner"), code)
        assert page.location == f"/pledges/{pledge.id}?code={pledge.code}"
    assert as_("owner").get(page.location).fields(".form")["code"] == pledge.code


def test_with_htmx_the_code_leads_there_too(as_, pledge):
    assert find(as_("owner"), pledge.code, htmx=True).headers["HX-Redirect"].startswith(f"/pledges/{pledge.id}")


@pytest.mark.parametrize("code", ["", "12", "1234567", "ثلاثة"])
def test_what_is_no_code_is_kept_and_said(as_, pledge, code):
    page = find(as_("owner"), code)
    assert page.status == 422
    assert page.one("[name=code]")["value"] == code
    assert page.one("[name=code]")["aria-invalid"] == "true"


def test_the_code_of_another_associations_pledge_tells_nothing(as_, cast, pledge):
    theirs = factories.pledge(factories.need(cast["theirs"]), cast["volunteer2"], 3)
    theirs.code = "111111" if pledge.code != "111111" else "222222"
    unknown = "333333" if pledge.code != "333333" else "444444"
    db.session.commit()
    pages = [find(as_("owner"), code) for code in (theirs.code, unknown)]
    assert [page.status for page in pages] == [422, 422]
    assert pages[0].one("p.error").get_text() == pages[1].one("p.error").get_text()


def test_what_has_arrived_already_is_found_and_says_so(as_, arrived):
    page = as_("owner").get(find(as_("owner"), arrived.code).location)
    assert page.one(".notice.green")
    assert not page.soup.select("form[action$=receipt]")


def test_the_same_code_twice_lets_one_choose(as_, cast, need, pledge):
    other = factories.pledge(need, cast["volunteer2"], 7)
    other.code = pledge.code
    page = find(as_("owner"), pledge.code)
    assert page.status == 200
    links = {link["href"] for link in page.soup.select(".lookup .list a")}
    assert links == {f"/pledges/{one.id}?code={pledge.code}" for one in (pledge, other)}


def test_a_code_is_not_guessed_by_many_members(limited_app):
    owner, member = factories.person(), factories.person()
    ours = factories.organisation(owner, member, slug="ours")
    pledge = factories.pledge(factories.need(ours), factories.person(), 5)
    db.session.commit()
    wrong = "000000" if pledge.code != "000000" else "111111"
    browsers = [signed_in(limited_app, one.id) for one in (owner, member)]
    for number in range(10):
        assert find(browsers[number % 2], wrong).status == 422
    assert find(browsers[0], pledge.code).status == 429


def test_only_members_look_and_nothing_is_found_with_get(as_, client, pledge):
    assert client.get("/desk/ours/incoming").location == "/sign-in?next=/desk/ours/incoming"
    assert client.post("/desk/ours/incoming", {"code": pledge.code}).location.startswith("/sign-in")
    for who in ("stranger", "volunteer", "guest", "coordinator"):
        assert as_(who).get("/desk/ours/incoming").status == 404
        assert find(as_(who), pledge.code).status == 404
    assert as_("owner").get(f"/desk/ours/incoming?code={pledge.code}").status == 200


def test_reading_a_code_is_the_same_everywhere(app):
    assert arrivals.read_code(" ٤٨٢ 915 ") == "482915"
