"""A broken rule in the reader's language. Each says what to do next."""

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from blueprints.toolkit.formats import date, digits, number
from blueprints.toolkit.labels import NEED_STATUS, PLEDGE_STATUS
from domain import guests, handovers, needs, people, phones, pledges, text
from domain.errors import RuleBroken, WrongState

# How people write a number at home, in each country.
PHONE_EXAMPLES = {"MA": "0612 345 678", "EG": "0100 123 4567", "IR": "0912 345 6789", "AE": "050 123 4567"}


def phone_example(country: str) -> str:
    """An example in the reader's digits, in one piece and isolated, so that no sentence turns it around."""
    return f"\u2066{digits(PHONE_EXAMPLES[country]).replace(' ', chr(0xA0))}\u2069"


Says = Callable[[dict[str, Any]], str]


def _wrong_state(context: dict[str, Any]) -> str:
    words = PLEDGE_STATUS if context["noun"] == "pledge" else NEED_STATUS
    return _("This has moved on meanwhile: it is now “%(state)s”.", state=words[context["state"]])


def _not_enough(context: dict[str, Any]) -> str:
    left = context["remaining"]
    if left == 0:
        return _("Somebody was quicker: everything has been pledged. Other needs are waiting for you.")
    return ngettext("Somebody was quicker: only %(n)s is left.", "Somebody was quicker: only %(n)s are left.", left,
                    n=number(left))  # fmt: skip


SAYS: dict[type[RuleBroken], Says] = {
    WrongState: _wrong_state,
    needs.DeadlinePassed: lambda c: _(
        "The deadline, %(day)s, has passed. Choose a later day.", day=date(c["deadline"])
    ),
    pledges.NotEnoughLeft: _not_enough,
    pledges.NotOnTheBoard: lambda c: _("This need takes no pledges any more. Other needs are waiting for you."),
    pledges.QuantityNotPositive: lambda c: _("Enter a quantity of at least 1."),
    pledges.KeyOfAnother: lambda c: _("This page is out of date. Open the need again and pledge from there."),
    pledges.TooManyPledges: lambda c: ngettext(
        "You have %(n)s pledge under way, as many as one person can have. Finish or withdraw it first.",
        "You have %(n)s pledges under way, as many as one person can have. Finish or withdraw some first.",
        c["most"], n=number(c["most"])),
    guests.GuestLimit: lambda c: ngettext(
        "Without an account you can have %(n)s pledge at a time. Create an account to pledge more.",
        "Without an account you can have %(n)s pledges at a time. Create an account to pledge more.",
        c["most"], n=number(c["most"])),
    guests.GuestQuantity: lambda c: _(
        "Without an account you can pledge up to %(n)s at a time. Enter a smaller quantity, or create an account.",
        n=number(c["most"])),
    handovers.CodeWrong: lambda c: _(
        "The code is not right. Ask the volunteer for the six digits on the pledge’s page."
    ),
    handovers.OwnPledge: lambda c: _(
        "Somebody of your own association made this pledge, so it cannot be confirmed here as help received."
    ),
    handovers.NothingReceived: lambda c: _("If nothing came, choose “It did not arrive” instead."),
    handovers.TooMuchReceived: lambda c: _(
        "This is far more than was pledged. Count again: at most %(n)s can be written down.", n=number(c["most"])
    ),
    handovers.NotYetDue: lambda c: _(
        "The volunteer has until %(day)s. After that day you can say here that it did not arrive.", day=date(c["day"])
    ),
    people.AccountExists: lambda c: _(
        "We could not create an account with this phone or e-mail. If you have one, sign in."
    ),
    people.SignInRefused: lambda c: _("The phone or e-mail and the password do not match. Check both and try again."),
    people.PasswordTooShort: lambda c: _("Choose a password of at least %(n)s characters.", n=number(c["least"])),
    people.PasswordWrong: lambda c: _("This is not your current password."),
    phones.InvalidPhone: lambda c: _("Enter a telephone number with all its digits, for example %(example)s.",
                                     example=phone_example(str(c["country"]))),
    phones.InvalidEmail: lambda c: _("Enter an e-mail address such as name@example.org."),
    text.QuantityMissing: lambda c: _("Enter a quantity."),
    text.QuantityNotANumber: lambda c: _("Enter the quantity in digits, for example %(n)s.", n=number(12)),
    text.QuantityNegative: lambda c: _("Enter a quantity of at least 1."),
    text.QuantityFraction: lambda c: _("Enter a whole number, without a fraction."),
    text.QuantityTooLarge: lambda c: _("This quantity is too large."),
    text.UnsafeText: lambda c: _("This contains hidden characters that we cannot accept. Type it again by hand."),
    text.TextRequired: lambda c: _("Fill in this field."),
    text.TextTooLong: lambda c: _("This is too long: at most %(n)s characters.", n=number(c["limit"])),
}  # fmt: skip


def say(broken: RuleBroken) -> str:
    """What to tell the reader about this broken rule."""
    for kind in type(broken).__mro__:
        if kind in SAYS:
            return SAYS[kind](broken.context)
    raise LookupError(f"no words for {type(broken).__name__}")
