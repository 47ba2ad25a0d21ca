"""What a country brings to its demonstration: names, numbers, words, campaigns. The same builder tells each story."""

import csv
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

from domain.campaigns import Edition

DATA = Path(__file__).parent / "data"
FACTS = Path(__file__).parent.parent / "data" / "facts.csv"

PASSWORD = "awn-demo-2026"  # noqa: S105  # printed in the documentation
CAST = (
    "volunteer", "volunteer2", "association", "association2", "company",
    "specialist", "coordinator", "planner", "admin",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Running:
    """An edition that runs, and how the needs meet it: `share` of them, of these items, first of all these."""

    edition: Edition
    share: float
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Season:
    """What the campaigns of a country are: every edition, and those that run."""

    editions: list[Edition]
    running: list[Running]


@dataclass(frozen=True, slots=True)
class Story:
    """The parts of a demonstration that differ from country to country.

    `mark` ends every invented name, `mark_latin` its Latin form; `phone` is a pattern of fictional numbers as people
    type them; `cast` are the names of the nine accounts; `needs` how many in each state; `notes` by item."""

    country: str
    mark: str
    phone: str
    cast: tuple[str, ...]
    first_names: tuple[str, ...]
    family_names: tuple[str, ...]
    contact_policies: tuple[str, ...]
    returned: tuple[str, ...]
    cancelled: tuple[str, ...]
    volunteers: int
    needs: dict[str, int]
    season: Callable[[date], Season]
    mark_latin: str = "(démo)"
    dear: dict[str, float] = field(default_factory=dict)  # items asked for more often, or (below 1) less often

    def associations(self) -> list[dict[str, str]]:
        """The rows of the country's associations; the first two are those of association@ and association2@."""
        return rows(DATA / f"associations-{self.country.lower()}.csv")

    def applying(self) -> list[dict[str, str]]:
        """The rows of associations that have applied and ask for nothing yet."""
        return [row for row in rows(DATA / "applying.csv") if row["country"] == self.country]

    def desk(self) -> list[dict[str, str]]:
        """The words of what the desk and the studio show: news, each followed by its picture and comments, and more."""
        return rows(DATA / f"desk-{self.country.lower()}.csv")

    def notes(self) -> dict[str, list[str]]:
        """Notes that may stand beside a need, by item."""
        notes: dict[str, list[str]] = {}
        for row in rows(DATA / f"notes-{self.country.lower()}.csv"):
            notes.setdefault(row["item"], []).append(row["note"])
        return notes


@cache
def facts() -> dict[str, tuple[int, bool]]:
    """The published figures by key: the value, and whether it was published as "more than"."""
    numbers = (row for row in rows(FACTS) if row["unit"] != "date")
    return {row["key"]: (int(row["value"]), row["note"] == "more than") for row in numbers}


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
