"""A pasted message read into proposed needs: line by line, under the headings and the deadline it sets itself."""

from datetime import date

from domain import clock
from domain.lists import rows
from domain.lists.kinds import is_covered, is_no_need, need_of, reason_of, reason_of_private
from domain.lists.lines import Line, read_lines
from domain.lists.match import match_item
from domain.lists.numbers import find_numbers
from domain.lists.part import EDGES, Part
from domain.lists.reading import Reading, read_part
from domain.lists.rows import MOST_ROWS, Ignored, Parsed, Row
from domain.lists.splitting import framed, split, without_and
from domain.lists.tokens import NUMBER, WORD, tokenise
from domain.lists.words import Phrases

# Words and signs looked at in one message: enough for 10,000 lines of twelve words, and no text takes longer than they
# do. A number counts as eight, and what was not written before in the message as four more, as nothing is remembered
# of it.
MOST_WORK = 270_000
_NEW = 4
_WORDS_OF_URGENCY = 9  # a longer line tells a story, and «critique» in it is no urgency

# Lines that ask for nothing themselves, but may say how urgent the whole is.
_SAY_URGENCY = (rows.GREETING, rows.ASSOCIATION, rows.PLACE, rows.PEOPLE, rows.REMARK, rows.CLOSING, rows.UNCLEAR)
_SAY_A_DEADLINE = (rows.HEADING, rows.UNCLEAR, rows.REMARK, rows.PLACE)  # and are then of use, not passed over


def parse_message(text: str, today: date | None = None) -> Parsed:
    """The needs that a message of WhatsApp, or one like it, asks for. Never raises; nothing private is kept.

    A day without a year is the next such day from `today` (default: the country's). At most MOST_ROWS rows.
    """
    return _Message(today or clock.today()).read(text)


class _Message:
    """What is known so far while lines are read: rows, what was passed over, and what the last heading set."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.parsed = Parsed(None, [], [])
        self.heading = ""
        self.urgency: str | None = None
        self.section_deadline: date | None = None
        self.last_was_heading = False
        self.work = 0  # words, signs and numbers looked at so far
        self.written: set[str] = set()  # what was read between spaces, each once
        self.row_line = 0  # place of the line that gave the last row
        self.said_last: str | None = None  # how urgent, below the last row
        self.in_list = False  # below «نحتاج:», up to the first line that is no need

    def read(self, text: str) -> Parsed:
        lines, too_many = read_lines(text)
        for place, line in enumerate(lines):
            if len(self.parsed.rows) >= MOST_ROWS or self._work_done() >= MOST_WORK:
                too_many = line.number
                break
            self._read_line(line, lines, place)
        for row in self.parsed.rows:
            row.urgency = row.urgency or self.said_last
        if too_many:
            self.parsed.ignored.append(Ignored("…", rows.TOO_MANY, too_many))
        return self.parsed

    def _work_done(self) -> int:
        """What was done so far, as MOST_WORK counts it."""
        return self.work + _NEW * len(self.written)

    def _read_line(self, line: Line, lines: list[Line], place: int) -> None:
        if line.cut:
            self._ignore(line, rows.TOO_LONG)
        if line.from_chat or line.struck:
            self._ignore(line, rows.CHAT if line.from_chat else rows.STRUCK)
        elif any(map(str.isalnum, line.text)):
            self._read_words(line, lines, place)
        elif line.private:
            self._ignore(line, reason_of_private(line) or rows.UNCLEAR)

    def _read_words(self, line: Line, lines: list[Line], place: int) -> None:
        part = self._part_of(line.text)
        reason = _reason_before_all(part)
        if not reason and part.quantities:
            reason = self._read_quantities(line, part)
            if not reason:
                self.row_line = place
                return
        if not reason or reason == rows.UNCLEAR:
            near = self.parsed.rows and self.row_line == place - 1
            within = self.in_list or bool(near and place + 1 < len(lines) and _is_like_a_row(lines[place + 1]))
            reason = self._read_without_quantity(line, part, within, place)
        if reason:
            self._ignore(line, reason)

    # --- lines with a quantity ----------------------------------------------------------------------------------------

    def _read_quantities(self, line: Line, part: Part) -> str | None:
        """Adds the rows of a line; says why there are none."""
        contents = part.phrases.first("contents")
        leads = contents and (contents.start == 0 or contents.value != "some")  # «ce dont nous avons besoin : 50 …»
        if contents and leads and contents.end <= part.quantities[0].start:
            return rows.REMARK
        text, lead = framed(part)
        whole = self._part_of(text) if text != line.text else part
        readings = self._read_pieces(whole)
        if self._fill_last(readings):
            return None
        for before, reading in zip([None, *readings], readings, strict=False):
            self._complete(reading, before)
        known = [reading for reading in readings if reading.item]
        if not known:
            return rows.UNCLEAR
        reason = is_no_need(line, part, known[0].item, next((one.catalogue for one in known if one.catalogue), None))
        if reason:
            return reason
        if lead:
            _share(known, self._part_of(lead))
        if len(readings) > 1 and _begins_urgent(whole):
            for reading in known:
                reading.urgency = reading.urgency or readings[0].urgency
        for reading in known:
            reading.item = without_and(reading.item)
            self._add(line, reading)
        return None

    def _read_pieces(self, part: Part) -> list[Reading]:
        pieces = split(part)
        if pieces == [part.text]:
            return [read_part(part)]
        parts = [self._unframed(self._part_of(piece)) for piece in pieces]
        return [read_part(piece) for piece in [piece for piece in parts if not is_covered(piece)] or parts]

    def _unframed(self, piece: Part) -> Part:
        """«… , il nous manque 30 matelas»: a piece may have a verb of its own."""
        text = framed(piece)[0] if need_of(piece) and piece.quantities else piece.text
        return self._part_of(text) if text != piece.text else piece

    def _part_of(self, text: str) -> Part:
        part = Part(text, self.today)
        self.work += len(part.tokens) + 7 * len(part.uses)
        self.written.update(text.split())
        return part

    def _complete(self, reading: Reading, before: Reading | None) -> None:
        """Gives back what was left out: the heading's item, «أحذية:» and «- مقاس 38: 10», «- للأطفال: 30»; or that of
        the need before it in the line, «20 غطاء كبير و30 صغير»."""
        if not reading.item and reading.quantity is None:
            return
        item = reading.item
        if before and before.item and reading.item and _consists_of(reading.item, "adjective"):
            reading.item = f"{before.item.split()[0]} {reading.item}"
        elif self.heading and _consists_of(reading.item, "people", "connector", "for", "heading"):
            reading.item = f"{self.heading} {reading.item}".strip()
        elif not reading.item and reading.unit and not reading.is_measured:
            reading.item, reading.unit = reading.unit, None
        if reading.item != item:
            reading.catalogue = match_item(reading.item, reading.note or "")

    def _fill_last(self, readings: list[Reading]) -> bool:
        """«بطانية كبيرة» and, on the next line, «العدد: 50»."""
        only, row = readings[0], self.parsed.rows[-1] if self.parsed.rows else None
        if len(readings) > 1 or only.item or not row or row.quantity is not None or self.heading:
            return False
        row.quantity, row.unit = only.quantity, only.unit
        row.problems = [problem for problem in row.problems if problem != rows.QUANTITY_MISSING]
        return True

    # --- lines without ------------------------------------------------------------------------------------------------

    def _read_without_quantity(self, line: Line, part: Part, within: bool, place: int) -> str | None:
        """Adds a row, or sets what a heading sets; says why there is no row."""
        reason = reason_of(line, part, within)
        asks = reason == rows.HEADING and need_of(part) is not None  # «نحتاج آخر الشهر:», but «besoins (22/11/2026)»
        days = [day for day in part.dates if day.introduced or (asks and part.tokens[day.start].kind == WORD)]
        deadline = days[0].day if days else None
        if reason is None:
            for reading in self._read_pieces(part):
                self._complete(reading, None)
                if reading.item:
                    self._add(line, reading)
            self.row_line = place
            return None
        if deadline:
            self._set_deadline(deadline)
        if part.urgency and reason in _SAY_URGENCY and len(part.free_words()) <= _WORDS_OF_URGENCY:
            self._set_urgency(part.urgency)
        if reason == rows.HEADING:
            if need_of(part) and self._read_items_of_heading(line, part):
                return None
            self._set_heading(line, part)
        return None if deadline and reason in _SAY_A_DEADLINE else reason

    def _read_items_of_heading(self, line: Line, part: Part) -> bool:
        """«نحتاج بطانيات، أحذية», «on a besoin d'un frigo», «پتو لازم داریم»: what is needed stands in the line."""
        need = need_of(part)
        if need is None or line.text.endswith(":"):
            return False
        behind = any(at >= need.end for at in part.free_words())
        said = part.slice(need.end, len(part.tokens)) if behind else part.slice(0, need.start)
        if not said:
            return False
        readings = self._read_pieces(self._part_of(said))
        if not all(reading.catalogue or (reading.item and reading.quantity) for reading in readings):
            return False
        for reading in readings:
            self._add(line, reading)
        return True

    def _set_deadline(self, deadline: date) -> None:
        if self.parsed.deadline is None and not self.section_deadline:
            self.parsed.deadline = deadline
        self.section_deadline = deadline

    def _set_urgency(self, urgency: str) -> None:
        """Said before the first row it holds for those below it, said after the last for those above it."""
        if self.parsed.rows:
            self.said_last = urgency
        else:
            self.urgency, self.last_was_heading = urgency, True

    def _set_heading(self, line: Line, part: Part) -> None:
        self.in_list = self.in_list or (line.text.endswith(":") and need_of(part) is not None)
        if part.urgency or not self.last_was_heading:
            self.urgency = part.urgency
        if part.urgency:
            self._set_urgency(part.urgency)
        self.heading = ""
        if not need_of(part) and not part.urgency:
            self.heading = line.text.strip(EDGES) if match_item(line.text) else ""
        self.last_was_heading = True

    # --- what comes out -----------------------------------------------------------------------------------------------

    def _add(self, line: Line, reading: Reading) -> None:
        deadline = reading.deadline
        if deadline is None and self.section_deadline != self.parsed.deadline:
            deadline = self.section_deadline
        row = Row(
            reading.item, reading.quantity, reading.unit, reading.urgency or self.urgency, reading.note, deadline,
            reading.catalogue, source=line.source, line=line.number,
        )  # fmt: skip
        if row.quantity is None:
            row.problems.append(rows.QUANTITY_INVALID if reading.is_invalid else rows.QUANTITY_MISSING)
        if row.catalogue is None:
            row.problems.append(rows.ITEM_UNKNOWN)
        if row.deadline and row.deadline < self.today:
            row.problems.append(rows.DEADLINE_PAST)
        if len(self.parsed.rows) < MOST_ROWS:
            self.parsed.rows.append(row)
        self.last_was_heading, self.said_last = False, None

    def _ignore(self, line: Line, reason: str) -> None:
        self.in_list = self.in_list and reason in (rows.HEADING, rows.REMARK, rows.PEOPLE)
        self.parsed.ignored.append(Ignored(line.source, reason, line.number))


def _reason_before_all(part: Part) -> str | None:
    if part.phrases.at(0, "total"):
        return rows.TOTAL
    done = part.phrases.first("done")
    counted = done and part.tokens[done.start - 1].kind == NUMBER  # «24 boîtes (12 reçues)»
    ends = done and not done.value and not counted and (done.end == len(part.tokens) or part.is_bracketed(done.start))
    return rows.COVERED if ends or is_covered(part) else None


def _consists_of(item: str, *kinds: str) -> bool:
    phrases = Phrases(tokenise(item))
    return all(phrases.at(at, *kinds) for at in range(len(phrases.tokens)))


def _share(readings: list[Reading], lead: Part) -> None:
    """In a sentence («نحتاج …») how urgent it is and by when, said at its beginning or its end, holds for all of it."""
    urgency = lead.urgency or readings[-1].urgency
    deadline = lead.dates[0].day if lead.dates else readings[-1].deadline
    for reading in readings:
        reading.urgency = reading.urgency or urgency
        reading.deadline = reading.deadline or deadline


def _begins_urgent(part: Part) -> bool:
    """«Urgent : 3 lits, 5 tables»: said before all of them it holds for each."""
    first = part.quantities[0].start if part.quantities else 0
    return not part.has_name(0, first) and any(hit.kind == "urgency" and hit.start < first for hit in part.phrases.hits)


def _is_like_a_row(line: Line) -> bool:
    return line.bulleted or bool(find_numbers(line.text)) or match_item(line.text) is not None
