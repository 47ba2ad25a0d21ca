"""What the platform team writes with its decisions, and whom it invites."""

from flask_babel import lazy_gettext as _l

from blueprints.toolkit.forms import Form, LineField, PhoneField, TextField, required


class DecisionForm(Form):
    """A decision that needs no words."""


class ReasonForm(Form):
    """The reason for a decision, which the association reads."""

    reason = TextField(_l("Reason"), [required()], limit=400)


class InviteForm(Form):
    """An association that is to join."""

    name = LineField(_l("Name of the association"), [required()], limit=120)
    phone = PhoneField(_l("Telephone of whoever receives the link"))
