"""The field of a row that is one of the catalogue's items."""

from functools import cache

from flask_babel import gettext as _
from markupsafe import Markup
from wtforms.validators import ValidationError

from blueprints.toolkit import labels
from blueprints.toolkit.forms import Understood
from blueprints.toolkit.language import lang
from domain.catalogue import CATEGORIES, items


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

    @property
    def options(self) -> Markup:
        """What stands in the list."""
        return _options(self.data or "", is_light=self.is_light)


def select(chosen: str, name: str, field_id: str, *, is_light: bool = False, **attributes: object) -> Markup:
    """The list to choose an item from."""
    attrs = Markup("").join(Markup(' {}="{}"').format(key, value) for key, value in attributes.items())
    options = _options(chosen, is_light=is_light)
    return Markup('<select name="{}" id="{}"{}>{}</select>').format(name, field_id, attrs, options)


def _options(chosen: str, *, is_light: bool) -> Markup:
    """The chosen one, then the groups: the same bytes in every row of a page."""
    known, language = chosen if chosen in items() else "", str(lang())
    return _first(language, known) if is_light else _first(language, known) + _groups(language)


@cache
def _first(language: str, code: str) -> Markup:
    name = items()[code].names[language] if code else "—"
    selected = Markup(" selected") if code else ""
    return Markup('<option value="{}"{}>{}</option>').format(code, selected, name)


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
