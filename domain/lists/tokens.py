"""A line cut into words, numbers, dates in digits, and single other signs, each knowing where it stood."""

import re
from collections.abc import Sequence
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
# Most words are of Arabic letters alone, and are looked for first. No part can match what its neighbour matches, so
# nothing is tried twice.
_TOKEN = re.compile(
    rf"""(?P<arabic> (?-i: [ء-غف-يپچژکگی]++ (?! [^\W\d_] | [{_MARKS}] ) ) )
       | (?P<date> (?<![0-9/.-]) [0-9]{{1,4}} (?P<by>[/.-]) [0-9]{{1,2}} (?P=by) [0-9]{{1,4}} (?![0-9]|(?P=by)[0-9]) )
       | (?P<latin> (?<![0-9]) (?: [79]?[a-z]{{1,10}} (?<!x) [2379] (?=[a-z]) [a-z2379]{{1,12}} | {_ARABIZI} )
                    (?![0-9a-z]) | (?<![a-z]) m[23²³] (?![0-9a-z]) )
       | (?P<number> [1-9][0-9]{{0,2}} (?P<group>[.,٬،'’\ \u00a0\u2009\u202f])
                     [0-9]{{3}} (?:(?P=group)[0-9]{{3}})* (?![0-9])
                   | [0-9]+ (?: [.,،٫][0-9]+ | [½¼¾] )? | [½¼¾] )
       | (?P<word> (?:[cdjlmnst]|(?:jus|lors)?qu)['’ʼ](?=[^\W\d_]) | [^\W\d_]+ (?:[{_MARKS}]+ [^\W\d_]*)* )
       | (?P<sign> [^\s\u200c\u200d{_MARKS}] )""",
    re.VERBOSE | re.IGNORECASE,
)
_OVER_SPACES = re.compile(r"[0-9][ \u00a0\u2009\u202f][0-9]{3}")  # «10 000», the one token that a space is part of

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
    latin = latin_digits(line)
    if _OVER_SPACES.search(latin):
        return _cut(latin)
    tokens = []
    at = 0
    for written in latin.split():
        at = latin.index(written, at)
        if written.isdigit() and written.isascii():
            tokens.append(Token(NUMBER, written, "", at, at + len(written), at > 0))
            at += len(written)
            continue
        for kind, text, folded, start, end, spaced in _cut_word(written):
            tokens.append(Token(kind, text, folded, at + start, at + end, spaced or (start == 0 < at)))
        at += len(written)
    return tokens


def _cut_word(written: str) -> Sequence[Token]:
    """The tokens of what is written without a space, remembered: lists say the same words over and over."""
    return _remembered_cut(written) if len(written) <= _WORD_MOST else _cut(written)


@lru_cache(maxsize=16_384)
def _remembered_cut(written: str) -> Sequence[Token]:
    return tuple(_cut(written))


def _cut(latin: str) -> list[Token]:
    tokens = []
    end = 0
    for match in _TOKEN.finditer(latin):
        kind, start = match.lastgroup or SIGN, match.start()
        kind = WORD if kind in ("arabic", "latin") else kind
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
