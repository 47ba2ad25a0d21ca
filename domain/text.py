"""Text as people here write it: one form for searching, one for storing, and whole numbers in any of three digit sets.

What is shown is always what was typed; `fold` and `search_words` serve comparison only. Both sides of a comparison, the
stored row and the question, must pass through the same function.
"""

import re
import unicodedata

from domain.errors import RuleBroken

QUANTITY_MOST = 1_000_000

_ZWNJ = "\u200c"  # joins a Persian word to its suffix without joining the letters: «پتو‌ها»


class InvalidQuantity(RuleBroken):
    """Not a whole number from 0 to QUANTITY_MOST. What is wrong is said by the subclass."""


class QuantityMissing(InvalidQuantity):
    """Nothing was typed."""


class QuantityNotANumber(InvalidQuantity):
    """Words, or digits in no known grouping («12 34»)."""


class QuantityNegative(InvalidQuantity):
    """A minus sign stands before or after the number."""


class QuantityFraction(InvalidQuantity):
    """A number, but not a whole one."""


class QuantityTooLarge(InvalidQuantity):
    """More than QUANTITY_MOST; `limit` holds it."""


class UnsafeText(RuleBroken):
    """Control characters, bidi overrides or broken halves of a character; `character` names the first («U+202E»)."""


class TextRequired(RuleBroken):
    """No letter and no digit, where there must be one."""


class TextTooLong(RuleBroken):
    """More than `limit` characters; `length` is what came."""


# --- digits -----------------------------------------------------------------------------------------------------------

_LATIN_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
# Format characters a phone, a PDF or WhatsApp leaves around what is pasted; nothing visible is lost without them.
_MARKS = dict.fromkeys([0xAD, 0x61C, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF])

_WHOLE = re.compile(r"\+?\s*([0-9]+|[1-9][0-9]{0,2}(?:([.,٬،'’ \u00a0\u2009\u202f])[0-9]{3})(?:\2[0-9]{3})*)")
_NEGATIVE = re.compile(r"[-\u2010-\u2015\u2212]\s*[0-9].*|[0-9][^-\u2010-\u2015\u2212]*[-\u2212]", re.DOTALL)
_FRACTION = re.compile(r"[0-9][0-9.,٬،٫ \u00a0\u202f]*[.,،٫/\u2044]\s*[0-9]+|[.,،٫][0-9]+|[0-9]*\s*[¼-¾⅐-⅞]")


def to_latin_digits(text: str) -> str:
    """The same text with ٠-٩ and ۰-۹ as 0-9."""
    return text.translate(_LATIN_DIGITS)


def strip_marks(text: str) -> str:
    """The same text without bidi marks, zero-width characters and BOM: for numbers, phones, codes and addresses."""
    return text.translate(_MARKS)


def parse_quantity(text: str, most: int = QUANTITY_MOST) -> int:
    """The whole number written in `text`: 0 to `most`, in any of three digit sets, thousands grouped or not.

    A group is three digits after one of `. , ٬ ،`, an apostrophe or a space of any width, the same throughout; «1.500»
    is 1500 and never one and a half. Raises a subclass of InvalidQuantity.
    """
    typed = to_latin_digits(strip_marks(text)).strip()
    if not typed:
        raise QuantityMissing
    whole = _WHOLE.fullmatch(typed)
    if whole is None:
        raise _why_not_whole(typed[:100])  # a bound on what the patterns can cost
    # Compared by length first: int() itself refuses thousands of digits, with an error that is not ours.
    digits = re.sub("[^0-9]", "", whole[1]).lstrip("0")
    if len(digits) > len(str(most)) or int(digits or "0") > most:
        raise QuantityTooLarge(limit=most)
    return int(digits or "0")


def _why_not_whole(typed: str) -> InvalidQuantity:
    if _NEGATIVE.fullmatch(typed):  # «6-12» is not: it is a range, as of ages
        return QuantityNegative()
    return QuantityFraction() if _FRACTION.fullmatch(typed) else QuantityNotANumber()


# --- searching --------------------------------------------------------------------------------------------------------

_SAME_LETTER = {
    "ء": "",  # «شتاء» and «شتا», «غذاء» and Persian «غذا»
    "ٱ": "ا",
    "ى": "ي", "ی": "ي",
    "ک": "ك", "ڪ": "ك",
    "ة": "ه", "ھ": "ه", "ہ": "ه", "ۃ": "ه", "ە": "ه",
    "ڭ": "گ", "ݣ": "گ",  # Morocco's two ways to write the گ that Persian has as a letter of its own
    "ڤ": "ف", "ڥ": "ف",
    "œ": "oe", "æ": "ae",
}  # fmt: skip


class _Folding(dict[int, str]):
    """A `str.translate` table that works out each character once.

    Folding looks at one character at a time (composed letters come apart and every mark is dropped), so a table is the
    whole of it, and folding what is folded changes nothing.
    """

    _MOST = 4096  # characters remembered; hostile text cannot grow the table beyond it

    def __missing__(self, codepoint: int) -> str:
        folded = _fold_character(chr(codepoint))
        if len(self) < self._MOST:
            self[codepoint] = folded
        return folded


def _fold_character(character: str) -> str:
    # Twice, because some symbols come apart into capitals («㏊») and some capitals into letter and mark («İ»).
    plain = character
    for _ in range(2):
        plain = unicodedata.normalize("NFKD", plain).casefold()
    return "".join(map(_fold_simple, unicodedata.normalize("NFKD", plain)))


def _fold_simple(character: str) -> str:
    if character in _SAME_LETTER:
        return _SAME_LETTER[character]
    category = unicodedata.category(character)
    if category == "Nd":
        return str(unicodedata.decimal(character))
    if category[0] == "M" or category in ("Cf", "Lm"):  # harakat and accents; bidi marks, ZWNJ, BOM; tatweel
        return ""
    return character if category[0] in "LN" else " "


_FOLDED = _Folding()

_ARTICLES = ("وال", "بال", "فال", "كال", "لل", "ال")
_PLURALS = ("هايي", "هاي", "ها")
_STEM_LEAST = 3  # letters
# «d'hiver», «l'eau», «qu'on»; «children's».
_ELISION = re.compile(r"\b(?:[cdjlmnst]|qu)['’ʼ](?=\w)|['’ʼ]s\b", re.IGNORECASE)


def fold(text: str) -> str:
    """`text` as search compares it: one spelling of each letter, no marks, no case, Latin digits, single spaces.

    Arabic hamza seats, ى/ی/ئ, ک, ة/ه, tatweel, harakat, ZWNJ and bidi marks no longer tell words apart, nor do Latin
    accents. Persian's own letters (پ چ ژ گ) stay. Punctuation becomes a space. Never raises; twice is as once.
    """
    return " ".join(text.translate(_FOLDED).split())


def search_words(text: str, limit: int | None = 8) -> list[str]:
    """The words of `text` to index or to look for: folded, without article or Persian plural, each once, in order.

    At most `limit` words (None for an index, which needs them all). A ZWNJ parts words here, so «اسباب‌بازی» is found
    by «اسباب بازی» and «پتو‌ها», «پتو ها», «پتوها» by «پتو». Known limit: «للحاف» (ل+لحاف) loses its own ل.
    """
    words: dict[str, None] = {}
    for folded in fold(_ELISION.sub(" ", text.replace(_ZWNJ, " "))).split():
        word = _stem(folded)
        if words and word in _PLURALS:
            continue
        words[word] = None
        if len(words) == limit:
            break
    return list(words)


def _stem(word: str) -> str:
    # Until nothing changes: without hamza «ألعاب» looks as if it began with an article, so «الألعاب» must lose two.
    while True:
        shorter = _without_plural(_without_article(word))
        if shorter == word:
            return word
        word = shorter


def _without_article(word: str) -> str:
    for article in _ARTICLES:
        if word.startswith(article) and len(word) - len(article) >= _STEM_LEAST:
            return word[len(article) :]
    return word


def _without_plural(word: str) -> str:
    for plural in _PLURALS:
        if word.endswith(plural) and len(word) - len(plural) >= _STEM_LEAST:
            return word[: -len(plural)]
    return word


# --- storing ----------------------------------------------------------------------------------------------------------

# Controls that are not line breaks or tabs, bidi embeddings, overrides and isolates (they reorder the text after them),
# lone surrogates (no database takes them), noncharacters (no XML takes them).
_UNSAFE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u206f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
# Harmless and invisible: keyboards put them in by themselves. ZWNJ and ZWJ mean something and stay.
_INVISIBLE = dict.fromkeys([0xAD, 0x61C, 0x200B, 0x200E, 0x200F, 0x2060, 0xFEFF])
_LINE_ENDS = re.compile("\r\n|[\r\x85\u2028\u2029]")


def clean_line(text: str, limit: int = 200, required: bool = False) -> str:
    """A name or a note, on one line: NFC, trimmed, whitespace single, ZWNJ kept, at most `limit` characters.

    Raises UnsafeText, TextTooLong, and TextRequired when `required` and there is neither letter nor digit.
    """
    return _checked(_one_line(_safe(text)), limit, required)


def clean_text(text: str, limit: int = 5000, required: bool = False) -> str:
    """The same for several lines: each line clean, at most one empty line between two, none at the ends."""
    lines = "\n".join(map(_one_line, _LINE_ENDS.sub("\n", _safe(text)).split("\n")))
    return _checked(re.sub("\n{3,}", "\n\n", lines).strip("\n"), limit, required)


def _safe(text: str) -> str:
    unsafe = _UNSAFE.search(text)
    if unsafe:
        raise UnsafeText(character=f"U+{ord(unsafe[0]):04X}")
    return unicodedata.normalize("NFC", text.translate(_INVISIBLE))


def _one_line(text: str) -> str:
    return " ".join(word for part in text.split() if (word := re.sub(f"{_ZWNJ}+", _ZWNJ, part).strip(_ZWNJ)))


def _checked(text: str, limit: int, required: bool) -> str:
    if required and not any(map(str.isalnum, text)):
        raise TextRequired
    if len(text) > limit:
        raise TextTooLong(limit=limit, length=len(text))
    return text
