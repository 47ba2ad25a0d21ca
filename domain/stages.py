"""A stage of an edition: which regions it reaches, between which days when they are fixed."""

from dataclasses import dataclass, field
from datetime import date

from domain import clock


@dataclass(frozen=True, slots=True)
class Stage:
    """Its regions, its first and last day, and its name by language; what is not said is empty."""

    regions: tuple[str, ...]
    starts_on: date | None = None
    ends_on: date | None = None
    names: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of_row(cls, row: dict[str, object]) -> "Stage":
        """The stage that `row` gave."""
        regions, days = row.get("regions"), [row.get("starts_on"), row.get("ends_on")]
        starts_on, ends_on = (date.fromisoformat(day) if isinstance(day, str) and day else None for day in days)
        names = {key.removeprefix("name_"): str(value) for key, value in row.items() if key.startswith("name_")}
        return cls(tuple(regions) if isinstance(regions, list) else (), starts_on, ends_on, names)

    def row(self) -> dict[str, object]:
        """As `Edition.phases` keeps it: {"regions": [codes], "starts_on": "2026-10-01", "ends_on": …, "name_ar": …}."""
        days = {"starts_on": self.starts_on and self.starts_on.isoformat(),
                "ends_on": self.ends_on and self.ends_on.isoformat()}  # fmt: skip
        names = {f"name_{lang}": name for lang, name in self.names.items() if name}
        return {"regions": list(self.regions), **days, **names}

    def name(self, lang: str) -> str:
        return self.names.get(lang) or self.names.get("ar") or ""

    @property
    def is_over(self) -> bool:
        return self.ends_on is not None and self.ends_on < clock.today()

    @property
    def is_running(self) -> bool:
        return self.starts_on is not None and self.starts_on <= clock.today() and not self.is_over
