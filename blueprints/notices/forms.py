"""Which letters a person gets."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice

from blueprints.toolkit import labels
from blueprints.toolkit.forms import Form, required


class LettersForm(Form):
    """How often letters come."""

    letters = RadioField(
        _l("Letters by e-mail"),
        [required()],
        choices=[SelectChoice(wish, label) for wish, label in labels.LETTERS.items()],
    )
