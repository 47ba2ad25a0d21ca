"""The stages of an edition set by the platform team: what is refused, and the days moved for the next edition.

A stage stands after the one before it and never over it; a region is in one stage at most.
"""

from datetime import date, timedelta

from domain.campaigns import Edition
from domain.errors import RuleBroken
from domain.planning.plan import Change, compared, lock, write_down
from domain.stages import Stage

MOST = 12
NAME_MOST = 60  # characters

Rows = list[dict[str, object]]  # as `Edition.phases` keeps them


class TooManyStages(RuleBroken):
    """More than `most`."""


class StageRefused(RuleBroken):
    """Something is wrong with one stage; what, the subclass says."""


class StageEmpty(StageRefused):
    """A stage without a region."""


class RegionTwice(StageRefused):
    """The region `region` is in stage `stage` (from 1) already."""


class StageReversed(StageRefused):
    """It ends before it starts."""


class StageHalfDated(StageRefused):
    """It has one of its two days."""


class StageOutOfEdition(StageRefused):
    """It begins before the edition or ends after it: the edition's days are `starts_on` and `ends_on`."""


class StageTooEarly(StageRefused):
    """It begins before the stage before it has ended, on `day`."""


Refusal = tuple[int, str, RuleBroken]  # of which stage (from 0), at which field: regions, starts_on, ends_on


def check(edition: Edition, stages: list[Stage]) -> list[Refusal]:
    """Everything that is wrong with these stages; nothing when they can be saved."""
    refused: list[Refusal] = []
    seen: dict[str, int] = {}
    last: date | None = None
    for place, stage in enumerate(stages):
        refused += [(place, name, broken) for name, broken in _check_days(edition, stage)]
        if not stage.regions:
            refused.append((place, "regions", StageEmpty()))
        twice = next((code for code in stage.regions if code in seen), None)
        if twice:
            refused.append((place, "regions", RegionTwice(region=twice, stage=seen[twice] + 1)))
        seen |= {code: place for code in stage.regions if code not in seen}
        if stage.starts_on and last and stage.starts_on <= last:
            refused.append((place, "starts_on", StageTooEarly(day=last)))
        last = stage.ends_on or last
    return refused


def _check_days(edition: Edition, stage: Stage) -> list[tuple[str, RuleBroken]]:
    starts_on, ends_on = stage.starts_on, stage.ends_on
    if starts_on is None or ends_on is None:
        lacking = "ends_on" if starts_on else "starts_on"
        return [(lacking, StageHalfDated())] if starts_on or ends_on else []
    if ends_on < starts_on:
        return [("ends_on", StageReversed())]
    outside: RuleBroken = StageOutOfEdition(starts_on=edition.starts_on, ends_on=edition.ends_on)
    days = (("starts_on", starts_on), ("ends_on", ends_on))
    return [(name, outside) for name, day in days if not edition.starts_on <= day <= edition.ends_on][:1]


def set_stages(edition_id: int, seen: int, stages: list[Stage], *, actor_id: int) -> Edition:
    """Set the stages of an edition, in their order. Raises PlanChanged, TooManyStages, a StageRefused."""
    edition = lock(edition_id, seen)
    if len(stages) > MOST:
        raise TooManyStages(most=MOST)
    refused = check(edition, stages)
    if refused:
        raise refused[0][2]
    rows = [stage.row() for stage in stages]
    changes = _changes(edition.phases, rows)
    edition.phases = rows
    write_down(edition, "stages", changes, actor_id=actor_id)
    return edition


def _changes(old: Rows, new: Rows) -> list[Change]:
    """In which stage each region is, and each stage's name and days."""
    return compared(_flat(old), _flat(new))


def _flat(rows: Rows) -> dict[str, object]:
    flat: dict[str, object] = {}
    for number, row in enumerate(rows, 1):
        flat |= {f"stage {number} {name}": value for name, value in row.items() if name != "regions"}
        regions = row.get("regions")
        flat |= {f"region {code}": number for code in (regions if isinstance(regions, list) else [])}
    return flat


def moved(rows: Rows, later: timedelta, starts_on: date, ends_on: date) -> Rows:
    """The same stages so much later; without days where they would fall outside the edition's."""
    made = []
    for row in rows:
        days = [date.fromisoformat(str(row[name])) + later for name in ("starts_on", "ends_on") if row.get(name)]
        inside = len(days) == 2 and starts_on <= days[0] <= days[1] <= ends_on
        first, last = (day.isoformat() for day in days) if inside else (None, None)
        made.append(row | {"starts_on": first, "ends_on": last})
    return made


def check_within(rows: Rows, starts_on: date, ends_on: date, refusal: type[RuleBroken]) -> None:
    """Raises `refusal` when one of the stages is not within these days."""
    for row in rows:
        for name in ("starts_on", "ends_on"):
            day = date.fromisoformat(str(row[name])) if row.get(name) else None
            if day and not starts_on <= day <= ends_on:
                raise refusal(**{name: day})
