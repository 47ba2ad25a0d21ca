"""The catalogue: what can be needed, with names and units in four languages. A fixed table, read once from `data/`."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

CATEGORIES = ("bedding", "clothes", "food", "hygiene", "school", "children", "health", "home")


@dataclass(frozen=True, slots=True)
class Item:
    """One item. `names` and `units` by language; `preparation` are the steps a volunteer ticks before handing over."""

    code: str
    category: str
    names: dict[str, str]
    units: dict[str, str]
    aliases: tuple[str, ...]
    preparation: tuple[str, ...]


@cache
def items() -> dict[str, Item]:
    """Every item by code, in the catalogue's order."""
    path = Path(__file__).parent / "data" / "catalogue.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return {row["code"]: _item(row) for row in csv.DictReader(file)}


def _item(row: dict[str, str]) -> Item:
    languages = ("ar", "fa", "fr", "en")
    return Item(
        code=row["code"],
        category=row["category"],
        names={lang: row[f"name_{lang}"] for lang in languages},
        units={lang: row[f"unit_{lang}"] for lang in languages},
        aliases=tuple(row["aliases"].split("|")),
        preparation=tuple(row["preparation"].split("|")),
    )
