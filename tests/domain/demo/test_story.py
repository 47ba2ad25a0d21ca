"""The demonstration data: something of everything, and whatever is invented says so."""

import re
from collections import Counter, defaultdict
from datetime import date

import pytest
from sqlalchemy import select

from domain import impact, needs, organisations, people, pledges
from domain.campaigns import find_edition, running_editions
from domain.catalogue import CATEGORIES
from domain.comments import Comment
from domain.db import db
from domain.demo.story import CAST, PASSWORD
from domain.invitations import Invitation
from domain.needs import Need
from domain.organisations import LISTED, Membership, Organisation
from domain.people import Person
from domain.phones import parse_email, parse_phone
from domain.places import Commune, Region
from domain.pledges import Pledge
from domain.posts import Post
from domain.text import clean_line, clean_text
from domain.vouches import Vouch
from tests.domain.demo.rows import account, every

LEAST = {  # associations, needs, pledges
    "MA": (60, 200, 400),
    "EG": (40, 120, 200),
    "IR": (40, 120, 200),
    "AE": (25, 80, 120),
}
MARKS = {"MA": "(تجريبي)", "EG": "(تجريبي)", "IR": "(آزمایشی)", "AE": "(تجريبي)"}


# --- variety ----------------------------------------------------------------------------------------------------------


def test_there_is_something_of_everything(country: str) -> None:
    associations, how_many_needs, how_many_pledges = LEAST[country]
    kinds = Counter(one.kind for one in every(Organisation))
    assert sum(kinds.values()) >= associations
    assert kinds["association"] > sum(kinds.values()) / 2
    assert set(kinds) == set(organisations.KINDS)
    all_needs, all_pledges = every(Need), every(Pledge)
    assert len(all_needs) >= how_many_needs
    assert len(all_pledges) >= how_many_pledges
    assert {need.status for need in all_needs} == set(needs.STATES)
    assert {pledge.status for pledge in all_pledges} == set(pledges.TRANSITIONS)
    published = [need for need in all_needs if need.status == "published"]
    assert len(published) > len(all_needs) / 2
    assert {need.urgency for need in published} == set(range(len(needs.URGENCIES)))
    assert {need.category for need in published} == set(CATEGORIES)
    coverages = Counter(need.coverage for need in published)
    assert min(coverages[kind] for kind in ("none", "partial", "full")) >= len(published) / 10
    noted = sum(1 for need in all_needs if need.note) / len(all_needs)
    assert 0.35 < noted < 0.7


def test_morocco_is_all_of_morocco(country: str) -> None:
    if country != "MA":
        pytest.skip("communes are Morocco's")
    found = every(Organisation)
    assert {one.region_code for one in found} == set(db.session.scalars(select(Region.code)))
    assert all(one.commune and one.commune.region_code == one.region_code for one in found)
    assert sum(1 for one in found if one.is_isolated) >= 35
    edition = find_edition(f"warm-winter-{running_editions()[0].year}")
    assert edition is not None
    assert impact.totals("edition", edition.id).communes >= 32
    assert len({one.commune_code for one in found} & set(db.session.scalars(select(Commune.code)))) >= 60


# --- people and organisations -----------------------------------------------------------------------------------------


def test_the_accounts_of_the_contract_sign_in(country: str) -> None:
    for login in CAST:
        person = people.check_password("email", f"{login}@awn.example", PASSWORD)
        assert person.id == people.check_password("phone", person.phone, PASSWORD).id
        assert people.roles_of(person.id) == ({login} if login in people.ROLES else set())
    hosts = {login: organisations.organisations_of(account(login).id) for login in ("association", "association2")}
    assert all(len(found) == 1 and found[0].status in LISTED for found in hosts.values())
    assert [one.kind for one in organisations.organisations_of(account("company").id)] == ["company"]
    host = hosts["association"][0]
    assert host.is_trusted
    assert host.is_isolated
    on_the_way = {pledge.status for pledge in pledges.incoming(host.id)}
    assert {"pledged", "prepared", "handed_over"} <= on_the_way
    assert len([need for need in every(Need) if need.organisation_id == host.id and need.status == "published"]) >= 5


def test_the_volunteers_of_the_cast_hold_pledges_at_every_step(country: str) -> None:
    held = Counter(pledge.status for pledge in pledges.pledges_of(account("volunteer").id))
    assert {"pledged", "prepared", "received", "distributed", "unconfirmed"} <= set(held)
    assert {"pledged", "distributed"} <= {pledge.status for pledge in pledges.pledges_of(account("volunteer2").id)}


def test_people_are_reachable_at_fictional_numbers(country: str) -> None:
    for person in every(Person):
        assert parse_phone(person.phone, country) == person.phone
        assert "0000" in person.phone, "a run of zeros: nobody is called by accident"
        assert person.email is None or parse_email(person.email).endswith("@awn.example")
        assert clean_line(person.name, limit=80, required=True) == person.name
    guests = [person for person in every(Person) if person.is_guest]
    assert guests
    assert all(person.password_hash is None for person in guests)
    by_person = defaultdict(list)
    for pledge in every(Pledge):
        by_person[pledge.person_id].append(pledge)
    for guest in guests:
        assert [pledge.quantity <= 50 for pledge in by_person[guest.id]] == [True], "what a guest may pledge"
        assert by_person[guest.id][0].created_at == guest.created_at
    assert all(pledge.created_at >= pledge.person.created_at for pledge in every(Pledge))


def test_whatever_is_invented_says_so(country: str) -> None:
    found = every(Organisation)
    assert len({one.slug for one in found}) == len(found)
    for one in found:
        assert one.name.endswith(MARKS[country])
        assert one.name_latin is None or one.name_latin.endswith("(démo)")
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", one.slug)
        assert one.folded_name == organisations.fold_name(one)
        assert clean_line(one.name, limit=120) == one.name
        assert clean_text(one.about, limit=2000, required=True) == one.about
        assert set(one.fields) <= set(organisations.FIELDS)
        assert one.status in organisations.STATES
        assert one.size in organisations.SIZES
        assert one.founded <= date.today().year
        assert (one.joined_on is not None) or one.status not in LISTED
    assert len({one.about for one in found}) == len(found)
    assert sum(1 for one in found if one.name_latin) >= 0.6 * len(found)
    owned = {membership.organisation_id for membership in every(Membership) if membership.role == "owner"}
    assert owned == {one.id for one in found}
    unlisted = {one.id for one in found if one.status not in LISTED}
    assert unlisted
    assert all(need.status not in needs.PUBLIC for need in every(Need) if need.organisation_id in unlisted)


def test_persian_is_written_with_persian_letters(country: str) -> None:
    if country != "IR":
        pytest.skip("the pages of Iran are the Persian ones")
    texts = [*(one.name for one in every(Organisation)), *(one.about for one in every(Organisation))]
    texts += [one.contact_policy for one in every(Organisation)] + [one.locality for one in every(Organisation)]
    texts += [words for one in every(Post) for words in (one.title, one.body)] + [one.body for one in every(Comment)]
    texts += [one.note for one in every(Vouch)] + [one.name for one in every(Invitation)]
    texts += [need.note for need in every(Need)] + [person.name for person in every(Person)]
    for one in texts:
        assert not re.search("[يكىةؤإ٠-٩]", one), one
        assert not re.search(r"(^|\s)ن?می [آ-ی]|[آ-ی] ها([\s،.]|$)", one), f"a half-space is missing: {one}"
