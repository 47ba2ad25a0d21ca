"""What coordinators write of an edition."""

import secrets
from typing import Any

from flask import current_app, request
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField
from wtforms.validators import Length

from blueprints.toolkit.days import DayField, typed_day
from blueprints.toolkit.forms import Form, LineField, TextField, required
from blueprints.toolkit.messages import say
from blueprints.toolkit.paging import row_number
from domain.campaigns import Edition
from domain.errors import RuleBroken
from domain.places import COUNTRIES
from domain.planning import editions
from domain.planning.editions import ABOUT_MOST, LANGUAGES, NAME_MOST, SOURCE_MOST, SPONSOR_MOST, Plan
from domain.planning.tasks import WORDS_MOST

KEY_MOST = 64  # characters
_PLACES: dict[type[RuleBroken], str] = {  # the field a broken rule is about
    editions.EndsBeforeItStarts: "ends_on",
    editions.LastsTooLong: "ends_on",
    editions.DayFarOff: "starts_on",
}


def home() -> str:
    """The language in which a campaign's words have to be there."""
    return COUNTRIES[current_app.config["AWN_COUNTRY"]]


def seen() -> int:
    """The revision of the edition that the sender had before them."""
    return row_number(request.form, "revision") or 0


def new_key() -> str:
    """By which a repeat of a click is told from another one."""
    return secrets.token_urlsafe(12)


class DatesForm(Form):
    """When an edition is, and who carries it."""

    starts_on = DayField(_l("First day"), [required()])
    ends_on = DayField(_l("Last day"), [required()])
    sponsor = LineField(_l("Sponsor"), limit=SPONSOR_MOST)
    source = LineField(_l("Source"), limit=SOURCE_MOST)

    def blame(self, broken: RuleBroken) -> None:
        """Put a broken rule at its field, or on top of the form."""
        place = _PLACES.get(type(broken))
        if isinstance(broken, editions.StageOutside):
            place = next(iter(broken.context))
        if place:
            self.refuse(place, broken)
        else:
            self.form_errors.append(say(broken))

    def plan(self) -> Plan:
        """What was understood."""
        starts_on: Any = self.starts_on.understood
        ends_on: Any = self.ends_on.understood
        return Plan(
            starts_on, ends_on, sponsor=str(self.sponsor.understood or ""), source=str(self.source.understood or "")
        )


class PlanForm(DatesForm):
    """The campaign's words as well: required in the country's language, filled up in the others."""

    name_ar = LineField(_l("Name in Arabic"), limit=NAME_MOST)
    name_fa = LineField(_l("Name in Persian"), limit=NAME_MOST)
    name_fr = LineField(_l("Name in French"), limit=NAME_MOST)
    name_en = LineField(_l("Name in English"), limit=NAME_MOST)
    about_ar = TextField(_l("What it is about, in Arabic"), limit=ABOUT_MOST)
    about_fa = TextField(_l("What it is about, in Persian"), limit=ABOUT_MOST)
    about_fr = TextField(_l("What it is about, in French"), limit=ABOUT_MOST)
    about_en = TextField(_l("What it is about, in English"), limit=ABOUT_MOST)
    key = HiddenField(validators=[Length(max=KEY_MOST)])
    revision = HiddenField()

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        field = self[f"name_{home()}"]
        field.validators, field.flags.required = [required()], True

    def words(self) -> list[tuple[str, Any, Any]]:
        """The fields of the campaign's words by language, the country's first."""
        order = sorted(LANGUAGES, key=lambda lang: lang != home())
        return [(lang, self[f"name_{lang}"], self[f"about_{lang}"]) for lang in order]

    def plan(self) -> Plan:
        plan = super().plan()
        names = {lang: str(self[f"name_{lang}"].understood or "") for lang in LANGUAGES}
        abouts = {lang: str(self[f"about_{lang}"].understood or "") for lang in LANGUAGES}
        return Plan(plan.starts_on, plan.ends_on, names, abouts, plan.sponsor, plan.source)


class NextForm(DatesForm):
    """The next edition of a campaign."""

    copies = BooleanField(_l("Begin with the catalogue, targets, stages and checklist of the edition before"))
    key = HiddenField(validators=[required(), Length(max=KEY_MOST)])


class TaskForm(Form):
    """A line of the checklist."""

    words = LineField(_l("What is to be done"), [required()], limit=WORDS_MOST)
    due_on = DayField(_l("By which day"))


def written(edition: Edition) -> dict[str, Any]:
    """What an edition says of itself, as the form shows it."""
    names = editions.own_words(edition.campaign, "name", home())
    abouts = editions.own_words(edition.campaign, "about", home())
    return {
        **{f"name_{lang}": names[lang] for lang in LANGUAGES},
        **{f"about_{lang}": abouts[lang] for lang in LANGUAGES},
        "starts_on": typed_day(edition.starts_on),
        "ends_on": typed_day(edition.ends_on),
        "sponsor": edition.sponsor or "",
        "source": edition.source or "",
        "revision": str(edition.revision),
    }
