"""Which associations to call, and why: those whose needs have sunk because nobody renewed them, those that came in and
never published anything, those with whom nobody has spoken for long."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, func, select

from domain import clock
from domain.contacts import Contact
from domain.db import db
from domain.needs import Need
from domain.organisations import LISTED, Organisation

SILENT_AFTER = timedelta(days=60)  # without a talk, or since it came in
NEW_FOR = timedelta(days=7)  # so long an association may take to publish its first need
LEFT_ALONE = timedelta(days=10)  # after a talk, or an attempt at one
REASONS = ("sunk", "unpublished", "silent")  # the most pressing first
SHOWN_MOST = 8  # who is called makes room for the next
RECIPIENTS = ("association", "regional_union", "sectoral_union", "foundation", "public_body")  # they ask for needs


@dataclass(frozen=True, slots=True)
class Call:
    """An association to call: the `reason`, since when it holds (None: never a talk), and how many needs have sunk."""

    organisation: Organisation
    reason: str
    last: datetime | None  # the last entry of the contact log
    sunk: int


def suggested(region: str = "", *, now: datetime | None = None) -> list[Call]:
    """Whom to call, by reason, then whoever has been silent longest. Left out is who was spoken with lately, and who
    has a next step open: that stands in the list of steps."""
    now = now or clock.now()
    last = select(func.max(Contact.at)).where(Contact.organisation_id == Organisation.id).scalar_subquery()
    sunk = select(func.count(Need.id)).where(
        Need.organisation_id == Organisation.id, Need.status == "published", Need.sunk
    )
    published = exists().where(Need.organisation_id == Organisation.id, Need.published_at.is_not(None))
    open_step = exists().where(
        Contact.organisation_id == Organisation.id, Contact.next_on.is_not(None), Contact.done_at.is_(None)
    )
    query = select(Organisation, last, sunk.scalar_subquery(), published)
    query = query.where(Organisation.status.in_(LISTED), Organisation.kind.in_(RECIPIENTS), ~open_step)
    if region:
        query = query.where(Organisation.region_code == region)
    found = [_call(*row, now=now) for row in db.session.execute(query)]
    calls = sorted((one for one in found if one), key=lambda one: (REASONS.index(one.reason), _since(one)))
    return calls[:SHOWN_MOST]


def _call(
    organisation: Organisation, last: datetime | None, sunk: int, published: bool, *, now: datetime
) -> Call | None:
    if last is not None and last > now - LEFT_ALONE:
        return None
    came = clock.start_of(organisation.joined_on) if organisation.joined_on else organisation.created_at
    if sunk:
        return Call(organisation, "sunk", last, sunk)
    if not published and came < now - NEW_FOR:
        return Call(organisation, "unpublished", last, 0)
    return Call(organisation, "silent", last, 0) if max(last or came, came) < now - SILENT_AFTER else None


def _since(call: Call) -> tuple[datetime, int]:
    return call.last or call.organisation.created_at, call.organisation.id
