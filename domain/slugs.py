"""The address of a name: a few Latin letters and digits that stay when the name changes."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import count

from domain.text import to_latin_digits

MOST = 60  # characters, so that a number still fits behind

# One reading of each letter, without vowels: an address has to be short and typed, not read aloud.
_LETTERS = {
    "ا": "a", "آ": "a", "أ": "a", "إ": "i", "ٱ": "a", "ء": "", "ئ": "y", "ؤ": "w", "ى": "a", "ة": "a",
    "ب": "b", "ت": "t", "ث": "th", "ج": "j", "ح": "h", "خ": "kh", "د": "d", "ذ": "dh", "ر": "r", "ز": "z",
    "س": "s", "ش": "sh", "ص": "s", "ض": "d", "ط": "t", "ظ": "z", "ع": "a", "غ": "gh", "ف": "f", "ق": "q",
    "ك": "k", "ک": "k", "ل": "l", "م": "m", "ن": "n", "ه": "h", "ھ": "h", "و": "ou", "ي": "i", "ی": "i",
    "پ": "p", "چ": "ch", "ژ": "zh", "گ": "g", "ڭ": "g", "ڤ": "v",
}  # fmt: skip


def slug_of(name: str) -> str:
    """`name` in small Latin letters with hyphens, at most MOST characters; empty when nothing of it can be written."""
    letters = "".join(_LETTERS.get(letter, letter) for letter in to_latin_digits(unicodedata.normalize("NFC", name)))
    plain = unicodedata.normalize("NFKD", letters).encode("ascii", "ignore").decode().lower()
    words = re.findall("[a-z0-9]+", plain.replace("'", ""))
    slug = ""
    for word in words:
        longer = f"{slug}-{word}" if slug else word[:MOST]
        if len(longer) > MOST:
            break
        slug = longer
    return slug


def candidates(*names: str) -> Iterator[str]:
    """Addresses to try for the first of these names that can be written, best first, without end."""
    slug = next(filter(None, map(slug_of, names)), "association")
    yield slug
    for number in count(2):
        yield f"{slug}-{number}"
