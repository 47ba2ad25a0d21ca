"""What is never kept from a message: telephone numbers, e-mail addresses, links, numbers of accounts and cards."""

import re
from typing import NamedTuple

from domain.lists.signs import DIGITS, latin_digits

GONE = "…"  # stands where something was taken out
PHONE, EMAIL, LINK, ACCOUNT = "phone", "email", "link", "account"

_SPACES = r" \t\u00a0\u2009\u202f"
_DASHES = r"\-\u2010-\u2015\u2212"
_BETWEEN = rf"[{_SPACES}{_DASHES}()./_·]"  # between the digits of a telephone number
_GROUPS = rf"[{_SPACES}{_DASHES}._]"
# Days, and quantities in groups of three after a space, come first, so that they are not taken for telephone numbers.
# «10 000 000» is none, but «612 345 678» is one: nine digits and more are a quantity only when they are round.
_KEPT = rf"""(?P<keep> (?<![0-9]) (?:[0-9]{{1,2}} (?P<by>[/.-]) [0-9]{{1,2}} (?P=by) (?:19|20|13|14)[0-9]{{2}}
                                  | (?:19|20|13|14)[0-9]{{2}} (?P<to>[/.-]) [0-9]{{1,2}} (?P=to) [0-9]{{1,2}})
                      (?! [0-9] | {_BETWEEN}[0-9]{{2}}{_BETWEEN}?[0-9])
                    | (?<![0-9]) (?<![0-9+＋]{_BETWEEN})
                      (?: [1-9][0-9]? (?P<space>[{_SPACES}]) [0-9]{{3}} (?P=space) [0-9]{{3}}
                        | [1-9][0-9]{{0,2}} (?P<wide>[{_SPACES}]) 000 (?:(?P=wide) 000){{1,2}} )
                      (?! {_BETWEEN}{{0,3}}[0-9] ) )"""
_EMAIL = r"(?P<email> [^\s@<>()\[\],;:،؛]{1,64} [@＠] [^\s@<>()\[\],;:،؛]{1,200} )"
_OTHER = rf"""(?P<link> (?: https?:// | www\. | (?:wa|t)\.me/ | chat\.whatsapp
                          | (?:facebook|fb|instagram|youtu|maps|bit|goo)\.[a-z]{{2,3}} )
                    [^\s<>]{{0,500}} )
        | (?P<account> (?<![a-z]) (?:ma|eg|ir|ae|fr) [ ]? [0-9]{{2}} (?:[ -]?[0-9]){{16,30}}
                     | (?<![0-9]) [0-9]{{4}} (?:[ .-]?[0-9]{{4}}){{3}} (?:[ .-]?[0-9]{{1,4}}){{0,4}} (?![0-9]) )
        | (?P<phone> [+＋] {_BETWEEN}{{0,3}} [0-9] (?:{_BETWEEN}{{0,3}}[0-9]){{7,14}} (?![0-9])
                   | (?<![0-9]) 00 (?:{_BETWEEN}{{0,3}}[0-9]){{8,15}} (?![0-9])
                   | (?<![0-9]) 0 (?:{_BETWEEN}{{0,3}}[0-9]){{7,10}} (?![0-9])
                   | [0-9]{{8,50}}
                   | (?<![0-9]) (?: [1-9](?:[0-9]{{2,5}})? (?:{_BETWEEN}{{1,3}}[0-9]{{2}}){{4,5}}
                                  | [1-9][0-9]{{1,3}} (?:{_GROUPS}{{1,2}}[0-9]{{3,4}}){{2}}
                                  | [1-9][0-9]{{2}} {_GROUPS} [0-9]{{2,3}} (?:{_GROUPS}[0-9]{{2}}){{2}} )
                                (?! {_GROUPS}{{0,2}}[0-9] ) )"""
# Every repetition is bounded: no text is slow to read. The longest are those of an address, sought only where an @ is.
_PRIVATE = re.compile(f"{_KEPT} | {_OTHER}", re.VERBOSE | re.IGNORECASE)
_PRIVATE_AND_EMAIL = re.compile(f"{_KEPT} | {_EMAIL} | {_OTHER}", re.VERBOSE | re.IGNORECASE)
_STOP = re.compile(r"[a-z]\.", re.IGNORECASE)  # or else two slashes are in every link
_MANY_DIGITS = re.compile(f"(?:[^{DIGITS}]*+[{DIGITS}]){{8}}")  # no telephone number or account has fewer
# What is left of a number whose end looked like another's beginning.
_REST = re.compile(rf"{GONE}(?:{_BETWEEN}{{0,3}}[0-9]{{1,4}}){{3,8}}(?![0-9])")


class Scrubbed(NamedTuple):
    """A line without its private parts, and of which kinds they were."""

    text: str
    kinds: frozenset[str]


def scrub(line: str) -> Scrubbed:
    """`line` with GONE for each private part, in any of three digit sets."""
    has_at = "@" in line or "＠" in line
    if not (has_at or _MANY_DIGITS.match(line) or ("." in line and _STOP.search(line)) or "//" in line):
        return Scrubbed(line, frozenset())
    latin = latin_digits(line)
    kinds = set()
    kept: list[str] = []
    end = 0
    for match in (_PRIVATE_AND_EMAIL if has_at else _PRIVATE).finditer(latin):
        if match.lastgroup != "keep":
            kinds.add(match.lastgroup or "")
            kept += [line[end : match.start()], GONE]
            end = match.end()
    if not kinds:
        return Scrubbed(line, frozenset())
    text = "".join([*kept, line[end:]])
    while rest := _REST.search(latin_digits(text)):
        text = f"{text[: rest.start()]}{GONE}{text[rest.end() :]}"
    return Scrubbed(text, frozenset(kinds))
