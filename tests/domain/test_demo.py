"""The demonstration data: every figure equals the sum of its rows, and nothing in them could not have happened."""

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import process_time
from uuid import uuid4

import flask_migrate
import pytest
from flask import Flask
from sqlalchemy import func, select, text

from app import create_app
from domain import board, clock, counters, impact, log, needs, organisations, people, pledges, search
from domain.campaigns import Edition, EditionPartner, EditionResult, EditionTarget, find_edition, running_editions
from domain.catalogue import CATEGORIES, items
from domain.counters import EditionTally, NeedTally
from domain.db import db, is_sqlite
from domain.demo import load_demo
from domain.demo.story import CAST, PASSWORD, facts
from domain.log import Transition
from domain.needs import Need
from domain.organisations import LISTED, Membership, Organisation
from domain.people import Person
from domain.phones import parse_email, parse_phone
from domain.places import Commune, Region, load_places
from domain.pledges import ARRIVED, LIVE, Pledge
from domain.text import clean_line, clean_text
from tests.databases import Cluster

COUNTRIES = ("MA", "EG", "IR", "AE")
LEAST = {  # associations, needs, pledges
    "MA": (60, 200, 400),
    "EG": (40, 120, 200),
    "IR": (40, 120, 200),
    "AE": (25, 80, 120),
}
MARKS = {"MA": "(تجريبي)", "EG": "(تجريبي)", "IR": "(آزمایشی)", "AE": "(تجريبي)"}


def loaded(folder: Path, country: str, cluster: Cluster | None) -> Flask:
    """An application of its own whose database holds the demonstration of this country."""
    name = f"demo_{uuid4().hex}"
    url = cluster.create(name) if cluster else f"sqlite:///{folder / name}.db"
    app = create_app(AWN_INSTANCE=str(folder), AWN_COUNTRY=country, SQLALCHEMY_DATABASE_URI=url)
    with app.app_context():
        flask_migrate.upgrade()
        load_places(country)
        db.session.commit()
        load_demo(country)
        db.session.commit()
        db.session.remove()
    return app


@pytest.fixture(scope="module", params=COUNTRIES)
def country(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, cluster: Cluster | None
) -> Iterator[str]:
    """Each country in turn, with its demonstration in the session's database."""
    app = loaded(tmp_path_factory.mktemp(request.param), request.param, cluster)
    with app.app_context():
        yield request.param
        db.session.remove()
        db.engine.dispose()
    clock.use_country("MA")


def every(model: type) -> list:
    return list(db.session.scalars(select(model)))


def account(login: str) -> Person:
    return db.session.scalars(select(Person).where(Person.email == f"{login}@awn.example")).one()


def pledges_by_need() -> dict[int, list[Pledge]]:
    found = defaultdict(list)
    for pledge in every(Pledge):
        found[pledge.need_id].append(pledge)
    return found


# --- sums -------------------------------------------------------------------------------------------------------------


def test_the_counters_of_every_need_are_the_sums_over_its_pledges(country: str) -> None:
    by_need = pledges_by_need()
    for need in every(Need):
        mine = by_need[need.id]
        arrived = [pledge for pledge in mine if pledge.status in ARRIVED]
        assert need.pledged == sum(pledge.quantity for pledge in mine if pledge.status in LIVE)
        assert need.received == sum(min(pledge.received_quantity, pledge.quantity) for pledge in arrived)
        assert need.surplus == sum(max(0, pledge.received_quantity - pledge.quantity) for pledge in arrived)
        distributed = [pledge for pledge in arrived if pledge.status == "distributed"]
        assert need.distributed == sum(pledge.received_quantity for pledge in distributed)
        assert all((pledge.received_quantity is None) == (pledge.status not in ARRIVED) for pledge in mine)


def test_what_the_board_sorts_by_is_what_the_rules_compute(country: str) -> None:
    for need in every(Need):
        assert need.is_open == (1 if need.remaining else 0)
        lacking = 1 + (need.remaining - 1) * 10 // need.quantity if need.remaining else 0
        assert need.lacking == lacking or (need.lacking == 10 and need.remaining == need.quantity)
        if need.status in needs.PUBLIC:
            host = need.organisation
            assert need.isolation == host.isolation
            assert need.priority == needs.priority_of(need.urgency, host.isolation, host.size)
            assert need.nearness == -need.deadline.toordinal()
            assert need.freshness == int(need.published_at.timestamp())
        assert need.category == items()[need.item_code].category
        assert (need.region_code, need.commune_code) == (need.organisation.region_code, need.organisation.commune_code)


def test_the_sums_are_those_of_the_needs(country: str) -> None:
    public = [need for need in every(Need) if need.status in counters.PUBLIC]
    published = [need for need in public if need.status == "published"]
    assert board.count(board.Filters()) == len(published)
    kept = {name: sum(getattr(row, name) for row in every(EditionTally)) for name in counters.SUMS}
    assert sum(row.published for row in every(NeedTally)) == len(published)
    units = {name: sum(getattr(need, name) for need in public) for name in counters.SUMS[3:]}
    opened = sum(need.is_open for need in published)
    assert kept == {"needs": len(public), "published": len(published), "open_needs": opened, **units}


def test_search_holds_exactly_the_published_needs(country: str) -> None:
    published = [need for need in every(Need) if need.status == "published"]
    ranks = set(db.session.execute(text(f"SELECT {'rowid' if is_sqlite() else 'rank'} FROM need_search")).scalars())
    assert ranks == {search.rank_of(need.is_open, need.priority, need.id) for need in published}
    assert all((need.search_rank is not None) == (need.status == "published") for need in every(Need))
    for need in published[:20]:
        page = board.page(board.Filters(q=items()[need.item_code].names["ar"]), size=500)
        assert need.id in {listed.id for listed in page.needs}


def test_the_board_shows_every_published_need_once(country: str) -> None:
    published = {need.id for need in every(Need) if need.status == "published"}
    for sort in board.SORTS:
        shown: list[int] = []
        after: tuple[int, ...] | None = None
        while True:
            page = board.page(board.Filters(sort=sort, after=after))
            shown += [listed.id for listed in page.needs]
            if page.after is None:
                break
            after = board.read_after(page.after)
        assert sorted(shown) == sorted(published)
    assert counters.versions()[0] > 0


# --- history ----------------------------------------------------------------------------------------------------------


def test_the_log_tells_how_every_need_and_pledge_came_to_its_state(country: str) -> None:
    tables = {"need": (Need, needs.TRANSITIONS), "pledge": (Pledge, pledges.TRANSITIONS)}
    now = clock.now()
    by_thing: dict[tuple[str, int], list[Transition]] = defaultdict(list)
    for row in db.session.scalars(select(Transition).order_by(Transition.id)):
        by_thing[row.noun, row.noun_id].append(row)
    for noun, (model, transitions) in tables.items():
        for thing in every(model):
            rows = by_thing[noun, thing.id]
            assert rows[0].old is None
            assert rows[0].at == thing.created_at
            assert rows[-1].new == thing.status
            assert rows[-1].at <= now
            for before, row in zip(rows, rows[1:], strict=False):
                assert row.old == before.new
                assert row.new in transitions[row.old]
                assert row.at > before.at
    assert len(by_thing) == len(every(Need)) + len(every(Pledge))


def test_nothing_was_ever_promised_twice(country: str) -> None:
    """The whole log, replayed in its order: needs take pledges only while published, never beyond their quantity."""
    found = {pledge.id: pledge for pledge in every(Pledge)}
    wanted = {need.id: need for need in every(Need)}
    held: Counter[int] = Counter()
    states: dict[int, str] = {}
    for row in db.session.scalars(select(Transition).order_by(Transition.id)):
        if row.noun == "need":
            states[row.noun_id] = row.new
            if row.new == "fulfilled":
                assert held[row.noun_id] == wanted[row.noun_id].quantity
            continue
        pledge = found[row.noun_id]
        if row.old is None:
            assert states[pledge.need_id] == "published"
            held[pledge.need_id] += pledge.quantity
        elif row.new in ("cancelled", "lapsed"):
            held[pledge.need_id] -= pledge.quantity
        elif row.new == "received":
            held[pledge.need_id] += min(pledge.received_quantity, pledge.quantity) - pledge.quantity
        assert held[pledge.need_id] <= wanted[pledge.need_id].quantity
    assert all(held[need.id] == need.pledged + need.received for need in wanted.values())


def test_days_are_alive(country: str) -> None:
    today = clock.today()
    for need in every(Need):
        if need.status == "published":
            assert need.deadline >= today
            assert need.received < need.quantity
        elif need.status == "expired":
            assert need.deadline < today
        if need.published_at:
            assert clock.day_of(need.published_at) <= need.deadline
    for pledge in every(Pledge):
        assert pledge.prepare_by <= pledge.need.deadline
        if pledge.status == "pledged":
            assert pledge.prepare_by >= today
        if pledge.status == "unconfirmed":
            assert pledge.created_at > clock.now() - pledges.CONFIRM_WITHIN


def test_it_is_the_same_whenever_it_is_made(
    country: str, tmp_path: Path, cluster: Cluster | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def told() -> list[tuple[object, ...]]:
        need = (Need.id, Need.item_code, Need.quantity, Need.status, Need.pledged, Need.received, Need.note)
        pledge = (Pledge.id, Pledge.person_id, Pledge.need_id, Pledge.quantity, Pledge.status, Pledge.code)
        queries = (select(*need).order_by(Need.id), select(*pledge).order_by(Pledge.id))
        queries += (select(Person.id, Person.name, Person.phone).order_by(Person.id),)
        return [tuple(row) for query in queries for row in db.session.execute(query)]

    def told_at(noon: datetime, folder: str) -> list[tuple[object, ...]]:
        monkeypatch.setattr(clock, "now", lambda: noon)
        with loaded(tmp_path / folder, country, cluster).app_context():
            rows = told()
            db.session.remove()
            db.engine.dispose()
        return rows

    noon = datetime(2026, 11, 10, 12, tzinfo=UTC)
    assert told_at(noon, "one") == told_at(noon + timedelta(days=100), "another")


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
    texts += [need.note for need in every(Need)] + [person.name for person in every(Person)]
    for one in texts:
        assert not re.search("[يكىةؤإ٠-٩]", one), one
        assert not re.search(r"(^|\s)ن?می [آ-ی]|[آ-ی] ها([\s،.]|$)", one), f"a half-space is missing: {one}"


# --- campaigns --------------------------------------------------------------------------------------------------------


def test_editions_run_and_are_linked(country: str) -> None:
    running = running_editions()
    assert running
    today = clock.today()
    for edition in running:
        assert today + timedelta(days=18) <= edition.ends_on <= today + timedelta(days=75)
        assert edition.targets
        assert edition.slug.endswith(str(edition.year))
        mine = [need for need in every(Need) if need.edition_id == edition.id]
        assert mine
        assert all(need.deadline <= edition.ends_on for need in mine)
        asking = {need.organisation_id for need in mine}
        rows = db.session.scalars(select(EditionPartner).where(EditionPartner.edition_id == edition.id))
        partners = {row.organisation_id for row in rows}
        assert asking <= partners
        targets = {target.item_code for target in edition.targets}
        assert {need.item_code for need in mine} <= targets | set(items())
    for edition in every(Edition):
        for lang in ("ar", "fa", "fr", "en"):
            assert edition.campaign.name(lang)
            assert 100 < len(edition.campaign.about(lang)) <= 1000
        if edition.previous:
            assert edition.previous.starts_on < edition.starts_on
            assert edition.previous.campaign_id == edition.campaign_id
    assert all(target.item_code in items() for target in every(EditionTarget))


def test_published_results_are_the_documents_figures(country: str) -> None:
    results = {(row.edition_id, row.measure): (row.value, row.at_least) for row in every(EditionResult)}
    assert all(row.source and len(row.source) <= 200 for row in every(EditionResult))
    if country == "MA":
        first, second = find_edition("warm-winter-2019"), find_edition("warm-winter-2020")
        assert first is not None
        assert second is not None
        assert second.previous is first
        assert first.starts_on == date(2019, 10, 1)
        for measure in ("volunteers", "associations", "families", "items"):
            assert results.pop((first.id, measure)) == facts()[f"warm_winter_1_{measure}"]
        for measure in ("communes", "people", "women_pct", "men_pct", "children_pct"):
            assert results.pop((second.id, measure)) == facts()[f"warm_winter_{measure}"]
    if country == "EG":
        edition = find_edition("shoulder-to-shoulder-2023")
        assert edition is not None
        for measure, key in {"cartons": "food_cartons", "meals": "meals", "garments": "garments"}.items():
            assert results.pop((edition.id, measure)) == facts()[f"katef_{key}"]
        targets = {row.item_code: row.quantity for row in running_editions()[0].targets}
        assert targets == {"food-carton": 4_000_000, "meal": 160_000, "garment": 30_000}
    assert not results, "no other published figures are claimed"


def test_phases_name_real_regions(country: str) -> None:
    codes = set(db.session.scalars(select(Region.code)))
    for edition in every(Edition):
        for phase in edition.phases:
            assert set(phase["regions"]) <= codes
            assert phase["starts_on"] <= phase["ends_on"]
            assert edition.starts_on <= date.fromisoformat(phase["starts_on"])
            assert all(phase[f"name_{lang}"] for lang in ("ar", "fa", "fr", "en"))
    if country == "EG":
        phases = running_editions()[0].phases
        assert [len(phase["regions"]) > 0 for phase in phases] == [True] * 3
        assert Counter(code for phase in phases for code in phase["regions"]) == Counter(codes)


# --- files and time ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", COUNTRIES)
def test_notes_belong_to_items(name: str) -> None:
    folder = Path(load_demo.__code__.co_filename).parent / "data"
    with (folder / f"notes-{name.lower()}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert all(row["item"] in items() and clean_line(row["note"], limit=200, required=True) for row in rows)


def test_it_loads_in_seconds(tmp_path: Path, cluster: Cluster | None) -> None:
    began = process_time()
    app = loaded(tmp_path, "MA", cluster)
    assert process_time() - began < 6
    with app.app_context():
        assert log.history("need", db.session.scalar(select(func.min(Need.id))))
        db.session.remove()
        db.engine.dispose()
