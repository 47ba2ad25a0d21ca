"""What three accounts of the demonstration were told: the first association's, the volunteer's, the coordinator's."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from domain import clock, posts
from domain.db import db
from domain.demo.asking import Asked
from domain.demo.cast import Cast
from domain.demo.giving import Given
from domain.demo.history import Event
from domain.demo.news import News
from domain.needs import Need
from domain.notices import Notice
from domain.people import Person
from domain.unions import memberships_of

_READ_AFTER = timedelta(days=4)
_TOLD_OF_PLEDGES = {"received": "pledge_received", "distributed": "distribution_recorded", "lapsed": "pledge_lapsed"}

Told = tuple[datetime, Notice]


def fill(
    cast: Cast, asked: list[Asked], given: list[Given], news: News, events: list[Event], more: Sequence[Told] = ()
) -> None:  # fmt: skip
    """Write down what they were told, and what `more` was told, the oldest first; what came in the last days is not
    read yet."""
    told = [
        *more,
        *_association(cast, asked, news, events),
        *_volunteer(cast, given, news),
        *_coordinator(cast, events),
    ]
    for at, notice in sorted(told, key=lambda one: (one[0], one[1].person_id, one[1].path)):
        notice.created_at = at
        if at < clock.now() - _READ_AFTER:
            notice.read_at = at + timedelta(hours=3)
        db.session.add(notice)
    db.session.flush()


def _notice(person: Person, at: datetime, kind: str, path: str, **facts: Any) -> Told:
    return at, Notice(person_id=person.id, kind=kind, path=path, facts=facts)


def _of_need(need: Need) -> dict[str, str]:
    return {"item": need.item_code, "label": need.label or ""}


def _association(cast: Cast, asked: list[Asked], news: News, events: list[Event]) -> list[Told]:
    first = cast.organisations[0]
    owner, desk = cast.owners[first.slug], f"/desk/{first.slug}"
    returned = {
        one["noun_id"]: (one["at"], one["note"]) for one in events if one["noun"] == "need" and one["new"] == "returned"
    }
    told = []
    for need in (one.need for one in asked if one.host is first and one.need.status == "returned"):
        at, reason = returned[need.id]
        told.append(_notice(owner, at, "need_returned", desk, reason=reason, **_of_need(need)))
    for comment in news.comments:
        if comment.status == "waiting" and comment.post.organisation is first:
            title = comment.post.title
            told.append(_notice(owner, comment.created_at, "comment_waiting", f"{desk}/news", title=title))
    for row in memberships_of(first.id):
        if row.waits_for(first.id):
            told.append(_notice(owner, row.since, "union_asked", f"{desk}/unions", name=row.union.name))
    return told


def _volunteer(cast: Cast, given: list[Given], news: News) -> list[Told]:
    person = cast.accounts["volunteer"]
    told = []
    for one, pledge, plan in given:
        if pledge.person is not person:
            continue
        path, facts = f"/pledges/{pledge.id}", _of_need(one.need)
        for state, at in plan.chain:
            if state in _TOLD_OF_PLEDGES:
                units = {"quantity": pledge.quantity}
                if state == "received":
                    units["actual"] = pledge.received_quantity or 0
                elif state == "distributed":
                    units["quantity"] = pledge.received_quantity or 0
                told.append(_notice(person, at, _TOLD_OF_PLEDGES[state], path, **units, **facts))
    for comment in news.comments:
        if comment.person_id == person.id and comment.moderated_at:
            path, title = posts.path_of(comment.post), comment.post.title
            told.append(_notice(person, comment.moderated_at, "comment_shown", path, title=title))
    return told


def _coordinator(cast: Cast, events: list[Event]) -> list[Told]:
    """Of each profile that waits; what was handed in earlier is long forgotten."""
    waiting = {one.id: one for one in [*cast.organisations, *cast.applying] if one.status in _WAITING}
    return [
        _notice(
            cast.accounts["coordinator"], one["at"], "association_submitted",
            f"/studio/associations/{waiting[one['noun_id']].slug}", name=waiting[one["noun_id"]].name,
        )
        for one in events
        if one["noun"] == "organisation" and one["new"] == "submitted" and one["noun_id"] in waiting
    ]  # fmt: skip


_WAITING = ("submitted", "under_review")
