"""The reader's words for what planning knows by codes."""

import datetime as dt
from collections.abc import Iterable

from flask import current_app
from flask_babel import LazyString, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _p

from blueprints.toolkit import labels
from blueprints.toolkit.formats import date, number
from blueprints.toolkit.language import lang
from domain.catalogue import items
from domain.log import Transition
from domain.places import RegionNames, regions_of
from domain.planning.plan import Change, changes_in

Words = dict[str, LazyString]

STATE: Words = {
    "planned": _p("edition", "Planned, not public yet"),
    "coming": _p("edition", "Coming"),
    "running": _p("edition", "Running"),
    "over": _p("edition", "Over"),
}
STATE_COLOUR = {"planned": "amber", "coming": "", "running": "green", "over": "grey"}
PARTNER: Words = {
    "asked": _p("partner", "Asked"),
    "accepted": _p("partner", "Takes part"),
    "declined": _p("partner", "Declined"),
    "left": _p("partner", "Left"),
}
PARTNER_COLOUR = {"asked": "amber", "accepted": "green", "declined": "red", "left": "grey"}
LACKS: Words = {
    "ending": _l("Its last day has passed."),
    "targets": _l("It has no targets yet: write down how many of what you want to bring."),
    "items": _l("It has no catalogue: every item can be asked for in it."),
    "stages": _l("It has no stages by region."),
    "partners": _l("No association or company was asked to take part."),
    "about": _l("Nothing says what the campaign is about."),
    "tasks": _l("Lines of the checklist are overdue."),
}
PHASE: Words = {
    "plan": _l("To plan it"),
    "begin": _l("To begin it"),
    "end": _l("To end it"),
}
TASK: Words = {
    "sponsor-agreed": _l("Agree with the sponsor on what it gives, in writing"),
    "associations-asked": _l("Ask associations and companies to take part"),
    "targets-agreed": _l("Agree on the targets of each region with the associations"),
    "storage-found": _l("Find a dry place to store in each region"),
    "needs-reviewed": _l("Review the needs of all associations that take part"),
    "posters-shared": _l("Make the posters and share them on every channel"),
    "volunteers-told": _l("Tell the volunteers of earlier editions that it begins"),
    "receipts-checked": _l("Call associations whose pledges have not arrived"),
    "distributions-recorded": _l("See that every association has written down whom it reached"),
    "report-published": _l("Publish the report and thank everybody"),
}
EVENT: Words = {
    "planned": _p("history", "Planned"),
    "details": _p("history", "Changed"),
    "items": _p("history", "Catalogue changed"),
    "stages": _p("history", "Stages changed"),
    "targets": _p("history", "Targets changed"),
    "published": _p("history", "Published"),
    "hidden": _p("history", "Taken back from the public"),
    "partner_asked": _p("history", "Asked to take part"),
    "partner_accepted": _p("history", "Takes part"),
    "partner_declined": _p("history", "Declined"),
    "partner_left": _p("history", "Left"),
    "partners_reminded": _p("history", "Reminded"),
    "task_added": _p("history", "Line added to the checklist"),
    "task_done": _p("history", "Line ticked"),
    "task_undone": _p("history", "Line opened again"),
    "task_dropped": _p("history", "Line dropped"),
}
_FIELDS: Words = {
    "starts_on": _l("First day"),
    "ends_on": _l("Last day"),
    "sponsor": _l("Sponsor"),
    "source": _l("Source"),
    "name": _l("Name"),
    "about": _l("What it is about"),
}
LANGUAGE: Words = {
    "ar": _p("language", "Arabic"),
    "fa": _p("language", "Persian"),
    "fr": _p("language", "French"),
    "en": _p("language", "English"),
}
CHANGES_SHOWN = 12  # of one save


def regions() -> dict[str, RegionNames]:
    """The country's regions."""
    return regions_of(current_app.config["AWN_COUNTRY"])


def region_name(code: str | None) -> str:
    """A region's name; the words for all of them when there is none."""
    if not code:
        return _("All regions together")
    known = regions().get(code)
    return known.name(lang()) if known else code


def region_names(codes: Iterable[str]) -> str:
    """Several regions in a line."""
    return " · ".join(map(region_name, codes))


def told(event: Transition) -> tuple[str, list[str]]:
    """What the log says of an edition: what was done, and each change in words."""
    done = str(EVENT.get(event.new, _("Changed")))
    changes = changes_in(event.note)
    lines = [_line(change) for change in changes[:CHANGES_SHOWN]]
    more = len(changes) - len(lines)
    return done, [*lines, ngettext("and %(n)s more", "and %(n)s more", more, n=number(more))] if more > 0 else lines


def _line(change: Change) -> str:
    what, old, new = change
    if what in ("partner", "task"):
        return f"\u2068{new}\u2069"
    if what == "item":
        return f"− {_item(old)}" if old else f"+ {_item(new)}"
    if what == "state":
        return str(STATE.get(new, new))
    changed = f"{_value(what, old)} {'←' if _is_rtl() else '→'} {_value(what, new)}"
    return _("%(name)s: %(text)s", name=f"\u2068{_field(what)}\u2069", text=changed)


def _is_rtl() -> bool:
    return lang() in ("ar", "fa")


def _item(code: str) -> str:
    return labels.item_name(code) if code in items() else code


def _field(what: str) -> str:
    """What a changed field is called: a target by its item and region, a stage by its number, words by language."""
    first, _space, rest = what.partition(" ")
    if first in items():
        return f"{_item(first)}, {region_name(rest or None)}"
    if first == "region":
        return _("Stage of %(region)s", region=region_name(rest))
    if first == "stage":
        place, _space, part = rest.partition(" ")
        return _("Stage %(n)s", n=number(int(place))) + f" · {_named(part)}" if place.isdecimal() else what
    return _named(what)


def _named(what: str) -> str:
    part, _underline, language = what.rpartition("_")
    if part in ("name", "about") and language in LANGUAGE:
        return f"{_FIELDS[part]} ({LANGUAGE[language]})"
    return str(_FIELDS.get(what, what))


def _value(what: str, value: str) -> str:
    if not value:
        return "–"
    if value.isdecimal():
        return number(int(value))
    if what.endswith(("starts_on", "ends_on")):
        try:
            return date(dt.date.fromisoformat(value))
        except ValueError:
            return value
    return f"\u2068{value}\u2069"
