"""What a report calls its figures, and how each is counted."""

from flask_babel import lazy_gettext as _l

from blueprints.toolkit.labels import MEASURE, Words

# In the order of the report. Units are of different items; each item's own figures stand beside its name.
FIGURE: Words = {
    "needs": _l("Needs written"),
    "asked": _l("Units asked for"),
    "promised": _l("Units promised"),
    "arrived": _l("Units arrived"),
    "surplus": _l("Units beyond what was promised"),
    "distributed": _l("Units given out"),
    "remaining": _l("Units nobody has promised"),
    "regions": _l("Regions"),
    "women": _l("Women"),
    "men": _l("Men"),
    "children": _l("Children"),
    "packed": _l("Units packed"),
    "sent": _l("Units sent by convoy"),
    "delivered": _l("Units arrived by convoy"),
}
_SHARES: Words = {
    "women_pct": _l("Women, per cent"),
    "men_pct": _l("Men, per cent"),
    "children_pct": _l("Children, per cent"),
}
SHEET: Words = MEASURE | FIGURE | _SHARES
COLUMNS = (
    _l("Measure"), _l("Item"), _l("Region"), _l("Value"), _l("Target"), _l("Edition before"), _l("Source"),
)  # fmt: skip

METHOD = (
    (
        _l("Arrived"),
        _l(
            "Units that an association counted in its own hands, up to what was promised."
            " What came beyond that is counted apart."
        ),
    ),
    (
        _l("Promised"),
        _l(
            "Units on their way: pledged, prepared or handed over, and not yet counted by the association."
            " A pledge made with the number of somebody who has an account is kept for two days, until they confirm it."
        ),
    ),
    (
        _l("Associations"),
        _l("Those with at least one need in this campaign. Regions and communes are the places where they are."),
    ),
    (_l("Volunteers"), _l("Different people whose pledge is on its way or has arrived.")),
    (
        _l("Families and people"),
        _l(
            "As the associations counted them at each distribution. No name is kept, so a family that came twice is"
            " counted twice. Counts under five are not shown."
        ),
    ),
    (_l("Covered"), _l("What is promised or has arrived, as a share of what was asked for.")),
)
