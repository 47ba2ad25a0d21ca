"""What an association says of itself, and what its people say of each other."""

import re
from datetime import date

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from persiantools.jdatetime import JalaliDate
from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import StopValidation, ValidationError

from blueprints.toolkit import labels
from blueprints.toolkit.forms import Form, LineField, PhoneField, TextField, Understood, required
from blueprints.toolkit.language import lang
from domain import clock, places
from domain.lists.dates import read_date
from domain.organisations import FIELDS, KINDS, MEMBER_ROLES, SIZES
from domain.papers import DOCUMENTS, FORMS, Document
from domain.places import Commune
from domain.text import fold, to_latin_digits

OLDEST = 1850  # the year of the oldest association
JALALI_YEARS = range(1230, 1500)
_ARABIC = re.compile("[\u0600-\u06ff\ufb50-\ufdff\ufe70-\ufeff]")


def _choices(codes: tuple[str, ...], words: labels.Words) -> list[SelectChoice]:
    return [SelectChoice(code, words[code]) for code in codes]


def regions() -> dict[str, str]:
    """The country's regions by code, in the reader's language."""
    return {code: one.name(lang()) for code, one in places.regions_of(current_app.config["AWN_COUNTRY"]).items()}


def _region_choices() -> list[SelectChoice]:
    return [SelectChoice(code, name) for code, name in regions().items()]


class LatinField(LineField):
    """A name in Latin letters."""

    def read(self, typed: str) -> object:
        if _ARABIC.search(typed):
            raise ValidationError(_("Write this name in Latin letters, or leave it empty."))
        return super().read(typed)


class YearField(Understood):
    """A year of the Gregorian or the Jalali calendar; understood as the Gregorian one."""

    def read(self, typed: str) -> object:
        digits = to_latin_digits(typed).strip()
        year = int(digits) if re.fullmatch("[0-9]{4}", digits) else 0
        year += 621 if year in JALALI_YEARS else 0
        if not OLDEST <= year <= clock.today().year:
            raise ValidationError(_("Enter a year, with four digits."))
        return year


class OldDayField(Understood):
    """A day of long ago as people write it, in either calendar: that of a registration."""

    def read(self, typed: str) -> object:
        day = _old_day(to_latin_digits(typed).strip()) or read_date(typed)
        if day is None:
            raise ValidationError(_("Enter the day, the month and the year."))
        return day


def _old_day(typed: str) -> date | None:
    """A day in three numbers with the year first or last; registrations are older than what `read_date` expects."""
    found = re.fullmatch(r"([0-9]{1,4})[/.\s-]+([0-9]{1,2})[/.\s-]+([0-9]{1,4})", typed)
    if not found:
        return None
    year, month, day = map(int, found.groups())
    if day > year:
        year, day = day, year
    try:
        return (
            JalaliDate(year, month, day).to_gregorian() if year in JALALI_YEARS else date(max(year, OLDEST), month, day)
        )
    except ValueError:
        return None


class chosen:  # noqa: N801  # used as a validator, like WTForms' own
    """A file must be chosen."""

    field_flags = {"required": True}

    def __call__(self, form: Form, field: FileField) -> None:
        if not field.data or not field.data.filename:
            raise StopValidation(_("Choose a file."))


class ApplicationForm(Form):
    """The first words of an association that wants to join."""

    name = LineField(_l("Name of the association"), [required()], limit=120)
    name_latin = LatinField(_l("The same in Latin letters"), limit=120)
    kind = SelectField(_l("Kind of organisation"), choices=_choices(KINDS, labels.KIND))
    region = SelectField(_l("Region"), [required()])

    def __init__(self, **known: object) -> None:
        super().__init__(**known)
        self.region.choices = [SelectChoice("", _("Choose a region")), *_region_choices()]

    @property
    def answers(self) -> dict[str, str]:
        """What was typed, as an address carries it."""
        return {name: self[name].data or "" for name in ("name", "name_latin", "kind", "region")}


class WhoForm(Form):
    """Who the association is."""

    name = LineField(_l("Name of the association"), [required()], limit=120)
    name_latin = LatinField(_l("The same in Latin letters"), limit=120)
    kind = SelectField(_l("Kind of organisation"), choices=_choices(KINDS, labels.KIND))
    fields = SelectMultipleField(_l("Fields of work"), choices=_choices(FIELDS, labels.FIELD))
    size = RadioField(_l("Size"), [required()], choices=_choices(SIZES, labels.SIZE))
    founded = YearField(_l("Founded in the year"))

    def validate_fields(self, field: SelectMultipleField) -> None:
        if not field.data:
            raise ValidationError(_("Tick at least one."))


class PlaceForm(Form):
    """Where it works: a region and a town."""

    region = SelectField(_l("Region"))
    locality = LineField(_l("Town or village"), [required()], limit=80)

    def __init__(self, **known: object) -> None:
        super().__init__(**known)
        self.region.choices = _region_choices()


class CommuneForm(Form):
    """Where it works in Morocco: one of the communes that were found."""

    commune = SelectField(_l("Commune"))

    def __init__(self, groups: dict[str, list[Commune]], **known: object) -> None:
        super().__init__(**known)
        self.commune.choices = {
            province: [SelectChoice(commune.code, commune.name(lang())) for commune in found]
            for province, found in groups.items()
        }


class AboutForm(Form):
    """What it does and how it is reached."""

    about = TextField(_l("What the association does"), [required()], limit=2000)
    contact_policy = TextField(_l("How to reach it"), [required()], limit=500)


class LegalForm(Form):
    """What it is in law."""

    form = SelectField(_l("Legal form"), choices=_choices(FORMS, labels.LEGAL_FORM))
    number = LineField(_l("Number of the registration"), limit=60)
    since = OldDayField(_l("Since"), [required()])
    document = SelectField(_l("Document that shows it"), coerce=int)

    def __init__(self, documents: list[Document], **known: object) -> None:
        super().__init__(**known)
        named = [SelectChoice(one.id, one.name or labels.DOCUMENT[one.kind]) for one in documents]
        self.document.choices = [SelectChoice(0, _("None")), *named]


class DocumentForm(Form):
    """A document that shows it."""

    kind = SelectField(_l("What it is"), choices=_choices(DOCUMENTS, labels.DOCUMENT))
    name = LineField(_l("Its name"), limit=120)
    file = FileField(_l("File"), [chosen()])

    def take(self) -> bytes:
        """What the file holds; the copy that was made while it came in is gone afterwards."""
        data: bytes = self.file.data.read()
        self.file.data.close()
        return data


class InviteForm(Form):
    """Somebody who is to join the team."""

    name = LineField(_l("Name"), [required()], limit=80)
    phone = PhoneField(_l("Telephone"))
    role = RadioField(
        _l("Role"), [required()], choices=_choices(MEMBER_ROLES[::-1], labels.MEMBER_ROLE), default="editor"
    )


class RoleForm(Form):
    """Another role for a member."""

    role = RadioField(_l("Role"), [required()], choices=_choices(MEMBER_ROLES, labels.MEMBER_ROLE))


class SureForm(Form):
    """A box to tick before something that cannot be undone by oneself."""

    sure = BooleanField(_l("Yes, I am sure"))

    def validate_sure(self, field: BooleanField) -> None:
        if not field.data:
            raise ValidationError(_("Tick the box if this is what you want."))


class NameTypedForm(Form):
    """The association's name, typed once more before something grave; spelling variants are the same name."""

    typed = StringField(_l("Type the name of the association"), [required()])

    def __init__(self, name: str, **known: object) -> None:
        super().__init__(**known)
        self._name = name

    def validate_typed(self, field: StringField) -> None:
        if fold(field.data or "") != fold(self._name):
            raise ValidationError(_("This is not the name. Type it as it stands above."))


class HandoverForm(NameTypedForm):
    """To whom the association is handed over."""

    member = RadioField(_l("New owner"), [required()], coerce=str)

    def __init__(self, name: str, members: dict[str, str], **known: object) -> None:
        super().__init__(name, **known)
        self.member.choices = [SelectChoice(number, shown) for number, shown in members.items()]


class VouchForm(Form):
    """A word for another association, by its address."""

    association = StringField(_l("Association"), [required()])
    note = LineField(_l("How you know it"), limit=300)
