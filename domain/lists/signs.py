"""The characters of a pasted message as few plain signs: what is unsafe or invisible goes, pictures become bullets,
arrows or one sign for all the others."""

import re
import unicodedata

from domain.text import to_latin_digits

DIGITS = "0-9٠-٩۰-۹"  # of the three sets, for a pattern
BULLET, ARROW, PICTURE, TIMES = "•", "→", "☺", "×"

_BULLETS = "•●○◦‣⁃■□▪▫◾◽◼◻◆◇❖★☆⭐🌟✦✧✅☑✔✓🔹🔸🔷🔶🔺🔻🔘🔴🟠🟡🟢🔵🟣🟤⚫⚪💠📌▶►➤➢➔❌✗✘☐☒⚬∙·🔲🔳"
_ARROWS = "→←⇒⇐⇨⇦➡⬅👉👈⟵⟶☞☚➜➝⬇↓👇"
_TIMES = "×✖✕⨯х＊"
_SAME = {
    **dict.fromkeys(_BULLETS, BULLET),
    **dict.fromkeys(_ARROWS, ARROW),
    **dict.fromkeys(_TIMES, TIMES),
    **dict.fromkeys("\t\u00a0\u2009\u202f‼⁉❗❓❕❔", " "),
    **dict.fromkeys("´`", "'"),
    **dict.fromkeys("°№\u200c٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹"),  # as they are
    **dict.fromkeys(map(chr, range(0xFE00, 0xFE10)), ""),  # whether a sign is shown as a picture
    "➖": "-",
    "➕": "+",
    "＋": "+",
    "🔟": "10)",
}
_PLAIN = {"So": PICTURE, "Sk": PICTURE, "Cn": PICTURE, "Co": PICTURE, "Cc": " ", "Zs": " ", "Zl": " ", "Zp": " "}
_OTHER_DIGITS = re.compile("[٠-٩۰-۹]")
# Letters, digits and signs that stay as they are, and are whole by themselves: most lines have no others.
_PLAIN_TEXT = re.compile(r"[ -\]_a-~À-ÖØ-öø-ÿ\u0621-\u063a\u0641-\u064a٠-٩٪پچژکگی۰-۹،؛؟]*")
_NOTHING = ("Cf", "Cs", "Me", "Lm")  # bidi marks, halves of characters, the frame of a keycap, tatweel


class _Signs(dict[int, str]):
    """A `str.translate` table that works out each character once, and remembers a bounded number of them."""

    _MOST = 4096

    def __missing__(self, codepoint: int) -> str:
        sign = _sign(chr(codepoint))
        if len(self) < self._MOST:
            self[codepoint] = sign
        return sign


def _sign(character: str) -> str:
    if character in _SAME:
        sign = _SAME[character]
        return character if sign is None else sign
    category = unicodedata.category(character)
    if category == "Nd":  # a digit of a fourth set, or of an ornamental script
        return str(unicodedata.decimal(character))
    digit = unicodedata.digit(character, None)
    if category == "No" and digit is not None and not unicodedata.decomposition(character).startswith("<su"):
        return f"{digit})"  # ① but not ²
    return "" if category in _NOTHING else _PLAIN.get(category, character)


_TABLE = _Signs()


def plain_signs(text: str) -> str:
    """`text` in plain signs. Harakat, ZWNJ and the digits of the three sets stay as they are."""
    return text if _PLAIN_TEXT.fullmatch(text) else unicodedata.normalize("NFC", text).translate(_TABLE)


def latin_digits(text: str) -> str:
    """The same text with ٠-٩ and ۰-۹ as 0-9; quick where there are none."""
    return to_latin_digits(text) if _OTHER_DIGITS.search(text) else text
