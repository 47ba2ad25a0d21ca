"""The demonstration data of each country, deterministic, built from `data/` and the five documents' facts.

`story` says what a country brings, `morocco`, `egypt`, `iran` and `emirates` bring it; `cast` writes people and
organisations, `goods` chooses items and quantities, `plan` works out what happened to each need with `moments`, and
`build` writes needs, pledges and their log.
"""

from domain.demo import egypt, emirates, iran, morocco
from domain.demo.build import build

_STORIES = {story.country: story for story in (morocco.STORY, egypt.STORY, iran.STORY, emirates.STORY)}


def load_demo(country: str) -> None:
    """Fill an empty database with the demonstration of this country. The caller commits."""
    build(_STORIES[country])
