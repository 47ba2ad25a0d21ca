"""Needs' cards as HTML, from a cache keyed by the need's version; a card is written once: `board/_need_card.html`."""

import secrets
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from flask import current_app, g
from flask_login import current_user
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from blueprints.toolkit.language import lang
from domain import board, clock, readers
from domain.board import Card, Listed

MOST_CARDS = 1_500  # about 5 KB each, so 8 MB at most
# They stand in a kept card for what differs on every page; random, so that nobody can write them in a note.
TOKEN, NONCE = (f"§{name}{secrets.token_hex(4)}§" for name in "TN")
Key = tuple[int, int, str, str, str]


class Kept(NamedTuple):
    """A card and what it was made from."""

    card: Card
    markup: Markup


class CardCache:
    """The cards last shown, by need, version, language, mode and day."""

    def __init__(self) -> None:
        self.kept: OrderedDict[Key, Kept] = OrderedDict()

    def put(self, key: Key, card: Kept) -> None:
        self.kept[key] = card
        while len(self.kept) > MOST_CARDS:
            self.kept.popitem(last=False)


def macro(name: str) -> Callable[..., Markup]:
    """A macro of the card's template, as a function that gives markup."""
    return getattr(current_app.jinja_env.get_template("board/_need_card.html").module, name)  # type: ignore[no-any-return]


def live() -> tuple[int, dict[int, tuple[int, int]]]:
    """The reader's pledges under way: how many, and of those that can be undone need id → (pledge id, quantity)."""
    if not current_user.is_authenticated:
        return 0, {}
    if "live" not in g:  # a page's came with the sign-in
        g.live = readers.live_of(current_user.id)
    return g.live  # type: ignore[no-any-return]


def live_count() -> int:
    """How many pledges of the reader are under way."""
    return live()[0]


def for_reader(listed: Sequence[Listed]) -> Markup:
    """Cards for whoever asks, with what is their own."""
    return for_volunteer(listed) if current_user.is_authenticated else for_visitors(listed)


def for_visitors(listed: Sequence[Listed]) -> Markup:
    """Cards for readers who are not signed in: no token, the same bytes for everybody."""
    return Markup("\n").join(kept.markup for kept in _kept(listed, "visitor").values())


def for_volunteer(listed: Sequence[Listed]) -> Markup:
    """Cards for a signed-in reader; a pledge of their own stands in place of the button."""
    kept = plain(listed)
    cards = {need_id: one.markup for need_id, one in kept.items()} | own_cards(kept)
    return personal(Markup("\n").join(cards.values()))


def plain(listed: Sequence[Listed]) -> dict[int, Kept]:
    """Cards as any volunteer or guest sees them who has pledged nothing, by need; with places for what differs."""
    return _kept(listed, "guest" if current_user.is_guest else "volunteer")


def own_cards(kept: Mapping[int, Kept]) -> dict[int, Markup]:
    """Those of these cards on whose need the reader has a pledge, as they see them, with a place for the token."""
    cache: CardCache = current_app.extensions["awn_cards"]
    own, language, day = live()[1], lang(), clock.today().isoformat()
    found: dict[int, Markup] = {}
    for need_id in kept.keys() & own.keys():
        card, (pledge_id, quantity) = kept[need_id].card, own[need_id]
        key: Key = (need_id, card.version, language, f"own {pledge_id} {quantity}", day)
        one = cache.kept.get(key)
        if one is None:
            one = Kept(card, macro("card")(card, mode="volunteer", mine={"id": pledge_id, "quantity": quantity}))
            cache.put(key, one)
        found[need_id] = one.markup
    return found


def one(
    card: Card,
    *,
    own: tuple[int, int] | None = None,
    notice: str | None = None,
    mode: str = "volunteer",
    focus: bool = False,
    amount: int | str | None = None,
) -> Markup:
    """One fresh card. `own`: the reader's (pledge id, quantity); `notice`: why a click was refused; `focus`: the answer
    to a click moves the reader here; `amount`: what stands in the quantity's field instead of the usual share."""
    mine = {"id": own[0], "quantity": own[1]} if own else None
    amount = _share(card) if amount is None else amount
    return personal(macro("card")(card, mode=mode, mine=mine, notice=notice, focus=focus, amount=amount))


def action(
    card: Card, *, own: tuple[int, int] | None = None, notice: str | None = None, amount: int | str | None = None
) -> Markup:
    """What a signed-in reader can do about a need, for its own page."""
    mine = {"id": own[0], "quantity": own[1]} if own else None
    return personal(macro("action")(card, mode="volunteer", mine=mine, notice=notice, amount=amount))


def action_for_reader(card: Card) -> Markup:
    """What whoever asks can do about a need."""
    if not current_user.is_authenticated:
        return macro("action")(card, mode="visitor")
    return action(card, own=live()[1].get(card.id), amount=_share(card))


def _share(card: Card) -> int | None:
    """What a guest is offered instead of the usual share: no more than a guest may take."""
    return min(card.default_quantity, current_app.config["AWN_GUEST_QUANTITY"]) if current_user.is_guest else None


def personal(markup: Markup) -> Markup:
    """Put this page's token and a fresh nonce where kept cards have a place for them."""
    if TOKEN not in markup:
        return markup
    return markup.replace(TOKEN, generate_csrf()).replace(NONCE, secrets.token_urlsafe(12))


def _kept(listed: Sequence[Listed], mode: str) -> dict[int, Kept]:
    cache: CardCache = current_app.extensions["awn_cards"]
    language, day = lang(), clock.today().isoformat()
    keys: dict[int, Key] = {need.id: (need.id, need.version, language, mode, day) for need in listed}
    found = {need_id: cache.kept.get(key) for need_id, key in keys.items()}
    missing = [need_id for need_id, kept in found.items() if kept is None]
    for card in board.cards(missing, language).values():
        # A card that changed between the two readings is kept under its newer version.
        found[card.id] = made = Kept(card, macro("card")(card, mode=mode, amount=_share(card)))
        cache.put((card.id, card.version, language, mode, day), made)
    return {need_id: kept for need_id, kept in found.items() if kept is not None}
