"""Fields that understand what people type, and one base for all forms."""

from flask import current_app
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import Field, StringField
from wtforms.validators import StopValidation, ValidationError
from wtforms.widgets import TextArea

from blueprints.toolkit.messages import say
from domain.errors import RuleBroken
from domain.phones import parse_email, parse_login, parse_phone
from domain.text import clean_line, clean_text, parse_quantity


class _Words:
    """WTForms' only words that a reader can come to see: what was chosen is not in the list. All others are ours."""

    def gettext(self, _source: str) -> str:
        return _("Choose one of the things in the list.")

    def ngettext(self, source: str, _several: str, _n: int) -> str:
        return self.gettext(source)


class Form(FlaskForm):  # type: ignore[misc]
    """A form whose fields keep what was typed and give what was understood as `understood`."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        def get_translations(self, form: FlaskForm) -> _Words:
            return _Words()

    def refuse(self, field: str, broken: RuleBroken) -> None:
        """Put a broken rule at the field it is about."""
        self[field].errors = [*self[field].errors, say(broken)]


class required:  # noqa: N801  # used as a validator, like WTForms' own
    """Something must be typed; the message names no field, its place does."""

    field_flags = {"required": True}

    def __call__(self, form: FlaskForm, field: Field) -> None:
        if not (field.data or "").strip():
            raise StopValidation(_("Fill in this field."))


class Understood(StringField):  # type: ignore[misc]
    """A text field; `read` turns what was typed into a value or raises the broken rule."""

    understood: object = None

    def read(self, typed: str) -> object:
        return typed

    def pre_validate(self, form: FlaskForm) -> None:
        typed = self.data or ""
        if not typed.strip():
            return  # `required` has the words for that
        try:
            self.understood = self.read(typed)
        except RuleBroken as broken:
            raise ValidationError(say(broken)) from None


class LineField(Understood):
    """One line of human text, free of control characters."""

    def __init__(self, label: str = "", validators: object = None, *, limit: int = 80, **kwargs: object) -> None:
        super().__init__(label, validators, **kwargs)
        self.limit = limit

    def read(self, typed: str) -> object:
        return clean_line(typed, limit=self.limit, required=bool(self.flags.required))


class TextField(LineField):
    """Several lines of human text."""

    widget = TextArea()

    def read(self, typed: str) -> object:
        return clean_text(typed, limit=self.limit, required=bool(self.flags.required))


class QuantityField(Understood):
    """A whole number in any of three digit sets."""

    def read(self, typed: str) -> object:
        return parse_quantity(typed)


class PhoneField(Understood):
    """A telephone number as people write it; understood as E.164."""

    def read(self, typed: str) -> object:
        return parse_phone(typed, current_app.config["AWN_COUNTRY"])


class EmailField(Understood):
    """An e-mail address."""

    def read(self, typed: str) -> object:
        return parse_email(typed)


class LoginField(Understood):
    """A phone or an e-mail; understood as ("phone" | "email", value)."""

    def read(self, typed: str) -> object:
        return parse_login(typed, current_app.config["AWN_COUNTRY"])
