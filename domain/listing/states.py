"""The steps of a row: sent for review or published, paused and resumed, closed, thrown away.

A step that was taken already is taken: a repeat of the click changes nothing."""

from collections.abc import Sequence

from domain import needs
from domain.errors import RuleBroken, WrongState
from domain.listing import rows
from domain.listing.editing import BEFORE_BOARD, NotApproved, show
from domain.needs import Need
from domain.organisations import LISTED


def put_forward(need_id: int, *, actor_id: int) -> Need:
    """Publish a row where the association is trusted, else send it for review.

    Raises NotApproved, DeadlinePassed, WrongState."""
    need = rows.lock(need_id)
    trusted = need.organisation.is_trusted
    if need.status == "published" or (need.status in ("submitted", "in_review") and not trusted):
        return need
    if need.status not in BEFORE_BOARD:
        raise WrongState(noun="need", state=need.status)
    if need.organisation.status not in LISTED:
        raise NotApproved
    needs.check_deadline(need.deadline)
    if need.status == "returned" or not trusted:
        needs.move(need, "submitted", actor_id=actor_id)
    return needs.publish(need, actor_id=actor_id) if trusted else need


def put_several_forward(need_ids: Sequence[int], *, actor_id: int) -> tuple[list[Need], list[tuple[Need, RuleBroken]]]:
    """The same for several rows: those that went, and those that stayed, each with its reason."""
    went, stayed = [], []
    for need_id in sorted(need_ids):
        try:
            went.append(put_forward(need_id, actor_id=actor_id))
        except RuleBroken as broken:  # raised before anything of this row was written
            stayed.append((rows.lock(need_id), broken))
    return went, stayed


def pause(need_id: int, *, actor_id: int) -> Need:
    """Take a need off the board for a while; its page stays, and so do its pledges. Raises WrongState."""
    need = rows.lock(need_id)
    return need if need.status == "paused" else needs.move(need, "paused", actor_id=actor_id)


def resume(need_id: int, *, actor_id: int) -> Need:
    """Put a paused need back on the board. Raises WrongState, NotApproved, DeadlinePassed."""
    need = rows.lock(need_id)
    if need.status == "published":
        return need
    if need.status != "paused":
        raise WrongState(noun="need", state=need.status)
    return show(need, actor_id=actor_id)


def close(need_id: int, *, actor_id: int) -> Need:
    """End a need. Nobody can pledge any more; what is promised may still come and is received as ever.

    Raises WrongState."""
    need = rows.lock(need_id)
    return need if need.status == "closed" else needs.move(need, "closed", actor_id=actor_id)


def discard(need_id: int, *, actor_id: int) -> Need:
    """Take a row that is not on the board off the list. Raises WrongState."""
    need = rows.lock(need_id)
    if need.status == "cancelled":
        return need
    if need.status not in BEFORE_BOARD:
        raise WrongState(noun="need", state=need.status)
    return needs.move(need, "cancelled", actor_id=actor_id)
