"""What each number of a line is for: the quantity asked for, something worth a note (ages, sizes, weights), money,
people, or nothing but a part of the item's name."""

from dataclasses import dataclass
from operator import attrgetter
from typing import Literal

from domain.lists.around import AND, LINKS, TIMES, Around
from domain.lists.names import end_of_name
from domain.lists.numbers import Number, has_and, numbers_among
from domain.lists.tokens import DATE, SIGN, WORD
from domain.lists.words import Phrases

Role = Literal["quantity", "note", "name", "money", "people"]

SEPARATORS = (":", "=", "→", "-", "–", "—", "|", ",", "،", ";", "؛")
_MONEY_SIGNS = ("$", "€", "£", "﷼")
_TELLING_SIGNS = (*_MONEY_SIGNS, "%", "٪")
_LABELS = ("label", "size", "agelabel", "year", "money")  # what may stand before a number that is no quantity
_DOUBTFUL = ("neuf", "ده", "نه", "one", "un", "une", "یک", "يك")  # new, this, no: a number only where one must stand
_COUNTER = "تا"  # «سه تا»
_HIJRI = ("ه", "هجري", "هجريه")  # behind a day, which is then no deadline: that calendar differs by country
_COUNTED_WHOLE = ("family", "person")  # «خيمة 4 أشخاص», but «ملابس 30 طفل» are thirty
_FAMILIES_LEAST = 11  # «10 أسرة» are beds, «11 أسرة» are families
_SIZE_MOST = 400  # above it a number behind «t» or «أبو» is no size, unless a measure follows


@dataclass(slots=True)
class Use:
    """A number with the words that belong to it, as positions of tokens.

    `said` is where a note's own words begin, `unit` where the unit stands; `measured` tells litres and kilograms from
    things that are counted; `first` is the number that may be the quantity of a pack («10 x 25 kg»)."""

    role: Role
    start: int
    end: int
    value: int | None = None
    strength: int = 0
    unit: tuple[int, int] | None = None
    measured: bool = False
    said: int = 0
    first: Number | None = None
    invalid: bool = False
    of_people: bool = False


def uses_among(phrases: Phrases, taken: bytearray) -> list[Use]:
    """The use of every number that is not taken, in order."""
    uses: list[Use] = []
    numbers = numbers_among(phrases.tokens)
    odd = [Number(None, at, at + 1, in_words=False) for at, token in enumerate(phrases.tokens) if token.kind == DATE]
    if odd:
        numbers = sorted([*numbers, *odd], key=attrgetter("start"))
    if not numbers:
        return uses
    done = 0
    first = _first_word(phrases, taken)
    for number in numbers:
        if taken[number.start]:
            continue
        behind = uses and number.in_words and number.start == done and uses[-1].role == "quantity"
        if number.start >= done and not behind:  # «1 four» is one oven
            uses.append(_use_of(Around(phrases, number, done, begins=number.start <= first)))
            done = uses[-1].end
    return uses


def _first_word(phrases: Phrases, taken: bytearray) -> int:
    """The position of the first word or number that is not taken and joins nothing; the end when there is none."""
    for at, token in enumerate(phrases.tokens):
        if not (token.kind == SIGN or taken[at] or phrases.at(at, "connector")):
            return at
    return len(phrases.tokens)


def _use_of(around: Around) -> Use:
    if _is_plain(around):
        return _quantity(around)
    end = end_of_name(around)
    if end:
        return Use("name", around.start, end)
    return _in_note(around) or _in_money(around) or _of_people(around) or _too_odd(around) or _quantity(around)


def _is_plain(around: Around) -> bool:
    """Whether nothing around the number makes it anything but a quantity, as at most places of a list: so the longer
    questions need not be asked. It answers yes only where each of them answers no."""
    return bool(around.number.value) and _is_plain_before(around) and _is_plain_behind(around)


def _is_plain_before(around: Around) -> bool:
    before = around.before
    if before is None:
        return True
    touches = before.kind == WORD and not around.tokens[around.start].spaced
    return not touches and before.text not in _TELLING_SIGNS and around.phrases.kinds.isdisjoint(_LABELS)


def _is_plain_behind(around: Around) -> bool:
    after, end = around.after, around.end
    if after is None:
        return True
    if after.kind == SIGN:
        return after.text not in _TELLING_SIGNS and not around.is_digits(end + 1)
    if after.kind != WORD:
        return True
    if not after.spaced or after.folded in LINKS:
        return False
    return around.phrases.at(end, "after", "age", "small", "money", "people") is None


# --- a note -----------------------------------------------------------------------------------------------------------


def _in_note(around: Around) -> Use | None:
    label = around.label(":=.°", "size", "agelabel", "label")
    if label and not _is_too_much(around):
        return _note(around, around.end_of_measure(around.end_of_chain(listed=True)), label.start)
    end = around.end_of_chain(listed=False)
    after = around.phrases.at(end, "age", "small")
    if after:
        return _note(around, after.end)
    if end > around.end:
        note = _note(around, around.end_of_measure(end))
        times = any(token.text in TIMES for token in around.tokens[around.end : end])
        note.first = around.number if times and note.end > end and around.number.value else None
        return note
    if around.tokens[around.start].kind != DATE:
        return None
    hijri = around.after is not None and around.after.folded in _HIJRI
    return _note(around, around.end + hijri)


def _is_too_much(around: Around) -> bool:
    value = around.number.value
    return value is not None and value > _SIZE_MOST and not around.phrases.at(around.end, "unit", "small")


def _note(around: Around, end: int, start: int | None = None) -> Use:
    """A note with the words that lead to it: «من 6 إلى 12 سنة», but not the «de» of «de 25 kg»."""
    said = start = around.start if start is None else start
    ranged = end - around.start > 2
    while (hit := around.phrases.before(start, "from", "for", "agelabel", "size")) and hit.start >= around.floor:
        start = hit.start
        said = start if ranged or hit.kind != "from" else said
    return Use("note", start, end, said=said, measured=True)


def _too_odd(around: Around) -> Use | None:
    """Not whole, nothing at all, or more than can be asked for."""
    if around.number.value:
        return None
    note = _note(around, around.end_of_measure(around.end))
    note.invalid = "." not in around.tokens[around.start].text and note.end == around.end
    return note


# --- money and people -------------------------------------------------------------------------------------------------


def _in_money(around: Around) -> Use | None:
    before, after = around.before, around.after
    hit = around.phrases.at(around.end, "money")
    if hit or (after and after.text in _MONEY_SIGNS):
        return Use("money", around.start, hit.end if hit else around.end + 1)
    if (before and before.text in _MONEY_SIGNS) or around.label(":=", "money"):
        return Use("money", around.start, around.end)
    return None


def _of_people(around: Around) -> Use | None:
    hit = around.phrases.at(around.end, "people")
    small = around.number.value is not None and around.number.value < _FAMILIES_LEAST
    if not hit or (small and around.tokens[around.end].folded == "اسره"):
        return None
    if around.phrases.before(around.start, "for", "from") or (hit.value in _COUNTED_WHOLE and not around.begins):
        note = _note(around, hit.end)
        note.of_people = True
        return note
    return Use("people", around.start, hit.end, of_people=True) if around.begins else None


# --- the quantity -----------------------------------------------------------------------------------------------------


def _quantity(around: Around) -> Use:
    start, strength = _sign_before(around)
    end, unit, measured = _unit_after(around, around.end)
    strength = max(strength, 3) if around.begins else strength
    strength += 3 if unit and not measured else 0
    after = around.token(end)
    strength += 3 if after and after.folded == _COUNTER else 0
    if after and (after.folded in TIMES or after.text in TIMES) and not around.is_digits(end + 1):
        strength, end = strength + 4, end + 1
        if unit is None:
            end, unit, measured = _unit_after(around, end)
    last = end == len(around.tokens) and around.tokens[around.start].folded not in _DOUBTFUL
    if around.number.in_words and not unit and strength < 3 and not last:
        return Use("name", around.start, around.end)
    return Use("quantity", start, end, around.number.value, strength + 1, unit, measured)


def _sign_before(around: Around) -> tuple[int, int]:
    """Where what announces the quantity begins («عدد», «×», «:»), and how sure it is."""
    before = around.before
    if before is None:
        return around.start, 0
    label = around.label(":=-.°([", "quantity")
    if label:
        return label.start, 6
    if before.text in TIMES or before.folded in TIMES:
        return around.start - 1, 5
    about = around.label("", "about")
    if about:
        return about.start, 3
    joined = around.number.in_words and (before.folded in AND or has_and(around.tokens[around.start].folded))
    return around.start, 3 if joined or before.text in (*SEPARATORS, "(", "[") else 0


def _unit_after(around: Around, end: int) -> tuple[int, tuple[int, int] | None, bool]:
    """Where the quantity ends with its unit, where the unit stands, and whether it measures."""
    about = around.phrases.at(end, "about")
    end = about.end if about else end
    hit = around.phrases.at(end, "unit")
    if hit is None and not around.begins:
        counter = around.phrases.at(end, "counter")
        hit = counter if counter and not around.is_word(counter.end) else None
    if hit is None or around.phrases.is_complement(hit.end):
        return end, None, False
    return hit.end, (hit.start, hit.end), hit.value == "measure"
