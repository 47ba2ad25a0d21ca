"""What the platform team does in the demonstration: needs said better, talks with associations and their next steps."""

from datetime import timedelta

from domain import clock
from domain.catalogue import items
from domain.contacts import Contact
from domain.db import db
from domain.demo.asking import Asked
from domain.demo.cast import Cast
from domain.demo.history import Event, event
from domain.demo.moments import awake
from domain.demo.story import DATA, Story, rows
from domain.needs import Need
from domain.organisations import LISTED
from domain.people import Person
from domain.redrafts import Redraft

_DRAFTS = 3  # of needs that wait
_WAIT = ("submitted", "in_review")


def work(story: Story, cast: Cast, asked: list[Asked]) -> list[Event]:
    """Redrafts of needs that wait, one in use at the first association, and the contact log."""
    told = rows(DATA / f"studio-{story.country.lower()}.csv")
    better = {row["of"]: (row["label"], row["text"]) for row in told if row["what"] == "redraft"}
    return [
        *_redraft(story, cast, asked, better),
        *_talk(story, cast, [row for row in told if row["what"] == "contact"]),
    ]


def _redraft(story: Story, cast: Cast, asked: list[Asked], better: dict[str, tuple[str, str]]) -> list[Event]:
    first, team = cast.organisations[0], [cast.accounts["coordinator"], cast.accounts["admin"]]
    waiting = [one for one in asked if one.need.status in _WAIT and one.need.category in better]
    noted = sorted(waiting, key=lambda one: (not one.need.note, one.need.id))
    events = []
    for place, one in enumerate(noted[:_DRAFTS]):
        events += _write(story, one, better, team[place % 2])
    shown = [one for one in asked if one.host is first and one.need.status == "published" and one.need.note]
    for one in shown[:1]:
        events += _write(story, one, better, team[0], used=True)
    return events


def _write(
    story: Story, one: Asked, better: dict[str, tuple[str, str]], by: Person, *, used: bool = False
) -> list[Event]:
    """A redraft, a little after the last thing that happened to its need."""
    need, last = one.need, one.plan.chain[-1][1]
    at = awake(last + (clock.now() - last) * 0.5, story.country)
    redraft = _say(story, need, better[need.category], by)
    redraft.written_at = at
    db.session.add(redraft)
    db.session.flush()
    events = [event("redraft", redraft.id, None, "draft", at, actor=by, via="web")]
    if used:
        redraft.status, redraft.used_at = "used", at + timedelta(hours=1)
        need.label, need.note, need.revision = redraft.label, redraft.note, need.revision + 1
        redraft.need_revision = need.revision
        for noun, number, old, new in (
            ("redraft", redraft.id, "draft", "used"), ("listing", need.id, None, "redrafted")
        ):  # fmt: skip
            events.append(event(noun, number, old, new, redraft.used_at, actor=by, via="web"))
    return events


def _say(story: Story, need: Need, words: tuple[str, str], by: Person) -> Redraft:
    label, note = words
    name = items()[need.item_code].names["fa" if story.country == "IR" else "ar"]
    said = note.format(note=need.note.rstrip(".")) if need.note else note.removeprefix("{note}. ")
    return Redraft(
        need_id=need.id, need_revision=need.revision, own_label=need.label, own_note=need.note,
        label=label.format(item=name), note=said,
        written_by=by.id,
    )  # fmt: skip


def _talk(story: Story, cast: Cast, told: list[dict[str, str]]) -> list[Event]:
    hosts = [one for one in cast.organisations if one.status in LISTED and one.kind != "company"]
    events = []
    for place, row in enumerate(sorted(told, key=lambda row: -int(row["ago"]))):
        by, at = cast.accounts[row["by"]], awake(clock.now() - timedelta(days=int(row["ago"])), story.country)
        day = clock.today() + timedelta(days=int(row["next_in"])) if row["next_in"] else None
        made = Contact(
            organisation_id=hosts[int(row["of"])].id, by_id=by.id, at=at, way=row["way"], outcome=row["outcome"],
            said=row["text"], next_step=row["label"], next_on=day, next_by_id=by.id if day else None,
            key=f"demo-{place}",
        )  # fmt: skip
        db.session.add(made)
        db.session.flush()
        events.append(event("contact", made.id, None, row["outcome"], at, actor=by, via="web"))
    return events
