"""The words around a day, folded: what makes it a deadline, what may stand between it and that, what ends a month."""

from domain.lists.tokens import SIGN, Token, fold_word


def _words(text: str) -> frozenset[str]:
    return frozenset(map(fold_word, text.split()))


# «avant le», «آخر أجل هو يوم»: outermost first, then what says that it is a deadline, then what may stand between.
OUTER = _words("آخر اخر آخرین الى إلى ل في date au no d' le la l' plus dernier من حتى")
LEAD = _words(
    "قبل حتى حتا هنا غاية لغاية أجل الأجل أقصاه موعد الموعد ميعاد الميعاد معاد النهائي مهلة المهلة للمهلة تاريخ"
    " avant ici jusqu jusqu' jusquau tard limite délai échéance deadline before by until till due تا مهلت حداکثر پیش"
)
BETWEEN = _words(
    "يوم اليوم تاريخ شهر هو الى إلى ل في le la du au à a de d' l' the on is than later روز تاریخ از الاثنين الإثنين"
    " الثلاثاء الأربعاء الخميس الجمعة السبت الأحد lundi mardi mercredi jeudi vendredi samedi dimanche monday tuesday"
    " wednesday thursday friday saturday sunday شنبه یکشنبه دوشنبه سه‌شنبه چهارشنبه پنجشنبه پنج‌شنبه جمعه"
    " للاستلام للتسليم الاستلام التسليم استلام livraison réception dépôt collecte delivery تحویل ارسال"
)
AFTER = _words("كآخر أجل كحد أقصى كأقصى تقدير au plus tard dernier délai maximum max latest deadline")
OF = _words("من شهر de du d' of ماه")
ORDINAL = _words("er ère eme ème st nd rd th ام م")
TOLD = _words("أجل deadline limite délai échéance مهلت مهلة المهلة")  # wherever they stand before the day
WEAK_LEAD = _words("pour for برای")  # «pour le 15 décembre», but «pour 6/12 ans»
PERSIAN_LEAD = _words("تا مهلت حداکثر")
END = _words("نهاية آخر متم fin end پایان انتهای اواخر")
# A day of a month in a word: «1 دی» is «اول دی», and «mi-décembre» the 15th.
DAYS = {
    **dict.fromkeys(_words("premier first فاتح بداية أول اول یکم début beginning اوایل أوائل"), 1),
    **dict.fromkeys(_words("mi mid منتصف نیمه نیمهٔ اواسط أواسط"), 15),
    **dict.fromkeys(_words("پنجم"), 5),
    **dict.fromkeys(_words("دهم العاشر عشرة"), 10),
    **dict.fromkeys(_words("پانزدهم quinze"), 15),
    **dict.fromkeys(_words("بیستم عشرين العشرين vingt"), 20),
    **dict.fromkeys(_words("سی‌ام ثلاثين الثلاثين trente"), 30),
}
DAY = _words("le au يوم اليوم the روز")  # between a lead and a day alone: «avant le 15»
THIS = _words("الجاري الحالي المقبل القادم courant prochain جاری آینده")
MONTH = _words("الشهر mois month ماه")
YEAR = _words("السنة العام année an year سال")
BETWEEN_END = OF | _words("the هذا l l' d' ce این")
MONTHS_AND_YEARS = MONTH | YEAR
LEADS = LEAD | WEAK_LEAD
OUTER_LEADS = OUTER | LEAD


def start_of_words(tokens: list[Token], position: int, least: int) -> int:
    """Where the words begin that make the day at `position` a deadline; `position` when there are none."""
    start = position
    while start > least and (tokens[start - 1].folded in BETWEEN or _is_colon(tokens[start - 1])):
        start -= 1
    lead = start
    while lead > least and tokens[lead - 1].folded in LEADS:
        lead -= 1
    if lead == start:
        return position
    while lead > least and tokens[lead - 1].folded in OUTER_LEADS:
        lead -= 1
    return lead


def _is_colon(token: Token) -> bool:
    return token.kind == SIGN and token.text in ":="


def is_persian(lead: list[Token]) -> bool:
    """Whether these words before a day are Persian, which counts by its own calendar."""
    return any(token.folded in PERSIAN_LEAD for token in lead)
