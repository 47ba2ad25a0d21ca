"""What is typed in a warehouse: quantities in any digits, days in either calendar, who gave, why."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import ValidationError

from blueprints.logistics.fields import (
    EditionField,
    HeldField,
    HubField,
    ItemField,
    KeyField,
    PublicLine,
    RegionField,
    chosen,
)
from blueprints.toolkit.days import DayField
from blueprints.toolkit.forms import Form, LineField, QuantityField, required
from blueprints.toolkit.language import lang
from domain import organisations
from domain.organisations import Organisation
from domain.text import fold

PARTS = range(1, 7)  # of a carton, at most
LOADS = range(1, 5)  # lines that a stop is given at once
NAMED_MOST = 1_000  # associations to choose from


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

    counted = HeldField(_l("Counted"), [required()])
    reason = PublicLine(_l("Why it differs"), limit=200)
    book = HeldField()
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
