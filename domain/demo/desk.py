"""What the rooms of associations and of the platform team show in the demonstration: how each association came here,
unions with their members, a vouch, a link into a team that is still open, needs that are paused."""

from datetime import datetime, timedelta
from random import Random

from domain import clock, invitations
from domain.db import db
from domain.demo.asking import Asked
from domain.demo.cast import Cast
from domain.demo.history import Event, event
from domain.demo.moments import awake
from domain.demo.news import moment
from domain.demo.story import Story
from domain.invitations import Invitation
from domain.organisations import LISTED, Organisation
from domain.people import Person
from domain.unions import UnionMembership, is_union
from domain.vouches import Vouch

_PAUSED_MOST = 3
_MEMBERS_MOST = 3  # of each union
_ASKED_AGO = timedelta(days=2)
# The states an association went through, each with the share of its time since the one where its time began.
_WAY_IN = (("started", 0.0), ("submitted", 0.4), ("under_review", 0.7), ("approved", 1.0))
_AFTERWARDS = {
    "approved": (), "trusted": (("trusted", 0.3),), "suspended": (("suspended", 0.8),),
    "recertification_due": (("trusted", 0.3), ("recertification_due", 0.95)),
}  # fmt: skip


def pause(cast: Cast, asked: list[Asked]) -> list[Event]:
    """A few needs that nobody has pledged to were paused by their associations."""
    free = [
        one for one in asked
        if one.need.status == "published" and not one.plan.pledges and not one.need.sunk
        and one.host is not cast.organisations[0]
    ]  # fmt: skip
    events = []
    for one in free[2::5][:_PAUSED_MOST]:
        last = max(one.need.renewed_at or one.plan.chain[-1][1], one.plan.chain[-1][1])
        at, owner = last + (clock.now() - last) * 0.7, cast.owners[one.host.slug]
        one.need.status, one.need.version = "paused", one.need.version + 1
        events.append(event("need", one.need.id, "published", "paused", at, actor=owner, via="web"))
    return events


def come_in(story: Story, cast: Cast) -> list[Event]:
    """How every association came to its state, as the platform team reads it."""
    reason = next(row["text"] for row in story.desk() if row["what"] == "suspension")
    return [
        one for organisation in [*cast.organisations, *cast.applying] for one in _way(story, cast, organisation, reason)
    ]


def _way(story: Story, cast: Cast, organisation: Organisation, reason: str) -> list[Event]:
    events, old = [], None
    for new, at in _moments(story, organisation):
        actor: Person | None = cast.accounts["coordinator"]
        if new in ("started", "submitted"):
            actor = cast.owners[organisation.slug]
        elif new == "recertification_due":
            actor = None
        note = reason if new == "suspended" else None
        via = "web" if actor else "clock"
        events.append(event("organisation", organisation.id, old, new, at, actor=actor, via=via, note=note))
        old = new
    return events


def _moments(story: Story, organisation: Organisation) -> list[tuple[str, datetime]]:
    began, now = organisation.created_at, clock.now()
    joined = now - (clock.today() - organisation.joined_on) if organisation.joined_on else None
    way_in = [state for state, _ in _WAY_IN]
    until = way_in.index("approved" if joined else organisation.status)
    # Who has not come in yet has spent most of the time waiting for it.
    found = [(state, began + ((joined or now) - began) * share) for state, share in _WAY_IN[: until + 1]]
    if joined:
        found += [(state, joined + (now - joined) * share) for state, share in _AFTERWARDS[organisation.status]]
    return found[:1] + [(state, awake(at, story.country)) for state, at in found[1:]]


def join_hands(story: Story, cast: Cast) -> list[Event]:
    """Unions with members, and one that asks the first association; a vouch; a link into the first one's team."""
    listed = [one for one in cast.organisations if one.status in LISTED]
    first, simple = listed[0], [one for one in listed[1:] if one.kind == "association"]
    events = []
    for union in (one for one in listed if is_union(one)):
        near = [one for one in simple if _is_near(one, union)][:_MEMBERS_MOST]
        for place, member in enumerate(near):
            at = awake(clock.now() - timedelta(days=60 - 9 * place), story.country)
            events += _link(cast, union, member, max(at, *(_in(story, one) for one in (union, member))))
        if union.kind == "sectoral_union":
            events += _link(cast, union, first, awake(clock.now() - _ASKED_AGO, story.country), accepted=False)
    _vouch_and_invite(story, cast)
    return events


def _in(story: Story, organisation: Organisation) -> datetime:
    """A moment at which the association had been approved."""
    return _moments(story, organisation)[-1][1] + timedelta(hours=1)


def _is_near(member: Organisation, union: Organisation) -> bool:
    """In its region, or for a union of a field of work, in that field and of another region."""
    same = member.region_code == union.region_code
    return same if union.kind == "regional_union" else not same and bool({*member.fields} & {*union.fields})


def _link(
    cast: Cast, union: Organisation, member: Organisation, at: datetime, *, accepted: bool = True
) -> list[Event]:  # fmt: skip
    made = UnionMembership(
        union=union, organisation=member, asked_by="union", status="accepted" if accepted else "asked", since=at
    )
    db.session.add(made)
    db.session.flush()
    asker, answerer = cast.owners[union.slug], cast.owners[member.slug]
    events = [event("union_membership", made.id, None, "asked", at, actor=asker, via="web")]
    if accepted:
        made.since = at + timedelta(hours=5)
        events.append(event("union_membership", made.id, "asked", "accepted", made.since, actor=answerer, via="web"))
    return events


def _vouch_and_invite(story: Story, cast: Cast) -> None:
    rows = {row["what"]: row for row in story.desk()}
    by = {one.slug: one for one in cast.organisations}[rows["vouch"]["by"]]
    reviewed = next(one for one in [*cast.organisations, *cast.applying] if one.status == "under_review")
    db.session.add(
        Vouch(
            organisation_id=reviewed.id, by_organisation=by, person_id=cast.owners[by.slug].id,
            note=rows["vouch"]["text"], at=moment(story, rows["vouch"]),
        )
    )  # fmt: skip
    first, at = cast.organisations[0], moment(story, rows["invitation"])
    no_token = f"{Random(f'awn-{story.country}-link').getrandbits(256):064x}"  # no link leads to it
    db.session.add(
        Invitation(
            organisation_id=first.id, role="editor", name=rows["invitation"]["title"], token_hash=no_token,
            created_by=cast.owners[first.slug].id, created_at=at, expires_at=at + invitations.LASTS,
        )
    )  # fmt: skip
    db.session.flush()
