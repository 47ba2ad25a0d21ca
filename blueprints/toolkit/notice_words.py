"""A notice in the reader's language: its sentence, from its kind and its facts.

Whatever people typed stands between isolating marks, so that it turns nothing around it, on a page and in a letter."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from blueprints.toolkit import labels
from blueprints.toolkit.formats import date, digits, number
from blueprints.toolkit.language import lang
from domain.catalogue import items
from domain.notices import Notice
from domain.places import regions_of

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


def _campaign(facts: Facts) -> str:
    """A campaign's name in the reader's language."""
    return _typed(facts["campaign"][lang()])


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


def _region(facts: Facts) -> str:
    code = str(facts["region"])
    return _typed(regions_of(code[:2])[code].name(lang()))


def _when(facts: Facts) -> str:
    """The day of a collection, with its hours where they are said."""
    day, begins, ends = _day(facts), *(f"\u2066{digits(facts[name])}\u2069" for name in ("begins", "ends"))
    if facts["begins"] and facts["ends"]:
        return _("%(day)s, from %(begins)s to %(ends)s", day=day, begins=begins, ends=ends)
    if facts["begins"]:
        return _("%(day)s, from %(begins)s", day=day, begins=begins)
    return _("%(day)s, until %(ends)s", day=day, ends=ends) if facts["ends"] else day


def _place(facts: Facts) -> str:
    return _typed(facts["place"])


def _collection_planned(facts: Facts) -> str:
    """To a volunteer of their pledge; to an association of how many."""
    if "count" in facts:
        return ngettext(
            "%(n)s pledge to you is gathered on %(when)s at %(place)s.",
            "%(n)s pledges to you are gathered on %(when)s at %(place)s.",
            facts["count"], n=number(facts["count"]), when=_when(facts), place=_place(facts),
        )  # fmt: skip
    return _(
        "Bring what you pledged on %(when)s to %(place)s: %(n)s × %(item)s.",
        when=_when(facts), place=_place(facts), n=number(facts["quantity"]), item=_item(facts),
    )  # fmt: skip


def _collection_changed(facts: Facts) -> str:
    if "count" in facts:
        return _("A collection for you is now on %(when)s at %(place)s.", when=_when(facts), place=_place(facts))
    return _(
        "Day or place changed. Bring what you pledged on %(when)s to %(place)s: %(n)s × %(item)s.",
        when=_when(facts), place=_place(facts), n=number(facts["quantity"]), item=_item(facts),
    )  # fmt: skip


def _collection_cancelled(facts: Facts) -> str:
    if "count" in facts:
        return _("The collection of %(day)s at %(place)s does not take place.", day=_day(facts), place=_place(facts))
    return _(
        "The collection of %(day)s at %(place)s does not take place. Keep what you prepared: %(n)s × %(item)s.",
        day=_day(facts), place=_place(facts), n=number(facts["quantity"]), item=_item(facts),
    )  # fmt: skip


def _asked_to_cover(facts: Facts) -> str:
    return _(
        "Could you help? %(name)s in %(region)s still lacks %(n)s %(unit)s: %(item)s.",
        name=_name(facts), region=_region(facts), n=number(facts["quantity"]), item=_item(facts),
        unit=_typed(labels.unit(facts["quantity"], str(facts["item"]), str(facts["unit"]))),
    )  # fmt: skip


SAYS: dict[str, Callable[[Facts], str]] = {
    "asked_to_cover": _asked_to_cover,
    "collection_planned": _collection_planned,
    "collection_changed": _collection_changed,
    "collection_cancelled": _collection_cancelled,
    "collection_left": lambda f: _(
        "Your pledge is not part of the collection of %(day)s any more: %(n)s × %(item)s. We will tell you of another.",
        day=_day(f), n=number(f["quantity"]), item=_item(f)),
    "pledge_collected": lambda f: _(
        "We have what you brought: %(n)s × %(item)s. The association says when it has it.",
        n=number(f["quantity"]), item=_item(f)),
    "collection_asked": lambda f: _(
        "%(name)s asks whether you look after the collection on %(when)s at %(place)s.",
        name=_name(f), when=_when(f), place=_place(f)),
    "collection_taken_over": lambda f: _(
        "%(name)s now looks after the collection on %(when)s at %(place)s.",
        name=_name(f), when=_when(f), place=_place(f)),
    "pledges_made": lambda f: ngettext(
        "%(n)s pledge was made to you. See what is to come.", "%(n)s pledges were made to you. See what is to come.",
        f["count"], n=number(f["count"])),
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
    "need_redrafted": lambda f: (
        _("Your need is on the board, said anew by the platform team: %(item)s. Read both versions.", item=_item(f))
        if f.get("published") else
        _("The platform team said your need in other words: %(item)s. Read both versions.", item=_item(f))),
    "own_words_wanted": lambda f: _(
        "%(name)s went back to its own words for a need: %(item)s.", name=_name(f), item=_item(f)),
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
    "association_passed_on": lambda f: _(
        "%(name)s has another owner, since the one before left the platform.", name=_name(f)),
    "association_vouched": lambda f: _("%(by)s vouched for %(name)s.", by=_typed(f["by"]), name=_name(f)),
    "recertification_due": lambda f: _(
        "Confirm the details and papers of %(name)s by %(day)s.", name=_name(f), day=_day(f)),
    "convoy_sent": lambda f: _("A convoy is on its way to you: %(name)s. Count it when it arrives.", name=_name(f)),
    "convoy_difference": lambda f: _(
        "Lost on the convoy %(name)s: %(n)s × %(item)s.", name=_name(f), n=number(f["quantity"]), item=_item(f)),
    "union_asked": lambda f: _("%(name)s asks to be linked with you in a union.", name=_name(f)),
    "union_accepted": lambda f: _("%(name)s agreed: you are linked in a union now.", name=_name(f)),
    "union_ended": lambda f: _("%(name)s is no longer linked with you in a union.", name=_name(f)),
    "team_joined": lambda f: _("%(name)s joined your team.", name=_name(f)),
    "team_left": lambda f: _("%(name)s left your team.", name=_name(f)),
    "team_removed": lambda f: _("You no longer act for %(name)s.", name=_name(f)),
    "team_role": lambda f: _("Your role in the team of %(name)s is now: %(role)s.", name=_name(f), role=_role(f)),
    "campaign_asked": lambda f: _(
        "The platform team asks whether %(name)s takes part in “%(campaign)s”, from %(day)s.",
        name=_name(f), campaign=_campaign(f), day=_day(f)),
    "campaign_asked_again": lambda f: _(
        "A reminder: does %(name)s take part in “%(campaign)s”, from %(day)s?",
        name=_name(f), campaign=_campaign(f), day=_day(f)),
    "campaign_accepted": lambda f: _("%(name)s takes part in “%(campaign)s”.", name=_name(f), campaign=_campaign(f)),
    "campaign_declined": lambda f: _("%(name)s declined: “%(campaign)s”.", name=_name(f), campaign=_campaign(f)),
    "campaign_left": lambda f: _("%(name)s left “%(campaign)s”.", name=_name(f), campaign=_campaign(f)),
    "comment_waiting": lambda f: _("Comments wait for you to look at them: “%(title)s”.", title=_typed(f["title"])),
    "comment_shown": lambda f: _("Your comment is shown now: “%(title)s”.", title=_typed(f["title"])),
    "post_removed": lambda f: _(
        "The platform team took your news away: “%(title)s”. Ask it why.", title=_typed(f["title"])),
    "news_reported": lambda f: _("Somebody complained about news or a comment: “%(title)s”.", title=_typed(f["title"])),
}  # fmt: skip
