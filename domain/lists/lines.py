"""The lines of a pasted message, clean: without bullets, numbers of the list, what the chat program adds, and whatever
is private."""

import re
from dataclasses import dataclass

from domain.lists.private import GONE, scrub
from domain.lists.signs import ARROW, BULLET, PICTURE, latin_digits, plain_signs

MOST_LINES = 20_000  # read of one message; WhatsApp itself ends at 65,536 characters
TEXT_MOST = 5_000_000  # characters read of one message
LINE_MOST = 1_000  # characters read of one line

_BREAKS = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_KEYCAPS = re.compile("^(\\W{0,3})((?:[0-9]\ufe0f?\u20e3){1,2})(?![0-9]\ufe0f?\u20e3)")
_TATWEEL_DASH = re.compile("(?<=[0-9])\u0640+")
_JOINERS = re.compile("\u200c+(?![^\\W\\d_])|(?<![^\\W\\d_\u064b-\u0655])\u200c+")  # ZWNJ but between letters

_STAMP = r"""(?: [0-9]{1,2}:[0-9]{2} (?:\s?[ap]\.?\s?m\.?)? ,\s[0-9]{1,4}[/.-][0-9]{1,2}[/.-][0-9]{2,4} |
             [0-9]{1,4}[/.-][0-9]{1,2}[/.-][0-9]{2,4} [,،]? \s{0,3} (?:at|à|في|ساعت)? \s{0,3}
             [0-9]{1,2}[:.h][0-9]{2}(?:[:.][0-9]{2})? \s{0,3} (?:[ap]\.?\s?m\.? | صباحا | مساء | [صم] | [قب]\.?ظ)? )"""
_SENDER = re.compile(
    rf"^\W{{0,3}} (?: \[ \s? {_STAMP} \s? \] \s* | {_STAMP} \s? [-–—] \s+ ) (?P<name> [^:]{{1,60}} :(?=\s|$) )?",
    re.VERBOSE | re.IGNORECASE,
)
_SENDER_ALONE = re.compile(rf"^[^\[\]]{{1,60}} \[ \s? {_STAMP} \s? \] \s? :? $", re.VERBOSE | re.IGNORECASE)

_CLOCK = re.compile(r"[0-9٠-٩۰-۹][:.h][0-9٠-٩۰-۹]{2}", re.IGNORECASE)  # in every such stamp

_STRUCK = re.compile(r"(?<![\w~])~{1,2}(?=[^\s~])[^~]{1,300}(?<=[^\s~])~{1,2}(?![\w~])")
_MARKUP = {
    s: re.compile(rf"(?<![\w{s}])[{s}]{{1,3}}(?=[^\s{s}])([^{s}]{{1,300}})(?<=[^\s{s}])[{s}]{{1,3}}(?![\w{s}])")
    for s in "*_"
}
_DASH = r"\-\u2010-\u2015\u2212"
_LEADING = re.compile(rf"^[\s{BULLET}{ARROW}{PICTURE}{_DASH}>|:;,،.!؟?=~*_+…'\"#]+")
_IS_BULLET = re.compile(rf"[{BULLET}{ARROW}{_DASH}>*+]")
_TRAILING = f" {BULLET}{PICTURE}|*_~"
_AGES = "سن|عام|شهر|شهور|[اأ]شهر|سال|ماه|an|mois|year|month|kg|كغ|كلغ"
_NUMBERS_BEGIN = "0123456789٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹(["
# A stop, a slash or a colon with a digit right behind it is part of a number: «1.5», «1/2», «10:30»; so is a dash in a
# range of ages or sizes, «6-12 سنة».
_NUMBERED = re.compile(
    rf"""^(?: [(\[] \s? ([0-9]{{1,3}}) \s? [)\]]
            | ([0-9]{{1,3}}) \s? (?: \.? [)\]] | [.°/:_،] (?![0-9]) | [{_DASH}] (?! [0-9]+ \s? (?:{_AGES}) ) ) )
          [{_DASH}.:/\s]* (?=\S)""",
    re.VERBOSE | re.IGNORECASE,
)
_COUNTED = re.compile(r"^([0-9]{1,2})\s+(?=[^\W\d])(?=.*[0-9]\W*+[^\W\d]*+\W*+$)")
_LETTERED = re.compile(
    rf"^(?: \(? (?:[a-z] | [اأإبتثجحدهوزطي] | الف | ألف) \s? [).{_DASH}]+ \s+"
    r" | (?:[اأ]ولا|ثانيا|ثالثا|رابعا|خامسا|سادسا|سابعا|ثامنا|تاسعا|عاشرا) \u064b? \s? [:،.)-] \s* )",
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(slots=True)
class Line:
    """One line that has something on it. `source` is as it was, without what is private; `text` is what is to be read;
    `private` names the kinds of what was taken out."""

    number: int
    source: str
    text: str
    private: frozenset[str]
    bulleted: bool = False
    bold: bool = False
    struck: bool = False
    from_chat: bool = False
    cut: bool = False


def read_lines(message: str) -> tuple[list[Line], int]:
    """The lines of a message, and the number of the first that is one too many (0 when none is)."""
    lines: list[Line] = []
    length = 0
    for number, raw in enumerate(_BREAKS.split(message), 1):
        if not raw or raw.isspace():
            continue
        if len(lines) == MOST_LINES or length > TEXT_MOST:
            return _without_numbers(lines), number
        length += len(raw)
        lines.append(_clean(number, raw))
    return _without_numbers(lines), 0


def _clean(number: int, raw: str) -> Line:
    line = Line(number, "", "", frozenset(), cut=len(raw) > LINE_MOST)
    text = _without_sender(line, _plain(raw[: LINE_MOST + 100]))
    scrubbed, line.private = scrub(text)
    tidy = " ".join(scrubbed[:LINE_MOST].split())
    line.source = _without_pictures(tidy)
    _strip(line, tidy)
    return line


def _plain(text: str) -> str:
    if "\u20e3" in text:
        text = _KEYCAPS.sub(lambda found: f"{found[1]}{re.sub('[^0-9]', '', found[2])}) ", text)
    if "\u0640" in text:
        text = _TATWEEL_DASH.sub("-", text)
    text = plain_signs(text)
    return _JOINERS.sub("", text) if "\u200c" in text else text


def _without_sender(line: Line, text: str) -> str:
    """Takes off the time and the name that the chat program writes, and remembers when there is nothing else."""
    if not _CLOCK.search(text):
        return text
    latin = latin_digits(text)
    sender = _SENDER.match(latin)
    if sender:
        line.from_chat = not sender["name"]
        return text[sender.end() :]
    line.from_chat = _SENDER_ALONE.match(latin) is not None
    return GONE if line.from_chat else text


def _strip(line: Line, text: str) -> None:
    """Takes markup, bullets and pictures off, and remembers what they said."""
    left = _STRUCK.sub("", text) if "~" in text else text
    line.struck = left != text and not any(map(str.isalnum, left))
    for sign, markup in _MARKUP.items():
        plain = markup.sub(r"\1", left) if sign in left else left
        line.bold = line.bold or (plain != left and len(plain.strip()) + 4 >= len(left.strip()))
        left = plain
    leading = _LEADING.match(left)
    if leading and left.strip(" *_~"):
        framed = left.rstrip(" *_~")[-1] in (BULLET, PICTURE)  # «🔴 نداء 🔴» is no point of a list
        line.bulleted = _IS_BULLET.search(leading[0]) is not None and not framed
        left = left[leading.end() :]
    line.text = _without_pictures(left.rstrip(_TRAILING))


def _without_pictures(text: str) -> str:
    return " ".join(text.replace(PICTURE, " ").split()) if PICTURE in text or "  " in text else text.strip()


# --- the numbers of a numbered list -----------------------------------------------------------------------------------


def _without_numbers(lines: list[Line]) -> list[Line]:
    """Takes off what numbers the lines («1-», «١)», «(3)», «أ-») and leaves what counts goods («50- بطانية»)."""
    begun = [line for line in lines if line.text[:1] in _NUMBERS_BEGIN]
    marks = [(line, mark) for line in begun if (mark := _NUMBERED.match(latin_digits(line.text)))]
    numbers = [int(mark[1] or mark[2]) for _, mark in marks]
    last = 0
    for place, (line, mark) in enumerate(marks):
        number, rest = numbers[place], line.text[mark.end() :]
        after = numbers[place + 1] if place + 1 < len(numbers) else number + 1
        begins = number <= 1 and 0 < after - number <= 2
        follows = 0 < last < number <= last + 3
        ranges = _is_range(mark[0], number, rest)
        if begins or follows or (_numbers_a_line(mark[0], rest) and not ranges):
            last = number
            line.bulleted, line.text = True, _LEADING.sub("", rest)
        elif not ranges:
            line.text = f"{number} {rest}"
    _take_off_bare_numbers(begun)
    for line in lines:
        lettered = _LETTERED.match(line.text)
        if lettered:
            line.bulleted, line.text = True, line.text[lettered.end() :]
    return lines


def _numbers_a_line(mark: str, rest: str) -> bool:
    """Whether a mark out of sequence still counts lines and not goods: it has a bracket, or a quantity follows it."""
    follows = re.search("[0-9]", latin_digits(rest))
    if mark[0] in "([":
        return follows is not None
    return ")" in mark or "]" in mark or (follows is not None and follows.start() == 0)


def _is_range(mark: str, number: int, rest: str) -> bool:
    """«20-30 matelas», but «4-50 matelas» is the fourth line."""
    second = re.match("[0-9]{1,6}", latin_digits(rest))
    return mark[-1] in "-–" and second is not None and number < int(second[0]) <= 3 * number


def _take_off_bare_numbers(lines: list[Line]) -> None:
    """«1 بطانيات 50», «2 معاطف 30», «3 …»: numbers without a sign are a list's when they all count on from 1."""
    counted = [(line, mark) for line in lines if (mark := _COUNTED.match(latin_digits(line.text)))]
    if len(counted) >= 3 and [int(mark[1]) for _, mark in counted] == list(range(1, len(counted) + 1)):
        for line, mark in counted:
            line.bulleted, line.text = True, line.text[mark.end(1) :].lstrip()
