"""A line cut into words, numbers, dates in digits, and single other signs, each knowing where it stood."""

import re
from functools import lru_cache
from typing import NamedTuple

from domain.lists.signs import latin_digits
from domain.text import fold

_WORD_MOST = 40  # characters; what is longer is no word of ours, and is not remembered

# Harakat, the dagger alif and other marks above letters, tatweel aside (it is a letter to Python), ZWNJ and ZWJ.
_MARKS = "\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u200c\u200d"
# Darija in Latin letters writes ح ع ق as 7 3 9: between letters they are letters, before a word only in these.
_ARABIZI = (
    "(?:[lm]?7lib|7wayj|7waij|[lm]?9of+a|9ofaf|3afa[kq](?:om|oum)?|3ajil|7tajin|3ibad|7fadat|7afadat|3a2ila|9it3a)"
)
# No part can match what its neighbour matches, so nothing is tried twice.
_TOKEN = re.compile(
    rf"""(?P<date> (?<![0-9/.-]) [0-9]{{1,4}} (?P<by>[/.-]) [0-9]{{1,2}} (?P=by) [0-9]{{1,4}} (?![0-9]|(?P=by)[0-9]) )
       | (?P<latin> (?<![0-9]) (?: [79]?[a-z]{{1,10}} (?<!x) [2379] (?=[a-z]) [a-z2379]{{1,12}} | {_ARABIZI} )
                    (?![0-9a-z]) | (?<![a-z]) m[23²³] (?![0-9a-z]) )
       | (?P<number> [1-9][0-9]{{0,2}} (?P<group>[.,٬،'’\ \u00a0\u2009\u202f])
                     [0-9]{{3}} (?:(?P=group)[0-9]{{3}})* (?![0-9])
                   | [0-9]+ (?: [.,،٫][0-9]+ | [½¼¾] )? | [½¼¾] )
       | (?P<word> (?:[cdjlmnst]|(?:jus|lors)?qu)['’ʼ](?=[^\W\d_]) | [^\W\d_]+ (?:[{_MARKS}]+ [^\W\d_]*)* )
       | (?P<sign> [^\s\u200c\u200d{_MARKS}] )""",
    re.VERBOSE | re.IGNORECASE,
)

WORD, NUMBER, DATE, SIGN = "word", "number", "date", "sign"


class Token(NamedTuple):
    """`text` has Latin digits; `folded` is as search compares it, empty for what is no word; `start` and `end` are
    places in the line; `spaced` tells whether a space stands before it."""

    kind: str
    text: str
    folded: str
    start: int
    end: int
    spaced: bool


def tokenise(line: str) -> list[Token]:
    """The tokens of one line, in order. Time grows with the length, whatever the text."""
    tokens = []
    end = 0
    for match in _TOKEN.finditer(latin_digits(line)):
        kind, start = match.lastgroup or SIGN, match.start()
        kind = WORD if kind == "latin" else kind
        text = match[0]
        tokens.append(Token(kind, text, fold_word(text) if kind == WORD else "", start, match.end(), start > end))
        end = match.end()
    return tokens


def fold_word(word: str) -> str:
    """`fold` of one word, remembered; empty when it is too long to be one. An elided word keeps its sign: «l'» is not
    a litre."""
    return _folded(word) if len(word) <= _WORD_MOST else ""


@lru_cache(maxsize=16_384)
def _folded(word: str) -> str:
    return fold(word) + ("'" if word[-1] in "'’ʼ" else "")
