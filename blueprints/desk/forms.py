"""What the desk's pages send: one row, several rows at once, a list that is to be saved."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length

from blueprints.desk.fields import ItemField
from blueprints.toolkit import labels
from blueprints.toolkit.days import DayField, typed_day
from blueprints.toolkit.formats import digits, year
from blueprints.toolkit.forms import Form, LineField, QuantityField, required
from blueprints.toolkit.language import lang
from blueprints.toolkit.messages import say
from blueprints.toolkit.paging import row_number
from domain import campaigns
from domain.errors import RuleBroken
from domain.listing.entries import (
    LABEL_MOST,
    NOTE_MOST,
    UNIT_MOST,
    AlreadyPledged,
    EditionNotRunning,
    Entry,
    LabelMissing,
    NothingAsked,
    check,
    entry_of,
)
from domain.needs import URGENCIES, BelowTaken, DeadlinePassed, Need

KEY_MOST = 64  # characters
MOST_AT_ONCE = 100  # rows ticked
_PLACES: dict[type[RuleBroken], str] = {  # the field a broken rule is about
    AlreadyPledged: "item",
    BelowTaken: "quantity",
    DeadlinePassed: "deadline",
    EditionNotRunning: "edition",
    LabelMissing: "label",
    NothingAsked: "quantity",
}


class EditionField(SelectField):  # type: ignore[misc]
    """None, or one of the campaigns that run now, or the one the need is in already."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, default="", **named)

    def offer(self, present: int | None = None) -> None:
        running = campaigns.running_editions()
        chosen = [one for one in campaigns.editions() if one.id == present] if present else []
        offered = {one.id: f"{one.campaign.name(lang())} {year(one.starts_on)}" for one in [*chosen, *running]}
        self.choices = [SelectChoice("", _("None")), *(SelectChoice(str(key), offered[key]) for key in offered)]

    @property
    def edition_id(self) -> int | None:
        return int(self.data) if self.data else None


class EntryForm(Form):
    """One row: what is needed, how much of it, how soon."""

    item = ItemField(_l("What is needed"), [required()])
    label = LineField(_l("In your own words"), limit=LABEL_MOST)
    quantity = QuantityField(_l("Quantity"), [required()])
    unit = LineField(_l("Counted in"), limit=UNIT_MOST)
    urgency = SelectField(_l("Urgency"), choices=[SelectChoice(name, labels.URGENCY[name]) for name in URGENCIES])
    deadline = DayField(_l("Deadline"), [required()])
    note = LineField(_l("Note"), limit=NOTE_MOST)

    def blame(self, broken: RuleBroken) -> None:
        """Put a broken rule at its field, or on top of the form."""
        place = _PLACES.get(type(broken))
        if place and place in self:
            self.refuse(place, broken)
        else:
            self.form_errors.append(say(broken))

    def entry(self, deadline: date | None = None, edition_id: int | None = None) -> Entry:
        """What was understood."""
        understood: dict[str, Any] = {
            name: self[name].understood or "" for name in ("label", "unit", "note") if self[name].data
        }
        return Entry(
            item_code=str(self.item.understood),
            quantity=int(str(self.quantity.understood)),
            deadline=self.deadline.understood or deadline,
            urgency=URGENCIES.index(self.urgency.data),
            edition_id=edition_id,
            **understood,
        )


class RowForm(EntryForm):
    """A row of the list, where it stands. `revision` is what its reader saw."""

    edition = EditionField(_l("Campaign"))
    revision = HiddenField()

    def __init__(self, need: Need, *, is_light: bool = False) -> None:
        super().__init__(data=written(entry_of(need)) | {"revision": need.revision})
        self.edition.offer(need.edition_id)
        self.item.is_light = is_light
        for field in self:
            field.id = f"{field.id}-{need.id}"

    @property
    def seen(self) -> int:
        return row_number(request.form, "revision") or 0

    def wanted(self) -> Entry:
        return self.entry(edition_id=self.edition.edition_id)


class NewForm(EntryForm):
    """A row that is to be added; `key` makes a repeat of the click the same row."""

    deadline = DayField(_l("Deadline"), [required()], is_deadline=True)
    edition = EditionField(_l("Campaign"))
    key = HiddenField(validators=[required(), Length(max=KEY_MOST)])

    def __init__(self, **data: Any) -> None:
        super().__init__(data=data)
        self.edition.offer()

    def validate(self, extra_validators: Any = None) -> bool:
        if not super().validate(extra_validators):
            return False
        try:
            check(self.wanted())
        except RuleBroken as broken:
            self.blame(broken)
        return not self.errors

    def wanted(self) -> Entry:
        return self.entry(edition_id=self.edition.edition_id)


class SeveralForm(Form):
    """The day that the ticked rows are to have."""

    deadline = DayField(_l("New deadline"), [required()])


def ticked() -> list[int]:
    """The rows ticked in this request, by number."""
    numbers = [value for value in request.form.getlist("need") if value.isdecimal() and len(value) < 10]
    return [int(value) for value in numbers[:MOST_AT_ONCE]]


def written(entry: Entry) -> dict[str, Any]:
    """What a row says, as its fields show it."""
    return {
        "item": entry.item_code,
        "label": entry.label,
        "quantity": digits(entry.quantity),
        "unit": entry.unit,
        "urgency": URGENCIES[entry.urgency],
        "deadline": typed_day(entry.deadline),
        "note": entry.note,
        "edition": str(entry.edition_id or ""),
    }


def in_words(entry: Entry, editions: Sequence[SelectChoice]) -> dict[str, str]:
    """What a row says, as its reader is told."""
    return {
        **written(entry),
        "item": labels.item_name(entry.item_code),
        "urgency": str(labels.URGENCY[URGENCIES[entry.urgency]]),
        "edition": next((str(choice.label) for choice in editions if choice.value == str(entry.edition_id or "")), ""),
    }
