"""What the desk says of lines that are no needs, and a message as associations send them."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from domain.lists import rows
from domain.lists.passing import EXAMPLE

REASONS: dict[str, LazyString] = {
    rows.GREETING: _l("a greeting"),
    rows.ASSOCIATION: _l("the association’s name"),
    rows.PLACE: _l("a place"),
    rows.CONTACT: _l("how to reach you: a telephone number is never part of a need"),
    rows.PHONE: _l("a telephone number: it is never kept"),
    rows.EMAIL: _l("an e-mail address: it is never kept"),
    rows.LINK: _l("a link"),
    rows.MONEY: _l("money: Awn never handles money"),
    rows.PEOPLE: _l("how many people there are, not what they lack"),
    rows.HEADING: _l("a heading"),
    rows.CLOSING: _l("the end of the message"),
    rows.SIGNATURE: _l("a signature"),
    rows.CHAT: _l("a line of the chat program"),
    rows.STRUCK: _l("struck out"),
    rows.COVERED: _l("covered already, it says"),
    rows.REMARK: _l("a remark"),
    rows.TOTAL: _l("a total"),
    rows.TOO_LONG: _l("far too long for a line"),
    rows.TOO_MANY: _l("too many lines: paste the rest by itself"),
    EXAMPLE: _l("an example of the template"),
}
UNCLEAR = _l("no need could be read here")

# A message as it is sent, in each language; no translation of one another.
EXAMPLES = {
    "ar": "السلام عليكم، نحتاج قبل 20 دجنبر:\n- 120 بطانية\n- معاطف للأطفال ×40 (من 4 إلى 10 سنوات)\n- حليب الأطفال: "
    "30 علبة عاجل جدا\n- 25 كيس دقيق\nجزاكم الله خيرا",
    "fa": "سلام، تا ۲۰ آذر نیاز داریم:\n• پتو ۸۰ تخته (فوری)\n• کاپشن بچه‌گانه: ۳۰ عدد\n• شیر خشک، ۲۴ قوطی\n"
    "• بخاری ۵ دستگاه\nبا سپاس",
    "fr": "Bonjour, avant le 20 décembre il nous faut :\n- 80 couvertures\n- 40 manteaux enfants (4 à 10 ans)\n"
    "- Lait infantile : 30 boîtes, très urgent\n- 25 sacs de farine\nMerci beaucoup",
    "en": "Hello, before 20 December we need:\n- 80 blankets\n- 40 coats for children (4 to 10 years)\n"
    "- Infant formula: 30 tins, very urgent\n- 25 sacks of flour\nThank you",
}
