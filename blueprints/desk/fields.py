"""Fields of a row: one of the catalogue's items, and a day in either calendar."""

from datetime import date
from functools import cache

from flask_babel import gettext as _
from markupsafe import Markup
from persiantools.jdatetime import JalaliDate
from wtforms.validators import ValidationError

from blueprints.toolkit import labels
from blueprints.toolkit.formats import digits
from blueprints.toolkit.forms import Understood
from blueprints.toolkit.language import lang
from domain import clock
from domain.catalogue import CATEGORIES, items
from domain.listing import entries
from domain.needs import DeadlinePassed


class ItemField(Understood):
    """One of the catalogue's items, chosen from groups; the chosen one stands first. `is_light`: it stands alone, and
    the others are fetched when they are wanted."""

    is_light = False

    def pre_validate(self, form: object) -> None:
        if self.data not in items():
            raise ValidationError(_("Choose what it is from the list."))
        self.understood = self.data

    def __call__(self, **attributes: object) -> Markup:
        return select(self.data or "", self.name, self.id, is_light=self.is_light, **attributes)


def select(chosen: str, name: str, field_id: str, *, is_light: bool = False, **attributes: object) -> Markup:
    """The list to choose an item from. Its groups are the same bytes in every row of a page."""
    attrs = Markup("").join(Markup(' {}="{}"').format(key, value) for key, value in attributes.items())
    first = _option(chosen) if chosen in items() else Markup('<option value="">—</option>')
    rest = Markup("") if is_light else _groups(str(lang()))
    return Markup('<select name="{}" id="{}"{}>{}{}</select>').format(name, field_id, attrs, first, rest)


def _option(code: str) -> Markup:
    return Markup('<option value="{}" selected>{}</option>').format(code, labels.item_name(code))


@cache
def _groups(language: str) -> Markup:
    groups = Markup("")
    for category in CATEGORIES:
        inside = Markup("").join(
            Markup('<option value="{}">{}</option>').format(item.code, item.names[language])
            for item in items().values()
            if item.category == category
        )
        groups += Markup('<optgroup label="{}">{}</optgroup>').format(str(labels.CATEGORY[category]), inside)
    return groups


class DayField(Understood):
    """A day. Shown to be picked from the phone's calendar, or, in Persian, typed in the reader's own.

    `is_coming`: a day that is over is refused."""

    def __init__(
        self, label: str = "", validators: object = None, *, is_coming: bool = False, **kwargs: object
    ) -> None:
        super().__init__(label, validators, **kwargs)
        self.is_coming = is_coming

    def read(self, typed: str) -> object:
        day = entries.read_deadline(typed)
        if self.is_coming and day < clock.today():
            raise DeadlinePassed(deadline=day)
        return day

    def __call__(self, **attributes: object) -> Markup:
        kind = "date" if lang() != "fa" and (not self.data or _is_iso(self.data)) else "text"
        shown = {"value": self.data or "", **attributes, "type": kind}
        attrs = Markup("").join(Markup(' {}="{}"').format(key, value) for key, value in shown.items())
        return Markup('<input name="{}" id="{}"{}>').format(self.name, self.id, attrs)


def typed_day(day: date | None) -> str:
    """A day as it stands in a field."""
    if day is None:
        return ""
    if lang() == "fa":
        return digits(JalaliDate(day).strftime("%Y/%m/%d"))
    return day.isoformat()


def _is_iso(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False
