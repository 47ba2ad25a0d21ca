"""Loading the demonstration of a country."""

from pathlib import Path

from domain.demo import egypt, emirates, iran, morocco
from domain.demo.build import build

_STORIES = {story.country: story for story in (morocco.STORY, egypt.STORY, iran.STORY, emirates.STORY)}


def load_demo(country: str, pictures: Path | None = None) -> None:
    """Fill an empty database with the demonstration of this country, and the folder `pictures` with those of its news,
    which has none without it. The caller commits."""
    build(_STORIES[country], pictures)
