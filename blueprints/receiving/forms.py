"""What an association says when goods arrive and when it gives them out."""

from collections.abc import Container
from datetime import date, timedelta

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, ValidationError

from blueprints.toolkit import labels
from blueprints.toolkit.formats import date as date_in_words
from blueprints.toolkit.forms import Form, LineField, QuantityField, required
from domain import clock
from domain.distributions import STEPS, Distribution, Served

DAYS = 60  # that can be chosen; what was given out earlier is written down on the last of them


class CodeForm(Form):
    """A handover code, to find the pledge it belongs to."""

    code = StringField(_l("Handover code"), [required()])


class DistributionForm(Form):
    """What was given out, when, where and to how many; nobody's name."""

    need = SelectField(_l("What you gave out"), validate_choice=False)
    quantity = QuantityField(_l("Quantity given out"), [required()])
    day = SelectField(_l("Day"), validate_choice=False)
    place = LineField(_l("Place"), [required()], limit=80, render_kw={"list": "places"})
    families = QuantityField(_l("Families"))
    women = QuantityField(_l("Women"))
    men = QuantityField(_l("Men"))
    children = QuantityField(_l("Children"))
    steps = SelectMultipleField(_l("How you gave it out"), validate_choice=False)
    key = HiddenField(validators=[required(), Length(max=64)])

    known: Container[int] = ()  # the needs of which something arrived, whether or not anything is left of it

    def offer(self, needs: dict[int, str]) -> None:
        """Let the reader choose among these needs, and the days behind us."""
        self.need.choices = [SelectChoice(str(number), words) for number, words in needs.items()]
        self.day.choices = [SelectChoice(day.isoformat(), date_in_words(day)) for day in _days()]
        self.steps.choices = [SelectChoice(step, labels.DISTRIBUTION_STEP[step]) for step in STEPS]

    def again(self, wrong: Distribution, place: str) -> None:
        """Begin with the figures of a distribution that was taken back."""
        self.need.data, self.quantity.data, self.place.data = str(wrong.need_id), str(wrong.quantity), place
        self.day.data, self.steps.data = wrong.day.isoformat(), wrong.steps
        for name in ("families", "women", "men", "children"):
            self[name].data = str(getattr(wrong, name))

    def validate_need(self, field: SelectField) -> None:
        if self.need_id not in self.known:
            raise ValidationError(_l("Choose one of the things in the list."))

    def validate_day(self, field: SelectField) -> None:
        if field.data not in map(date.isoformat, _days()):
            raise ValidationError(_l("Choose a day from the list."))

    @property
    def need_id(self) -> int:
        typed = self.need.data or ""
        return int(typed) if typed.isdecimal() and len(typed) < 10 else 0

    @property
    def on(self) -> date:
        return date.fromisoformat(self.day.data)

    @property
    def served(self) -> Served:
        """How many were reached; a field left empty is nobody."""
        return Served(**{name: self[name].understood or 0 for name in ("families", "women", "men", "children")})


def _days() -> list[date]:
    """The days to choose from, today first."""
    return [clock.today() - timedelta(days=back) for back in range(DAYS)]
