"""Editions made, changed, begun from the one before, and published.

A campaign's words must be there in the language that the country's pages open in (Arabic; Persian in Iran). Where
another is left empty, readers get the nearest one that is not: English and French each other's, then the first one.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select

from domain import clock, slugs
from domain.campaigns import Campaign, Edition, EditionTarget, EditionTask
from domain.catalogue import items
from domain.db import claim, db
from domain.errors import RuleBroken
from domain.planning import stages
from domain.planning.plan import Change, compared, lock, write_down

LANGUAGES = ("ar", "fa", "fr", "en")
NAME_MOST, ABOUT_MOST, SPONSOR_MOST, SOURCE_MOST = 120, 1000, 120, 200  # characters
LONGEST = timedelta(days=366)
FARTHEST = timedelta(days=3 * 366)  # a day so far off is a slip of the hand
PLANNED, COMING, RUNNING, OVER = STATES = ("planned", "coming", "running", "over")


class WordsMissing(RuleBroken):
    """The name has to be there in the country's own language, `lang`."""


class EndsBeforeItStarts(RuleBroken):
    """The last day is before the first."""


class LastsTooLong(RuleBroken):
    """An edition is at most LONGEST from its first day to its last."""


class DayFarOff(RuleBroken):
    """A first day more than FARTHEST from today, either way."""


class StageOutside(RuleBroken):
    """The dates leave out a stage, which begins `starts_on` or ends `ends_on`."""


class FollowedAlready(RuleBroken):
    """The edition has a next one already, at `slug`."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What an edition says of itself. `names` and `abouts` by language, empty where the campaign says nothing."""

    starts_on: date
    ends_on: date
    names: dict[str, str] = field(default_factory=dict)
    abouts: dict[str, str] = field(default_factory=dict)
    sponsor: str = ""
    source: str = ""


def state_of(edition: Edition) -> str:
    """Where an edition stands: one of STATES."""
    if not edition.is_public:
        return PLANNED
    return OVER if edition.is_over else RUNNING if edition.is_running else COMING


def every() -> list[Edition]:
    """Every edition, planned ones too, the latest first."""
    return list(db.session.scalars(select(Edition).order_by(Edition.starts_on.desc(), Edition.id.desc())))


def find_any(slug: str) -> Edition | None:
    """The edition of this address, public or not."""
    return db.session.scalar(select(Edition).where(Edition.slug == slug))


def follower_of(edition: Edition) -> Edition | None:
    """The edition that is linked to this one as the one before."""
    return db.session.scalars(select(Edition).where(Edition.previous_id == edition.id).limit(1)).first()


def check_dates(starts_on: date, ends_on: date) -> None:
    """Raises EndsBeforeItStarts, LastsTooLong, DayFarOff."""
    if ends_on < starts_on:
        raise EndsBeforeItStarts
    if ends_on - starts_on > LONGEST:
        raise LastsTooLong(days=LONGEST.days)
    if abs(starts_on - clock.today()) > FARTHEST:
        raise DayFarOff


def filled(words: dict[str, str], home: str) -> dict[str, str]:
    """Words in every language, those that are empty taken from the nearest that is not. `home` is the country's own."""
    order = {"fr": ("en", home), "en": ("fr", home)}
    return {
        lang: next((words[one] for one in (lang, *order.get(lang, (home,))) if words.get(one)), "")
        for lang in LANGUAGES
    }


def own_words(campaign: Campaign, part: str, home: str) -> dict[str, str]:
    """What was written of a campaign's `part` ("name" or "about") by language; "" where it was taken from another."""
    words = {lang: str(getattr(campaign, f"{part}_{lang}")) for lang in LANGUAGES}
    for lang in ("en", "fr", "fa", "ar"):
        without = words | {lang: ""}
        if lang != home and filled(without, home)[lang] == words[lang]:
            words = without
    return words


def begin(plan: Plan, key: str, *, home: str, actor_id: int) -> Edition:
    """A new campaign with its first edition, planned and seen by nobody yet; a repeat of `key` gives the same.

    Raises WordsMissing and what `check_dates` raises."""
    claim(key)
    made = _made_with(key)
    if made is not None:
        return made
    check_dates(plan.starts_on, plan.ends_on)
    campaign = Campaign(**_words(plan, home))
    db.session.add(campaign)
    db.session.flush()
    return _add(campaign, 1, plan, key, actor_id)


def begin_next(previous_id: int, plan: Plan, key: str, *, copies: bool, actor_id: int) -> Edition:
    """The next edition of a campaign. `copies`: with the catalogue, targets, stages and checklist of the one before.

    Raises FollowedAlready, EndsBeforeItStarts, LastsTooLong, DayFarOff."""
    previous = lock(previous_id)
    made = _made_with(key)
    if made is not None:
        return made
    check_dates(plan.starts_on, plan.ends_on)
    follower = follower_of(previous)
    if follower is not None:
        raise FollowedAlready(slug=follower.slug)
    last = db.session.scalar(select(func.max(Edition.number)).where(Edition.campaign_id == previous.campaign_id)) or 0
    edition = _add(previous.campaign, last + 1, plan, key, actor_id, previous)
    if copies:
        _copy(previous, edition)
    return edition


def _made_with(key: str) -> Edition | None:
    return db.session.scalar(select(Edition).where(Edition.key == key))


def _add(
    campaign: Campaign, number: int, plan: Plan, key: str, actor_id: int, previous: Edition | None = None
) -> Edition:
    names = (f"{one} {plan.starts_on.year}" for one in (campaign.name_en, campaign.name_ar) if slugs.slug_of(one))
    slug = next(one for one in slugs.candidates(*names, "campaign") if find_any(one) is None)
    edition = Edition(
        slug=slug, campaign=campaign, number=number, year=plan.starts_on.year, starts_on=plan.starts_on,
        ends_on=plan.ends_on, sponsor=plan.sponsor or None, source=plan.source or None, previous=previous, key=key,
        phases=[], items=[], is_public=False,
    )  # fmt: skip
    db.session.add(edition)
    db.session.flush()
    dates = [Change("starts_on", "", edition.starts_on.isoformat()), Change("ends_on", "", edition.ends_on.isoformat())]
    write_down(edition, PLANNED, dates, actor_id=actor_id)
    return edition


def _copy(previous: Edition, edition: Edition) -> None:
    """Dates move with the first day; what would then fall outside loses its days."""
    later = edition.starts_on - previous.starts_on
    edition.items = list(previous.items)
    edition.phases = stages.moved(previous.phases, later, edition.starts_on, edition.ends_on)
    edition.targets = [
        EditionTarget(item_code=one.item_code, region_code=one.region_code, quantity=one.quantity)
        for one in previous.targets
    ]
    tasks = select(EditionTask).where(EditionTask.edition_id == previous.id, EditionTask.dropped.is_(False))
    db.session.add_all(
        EditionTask(edition_id=edition.id, words=one.words, due_on=one.due_on and one.due_on + later)
        for one in db.session.scalars(tasks.order_by(EditionTask.id))
    )
    db.session.flush()


def _words(plan: Plan, home: str) -> dict[str, str]:
    """The campaign's columns. Raises WordsMissing."""
    if not plan.names.get(home):
        raise WordsMissing(lang=home)
    names, abouts = filled(plan.names, home), filled(plan.abouts, home)
    return {f"name_{lang}": names[lang] for lang in LANGUAGES} | {f"about_{lang}": abouts[lang] for lang in LANGUAGES}


def change(edition_id: int, seen: int, plan: Plan, *, home: str, actor_id: int) -> Edition:
    """Change what an edition says of itself; the campaign's words are those of all its editions.

    Raises PlanChanged, WordsMissing, StageOutside and what `check_dates` raises."""
    edition = lock(edition_id, seen)
    if (plan.starts_on, plan.ends_on) != (edition.starts_on, edition.ends_on):
        check_dates(plan.starts_on, plan.ends_on)
        stages.check_within(edition.phases, plan.starts_on, plan.ends_on, StageOutside)
    words = _words(plan, home)
    old, campaign = values_of(edition), edition.campaign
    changes = compared({name: getattr(campaign, name) for name in words}, dict(words))
    for name, value in words.items():
        setattr(campaign, name, value)
    edition.starts_on, edition.ends_on, edition.year = plan.starts_on, plan.ends_on, plan.starts_on.year
    edition.sponsor, edition.source = plan.sponsor or None, plan.source or None
    write_down(edition, "details", [*compared(old, values_of(edition)), *changes], actor_id=actor_id)
    return edition


def values_of(edition: Edition) -> dict[str, Any]:
    """What the log compares of an edition's own columns."""
    return {name: getattr(edition, name) for name in ("starts_on", "ends_on", "sponsor", "source")}


def choose_items(edition_id: int, seen: int, codes: list[str], *, actor_id: int) -> Edition:
    """Set the edition's catalogue, in the catalogue's order; none is every item. Raises PlanChanged."""
    edition = lock(edition_id, seen)
    chosen = [code for code in items() if code in codes]
    added = [Change("item", "", code) for code in chosen if code not in edition.items]
    removed = [Change("item", code, "") for code in edition.items if code not in chosen]
    edition.items = chosen
    write_down(edition, "items", added + removed, actor_id=actor_id)
    return edition
