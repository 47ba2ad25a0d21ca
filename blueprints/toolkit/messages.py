"""A broken rule in the reader's language. Each says what to do next."""

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from blueprints.toolkit.bulk_words import SAYS as BULK
from blueprints.toolkit.formats import date, digits, number
from blueprints.toolkit.labels import (
    COLLECTION_STATUS,
    CONVOY_STATUS,
    NEED_STATUS,
    ORGANISATION_STATUS,
    PACKING_STATUS,
    PLEDGE_STATUS,
)
from blueprints.toolkit.planning_words import SAYS as PLANNING
from domain import (
    arrivals,
    asking,
    clock,
    comments,
    contacts,
    distributions,
    farewells,
    gathering,
    guests,
    handovers,
    invitations,
    joining,
    needs,
    papers,
    people,
    phones,
    pictures,
    pledges,
    posters,
    posts,
    profiles,
    redrafts,
    renewal_links,
    teams,
    text,
    unions,
    untrusted,
    vouches,
)
from domain.errors import RuleBroken, WrongState
from domain.listing import editing, entries
from domain.lists import columns, table

# How people write a number at home, in each country.
PHONE_EXAMPLES = {"MA": "0612 345 678", "EG": "0100 123 4567", "IR": "0912 345 6789", "AE": "050 123 4567"}


def phone_example(country: str) -> str:
    """An example in the reader's digits, in one piece and isolated, so that no sentence turns it around."""
    return f"\u2066{digits(PHONE_EXAMPLES[country]).replace(' ', chr(0xA0))}\u2069"


Says = Callable[[dict[str, Any]], str]


def _wrong_state(context: dict[str, Any]) -> str:
    words = {
        "pledge": PLEDGE_STATUS, "need": NEED_STATUS, "organisation": ORGANISATION_STATUS, "packing": PACKING_STATUS,
        "convoy": CONVOY_STATUS, "collection": COLLECTION_STATUS,
    }.get(context["noun"])  # fmt: skip
    if words is None:
        return _("This has changed meanwhile. Look at it again and decide.")
    return _("This has moved on meanwhile: it is now “%(state)s”.", state=words[context["state"]])


def _not_enough(context: dict[str, Any]) -> str:
    left = context["remaining"]
    if left == 0:
        return _("Somebody was quicker: everything has been pledged. Other needs are waiting for you.")
    return ngettext("Somebody was quicker: only %(n)s is left.", "Somebody was quicker: only %(n)s are left.", left,
                    n=number(left))  # fmt: skip


SAYS: dict[type[RuleBroken], Says] = BULK | PLANNING | {
    WrongState: _wrong_state,
    needs.BelowTaken: lambda c: ngettext(
        "%(n)s is promised or has arrived already: the quantity cannot be less.",
        "%(n)s are promised or have arrived already: the quantity cannot be less.", c["taken"], n=number(c["taken"])),
    entries.DayUnclear: lambda c: _("Write the day with its month, for example %(day)s.", day=date(clock.today())),
    entries.NothingAsked: lambda c: _("Enter a quantity of at least 1."),
    entries.LabelMissing: lambda c: _("Say in your own words what it is: the list has no name for it."),
    entries.EditionNotRunning: lambda c: _("This campaign is not running now. Choose another, or none."),
    entries.AlreadyPledged: lambda c: _(
        "People have already pledged this, so what it is and how it is counted must stay. Add a new row instead."),
    entries.ReviewedAsItStands: lambda c: _(
        "People have pledged what the platform team approved. You can lower the quantity, change the deadline, pause or"
        " close. For anything else, add a new row."),
    editing.NotApproved: lambda c: _("Your association is not approved yet. Your rows are kept: send them then."),
    editing.ListFull: lambda c: _(
        "Your list holds at most %(n)s rows at a time. Close or delete some first.", n=number(c["most"])
    ),
    editing.ChangedMeanwhile: lambda c: _("Somebody else saved this row after you opened it."),
    table.FileTooLarge: lambda c: _("The file is too large: at most %(n)s MB. Save only the list, without pictures.",
                                    n=number(c["limit"] // 1_000_000)),
    table.FileNotATable: lambda c: _("This file is not a list. Choose an Excel, LibreOffice or CSV file."),
    table.FileEncrypted: lambda c: _("The file asks for a password. Save it without one and choose it again."),
    table.FileDamaged: lambda c: _("The file is damaged. Open it, save it anew and choose it again."),
    table.FileEmpty: lambda c: _("The file is empty."),
    table.TooManyRows: lambda c: _("The file has more than %(n)s rows. Split it into smaller files.",
                                   n=number(c["limit"])),
    table.TooManyColumns: lambda c: _("The file has more than %(n)s columns. Keep only those of the list.",
                                      n=number(c["limit"])),
    columns.ColumnsNotFound: lambda c: _(
        "We cannot tell which column says what is needed. Write the headings of the template over your columns."),
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
    handovers.FarMoreReceived: lambda c: _(
        "You wrote %(actual)s, but %(pledged)s were pledged. Count again; if it is right, press the button once more.",
        actual=number(c["actual"]), pledged=number(c["pledged"])),
    arrivals.CodeUnknown: lambda c: _(
        "Nothing on its way to you has this code. Ask the volunteer for the six digits on the pledge’s page."
    ),
    distributions.MoreThanArrived: lambda c: ngettext(
        "Only %(n)s of it is left to give out. Count again, or write down first what arrived.",
        "Only %(n)s of it are left to give out. Count again, or write down first what arrived.",
        c["left"], n=number(c["left"])) if c["left"] else _("All of this has been given out already."),
    distributions.NothingGivenOut: lambda c: _("Enter a quantity of at least 1."),
    distributions.NobodyReached: lambda c: _("Say how many women, men and children it reached."),
    distributions.MoreFamiliesThanPeople: lambda c: _(
        "There are more families here than people: you wrote %(n)s women, men and children together.",
        n=number(c["people"])),
    distributions.DayOutside: lambda c: _(
        "Choose a day from %(first)s, when the need was written down, to today.", first=date(c["first"])
    ),
    distributions.PlaceHoldsNumber: lambda c: _("Write only the place, without a telephone or card number."),
    distributions.KeyOfAnother: lambda c: _("This page is out of date. Open it again and write it down from there."),
    distributions.AlreadyCorrected: lambda c: _("A correction cannot be taken back. Write down what is right instead."),
    gathering.DayNotAhead: lambda c: _("Choose a day from today to %(day)s.", day=date(c["last"])),
    gathering.HoursTurned: lambda c: _("Choose an end that comes after the beginning."),
    gathering.CollectionChanged: lambda c: _(
        "Somebody else saved this collection after you opened it. Compare, and save again if yours is right."
    ),
    gathering.GoneElsewhere: lambda c: (
        _("Somebody was quicker: it is in the collection of %(day)s at %(place)s.", day=date(c["day"]),
          place=c["place"]) if c["day"]
        else _("None of these waits for a collection any more. Choose among those that are left.")),
    gathering.LookedAfter: lambda c: (
        _("%(name)s looks after this collection now.", name=c["name"]) if c["name"]
        else _("Nobody looks after this collection now. Take it first.")),
    gathering.DayAhead: lambda c: _("It can be marked as done from %(day)s on.", day=date(c["day"])),
    asking.AskedMeanwhile: lambda c: _(
        "People were asked for this need meanwhile. See what comes of it before you ask more."
    ),
    asking.NobodyToAsk: lambda c: _("There is nobody left to ask now: each person is asked once a week at most."),
    renewal_links.TooManyLinks: lambda c: _(
        "There are %(n)s links that work, as many as there can be. Take one back first.", n=number(c["most"])
    ),
    handovers.NotYetDue: lambda c: _(
        "The volunteer has until %(day)s. After that day you can say here that it did not arrive.", day=date(c["day"])
    ),
    invitations.InvitationUsed: lambda c: _("This link was used already. Ask for a new one."),
    invitations.InvitationExpired: lambda c: _("This link has expired: it lived ten days. Ask for a new one."),
    invitations.InvitationRevoked: lambda c: _("This link was taken back. Ask for a new one."),
    invitations.TooManyInvitations: lambda c: _(
        "There are %(n)s open links, as many as there can be. Take one back first.", n=number(c["most"])
    ),
    invitations.AlreadyMember: lambda c: _("You are in this team already. Pass the link on to whom it is meant for."),
    joining.NotOpen: lambda c: (
        _("New associations come in by invitation for now. Ask the platform team for a link.")
        if c["launch"] == "invited" else _("New associations cannot join yet. Come back soon.")),
    joining.TooManyApplications: lambda c: _(
        "You have %(n)s applications under way, as many as one person can have. Finish or withdraw one first.",
        n=number(c["most"])),
    joining.ProfileIncomplete: lambda c: _("Finish the steps that are still to do, then hand it in."),
    joining.NotAskedYet: lambda c: (
        _("There is nothing to confirm before %(day)s.", day=date(c["day"])) if c["day"]
        else _("There is nothing to confirm now.")),
    profiles.ProfileLocked: lambda c: (
        _("The platform team is looking at this now. You can change it once it has decided.")
        if c["state"] in joining.UNDER_WAY
        else _("The platform team checked this, so it cannot be changed here. Write to the team.")),
    vouches.OwnAssociation: lambda c: _("You act for this association yourself, so somebody else has to do this."),
    teams.LastOwner: lambda c: _("An association always has an owner. Make somebody else an owner first."),
    farewells.NobodyElse: lambda c: _(
        "Nobody else acts for %(name)s. Hand the association over first, or let it leave the platform.",
        name=c["name"]),
    unions.NotAUnion: lambda c: _("An association joins a union: one of the two has to be a union."),
    unions.NotListed: lambda c: _("This works once both are approved on the platform."),
    papers.DocumentTooLarge: lambda c: _("The file is too large: at most %(n)s MB.", n=number(c["limit"] // 1_000_000)),
    papers.DocumentUnreadable: lambda c: _("This is no PDF and no photo that can be read. Send another."),
    papers.TooManyDocuments: lambda c: _(
        "There are %(n)s documents, as many as there can be. Remove one first.", n=number(c["most"])
    ),
    untrusted.ReadersBusy: lambda c: _("Other files are being read just now. Wait a moment and send it again."),
    pictures.PicturesBusy: lambda c: _("Other pictures are being prepared just now. Wait a moment and send it again."),
    posters.ManyWait: lambda c: _("Many posters are being made just now. Wait a few minutes and ask again."),
    papers.DayAhead: lambda c: _("This day has not come yet. Enter a day that has passed."),
    pictures.PictureIsHeic: lambda c: _(
        "Few devices can read this format of picture (HEIC). Set the camera to “most compatible”, or send it as JPEG."
    ),
    pictures.PictureNotAPicture: lambda c: _("This is not a picture that can be read. Send a JPEG, PNG or WebP."),
    pictures.PictureTooLarge: lambda c: _(
        "The picture is too large: at most %(n)s MB.", n=number(c["limit"] // 1_000_000)
    ),
    pictures.PictureTooManyPixels: lambda c: _(
        "The picture is too large: at most %(n)s megapixels.", n=number(c["limit"] // 1_000_000)
    ),
    pictures.PictureDamaged: lambda c: _("The picture is damaged and cannot be read to its end. Send it again."),
    people.AccountExists: lambda c: _(
        "We could not create an account with this phone or e-mail. If you have one, sign in."
    ),
    people.SignInRefused: lambda c: _("The phone or e-mail and the password do not match. Check both and try again."),
    people.PasswordTooShort: lambda c: _("Choose a password of at least %(n)s characters.", n=number(c["least"])),
    people.PasswordWrong: lambda c: _("This is not your current password."),
    phones.InvalidPhone: lambda c: _("Enter a telephone number with all its digits, for example %(example)s.",
                                     example=phone_example(str(c["country"]))),
    phones.InvalidEmail: lambda c: _("Enter an e-mail address such as name@example.org."),
    comments.NotPublic: lambda c: _("This news is not here any more."),
    comments.CommentKeyOfAnother: lambda c: _("This page is out of date. Open it again and write your comment there."),
    contacts.NothingSaid: lambda c: _("Write in a sentence what they said."),
    contacts.StepWithoutDay: lambda c: _("Write the next step and choose its day, or leave both empty."),
    contacts.StepDayOutside: lambda c: _("Choose a day from the list."),
    contacts.NotOfTheTeam: lambda c: _("Choose somebody of the platform team."),
    contacts.ContactKeyOfAnother: lambda c: _("This page is out of date. Open it again and write it down from there."),
    redrafts.SameWords: lambda c: _("This is what the need says already. Change something, or leave it as it is."),
    redrafts.RedraftOvertaken: lambda c: _(
        "Another coordinator changed the redraft after you opened it. Nothing was overwritten: look at it, then decide."
    ),
    redrafts.RedraftVoid: lambda c: _(
        "The association wrote other words after this redraft was begun. Compare with its new words and save it again."
    ),
    posts.PostKeyOfAnother: lambda c: _("This page is out of date. Open it again and write your news there."),
    posts.TitleMissing: lambda c: _("Give your news a title first."),
    posts.TooManyPictures: lambda c: ngettext(
        "News can have %(n)s picture at most.", "News can have %(n)s pictures at most.",
        c["most"], n=number(c["most"])),
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
