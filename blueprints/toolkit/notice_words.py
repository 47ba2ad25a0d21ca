"""A notice in the reader's language: its sentence, from its kind and its facts.

Whatever people typed stands between isolating marks, so that it turns nothing around it, on a page and in a letter."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from blueprints.toolkit import labels
from blueprints.toolkit.formats import date, number
from domain.catalogue import items
from domain.notices import Notice

Facts = dict[str, Any]


def sentence(notice: Notice) -> str:
    """What the notice says. An unknown kind, or facts that are not as they should be, give a sentence that is true of
    any notice: nobody's inbox breaks over one line."""
    try:
        return SAYS[notice.kind](notice.facts)
    except (LookupError, TypeError, ValueError):
        return _("Something changed. Open it to see what.")


def _typed(text: object) -> str:
    """People's own words, isolated (U+2068 … U+2069)."""
    return f"\u2068{text}\u2069"


def _item(facts: Facts) -> str:
    """What the association calls the item, or else the catalogue."""
    code = str(facts["item"])
    return _typed(facts.get("label") or (labels.item_name(code) if code in items() else code))


def _day(facts: Facts) -> str:
    return date(dt.date.fromisoformat(facts["day"]))


def _name(facts: Facts) -> str:
    return _typed(facts["name"])


def _because(said: str, facts: Facts) -> str:
    """A decision, with the platform team's words when it gave some."""
    reason = facts.get("reason")
    return _("%(decision)s The team says: “%(reason)s”", decision=said, reason=_typed(reason)) if reason else said


def _received(facts: Facts) -> str:
    return ngettext(
        "It arrived: %(n)s × %(item)s. Thank you!", "It arrived: %(n)s × %(item)s. Thank you!",
        facts["actual"], n=number(facts["actual"]), item=_item(facts),
    )  # fmt: skip


def _expiring(facts: Facts) -> str:
    return ngettext(
        "Is it still needed? %(n)s need moves down the board on %(day)s unless you renew it.",
        "Are they still needed? %(n)s needs move down the board on %(day)s unless you renew them.",
        facts["count"], n=number(facts["count"]), day=_day(facts),
    )  # fmt: skip


def _expired(facts: Facts) -> str:
    if facts.get("because") == "unrenewed":
        return _("Your need left the board because nobody renewed it: %(item)s.", item=_item(facts))
    return _("Your need left the board because its day passed: %(item)s.", item=_item(facts))


def _role(facts: Facts) -> str:
    return str(labels.MEMBER_ROLE[facts["role"]])


SAYS: dict[str, Callable[[Facts], str]] = {
    "pledge_made": lambda f: _("Somebody pledged %(n)s × %(item)s.", n=number(f["quantity"]), item=_item(f)),
    "pledge_received": _received,
    "pledge_missing": lambda f: _(
        "The association says that your pledge did not arrive: %(n)s × %(item)s. It is open to others again.",
        n=number(f["quantity"]), item=_item(f)),
    "pledge_reminder": lambda f: _(
        "A reminder of your pledge, “%(item)s”: the next step is due by %(day)s.", item=_item(f), day=_day(f)),
    "pledge_lapsed": lambda f: _(
        "Your pledge ended because its day passed: %(n)s × %(item)s. Have it still? You can pledge it again.",
        n=number(f["quantity"]), item=_item(f)),
    "distribution_recorded": lambda f: _(
        "What you gave has reached people: %(n)s × %(item)s.", n=number(f["quantity"]), item=_item(f)),
    "need_published": lambda f: _("Your need is on the board: %(item)s.", item=_item(f)),
    "need_returned": lambda f: _because(_("Your need came back to you to be mended: %(item)s.", item=_item(f)), f),
    "need_expiring": _expiring,
    "need_expired": _expired,
    "association_submitted": lambda f: _("%(name)s handed in its profile for review.", name=_name(f)),
    "association_withdrawn": lambda f: _("%(name)s left the platform.", name=_name(f)),
    "association_confirmed": lambda f: _("%(name)s confirmed its details and papers.", name=_name(f)),
    "association_approved": lambda f: _("%(name)s is approved: it is listed, and can publish needs.", name=_name(f)),
    "association_returned": lambda f: _because(_("The profile of %(name)s needs something more.", name=_name(f)), f),
    "association_trusted": lambda f: _(
        "%(name)s is now a trusted member: its needs are published without review.", name=_name(f)),
    "association_untrusted": lambda f: _because(
        _("The needs of %(name)s are reviewed again before they are published.", name=_name(f)), f),
    "association_rejected": lambda f: _because(_("%(name)s was not accepted.", name=_name(f)), f),
    "association_suspended": lambda f: _because(
        _("%(name)s is suspended: nothing of it is public now.", name=_name(f)), f),
    "association_reinstated": lambda f: _("%(name)s is no longer suspended.", name=_name(f)),
    "association_vouched": lambda f: _("%(by)s vouched for %(name)s.", by=_typed(f["by"]), name=_name(f)),
    "recertification_due": lambda f: _(
        "Confirm the details and papers of %(name)s by %(day)s.", name=_name(f), day=_day(f)),
    "union_asked": lambda f: _("%(name)s asks to be linked with you in a union.", name=_name(f)),
    "union_accepted": lambda f: _("%(name)s agreed: you are linked in a union now.", name=_name(f)),
    "union_ended": lambda f: _("%(name)s is no longer linked with you in a union.", name=_name(f)),
    "team_joined": lambda f: _("%(name)s joined your team.", name=_name(f)),
    "team_left": lambda f: _("%(name)s left your team.", name=_name(f)),
    "team_removed": lambda f: _("You no longer act for %(name)s.", name=_name(f)),
    "team_role": lambda f: _("Your role in the team of %(name)s is now: %(role)s.", name=_name(f), role=_role(f)),
    "comment_waiting": lambda f: _("Comments wait for you to look at them: “%(title)s”.", title=_typed(f["title"])),
    "comment_shown": lambda f: _("Your comment is shown now: “%(title)s”.", title=_typed(f["title"])),
    "post_removed": lambda f: _(
        "The platform team took your news away: “%(title)s”. Ask it why.", title=_typed(f["title"])),
    "news_reported": lambda f: _("Somebody complained about news or a comment: “%(title)s”.", title=_typed(f["title"])),
}  # fmt: skip
