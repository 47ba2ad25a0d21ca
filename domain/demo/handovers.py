"""Collections of the demonstration, and whom the platform asked to cover a need.

One collection is done, one is today's, one is the volunteer's of the cast, one nobody has taken yet, one was cancelled;
what other regions prepared waits in none. It has a chance of its own: nothing else depends on it."""

from collections import defaultdict
from datetime import datetime, timedelta
from random import Random

from domain import clock
from domain.collections import Collected, Collection
from domain.db import db
from domain.demo.asking import Asked as Wanted
from domain.demo.cast import Cast
from domain.demo.giving import Given
from domain.demo.history import Event, event
from domain.demo.moments import awake
from domain.demo.story import Story
from domain.matching import ASKED_AGAIN_AFTER, Asked
from domain.notices import Notice
from domain.people import Person

_PLACES = {"MA": "دار الشباب", "EG": "مركز الشباب", "IR": "سرای محله", "AE": "مجلس الحي"}
_NOTES = {
    "MA": "اكتبوا رمز التسليم على الطرد. الباب من جهة السوق.",
    "EG": "اكتبوا كود التسليم على الكرتونة. الباب الجانبي مفتوح.",
    "IR": "کد تحویل را روی بسته بنویسید. ورودی از کوچه است.",
    "AE": "اكتبوا رمز التسليم على الطرد. المواقف خلف المبنى.",
}
_SAID_REGION = 0.6  # the share of accounts that say where they are
_ASKED_EACH, _ASKED_NEEDS = 3, 6


def say_regions(story: Story, cast: Cast, given: list[Given]) -> None:
    """Some accounts say in which region they are: that of the first association they gave to."""
    rng = Random(f"awn-{story.country}-regions")
    for one, pledge, _ in given:
        person = pledge.person
        if not person.is_guest and person.region_code is None and rng.random() < _SAID_REGION:
            person.region_code = one.host.region_code
    cast.accounts["volunteer"].region_code = cast.organisations[0].region_code
    db.session.flush()


def ask(story: Story, cast: Cast, wanted: list[Wanted]) -> list[Event]:
    """Volunteers of the region were asked to cover needs that nobody pledges, each once."""
    rng, coordinator = Random(f"awn-{story.country}-asked"), cast.accounts["coordinator"]
    events: list[Event] = []
    left = [one for one in cast.volunteers if not one.is_guest and one.region_code]
    alone = [one for one in wanted if one.need.status == "published" and not one.plan.pledges and not one.need.sunk]
    for one in alone:
        near = [person for person in left if person.region_code == one.need.region_code][:_ASKED_EACH]
        if not near or len(events) == _ASKED_NEEDS:
            continue
        at = max(one.plan.chain[-1][1], awake(clock.now() - ASKED_AGAIN_AFTER * rng.uniform(0.3, 1.4), story.country))
        for person in near:
            left.remove(person)
            db.session.add(Asked(need_id=one.need.id, person_id=person.id, asked_by=coordinator.id, asked_at=at))
        events.append(event("asked", one.need.id, None, "volunteers", at, actor=coordinator, via="web",
                            quantity=len(near)))  # fmt: skip
    db.session.flush()
    return events


def gather(story: Story, cast: Cast, given: list[Given]) -> list[Event]:
    """The collections, with their pledges and what was written down."""
    here = cast.organisations[0].region_code
    ready: dict[str, list[Given]] = defaultdict(list)
    given_away: dict[str, list[Given]] = defaultdict(list)
    for one in given:
        state = one[1].status
        if state in ("prepared", "handed_over"):
            (ready if state == "prepared" else given_away)[one[0].host.region_code].append(one)
    others = sorted((code for code in ready if code != here), key=lambda code: (-len(ready[code]), code))
    coordinator, admin, today = cast.accounts["coordinator"], cast.accounts["admin"], clock.today()
    plans = _Collections(story, coordinator)
    if given_away[here]:
        last = max(plan.chain[-1][1] for _, _, plan in given_away[here])
        plans.add(given_away[here], clock.day_of(last), "done", coordinator, last - timedelta(days=3))
    yesterday = awake(clock.now() - timedelta(hours=30), story.country)
    plans.add(ready[here], today + timedelta(days=1), "planned", coordinator, yesterday)
    for place, (ahead, keeper) in enumerate(((0, admin), (3, None))):
        if place < len(others):
            day = today + timedelta(days=ahead)
            plans.add(ready[others[place]], day, "planned", keeper, yesterday - timedelta(hours=ahead + 1))
    if len(others) > 2:
        plans.add(ready[others[2]][:1], today + timedelta(days=2), "cancelled", coordinator, yesterday)
    db.session.flush()
    return plans.events


def told(cast: Cast, given: list[Given]) -> list[tuple[datetime, Notice]]:
    """What the volunteer of the cast was told: where and when to bring what is prepared."""
    person, found = cast.accounts["volunteer"], []
    for one, pledge, _ in given:
        row = db.session.get(Collected, pledge.id) if pledge.person is person else None
        place = row and db.session.get_one(Collection, row.collection_id)
        if row and place and place.is_planned:
            facts = {"item": one.need.item_code, "label": one.need.label or "", "quantity": pledge.quantity}
            facts |= {"place": place.place, "day": place.day.isoformat(), "begins": place.begins, "ends": place.ends}
            notice = Notice(
                person_id=person.id, kind="collection_planned", path=f"/pledges/{pledge.id}", facts=facts
            )  # fmt: skip
            found.append((row.added_at, notice))
    return found


class _Collections:
    """Writes collections, and keeps what happened to them."""

    def __init__(self, story: Story, by: Person) -> None:
        self._story, self._by = story, by
        self.events: list[Event] = []

    def add(self, pledges: list[Given], day: object, status: str, keeper: Person | None, at: datetime) -> None:
        if not pledges:
            return
        host, country = pledges[0][0].host, self._story.country
        place = " – ".join(filter(None, (_PLACES[country], host.place("fa" if country == "IR" else "ar"))))
        made = Collection(
            region_code=host.region_code, place=place, day=day, begins="09:00", ends="12:30", note=_NOTES[country],
            coordinator_id=keeper.id if keeper else None, status=status, key=f"demo-{len(self.events)}",
            created_by=self._by.id, created_at=at,
        )  # fmt: skip
        db.session.add(made)
        db.session.flush()
        self._happened("collection", made.id, None, "planned", at)
        if keeper:
            self._happened("collection", made.id, "planned", "planned", at, keeper, "taken")
        if status == "cancelled":
            self._happened("collection", made.id, "planned", status, at + timedelta(minutes=40))
            return
        for _, pledge, plan in pledges:
            when = max(at, plan.chain[-1][1]) if status == "planned" else at
            db.session.add(Collected(pledge_id=pledge.id, collection_id=made.id, added_at=when))
            self._happened("collected", pledge.id, None, str(made.id), when)
        if status == "done":
            done = max(plan.chain[-1][1] for _, _, plan in pledges)
            self._happened("collection", made.id, "planned", "done", done, keeper)

    def _happened(
        self, noun: str, noun_id: int, old: str | None, new: str, at: datetime, actor: Person | None = None,
        note: str | None = None,
    ) -> None:  # fmt: skip
        self.events.append(event(noun, noun_id, old, new, at, actor=actor or self._by, via="web", note=note))
