"""A list before it is saved: every row can be mended, nothing is kept on our side until then."""

import json
import secrets
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup, escape
from wtforms import HiddenField
from wtforms.validators import Length

from blueprints.desk.forms import KEY_MOST, EditionField, EntryForm
from blueprints.desk.words import REASONS, UNCLEAR
from blueprints.toolkit import labels
from blueprints.toolkit.days import DayField, typed_day
from blueprints.toolkit.formats import digits
from blueprints.toolkit.forms import Form, required
from domain import clock
from domain.errors import RuleBroken
from domain.listing.entries import Entry, check
from domain.listing.proposals import MOST, USUAL_DAYS, Proposal, propose
from domain.lists.rows import DEADLINE_INVALID, ITEM_UNKNOWN, Parsed
from domain.lists.table import tidy
from domain.needs import URGENCIES

_PASSED_MOST = 200  # lines shown
_BULLETS = " -–—•●▪*·✅👉"
_SOURCE_MOST = 120  # characters
_SHOWN = ("item", "label", "quantity", "unit", "urgency", "deadline", "note")  # fields of a row


class PreviewRow(EntryForm):
    """One row; without a day of its own it has the list's."""

    deadline = DayField(_l("Deadline"), is_deadline=True)
    source = HiddenField()
    is_unknown = False
    is_in = True

    def __init__(self, place: int, **options: Any) -> None:
        super().__init__(prefix=f"r{place}-", meta={"csrf": False}, **options)
        self.place = place

    def validate(self, extra_validators: Any = None) -> bool:
        if not super().validate(extra_validators):
            return False
        try:
            check(self.entry(clock.today()))
        except RuleBroken as broken:
            self.blame(broken)
        return not self.errors


class PreviewForm(Form):
    """The list as a whole. `key` makes a repeat of the click the same rows."""

    deadline = DayField(_l("Deadline of rows without one"), [required()], is_deadline=True)
    edition = EditionField(_l("Campaign"))
    key = HiddenField(validators=[required(), Length(max=KEY_MOST)])
    passed = HiddenField()
    many = HiddenField()

    def __init__(self, rows: list[PreviewRow] | None = None, **options: Any) -> None:
        super().__init__(**options)
        self.edition.offer()
        self.rows = self._sent() if rows is None else rows

    def _sent(self) -> list[PreviewRow]:
        many = int(self.many.data) if str(self.many.data).isdecimal() and len(self.many.data) < 4 else 0
        rows = [PreviewRow(place) for place in range(min(many, MOST))]
        for row in rows:
            row.is_in = f"r{row.place}-in" in request.form
        return rows

    def validate(self, extra_validators: Any = None) -> bool:
        whole = super().validate(extra_validators)
        ticked = [row for row in self.rows if row.is_in]
        if not ticked:
            self.form_errors.append(_("Tick at least one row."))
        sound = [row.validate() for row in ticked]  # each of them, so that each says what is missing
        return all(sound) and whole and bool(ticked)

    def entries(self) -> list[Entry]:
        """What is to be saved."""
        deadline: Any = self.deadline.understood
        return [row.entry(deadline, self.edition.edition_id) for row in self.rows if row.is_in]

    def words(self, alert: Markup) -> dict[str, Any]:
        """What is written in every row, looked up once: the fields' labels by their names, the urgencies, the rest."""
        row = self.rows[0] if self.rows else PreviewRow(0, formdata=None)
        mark = Markup(' <span class="opt">{}</span>').format(_("(optional)"))
        marks = {name: "" if row[name].flags.required or name == "urgency" else mark for name in _SHOWN}
        return {
            **{name: escape(row[name].label.text) + marks[name] for name in _SHOWN},
            "urgency_names": {name: str(labels.URGENCY[name]) for name in URGENCIES},
            "unknown": _("We have no name for it: choose the nearest kind."),
            "more": _("More:"),
            "alert": alert,
        }

    @property
    def mistakes(self) -> list[PreviewRow]:
        """The rows in which something is to be mended."""
        return [row for row in self.rows if row.is_in and row.errors]

    @property
    def passed_over(self) -> list[tuple[str, str]]:
        """The lines that were no needs, each with its reason in words."""
        try:
            lines = json.loads(self.passed.data or "[]")
        except (ValueError, RecursionError):
            return []
        pairs = [pair for pair in lines if isinstance(pair, list) and len(pair) == 2] if isinstance(lines, list) else []
        return [(tidy(str(text)), str(REASONS.get(str(reason), UNCLEAR))) for text, reason in pairs[:_PASSED_MOST]]


def preview_of(parsed: Parsed) -> PreviewForm:
    """The form in which what was read can be mended, with what is missing said at its field."""
    proposals = propose(parsed)[:MOST]
    rows = [_row(place, proposal) for place, proposal in enumerate(proposals)]
    usual = clock.today().fromordinal(clock.today().toordinal() + USUAL_DAYS)
    coming = parsed.deadline if parsed.deadline and parsed.deadline >= clock.today() else usual
    passed = [[line.text[:_SOURCE_MOST], line.reason] for line in parsed.ignored[:_PASSED_MOST]]
    data = {
        "deadline": typed_day(coming),
        "key": secrets.token_urlsafe(12),
        "passed": json.dumps(passed, ensure_ascii=False),
        "many": str(len(rows)),
    }
    return PreviewForm(rows, formdata=None, data=data)


def _row(place: int, proposal: Proposal) -> PreviewRow:
    data = {
        "item": proposal.item_code,
        "label": proposal.label,
        "quantity": "" if proposal.quantity is None else digits(proposal.quantity),
        "unit": proposal.unit,
        "urgency": URGENCIES[proposal.urgency],
        "deadline": typed_day(proposal.deadline),
        "note": proposal.note,
        "source": proposal.source.lstrip(_BULLETS)[:_SOURCE_MOST],
    }
    row = PreviewRow(place, formdata=None, data=data)
    row.validate()
    row.is_unknown = ITEM_UNKNOWN in proposal.problems
    if DEADLINE_INVALID in proposal.problems:
        row.deadline.errors = [_("The day in your list could not be read. Choose it here.")]
    return row
