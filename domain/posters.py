"""Posters and cards of needs, lists and campaigns: in which forms they come, and where they are kept.

A file is named by what it is of and by digests of its words and of all that is on it: the same poster is made once, and
one whose figures have changed is another. Until that is made the older one is shown; one with other words never is.
What is on it comes ready in the reader's words (`toolkit/poster_facts`).
"""

import hashlib
import json
import os
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from domain import jobs, typesetting
from domain.errors import RuleBroken

JOB, CARD_JOB = "poster", "card"  # kinds: somebody waits for a poster, nobody for a card
NOUNS = ("need", "organisation", "edition")
# Forms, and how many pixels wide a picture is; 0: a PDF. A preview is the A4 sheet to look at, a card what other sites
# show beside a link. A new form for people is a line here and in POSTERS, its proportions (unless a square's) in
# `typeset/poster.typ`, its name and its preview's height in `templates/posters/_sheets.html`.
WIDTHS = {"square": 1080, "story": 1080, "a4": 0, "preview": 720, "card": 1200}
POSTERS = ("square", "story", "a4")
WORDS = ("kicker", "heading", "by", "place", "note", "when", "lacks")  # of the facts: what is said, without figures
WEIGHT_MOST = 150_000  # bytes of a picture
WAITING_MOST = 600  # jobs, with which more are still asked for: about three minutes of one processor
FILES_MOST = 10_000  # kept, about 800 MB: whatever is asked for, the disk has room for the database
_KEPT_FOR = 30 * 24 * 3600.0  # seconds; a poster asked for again later is made again


class ManyWait(RuleBroken):
    """So many posters wait to be made that another would only make everybody wait longer."""


class Sheet(NamedTuple):
    """One poster or card: of what, in which language and form, with what on it."""

    noun: str
    noun_id: int
    lang: str
    form: str
    facts: dict[str, Any]

    @property
    def place(self) -> str:
        """How the names of its files begin, whatever is on them."""
        return f"{self.noun}-{self.noun_id}/{self.lang}-{self.form}-"

    @property
    def wording(self) -> str:
        """How the names of those begin that say the same, whatever their figures. A list says what it lacks; the items
        of a campaign are the catalogue's."""
        names = sorted(row["name"] for row in self.facts["rows"]) if self.facts["kind"] == "list" else []
        return f"{self.place}{_digest([[self.facts[word] for word in WORDS], names])[:8]}-"

    @property
    def name(self) -> str:
        return f"{self.wording}{_digest([_design(), self.facts])[:16]}.{'png' if WIDTHS[self.form] else 'pdf'}"


def _digest(said: list[Any]) -> str:
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@cache
def _design() -> str:
    """A digest of the templates and typefaces: another drawing is another poster."""
    digest = hashlib.sha256()
    for folder in (typesetting.TEMPLATES, typesetting.TYPEFACES):
        for path in sorted(folder.iterdir()):
            digest.update(path.read_bytes())
    return digest.hexdigest()


def ask(sheets: Sequence[Sheet]) -> None:
    """Ask the worker for what a reader wants, all of it or nothing. Raises ManyWait."""
    if sheets and jobs.how_many_wait() >= WAITING_MOST:
        raise ManyWait
    for sheet in sheets:
        queue(sheet)


def queue(sheet: Sheet) -> bool:
    """Ask the worker for a sheet, once while it waits; whether it was not asked for already."""
    return jobs.queue(CARD_JOB if sheet.form == "card" else JOB, sheet.name, sheet._asdict())


def make(folder: Path, job_facts: dict[str, Any]) -> None:
    """Make the sheet a job asks for and put it in the place of those made before with other figures or words. Making it
    again changes nothing. Raises NotTypeset, ReadersBusy."""
    sheet = Sheet(**job_facts)
    path = folder / sheet.name
    if not path.exists():
        _write(path, draw(sheet))
    for older in folder.glob(f"{sheet.place}*"):
        if older != path:
            older.unlink(missing_ok=True)


def draw(sheet: Sheet) -> bytes:
    """The PNG or PDF itself. Raises NotTypeset, ReadersBusy."""
    template = "card" if sheet.form == "card" else "poster"
    facts = {**sheet.facts, "form": "a4" if sheet.form == "preview" else sheet.form}
    if width := WIDTHS[sheet.form]:
        return typesetting.png(template, facts, width, most=WEIGHT_MOST)
    return typesetting.pdf(template, facts)


def found(folder: Path, sheet: Sheet) -> Path | None:
    """The sheet exactly as it is to be, if it was made."""
    path = folder / sheet.name
    return path if path.is_file() else None


def fitting(folder: Path, sheet: Sheet) -> Path | None:
    """The sheet as it was made last with these words, whatever its figures are now."""
    return max(folder.glob(f"{sheet.wording}*"), key=_age, default=None)


def latest(folder: Path, noun: str, noun_id: int, lang: str, form: str) -> Path | None:
    """The sheet as it was made last, whatever its figures and words are now."""
    return max(folder.glob(f"{Sheet(noun, noun_id, lang, form, {}).place}*"), key=_age, default=None)


def sweep(folder: Path) -> int:
    """Remove sheets that nobody asked for in a month, and the oldest beyond FILES_MOST; how many."""
    made = sorted(((_age(path), path) for path in folder.glob("*-*/*")), reverse=True)
    before, removed = time.time() - _KEPT_FOR, 0
    for place, (age, path) in enumerate(made):
        if age < before or place >= FILES_MOST:
            path.unlink(missing_ok=True)
            removed += 1
    for emptied in folder.glob("*-*"):
        with suppress(OSError):  # not empty
            emptied.rmdir()
    return removed


def _age(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:  # replaced in this very moment
        return 0.0


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".")
    with os.fdopen(handle, "wb") as file:
        file.write(data)
    Path(temporary).replace(path)
