"""Which item of the catalogue is meant by somebody's words: the longest name or alias whose words all appear."""

import csv
from collections import Counter
from functools import cache, lru_cache
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from domain.catalogue import items
from domain.text import search_words

_FUZZY_LEAST = 6  # letters of a word of which one may be wrong
_TEXT_MOST = 200  # characters looked at
_ENDINGS = ("تين", "تان", "ات", "ين", "ان", "ه")
_STEM_LEAST = 3  # letters
# What only holds or washes what the catalogue has, and is none of it.
_OTHER_THINGS = frozenset(
    search_words("غسالة خزانة دولاب مكواة armoire placard machine wardrobe washing کمد", limit=None)
)
_MEAN_MORE = ("lit", "تخت")  # alone they are any bed, and no place at a hospital
# A general item becomes a particular one by whom it is for.
_FOR = {
    "child": frozenset(
        search_words(
            "أطفال طفل رضع رضيع بنات أولاد صغار للصغار enfant enfants bébé bébés fille filles garçon garçons child"
            " children kids baby کودک کودکان بچه بچگانه بچگونه نوزاد دخترانه پسرانه دخترونه پسرونه دراري تلاميذ أيتام"
            " drari ولادي بناتي",
            limit=None,
        )
    ),
    "women": frozenset(
        search_words("نساء نسائية نسوية حريمي سيدات femme femmes women ladies زنانه زنونه بانوان", limit=None)
    ),
    "men": frozenset(search_words("رجال رجالية رجالي homme hommes men مردانه مردونه آقایان", limit=None)),
}
_PARTICULAR = {
    ("coat-adult", "child"): "coat-child",
    ("garment", "child"): "clothing-child",
    ("garment", "women"): "clothing-women",
    ("garment", "men"): "clothing-men",
}
_GENERAL = frozenset(code for code, _ in _PARTICULAR)


class _Name(NamedTuple):
    """A name or alias as a set of stems."""

    code: str
    stems: frozenset[str]
    letters: int


def match_item(words: str, note: str = "") -> str | None:
    """The code of the catalogue's item proposed for `words`; None when none fits. `note` may say whom it is for.

    More words before fewer, then longer ones, then what stands first. Articles, plurals and one wrong letter in a word
    of six do not matter.
    """
    code, said = _named_in(words[:_TEXT_MOST])
    if code not in _GENERAL:
        return code
    said = said | _stems_by_word(note[:_TEXT_MOST])
    whom = next((whom for whom, who in _FOR.items() if not who.isdisjoint(said)), "")
    return _PARTICULAR.get((code, whom), code)


@lru_cache(maxsize=4096)
def _named_in(words: str) -> tuple[str | None, dict[str, str | None]]:
    """The item of the name that fits best, and the words themselves."""
    said = _stems_by_word(words)
    if not _OTHER_THINGS.isdisjoint(said):
        return None, {}
    written = list(said.values())
    stems = frozenset(filter(None, written))
    known = _names_by_stem()
    names = [name for stem in stems for name in known[stem] if name.stems <= stems]
    if len(names) > 1:
        names = [max(names, key=lambda name: (len(name.stems), -_place(name, written), name.letters))]
    return (names[0].code if names else None), said


@lru_cache(maxsize=8192)
def is_known_word(word: str) -> bool:
    """Whether `word` stands in a name of the catalogue as it is."""
    return all(said in _known_words() for said in search_words(word[:_TEXT_MOST]))


def is_same_word(one: str, other: str) -> bool:
    """Whether two words differ in nothing but their ending: «نظارة» and «نظارات»."""
    return _stems(one) == _stems(other)


@lru_cache(maxsize=8192)
def _stems(words: str) -> tuple[str, ...]:
    return tuple(map(_stem, search_words(words)))


def _stems_by_word(text: str) -> dict[str, str | None]:
    """The words as search compares them, in order and each once, with the stems of names that they are."""
    said: dict[str, str | None] = {}
    for written in text.split():
        said.update(_stems_of(written))
    return said


@lru_cache(maxsize=8192)
def _stems_of(written: str) -> dict[str, str | None]:
    """The same for what is written without a space; remembered, as lists repeat their words."""
    return {word: _known_stem(word) for word in search_words(written, limit=None)}


def _place(name: _Name, written: list[str | None]) -> int:
    return min(written.index(stem) for stem in name.stems)


def _known_stem(word: str) -> str | None:
    """The stem of a name's word that this one is, or nearly is; None when there is none."""
    accusative = len(word) > _STEM_LEAST + 1 and word[-1] == "ا"  # «45 معطفا»
    for form in (word, word[1:] if word[:1] in "ولب" else word, word[:-1] if accusative else word):
        stem = _stem(form)
        if stem in _names_by_stem():
            return stem
    if len(stem := _stem(word)) >= _FUZZY_LEAST and len(stem) <= 20:
        near = {known for short in _without_one(stem) for known in _misspellings().get(short, ())}
        return min(near, default=None)
    return None


def _stem(word: str) -> str:
    """A folded word without its ending for number and gender: «بطانيات», «بطانيتين», «بطانية»; «manteaux»."""
    if word.isascii():
        return word[:-1] if len(word) > _STEM_LEAST and word[-1] in "sx" else word
    ending = next(
        (ending for ending in _ENDINGS if word.endswith(ending) and len(word) - len(ending) >= _STEM_LEAST), ""
    )
    stem = word.removesuffix(ending)
    return stem[:-1] if len(stem) > _STEM_LEAST + 1 and stem[-1] == "ي" else stem


def _without_one(stem: str) -> set[str]:
    """The stem, and the stem without one of its letters but the first."""
    return {stem} | {stem[:place] + stem[place + 1 :] for place in range(1, len(stem))}


@cache
def _misspellings() -> dict[str, set[str]]:
    """The stems of names by what is left of them without one letter."""
    near: dict[str, set[str]] = {}
    for stem in _names_by_stem():
        if len(stem) >= _FUZZY_LEAST:
            for short in _without_one(stem):
                near.setdefault(short, set()).add(stem)
    return near


@cache
def _names_by_stem() -> dict[str, list[_Name]]:
    """Every name and alias under the rarest of its stems; and the other stems, under which there is none."""
    spelt = [(code, words) for code, words in _all_names() if words not in _MEAN_MORE]
    stems = [frozenset(map(_stem, search_words(words, limit=None))) for _, words in spelt]
    often = Counter(chain.from_iterable(stems))
    names: dict[str, list[_Name]] = {stem: [] for stem in often}
    for (code, _), own in zip(spelt, stems, strict=True):
        if own:
            names[min(own, key=lambda stem: (often[stem], stem))].append(_Name(code, own, sum(map(len, own))))
    return names


@cache
def _known_words() -> frozenset[str]:
    return frozenset(said for _, words in _all_names() for said in search_words(words, limit=None))


def _all_names() -> list[tuple[str, str]]:
    known = [item for item in items().values() if not item.is_other]
    named = [(item.code, name) for item in known for name in (*item.names.values(), *item.aliases)]
    path = Path(__file__).parent / "data" / "aliases.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return named + [(row["code"], alias) for row in csv.DictReader(file) for alias in row["aliases"].split("|")]
