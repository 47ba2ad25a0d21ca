"""The reader's word for each code of the domain."""

from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _p

from blueprints.toolkit.formats import number
from blueprints.toolkit.language import lang
from domain.catalogue import items

Words = dict[str, LazyString]

URGENCY: Words = {
    "critical": _l("Very urgent"),
    "urgent": _l("Urgent"),
    "soon": _l("Soon"),
    "normal": _l("Not urgent"),
}
CATEGORY: Words = {
    "bedding": _l("Bedding"),
    "clothes": _l("Clothes"),
    "food": _l("Food"),
    "hygiene": _l("Hygiene"),
    "school": _l("School"),
    "children": _l("Toys and children"),
    "health": _l("Health"),
    "home": _l("Home"),
}
SORT: Words = {
    "urgent": _l("Most urgent"),
    "ending": _l("Ending soon"),
    "least": _l("Least covered"),
    "isolated": _l("Isolated first"),
    "newest": _l("Newest"),
}
NEED_STATUS: Words = {
    "draft": _p("need", "Draft"),
    "submitted": _p("need", "Submitted"),
    "in_review": _p("need", "In review"),
    "returned": _p("need", "Returned"),
    "published": _p("need", "Open"),
    "paused": _p("need", "Paused"),
    "fulfilled": _p("need", "Fulfilled"),
    "closed": _p("need", "Closed"),
    "expired": _p("need", "Expired"),
    "cancelled": _p("need", "Cancelled"),
}
PLEDGE_STATUS: Words = {
    "unconfirmed": _p("pledge", "Awaiting your confirmation"),
    "pledged": _p("pledge", "Pledged"),
    "prepared": _p("pledge", "Prepared"),
    "handed_over": _p("pledge", "Handed over"),
    "received": _p("pledge", "Received"),
    "distributed": _p("pledge", "Distributed"),
    "cancelled": _p("pledge", "Withdrawn"),
    "lapsed": _p("pledge", "Lapsed"),
}
STAGE: Words = {
    "pledged": _p("stage", "Pledged"),
    "prepared": _p("stage", "Prepared"),
    "handed_over": _p("stage", "Handed over"),
    "received": _p("stage", "Received"),
    "distributed": _p("stage", "Distributed"),
}
CONDITION: Words = {"good": _l("In good condition"), "fair": _l("Usable"), "unusable": _l("Not usable")}
KIND: Words = {
    "association": _p("kind", "Association"),
    "regional_union": _l("Regional union"),
    "sectoral_union": _l("Sectoral union"),
    "foundation": _l("Foundation"),
    "company": _l("Company"),
    "public_body": _l("Public body"),
}
ROLE: Words = {
    "specialist": _l("Specialist"),
    "coordinator": _l("Coordinator"),
    "planner": _l("Planner"),
    "admin": _l("Administrator"),
}
FIELD: Words = {
    "relief": _l("Relief"),
    "health": _l("Health"),
    "education": _l("Education"),
    "children": _l("Children"),
    "women": _l("Women"),
    "disability": _l("Disability"),
    "development": _l("Local development"),
    "environment": _l("Environment"),
    "elderly": _l("Elderly people"),
}
SIZE: Words = {"small": _l("Small"), "medium": _l("Medium-sized"), "large": _l("Large")}
STEP: Words = {
    "washed": _l("Washed"),
    "disinfected": _l("Disinfected"),
    "packed": _l("Packed in a clean box or bag"),
    "sealed": _l("Sealed, as it was bought"),
    "expiry-checked": _l("Expiry date checked: at least three months left"),
    "fresh": _l("Prepared the same day"),
    "pharmacist-checked": _l("Checked by a pharmacist"),
    "working": _l("Tested and working"),
    "specialist-checked": _l("Agreed with a specialist"),
    "licensed-driver": _l("Driven by a licensed driver"),
}
MEASURE: Words = {
    "volunteers": _l("Volunteers"),
    "associations": _l("Associations"),
    "families": _l("Families"),
    "people": _l("People"),
    "items": _l("Items"),
    "communes": _l("Communes"),
    "women_pct": _l("Women"),
    "men_pct": _l("Men"),
    "children_pct": _l("Children"),
    "cartons": _l("Food cartons"),
    "meals": _l("Meals"),
    "garments": _l("Garments"),
}


def item_name(code: str) -> str:
    """The catalogue's name of an item in the reader's language."""
    return items()[code].names[lang()]


def amount(quantity: int, code: str) -> str:
    """Some units of an item, as a phrase."""
    return gettext("%(n)s %(unit)s – %(item)s", n=number(quantity), unit=unit(quantity, code), item=item_name(code))


def unit(quantity: int, code: str, own: str = "") -> str:
    """The unit an item is counted in, as it stands after this number; or the association's `own` word for it."""
    return own or items()[code].unit(quantity, lang())
