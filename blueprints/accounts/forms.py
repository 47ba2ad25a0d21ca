"""What a person says about themselves."""

from typing import Any

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import PasswordField, SelectField
from wtforms.fields.choices import SelectChoice

from blueprints.toolkit.forms import EmailField, Form, LineField, LoginField, PhoneField, required
from blueprints.toolkit.language import LANGUAGES, lang
from domain import places

_LANGUAGES = [SelectChoice(code, name, {"lang": code}) for code, name in LANGUAGES.items()]


class SignInForm(Form):
    """The name and the password of an account."""

    login = LoginField(_l("Phone or e-mail"), [required()])
    password = PasswordField(_l("Password"), [required()])


class SignUpForm(Form):
    """A new account, or a guest's."""

    name = LineField(_l("Your name"), [required()], limit=80)
    login = LoginField(_l("Phone or e-mail"), [required()])
    password = PasswordField(_l("Password"), [required()])


class DetailsForm(Form):
    """What an account's holder can correct. The password is asked for when what one signs in with changes."""

    name = LineField(_l("Your name"), [required()], limit=80)
    phone = PhoneField(_l("Telephone"))
    email = EmailField(_l("E-mail"))
    lang = SelectField(_l("Language"), choices=_LANGUAGES)
    region = SelectField(_l("Where are you?"), default="")
    password = PasswordField(_l("Your current password"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        regions = places.regions_of(current_app.config["AWN_COUNTRY"])
        known = [SelectChoice(code, one.name(lang())) for code, one in regions.items()]
        self.region.choices = [SelectChoice("", _("I would rather not say")), *known]

    def validate(self, extra_validators: object = None) -> bool:
        fine = super().validate(extra_validators)
        if fine and not self.phone.understood and not self.email.understood:
            self.phone.errors = [_("Keep a phone or an e-mail: it is what you sign in with.")]
            return False
        return bool(fine)


class PasswordForm(Form):
    """A new password, and the present one as proof."""

    present = PasswordField(_l("Your current password"), [required()])
    new = PasswordField(_l("New password"), [required()])
