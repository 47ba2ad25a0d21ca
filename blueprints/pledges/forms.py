"""What the two sides of a handover say."""

import re

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError

from blueprints.toolkit import labels
from blueprints.toolkit.forms import Form, QuantityField, required
from domain.pledges import CONDITIONS
from domain.text import to_latin_digits


class PreparationForm(Form):
    """The steps of the item's checklist that are done; all of them, or it is not prepared."""

    steps = SelectMultipleField(_l("What is done"))

    def __init__(self, wanted: tuple[str, ...]) -> None:
        super().__init__()
        self.wanted = wanted
        self.steps.choices = [SelectChoice(step, labels.STEP[step]) for step in wanted]

    def validate_steps(self, field: SelectMultipleField) -> None:
        if set(field.data or ()) != set(self.wanted):
            raise ValidationError(_l("Tick each step once it is done."))


class ReceiptForm(Form):
    """What the association has in its hands."""

    code = StringField(_l("Handover code"), [required()])
    quantity = QuantityField(_l("Quantity received"), [required()])
    condition = RadioField(
        _l("Condition"),
        [required()],
        choices=[SelectChoice(code, labels.CONDITION[code]) for code in CONDITIONS],
        default="good",
    )

    @property
    def code_in_latin(self) -> str:
        return re.sub(r"[^0-9]", "", to_latin_digits(self.code.data or ""))
