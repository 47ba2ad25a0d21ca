"""Whole quantities anywhere in a text: digits of three sets, thousands grouped or not, and number words of Arabic
(standard, Moroccan, Egyptian), Persian, French and English."""

import csv
from functools import cache
from itertools import product
from pathlib import Path
from typing import NamedTuple

from domain.lists.tokens import NUMBER, WORD, Token, cut, tokenise
from domain.text import QUANTITY_MOST, InvalidQuantity, fold, parse_quantity, strip_marks

_AND = ("و", "et", "and")
_TWENTY = ("vingt", "vingts")
_TEEN = ("عشر", "عشره")  # the ten of eleven to nineteen, which follows its unit
_DIGITS_SURE = 6  # so many digits are never above QUANTITY_MOST
_MULTIPLIERS = (1000, 1_000_000)
# Persian 30 is spelt as the Moroccan «سي» of «سي محمد»; only Persian's own letter tells them apart.
_PERSIAN_ONLY = {"سي"}
_PERSIAN_YEH = "ی"
# Persian writes the words of a number as one, and its counter to them: «بیست‌وپنج», «صدوپنجاه», «سه‌تا».
_UNITS = ("دو", "سه", "چهار", "پنج", "شش", "هفت", "هشت", "نه")
_TENS = ("ده", "بیست", "سی", "چهل", "پنجاه", "شصت", "هفتاد", "هشتاد", "نود")
_HUNDREDS = ("صد", "یکصد", "دویست", "سیصد", "چهارصد", "پانصد", "ششصد", "هفتصد", "هشتصد", "نهصد")
_COUNTER = "تا"


class Number(NamedTuple):
    """A number in a text. `value` is None when it is not whole («1.5») or above QUANTITY_MOST. `start` and `end` are
    places in the text for `find_numbers`, positions of tokens for `numbers_among`."""

    value: int | None
    start: int
    end: int
    in_words: bool


def find_numbers(text: str) -> list[Number]:
    """Every number of `text`, in order. A telephone number is a number here: take it out before."""
    tokens, places = cut(text)
    ends = [place + len(token.text) for token, place in zip(tokens, places, strict=True)]
    found = numbers_among(tokens)
    return [number._replace(start=places[number.start], end=ends[number.end - 1]) for number in found]


def read_number(text: str) -> int | None:
    """The whole number that `text` is, in digits or words; None when it is anything else."""
    try:
        return parse_quantity(text)
    except InvalidQuantity:
        tokens = tokenise(strip_marks(text.replace("\u200c", " ")).strip()[:200])
    numbers = numbers_among(tokens)
    whole = len(numbers) == 1 and (numbers[0].start, numbers[0].end) == (0, len(tokens))
    return numbers[0].value if whole else None


def numbers_among(tokens: list[Token]) -> list[Number]:
    """The same for a line already cut."""
    numbers: list[Number] = []
    begin = _beginnings()
    for start in [at for at, token in enumerate(tokens) if token.kind == NUMBER or token.folded in begin]:
        if numbers and start < numbers[-1].end:
            continue
        if tokens[start].kind == NUMBER:
            numbers.append(_in_digits(tokens, start))
        elif _value_at(tokens, start):
            numbers.append(_said_twice(tokens, _in_words(tokens, start)))
    return numbers


def _in_digits(tokens: list[Token], position: int) -> Number:
    """«40», «1.500», and «5 آلاف», «۲ هزار», «2 mille»."""
    value = _value_of(tokens[position].text)
    found = _value_at(tokens, position + 1) if value else None
    if value and found and found[0] in _MULTIPLIERS:
        return Number(_within(value * found[0]), position, position + 1 + found[1], in_words=False)
    return Number(value, position, position + 1, in_words=False)


def _value_of(digits: str) -> int | None:
    if digits.isdigit() and len(digits) <= _DIGITS_SURE:
        return int(digits)
    try:
        return parse_quantity(digits)
    except InvalidQuantity:
        return None


def _in_words(tokens: list[Token], start: int) -> Number:
    """The longest run of number words from `start` that makes one number."""
    total, group = 0, 0
    position = end = start
    joined = False
    while found := _value_at(tokens, position):
        value, length = found
        word = tokens[position].folded
        joined = joined or has_and(word)
        if value in _MULTIPLIERS and (total == 0 or total > value):
            total += max(group, 1) * value
            group = 0
        else:
            grown = value if group == 0 else _grow(group, value, word, joined)
            if grown is None:
                break
            group = grown
        end = position + length
        position, joined = _after_joint(tokens, end)
    return Number(_within(total + group), start, end, in_words=True)


def _said_twice(tokens: list[Token], number: Number) -> Number:
    """«ثلاثين (30)» is one number."""
    behind = tokens[number.end : number.end + 3]
    brackets = [token.text for token in behind[::2]] == ["(", ")"]
    same = brackets and behind[1].kind == NUMBER and _value_of(behind[1].text) == number.value
    return number._replace(end=number.end + 3, in_words=False) if same else number


def _grow(group: int, value: int, word: str, joined: bool) -> int | None:
    """The group below a thousand with one more word; None when the word begins another number."""
    rest = group % 100
    if group == 1 and word.endswith(("aine", "demi")):  # «une centaine», «une demi-douzaine»
        return value
    if value >= 100:
        return group * 100 if value == 100 and group < 10 and not joined else None
    if rest == 4 and word in _TWENTY:  # quatre-vingts
        return group + 76
    if 0 < rest < 10:  # خمسة وعشرون; خمسة عشر
        return group + value if (joined and value >= 20) or word in _TEEN else None
    # vingt-cinq, soixante et onze, quatre-vingt-dix
    most = 100 if rest == 0 else 20 if rest in (60, 80) else 10 if rest >= 20 else 0
    return group + value if value < most else None


def _after_joint(tokens: list[Token], position: int) -> tuple[int, bool]:
    """Where the next number word may stand, past «et», «و» or a hyphen; and whether «and» was said."""
    if position < len(tokens):
        if tokens[position].folded in _AND:
            return position + 1, True
        if tokens[position].text == "-" and not tokens[position].spaced:
            return position + 1, False
    return position, False


def _value_at(tokens: list[Token], position: int) -> tuple[int, int] | None:
    """The value of the number word at a position, and of how many tokens it is made («أحد عشر»)."""
    if position >= len(tokens) or tokens[position].kind != WORD:
        return None
    word = tokens[position].folded
    word = word[1:] if has_and(word) else word
    second = position + 1
    second += second < len(tokens) and tokens[second].text == "-"  # «demi-douzaine»
    if second < len(tokens):
        value = _words().get(f"{word} {tokens[second].folded}")
        if value is not None:
            return value, second + 1 - position
    value = _words().get(word)
    return None if value is None or _is_name(word, tokens[position]) else (value, 1)


def has_and(word: str) -> bool:
    """Whether «and» is written to the word, as in «وعشرون»."""
    return word[:1] == "و" and len(word) > 1 and word not in _words()


def _is_name(word: str, token: Token) -> bool:
    return word in _PERSIAN_ONLY and _PERSIAN_YEH not in token.text


def _within(value: int) -> int | None:
    return value if value <= QUANTITY_MOST else None


@cache
def _words() -> dict[str, int]:
    path = Path(__file__).parent / "data" / "numbers.csv"
    with path.open(encoding="utf-8", newline="") as file:
        words = {fold(word): int(row["value"]) for row in csv.DictReader(file) for word in row["words"].split("|")}
    return words | _glued({word: words[fold(word)] for word in ("یک", *_UNITS, *_TENS, *_HUNDREDS)})


def _glued(values: dict[str, int]) -> dict[str, int]:
    """The numbers below a thousand as Persian writes them in one word."""
    below = {f"{ten}و{unit}": values[ten] + values[unit] for ten, unit in product(_TENS[1:], ("یک", *_UNITS))}
    small = {word: values[word] for word in (*_UNITS, *_TENS)} | below
    above = {f"{hundred}و{word}": values[hundred] + small[word] for hundred, word in product(_HUNDREDS, small)}
    counted = {f"{word}{_COUNTER}": value for word, value in (small | values | above).items() if word != "یک"}
    return {fold(word): value for word, value in (below | above | counted).items()}


@cache
def _beginnings() -> frozenset[str]:
    """The words that a number in words can begin with, «و» before them or not."""
    first = {phrase.split()[0] for phrase in _words()}
    return frozenset(first | {f"و{word}" for word in first})
