"""The team of an association: invited by a link that is shown once, changed by its owners, never without one."""

import pytest

from domain import invitations, organisations, teams
from domain.db import db
from domain.invitations import Invitation
from domain.organisations import Membership
from tests.client import Client

PAGE = "/desk/ours/team"
INVITE = {"name": "سعاد", "phone": "0612345678", "role": "editor"}


def link(browser, **typed):
    """The path of a fresh link, as the page shows it."""
    assert browser.post(f"{PAGE}/invitations", INVITE | typed).location == f"{PAGE}#invitation"
    shown = browser.get(PAGE).one("#invitation input")["value"]
    return "/invitations/" + shown.rsplit("/", 1)[1]


def membership(cast, name):
    return teams.membership_of(cast[name].id, cast["ours"].id)


def test_a_link_is_shown_once_as_a_code_a_message_and_text(as_, cast):
    browser = as_("owner")
    browser.post(f"{PAGE}/invitations", INVITE)
    page = browser.get(PAGE)
    assert page.one("#invitation svg.qr path[stroke]")
    url = page.one("#invitation input")["value"]
    message = page.one("#invitation a[href^='https://wa.me/212612345678?text=']")["href"]
    assert message.endswith(url.replace(":", "%3A"))
    again = browser.get(PAGE)
    assert not again.soup.select("#invitation")
    assert url.rsplit("/", 1)[1] not in again.body
    row = db.session.query(Invitation).one()
    assert url.rsplit("/", 1)[1] not in str(vars(row))


def test_without_a_phone_the_message_goes_to_whom_one_chooses(as_, cast):
    browser = as_("owner")
    browser.post(f"{PAGE}/invitations", INVITE | {"phone": ""})
    assert browser.get(PAGE).one("#invitation a[href^='https://wa.me/?text=']")


def test_whoever_has_the_link_sees_what_it_is_and_joins_after_signing_in(app, client, as_, cast):
    path = link(as_("owner"))
    page = client.get(path)
    assert cast["ours"].name in page.text
    assert page.soup.select(f"a[href='/sign-in?next={path}']")
    assert not page.soup.select("main form")
    browser = as_("volunteer")
    page = browser.post(f"{path}/acceptance")
    assert (page.status, page.location) == (303, "/desk/ours")
    assert membership(cast, "volunteer").role == "editor"
    assert browser.get("/desk/ours").status == 200


def test_a_link_tells_its_address_to_nobody(client, as_, cast):
    path = link(as_("owner"))
    for page in (client.get(path), as_("volunteer").post(f"{path}/acceptance"), client.get(path)):
        assert page.headers["Referrer-Policy"] == "no-referrer"
        assert page.headers["Cache-Control"] == "no-store"


def test_the_server_writes_no_link_into_its_log(as_, caplog, capfd):
    path = link(as_("owner"))
    as_("volunteer").post(f"{path}/acceptance")
    token = path.rsplit("/", 1)[1]
    assert token not in caplog.text
    assert token not in "".join(capfd.readouterr())


@pytest.mark.parametrize("fate", ["used", "expired", "revoked"])
def test_a_link_that_no_longer_works_says_so_kindly(client, as_, cast, fate):
    path = link(as_("owner"))
    row = invitations.find(path.rsplit("/", 1)[1])
    if fate == "used":
        as_("volunteer").post(f"{path}/acceptance")
    elif fate == "expired":
        row.expires_at = row.created_at
    else:
        as_("owner").post(f"{PAGE}/invitations/{row.id}/revocation")
    for page in (client.get(path), as_("volunteer2").post(f"{path}/acceptance")):
        assert page.status == 410
        assert page.one("main h1")
    assert membership(cast, "volunteer2") is None


def test_who_joined_with_a_link_is_led_to_the_desk_by_it(as_):
    path = link(as_("owner"))
    browser = as_("volunteer")
    browser.post(f"{path}/acceptance")
    assert browser.get(path).location == "/desk/ours"
    assert browser.post(f"{path}/acceptance").location == "/desk/ours"


def test_a_member_does_not_use_up_a_link(as_, cast):
    path = link(as_("owner"))
    page = as_("member").post(f"{path}/acceptance")
    assert page.status == 409
    assert as_("volunteer").post(f"{path}/acceptance").status == 303


def test_a_guest_is_asked_to_make_an_account(as_):
    path = link(as_("owner"))
    assert as_("guest").get(path).soup.select(f"a[href='/sign-up?next={path}']")
    assert as_("guest").post(f"{path}/acceptance").status == 404


def test_a_link_that_never_was_is_nothing(client):
    assert client.get("/invitations/never").status == 404


@pytest.mark.parametrize("typed", [{"name": ""}, {"phone": "12"}, {"role": "king"}])
def test_a_wrong_invitation_is_refused_and_what_was_typed_is_kept(as_, typed):
    page = as_("owner").post(f"{PAGE}/invitations", INVITE | typed)
    assert page.status == 422
    assert page.one("input[name=name]").get("value", "") == (INVITE | typed)["name"]
    assert page.one("input[name=phone]")["value"] == (INVITE | typed)["phone"]
    assert db.session.query(Invitation).count() == 0


def test_members_see_the_team_and_only_owners_change_it(as_, cast):
    page = as_("member").get(PAGE)
    assert cast["owner"].name in page.text
    assert not page.soup.select(f"form[action='{PAGE}/invitations']")
    number = membership(cast, "owner").id
    for address in ("invitations", f"{number}/role", f"{number}/removal", "handover"):
        assert as_("member").post(f"{PAGE}/{address}", INVITE).status == 404
    assert as_("stranger").get(PAGE).status == 404


def test_an_owner_changes_roles_and_removes(as_, cast):
    browser = as_("owner")
    number = membership(cast, "member").id
    assert browser.post(f"{PAGE}/{number}/role", {"role": "owner"}).status == 303
    assert browser.post(f"{PAGE}/{number}/role", {"role": "editor"}).status == 409, "that membership has ended"
    number = membership(cast, "member").id
    assert browser.post(f"{PAGE}/{number}/removal").status == 303
    assert as_("member").get(PAGE).status == 404


def test_a_member_of_another_team_is_not_there(as_, cast):
    number = teams.membership_of(cast["stranger"].id, cast["theirs"].id).id
    for act in ("role", "removal"):
        assert as_("owner").post(f"{PAGE}/{number}/{act}", {"role": "owner"}).status == 404


def test_a_member_leaves_after_ticking_the_box(as_, cast):
    browser = as_("member")
    page = browser.post(f"{PAGE}/departure")
    assert page.status == 422
    assert page.one("details[open] .error")
    assert browser.post(f"{PAGE}/departure", {"sure": "y"}).location == "/account"
    assert not organisations.is_member(cast["member"].id, cast["ours"].id)


def test_the_only_owner_stays(as_, cast):
    page = as_("owner").post(f"{PAGE}/departure", {"sure": "y"})
    assert page.status == 422
    assert page.one("details[open] .error")
    assert membership(cast, "owner").role == "owner"


def test_an_association_is_handed_over_after_its_name_is_typed(as_, cast):
    browser, number = as_("owner"), str(membership(cast, "member").id)
    page = browser.post(f"{PAGE}/handover", {"member": number, "typed": "شيء آخر"})
    assert (page.status, page.one("input[name=typed]")["value"]) == (422, "شيء آخر")
    assert page.one("input[name=member][checked]")["value"] == number
    assert browser.post(f"{PAGE}/handover", {"member": number, "typed": cast["ours"].name}).status == 303
    assert (membership(cast, "member").role, membership(cast, "owner").role) == ("owner", "editor")


def test_who_is_alone_in_the_team_is_told_to_invite_somebody_first(as_, cast):
    db.session.delete(membership(cast, "member"))
    page = as_("owner").get(f"{PAGE}/handover")
    assert not page.soup.select("input[name=typed]")
    assert page.soup.select(f'main a.btn[href="{PAGE}"]')


def test_it_is_not_handed_to_whom_is_not_in_the_team(as_, cast):
    foreign = str(teams.membership_of(cast["stranger"].id, cast["theirs"].id).id)
    assert as_("owner").post(f"{PAGE}/handover", {"member": foreign, "typed": cast["ours"].name}).status == 422
    assert db.session.get(Membership, int(foreign)).role == "owner"


def test_a_fresh_browser_is_not_shown_the_link_of_another(app, as_):
    as_("owner").post(f"{PAGE}/invitations", INVITE)
    other: Client = as_("owner")
    assert not other.get(PAGE).soup.select("#invitation")
