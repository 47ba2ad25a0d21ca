"""A number that is but a part of an item's name."""

from domain.lists.around import IN_ONE, TIMES, Around
from domain.lists.tokens import WORD, Token

_ORDINALS = ("e", "er", "ere", "eme", "th", "nd", "rd", "st")
_YEARS = (range(1990, 2036), range(1390, 1421))
_GLUED_MOST = 4  # letters before a number that make a name with it: «N95», «FFP2»


def end_of_name(around: Around) -> int:
    """Where the name ends that the number belongs to («N95», «70%», «2 في 1», «رقم 4», «10:30»); 0 when to none."""
    if _is_named_before(around):
        return around.end
    after = around.after
    return (_end_by_sign(around, after) or _end_by_word(around, after)) if after else 0


def _is_named_before(around: Around) -> bool:
    before = around.before
    if before is None:
        return False
    labelled = around.label(".°:", "label") and around.end_of_chain(listed=True) == around.end  # «رقم 36-40» are sizes
    year = around.phrases.first("year")
    dated = year and year.end <= around.start and _is_year(around)
    return bool(before.text in "%٪" or labelled or dated or _is_glued(around, before))


def _is_glued(around: Around, before: Token) -> bool:
    if around.tokens[around.start].spaced or before.kind != WORD or not before.text.isascii():
        return False
    if before.folded in TIMES or before.text[-1] in "'’" or around.phrases.before(around.start, "size", "connector"):
        return False
    return len(before.text) <= _GLUED_MOST


def _is_year(around: Around) -> bool:
    value, text = around.number.value, around.tokens[around.start].text
    return value is not None and text == str(value) and any(value in years for years in _YEARS)


def _end_by_sign(around: Around, after: Token) -> int:
    """«70%», «10:30»."""
    if after.text in "%٪":
        return around.end + 1
    tight = after.text == ":" and not after.spaced and around.is_digits(around.end + 1)
    return around.end + 2 if tight and not around.tokens[around.end + 1].spaced else 0


def _end_by_word(around: Around, after: Token) -> int:
    """«2 في 1», «3 places», «دو نفره», «2ème», «4G»."""
    if after.folded in IN_ONE and around.is_digits(around.end + 1) and around.tokens[around.end + 1].text == "1":
        return around.end + 2
    if after.folded == "h" and not after.spaced and around.is_digits(around.end + 1):  # «6h30»
        return around.end + 2
    if after.folded in _ORDINALS and not after.spaced:  # «1er âge» is no age
        return around.end + 2 if around.phrases.at(around.end + 1, "agelabel") else around.end + 1
    hit = around.phrases.at(around.end, "after")
    if hit and after.folded not in (*IN_ONE, *_ORDINALS) and (not around.begins or after.folded.startswith("نفر")):
        return hit.end
    known = around.phrases.at(around.end, "unit", "small", "age", "times", "connector", "money")
    glued = after.kind == WORD and not after.spaced and after.text.isascii() and len(after.text) <= 2
    return around.end + 1 if glued and not known else 0
