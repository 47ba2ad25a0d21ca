"""A number in its line: what stands around it, and how far a range, a list or a product of numbers reaches."""

from domain.lists.numbers import Number, numbers_among
from domain.lists.tokens import NUMBER, SIGN, WORD, Token
from domain.lists.words import Hit, Phrases

TIMES = ("×", "x", "*")
_DASHES = ("-", "–", "—", "/", "~")
IN_ONE = ("في", "in", "en", "در")  # «2 في 1»
_TO = ("الي", "حتي", "a", "au", "to", "تا")
AND = ("و", "et", "and")
_BETWEEN = ("بين", "entre", "between")
LINKS = frozenset([*_TO, *AND, *TIMES, *IN_ONE])  # the words that may join a number to what follows
_LIST = (",", "،", "-", "–", "/", *AND)


class Around:
    """One number and the tokens around it. `floor` is where the use of the number before it ended; `begins` tells that
    no word stands before it but those that are taken and connectors; `before` is the token before the number unless it
    belongs to another, `after` the one behind it."""

    __slots__ = ("after", "before", "begins", "end", "floor", "number", "phrases", "start", "tokens")

    def __init__(self, phrases: Phrases, number: Number, floor: int, begins: bool) -> None:
        self.phrases, self.tokens, self.number, self.floor = phrases, phrases.tokens, number, floor
        self.start, self.end, self.begins = number.start, number.end, begins
        self.before = self.tokens[self.start - 1] if self.start > floor else None
        self.after = self.token(self.end)

    def token(self, position: int) -> Token | None:
        """The token at a position; None beyond the line."""
        return self.tokens[position] if 0 <= position < len(self.tokens) else None

    def is_word(self, position: int) -> bool:
        token = self.token(position)
        return token is not None and token.kind == WORD

    def is_digits(self, position: int) -> bool:
        token = self.token(position)
        return token is not None and token.kind == NUMBER

    def label(self, signs: str, *kinds: str) -> Hit | None:
        """The phrase before the number, or before one of these signs that stands between."""
        if self.phrases.kinds.isdisjoint(kinds):
            return None
        sign = self.token(self.start - 1)
        tight = sign and sign.text == "-" and not sign.spaced and not self.tokens[self.start].spaced
        between = sign and sign.kind == SIGN and (sign.text in signs or tight)
        place = self.start - 1 if between else self.start
        label = self.phrases.before(place, *kinds)
        return label if label and label.start >= self.floor else None

    def end_of_measure(self, position: int) -> int:
        """Where the age, the measure or the size ends that begins at a position."""
        hit = self.phrases.at(position, "small", "age", "people", "after")
        if hit is None and (unit := self.phrases.at(position, "unit")) and unit.value == "measure":
            hit = unit
        return hit.end if hit else position

    def end_of_chain(self, listed: bool) -> int:
        """Where a range, a list of sizes (when `listed`) or a product of lengths ends; the number's own end when it is
        none."""
        if self.number.in_words and not listed:
            return self._end_of_words()
        end = self.end
        while (following := self._next_in_chain(end, listed)) > end:
            end = following
        return end

    def _end_of_words(self) -> int:
        token = self.token(self.end)
        following = numbers_among(self.tokens[self.end + 1 : self.end + 4]) if token and token.folded in _TO else []
        return self.end + 1 + following[0].end if following and following[0].start == 0 else self.end

    def _is_between(self, measured: bool) -> bool:
        """«entre 30 et 40 lits»; «de 6 et 12 ans», where a measure follows."""
        word = self.token(self.start - 1)
        return (word is not None and word.folded in _BETWEEN) or (
            measured and self.phrases.before(self.start, "from") is not None
        )

    def _next_in_chain(self, end: int, listed: bool) -> int:
        joint = self.token(end)
        if listed and joint and joint.kind == NUMBER and self.phrases.at(end + 1, "unit") is None:
            return end + 1  # «28 30 32»
        if not joint or not self.is_digits(end + 1):
            return end
        tight = not joint.spaced and not self.tokens[end + 1].spaced
        counted = self.phrases.at(end + 2, "unit")
        listed = listed and (counted is None or counted.value != "count")
        after = self.phrases.at(end + 2, "age", "small")
        joins = (
            (joint.text in _DASHES and (tight or after))
            or joint.folded in _TO
            or (joint.folded == "ل" and after)
            or (joint.text in TIMES and joint.spaced == self.tokens[end + 1].spaced and (tight or not listed))
            or (listed and (joint.text in _LIST or joint.folded in _LIST))
            or (joint.folded in AND and self._is_between(after is not None))
        )
        return end + 2 if joins else end
