"""What an operator does: each command works, and refuses in one line."""

import pytest

from domain import log, notices, people, pledges
from domain.db import db
from domain.people import Person
from tests import factories
from tests.blueprints.shell.conftest import refusal, shell_of
from tests.conftest import signed_in

PASSWORD = "long-enough-1"
ADMIN = ("create-admin", "--login", "0612345678", "--name", "سعاد", "--password", PASSWORD)


@pytest.mark.parametrize(
    "command",
    [
        ADMIN,
        ("set-password", "0612345678", "--password", PASSWORD),
        ("grant-role", "0612345678", "planner"),
        ("erase-person", "0612345678", "--yes"),
        ("backup", "copy"),
        ("demo",),
        ("do-duties",),
        ("worker",),
    ],
)
def test_before_prepare_a_command_says_what_to_do_first(bare, command, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert "run `prepare` first" in refusal(shell_of(bare)(*command))
    assert not (tmp_path / "copy").exists()


def test_prepare_makes_the_database_and_may_be_repeated(bare, monkeypatch):
    monkeypatch.setenv("AWN_DEMO", "0")
    shell = shell_of(bare)
    assert shell("prepare").exit_code == 0
    assert shell("prepare").exit_code == 0
    assert db.session.query(Person).count() == 0
    assert shell(*ADMIN).exit_code == 0


def test_the_demonstration_goes_into_an_empty_database_only(shell, cast):
    assert "empty" in refusal(shell("demo"))


def test_an_admin_can_sign_in_and_holds_the_role(shell):
    result = shell("create-admin", "--login", "Team@Awn.example", "--name", "  Souad \u200e ", "--password", PASSWORD)
    assert result.exit_code == 0, result.output
    admin = people.check_password("email", "team@awn.example", PASSWORD)
    assert admin.name == "Souad"
    assert people.roles_of(admin.id) == {"admin"}


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--login", "12", "telephone number"),
        ("--login", "a@b", "e-mail address"),
        ("--name", " ", "Fill in"),
        ("--name", "\u202eabc", "hidden characters"),
        ("--name", "a" * 81, "too long"),
        ("--password", "short", "at least 8"),
    ],
)
def test_an_admin_that_breaks_a_rule_is_refused_in_words(shell, option, value, said):
    command = list(ADMIN)
    command[command.index(option) + 1] = value
    assert said in refusal(shell(*command))
    assert db.session.query(Person).count() == 0


def test_an_account_that_exists_is_not_made_again(shell):
    shell(*ADMIN)
    assert "could not create an account" in refusal(shell(*ADMIN))
    assert db.session.query(Person).count() == 1


def test_a_new_password_ends_every_sign_in(app, shell, cast):
    person = cast["volunteer"]
    browser = signed_in(app, person.id)
    assert shell("set-password", person.email, "--password", PASSWORD).exit_code == 0
    assert people.check_password("email", person.email, PASSWORD).id == person.id
    assert browser.get("/account").status != 200


@pytest.mark.parametrize(
    ("login", "password", "said"),
    [
        ("nobody@awn.example", PASSWORD, "No account"),
        ("+212611111111", PASSWORD, "No account"),
        ("x@", PASSWORD, "e-mail"),
        ("known@awn.example", "short", "at least 8"),
    ],
)
def test_a_password_is_set_for_an_account_only_and_is_long_enough(shell, login, password, said):
    factories.person(email="known@awn.example")
    assert said in refusal(shell("set-password", login, "--password", password))


# --- roles ------------------------------------------------------------------------------------------------------------


def test_a_coordinator_of_a_region_hears_of_what_waits_there_until_the_role_is_taken_back(shell):
    person = factories.person(email="souad@awn.example")
    assert shell("grant-role", "souad@awn.example", "coordinator", "--region", "MA-02").exit_code == 0
    for region in ("MA-02", "MA-03"):
        notices.tell_coordinators(region, "association_submitted", name="الأمل")
    assert notices.unread(person.id) == 1
    assert shell("grant-role", "souad@awn.example", "coordinator", "--take-back").exit_code == 0
    notices.tell_coordinators("MA-02", "association_submitted", name="الأمل")
    assert notices.unread(person.id) == 1
    assert people.roles_of(person.id) == frozenset()


def test_a_role_given_again_holds_where_it_was_last_given(shell):
    person = factories.person(email="souad@awn.example")
    for region in (["--region", "MA-02"], []):
        assert shell("grant-role", "souad@awn.example", "coordinator", *region).exit_code == 0
    notices.tell_coordinators("MA-02", "association_submitted", name="الأمل")
    notices.tell_coordinators("MA-03", "association_submitted", name="الأمل")
    assert notices.unread(person.id) == 2


def test_no_role_is_given_to_nobody_nor_in_a_region_of_another_country(shell):
    factories.person(email="souad@awn.example")
    assert "No account" in refusal(shell("grant-role", "nobody@awn.example", "planner"))
    assert "no region" in refusal(shell("grant-role", "souad@awn.example", "coordinator", "--region", "IR-01"))


# --- erasing ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def known(app):
    """A person with an account, and the guest they were before, each with a pledge of five from a need of sixty."""
    account = factories.person("Souad", phone="+212655555555", email="souad@awn.example")
    guest = factories.person("Souad the guest", phone="+212655555555", is_guest=True)
    people.grant(account.id, "planner")
    need = factories.need()
    return account, guest, [factories.pledge(need, account), factories.pledge(need, guest)]


def test_with_a_phone_the_account_and_every_guest_are_erased(shell, known):
    account, guest, made = known
    other = factories.person("Other", is_guest=True)
    result = shell("erase-person", "0655 555 555", "--yes")
    assert result.exit_code == 0, result.output
    for person in (account, guest):
        assert (person.name, person.phone, person.email) == ("–", None, f"erased-{person.id}@invalid")
        assert person.password_hash is None
    assert people.roles_of(account.id) == frozenset()
    assert other.name == "Other"
    for pledge in made:
        assert pledge.status == "cancelled"
        assert log.history("pledge", pledge.id)[-1].new == "cancelled"
    assert made[0].need.remaining == 60
    assert "Nobody" in refusal(shell("erase-person", "0655 555 555", "--yes"))


def test_with_an_e_mail_the_account_alone_is_erased_and_the_operator_learns_of_the_guests(shell, known):
    account, guest, made = known
    result = shell("erase-person", "souad@awn.example", "--yes")
    assert result.exit_code == 0
    assert "+212655555555" in result.output
    assert account.email.endswith("@invalid")
    assert guest.name == "Souad the guest"
    assert [pledge.status for pledge in made] == ["cancelled", "pledged"]
    assert shell("erase-person", "0655555555", "--yes").exit_code == 0
    assert guest.phone is None


def test_what_was_handed_over_stays_and_its_receipt_shows_no_phone(app, shell, cast):
    need = factories.need(cast["ours"])
    pledge = factories.pledge(need, cast["volunteer"])
    db.session.get_one(pledges.Pledge, pledge.id).status = "handed_over"
    association, page = signed_in(app, cast["owner"].id), f"/pledges/{pledge.id}"
    assert association.get(page).soup.select("main a[href^='tel:']")
    browser = signed_in(app, cast["volunteer"].id)
    assert shell("erase-person", cast["volunteer"].phone, "--yes").exit_code == 0
    assert pledge.status == "handed_over"
    receipt = association.get(page)
    assert receipt.status == 200
    assert not receipt.soup.select("main a[href^='tel:']")
    assert "erased" not in receipt.body
    assert browser.get("/account").status != 200


def test_nobody_is_erased_without_a_yes(shell, known):
    assert shell("erase-person", "0655555555", typed="n\n").exit_code != 0
    assert known[0].name == "Souad"


@pytest.mark.parametrize("login", ["12", "a@b", "erased-1@invalid", "nobody@awn.example"])
def test_nobody_unknown_is_erased(shell, login):
    refusal(shell("erase-person", login, "--yes"))


def test_duties_are_done_now(shell):
    assert shell("do-duties").output.splitlines() == [
        "reminded: 0", "lapsed: 0", "expired: 0", "asked: 0", "sunk: 0", "recertified: 0",
        "told: 0",
        "days: 0",
    ]  # fmt: skip


def test_who_alone_acts_for_an_association_is_not_erased_before_it_is_in_other_hands(shell, cast):
    said = refusal(shell("erase-person", cast["stranger"].phone, "--yes"))
    assert "Nobody else acts for" in said
    assert "Hand the association over first" in said
    assert cast["stranger"].password_hash
