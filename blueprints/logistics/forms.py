"""What is typed in a warehouse: quantities in any digits, days in either calendar, who gave, why."""

import secrets
from datetime import date

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from persiantools.jdatetime import JalaliDate
from wtforms import Field, HiddenField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Regexp, ValidationError

from blueprints.toolkit import labels
from blueprints.toolkit.formats import digits
from blueprints.toolkit.forms import Form, LineField, QuantityField, Understood, required
from blueprints.toolkit.language import lang
from domain import campaigns, hubs, organisations, places
from domain.campaigns import Edition
from domain.catalogue import CATEGORIES, items
from domain.listing import entries
from domain.lists.private import scrub
from domain.organisations import Organisation
from domain.text import fold

PARTS = range(1, 7)  # of a carton, at most
LOADS = range(1, 5)  # lines that a stop is given at once
NAMED_MOST = 1_000  # associations to choose from


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


class DayField(Understood):
    """A day in any digits and either calendar."""

    def read(self, typed: str) -> object:
        return entries.read_deadline(typed)


def typed(quantity: int) -> str:
    """A quantity as it stands in a field, in the reader's digits; nothing for none."""
    return digits(quantity) if quantity else ""


def typed_day(day: date) -> str:
    """A day as it stands in a field."""
    return digits(JalaliDate(day).strftime("%Y/%m/%d")) if lang() == "fa" else day.isoformat()


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


class HubForm(Form):
    """A new hub."""

    name = PublicLine(_l("Name of the hub"), [required()], limit=120)
    region = RegionField(_l("Region"))
    place = PublicLine(_l("Place"), limit=120)
    key = KeyField()


class SupplyForm(Form):
    """Goods that came to a hub."""

    item = ItemField(_l("What came"), [chosen()])
    quantity = QuantityField(_l("Quantity"), [required()])
    donor = PublicLine(_l("From whom"), [required()], limit=200, render_kw={"list": "donors"})
    edition = EditionField(_l("Campaign"))
    key = KeyField()


class CountForm(Form):
    """What was counted of an item, against what the book said."""

    counted = QuantityField(_l("Counted"), [required()])
    reason = PublicLine(_l("Why it differs"), limit=200)
    book = QuantityField()
    key = KeyField()


class ReasonForm(Form):
    """Why a movement is taken back."""

    reason = PublicLine(_l("What was wrong"), [required()], limit=200)


class SessionForm(Form):
    """A day's packing: what, how many, and what one of it takes."""

    item = ItemField(_l("What is packed"), [chosen()])
    planned = QuantityField(_l("How many"), [required()])
    day = DayField(_l("Day"), [required()])
    edition = EditionField(_l("Campaign"))
    key = KeyField()

    @property
    def recipe(self) -> dict[str, int]:
        """Units of each part that one packed unit takes."""
        pairs = ((self[f"part{n}"].data, self[f"units{n}"].understood) for n in PARTS)
        return {item: units for item, units in pairs if item and units}


for _n in PARTS:
    setattr(SessionForm, f"part{_n}", ItemField(_l("Part")))
    setattr(SessionForm, f"units{_n}", QuantityField(_l("In one")))


class TapForm(Form):
    """So many more."""

    quantity = QuantityField(_l("Packed now"), [required()])
    key = KeyField()


class HandsForm(Form):
    """How many people pack."""

    hands = QuantityField(_l("People packing"), [required()])


class ConvoyForm(Form):
    """A convoy, before its stops."""

    name = PublicLine(_l("Name of the convoy"), [required()], limit=120)
    hub = HubField(_l("From the hub"))
    day = DayField(_l("Leaves on"), [required()])
    edition = EditionField(_l("Campaign"))
    note = PublicLine(_l("Note for whoever drives and receives"), limit=400)
    key = KeyField()


class StopForm(Form):
    """The next stop of a convoy, with its lines."""

    region = RegionField(_l("Region"))
    place = PublicLine(_l("Place"), limit=120)
    association = LineField(_l("Association that receives"), limit=200, render_kw={"list": "receivers"})
    key = KeyField()

    def validate_association(self, field: LineField) -> None:
        if field.understood and self.receiver is None:
            raise ValidationError(_("Choose the association from the list, or leave this empty."))

    @property
    def receiver(self) -> Organisation | None:
        """The one association of the name that was typed, in any spelling."""
        wanted = fold(self.association.data or "")
        if not wanted:
            return None
        found = [one for one in receivers() if wanted in (fold(one.display_name(lang())), fold(one.name))]
        return found[0] if len(found) == 1 else None

    @property
    def loads(self) -> dict[str, int]:
        """Units of each item; what is typed twice is added up."""
        sums: dict[str, int] = {}
        for n in LOADS:
            item, units = self[f"item{n}"].data, self[f"quantity{n}"].understood
            if item and units:
                sums[item] = sums.get(item, 0) + units
        return sums


for _n in LOADS:
    setattr(StopForm, f"item{_n}", ItemField(_l("Item")))
    setattr(StopForm, f"quantity{_n}", QuantityField(_l("Quantity")))


def receivers() -> list[Organisation]:
    """Associations that can receive."""
    return [one for one in organisations.directory(size=NAMED_MOST)[0] if one.kind != "company"]


class KeyForm(Form):
    """One button."""

    key = KeyField()


class SendForm(Form):
    """How much of a line leaves now."""

    quantity = QuantityField(_l("Sent now"), [required()])
    key = KeyField()


class PlanForm(Form):
    """How much a line is to bring."""

    planned = QuantityField(_l("Planned"), [required()])


class ReceiptForm(Form):
    """What arrived of a line, and what did not."""

    received = QuantityField(_l("Arrived in good order"), [required()])
    lost = QuantityField(_l("Lost or spoilt"))
    returned = QuantityField(_l("Sent back to the hub"))
    reason = PublicLine(_l("Why it differs"), limit=200)
    key = KeyField()

    @property
    def units(self) -> tuple[int, int, int]:
        """Arrived, lost, sent back; a field left empty is none."""
        return self.received.understood or 0, self.lost.understood or 0, self.returned.understood or 0
