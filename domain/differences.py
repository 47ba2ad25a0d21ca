"""What differs between two texts, word by word: which words went, which came, which stayed.

A word is what people read as one: letters with their harakat and accents, digits, and the ZWNJ and apostrophes within.
Words are compared as they were written: another haraka is another word. Pure functions; nothing here raises.
"""

import re
import unicodedata
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

WORDS_MOST = 2_000  # of one text; longer ones are shown as replaced whole, since comparing takes their product

_JOINERS = "\u200c\u200d'’ʼ"
_TOKEN = re.compile(r"\x00+|\s+|.", re.DOTALL)

Kind = Literal["same", "gone", "new"]


class Piece(NamedTuple):
    """Some words in a row. The `same` and `gone` pieces together are the old text, `same` and `new` the new one."""

    kind: Kind
    text: str


def compare(old: str, new: str) -> list[Piece]:
    """The pieces of both texts in reading order; of what was replaced, the old words stand before the new."""
    before, after = _tokens(old), _tokens(new)
    if max(len(before), len(after)) > WORDS_MOST:
        return _joined([Piece("gone", old), Piece("new", new)])
    pieces: list[Piece] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", "".join(before[i1:i2])))
        else:
            pieces += [Piece("gone", "".join(before[i1:i2])), Piece("new", "".join(after[j1:j2]))]
    return _joined(pieces)


def _tokens(text: str) -> list[str]:
    """The words, the spaces and each sign of a text; together they are the text."""
    mask = "".join("\x00" if _is_of_word(text, place) else sign for place, sign in enumerate(text))
    return [text[found.start() : found.end()] for found in _TOKEN.finditer(mask)]


def _is_of_word(text: str, place: int) -> bool:
    if text[place] in _JOINERS:
        return 0 < place < len(text) - 1 and _is_letter(text[place - 1]) and _is_letter(text[place + 1])
    return _is_letter(text[place])


def _is_letter(sign: str) -> bool:
    return unicodedata.category(sign)[0] in "LMN"


def _joined(pieces: list[Piece]) -> list[Piece]:
    """Changes with nothing but a space between them become one: «three warm» → «two thick» is read better than two
    changes of a word each."""
    joined: list[Piece] = []
    gone = new = ""
    for place, (kind, text) in enumerate(pieces):
        if kind == "gone":
            gone += text
        elif kind == "new":
            new += text
        elif gone and new and text in (" ", "\u00a0") and place < len(pieces) - 1:
            gone, new = gone + text, new + text
        else:
            joined += [*_change(gone, new), Piece("same", text)]
            gone = new = ""
    return [*joined, *_change(gone, new)]


def _change(gone: str, new: str) -> list[Piece]:
    pieces: tuple[Piece, ...] = (Piece("gone", gone), Piece("new", new))
    return [piece for piece in pieces if piece.text]
