"""«Still needed?»: an association renews its list, changes a quantity or closes a need, without an account; needs that
nobody renews sink behind their equals, then expire."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, func, or_, select

from domain import clock, counters, log, needs, notices, organisations, renewal_links, search
from domain.db import db
from domain.errors import RuleBroken
from domain.listing import editing, rows
from domain.log import Transition
from domain.needs import Need
from domain.organisations import LISTED, Organisation
from domain.renewal_links import RenewalLink

SINK_AFTER = timedelta(days=30)  # since a need was last renewed; its publication renews it too
EXPIRE_AFTER = timedelta(days=45)
ASK_BEFORE = timedelta(days=7)  # a need sinks
ASK_AGAIN = timedelta(days=6)  # at the earliest
RECENT = timedelta(days=30)  # so long an expired need can be renewed by a link


@dataclass(frozen=True, slots=True)
class Answer:
    """What an association says of one need: how many it needs, or (None) that it needs it no longer."""

    quantity: int | None


# --- what a link shows and does ---------------------------------------------------------------------------------------


def renewable(organisation_id: int) -> list[Need]:
    """The needs an association can renew by a link: those that expired not long ago although their day is still to
    come, and those on the board; what waits longest first."""
    expired = and_(_expired_lately(), Need.deadline >= clock.today())
    query = select(Need).where(Need.organisation_id == organisation_id, or_(Need.status == "published", expired))
    return sorted(db.session.scalars(query), key=lambda need: (need.status == "published", renewed_at(need), need.id))


def past_their_day(organisation_id: int) -> list[Need]:
    """Those that expired not long ago because their day came: they need another, which a link cannot give."""
    query = select(Need).where(Need.organisation_id == organisation_id, _expired_lately())
    return list(db.session.scalars(query.where(Need.deadline < clock.today()).order_by(Need.id)))


def _expired_lately() -> ColumnElement[bool]:
    lately = exists().where(
        Transition.noun == "need", Transition.noun_id == Need.id, Transition.new == "expired",
        Transition.at > clock.now() - RECENT,
    )  # fmt: skip
    return and_(Need.status == "expired", lately)


def renewed_at(need: Need) -> datetime:
    """When a need was last said to be needed: by renewal or by its publication."""
    return max(moment for moment in (need.renewed_at, need.published_at, need.created_at) if moment)


def sinks_on(need: Need) -> date:
    """The day from which the need stands behind its equals unless it is renewed."""
    return clock.day_of(renewed_at(need) + SINK_AFTER)


def answer_by_link(link: RenewalLink, answers: Mapping[int, Answer] | None = None) -> dict[str, int]:
    """The same as `answer`, by whoever holds a link of the association."""
    done = answer(link.organisation_id, answers, actor_id=None, via="link", note=f"link {link.id}")
    link.used_at = clock.now()
    db.session.flush()
    return done


def answer(
    organisation_id: int, answers: Mapping[int, Answer] | None = None, *, actor_id: int | None, via: str = "web",
    note: str | None = None,
) -> dict[str, int]:  # fmt: skip
    """Do what an association says of each need, by its number; without answers, renew all. How many were `renewed`,
    `changed` (and renewed) and `closed`. What moved on meanwhile is left as it is.

    Raises what `editing.change_quantity` raises, with the `need_id` it is about."""
    done = {"renewed": 0, "changed": 0, "closed": 0}
    for need_id in sorted(need.id for need in renewable(organisation_id)):
        if answers is not None and need_id not in answers:
            continue
        need = rows.lock(need_id)
        if need.status not in ("published", "expired"):
            continue
        given = Answer(need.quantity) if answers is None else answers[need_id]
        try:
            done[_answer_one(need, given, actor_id, via, note)] += 1
        except RuleBroken as broken:
            broken.context["need_id"] = need_id
            raise
    return done


def _answer_one(need: Need, given: Answer, actor_id: int | None, via: str, note: str | None) -> str:
    if given.quantity is None:
        needs.move(need, "closed", actor_id=actor_id, via=via, note=note)
        return "closed"
    changed = given.quantity != need.quantity
    if changed:
        editing.change_quantity(need, given.quantity, actor_id=actor_id, via=via)
    if need.status == "expired":
        editing.show(need, actor_id=actor_id, via=via)
    if need.status == "published":  # and not with the team, that has to look at the change
        renew(need, actor_id=actor_id, via=via)
    return "changed" if changed else "renewed"


def renew(need: Need, *, actor_id: int | None, via: str = "web") -> Need:
    """Say that a need, as it was read under its lock, is still needed; it stands among its equals again."""
    old, need.renewed_at = "sunk" if need.sunk else "renewed", clock.now()
    if need.sunk:
        _stand(need, sunk=False)
    db.session.flush()
    log.record("renewal", need.id, old, "renewed", actor_id=actor_id, via=via)
    return need


# --- what the clock does ----------------------------------------------------------------------------------------------


def unrenewed(after: timedelta, *, limit: int = 500) -> list[int]:
    """Published needs that nobody renewed for so long and that have not sunk; with EXPIRE_AFTER, sunk or not."""
    query = select(Need.id).where(_unrenewed_since(clock.now() - after)).order_by(Need.id).limit(limit)
    return list(db.session.scalars(query if after >= EXPIRE_AFTER else query.where(Need.sunk.is_(False))))


def wrongly_sunk(*, limit: int = 500) -> list[int]:
    """Sunk needs that were published anew since."""
    recent = ~_unrenewed_since(clock.now() - SINK_AFTER)
    return list(db.session.scalars(select(Need.id).where(Need.status == "published", Need.sunk, recent).limit(limit)))


def sink(need_id: int) -> bool:
    """Put a need behind its equals when nobody has renewed it for SINK_AFTER; whether it was so."""
    need = rows.lock(need_id)
    if need.status != "published" or need.sunk or renewed_at(need) > clock.now() - SINK_AFTER:
        return False
    _stand(need, sunk=True)
    log.record("renewal", need.id, "renewed", "sunk", actor_id=None, via="clock")
    return True


def rise(need_id: int) -> bool:
    """Put a sunk need that was published anew among its equals again; whether it was so."""
    need = rows.lock(need_id)
    if need.status != "published" or not need.sunk or renewed_at(need) <= clock.now() - SINK_AFTER:
        return False
    _stand(need, sunk=False)
    log.record("renewal", need.id, "sunk", "renewed", actor_id=None, via="clock")
    return True


def expire(need_id: int) -> bool:
    """Take a need off the board when nobody has renewed it for EXPIRE_AFTER, and tell its association; whether so."""
    need = rows.lock(need_id)
    if need.status != "published" or renewed_at(need) > clock.now() - EXPIRE_AFTER:
        return False
    needs.move(need, "expired", actor_id=None, via="clock", note="unrenewed")
    need.sunk = False  # so that it stands among its equals when it comes back
    path = f"/desk/{need.organisation.slug}/renewal"
    notices.tell_members(
        need.organisation_id, "need_expired", path=path, item=need.item_code, label=need.label, because="unrenewed"
    )
    return True


def to_ask(*, limit: int = 500) -> list[int]:
    """Associations of whose needs some will sink within ASK_BEFORE, and that were not asked in ASK_AGAIN."""
    lately = and_(RenewalLink.created_by.is_(None), RenewalLink.created_at > clock.now() - ASK_AGAIN)
    asked = exists().where(RenewalLink.organisation_id == Organisation.id, lately)
    due = exists().where(Need.organisation_id == Organisation.id, _sinks_soon())
    query = select(Organisation.id).where(Organisation.status.in_(LISTED), due, ~asked)
    return list(db.session.scalars(query.order_by(Organisation.id).limit(limit)))


def ask(organisation_id: int) -> bool:
    """Ask an association's members what is still needed, with a fresh link; whether it had to be asked: of each need
    once."""
    organisation = organisations.lock(organisation_id)
    due = list(db.session.scalars(select(Need).where(Need.organisation_id == organisation_id, _sinks_soon())))
    asked_at = renewal_links.made_by_clock_at(organisation_id)
    if asked_at and all(renewed_at(need) + SINK_AFTER - ASK_BEFORE <= asked_at for need in due):
        return False
    if not due or (asked_at and asked_at > clock.now() - ASK_AGAIN):
        return False
    link = renewal_links.make_by_clock(organisation_id)
    notices.tell_members(
        organisation_id, "need_expiring", path=f"/desk/{organisation.slug}/renewal", count=len(due),
        day=min(map(sinks_on, due)).isoformat(), link=link.id,
    )  # fmt: skip
    return True


def _sinks_soon() -> ColumnElement[bool]:
    return and_(Need.sunk.is_(False), _unrenewed_since(clock.now() - SINK_AFTER + ASK_BEFORE))


def _unrenewed_since(moment: datetime) -> ColumnElement[bool]:
    last_said = func.coalesce(Need.renewed_at, Need.published_at)
    return and_(Need.status == "published", last_said <= moment, Need.published_at <= moment)


def _stand(need: Need, *, sunk: bool) -> None:
    """Let a need on the board sink or rise, there and in searches."""
    need.sunk = sunk
    needs.rank(need, need.organisation)
    rank = search.rank_of(need.is_open, need.priority, need.id)
    if need.search_rank is not None and need.search_rank != rank:
        search.move(need.search_rank, rank)
        need.search_rank = rank
    db.session.flush()
    counters.touch_board(need.id)
