"""Egypt: «كتف في كتف», with the goals and totals of document A; associations, needs and pledges are invented.

Egypt has no communes here, so how isolated an association is (0–100) is the demonstration's own judgement by
governorate: high at the borders and in the desert, low in the Delta and the great towns. It measures nothing.
"""

from datetime import date, timedelta

from domain.campaigns import Campaign, Edition, EditionResult, EditionTarget
from domain.demo.story import Running, Season, Story, facts

_ARTICLE = "مقال «التحالف الوطنى للعمل الأهلى»"
_SAID = "«تعبئة وتوزيع أكثر من 4 ملايين كرتونة مواد غذائية بالإضافة إلى 160 ألف وجبة و30 ألف قطعة ملابس»"
_SOURCE = f"{_ARTICLE}: {_SAID}"

# item: (measure of the results, key in facts.csv, unit)
_TOTALS = {
    "food-carton": ("cartons", "katef_food_cartons", "cartons"),
    "meal": ("meals", "katef_meals", "meals"),
    "garment": ("garments", "katef_garments", "garments"),
}
_ITEMS = ("food-carton", "food-carton", "meal", "garment", "toy", "ramadan-lantern", "blanket", "rice", "cooking-oil")

_BORDER = ["EG-MT", "EG-SIN", "EG-JS", "EG-BA", "EG-WAD", "EG-ASN"]
# The document names the borders, the Delta and Upper Egypt; Cairo, Alexandria and the Canal are put with the Delta.
_DELTA = [
    "EG-BH", "EG-KFS", "EG-DK", "EG-DT", "EG-GH", "EG-MNF", "EG-SHR", "EG-KB",
    "EG-ALX", "EG-C", "EG-IS", "EG-PTS", "EG-SUZ",
]  # fmt: skip
_UPPER = ["EG-GZ", "EG-FYM", "EG-BNS", "EG-MN", "EG-AST", "EG-SHG", "EG-KN", "EG-LX"]
_PHASES = (
    ("المحافظات الحدودية", "استان‌های مرزی", "Gouvernorats frontaliers", "Border governorates", _BORDER),
    ("الدلتا والقناة والقاهرة", "دلتا، کانال و قاهره", "Delta, Canal et Le Caire", "Delta, Canal and Cairo", _DELTA),
    ("الصعيد", "مصر علیا", "Haute-Égypte", "Upper Egypt", _UPPER),
)


def season(today: date) -> Season:
    """The edition of 2023 with its published totals, and one that runs now towards the same goals."""
    campaign = _shoulder_to_shoulder()
    # The article says only that Ramadan 1444 (23 March 2023) was near; the days are chosen here.
    first = Edition(
        slug="shoulder-to-shoulder-2023", campaign=campaign, number=1, year=2023, starts_on=date(2023, 3, 1),
        ends_on=date(2023, 3, 22), sponsor="التحالف الوطنى للعمل الأهلى التنموى",
        source=f"{_ARTICLE}؛ لا يذكر المقال إلا قرب رمضان 1444، واليومان تقدير", results=_results(),
    )  # fmt: skip
    starts_on, ends_on = today - timedelta(days=40), today + timedelta(days=50)
    now = Edition(
        slug=f"shoulder-to-shoulder-{starts_on.year}", campaign=campaign, number=starts_on.year - 2022,
        year=starts_on.year, starts_on=starts_on, ends_on=ends_on, previous=first, phases=_phases(starts_on, ends_on),
        targets=[
            EditionTarget(item_code=code, quantity=facts()[key][0], source=_SOURCE)
            for code, (_, key, _) in _TOTALS.items()
        ],
    )  # fmt: skip
    return Season([first, now], [Running(now, 0.45, _ITEMS)])


def _results() -> list[EditionResult]:
    results = []
    for measure, key, unit in _TOTALS.values():
        value, at_least = facts()[key]
        results.append(EditionResult(measure=measure, value=value, unit=unit, at_least=at_least, source=_SOURCE))
    return results


def _phases(starts_on: date, ends_on: date) -> list[dict[str, object]]:
    """Borders first, then the Delta, then Upper Egypt, thirty days each."""
    phases: list[dict[str, object]] = []
    for place, (name_ar, name_fa, name_fr, name_en, regions) in enumerate(_PHASES):
        first = starts_on + timedelta(days=30 * place)
        last = ends_on if place == len(_PHASES) - 1 else first + timedelta(days=29)
        names = {"name_ar": name_ar, "name_fa": name_fa, "name_fr": name_fr, "name_en": name_en}
        phases.append(names | {"regions": regions, "starts_on": first.isoformat(), "ends_on": last.isoformat()})
    return phases


def _shoulder_to_shoulder() -> Campaign:
    return Campaign(
        name_ar="كتف في كتف",
        name_fa="دوش به دوش",
        name_fr="Épaule contre épaule",
        name_en="Shoulder to Shoulder",
        about_ar="مبادرة حماية اجتماعية تعبئ كراتين الغذاء والوجبات والملابس وتوزعها على الأسر الأولى بالرعاية، وتحمل"
        " للأطفال فوانيس رمضان والألعاب. تبدأ بالمحافظات الحدودية ثم الدلتا والصعيد، حتى يكون التوزيع عادلا جغرافيا"
        " واجتماعيا. أرقام نسخة 2023 وأهدافها منشورة؛ أما النسخة الجارية هنا وجمعياتها فعرض تجريبي.",
        about_fa="پویشی برای پشتیبانی اجتماعی که بسته‌های غذایی، وعده‌های گرم و پوشاک را آماده و میان خانواده‌های"
        " نیازمند پخش می‌کند و برای کودکان فانوس رمضان و اسباب‌بازی می‌برد. از استان‌های مرزی آغاز می‌شود و"
        " سپس به دلتا و مصر علیا می‌رسد تا سهم هر استان عادلانه باشد. رقم‌ها و هدف‌های دورهٔ ۲۰۲۳ منتشر"
        " شده‌اند؛ دوره‌ای که اینجا در جریان است و انجمن‌هایش آزمایشی‌اند.",
        about_fr="Une initiative de protection sociale : des colis alimentaires, des repas et des vêtements pour les"
        " familles qui en ont le plus besoin, des lanternes de Ramadan et des jouets pour les enfants. Elle commence"
        " par les gouvernorats frontaliers, puis gagne le Delta et la Haute-Égypte, pour que les parts soient justes."
        " Les chiffres et les objectifs de 2023 ont été publiés ; l’édition en cours ici et ses associations sont une"
        " démonstration.",
        about_en="A social protection initiative: food cartons, meals and clothes for the families that need them most,"
        " Ramadan lanterns and toys for the children. It begins in the border governorates and goes on to the Delta"
        " and Upper Egypt, so that shares are fair. The figures and goals of 2023 were published; the edition running"
        " here and its associations are a demonstration.",
    )


STORY = Story(
    country="EG",
    mark="(تجريبي)",
    phone="01000000{:03d}",
    cast=(
        "آية منصور", "كريم عبد الحميد", "سنوسي بو زيد", "أم هاشم عبد العال", "شريف رضوان", "الدكتورة نرمين عزت",
        "هبة الشناوي", "وليد الجمل", "منى السيد",
    ),
    first_names=(
        "محمود", "أسماء", "أحمد", "هدى", "مصطفى", "نورهان", "إبراهيم", "رانيا", "عمرو", "دعاء", "حسن", "سارة", "طه",
        "إيمان", "يوسف", "ياسمين", "خالد", "مي", "علاء", "نجلاء", "سيد", "شيماء", "رمضان", "فاطمة", "مينا", "مريم",
        "جرجس", "عبير", "هاني", "سلوى",
    ),
    family_names=(
        "عبد الرحمن", "الشافعي", "حسانين", "عبد الجواد", "غنيم", "البدري", "الطحان", "شحاتة", "الصعيدي", "فرج",
        "النجار", "عوض", "سليمان", "بشارة", "الديب", "رزق", "أبو العلا", "متولي", "الحفناوي", "سعد الدين", "عبد المسيح",
        "الخولي", "الزيات", "قنديل",
    ),
    contact_policies=(
        "اتصلوا قبل التسليم بيوم، وسنكون في انتظاركم عند مدخل المركز.",
        "نستلم كل يوم عدا الجمعة من العاشرة إلى الثالثة عصرا.",
        "يمكن التسليم في مخزن المحافظة ونتولى نحن النقل إلى القرى.",
        "من فضلكم لا ترسلوا شيئا قبل الالتزام به هنا، حتى لا يتكرر الدعم.",
        "نرد على الرسائل في اليوم نفسه، وعلى المكالمات بعد العصر.",
        "",
    ),
    returned=(
        "نرجو إضافة الأعمار أو المقاسات.",
        "هل تمت مطابقة الكشف مع جمعية القرية المجاورة؟",
        "العدد أكبر من الكشف المرفق، برجاء المراجعة.",
    ),
    cancelled=("وفرتها الوحدة المحلية.", "كُتب الطلب مرتين.", "تغير عدد الأسر وسنكتب طلبا جديدا."),
    volunteers=70,
    needs={
        "published": 88, "fulfilled": 10, "closed": 7, "expired": 6, "draft": 6, "submitted": 5, "in_review": 4,
        "returned": 4, "cancelled": 4,
    },
    season=season,
    dear={"food-carton": 2.0, "ramadan-lantern": 4.0, "coat-adult": 0.5, "heater": 0.5, "garment": 1.5, "meal": 1.5},
)  # fmt: skip
