"""The words around a day, folded: what makes it a deadline, what may stand between it and that, what ends a month."""

from domain.lists.tokens import fold_word


def _words(text: str) -> frozenset[str]:
    return frozenset(map(fold_word, text.split()))


# «avant le», «آخر أجل هو يوم»: outermost first, then what says that it is a deadline, then what may stand between.
OUTER = _words("آخر اخر آخرین الى إلى ل في date au no d' le la l' plus dernier من حتى")
LEAD = _words(
    "قبل حتى حتا غاية لغاية أجل الأجل أقصاه موعد الموعد النهائي مهلة المهلة للمهلة تاريخ avant ici jusqu jusqu' jusquau"
    " tard limite délai échéance deadline before by until till due تا مهلت حداکثر پیش"
)
BETWEEN = _words(
    "يوم تاريخ شهر هو الى إلى في le la du au à a de d' l' the on is than later روز تاریخ از الاثنين الإثنين الثلاثاء"
    " الأربعاء الخميس الجمعة السبت الأحد lundi mardi mercredi jeudi vendredi samedi dimanche monday tuesday wednesday"
    " thursday friday saturday sunday شنبه یکشنبه دوشنبه سه‌شنبه چهارشنبه پنجشنبه پنج‌شنبه جمعه"
)
AFTER = _words("كآخر أجل كحد أقصى كأقصى تقدير au plus tard dernier délai maximum max latest deadline")
OF = _words("من شهر de du d' of ماه")
ORDINAL = _words("er ère eme ème st nd rd th ام م")
TOLD = _words("أجل deadline limite délai échéance مهلت مهلة المهلة")  # wherever they stand before the day
WEAK_LEAD = _words("pour for برای")  # «pour le 15 décembre», but «pour 6/12 ans»
PERSIAN_LEAD = _words("تا مهلت حداکثر")
END = _words("نهاية آخر متم fin end پایان انتهای اواخر")
MONTH = _words("الشهر mois month ماه")
YEAR = _words("السنة العام année an year سال")
BETWEEN_END = OF | _words("the هذا l l' d' ce این")
MONTHS_AND_YEARS = MONTH | YEAR
LEADS = LEAD | WEAK_LEAD
OUTER_LEADS = OUTER | LEAD
