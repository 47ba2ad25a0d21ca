"""Needs' cards as HTML, from a cache keyed by the need's version; a card is written once: `board/_need_card.html`."""

import secrets
from collections import OrderedDict
from collections.abc import Callable, Sequence

from flask import current_app
from flask_login import current_user
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from blueprints.toolkit.language import lang
from domain import board, clock, pledges
from domain.board import Card, Listed

MOST_CARDS = 20_000  # about 2 KB each, so 40 MB at most
# They stand in a kept card for what differs on every page; random, so that nobody can write them in a note.
TOKEN, NONCE = (f"§{name}{secrets.token_hex(4)}§" for name in "TN")
Key = tuple[int, int, str, str, str]


class CardCache:
    """The cards last shown, by need, version, language, mode and day."""

    def __init__(self) -> None:
        self.kept: OrderedDict[Key, Markup] = OrderedDict()

    def put(self, key: Key, card: Markup) -> None:
        self.kept[key] = card
        while len(self.kept) > MOST_CARDS:
            self.kept.popitem(last=False)


def macro(name: str) -> Callable[..., Markup]:
    """A macro of the card's template, as a function that gives markup."""
    return getattr(current_app.jinja_env.get_template("board/_need_card.html").module, name)  # type: ignore[no-any-return]


def for_reader(listed: Sequence[Listed]) -> Markup:
    """Cards for whoever asks, with what is their own."""
    if not current_user.is_authenticated:
        return for_visitors(listed)
    return for_volunteer(listed, pledges.live_on(current_user.id, [need.id for need in listed]))


def for_visitors(listed: Sequence[Listed]) -> Markup:
    """Cards for readers who are not signed in: no token, the same bytes for everybody."""
    return Markup("\n").join(_kept(listed, "visitor"))


def for_volunteer(listed: Sequence[Listed], own: dict[int, tuple[int, int]]) -> Markup:
    """Cards for a signed-in reader. `own`: need id → (pledge id, quantity), shown in place of the pledge button."""
    plain = _kept([need for need in listed if need.id not in own], "volunteer")
    fresh = board.cards([need.id for need in listed if need.id in own], lang())
    markup = iter(plain)
    cards = [one(fresh[need.id], own=own[need.id]) if need.id in fresh else next(markup) for need in listed]
    return personal(Markup("\n").join(cards))


def one(
    card: Card,
    *,
    own: tuple[int, int] | None = None,
    notice: str | None = None,
    mode: str = "volunteer",
    focus: bool = False,
) -> Markup:
    """One fresh card. `own`: the reader's (pledge id, quantity); `notice`: why a click was refused; `focus`: the answer
    to a click moves the reader here."""
    mine = {"id": own[0], "quantity": own[1]} if own else None
    return personal(macro("card")(card, mode=mode, mine=mine, notice=notice, focus=focus))


def action(card: Card, *, own: tuple[int, int] | None = None, notice: str | None = None) -> Markup:
    """What a signed-in reader can do about a need, for its own page."""
    mine = {"id": own[0], "quantity": own[1]} if own else None
    return personal(macro("action")(card, mode="volunteer", mine=mine, notice=notice))


def action_for_reader(card: Card) -> Markup:
    """What whoever asks can do about a need."""
    if not current_user.is_authenticated:
        return macro("action")(card, mode="visitor")
    return action(card, own=pledges.live_on(current_user.id, [card.id]).get(card.id))


def personal(markup: Markup) -> Markup:
    """Put this page's token and a fresh nonce where kept cards have a place for them."""
    if TOKEN not in markup:
        return markup
    return markup.replace(TOKEN, generate_csrf()).replace(NONCE, secrets.token_urlsafe(12))


def _kept(listed: Sequence[Listed], mode: str) -> list[Markup]:
    cache: CardCache = current_app.extensions["awn_cards"]
    language, day = lang(), clock.today().isoformat()
    keys: list[Key] = [(need.id, need.version, language, mode, day) for need in listed]
    missing = [key[0] for key in keys if key not in cache.kept]
    fresh: dict[int, Markup] = {}
    for card in board.cards(missing, language).values():
        fresh[card.id] = macro("card")(card, mode=mode)
        cache.put((card.id, card.version, language, mode, day), fresh[card.id])
    # A card that changed between the two readings was kept under its newer version.
    found = [cache.kept.get(key) or fresh.get(key[0]) for key in keys]
    return [card for card in found if card is not None]
