"""A line cut into needs: what leads to them and follows them goes, several needs in one line are told apart."""

import re

from domain.lists.match import is_known_word, match_item
from domain.lists.part import Part
from domain.lists.tokens import NUMBER, SIGN, WORD
from domain.lists.uses import Use

_COMMAS = (",", "،", ";", "؛", "|", "•", "&")
_SPACED = ("-", "–", "—", "/", ".", "+", "•")  # they part what stands at both sides only with a space at one
_SIGNS = frozenset([*_COMMAS, *_SPACED])
_AND = frozenset(["و", "et", "and", "puis", "ثم", "plus", "ou", "w", "o"])
_FRAMES = ("need", "greeting", "closing", "contact", "signature", "association", "place", "contents")
_TO = "به"  # Persian: «به ۵۰ پتو نیاز داریم»


def framed(part: Part) -> tuple[str, str]:
    """What of a line with quantities speaks of needs, and what was before it: greetings, names, «نحتاج إلى»."""
    if part.phrases.kinds.isdisjoint(_FRAMES):
        return part.slice(0, len(part.tokens)), ""
    first, last = part.quantities[0].start, part.quantities[-1].end
    start, end = _end_of_lead(part, first), _start_of_close(part, last)
    needs = [hit for hit in part.phrases.hits if hit.kind == "need" and hit.value == "" and hit.start >= last]
    verb = needs[-1] if needs else None
    said = ""
    if verb and verb.start < end and all(_is_empty(part, at) for at in range(verb.end, end)):
        end, said = needs[0].start, f" {part.slice(verb.end, end)}"  # «… لازم داریم تا آخر آذر»
        start = max([start, *(at + 1 for at in range(start, first) if part.tokens[at].folded == _TO)])
    if start and not any(start <= at < end for at in part.free_words()):
        return _without_needs(part, first, end), ""
    contents = next((hit.start for hit in part.phrases.hits if hit.kind == "contents" and start < hit.start < end), end)
    if contents < end:  # «50 قفة تحتوي على: دقيق، زيت»
        return f"{part.slice(start, contents)} ({part.slice(contents, end)})", part.slice(0, start) + said
    return part.slice(start, end), part.slice(0, start) + said


def _without_needs(part: Part, first: int, end: int) -> str:
    """«blankets needed: 100», «البطانيات المطلوبة: 50»: the item stands before the verb."""
    needs = [hit for hit in part.phrases.hits if hit.kind == "need" and hit.end <= first]
    edges = [0, *(edge for hit in needs for edge in (hit.start, hit.end)), end]
    return " ".join(part.slice(begin, stop) for begin, stop in zip(edges[::2], edges[1::2], strict=True))


def _end_of_lead(part: Part, first: int) -> int:
    hits = [hit for hit in part.phrases.hits if hit.end <= first]
    start = max((hit.end for hit in hits if hit.kind == "need" and hit.value == ""), default=0)
    position = 0
    while position < first:
        greeting = part.phrases.at(position, "greeting", "closing")
        if not greeting and (position == 0 or part.tokens[position].kind != SIGN):
            break
        position = greeting.end if greeting else position + 1
    start = max(start, position)
    if part.phrases.at(0, "association", "place", "signature"):
        colons = [at + 1 for at in range(first) if part.tokens[at].text == ":"]
        start = max([start, *colons[-1:]])
    return start


def _start_of_close(part: Part, last: int) -> int:
    kinds = ("closing", "greeting", "contact", "signature")
    ends = (hit.start for hit in part.phrases.hits if hit.kind in kinds and hit.start >= last)
    close = next(ends, len(part.tokens))
    has_item = any(at < close for at in part.free_words()) or any(use.unit for use in part.quantities)
    return close if has_item else len(part.tokens)


def _is_empty(part: Part, position: int) -> bool:
    token = part.tokens[position]
    return (
        token.kind == SIGN
        or part.taken[position] == 1
        or part.phrases.at(position, "connector", "filler", "need") is not None
    )


# --- several needs in a line ------------------------------------------------------------------------------------------


def split(part: Part) -> list[str]:
    """The texts of the needs in a part: itself when there is one."""
    cuts = _cuts(part)
    headed = _under_head(part, cuts)
    if headed:
        return headed
    if not cuts and len(part.quantities) < 2:
        return [part.slice(0, len(part.tokens))]
    ranges = _own(part, _ranges(part, cuts))
    return [part.slice(start, end) for begin, stop in ranges for start, end in _unsigned(part, begin, stop)]


def _under_head(part: Part, cuts: list[int]) -> list[str]:
    """«حفاضات: مقاس 3 (20)، مقاس 4 (30)», «Literie : 50 couvertures»: the head before a colon names what has no name
    of its own behind it. Empty when there is no such head."""
    if ":" not in part.text:
        return []
    first = part.quantities[0].start if part.quantities else 0
    colon = next((at for at in range(1, first) if part.tokens[at].text == ":"), 0)
    if not colon or not part.has_name(0, colon) or any(use.start < colon for use in part.uses):
        return []
    if not cuts and not part.has_name(colon, first) and match_item(part.slice(colon, len(part.tokens))) is None:
        return []  # «بطانيات: 40» is one need as it stands
    head = part.slice(0, colon)
    ranges = [found for found in _ranges(part, [colon, *(at for at in cuts if at > colon)]) if found[0] > colon]
    if _is_bare(part, *ranges[0]) if len(ranges) > 1 else _says_head_again(part, colon):
        return []  # «Tapis : 20, seaux : 30»
    parts: list[str] = []
    for start, end in _told_apart(part, ranges):
        text = part.slice(start, end)
        if not part.has_quantity(start, end):
            return []
        if match_item(text) is None:
            parts.append(f"{head} {text}")
        elif any(hit.kind == "people" for hit in part.phrases.hits if hit.end <= colon):
            parts.append(f"{text} ({head})")
        else:
            parts.append(text)
    return parts


def _says_head_again(part: Part, colon: int) -> bool:
    """«أغطية: 70 غطاء»: the one word behind the number is the head once more."""
    words = [at for at in part.free_words() if at > colon and at not in part.used]
    known = match_item(part.slice(0, colon)) if len(words) == 1 else None
    return known is not None and known == match_item(part.slice(words[0], words[0] + 1))


def _told_apart(part: Part, ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Joins to the range before it each that has neither a word nor a size of its own."""
    joined: list[tuple[int, int]] = []
    for start, end in ranges:
        if joined and _is_bare(part, start, end):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _is_bare(part: Part, start: int, end: int) -> bool:
    """Whether nothing between two positions says of what or in which size."""
    sized = any(use.role == "note" and start <= use.start < end for use in part.uses)
    return not sized and not part.has_name(start, end)


def _cuts(part: Part) -> list[int]:
    """The positions of the signs and words that may part two needs, outside brackets."""
    last = len(part.tokens) - 1
    parting = [at for at, token in enumerate(part.tokens) if token.text in _SIGNS or token.folded in _AND]
    return [
        at
        for at in parting
        if 0 < at < last and not part.is_bracketed(at) and at not in part.used and _is_cut(part, at)
    ]


def _is_cut(part: Part, position: int) -> bool:
    token, following = part.tokens[position], part.tokens[position + 1]
    if token.text in _COMMAS or part.has_quantity(position + 1, position + 2):
        return True
    if token.kind == SIGN:
        counts = token.text == "/" and part.tokens[position - 1].kind == NUMBER and following.kind == WORD
        return token.spaced or following.spaced or counts  # «كاشات:40/مانطات:20»
    return following.folded in ("de", "d'")


def _ranges(part: Part, cuts: list[int]) -> list[tuple[int, int]]:
    edges = [-1, *cuts, len(part.tokens)]
    return [(start + 1, end) for start, end in zip(edges, edges[1:], strict=False) if end > start + 1]


def _own(part: Part, ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Joins ranges until each has a quantity and a word of its own, or is an item the catalogue knows."""
    joined: list[tuple[int, int]] = []
    waiting: int | None = None
    for place, (start, end) in enumerate(ranges):
        first = start if waiting is None else waiting
        waiting = None
        counted = part.has_quantity(first, end)
        named = part.has_name(first, end) or (_is_counter_alone(part, start, end) and _is_whole(part, joined))
        if named and (counted or _is_item_alone(part, first, end, ranges[place + 1 :], joined)):
            joined.append((first, end))
        elif joined:
            joined[-1] = (joined[-1][0], end)
        else:
            waiting = first
    return joined or [(0, len(part.tokens))]


def _is_counter_alone(part: Part, start: int, end: int) -> bool:
    """«30 kits», «110 masques»: what often counts other things is itself what is asked for, when nothing else is."""
    uses = [use for use in part.quantities if start <= use.start < end]
    return len(uses) == 1 and uses[0].unit is not None and part.phrases.at(uses[0].unit[0], "counter") is not None


def _is_whole(part: Part, joined: list[tuple[int, int]]) -> bool:
    """Whether the need before has its quantity; «Savon, 20 kits» is one need."""
    return bool(joined) and part.has_quantity(*joined[-1])


def _is_item_alone(
    part: Part, start: int, end: int, later: list[tuple[int, int]], before: list[tuple[int, int]]
) -> bool:
    """«50 couvertures, manteaux, 30 bottes»: the second is a need of its own; «cuillères, fourchettes 20» is one."""
    if part.has_quantity(start, end) or match_item(part.slice(start, end)) is None:
        return False
    if not part.quantities:
        return True
    follows = next(((begin, stop) for begin, stop in later if part.has_quantity(begin, stop)), None)
    if follows:
        return part.has_name(*follows) and part.has_quantity(follows[0], follows[0] + 1)
    return len(before) > 1 or (bool(before) and part.has_quantity(before[0][0], before[0][0] + 1))


# --- several needs without a sign between them ------------------------------------------------------------------------


def _unsigned(part: Part, start: int, end: int) -> list[tuple[int, int]]:
    """«50 بطانية 30 معطف», «بطانيات 50 ومعاطف 30»: cut before each number, or behind each."""
    inside = [use for use in part.quantities if start <= use.start < end and not use.measured]
    if len(inside) < 2:
        return [(start, end)]
    if not part.has_name(start, inside[0].start):
        return _cut_before(part, start, end, inside)
    return _cut_behind(part, start, end, inside)


def _cut_before(part: Part, start: int, end: int, inside: list[Use]) -> list[tuple[int, int]]:
    ranges = []
    begin = start
    for use, following in zip(inside, [*inside[1:], None], strict=True):
        stop = following.start if following else end
        if following and not (part.has_name(use.end, stop) and part.has_name(following.end, end)):
            continue
        ranges.append((begin, stop))
        begin = stop
    return ranges


def _cut_behind(part: Part, start: int, end: int, inside: list[Use]) -> list[tuple[int, int]]:
    ranges = []
    begin = start
    for use, following in zip(inside, inside[1:], strict=False):
        if part.has_name(begin, use.start) and part.has_name(use.end, following.start):
            ranges.append((begin, use.end))
            begin = use.end
    return [*ranges, (begin, end)]


_AND_WORD = re.compile(r"^و(?=[^\W\d_]{3})")


def without_and(text: str) -> str:
    """«ومعاطف» as «معاطف»; «وسادات», whose first letter is its own, as it is."""
    if not text.startswith("و"):
        return text
    first = text.split(" ", 1)[0]
    bare = _AND_WORD.sub("", first)
    return bare + text[len(first) :] if bare != first and is_known_word(bare) else text
