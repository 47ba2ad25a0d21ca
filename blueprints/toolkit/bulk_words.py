"""What to tell the reader when a rule of goods in bulk is broken: part of `messages`."""

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from blueprints.toolkit.formats import number
from blueprints.toolkit.labels import item_name, unit
from domain import deliveries, hubs, packing, routes, stock
from domain.errors import RuleBroken


def _lines_lacking(context: dict[str, Any]) -> str:
    """One line says what is left for it; of several, the page marks each."""
    lines = context["lines"]
    if len(lines) == 1:
        [lack] = lines
        return _("Not enough at the hub: %(wanted)s %(unit)s of %(item)s are wanted, %(left)s are left for it.",
                 wanted=number(lack.wanted), unit=unit(lack.wanted, lack.item_code), item=item_name(lack.item_code),
                 left=number(lack.remaining))  # fmt: skip
    return ngettext(
        "The hub holds too little for %(n)s line, so nothing was sent.",
        "The hub holds too little for %(n)s lines, so nothing was sent.", len(lines), n=number(len(lines)),
    )  # fmt: skip


SAYS: dict[type[RuleBroken], Callable[[dict[str, Any]], str]] = {
    stock.NotEnoughStock: lambda c: _(
        "Only %(n)s %(unit)s of %(item)s are there.", n=number(c["remaining"]), unit=unit(c["remaining"], c["item"]),
        item=item_name(c["item"])),
    stock.NothingMoved: lambda c: _("Enter a quantity of at least 1."),
    stock.MovementKeyOfAnother: lambda c: _("This page is out of date. Open it again and write it down from there."),
    stock.ReasonMissing: lambda c: _("Say why, in a few words: it stays in the book."),
    stock.CannotCorrect: lambda c: _("A correction cannot be taken back. Write down what is right instead."),
    hubs.HubClosed: lambda c: _("This hub is closed. Open it again first, or choose another."),
    hubs.HubNotEmpty: lambda c: _("Something is still here. Send it on first, or count it out."),
    hubs.BookMoved: lambda c: _(
        "Something moved while you counted: the book says %(n)s now. Count again.", n=number(c["book"])),
    packing.PartsMissing: lambda c: _(
        "The parts are enough for %(n)s more. %(item)s runs out.", n=number(c["remaining"]), item=item_name(c["item"])),
    packing.RecipeOfItself: lambda c: _("What is packed cannot be one of its own parts."),
    packing.SomethingPacked: lambda c: _("Something was packed already: end it instead."),
    packing.TooManyHands: lambda c: _("Enter at most %(n)s.", n=number(c["most"])),
    routes.TooManyStops: lambda c: _("A convoy has at most %(n)s stops. Plan another one.", n=number(c["most"])),
    routes.BelowDispatched: lambda c: _("%(n)s have left already: it cannot be less.", n=number(c["dispatched"])),
    deliveries.LinesLackStock: _lines_lacking,
    deliveries.MoreThanPlanned: lambda c: _(
        "Only %(n)s are still to be sent. Change the plan first to send more.", n=number(c["left"])),
    deliveries.MoreThanOnTheWay: lambda c: _(
        "Only %(n)s are on the way. Count again: arrived, lost and sent back together.", n=number(c["left"])),
    deliveries.AlreadyCounted: lambda c: _("Some of it was counted where it arrived. Take that count back first."),
}  # fmt: skip
