"""What a line is that asks for nothing by number: a greeting, a heading, thanks, an item alone."""

from domain.lists import rows
from domain.lists.lines import Line
from domain.lists.match import match_item
from domain.lists.part import Part
from domain.lists.private import ACCOUNT, EMAIL, LINK, PHONE
from domain.lists.words import Hit

_WORDS_OF_AN_ITEM = 6  # a known item on a line without a bullet
_WORDS_IN_A_LIST = 5  # an unknown one between others
_WORDS_OF_A_BULLET = 9
_LONG = 8  # words; a line without an item of the catalogue that is longer tells something

_HAVE = ("have", "declined")
_BUT = ("mais", "but", "لكن", "ولكن", "بل", "ولي", "اما", "بلكه")
_ASKING = ("?", "؟")  # a question asks for no goods unless the catalogue knows them
_ITEM = ""  # a verdict: the line names an item
_FIRST = (
    (rows.CHAT, "chat"),
    (rows.CLOSING, "closing"),
    (rows.GREETING, "greeting"),
    (rows.TOTAL, "total"),
)
_LATER = (
    (rows.CONTACT, "contact"),
    (rows.REMARK, "remark"),
    (rows.PLACE, "place"),
)
_OPENING = ((rows.ASSOCIATION, "association"), (rows.SIGNATURE, "signature"), *_LATER, (rows.PEOPLE, "people"))
_BEGINNINGS = tuple(kind for _, kind in (*_FIRST, *_OPENING))


def reason_of_private(line: Line) -> str | None:
    """Why a line is passed over that had nothing but private things on it, or was about them."""
    if not line.private:
        return None
    words = any(map(str.isalpha, line.text))
    if ACCOUNT in line.private:
        return rows.MONEY
    if PHONE in line.private or (EMAIL in line.private and words):
        return rows.CONTACT if words else rows.PHONE
    if EMAIL in line.private:
        return rows.EMAIL
    return rows.LINK if LINK in line.private else None


def reason_of(line: Line, part: Part, within: bool) -> str | None:
    """Why a line without a quantity is no need; None when it names an item. `within` says that it stands in a list."""
    start = _first_word(part)
    verdict = (
        _by_private(line, part)
        or _by_first_word(part, start)
        or _by_money(part)
        or _by_remark(line, part, start)
    )  # fmt: skip
    if verdict:
        return verdict
    if _names_item(line, part):
        return None
    return _by_words(line, part, start) or _by_form(line, part, start, within) or None


def is_no_need(line: Line, part: Part, item: str, catalogue: str | None) -> str | None:
    """Why a line with a quantity is no need all the same; None when it is one."""
    start = _first_word(part)
    place = part.phrases.at(start, "place")
    if place and place.end < len(part.tokens) and part.tokens[place.end].text == ":" and not line.bulleted:
        return rows.PLACE
    if catalogue:
        return None
    private = reason_of_private(line)
    if private and private != rows.LINK:
        return private
    if line.text.endswith(_ASKING):
        return rows.UNCLEAR
    long = rows.UNCLEAR if len(item.split()) > _LONG and not line.bulleted else None
    first = None if need_of(part) else _by_first_word(part, start)  # «Bonjour, il nous faut 30 …»
    return first or _by_opening(part, start) or _by_money(part) or long


def is_covered(part: Part) -> bool:
    """«توصلنا ب 20 بطانية», «plus besoin de lait»: they have it or want it no more, and ask for nothing else."""
    if part.phrases.kinds.isdisjoint(_HAVE):
        return False
    said = [hit for hit in part.phrases.hits if hit.kind in _HAVE and not hit.value]
    needs = [hit for hit in part.phrases.hits if hit.kind == "need" and hit.value != "no"]
    if not said or any(not any(one.start <= need.start < one.end for one in said) for need in needs):
        return False
    declined = next((hit for hit in said if hit.kind == "declined"), None)
    if declined:  # «pas besoin d'argent mais de 20 lits» asks for something
        turns = any(token.folded in _BUT for token in part.tokens[declined.end :])
        return not (turns and part.quantities)
    if not part.quantities:
        return match_item(part.text) is not None
    first = part.quantities[0]
    return said[0].start <= first.start and part.phrases.at(first.end, "people") is None


def need_of(part: Part) -> Hit | None:
    """The words that say that something is needed."""
    return next((hit for hit in part.phrases.hits if hit.kind == "need" and hit.value != "no"), None)


# --- one ground each --------------------------------------------------------------------------------------------------


def _by_private(line: Line, part: Part) -> str | None:
    if not line.private:
        return None
    return rows.MONEY if part.phrases.first("money") else reason_of_private(line)


def _by_first_word(part: Part, start: int) -> str | None:
    return next((reason for reason, kind in _FIRST if part.phrases.at(start, kind)), None)


def _by_opening(part: Part, start: int) -> str | None:
    """What a line with an unknown item is about by its first word. «10 téléphones» are no contact."""
    counts = part.quantities and part.quantities[0].start < start
    return next((reason for reason, kind in _OPENING if part.phrases.at(start, kind) and not counts), None)


def _by_money(part: Part) -> str | None:
    return rows.MONEY if part.phrases.first("money") or any(use.role == "money" for use in part.uses) else None


def _by_remark(line: Line, part: Part, start: int) -> str | None:
    if line.text.endswith(":") and need_of(part) and not part.phrases.first("association"):
        return rows.HEADING
    contents = part.phrases.first("contents")
    said = (contents and contents.value != "some") or (not line.bulleted and part.phrases.at(start, "remark"))
    return rows.REMARK if said else None


def _names_item(line: Line, part: Part) -> bool:
    """Whether the catalogue knows an item on the line, which is short and no heading."""
    if line.text.endswith(":") or match_item(line.text) is None:
        return False
    words = [at for at in part.free_words() if not part.is_bracketed(at)]
    return line.bulleted or (need_of(part) is None and len(words) <= _WORDS_OF_AN_ITEM)


def _by_words(line: Line, part: Part, start: int) -> str | None:
    if part.phrases.at(start, "signature"):
        return rows.SIGNATURE
    if part.phrases.first("association"):
        return rows.ASSOCIATION
    if part.phrases.first("closing"):
        return rows.CLOSING
    of_people = [use.role for use in part.uses if use.of_people]
    alone = not line.bulleted or not _has_other_words(part)
    if "people" in of_people or (of_people and alone and need_of(part) is None):
        return rows.PEOPLE
    return next((reason for reason, kind in _LATER if part.phrases.at(start, kind)), None)


def _by_form(line: Line, part: Part, start: int, within: bool) -> str:
    if _is_heading(line, part, start):
        return rows.HEADING
    words = len(part.free_words())
    if line.text.endswith(_ASKING):
        return rows.UNCLEAR
    if any(found.introduced for found in part.dates) and not (line.bulleted and words):
        return rows.UNCLEAR
    within = within or any(use.role == "note" for use in part.uses)  # a size or a weight
    most = _WORDS_OF_A_BULLET if line.bulleted else _WORDS_IN_A_LIST if within else 0
    return _ITEM if 0 < words <= most else rows.UNCLEAR


def _is_heading(line: Line, part: Part, start: int) -> bool:
    """Whether the line speaks of the lines below it: it ends with a colon, says «besoins», or how urgent they are."""
    if line.text.endswith(":") or need_of(part) or (part.phrases.at(start, "heading") and not line.bulleted):
        return True
    if line.bold and not line.bulleted:
        return True
    free = part.free_words()
    speaks = all(part.phrases.at(at, "heading", "apart", "connector", "category") for at in free)
    return speaks and not line.bulleted and bool(free or part.urgency)


def _first_word(part: Part) -> int:
    """The position of the first word that is not a connector."""
    first = next((at for at in part.words if part.tokens[at].folded), 0)
    if not part.phrases.at(first, "connector") or part.phrases.at(first, *_BEGINNINGS):  # «la présidente»
        return first
    later = (at for at in part.words if part.tokens[at].folded and not part.phrases.at(at, "connector"))
    return next(later, first)


def _has_other_words(part: Part) -> bool:
    return any(at not in part.used for at in part.free_words())
