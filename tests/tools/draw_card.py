"""Draw static/card.png, what other sites show beside a link whose own card is not made yet: `python -m
tests.tools.draw_card`."""

import re
from pathlib import Path

from domain import typesetting

STATIC = Path(__file__).parents[2] / "static"


def main() -> None:
    logo = dict(re.findall(r'<symbol id="(\w+)"[^>]*>(.*?)</symbol>', (STATIC / "icons.svg").read_text()))
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="currentColor" {}>{}</svg>'
    drawn = {name: svg.format('stroke-width="1.6" stroke-linecap="round"', logo[name]) for name in ("logo", "heart")}
    facts = {
        "lang": "ar", "dir": "rtl", "title": "عون", "brand": "عون", "logo": drawn["logo"], "icon": drawn["heart"],
        "kicker": "Awn", "tone": "amber", "heading": "نتحد من أجل خدمة الإنسان", "by": "United to serve people",
        "place": "", "figure": "", "unit": "", "lacks": "", "bar": None,
    }  # fmt: skip
    (STATIC / "card.png").write_bytes(typesetting.png("card", facts, 1200, most=30_000))


if __name__ == "__main__":
    main()
