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
PACKING_STATUS: Words = {
    "planned": _p("packing", "Planned"),
    "running": _p("packing", "Running"),
    "done": _p("packing", "Ended"),
    "cancelled": _p("packing", "Cancelled"),
}
CONVOY_STATUS: Words = {
    "planned": _p("convoy", "Planned"),
    "on_the_way": _p("convoy", "On the way"),
    "arrived": _p("convoy", "Arrived"),
    "cancelled": _p("convoy", "Cancelled"),
}
MOVEMENT: Words = {
    "supply": _p("movement", "Came in"),
    "pack": _p("movement", "Packing"),
    "dispatch": _p("movement", "Sent"),
    "receipt": _p("movement", "Arrived"),
    "loss": _p("movement", "Lost"),
    "return": _p("movement", "Came back"),
    "count": _p("movement", "Stock-taking"),
    "correction": _p("movement", "Correction"),
}
COLLECTION_STATUS: Words = {
    "planned": _p("collection", "Planned"),
    "done": _p("collection", "Done"),
    "cancelled": _p("collection", "Cancelled"),
}
COLLECTION_NOTE: Words = {  # what happened to one that stayed planned
    "taken": _p("collection", "Taken over"),
    "released": _p("collection", "Given back"),
    "requested": _p("collection", "A colleague was asked to take it"),
    "changed": _p("collection", "Changed"),
}
WEEKDAY = (  # as date.weekday() counts
    _l("Monday"), _l("Tuesday"), _l("Wednesday"), _l("Thursday"), _l("Friday"), _l("Saturday"), _l("Sunday"),
)  # fmt: skip
POST_STATUS: Words = {
    "draft": _p("news", "Draft"),
    "published": _p("news", "Published"),
    "hidden": _p("news", "Hidden"),
    "removed": _p("news", "Taken away by the platform team"),
}
COMMENT_STATUS: Words = {
    "waiting": _p("comment", "Waiting"),
    "shown": _p("comment", "Shown"),
    "hidden": _p("comment", "Hidden"),
    "removed": _p("comment", "Taken away by the platform team"),
}
REDRAFT_STATUS: Words = {
    "draft": _p("redraft", "Draft"),
    "used": _p("redraft", "Used"),
    "dropped": _p("redraft", "Dropped"),
    "void": _p("redraft", "Void: the association wrote anew"),
    "undone": _p("redraft", "The association went back to its own words"),
}
WAY: Words = {
    "call": _p("way", "Call"),
    "whatsapp": _p("way", "WhatsApp"),
    "letter": _p("way", "Letter or e-mail"),
    "visit": _p("way", "Visit"),
    "meeting": _p("way", "Meeting"),
}
OUTCOME: Words = {
    "reached": _p("talk", "Yes, we talked"),
    "no_answer": _p("talk", "Nobody answered"),
    "call_back": _p("talk", "They ask to be called again"),
}
LETTERS: Words = {
    "daily": _l("Once a day, in the morning"),
    "each": _l("At once, but at most four in an hour"),
    "none": _l("None: I look here myself"),
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
ORGANISATION_STATUS: Words = {
    "invited": _p("organisation", "Invited"),
    "started": _p("organisation", "Profile started"),
    "submitted": _p("organisation", "Handed in"),
    "under_review": _p("organisation", "Under review"),
    "approved": _p("organisation", "Approved"),
    "trusted": _p("organisation", "Trusted"),
    "recertification_due": _p("organisation", "To be confirmed again"),
    "suspended": _p("organisation", "Suspended"),
    "withdrawn": _p("organisation", "Withdrawn"),
    "rejected": _p("organisation", "Refused"),
}
PROFILE_STEP: Words = {
    "who": _l("Who you are"),
    "where": _l("Where you work"),
    "about": _l("What you do"),
    "papers": _l("Your papers"),
}
LEGAL_FORM: Words = {
    "informal": _l("Not registered yet (a team of people)"),
    "association": _l("Registered association"),
    "cooperative": _l("Cooperative"),
    "foundation": _p("legal form", "Foundation"),
    "union": _l("Registered union or federation"),
    "company": _p("legal form", "Company"),
    "public_body": _p("legal form", "Public body"),
}
DOCUMENT: Words = {
    "registration": _l("Receipt or certificate of registration"),
    "statutes": _l("Statutes"),
    "board": _l("List of the board’s members"),
    "report": _l("Report of a year"),
    "other": _l("Another document"),
}
MEMBER_ROLE: Words = {"owner": _l("Owner"), "editor": _l("Editor")}
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
ARRIVING: Words = {  # pledges as whoever receives them looks at them
    "pledged": _p("arriving", "On its way"),
    "prepared": _p("arriving", "Prepared"),
    "handed_over": _p("arriving", "Handed over"),
    "overdue": _p("arriving", "Overdue"),
    "received": _p("arriving", "Arrived"),
}
DISTRIBUTION_STEP: Words = {
    "dates-told": _l("Families knew the day, the hour and the place"),
    "precautions": _l("Clean hands, enough room, and masks where somebody is ill"),
    "ordered-queue": _l("Everybody came in turn, without crowding"),
    "elderly-first": _l("Elderly people, pregnant women and people with a disability came first"),
    "privacy-kept": _l("Nobody had to say aloud what they need, or why"),
    "no-photos": _l("No faces were photographed"),
    "counted-twice": _l("Two people counted what was given out"),
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
