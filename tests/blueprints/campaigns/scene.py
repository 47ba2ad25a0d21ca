"""A campaign as chance makes it: regions, items, pledges in every state, receipts, distributions, corrections, needs
that end or come from another campaign, and convoys."""

from dataclasses import replace
from datetime import timedelta
from random import Random

from domain import clock, deliveries, distributions, guests, handovers, hubs, needs, packing, pledges, routes
from domain.campaigns import Edition, EditionPartner, EditionTarget
from domain.db import db
from domain.distributions import Served
from domain.listing import editing, states
from domain.listing.entries import entry_of
from domain.needs import Need
from domain.organisations import Organisation
from domain.people import Person
from tests import factories

PUBLIC = ("published", "paused", "fulfilled", "closed", "expired")
REGIONS = ("MA-01", "MA-02", "MA-05", "MA-08")
ITEMS = ("blanket", "milk", "food-carton", "heater")
FATES = ("arrives", "arrives", "short", "more", "withdrawn", "lapses", "waits", "prepared", "handed_over")
TARGETS = (("blanket", None, 400), ("milk", None, 900), ("heater", "MA-05", 60), ("heater", "MA-08", 40))


def make_campaign(chance: Random, slug: str = "generated", many: int = 14) -> Edition:
    """A running edition with targets, needs in several states, what became of them, and companies beside."""
    edition = factories.edition(slug=slug)
    elsewhere = factories.edition()
    hosts = [factories.organisation(region_code=region) for region in REGIONS for _ in range(2)]
    people, receiver = [factories.person() for _ in range(6)], factories.person()
    for number in range(many):
        need = factories.need(
            chance.choice(hosts), item=chance.choice(ITEMS), quantity=chance.randint(20, 90),
            edition_id=elsewhere.id if number % 7 == 4 else edition.id, deadline=clock.today() + timedelta(days=60),
        )  # fmt: skip
        _live(chance, need, people, receiver)
        _end(need, number, edition, elsewhere, receiver)
    factories.need(hosts[0], quantity=777)  # outside the edition
    factories.need(hosts[0], quantity=888, edition_id=edition.id, published=False)
    for item, region, quantity in TARGETS:
        target = EditionTarget(edition_id=edition.id, item_code=item, region_code=region, quantity=quantity)
        db.session.add(target)
    company = factories.organisation(slug=f"company-of-{slug}", kind="company", name="شركة الأطلس")
    for organisation, status in ((company, "accepted"), (factories.organisation(), "asked"), (hosts[0], "accepted")):
        db.session.add(EditionPartner(edition_id=edition.id, organisation_id=organisation.id, status=status))
    db.session.commit()
    return edition


def _live(chance: Random, need: Need, people: list[Person], receiver: Person) -> None:
    """What becomes of a need."""
    for who in chance.sample(people, 3):
        pledge = factories.pledge(need, who, chance.randint(2, 6))
        fate = chance.choice(FATES)
        if fate == "withdrawn":
            handovers.withdraw(pledge.id, actor_id=who.id)
        elif fate == "lapses":
            handovers.lapse(pledge.id, "pledged")
        elif fate in ("prepared", "handed_over"):
            handovers.prepare(pledge.id, [], actor_id=who.id)
            if fate == "handed_over":
                handovers.hand_over(pledge.id, actor_id=who.id)
        elif fate != "waits":
            actual = {"arrives": 0, "short": -1, "more": 2}[fate] + pledge.quantity
            handovers.receive(pledge.id, pledge.code, actual, "good", actor_id=receiver.id)
    limits = guests.GuestLimits(pledges=99, quantity=99)  # under an account's phone: until its holder confirms
    pledges.pledge_as_guest(need.id, "ضيف", people[0].phone or "", 1, f"guest-{need.id}", limits)
    db.session.refresh(need)
    if need.received:
        given = {"day": clock.today(), "place": "دوار", "actor_id": receiver.id}
        served = Served(
            families=chance.randint(5, 9), women=chance.randint(5, 30), men=9, children=chance.randint(5, 50)
        )
        distributions.record(need.id, 1, served, key=f"{need.id}-a", **given)
        if need.received > 1:
            wrong = distributions.record(need.id, 1, Served(women=500), key=f"{need.id}-b", **given)
            distributions.correct(wrong.id, actor_id=receiver.id)


def _end(need: Need, number: int, edition: Edition, elsewhere: Edition, actor: Person) -> None:
    """Some needs end or stop, one that was never pledged is thrown away, some leave for another campaign or join."""
    db.session.refresh(need)
    kind = number % 7
    if kind == 0:
        states.close(need.id, actor_id=actor.id)
    elif kind == 1:
        states.pause(need.id, actor_id=actor.id)
    elif kind == 2:
        needs.move(need, "expired", actor_id=None)
    elif kind == 3:
        other = factories.need(factories.organisation(status="approved"), quantity=99, edition_id=edition.id)
        editing.change(other.id, replace(entry_of(other), note="أخرى"), other.revision, actor_id=actor.id)
        states.discard(other.id, actor_id=actor.id)
    elif kind in (4, 5):
        joined = edition.id if kind == 4 else elsewhere.id
        editing.change(need.id, replace(entry_of(need), edition_id=joined), need.revision, actor_id=actor.id)


def add_convoys(edition: Edition, receiver: Organisation) -> None:
    """Cartons packed at a hub, and a convoy of two items to two regions, with a loss, a return and a correction."""
    hub = hubs.open_hub("مخزن وجدة", "MA-02", "وجدة", key="hub", actor_id=None)
    for item, units in (("rice", 2_000), ("blanket", 300)):
        hubs.supply(hub.id, item, units, "هبة", key=item, actor_id=None)
    session = packing.plan(
        hub.id, "food-carton", {"rice": 2}, 900, clock.today(), key="p", actor_id=None, edition_id=edition.id
    )
    packing.move(session.id, "running", actor_id=None)
    for key, units in (("one", 500), ("two", 300)):
        packing.pack(session.id, units, key=key, actor_id=None)
    made = routes.plan(hub.id, "قافلة الجبل", clock.today(), key="c", actor_id=None, edition_id=edition.id)
    stops = (("MA-01", {"food-carton": 400, "blanket": 200}), ("MA-05", {"food-carton": 250}))
    for number, (region, load) in enumerate(stops):
        routes.add_stop(
            made.id, region, "مركز", load, key=f"s{number}", actor_id=None, organisation_id=receiver.id
        )  # fmt: skip
    convoy = deliveries.dispatch(made.id, key="go", actor_id=None)
    first, second, third = convoy.lines
    deliveries.receive(first.id, 380, 15, 5, "انقلبت شاحنة", key="r1", actor_id=None)
    deliveries.receive(second.id, 120, 0, 0, "", key="r2", actor_id=None)
    deliveries.receive(third.id, 250, 0, 0, "", key="r3", actor_id=None)
    db.session.commit()
