"""A day in a form, in either calendar."""

from datetime import date

from markupsafe import Markup
from persiantools.jdatetime import JalaliDate

from blueprints.toolkit.formats import digits
from blueprints.toolkit.forms import Understood
from blueprints.toolkit.language import lang
from domain.listing import entries
from domain.needs import check_deadline


class DayField(Understood):
    """A day. Shown to be picked from the phone's calendar, or, in Persian, typed in the reader's own.

    `is_deadline`: of a need, so a day by which nothing can be asked for is refused (`needs.check_deadline`)."""

    def __init__(
        self, label: str = "", validators: object = None, *, is_deadline: bool = False, **kwargs: object
    ) -> None:
        super().__init__(label, validators, **kwargs)
        self.is_deadline = is_deadline

    def read(self, typed: str) -> object:
        day = entries.read_deadline(typed)
        if self.is_deadline:
            check_deadline(day)
        return day

    @property
    def kind(self) -> str:
        """The input's type."""
        return "date" if lang() != "fa" and (not self.data or _is_iso(self.data)) else "text"

    def __call__(self, **attributes: object) -> Markup:
        shown = {"value": self.data or "", **attributes, "type": self.kind}
        attrs = Markup("").join(Markup(' {}="{}"').format(key, value) for key, value in shown.items())
        return Markup('<input name="{}" id="{}"{}>').format(self.name, self.id, attrs)


def typed_day(day: date | None) -> str:
    """A day as it stands in a field."""
    if day is None:
        return ""
    if lang() == "fa":
        return digits(JalaliDate(day).strftime("%Y/%m/%d"))
    return day.isoformat()


def _is_iso(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False
