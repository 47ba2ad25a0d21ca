"""What stands on posters and cards: a need, an association's list, an edition, in a reader's words and digits.

The figures are the page's own. The drawings are the page's icons, as SVG whose `currentColor` the template fills in.
"""

import re
from functools import cache
from pathlib import Path
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from flask_babel import ngettext, pgettext

from blueprints.toolkit import labels, qr
from blueprints.toolkit.formats import date, date_range, number, year
from blueprints.toolkit.language import direction, lang, speaking
from domain import board, impact, reports
from domain.board import Card, Filters
from domain.campaigns import Edition
from domain.catalogue import items
from domain.needs import Need
from domain.organisations import Organisation
from domain.posters import Sheet

Thing = Need | Organisation | Edition
Facts = dict[str, Any]
NOUN = {Need: "need", Organisation: "organisation", Edition: "edition"}
ROWS_MOST = 6  # needs of a list, items of a campaign; a smaller form shows fewer
NOTE_MOST = 400  # characters; the template cuts what does not fit
_SYMBOL = re.compile(r'<symbol id="([a-z]+)"[^>]*>(.*?)</symbol>', re.DOTALL)


def sheet(thing: Thing, code: str, form: str, url: str = "") -> Sheet:
    """A poster of a thing whose page is at `url`, or the card beside its links (form "card", which leads nowhere)."""
    return sheets(thing, code, [form], url)[0]


def sheets(thing: Thing, code: str, forms: list[str], url: str) -> list[Sheet]:
    """The same in several forms."""
    with speaking(code):
        said = _said(thing)
    noun = NOUN[type(thing)]
    if not url:
        return [Sheet(noun, thing.id, code, form, said) for form in forms]
    led = said | {"address": re.sub(r"^https?://", "", url), "qr": qr.shape(f"{url}?c=poster")}
    return [Sheet(noun, thing.id, code, form, said if form == "card" else led) for form in forms]


def _said(thing: Thing) -> Facts:
    own = _edition(thing) if isinstance(thing, Edition) else _list(thing) if isinstance(thing, Organisation) else None
    if own is None:
        own = _need(board.cards([thing.id], lang())[thing.id])
    shared = {
        "lang": lang(), "dir": direction(), "brand": _("Awn"), "slogan": _("United to serve people"),
        "logo": _drawing("logo"), "title": f"{own['heading']} · {_('Awn')}",
        "call": _("Scan the code and cover what you can."), "scan": _("QR code of this page"),
    }  # fmt: skip
    return shared | own


def _need(card: Card) -> Facts:
    is_open = card.status == "published" and card.remaining > 0
    units, state = _headline(card, is_open=is_open)
    place = _("%(commune)s, %(region)s", commune=card.commune_name, region=card.region_name)
    urgent = is_open and card.urgency in ("critical", "urgent")
    return {
        "kind": "need",
        "kicker": str(labels.URGENCY[card.urgency]) if urgent else _("Needed now") if is_open else "",
        "tone": "red" if card.urgency == "critical" else "amber",
        "heading": card.item_name,
        "by": card.organisation_name,
        "place": place if card.commune_name else card.region_name,
        "note": card.note[:NOTE_MOST],
        "when": _("Until %(date)s", date=date(card.deadline)) if is_open else "",
        "icon": _icon(card.item_code, card.category),
        "figure": number(units) if units else "",
        "unit": labels.unit(units, card.item_code, card.unit) if units else "",
        "lacks": state if units else "",
        "rows": [], "more": [],
        **_progress(card.received, card.pledged, card.quantity),
    }  # fmt: skip


def _headline(card: Card, *, is_open: bool) -> tuple[int, str]:
    """The units that a need's poster is about, and what is said of them: they are lacking, else have arrived, else are
    promised."""
    if is_open:
        return card.remaining, _("still needed")
    arrived = card.received + card.surplus
    return (arrived, pgettext("poster", "arrived, thank you")) if arrived else (card.pledged, _("Promised"))


def _list(association: Organisation) -> Facts:
    listed = board.page(Filters(association=association.id), size=ROWS_MOST).needs  # those that lack something first
    found = board.cards([one.id for one in listed], lang())
    sums = impact.sums("organisation", association.id)
    how_many = sums.open_needs
    rows = [_row(card.item_code, card.item_name, card.remaining, card.received, card.pledged, card.quantity, card.unit)
            for card in (found[one.id] for one in listed) if card.remaining]  # fmt: skip
    place = [name for name in (association.place(lang()), association.region.name(lang())) if name]
    return {
        "kind": "list",
        "kicker": _("What it lacks now") if how_many else "",
        "tone": "amber",
        "heading": association.display_name(lang()),
        "by": "",
        "place": _("%(commune)s, %(region)s", commune=place[0], region=place[1]) if len(place) == 2 else place[0],
        "note": "", "when": "", "icon": _drawing("org"),
        "figure": number(how_many),
        "unit": ngettext("open need", "open needs", how_many),
        "lacks": "",
        "rows": rows,
        "more": _more(how_many, len(rows)),
        **_progress(sums.received, sums.pledged, sums.quantity),
    }  # fmt: skip


def _edition(edition: Edition) -> Facts:
    found = reports.report(edition)
    totals = found.totals
    lacking = sorted((one for one in found.items if one.remaining), key=lambda one: (-one.remaining, one.code))
    rows = [_row(one.code, labels.item_name(one.code), one.remaining, one.arrived, one.promised, one.asked)
            for one in lacking[:ROWS_MOST]]  # fmt: skip
    associations = ngettext(
        "%(n)s association", "%(n)s associations", totals.associations, n=number(totals.associations)
    )
    return {
        "kind": "edition",
        "kicker": _("Campaign"),
        "tone": "amber",
        "heading": f"{edition.campaign.name(lang())} {year(edition.starts_on)}",
        "by": date_range(edition.starts_on, edition.ends_on),
        "place": associations if totals.associations else "",
        "note": "" if totals.needs else edition.campaign.about(lang())[:NOTE_MOST],
        "when": "", "icon": _drawing("flag"),
        "figure": number(totals.remaining) if totals.needs else "",
        "unit": ngettext("unit", "units", totals.remaining) if totals.needs else "",
        "lacks": _("still needed") if totals.needs else "",
        "rows": rows,
        "more": _more(len(lacking), len(rows), of_items=True),
        **_progress(totals.received, totals.pledged, totals.quantity),
    }  # fmt: skip


def _row(
    code: str, name: str, remaining: int, arrived: int, promised: int, quantity: int, unit: str = ""
) -> dict[str, Any]:
    return {
        "icon": _icon(code, items()[code].category),
        "name": name,
        "figure": number(remaining),
        "unit": labels.unit(remaining, code, unit),
        "bar": [arrived * 100 / quantity, promised * 100 / quantity],
    }


def _progress(arrived: int, promised: int, quantity: int) -> Facts:
    """The bar in hundredths and what it says in words; no bar where nothing was asked for."""
    if not quantity:
        return {"bar": None, "legend": []}
    left = max(quantity - arrived - promised, 0)
    return {
        "bar": [arrived * 100 / quantity, promised * 100 / quantity],
        "legend": [
            _("%(n)s arrived", n=number(arrived)),
            _("%(n)s promised", n=number(promised)),
            _("%(n)s left of %(total)s", n=number(left), total=number(quantity)),
        ],
    }


def _more(how_many: int, rows: int, *, of_items: bool = False) -> list[str]:
    """What stands below the rows when so many of them are shown: by their number, from none on."""
    rest = [how_many - shown for shown in range(rows + 1)]
    if of_items:
        return [ngettext("and %(n)s more item", "and %(n)s more items", n, n=number(n)) if n else "" for n in rest]
    return [ngettext("and %(n)s more need", "and %(n)s more needs", n, n=number(n)) if n else "" for n in rest]


def _icon(code: str, category: str) -> str:
    symbols: dict[str, str] = current_app.jinja_env.get_template("macros/ui.html").module.ICONS  # type: ignore[attr-defined]
    return _drawing(symbols.get(code) or symbols.get(category) or "box")


@cache
def _drawings() -> dict[str, str]:
    sprite = (Path(current_app.root_path) / "static" / "icons.svg").read_text(encoding="utf-8")
    return dict(_SYMBOL.findall(sprite))


def _drawing(name: str) -> str:
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="currentColor"'
        f' stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round">{_drawings()[name]}</svg>'
    )
