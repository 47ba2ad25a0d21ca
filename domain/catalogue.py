"""The catalogue: what can be needed, with names and units in four languages. A fixed table, read once from `data/`."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

CATEGORIES = ("bedding", "clothes", "food", "hygiene", "school", "children", "health", "home")


@dataclass(frozen=True, slots=True)
class Item:
    """One item. `names` and `units` by language, a unit in the forms its language counts with (see `unit`);
    `preparation` are the steps a volunteer ticks before handing over."""

    code: str
    category: str
    names: dict[str, str]
    units: dict[str, tuple[str, ...]]
    aliases: tuple[str, ...]
    preparation: tuple[str, ...]

    @property
    def is_other(self) -> bool:
        """Whether it stands for what the catalogue does not know in its category; the association's words name it."""
        return self.code.startswith("other-")

    def unit(self, quantity: int, lang: str) -> str:
        """The unit as it stands after this number: French and English have a plural; Arabic the plural from 3 to 10
        and the accusative from 11 to 99 (by the last two digits); Persian one form."""
        forms = self.units[lang]
        if lang == "ar":
            rest = quantity % 100
            return forms[1 if 3 <= rest <= 10 else 2 if rest >= 11 else 0]
        many = quantity > 1 if lang == "fr" else quantity != 1
        return forms[-1] if many else forms[0]


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
        units={lang: tuple(row[f"unit_{lang}"].split("|")) for lang in languages},
        aliases=tuple(filter(None, row["aliases"].split("|"))),
        preparation=tuple(row["preparation"].split("|")),
    )
