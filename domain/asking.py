"""Volunteers and companies asked by the platform to cover a need: by a notice, once each, and answered by a pledge."""

from collections.abc import Iterable

from sqlalchemy import select

from domain import log, notices, organisations
from domain.db import begin_writing, db
from domain.errors import RuleBroken
from domain.matching import Asked, Outcome, may_be_asked, outcomes_of, volunteers_near
from domain.needs import Need
from domain.organisations import LISTED, Membership, Organisation
from domain.people import Person
from domain.pledges import NotOnTheBoard
from domain.vouches import OwnAssociation

ASK_DEFAULT, ASK_MOST = 5, 20  # volunteers at once


class AskedMeanwhile(RuleBroken):
    """Others were asked for this need after the page was opened."""


class NobodyToAsk(RuleBroken):
    """Nobody is left who may be asked now."""


def ask_volunteers(need_id: int, how_many: int, seen: int, *, live_most: int, actor_id: int) -> int:
    """Ask the likeliest volunteers, `how_many` at most; how many were. `seen`: how many people had been asked when
    whoever asks looked. The same click again asks nobody: it is the same asking.

    Raises AskedMeanwhile, NobodyToAsk, NotOnTheBoard, OwnAssociation."""
    need = _locked(need_id)
    if repeated := _asked_from(need_id, seen, None, actor_id):
        return repeated
    _check(need, seen, actor_id)
    likeliest = volunteers_near(need, live_most=live_most)[: min(how_many, ASK_MOST)]
    return _ask(need, [one.person_id for one in likeliest], None, actor_id)


def ask_company(need_id: int, organisation_id: int, seen: int, *, actor_id: int) -> int:
    """Ask a company's team, likewise; how many of it were told. Raises what `ask_volunteers` does."""
    need = _locked(need_id)
    if repeated := _asked_from(need_id, seen, organisation_id, actor_id):
        return repeated
    _check(need, seen, actor_id)
    team = select(Membership.person_id).join(Organisation).where(
        Membership.organisation_id == organisation_id, Membership.ended_at.is_(None),
        Organisation.kind == "company", Organisation.status.in_(LISTED),
    )  # fmt: skip
    return _ask(need, db.session.scalars(team), organisation_id, actor_id)


def _locked(need_id: int) -> Need:
    begin_writing()
    return db.session.get_one(Need, need_id, with_for_update=True, populate_existing=True)


def _asked_from(need_id: int, seen: int, organisation_id: int | None, actor_id: int) -> int:
    """How many this person asked already from the page on which `seen` people had been asked."""
    before = 0
    for row in log.history("asked", need_id):
        if before == seen:
            same = row.actor_id == actor_id and (row.new, row.note) == _whom(organisation_id)
            return row.quantity or 0 if same else 0
        before += row.quantity or 0
    return 0


def _whom(organisation_id: int | None) -> tuple[str, str | None]:
    """Who was asked, as the log has it; a company by its number."""
    return ("volunteers", None) if organisation_id is None else ("company", str(organisation_id))


def _check(need: Need, seen: int, actor_id: int) -> None:
    if need.status != "published" or not need.remaining:
        raise NotOnTheBoard
    if organisations.is_member(actor_id, need.organisation_id):
        raise OwnAssociation
    if outcomes_of([need.id]).get(need.id, Outcome()).asked != seen:
        raise AskedMeanwhile


def _ask(need: Need, person_ids: Iterable[int], organisation_id: int | None, actor_id: int) -> int:
    """Ask those of them who may still be asked once their rows are locked: two coordinators with two needs in one
    moment do not ask one person twice. Raises NobodyToAsk."""
    ids = sorted(person_ids)
    db.session.execute(select(Person.id).where(Person.id.in_(ids)).order_by(Person.id).with_for_update())
    free = db.session.scalars(
        select(Person.id).where(Person.id.in_(ids), *may_be_asked(need)).order_by(Person.id)
    ).all()
    if not free:
        raise NobodyToAsk
    facts = {"item": need.item_code, "label": need.label, "unit": need.unit, "quantity": need.remaining}
    facts |= {"name": need.organisation.name, "region": need.region_code}
    for person_id in free:
        asked = Asked(need_id=need.id, person_id=person_id, organisation_id=organisation_id, asked_by=actor_id)
        db.session.add(asked)
        notices.tell(person_id, "asked_to_cover", path=f"/needs/{need.id}", **facts)
    new, note = _whom(organisation_id)
    log.record("asked", need.id, None, new, actor_id=actor_id, quantity=len(free), note=note)
    return len(free)
