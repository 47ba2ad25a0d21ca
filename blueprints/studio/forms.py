"""What the platform team writes: reasons, redrafts, talks with associations, invitations."""

import json
from datetime import date, timedelta

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _p
from wtforms import HiddenField, RadioField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, ValidationError

from blueprints.studio.words import READY_REASONS
from blueprints.toolkit import labels
from blueprints.toolkit.formats import date as date_in_words
from blueprints.toolkit.forms import Form, LineField, PhoneField, TextField, required
from blueprints.toolkit.messages import say
from blueprints.toolkit.paging import row_number
from domain import clock, contacts
from domain.contacts import SAID_MOST, STEP_MOST, Talk
from domain.listing.entries import LABEL_MOST, NOTE_MOST, Entry
from domain.people import Person
from domain.redrafts import Redraft, Words
from domain.text import TextTooLong

SEEN_MOST = 4_000  # characters
REASON_MOST = 500  # characters, as the log keeps them
AHEAD = (*range(15), 21, 30, 45, 60, 90)  # days from today that a next step can be put on


class DecisionForm(Form):
    """A decision that needs no words."""


class ReasonForm(Form):
    """The reason for a decision, which the association reads."""

    reason = TextField(_l("Reason"), [required()], limit=400)


class ReturnForm(Form):
    """Why a need goes back: ready reasons that are ticked, and the reviewer's own words; the association reads both."""

    ready = SelectMultipleField(_l("Ready reasons"), validate_choice=False)
    reason = TextField(_l("In your own words"), limit=400)

    def validate_reason(self, field: TextField) -> None:
        if not self.words:
            raise ValidationError(_("Tick a reason or write one."))
        if len(self.words) > REASON_MOST:
            raise ValidationError(say(TextTooLong(limit=REASON_MOST, length=len(self.words))))

    @property
    def ticked(self) -> list[str]:
        """The ready reasons that are ticked, in this reader's language."""
        return [str(READY_REASONS[code]) for code in READY_REASONS if code in (self.ready.data or ())]

    @property
    def words(self) -> str:
        return "\n".join([*self.ticked, str(self.reason.understood or "")]).strip()


class PublicationForm(Form):
    """What was in front of whoever publishes: the need's `revision` and what it said (`seen`), the draft's revision."""

    revision = HiddenField()
    draft = HiddenField()
    seen = HiddenField(validators=[Length(max=SEEN_MOST)])

    @property
    def seen_revision(self) -> int:
        return row_number(request.form, "revision") or 0

    @property
    def draft_revision(self) -> int:
        return row_number(request.form, "draft") or 0

    @property
    def said(self) -> dict[str, object]:
        """What the need said then, as `seen_of` gave it; nothing of what is not of that form."""
        try:
            said = json.loads(self.seen.data or "")
            json.dumps(said, ensure_ascii=False).encode()  # a page with half a character in it could not be sent
        except (ValueError, RecursionError):
            return {}
        return said if isinstance(said, dict) else {}


def seen_of(entry: Entry) -> str:
    """What a need says, for a form to carry."""
    said = {name: getattr(entry, name) for name in Entry.__dataclass_fields__}
    return json.dumps(said, ensure_ascii=False, default=str, separators=(",", ":"))


class RedraftForm(Form):
    """A need said better. `revision` is the draft's that was in front of whoever writes; none was there without."""

    label = LineField(_l("What it is called"), limit=LABEL_MOST)
    note = TextField(_l("Note"), limit=NOTE_MOST, render_kw={"rows": 5})
    revision = HiddenField()

    def begin(self, words: Words, draft: Redraft | None) -> "RedraftForm":
        """Stand with these words in the fields."""
        self.label.data, self.note.data = words
        self.revision.data = str(draft.revision) if draft else ""
        return self

    @property
    def words(self) -> Words:
        return Words(str(self.label.understood or ""), str(self.note.understood or ""))

    @property
    def seen(self) -> int:
        return row_number(request.form, "revision") or 0


class TalkForm(Form):
    """One talk with an association, or an attempt at one, and what comes next."""

    way = RadioField(_l("How"), [required()], validate_choice=False, default="call")
    outcome = RadioField(_l("Did you reach anybody?"), [required()], validate_choice=False, default="reached")
    said = TextField(_l("What they said"), limit=SAID_MOST, render_kw={"rows": 4})
    next_step = LineField(_p("talk", "Next step"), limit=STEP_MOST)
    next_on = SelectField(_l("On which day"), validate_choice=False)
    next_by = SelectField(_l("Who does it"), validate_choice=False)
    key = HiddenField(validators=[required(), Length(max=64)])
    corrects = HiddenField()
    ends = HiddenField()

    def offer(self, team: list[Person], reader_id: int) -> "TalkForm":
        """Let the reader choose among the days to come and the people of the team, themselves first."""
        today = clock.today()
        days = [SelectChoice("", _("No day"))]
        days += [SelectChoice(day.isoformat(), _day(day, today)) for day in map(_ahead, AHEAD)]
        mine = [SelectChoice(str(one.id), _("I do")) for one in team if one.id == reader_id]
        self.way.choices = [SelectChoice(way, labels.WAY[way]) for way in contacts.WAYS]
        self.outcome.choices = [SelectChoice(outcome, labels.OUTCOME[outcome]) for outcome in contacts.OUTCOMES]
        self.next_on.choices = days
        self.next_by.choices = mine + [SelectChoice(str(one.id), one.name) for one in team if one.id != reader_id]
        return self

    def validate_way(self, field: RadioField) -> None:
        if field.data not in contacts.WAYS:
            raise ValidationError(_("Choose one of the things in the list."))

    def validate_outcome(self, field: RadioField) -> None:
        if field.data not in contacts.OUTCOMES:
            raise ValidationError(_("Choose one of the things in the list."))

    def validate_next_on(self, field: SelectField) -> None:
        if field.data and field.data not in {_ahead(days).isoformat() for days in AHEAD}:
            raise ValidationError(_("Choose a day from the list."))

    @property
    def talk(self) -> Talk:
        day = date.fromisoformat(self.next_on.data) if self.next_on.data else None
        return Talk(
            self.way.data, self.outcome.data, str(self.said.understood or ""), str(self.next_step.understood or ""),
            day, row_number(request.form, "next_by") if day else None,
        )  # fmt: skip


def _ahead(days: int) -> date:
    return clock.today() + timedelta(days=days)


def _day(day: date, today: date) -> str:
    if day == today:
        return _("Today")
    return _("Tomorrow") if (day - today).days == 1 else date_in_words(day)


class InviteForm(Form):
    """An association that is to join."""

    name = LineField(_l("Name of the association"), [required()], limit=120)
    phone = PhoneField(_l("Telephone of whoever receives the link"))
