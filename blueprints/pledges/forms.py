"""What the two sides of a handover say."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError

from blueprints.toolkit import labels
from blueprints.toolkit.forms import Form, QuantityField, required
from domain import arrivals
from domain.arrivals import CodeUnknown
from domain.pledges import CONDITIONS


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


class one_of_conditions:  # noqa: N801  # used as a validator, like WTForms' own
    """The goods' condition must be chosen."""

    field_flags = {"required": True}

    def __call__(self, form: Form, field: RadioField) -> None:
        if field.data not in CONDITIONS:
            raise ValidationError(_l("Choose the condition it is in."))


class ReceiptForm(Form):
    """What the association has in its hands. `sure` is the number it was asked about once, when it is far more than was
    pledged."""

    code = StringField(_l("Handover code"), [required()])
    quantity = QuantityField(_l("Quantity received"), [required()])
    condition = RadioField(
        _l("Condition"),
        [one_of_conditions()],
        choices=[SelectChoice(code, labels.CONDITION[code]) for code in CONDITIONS],
        validate_choice=False,
    )
    sure = HiddenField()

    @property
    def code_in_latin(self) -> str:
        """The six digits; what is no code at all is a wrong one."""
        try:
            return arrivals.read_code(self.code.data or "")
        except CodeUnknown:
            return ""

    @property
    def sure_of(self) -> int | None:
        typed = self.sure.data or ""
        return int(typed) if typed.isdecimal() and len(typed) < 8 else None
