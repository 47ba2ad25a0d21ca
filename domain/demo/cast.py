"""The people and organisations of the demonstration, written to the session."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from domain import clock, people
from domain.db import db
from domain.demo.moments import awake, days
from domain.demo.story import CAST, PASSWORD, Story
from domain.organisations import LISTED, Membership, Organisation, fold_name
from domain.papers import LegalStatus
from domain.people import Person
from domain.phones import parse_phone
from domain.places import Commune

_GUESTS = 0.2  # the share of volunteers who have no account


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody: the accounts by name, the volunteers, the organisations in their file's order, and who owns them."""

    accounts: dict[str, Person]
    volunteers: list[Person]
    organisations: list[Organisation]
    owners: dict[str, Person]  # by the organisation's slug
    applying: list[Organisation]  # besides: have applied, and ask for nothing yet


def gather(rng: Random, story: Story) -> Cast:
    """Add accounts, volunteers, organisations and memberships to the session, and flush them."""
    phones = (parse_phone(story.phone.format(number), story.country) for number in range(1, 1000))
    accounts = _accounts(story, phones)
    volunteers = [_volunteer(rng, story, phones) for _ in range(story.volunteers)]
    organisations = _organisations(rng, story)
    hosts = {0: accounts["association"], 1: accounts["association2"]}
    hosts[next(place for place, found in enumerate(organisations) if found.kind == "company")] = accounts["company"]
    owners = {}
    for place, organisation in enumerate(organisations):
        owner = hosts.get(place) or _owner(rng, story, phones)
        owners[organisation.slug] = owner
        _join(rng, organisation, owner, "owner")
    for organisation in organisations[2:20:3]:  # some have a second member
        _join(rng, organisation, _owner(rng, story, phones), "editor")
    db.session.add_all([*volunteers, *organisations])
    db.session.flush()
    applying = _applying(story, phones, owners)
    everybody = [*organisations, *applying]
    db.session.add_all(_legal_status(organisation, owners[organisation.slug]) for organisation in everybody)
    db.session.flush()
    return Cast(accounts, volunteers, organisations, owners, applying)


def _applying(story: Story, phones: Iterator[str], owners: dict[str, Person]) -> list[Organisation]:
    """Those that have applied, with their owners, by a chance of their own: nothing else depends on them."""
    rng = Random(f"awn-{story.country}-applying")
    found = [_organisation(rng, story, row, None) for row in story.applying()]
    for organisation in found:
        owners[organisation.slug] = _owner(rng, story, phones)
        _join(rng, organisation, owners[organisation.slug], "owner")
    db.session.add_all(found)
    db.session.flush()
    return found


def _accounts(story: Story, phones: Iterator[str]) -> dict[str, Person]:
    """The nine accounts of the contract. The password is hashed once: hashing is slow on purpose."""
    accounts: dict[str, Person] = {}
    password_hash: str | None = None
    for login, name in zip(CAST, story.cast, strict=True):
        email, phone = f"{login}@awn.example", next(phones)
        if password_hash is None:
            person = people.sign_up(name, PASSWORD, phone=phone, email=email)
            password_hash = person.password_hash
        else:
            person = Person(name=name, phone=phone, email=email, password_hash=password_hash)
            db.session.add(person)
        person.created_at = clock.now() - timedelta(days=120)
        accounts[login] = person
    db.session.flush()
    for role in people.ROLES:
        specialty = "pharmacist" if role == "specialist" else None
        people.grant(accounts[role].id, role, specialty=specialty)
    return accounts


def _name(rng: Random, story: Story) -> str:
    return f"{rng.choice(story.first_names)} {rng.choice(story.family_names)}"


def _volunteer(rng: Random, story: Story, phones: Iterator[str]) -> Person:
    is_guest = rng.random() < _GUESTS
    created_at = awake(clock.now() - days(rng, (60.0, 300.0)), story.country)
    phone = next(phones)
    email = f"v{phone[-3:]}@awn.example" if not is_guest and rng.random() < 0.4 else None
    return Person(name=_name(rng, story), phone=phone, email=email, is_guest=is_guest, created_at=created_at)


def _owner(rng: Random, story: Story, phones: Iterator[str]) -> Person:
    return Person(name=_name(rng, story), phone=next(phones), created_at=clock.now() - timedelta(days=200))


def _organisations(rng: Random, story: Story) -> list[Organisation]:
    rows = story.associations()
    communes = {row.code: row for row in db.session.query(Commune)} if story.country == "MA" else {}
    return [_organisation(rng, story, row, communes.get(row["place"])) for row in rows]


def _organisation(rng: Random, story: Story, row: dict[str, str], commune: Commune | None) -> Organisation:
    listed, is_handed_in = row["status"] in LISTED, row["status"] in ("submitted", "under_review")
    joined_on = _joined_on(rng, int(row["founded"]), row["status"]) if listed or row["status"] == "suspended" else None
    organisation = Organisation(
        slug=row["slug"],
        kind=row["kind"],
        name=f"{row['name']} {story.mark}",
        name_latin=f"{row['name_latin']} {story.mark_latin}" if row["name_latin"] else None,
        about=row["about"],
        contact_policy=rng.choice(story.contact_policies) or (story.contact_policies[0] if is_handed_in else ""),
        fields=row["fields"].split("+"),
        size=row["size"],
        status=row["status"],
        region_code=commune.region_code if commune else row["region"],
        commune_code=commune.code if commune else None,
        locality=None if commune else row["place"],
        isolation=commune.isolation if commune else int(row["isolation"]),
        founded=int(row["founded"]),
        joined_on=joined_on,
        created_at=clock.now() - timedelta(days=rng.randint(6, 25)),
    )
    if joined_on:
        organisation.created_at = clock.now() - (clock.today() - joined_on) - timedelta(days=rng.randint(6, 25))
    if joined_on and row["status"] in ("approved", "trusted"):
        organisation.recertify_on = clock.today() + timedelta(days=365 - (clock.today() - joined_on).days % 365)
    organisation.folded_name = fold_name(organisation)
    return organisation


def _legal_status(organisation: Organisation, owner: Person) -> LegalStatus:
    form = {"regional_union": "union", "sectoral_union": "union"}.get(organisation.kind, organisation.kind)
    since = min(date(organisation.founded or clock.today().year, 6, 1), clock.today())
    return LegalStatus(
        organisation_id=organisation.id, form=form, since=since, recorded_by=owner.id,
        recorded_at=organisation.created_at,
    )  # fmt: skip


def _joined_on(rng: Random, founded: int, status: str) -> date:
    """Trusted members have been there longest, those due for another look longer than a year."""
    least, most = {"trusted": (300, 900), "recertification_due": (750, 1000)}.get(status, (90, 500))
    return max(clock.today() - timedelta(days=rng.randint(least, most)), date(founded, 6, 1))


def _join(rng: Random, organisation: Organisation, person: Person, role: str) -> None:
    since = organisation.created_at if role == "owner" else organisation.created_at + days(rng, (5.0, 60.0))
    since = min(since, clock.now() - timedelta(days=1))
    db.session.add(Membership(organisation=organisation, person=person, role=role, since=since))
