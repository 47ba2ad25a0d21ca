"""Posters of a need, a list and a campaign in four languages, as the pages make their facts: for looking at."""

import io
import json
import re
from pathlib import Path
from typing import Any

from PIL import Image

from blueprints.toolkit import qr
from domain import posters
from domain.posters import Sheet

HERE = Path(__file__).parent
LANGUAGES = ("ar", "fa", "fr", "en")
# What is looked at: every language in every form, every kind in one form at least.
LOOKED_AT = [
    (kind, lang, form)
    for kind, forms in {
        "need": ("square", "story", "preview", "card"), "list": ("square", "story"), "edition": ("story", "preview")
    }.items()
    for form in forms for lang in LANGUAGES
]  # fmt: skip
WIDTH = 240  # pixels of a picture that was looked at


def facts(kind: str, lang: str) -> dict[str, Any]:
    """The facts of a sample; its drawings are the site's."""
    said: dict[str, Any] = json.loads((HERE / "samples.json").read_text(encoding="utf-8"))[f"{kind}-{lang}"]
    said |= {"icon": drawing(said["icon"]), "logo": drawing("logo"), "qr": qr.shape(address(kind, lang))}
    said["rows"] = [row | {"icon": drawing(row["icon"])} for row in said["rows"]]
    return said


def address(kind: str, lang: str) -> str:
    """Where the code of a sample leads."""
    said = json.loads((HERE / "samples.json").read_text(encoding="utf-8"))[f"{kind}-{lang}"]
    return f"https://{said['address']}?c=poster"


def drawing(name: str) -> str:
    sprite = (HERE.parents[2] / "static" / "icons.svg").read_text(encoding="utf-8")
    found = re.search(rf'<symbol id="{name}"[^>]*>(.*?)</symbol>', sprite)
    assert found
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="currentColor"'
        f' stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round">{found[1]}</svg>'
    )


def drawn(kind: str, lang: str, form: str, **changes: Any) -> bytes:
    """The file itself; `changes` are facts said otherwise."""
    return posters.draw(Sheet("need", 1, lang, form, facts(kind, lang) | changes))


def small(data: bytes) -> Image.Image:
    """A picture as small as those that were looked at."""
    picture = Image.open(io.BytesIO(data)).convert("RGB")
    return picture.resize((WIDTH, round(picture.height * WIDTH / picture.width)), Image.Resampling.LANCZOS)


def kept(kind: str, lang: str, form: str) -> Path:
    """Where the picture is that somebody looked at and found right."""
    return HERE / f"{kind}-{form}-{lang}.png"
