"""One part of a line read as one proposed need: deadline, urgency, notes, quantity and unit are taken out, the item is
left."""

import re
from dataclasses import dataclass
from datetime import date

from domain.lists.match import is_known_word, is_same_word, match_item
from domain.lists.numbers import Number, read_number
from domain.lists.part import EDGES, Part
from domain.lists.tokens import SIGN, Token
from domain.lists.uses import SEPARATORS, Use
from domain.lists.words import is_unit
from domain.text import clean_line

_TEXT_MOST = 120  # characters of an item or a note
_ARABIC = re.compile("[\u0621-\u06d5]")
# What `clean_line` leaves as it is: single spaces, and letters and signs that are whole by themselves.
_TIDY = re.compile(r"(?:[!-~À-ÿء-غف-ي٠-٩پچژکگی۰-۹،؛؟×]+(?: (?!$))?)*+")
_OPEN, _CLOSE = "([{«", ")]}»"
_NO_DUAL = ("سردين", "فستان", "رمضان", "فساتين", "بساتين", "بروتين", "روتين", "كيراتين", "جيلاتين")
_SURE = 5  # strength of «× 6» and «عدد 6»
_DUAL = ("تين", "تان", "ين", "ان")


@dataclass(slots=True)
class Reading:
    """What one part of a line says. `is_measured` tells litres and kilograms from things that are counted, `is_invalid`
    that a number there cannot be a quantity."""

    item: str
    quantity: int | None = None
    unit: str | None = None
    urgency: str | None = None
    note: str | None = None
    deadline: date | None = None
    catalogue: str | None = None
    is_measured: bool = False
    is_invalid: bool = False


def read_part(part: Part) -> Reading:
    """What the part says. The part is used up."""
    reading = Reading("", urgency=part.urgency, deadline=part.dates[0].day if part.dates else None)
    reading.is_invalid = any(use.invalid for use in part.uses)
    notes = list(part.notes)
    chosen = _choose(part)
    if chosen:
        reading.quantity, reading.is_measured = chosen.value, chosen.measured
        part.take(chosen.start, chosen.end)
        if chosen.unit:
            reading.unit = part.slice(*chosen.unit)
    if part.has_brackets:
        notes += _bracketed(part, chosen)
    notes += _noted(part, chosen)
    if "filler" in part.phrases.kinds:
        for hit in part.phrases.hits:
            if hit.kind == "filler":
                part.take(hit.start, hit.end)
    if not chosen:
        reading.quantity = _dual(part)
    if not reading.unit:
        reading.unit = _other_unit(part, chosen, reading.quantity)
    reading.item, tail = _remainder(part, chosen)
    if tail and chosen and not reading.unit and is_unit(tail[0][1]):  # «Lait | 12 | cartons»
        reading.unit, tail = tail[0][1], []
    notes += tail
    reading.note = _joined(notes, part.text) or None
    reading.item = _short(reading.item)
    reading.unit = reading.unit and _short(reading.unit)
    reading.catalogue = match_item(reading.item, reading.note or "")
    return reading


def _joined(notes: list[tuple[int, str]], text: str) -> str:
    """One note of several, in the order of the line."""
    if not notes:
        return ""
    comma = "، " if _ARABIC.search(text) else ", "
    return _short(comma.join(bare for _, note in sorted(notes) if (bare := note.strip(EDGES))))


def _short(text: str) -> str:
    text = text[:_TEXT_MOST]
    return text if _TIDY.fullmatch(text) else clean_line(text).strip(" \u200c")


# --- the quantity -----------------------------------------------------------------------------------------------------


def _choose(part: Part) -> Use | None:
    """The number that is the quantity. The others become notes where they have a unit, and else stay in the name."""
    quantities = part.quantities
    if len(quantities) == 1:
        return quantities[0]
    best = max(quantities, key=lambda use: _weight(part, use), default=None)
    if best is None:
        pack = next((use for use in part.uses if use.first), None)
        return _unpacked(part, pack) if pack else None
    for use in quantities:
        if use is not best:
            use.role, use.said = ("note", use.start) if use.unit or use.strength >= _SURE else ("name", 0)
    part.quantities = [best]
    return best


def _weight(part: Part, use: Use) -> int:
    """How sure it is that this number is the quantity: litres less than boxes, what is in brackets less than all."""
    added = use.start > 0 and part.tokens[use.start - 1].text == "+"  # «3 أجهزة + 200 شريط»
    return use.strength - (2 if use.measured else 0) - (4 if part.is_bracketed(use.start) or added else 0)


def _unpacked(part: Part, pack: Use) -> Use:
    """«10 x 25 kg»: ten, and a note."""
    first = pack.first or Number(None, pack.start, pack.start, in_words=False)
    pack.start = pack.said = first.end + 1
    quantity = Use("quantity", first.start, first.end + 1, first.value)
    part.uses.append(quantity)
    part.quantities = [quantity]
    return quantity


def _dual(part: Part) -> int | None:
    """2 for «بطانيتين»: the first word left is a dual whose singular the catalogue or the list of units knows, or one
    of the feminine, which no plural resembles."""
    free = part.free_words()
    word = part.tokens[free[0]].folded if free else ""
    singular = _singular(word)
    sure = word.endswith(("تين", "تان")) and len(word) >= 6
    return 2 if singular and (sure or is_known_word(singular) or is_unit(singular)) else None


def _singular(word: str) -> str:
    """The singular of what may be a dual; empty when it cannot be one."""
    ending = next((ending for ending in _DUAL if word.endswith(ending)), None)
    if ending is None or word in _NO_DUAL:
        return ""
    singular = word.removesuffix(ending) + ("ه" if ending[0] == "ت" else "")
    return singular if len(singular) >= 3 else ""


def _noted(part: Part, chosen: Use | None) -> list[tuple[int, str]]:
    """Takes out the other numbers that say something, those that touch as one: «1.5 لتر × 6»."""
    notes: list[tuple[int, int]] = []
    for use in part.uses:
        if use.role in ("note", "money", "people") and use is not chosen and not part.taken[use.start]:
            if use.role == "note" and notes and notes[-1][1] == use.start:
                notes[-1] = (notes[-1][0], use.end)
            elif use.role == "note":
                notes.append((use.said, use.end))
            part.take(use.start, use.end)
    return [(start, part.slice(start, end)) for start, end in notes]


# --- the unit where it does not follow the number ---------------------------------------------------------------------


def _other_unit(part: Part, chosen: Use | None, quantity: int | None) -> str | None:
    """«علب حليب × 12», «كرتونتين حليب», «أقنعة 2000 قناع», «حليب علب 12», «12 حليب كرتونة»: a unit at an end of what is
    left, beside other words."""
    free = part.free_words()
    if quantity is None or len(free) < 2:
        return None
    found = _first_unit(part, chosen, free) or (_last_unit(part, chosen, free) if chosen else None)
    if found is None:
        return None
    part.take(*found)
    return part.slice(*found)


def _first_unit(part: Part, chosen: Use | None, free: list[int]) -> tuple[int, int] | None:
    first = part.phrases.at(free[0], "unit")
    if first and first.value == "count" and not part.phrases.at(first.start, "quantity") and free[-1] >= first.end:
        return None if part.phrases.is_complement(first.end) else (first.start, first.end)
    dual = chosen is None and is_unit(_singular(part.tokens[free[0]].folded))
    return (free[0], free[0] + 1) if dual else None


def _last_unit(part: Part, chosen: Use, free: list[int]) -> tuple[int, int] | None:
    behind = [at for at in free if at >= chosen.end]
    if len(behind) == 1 and _names_again(part, free[0], behind[0]):
        return behind[0], behind[0] + 1
    last = part.phrases.before(free[-1] + 1, "unit")
    if not last or last.start <= free[0]:
        return None
    weighed = any(use.role == "note" and use.end == last.start for use in part.uses)  # «Rice 5kg bags x 20»
    if part.tokens[last.start].text.isascii() and not weighed:  # «school bags 50»
        return None
    return (last.start, last.end) if chosen.start >= last.end or chosen.end <= free[0] else None


def _names_again(part: Part, first: int, last: int) -> bool:
    """«أقنعة طبية 2000 قناع»: the word behind the number is the item once more."""
    word = part.slice(last, last + 1)
    known = match_item(word)
    said = part.slice(first, first + 1)
    return is_same_word(word, said) or (known is not None and known == match_item(part.slice(first, last)))


# --- brackets and the rest --------------------------------------------------------------------------------------------


def _bracketed(part: Part, chosen: Use | None) -> list[tuple[int, str]]:
    """Takes out what stands in brackets, as notes; a pair around the quantity or around nothing leaves no trace."""
    notes = []
    opened: int | None = None
    for position, token in enumerate(part.tokens):
        if token.text in _OPEN and opened is None:
            opened = position
        elif opened is not None and (token.text in _CLOSE or position == len(part.tokens) - 1):
            end = position if token.text in _CLOSE else position + 1
            priced = any(use.role == "money" and opened < use.start < end for use in part.uses)
            said = "" if priced else " ".join(part.pieces(opened + 1, end, whole=True))
            if said and not (chosen and read_number(said) == chosen.value):  # «10 (dix)»
                notes.append((opened, said))
            part.take(opened, position + 1)
            opened = None
    return notes


def _remainder(part: Part, chosen: Use | None) -> tuple[str, list[tuple[int, str]]]:
    """The item: the words left up to the first sign behind the quantity; what is behind the sign is a note."""
    cut = _first_separator(part, chosen.end) if chosen else len(part.tokens)
    if chosen and chosen.unit and _has_word_before(part, chosen.start) and not _says_for_whom(part, chosen.end, cut):
        cut = chosen.end  # «حليب 12 علبة صغيرة»
    tail = " ".join(part.pieces(cut, len(part.tokens)))
    return " ".join(part.pieces(0, cut)), [(cut, tail)] if tail else []


def _first_separator(part: Part, position: int) -> int:
    """The position of the first sign from here on, and behind a word, that ends the item; the end when none does."""
    free = part.free_words()
    end = len(part.tokens)
    for at in range(max(position, free[0] + 1) if free else end, end):
        token = part.tokens[at]
        if token.kind == SIGN and token.text in SEPARATORS and not part.taken[at] and not _is_hyphen(part.tokens, at):
            return at
    return end


def _has_word_before(part: Part, position: int) -> bool:
    return any(at < position and not part.phrases.at(at, "connector", "for") for at in part.free_words())


def _says_for_whom(part: Part, start: int, end: int) -> bool:
    return any(hit.kind == "people" and start <= hit.start < end for hit in part.phrases.hits)


def _is_hyphen(tokens: list[Token], position: int) -> bool:
    return not tokens[position].spaced and position + 1 < len(tokens) and not tokens[position + 1].spaced
