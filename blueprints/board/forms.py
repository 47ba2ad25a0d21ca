"""What a reader asks the board for, and what a pledge needs."""

from flask import request
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField
from wtforms.validators import Length

from blueprints.toolkit.forms import Form, LineField, PhoneField, QuantityField, required
from domain import board, campaigns, organisations
from domain.board import Filters
from domain.catalogue import CATEGORIES
from domain.needs import URGENCIES

QUERY_MOST = 100  # characters


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


class PledgeForm(Form):
    """A signed-in volunteer's click."""

    quantity = QuantityField(_l("Quantity"), [required()])
    key = HiddenField(validators=[required(), Length(max=64)])


class GuestPledgeForm(PledgeForm):
    """A visitor's pledge: who they are, and how much."""

    name = LineField(_l("Your name"), [required()], limit=80)
    phone = PhoneField(_l("Your telephone number"), [required()])
