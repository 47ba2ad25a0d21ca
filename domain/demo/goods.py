"""How often each item is asked for, and in what quantities. Invented, within what a small association would ask."""

from random import Random

from domain.catalogue import items
from domain.demo.story import Story

# item: (weight, least, most, step)
_ASKED: dict[str, tuple[float, int, int, int]] = {
    "blanket": (9, 30, 260, 10),
    "coat-adult": (5, 15, 120, 5),
    "coat-child": (8, 20, 180, 5),
    "clothing-women": (4, 15, 120, 5),
    "clothing-men": (3, 15, 100, 5),
    "clothing-child": (6, 20, 200, 5),
    "garment": (3, 50, 400, 10),
    "shoes": (6, 15, 160, 1),
    "socks-gloves-hats": (5, 30, 300, 10),
    "canned-food": (4, 60, 400, 20),
    "food-carton": (7, 20, 200, 5),
    "meal": (2, 40, 300, 10),
    "milk": (3, 50, 300, 10),
    "infant-formula": (3, 12, 80, 4),
    "cooking-oil": (3, 30, 200, 10),
    "flour": (3, 15, 120, 5),
    "rice": (2, 50, 300, 10),
    "face-mask": (1.5, 100, 400, 50),
    "alcohol-sanitiser": (1.5, 20, 100, 5),
    "hygiene-kit": (4, 20, 150, 5),
    "diapers": (3, 20, 120, 5),
    "school-kit": (6, 20, 220, 5),
    "toy": (3, 20, 120, 5),
    "ramadan-lantern": (0.5, 30, 200, 10),
    "medicine": (2.5, 10, 80, 5),
    "medical-device": (2, 7, 20, 1),
    "hospital-place": (0.6, 7, 12, 1),
    "transport": (1, 8, 24, 2),
    "heater": (4, 7, 40, 1),
    "mattress": (4, 10, 90, 5),
}
_LARGER, _LARGER_TIMES = 0.05, 3  # the share of needs that are of a whole valley, and how many times larger

_CATEGORIES_OF = {
    "relief": ("food", "bedding", "home"),
    "health": ("health", "hygiene"),
    "education": ("school", "clothes"),
    "children": ("children", "clothes", "school"),
    "women": ("hygiene", "clothes"),
    "disability": ("health",),
    "development": ("home", "food"),
    "environment": ("home",),
    "elderly": ("bedding", "health", "home"),
}
_OWN_FIELD = 2.5  # how much likelier an association asks for what its fields are about


def choose_item(rng: Random, story: Story, fields: list[str], among: tuple[str, ...], taken: set[str]) -> str:
    """An item an association of these fields asks for, not one it asks for already if that can be helped."""
    wanted = [code for code in among if story.dear.get(code, 1.0)]
    codes = [code for code in wanted if code not in taken] or wanted
    own = {category for name in fields for category in _CATEGORIES_OF[name]}
    weights = [
        _ASKED[code][0] * story.dear.get(code, 1.0) * (_OWN_FIELD if items()[code].category in own else 1.0)
        for code in codes
    ]
    return rng.choices(codes, weights)[0]


def choose_quantity(rng: Random, code: str) -> int:
    """A quantity of this item: often towards the lower end, in the steps people count in, now and then larger."""
    _, least, most, step = _ASKED[code]
    quantity = rng.triangular(least, most, least + (most - least) * 0.25)
    if rng.random() < _LARGER and step >= 5:
        quantity *= _LARGER_TIMES
    return max(least, round(quantity / step) * step)


def codes_of(category: str | None = None) -> tuple[str, ...]:
    """The items that are asked for by name, or those of a category."""
    return tuple(code for code in _ASKED if category in (None, items()[code].category))
