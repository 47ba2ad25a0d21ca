"""A line, or a part of one, with what has been taken out of it so far."""

import re
from bisect import bisect_left
from datetime import date
from functools import cached_property
from itertools import accumulate

from domain.lists.dates import dates_among
from domain.lists.private import GONE
from domain.lists.tokens import SIGN, WORD, cut
from domain.lists.uses import uses_among
from domain.lists.words import URGENCIES, Phrases

EDGES = " \t:;,،؛.…-–—_=*×|/+~•→☺<>!؟?\"'’«»()[]{}#&\\^"  # signs that mean nothing at an end
_SIZES = ("s", "m", "l", "xs", "xl", "xxl", "xxxl", "small", "medium", "large", "لارج", "مديوم", "ميديوم", "اسمال")
_BRACKET = re.compile(r"[()\[\]{}«»]")
_OF_URGENCY = ("urgency", "apart")
_OF_SIZE = ("aside", "size", "occasion")
_JOINS_SIZES = ("و", "et", "and", "ou", "الي", "a", "to")


class Part:
    """A part of a line, and which of its tokens have been taken out of it already."""

    def __init__(self, text: str, today: date) -> None:
        self.text = text
        self.tokens, self._places = cut(text)
        self.has_brackets = _BRACKET.search(text) is not None
        self.phrases = Phrases(self.tokens)
        self.words = [at for at, token in enumerate(self.tokens) if token.kind == WORD]
        self.taken = bytearray(len(self.tokens))
        if GONE in text:
            self.taken = bytearray(token.text == GONE for token in self.tokens)
        self.dates = dates_among(self.tokens, today)
        for found in self.dates:
            self.take(found.start, found.end)
        self.urgency = self._take_urgency()
        self.notes = self._take_sizes()
        self.uses = uses_among(self.phrases, self.taken)
        self.quantities = [use for use in self.uses if use.role == "quantity"]

    def take(self, start: int, end: int) -> None:
        self.taken[start:end] = b"\1" * (end - start)

    def slice(self, start: int, end: int) -> str:
        """The text of these tokens as it was written."""
        if start >= end:
            return ""
        return self.text[self._places[start] : self._places[end - 1] + len(self.tokens[end - 1].text)]

    def is_bracketed(self, position: int) -> bool:
        """Whether a bracket that stands before a token is still open there."""
        return self.has_brackets and self._depths[position] > 0

    @cached_property
    def _depths(self) -> list[int]:
        """How many brackets are open before each token."""
        steps = ((token.text in "([{") - (token.text in ")]}") for token in self.tokens)
        return list(accumulate(steps, lambda depth, step: max(0, depth + step), initial=0))

    def free_words(self) -> list[int]:
        """The positions of the words that are left."""
        taken = self.taken
        return [at for at in self.words if not taken[at]]

    def has_name(self, start: int, end: int) -> bool:
        """Whether a word between two positions may name what is needed. To be asked before the part is read."""
        return _is_within(self._names, start, end)

    def has_quantity(self, start: int, end: int) -> bool:
        """Whether a quantity begins between two positions. To be asked before the part is read."""
        return _is_within(self._quantity_starts, start, end)

    @cached_property
    def used(self) -> set[int]:
        """The positions of the tokens that belong to a number."""
        return {at for use in self.uses for at in range(use.start, use.end)}

    @cached_property
    def _names(self) -> list[int]:
        """The positions of the words that may name what is needed."""
        fillers: set[int] = set()
        if "filler" in self.phrases.kinds:
            fillers.update(*(range(hit.start, hit.end) for hit in self.phrases.hits if hit.kind == "filler"))
        return [
            at
            for at in self.free_words()
            if at not in self.used
            and at not in fillers
            and not self.is_bracketed(at)
            and self.phrases.at(at, "connector", "urgency", "complement") is None
        ]

    @cached_property
    def _quantity_starts(self) -> list[int]:
        return [use.start for use in self.quantities]

    def _take_urgency(self) -> str | None:
        said: list[str] = []
        if self.phrases.kinds.isdisjoint(_OF_URGENCY):
            return None
        for hit in self.phrases.hits:
            alone = hit.kind == "apart" and self._stands_apart(hit.start, hit.end)
            if hit.value in URGENCIES and (hit.kind == "urgency" or alone) and not any(self.taken[hit.start : hit.end]):
                said.append(hit.value)
                self.take(hit.start, hit.end)
        return max(said, key=URGENCIES.index, default=None)

    def _take_sizes(self) -> list[tuple[int, str]]:
        """Sizes in letters and the like, where they stand and as they were written: «taille M, L», «par jour»."""
        sizes: list[tuple[int, str]] = []
        if self.phrases.kinds.isdisjoint(_OF_SIZE):
            return sizes
        for hit in self.phrases.hits:
            end = hit.end
            occasion = self.phrases.at(end, "occasion") if hit.kind == "until" else None
            if occasion and not any(self.taken[hit.start : occasion.end]):  # «قبل رمضان», «avant vendredi»
                sizes.append((hit.start, self.slice(hit.start, occasion.end)))
                self.take(hit.start, occasion.end)
            if hit.kind == "aside" and not self.is_bracketed(hit.start):
                sizes.append((hit.start, self.slice(hit.start, hit.end)))
                self.take(hit.start, hit.end)
            while hit.kind == "size" and end < len(self.tokens):
                joins = end > hit.end and self.tokens[end].folded in _JOINS_SIZES or self.tokens[end].text in "-,،/:."
                letter = end + 1 if joins else end
                if letter >= len(self.tokens) or self.tokens[letter].folded not in _SIZES:
                    break
                end = letter + 1
            if end > hit.end:
                sizes.append((hit.start, self.slice(hit.start, end)))
                self.take(hit.start, end)
        return sizes

    def _stands_apart(self, start: int, end: int) -> bool:
        """Whether signs stand at both sides, and one at least: «(عادي)», «… - مهم»."""
        before = start == 0 or self.tokens[start - 1].kind == SIGN
        after = end == len(self.tokens) or self.tokens[end].kind == SIGN
        return before and after and not (start == 0 and end == len(self.tokens))

    def pieces(self, start: int, end: int, whole: bool = False) -> list[str]:
        """The runs of tokens that are left between two positions, without signs at their ends, and unless they are
        to stay `whole` without connectors."""
        pieces = []
        first = self.taken.find(0, start, end)
        while first >= 0:
            stop = self.taken.find(1, first, end)
            stop = end if stop < 0 else stop
            piece = self.slice(first, stop).strip(EDGES) if whole else self._trimmed(first, stop)
            if piece:
                pieces.append(piece)
            first = self.taken.find(0, stop, end)
        return pieces

    def _trimmed(self, start: int, end: int) -> str:
        """The text of a run, without the connectors that only joined it to what was taken out."""
        while start < end and (self.tokens[start].text in EDGES or self.phrases.at(start, "connector")):
            start += 1
        while end > start and (self.tokens[end - 1].text in EDGES or self.phrases.before(end, "connector", "for")):
            end -= 1
        return self.slice(start, end).strip(EDGES)


def _is_within(positions: list[int], start: int, end: int) -> bool:
    """Whether one of these positions, which are in order, is from `start` up to `end`."""
    place = bisect_left(positions, start)
    return place < len(positions) and positions[place] < end
