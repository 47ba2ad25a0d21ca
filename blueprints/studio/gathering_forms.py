"""What a coordinator says of a collection."""

from datetime import date, timedelta
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, ValidationError

from blueprints.toolkit import labels
from blueprints.toolkit.formats import date as date_in_words
from blueprints.toolkit.formats import digits
from blueprints.toolkit.forms import Form, LineField, TextField, required
from blueprints.toolkit.language import lang
from domain import clock, places
from domain.collections import Collection
from domain.gathering import HOURS, PLANNED_AHEAD, Plan


class CollectionForm(Form):
    """Where and when a collection takes place. `mine`: whoever plans looks after it; `gather`: with what waits."""

    region = SelectField(_l("Region"))
    place = LineField(_l("Place"), [required()], limit=120)
    day = SelectField(_l("Day"), validate_choice=False)
    begins = SelectField(_l("Begins at"))
    ends = SelectField(_l("Ends at"))
    note = TextField(_l("What those who come should know"), limit=400)
    mine = BooleanField(_l("I look after it myself"))
    gather = BooleanField()
    key = HiddenField(validators=[Length(max=64)])
    revision = HiddenField()

    def __init__(self, *args: Any, of: Collection | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.region.choices = [SelectChoice(code, name) for code, name in regions().items()]
        days = {clock.today() + timedelta(days=ahead) for ahead in range(PLANNED_AHEAD.days + 1)}
        self.days = sorted(days | {of.day} if of else days)
        self.day.choices = [SelectChoice(day.isoformat(), day_in_words(day)) for day in self.days]
        hours = [SelectChoice("", _("Not said")), *(SelectChoice(hour, digits(hour)) for hour in HOURS)]
        self.begins.choices = self.ends.choices = hours

    def validate_day(self, field: SelectField) -> None:
        if field.data not in map(date.isoformat, self.days):
            raise ValidationError(_("Choose a day from the list."))

    @property
    def plan(self) -> Plan:
        return Plan(
            self.region.data, self.place.understood, date.fromisoformat(self.day.data),  # type: ignore[arg-type]
            self.begins.data, self.ends.data, self.note.understood or "",
        )  # fmt: skip


def day_in_words(day: date) -> str:
    return f"{labels.WEEKDAY[day.weekday()]} {date_in_words(day)}"


def regions() -> dict[str, str]:
    return {code: one.name(lang()) for code, one in places.regions_of(current_app.config["AWN_COUNTRY"]).items()}
