"""What a reader asks the board for, and what a pledge needs."""

from dataclasses import dataclass

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField
from wtforms.validators import Length

from blueprints.toolkit.forms import Form, LineField, PhoneField, QuantityField, required
from blueprints.toolkit.messages import say
from domain import board, campaigns, organisations
from domain.board import Filters
from domain.catalogue import CATEGORIES
from domain.errors import RuleBroken
from domain.needs import URGENCIES
from domain.text import parse_quantity

QUERY_MOST = 100  # characters
KEY_MOST = 64  # characters


def read_filters() -> Filters:
    """The filters in the address; what is not understood is left out rather than refused."""
    args = request.args
    edition = campaigns.find_edition(args["campaign"]) if args.get("campaign") else None
    association = organisations.find_listed(args["association"]) if args.get("association") else None
    return Filters(
        q=args.get("q", "")[:QUERY_MOST].strip(),
        region=args.get("region", "")[:8] or None,
        category=args.get("category") if args.get("category") in CATEGORIES else None,
        urgency=URGENCIES.index(args["urgency"]) if args.get("urgency") in URGENCIES else None,
        campaign=edition.id if edition else None,
        association=association.id if association else None,
        sort=args["sort"] if args.get("sort") in board.SORTS else "urgent",
        after=board.read_after(args.get("after", "")),
    )


@dataclass(frozen=True, slots=True)
class Click:
    """A signed-in volunteer's click, read without a form's machinery, which costs as much as the pledge itself.

    `quantity` is None when `typed` is not understood; `error` then says why."""

    typed: str
    key: str
    quantity: int | None = None
    error: str | None = None


def read_click() -> Click:
    """The click in this request."""
    typed, key = request.form.get("quantity", ""), request.form.get("key", "")
    if not typed.strip() or not 0 < len(key) <= KEY_MOST:
        return Click(typed, key, error=_("Fill in this field."))
    try:
        return Click(typed, key, parse_quantity(typed))
    except RuleBroken as broken:
        return Click(typed, key, error=say(broken))


class GuestPledgeForm(Form):
    """A visitor's pledge: who they are, and how much."""

    quantity = QuantityField(_l("Quantity"), [required()])
    key = HiddenField(validators=[required(), Length(max=KEY_MOST)])
    name = LineField(_l("Your name"), [required()], limit=80)
    phone = PhoneField(_l("Your telephone number"), [required()])
