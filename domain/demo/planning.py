"""What the room of planning shows in the demonstration: each running edition with a catalogue, targets by region, a
checklist half done and partners in every state; and the next edition of the first one, planned and not public yet.

Targets by region are no figures of anybody's: they share the edition's own target over the regions by their
population (`data/regions.csv`), in whole units by largest remainders, and say so as their source."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import select

from domain import clock
from domain.campaigns import Edition, EditionPartner, EditionTarget, EditionTask
from domain.catalogue import items
from domain.db import db
from domain.demo.cast import Cast
from domain.demo.history import Event, event
from domain.demo.inbox import Told
from domain.demo.moments import awake
from domain.demo.story import Season, Story
from domain.notices import Notice
from domain.organisations import LISTED, Organisation
from domain.people import Person
from domain.places import Region
from domain.planning.tasks import SUGGESTED, due_on

_SHARED = 3  # items whose target is shared over the regions
_BY_PEOPLE = {
    "ar": "الهدف العام موزعا على المناطق بحسب عدد السكان (تجريبي)",
    "fa": "هدف کلی، تقسیم‌شده میان استان‌ها به نسبت جمعیت (آزمایشی)",
}
_TASKS = {
    "ar": (
        "الاتفاق كتابة مع الراعي على ما يقدمه", "دعوة الجمعيات والشركات إلى المشاركة",
        "الاتفاق مع الجمعيات على أهداف كل منطقة", "إيجاد مكان جاف للتخزين في كل منطقة",
        "مراجعة احتياجات كل الجمعيات المشاركة", "إعداد الملصقات ونشرها في كل القنوات",
        "إخبار متطوعي النسخ السابقة بأنها بدأت", "الاتصال بالجمعيات التي لم تصلها تعهداتها",
        "التأكد من أن كل جمعية كتبت من وصلت إليهم المساعدة", "نشر التقرير وشكر الجميع",
    ),
    "fa": (
        "توافق کتبی با حامی بر سر کمک‌هایش", "دعوت انجمن‌ها و شرکت‌ها به همکاری",
        "توافق با انجمن‌ها بر سر هدف هر استان", "یافتن انباری خشک در هر استان",
        "بررسی نیازهای همهٔ انجمن‌های همراه", "ساختن پوسترها و پخش آن‌ها در همهٔ کانال‌ها",
        "خبر دادن آغاز پویش به داوطلبان دوره‌های پیش", "تماس با انجمن‌هایی که تعهدهایشان نرسیده است",
        "اطمینان از این‌که هر انجمن نوشته کمک‌ها به که رسیده است", "انتشار گزارش و سپاس از همه",
    ),
}  # fmt: skip
# Organisations that do not take part in a running edition: what became of the question, so many days ago.
_ANSWERS = (("asked", 2), ("declined", 9), ("asked", 5), ("left", 12), ("asked", 6))


@dataclass(slots=True)
class Planned:
    """What the log says of it, and what organisations were told."""

    events: list[Event] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)


def steer(story: Story, cast: Cast, season: Season) -> Planned:
    """Plan what runs and what comes; called once the running editions' partners are written."""
    language = "fa" if story.country == "IR" else "ar"
    planned = Planned()
    for running in season.running:
        edition = running.edition
        edition.items = [code for code in items() if code in {one.item_code for one in edition.targets}]
        _share_targets(edition, language)
        planned.events += _check_list(story, cast, edition, language)
        _partners(story, cast, running.edition, planned)
    _next(story, cast, season.running[0].edition, language, planned)
    db.session.flush()
    return planned


def _share_targets(edition: Edition, language: str) -> None:
    """The largest targets over all that no region has a part of yet."""
    in_regions = {one.item_code for one in edition.targets if one.region_code}
    whole = [one for one in edition.targets if one.item_code not in in_regions]
    places = db.session.scalars(select(Region).order_by(Region.code)).all()
    people = {place.code: place.population for place in places}
    for target in sorted(whole, key=lambda one: -one.quantity)[:_SHARED]:
        for code, quantity in shared(target.quantity, people).items():
            edition.targets.append(EditionTarget(
                item_code=target.item_code, region_code=code, quantity=quantity, source=_BY_PEOPLE[language]
            ))  # fmt: skip


def shared(whole: int, people: dict[str, int]) -> dict[str, int]:
    """So many units over regions by their people: whole units, by largest remainders; none for whom none is left."""
    everybody = sum(people.values())
    parts = {code: whole * many // everybody for code, many in people.items()}
    by_rest = sorted(people, key=lambda code: (-(whole * people[code] % everybody), code))
    for code in by_rest[: whole - sum(parts.values())]:
        parts[code] += 1
    return {code: part for code, part in parts.items() if part}


def _check_list(story: Story, cast: Cast, edition: Edition, language: str) -> list[Event]:
    """Everything that was due by now is done, but for one line."""
    coordinator, events = cast.accounts["coordinator"], []
    late = next(one.code for one in reversed(SUGGESTED) if due_on(edition, one) < clock.today())
    for suggestion, words in zip(SUGGESTED, _TASKS[language], strict=True):
        due = due_on(edition, suggestion)
        task = EditionTask(edition_id=edition.id, words=words, due_on=due)
        added = _on(story, edition.starts_on - timedelta(days=70))
        events.append(_event(edition, "task_added", added, coordinator, ("task", "", words)))
        if due < clock.today() and suggestion.code != late:
            task.done_at, task.done_by = _on(story, due - timedelta(days=1)), coordinator.id
            events.append(_event(edition, "task_done", task.done_at, coordinator, ("task", "", words)))
        db.session.add(task)
    return events


def _partners(story: Story, cast: Cast, edition: Edition, planned: Planned) -> None:
    """Some of those that do not take part were asked, and not all of them accept; nor does every company."""
    query = select(EditionPartner).where(EditionPartner.edition_id == edition.id)
    inside = {one.organisation_id: one for one in db.session.scalars(query)}
    others = [one for one in cast.organisations if one.status in LISTED and one.id not in inside]
    companies = [one for one in cast.organisations if one.kind == "company" and one.id in inside]
    for organisation in companies[1:]:  # the first is that of company@
        db.session.delete(inside[organisation.id])
        others.insert(0, organisation)
    db.session.flush()
    _came_in(story, cast, edition, planned)
    for organisation, (state, ago) in zip(others, _ANSWERS, strict=False):
        at = _on(story, clock.today() - timedelta(days=ago))
        asked_at = at if state == "asked" else at - timedelta(days=4)
        _ask(cast, edition, organisation, asked_at, planned)
        owner, name = cast.owners[organisation.slug], organisation.name
        old = "asked"
        for new in ("accepted", "left") if state == "left" else (state,) if state != "asked" else ():
            moved_at = at - timedelta(days=2) if new == "accepted" else at
            planned.events.append(_event(edition, f"partner_{new}", moved_at, owner, ("partner", old, name)))
            old = new
        db.session.add(EditionPartner(
            edition_id=edition.id, organisation_id=organisation.id, status=state, changed_at=at
        ))  # fmt: skip


def _came_in(story: Story, cast: Cast, edition: Edition, planned: Planned) -> None:
    """When those that take part came in; the last of the associations has left again, and its needs stayed."""
    query = select(EditionPartner).where(EditionPartner.edition_id == edition.id)
    rows = {one.organisation_id: one for one in db.session.scalars(query)}
    found = [one for one in cast.organisations if one.id in rows]
    for place, organisation in enumerate(found):
        owner, row = cast.owners[organisation.slug], rows[organisation.id]
        row.changed_at = _on(story, edition.starts_on - timedelta(days=3 + place % 25))
        change = ("partner", "", organisation.name)
        planned.events.append(_event(edition, "partner_accepted", row.changed_at, owner, change))
        if organisation is found[-1] and organisation.kind != "company":
            row.status, row.changed_at = "left", _on(story, clock.today() - timedelta(days=6))
            change = ("partner", "accepted", organisation.name)
            planned.events.append(_event(edition, "partner_left", row.changed_at, owner, change))


def _next(story: Story, cast: Cast, before: Edition, language: str, planned: Planned) -> None:
    """The next edition, begun from the one that runs: targets over all only, two partners asked."""
    coordinator, starts_on = cast.accounts["coordinator"], clock.year_after(before.starts_on)
    edition = Edition(
        slug=f"{before.slug.rpartition('-')[0]}-{starts_on.year}", campaign=before.campaign, number=before.number + 1,
        year=starts_on.year, starts_on=starts_on, ends_on=clock.year_after(before.ends_on), previous=before,
        items=before.items, is_public=False, phases=[],
        targets=[
            EditionTarget(item_code=one.item_code, quantity=one.quantity, source=_carried(before))
            for one in before.targets if not one.region_code
        ],
    )  # fmt: skip
    db.session.add(edition)
    db.session.flush()
    at = _on(story, clock.today() - timedelta(days=3))
    planned.events.append(_event(edition, "planned", at, coordinator, ("starts_on", "", starts_on.isoformat())))
    for suggestion, words in zip(SUGGESTED, _TASKS[language], strict=True):
        db.session.add(EditionTask(edition_id=edition.id, words=words, due_on=due_on(edition, suggestion)))
    company = next(one for one in cast.organisations if one.kind == "company")
    for organisation in (cast.organisations[0], company):
        asked_at = _on(story, clock.today() - timedelta(days=2))
        _ask(cast, edition, organisation, asked_at, planned)
        db.session.add(EditionPartner(
            edition_id=edition.id, organisation_id=organisation.id, status="asked", changed_at=asked_at
        ))  # fmt: skip


def _carried(before: Edition) -> str | None:
    return before.targets[0].source if before.targets else None


def _ask(cast: Cast, edition: Edition, organisation: Organisation, at: datetime, planned: Planned) -> None:
    """The question, in the inbox of whoever owns the organisation and in the log."""
    campaign = {lang: edition.campaign.name(lang) for lang in ("ar", "fa", "fr", "en")}
    facts = {"name": organisation.name, "campaign": campaign, "day": edition.starts_on.isoformat()}
    owner, path = cast.owners[organisation.slug], f"/desk/{organisation.slug}/campaigns"
    planned.told.append((at, Notice(person_id=owner.id, kind="campaign_asked", path=path, facts=facts)))
    asked = _event(edition, "partner_asked", at, cast.accounts["coordinator"], ("partner", "", organisation.name))
    planned.events.append(asked)


def _event(edition: Edition, what: str, at: datetime, actor: Person, change: tuple[str, str, str]) -> Event:
    return event("edition", edition.id, None, what, at, actor=actor, via="web", note="\t".join(change))


def _on(story: Story, day: date) -> datetime:
    """In the middle of a day."""
    return awake(clock.start_of(day) + timedelta(hours=13), story.country)
