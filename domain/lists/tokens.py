"""A line cut into words, numbers, dates in digits, and single other signs, each knowing where it stood."""

import re
from dataclasses import dataclass
from functools import lru_cache

from domain.lists.signs import DIGITS, latin_digits
from domain.text import fold

_UNLIKE = ("thé", "الکل")  # tea and Persian alcohol, which fold like «the» and the Arabic for «all»
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
       | (?P<word> (?:[cdjlmnst]|(?:jus|lors)?qu)['’ʼ](?=[^\W\d_])
                 | [^\W\d_]+ (?:[{_MARKS}]+ [^\W\d_]*)* (?:['’ʼ]s(?![^\W_]))? )
       | (?P<sign> [^\s\u200c\u200d{_MARKS}] )""",
    re.VERBOSE | re.IGNORECASE,
)
# «10 000», the one token that a space is part of.
_OVER_SPACES = re.compile(rf"[{DIGITS}][ \u00a0\u2009\u202f][{DIGITS}]{{3}}")

WORD, NUMBER, DATE, SIGN = "word", "number", "date", "sign"


@dataclass(frozen=True, slots=True)  # read far more often than made, and quicker to read than a tuple
class Token:
    """`text` has Latin digits; `folded` is as search compares it, empty for what is no word; `spaced` tells whether
    it does not touch the token before it."""

    kind: str
    text: str
    folded: str
    spaced: bool


_Placed = tuple[tuple[Token, ...], tuple[int, ...]]
_AT_ONCE = (0,)  # one token, and nothing before it: as most words are


def tokenise(line: str) -> list[Token]:
    """The tokens of one line, in order. Time grows with the length, whatever the text."""
    return cut(line)[0]


def cut(line: str) -> tuple[list[Token], list[int]]:
    """The tokens of one line, and where in it each begins. A token is as long as its text."""
    tokens: list[Token] = []
    places: list[int] = []
    at = 0
    pieces = [line] if _OVER_SPACES.search(line) else line.split()
    cut_piece = _remembered if max(map(len, pieces), default=0) <= _WORD_MOST else _cut
    for written in pieces:
        at = line.index(written, at)
        found, starts = cut_piece(written)
        tokens += found
        if starts is _AT_ONCE:
            places.append(at)
        else:
            places += [at + start for start in starts]
        at += len(written)
    return tokens, places


def _cut(written: str) -> _Placed:
    """The tokens of what is written without a space, but for «10 000», and where in it each begins."""
    tokens, starts = [], []
    end = -1
    for match in _TOKEN.finditer(latin_digits(written)):
        kind, text, start = match.lastgroup or SIGN, match[0], match.start()
        kind = WORD if kind in ("arabic", "latin") else kind
        tokens.append(Token(kind, text, fold_word(text) if kind == WORD else "", start > end))
        starts.append(start)
        end = match.end()
    return tuple(tokens), _AT_ONCE if starts == [0] else tuple(starts)


_remembered = lru_cache(maxsize=16_384)(_cut)  # lists say the same words and numbers over and over


def fold_word(word: str) -> str:
    """`fold` of one word, remembered; empty when it is too long to be one. An elided word keeps its sign: «l'» is not
    a litre; «children's» is another word than «children», and «thé» than «the»."""
    return _folded(word) if len(word) <= _WORD_MOST else ""


@lru_cache(maxsize=16_384)
def _folded(word: str) -> str:
    if word.lower() in _UNLIKE:
        return word.lower()
    return fold(word) + ("'" if word[-1] in "'’ʼ" else "")
