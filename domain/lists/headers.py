"""Headings of columns in four languages: which role a column has, by its words alone.

Roles: item, quantity, unit, urgency, deadline, note; detail (size, colour, age: kept with the note); number (the row's
own number or code, never a quantity); other (price, stock, beneficiaries, telephone: not read).
"""

import csv
import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from pathlib import Path

from domain.lists.words import is_unit
from domain.text import fold

ITEM, QUANTITY, UNIT, URGENCY = "item", "quantity", "unit", "urgency"
DEADLINE, NOTE, DETAIL, NUMBER, OTHER = "deadline", "note", "detail", "number", "other"

_HEADING_MOST = 80  # characters; a longer cell is a sentence
_WORDS_MOST = 6
_MISSPELT_LEAST = 5  # letters; in shorter words another letter makes another word
_EXACT, _INSIDE, _MISSPELT = 9, 5, 3  # added to ten times the rank of the words

_BRACKETS = re.compile(r"[(\[（]([^)\]）]*)[)\]）]?")
_IN_UNITS = re.compile(r"\s(?:en |in |par |per |به |بال)(\S+)$", re.IGNORECASE)
_BETWEEN_LANGUAGES = re.compile(r"[/|\\:\n]|\s[-–—]\s")


def rate(cells: Sequence[object]) -> int:
    """How much a row looks like headings: 0 unless two columns have different roles, one of them item or quantity, and
    no cell is a number."""
    if any(map(is_number, filter(None, cells))):
        return 0
    meanings = [
        (strength, place, role)
        for place, cell in enumerate(cells)
        if isinstance(cell, str) and cell
        for role, strength in roles_of(cell)
    ]
    told: dict[str, int] = {}
    taken: set[int] = set()
    for strength, place, role in sorted(meanings, reverse=True):
        if place not in taken and role not in told:
            taken.add(place)
            told[role] = strength
    told.pop(OTHER, None)
    return sum(told.values()) if len(told) > 1 and (ITEM in told or QUANTITY in told) else 0


def is_headings(cells: Sequence[object]) -> bool:
    """Whether a row among the others is headings again (a printed page, another table): item and quantity, in so many
    words."""
    return {ITEM, QUANTITY} <= set(_exact(cells)) and not any(map(is_number, filter(None, cells)))


def is_more_headings(cells: Sequence[object]) -> bool:
    """Whether a row right under the headings is but their second line."""
    words = [cell for cell in cells if cell != ""]
    return 0 < len(words) == len(_exact(words))


def _exact(cells: Sequence[object]) -> list[str]:
    meanings = [roles_of(cell)[:1] for cell in cells if isinstance(cell, str) and cell]
    return [role for meaning in meanings for role, strength in meaning if strength % 10 == _EXACT]


def is_number(cell: object) -> bool:
    """Whether a cell holds figures and no words."""
    if not isinstance(cell, str):
        return True
    return not any(map(str.isalpha, cell)) and any(map(str.isdigit, cell))


@lru_cache(maxsize=4096)
def roles_of(heading: str) -> tuple[tuple[str, int], ...]:
    """The roles that a heading can mean, the likeliest first, each with its strength (10–49)."""
    bare = _BRACKETS.sub(" ", heading).strip()
    if not bare:
        bare = heading
    if bare.strip(" .:") in ("#", "№"):
        return ((NUMBER, 39),)
    if len(bare) > _HEADING_MOST:
        return ()
    whole = fold(bare)
    if any(word in _never_needed() for word in whole.split()):
        return ((OTHER, 39),)
    parts = [fold(part) for part in _BETWEEN_LANGUAGES.split(bare)]
    found: dict[str, int] = {}
    for role, strength in (meaning for part in (whole, *parts) for meaning in _meanings(part)):
        found[role] = max(strength, found.get(role, 0))
    return tuple(sorted(found.items(), key=lambda meaning: -meaning[1]))


def strength(heading: str) -> int:
    """How sure the likeliest role is; 0 when there is none."""
    return max((strength for _, strength in roles_of(heading)), default=0)


def unit_in(heading: str) -> str | None:
    """The unit that the heading of the quantities names: «Quantité (kg)», «الكمية بالكيلو»."""
    found = _BRACKETS.search(heading) or _IN_UNITS.search(heading)
    unit = found[1].strip() if found else ""
    return unit if is_unit(unit) else None


def _meanings(words: str) -> Iterable[tuple[str, int]]:
    phrases = _phrases()
    if words in phrases:
        return [(role, 10 * rank + _EXACT) for role, rank in phrases[words]]
    cut = words.split()
    if not cut or len(cut) > _WORDS_MOST:
        return []
    misspelt = {phrase for key in _deletions(words) for phrase in _misspellings().get(key, ())}
    if misspelt:
        return [(role, 10 * rank + _MISSPELT) for phrase in misspelt for role, rank in phrases[phrase]]
    return _inside(cut)


def _inside(words: list[str]) -> Iterable[tuple[str, int]]:
    """The longest phrase that stands first: it is the head in Arabic, Persian and French."""
    for start in range(len(words)):
        for end in range(len(words), start, -1):
            phrase = " ".join(words[start:end])
            meanings = _phrases().get(phrase, [])
            if start or len(phrase) < 3:  # «N° article», but not «article n»
                meanings = [(role, rank) for role, rank in meanings if (role == NUMBER) == (start == 0)]
            if meanings:
                return [(role, 10 * rank + _INSIDE) for role, rank in meanings]
    return []


def _deletions(phrase: str) -> set[str]:
    """The phrase and what it becomes without one letter; two phrases that share one differ by a slip of the hand."""
    if len(phrase) < _MISSPELT_LEAST:
        return set()
    return {phrase, *(phrase[:place] + phrase[place + 1 :] for place in range(len(phrase)))}


@cache
def _phrases() -> dict[str, list[tuple[str, int]]]:
    """Folded words → the roles they can mean, with their ranks."""
    path = Path(__file__).parent / "data" / "headers.csv"
    phrases: dict[str, list[tuple[str, int]]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for words in row["words"].split("|"):
                meanings = phrases.setdefault(fold(words), [])
                if row["role"] not in [role for role, _ in meanings]:
                    meanings.append((row["role"], int(row["rank"])))
    return phrases


@cache
def _never_needed() -> frozenset[str]:
    """Words of stock, people, money, telephones: whatever else a heading says, it is not what is lacking."""
    return frozenset(phrase for phrase, meanings in _phrases().items() if (OTHER, 0) in meanings)


@cache
def _misspellings() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for phrase in _phrases():
        for key in _deletions(phrase):
            found.setdefault(key, []).append(phrase)
    return found
