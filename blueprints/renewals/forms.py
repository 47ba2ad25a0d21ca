"""What the holder of a link says of each need: so many, or none any longer."""

from collections.abc import Sequence

from flask import request
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField
from wtforms.validators import StopValidation

from blueprints.toolkit.formats import number
from blueprints.toolkit.forms import Form, QuantityField, required
from domain.needs import Need
from domain.renewals import Answer

ALL = "all"  # the name of the button that renews everything as it stands


class Wanted(QuantityField):
    """How many are needed; of a need that is closed, nothing that stands here is read."""

    def pre_validate(self, form: Form) -> None:
        if form[self.name.replace("quantity", "close")].data:
            raise StopValidation
        super().pre_validate(form)


def form_for(listed: Sequence[Need], *, sent: bool) -> Form:
    """A form with two fields a need, named by its number; `sent`: filled with what was sent."""
    fields: dict[str, object] = {}
    for need in listed:
        fields[f"quantity-{need.id}"] = Wanted(_l("Quantity"), [required()], default=number(need.quantity))
        fields[f"close-{need.id}"] = BooleanField(_l("No longer needed: close it"))
    kind: type[Form] = type("RenewalForm", (Form,), fields)
    return kind() if sent else kind(formdata=None)


def asked_about(listed: Sequence[Need]) -> list[Need]:
    """Those of these needs that the form sent was about: others may have come meanwhile, and nobody was asked of them.
    The button that renews all is about all."""
    return [need for need in listed if ALL in request.form or f"quantity-{need.id}" in request.form]


def answers_in(form: Form, listed: Sequence[Need]) -> dict[int, Answer]:
    """What was said of each."""
    return {
        need.id: Answer(None if form[f"close-{need.id}"].data else form[f"quantity-{need.id}"].understood)
        for need in listed
    }
