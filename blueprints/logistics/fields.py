"""The fields of a warehouse's forms: items, hubs, regions, campaigns; a line without phones; the key of a click."""

import secrets

from flask import current_app
from flask_babel import gettext as _
from wtforms import Field, HiddenField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Regexp, ValidationError

from blueprints.toolkit import labels
from blueprints.toolkit.formats import digits
from blueprints.toolkit.forms import Form, LineField, QuantityField, required
from blueprints.toolkit.language import lang
from domain import campaigns, hubs, places
from domain.campaigns import Edition
from domain.catalogue import CATEGORIES, items
from domain.lists.private import scrub
from domain.text import parse_quantity

HELD_MOST = 100_000_000  # units of one item at one hub


def new_key() -> str:
    return secrets.token_urlsafe(12)


class KeyField(HiddenField):  # type: ignore[misc]
    """The key of a click: sent again, it is the same click."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(validators=[required(), Regexp(r"[\w-]{8,40}\Z")], default=new_key, **kwargs)


class PublicLine(LineField):
    """One line that everybody at work may read: no telephone number, no address of anybody."""

    def read(self, typed: str) -> object:
        line = super().read(typed)
        if scrub(str(line)).kinds:
            raise ValidationError(_("Leave out telephone numbers, e-mail addresses and links."))
        return line


def typed(quantity: int) -> str:
    """A quantity as it stands in a field, in the reader's digits; nothing for none."""
    return digits(quantity) if quantity else ""


class HeldField(QuantityField):
    """How much a hub holds of an item: more than ever comes at once."""

    def read(self, typed: str) -> object:
        return parse_quantity(typed, HELD_MOST)


class ItemField(SelectField):  # type: ignore[misc]
    """One of the catalogue's items, in its groups; the first line is none."""

    def __init__(self, label: str = "", validators: object = None, **kwargs: object) -> None:
        super().__init__(label, validators, validate_choice=False, **kwargs)
        found = sorted(items().values(), key=lambda item: CATEGORIES.index(item.category))
        self.choices = [SelectChoice("", "—")] + [
            SelectChoice(item.code, item.names[lang()], optgroup=str(labels.CATEGORY[item.category])) for item in found
        ]

    def pre_validate(self, form: object) -> None:
        if self.data and self.data not in items():
            raise ValidationError(_("Choose what it is from the list."))


class chosen:  # noqa: N801  # used as a validator, like WTForms' own
    """Something must be chosen."""

    field_flags = {"required": True}

    def __call__(self, form: Form, field: Field) -> None:
        if not field.data:
            raise ValidationError(_("Choose what it is from the list."))


class RegionField(SelectField):  # type: ignore[misc]
    """A region of the country; the first line is none."""

    def __init__(self, label: str = "", validators: object = None, **kwargs: object) -> None:
        found = places.regions_of(current_app.config["AWN_COUNTRY"])
        choices = [SelectChoice("", "—")] + [SelectChoice(code, one.name(lang())) for code, one in found.items()]
        super().__init__(label, validators or [chosen()], choices=choices, **kwargs)

    def pre_validate(self, form: object) -> None:
        if self.data not in [one.value for one in self.choices[1:]]:
            raise ValidationError(_("Choose a region from the list."))


class EditionField(SelectField):  # type: ignore[misc]
    """An edition of a campaign, or none."""

    def __init__(self, label: str = "", validators: object = None, **kwargs: object) -> None:
        super().__init__(label, validators, validate_choice=False, **kwargs)
        self.known: list[Edition] = campaigns.running_editions()
        self.choices = [SelectChoice("", _("Of no campaign"))] + [
            SelectChoice(one.slug, one.campaign.name(lang())) for one in self.known
        ]

    @property
    def edition_id(self) -> int | None:
        return next((one.id for one in self.known if one.slug == self.data), None)


class HubField(SelectField):  # type: ignore[misc]
    """An open hub; the first line is none."""

    def __init__(self, label: str = "", validators: object = None, **kwargs: object) -> None:
        choices = [SelectChoice("", "—")] + [SelectChoice(str(one.id), one.name) for one in hubs.hubs() if one.is_open]
        super().__init__(label, validators or [chosen()], choices=choices, **kwargs)

    def pre_validate(self, form: object) -> None:
        if self.data not in [one.value for one in self.choices[1:]]:
            raise ValidationError(_("Choose a hub from the list."))
