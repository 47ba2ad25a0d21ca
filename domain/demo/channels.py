"""By which links the demonstration's pledges came, and what else those links opened."""

from collections import Counter
from random import Random

from domain import channels, clock
from domain.channels import CHANNELS, Opened
from domain.demo.giving import Given

_WEIGHTS = (46, 14, 12, 6, 8, 10, 4)  # as links are shared here: most of them in WhatsApp's groups
_BY_LINK = 0.55  # of the pledges; the others began on the board


def spread(country: str, given: list[Given]) -> None:
    """Say of each pledge by which link it came, if by one, and count what was opened around it."""
    rng, opened = Random(f"channels-{country}"), Counter[Opened]()
    for asked, pledge, _plan in given:
        if rng.random() > _BY_LINK:
            continue
        pledge.channel = channel = rng.choices(CHANNELS, _WEIGHTS)[0]
        day, need = clock.day_of(pledge.created_at), asked.need
        opened[Opened(day, "need", need.id, channel)] += rng.randint(2, 9)
        if rng.random() < 0.3:
            opened[Opened(day, "organisation", need.organisation_id, channel)] += rng.randint(1, 4)
        if need.edition_id and rng.random() < 0.4:
            opened[Opened(day, "edition", need.edition_id, channel)] += rng.randint(1, 6)
    rows = sorted(opened.items())
    for start in range(0, len(rows), 500):  # a database takes only so many values at once
        channels.add_visits(dict(rows[start : start + 500]))
