"""The words of messages and lists by what they do there (`data/words.csv`), found whole and longest first."""

import csv
import re
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path
from sys import intern

from domain.lists.tokens import SIGN, WORD, Token, fold_word, tokenise

# What Arabic writes to the beginning of a word: and, the, with, to.
_PREFIXES = ("وال", "بال", "وب", "ول", "لل", "ال", "و", "ب", "ل", "ف")
_STEM_LEAST = 3  # letters
_DRAWN_OUT = re.compile(r"(.)\1{2,}")  # «شكراااا»
_Phrase = tuple[tuple[str, ...], str, str]  # its words, kind and value
URGENCIES = ("normal", "soon", "urgent", "critical")  # as domain.needs keeps them, which stands above


@dataclass(slots=True)
class Hit:
    """A phrase of the vocabulary: `kind` and `value` of its line there, `start` and `end` as positions of tokens."""

    kind: str
    value: str
    start: int
    end: int


class Phrases:
    """A line's tokens with every phrase of the vocabulary that begins or ends at each."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.hits = hits_among(tokens)
        self.kinds = {hit.kind for hit in self.hits}
        self._starting: dict[int, list[Hit]] = {}
        for hit in self.hits:
            self._starting.setdefault(hit.start, []).append(hit)

    def at(self, position: int, *kinds: str) -> Hit | None:
        """The phrase of one of these kinds that begins here."""
        for kind in kinds if position in self._starting else ():
            for hit in self._starting[position]:
                if hit.kind == kind:
                    return hit
        return None

    def before(self, position: int, *kinds: str) -> Hit | None:
        """The phrase of one of these kinds that ends just before."""
        for kind in kinds if position in self._ending else ():
            for hit in self._ending[position]:
                if hit.kind == kind:
                    return hit
        return None

    @cached_property
    def _ending(self) -> dict[int, list[Hit]]:
        ending: dict[int, list[Hit]] = {}
        for hit in self.hits:
            ending.setdefault(hit.end, []).append(hit)
        return ending

    def is_complement(self, position: int) -> bool:
        """Whether what stands here makes one thing with the unit before it: «sacs de couchage», «سلة غذائية»."""
        if "complement" not in self.kinds:
            return False
        linked = self.at(position, "connector")
        return any(self.at(at, "complement") for at in (position, linked.end if linked else position))

    def first(self, *kinds: str) -> Hit | None:
        """The first phrase of one of these kinds."""
        if self.kinds.isdisjoint(kinds):
            return None
        return next(hit for hit in self.hits if hit.kind in kinds)


def hits_among(tokens: list[Token]) -> list[Hit]:
    """Every phrase of the vocabulary, in order; of one kind the longest, and none within another."""
    hits: list[Hit] = []
    taken: dict[str, int] = {}
    for start, token in enumerate(tokens):
        phrases = _phrases_of(token.folded)
        if phrases and len(phrases[0][0]) > 1:
            phrases = _phrases_from(token.folded, _following(tokens, start))
        for phrase, kind, value in phrases:
            if start >= taken.get(kind, 0):
                end = start + 1 if len(phrase) == 1 else _end_of(phrase, tokens, start)
                if end:
                    hits.append(Hit(kind, value, start, end))
                    taken[kind] = end
    return hits


def urgency_of(text: str) -> str | None:
    """The urgency that `text` (a cell) says, as it is kept; None when it says none."""
    hits = hits_among(tokenise(text[:200]))
    levels = [hit.value for hit in hits if hit.kind in ("urgency", "apart") and hit.value in URGENCIES]
    return max(levels, key=URGENCIES.index, default=None)


def is_unit(text: str) -> bool:
    """Whether `text` is a word for counting or measuring, and nothing more."""
    tokens = tokenise(text[:80])
    return any(
        hit.kind in ("unit", "counter") and (hit.start, hit.end) == (0, len(tokens)) for hit in hits_among(tokens)
    )


def _end_of(phrase: tuple[str, ...], tokens: list[Token], start: int) -> int:
    """Where the phrase that begins at a token ends; 0 when it is not there. A hyphen or a stop may join its words."""
    position = start + 1
    for word in phrase[1:]:
        if position < len(tokens) and _is_joint(tokens[position]):
            position += 1
        if position >= len(tokens) or word not in _forms(tokens[position].folded):
            return 0
        position += 1
    return position


def _following(tokens: list[Token], start: int) -> str:
    """The word behind a token, past what may join them; empty when there is none."""
    position = start + 1
    if position < len(tokens) and _is_joint(tokens[position]):
        position += 1
    return tokens[position].folded if position < len(tokens) else ""


def _is_joint(token: Token) -> bool:
    return token.kind == SIGN and token.text in "-.‑'’" and not token.spaced


@lru_cache(maxsize=16_384)
def _phrases_from(folded: str, following: str) -> tuple[_Phrase, ...]:
    """The phrases that may begin with this word when that one follows."""
    forms = _forms(following)
    return tuple(phrase for phrase in _phrases_of(folded) if len(phrase[0]) == 1 or phrase[0][1] in forms)


@lru_cache(maxsize=8192)
def _phrases_of(folded: str) -> tuple[_Phrase, ...]:
    """The phrases that may begin with this word, longest first, as it is written before what is under its prefix."""
    phrases = (phrase for form in _forms(folded) for phrase in _vocabulary().get(form, ()))
    return tuple(sorted(phrases, key=lambda phrase: -len(phrase[0])))


@lru_cache(maxsize=8192)
def _forms(folded: str) -> tuple[str, ...]:
    """The words of the vocabulary that this may be: itself, without its prefix, without letters drawn out."""
    forms = _unprefixed(folded)
    if _DRAWN_OUT.search(folded):
        forms += _unprefixed(_DRAWN_OUT.sub(r"\1", folded))
    return tuple(dict.fromkeys(form for form in forms if form in _known()))


def _unprefixed(word: str) -> list[str]:
    if not word.startswith(_PREFIXES):
        return [word]
    stems = [word[len(prefix) :] for prefix in _PREFIXES if word.startswith(prefix)]
    return [word, *(stem for stem in stems if len(stem) >= _STEM_LEAST)]


@cache
def _vocabulary() -> dict[str, list[_Phrase]]:
    """The phrases by their first word."""
    phrases: dict[str, list[_Phrase]] = {}
    for phrase, kind, value in _rows():
        phrases.setdefault(phrase[0], []).append((phrase, kind, value))
    return phrases


@cache
def _known() -> frozenset[str]:
    return frozenset(word for phrase, _, _ in _rows() for word in phrase)


@cache
def _rows() -> list[_Phrase]:
    path = Path(__file__).parent / "data" / "words.csv"
    rows = []
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for words in row["words"].split("|"):
                phrase = tuple(token.folded for token in tokenise(words) if token.kind == WORD)
                if words.endswith("'"):  # «d'», which is a word only before another
                    phrase = (fold_word(words),)
                if phrase and all(phrase):
                    rows.append((phrase, intern(row["kind"]), row["value"]))
    return rows
