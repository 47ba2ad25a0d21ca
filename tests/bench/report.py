"""The rows that were measured, and whether each holds its budget."""

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Row:
    """What was measured; `budget` and `holds` are None for what is only reported."""

    what: str
    measured: str
    budget: str | None = None
    holds: bool | None = None


@dataclass
class Report:
    """The rows of one database, printed as they come."""

    database: str
    rows: list[Row] = field(default_factory=list)

    def add(self, what: str, measured: str, budget: str | None = None, holds: bool | None = None) -> None:
        row = Row(what, measured, budget, holds)
        self.rows.append(row)
        verdict = {True: "ok", False: "BROKEN", None: ""}[holds]
        print(f"{self.database:<11}{what:<62}{measured:>24}  {budget or 'reported':<12}{verdict}", flush=True)

    def at_least(self, what: str, value: float, least: float | None, note: str = "") -> None:
        self.add(what, f"{value:.2f}{note}", least and f"≥ {least:.2f}", None if least is None else value >= least)

    def at_most(
        self, what: str, value: float, most: float | None, show: Callable[[float], str] = "{:.2f}".format
    ) -> None:
        self.add(what, show(value), most and f"≤ {show(most)}", None if most is None else value <= most)

    @property
    def broken(self) -> list[Row]:
        return [row for row in self.rows if row.holds is False]
