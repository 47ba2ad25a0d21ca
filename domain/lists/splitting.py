"""A line cut into needs: what leads to them and follows them goes, several needs in one line are told apart."""

import re

from domain.lists.match import is_known_word, match_item
from domain.lists.part import Part
from domain.lists.tokens import SIGN
from domain.lists.uses import Use

_COMMAS = (",", "،", ";", "؛", "|", "•", "&")
_SPACED = ("-", "–", "—", "/", ".", "+", "•")  # they part what stands at both sides only with a space at one
_AND = ("و", "et", "and", "puis", "ثم", "plus", "ou", "w", "o")
_TO = "به"  # Persian: «به ۵۰ پتو نیاز داریم»


def framed(part: Part) -> tuple[str, str]:
    """What of a line with quantities speaks of needs, and what was before it: greetings, names, «نحتاج إلى»."""
    first, last = part.quantities[0].start, part.quantities[-1].end
    start, end = _end_of_lead(part, first), _start_of_close(part, last)
    needs = [hit for hit in part.phrases.hits if hit.kind == "need" and hit.value == "" and hit.start >= last]
    verb = needs[-1] if needs else None
    if verb and verb.start < end and all(_is_empty(part, at) for at in range(verb.end, end)):
        end = needs[0].start
        start = max([start, *(at + 1 for at in range(start, first) if part.tokens[at].folded == _TO)])
    if start and not any(start <= at < end for at in part.free_words()):
        return _without_needs(part, first, end), ""
    contents = next((hit.start for hit in part.phrases.hits if hit.kind == "contents" and start < hit.start < end), end)
    if contents < end:  # «50 قفة تحتوي على: دقيق، زيت»
        return f"{part.slice(start, contents)} ({part.slice(contents, end)})", part.slice(0, start)
    return part.slice(start, end), part.slice(0, start)


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
    return token.kind == SIGN or part.phrases.at(position, "connector", "filler", "need") is not None


# --- several needs in a line ------------------------------------------------------------------------------------------


def split(part: Part) -> list[str]:
    """The texts of the needs in a part: itself when there is one."""
    headed = _under_head(part)
    if headed:
        return headed
    ranges = _own(part, _ranges(part, _cuts(part)))
    return [part.slice(start, end) for begin, stop in ranges for start, end in _unsigned(part, begin, stop)]


def _under_head(part: Part) -> list[str]:
    """«حفاضات: مقاس 3 (20)، مقاس 4 (30)», «Literie : 50 couvertures»: the head before a colon names what has no name
    of its own behind it. Empty when there is no such head."""
    first = part.quantities[0].start if part.quantities else 0
    colon = next((at for at in range(1, first) if part.tokens[at].text == ":"), 0)
    if not colon or not _has_word(part, 0, colon) or any(use.start < colon for use in part.uses):
        return []
    head = part.slice(0, colon)
    ranges = [found for found in _ranges(part, [colon, *(at for at in _cuts(part) if at > colon)]) if found[0] > colon]
    parts: list[str] = []
    for start, end in _told_apart(part, ranges):
        text = part.slice(start, end)
        if not _has_quantity(part, start, end):
            return []
        if match_item(text) is None:
            parts.append(f"{head} {text}")
        elif any(hit.kind == "people" for hit in part.phrases.hits if hit.end <= colon):
            parts.append(f"{text} ({head})")
        else:
            parts.append(text)
    return parts


def _told_apart(part: Part, ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Joins to the range before it each that has neither a word nor a size of its own."""
    joined: list[tuple[int, int]] = []
    for start, end in ranges:
        sized = any(use.role == "note" and start <= use.start < end for use in part.uses)
        if joined and not sized and not _has_word(part, start, end):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _cuts(part: Part) -> list[int]:
    """The positions of the signs and words that may part two needs, outside brackets."""
    cuts = []
    depth = 0
    starts = {use.start for use in part.quantities}
    inside = {at for use in part.uses for at in range(use.start, use.end)}
    for at, token in enumerate(part.tokens):
        depth = max(0, depth + (token.text in "([{«") - (token.text in ")]}»")) if token.kind == SIGN else depth
        following = part.tokens[at + 1] if at + 1 < len(part.tokens) else None
        if depth or at in inside or following is None or at == 0:
            continue
        loose = token.spaced or following.spaced
        joins = token.text in _COMMAS or (token.text in _SPACED and (loose or at + 1 in starts))
        numbered = token.folded in _AND and (at + 1 in starts or following.folded in ("de", "d'"))
        if (token.kind == SIGN and joins) or numbered:
            cuts.append(at)
    return cuts


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
        counted, named = _has_quantity(part, first, end), _has_word(part, first, end)
        if named and (counted or _is_item_alone(part, first, end, ranges[place + 1 :], joined)):
            joined.append((first, end))
        elif joined:
            joined[-1] = (joined[-1][0], end)
        else:
            waiting = first
    return joined or [(0, len(part.tokens))]


def _has_quantity(part: Part, start: int, end: int) -> bool:
    return any(start <= use.start < end for use in part.quantities)


def _has_word(part: Part, start: int, end: int) -> bool:
    used = {at for use in part.uses for at in range(use.start, use.end)}
    return any(
        start <= at < end
        and at not in used
        and not part.is_bracketed(at)
        and not part.phrases.at(at, "connector", "urgency", "complement")
        for at in part.free_words()
    )


def _is_item_alone(
    part: Part, start: int, end: int, later: list[tuple[int, int]], before: list[tuple[int, int]]
) -> bool:
    """«50 couvertures, manteaux, 30 bottes»: the second is a need of its own; «cuillères, fourchettes 20» is one."""
    if _has_quantity(part, start, end) or match_item(part.slice(start, end)) is None:
        return False
    if not part.quantities:
        return True
    follows = next(((begin, stop) for begin, stop in later if _has_quantity(part, begin, stop)), None)
    if follows:
        return _has_word(part, *follows) and any(use.start == follows[0] for use in part.quantities)
    return bool(before) and any(use.start == before[0][0] for use in part.quantities)


# --- several needs without a sign between them ------------------------------------------------------------------------


def _unsigned(part: Part, start: int, end: int) -> list[tuple[int, int]]:
    """«50 بطانية 30 معطف», «بطانيات 50 ومعاطف 30»: cut before each number, or behind each."""
    inside = [use for use in part.quantities if start <= use.start < end and not use.measured]
    if len(inside) < 2:
        return [(start, end)]
    if not _has_word(part, start, inside[0].start):
        return _cut_before(part, start, end, inside)
    return _cut_behind(part, start, end, inside)


def _cut_before(part: Part, start: int, end: int, inside: list[Use]) -> list[tuple[int, int]]:
    ranges = []
    begin = start
    for use, following in zip(inside, [*inside[1:], None], strict=True):
        stop = following.start if following else end
        if following and not (_has_word(part, use.end, stop) and _has_word(part, following.end, end)):
            continue
        ranges.append((begin, stop))
        begin = stop
    return ranges


def _cut_behind(part: Part, start: int, end: int, inside: list[Use]) -> list[tuple[int, int]]:
    ranges = []
    begin = start
    for use, following in zip(inside, inside[1:], strict=False):
        if _has_word(part, begin, use.start) and _has_word(part, use.end, following.start):
            ranges.append((begin, use.end))
            begin = use.end
    return [*ranges, (begin, end)]


_AND_WORD = re.compile(r"^و(?=[^\W\d_]{3})")


def without_and(text: str) -> str:
    """«ومعاطف» as «معاطف»; «وسادات», whose first letter is its own, as it is."""
    first = text.split(" ", 1)[0]
    bare = _AND_WORD.sub("", first)
    return bare + text[len(first) :] if bare != first and is_known_word(bare) else text
