"""Morocco: «شتاء دافئ», whose editions of 2019 and 2020 are real (document N), and everything else invented.

The eighth edition is the one that would run now if there had been one each year; the document speaks of the first two
only, so nothing is claimed of those between, and the running one is linked to that of 2020.
"""

from datetime import date, timedelta

from domain.campaigns import Campaign, Edition, EditionResult, EditionTarget
from domain.demo.story import Running, Season, Story, facts

_ANNOUNCEMENT = "نتعاونو، إعلان «شتاء دافئ 2020»"
_SAID_2019 = "عبأت هذه النسخة أكثر من 200 متطوع… أكثر من 50 جمعية وما يزيد عن 500 أسرة… تبرعات فاقت 10000 قطعة"
_SAID_2020 = "على 32 جماعة… استفاد منها أكثر من 2000 شخص، منهم 54٪ من النساء و28٪ من الرجال و18٪ من الأطفال"

# measure: (key in facts.csv, unit)
_RESULTS_2019 = {
    "volunteers": ("warm_winter_1_volunteers", "people"),
    "associations": ("warm_winter_1_associations", "associations"),
    "families": ("warm_winter_1_families", "families"),
    "items": ("warm_winter_1_items", "items"),
}
_RESULTS_2020 = {
    "communes": ("warm_winter_communes", "communes"),
    "people": ("warm_winter_people", "people"),
    "women_pct": ("warm_winter_women_pct", "percent"),
    "men_pct": ("warm_winter_men_pct", "percent"),
    "children_pct": ("warm_winter_children_pct", "percent"),
}

_INVENTED = "هدف تجريبي"
_TARGETS = {
    "blanket": 6000, "coat-child": 3500, "coat-adult": 1800, "clothing-child": 3000, "clothing-women": 1500,
    "clothing-men": 1200, "shoes": 2500, "socks-gloves-hats": 4000, "mattress": 1200, "heater": 400,
    "canned-food": 4000, "face-mask": 2000, "alcohol-sanitiser": 600,
}  # fmt: skip
_BLANKETS_BY_REGION = {"MA-01": 700, "MA-02": 650, "MA-03": 900, "MA-05": 1100, "MA-07": 950, "MA-08": 800}
_SCHOOL_TARGETS = {"school-kit": 2500, "shoes": 600, "toy": 300}


def season(today: date) -> Season:
    """«شتاء دافئ» in the editions of 2019, 2020 and now, and a demonstration campaign for schools."""
    warm = _warm_winter()
    first = Edition(
        slug="warm-winter-2019", campaign=warm, number=1, year=2019, starts_on=date(2019, 10, 1),
        ends_on=date(2019, 12, 31), sponsor="نتعاونو", source=f"{_ANNOUNCEMENT}: بين فاتح أكتوبر و31 دجنبر 2019",
        results=_results(_RESULTS_2019, _SAID_2019),
    )  # fmt: skip
    # The document gives the year only; the months are those of the first edition.
    second = Edition(
        slug="warm-winter-2020", campaign=warm, number=2, year=2020, starts_on=date(2020, 10, 1),
        ends_on=date(2020, 12, 31), sponsor="نتعاونو", previous=first,
        source=f"{_ANNOUNCEMENT}؛ لا يذكر الإعلان يومي البداية والنهاية، فوُضعت هنا أشهر النسخة الأولى",
        results=_results(_RESULTS_2020, _SAID_2020),
    )  # fmt: skip
    starts_on, ends_on = _winter(today)
    now = Edition(
        slug=f"warm-winter-{starts_on.year}", campaign=warm, number=starts_on.year - 2018, year=starts_on.year,
        starts_on=starts_on, ends_on=ends_on, previous=second, targets=_warm_targets(),
    )  # fmt: skip
    school_start = today - timedelta(days=34)
    school = Edition(
        slug=f"school-bag-{school_start.year}", campaign=_school_bag(), number=1, year=school_start.year,
        starts_on=school_start, ends_on=today + timedelta(days=26),
        targets=_targets(_SCHOOL_TARGETS),
    )  # fmt: skip
    running = [Running(now, 0.36, tuple(_TARGETS)), Running(school, 0.14, tuple(_SCHOOL_TARGETS))]
    return Season([first, second, now, school], running)


def _winter(today: date) -> tuple[date, date]:
    """October to December while that leaves room on both sides of today; else forty days back and fifty on."""
    if date(today.year, 10, 25) <= today <= date(today.year, 12, 13):
        return date(today.year, 10, 1), date(today.year, 12, 31)
    return today - timedelta(days=40), today + timedelta(days=50)


def _results(measures: dict[str, tuple[str, str]], said: str) -> list[EditionResult]:
    rows = []
    for measure, (key, unit) in measures.items():
        value, at_least = facts()[key]
        source = f"{_ANNOUNCEMENT}: «{said}»"
        rows.append(EditionResult(measure=measure, value=value, unit=unit, at_least=at_least, source=source))
    return rows


def _targets(quantities: dict[str, int]) -> list[EditionTarget]:
    return [EditionTarget(item_code=code, quantity=many, source=_INVENTED) for code, many in quantities.items()]


def _warm_targets() -> list[EditionTarget]:
    return _targets(_TARGETS) + [
        EditionTarget(item_code="blanket", region_code=region, quantity=many, source=_INVENTED)
        for region, many in _BLANKETS_BY_REGION.items()
    ]


def _warm_winter() -> Campaign:
    return Campaign(
        name_ar="شتاء دافئ",
        name_fa="زمستان گرم",
        name_fr="Hiver au chaud",
        name_en="Warm Winter",
        about_ar="حملة تبحث عن حاجات الجمعيات الصغرى والأكثر عزلة، وتصل بينها وبين المتطوعين: ملابس دافئة وأغطية"
        " يغسلها المتطوعون ويعقمون أكياسها، وتجمعها الجمعيات وتوزعها على الأسر. نتائج نسختي 2019 و2020 هي ما نشرته"
        " نتعاونو؛ أما النسخة الثامنة الجارية هنا وجمعياتها وأرقامها فعرض تجريبي، ولم تُنشر أرقام ما بينهما.",
        about_fa="پویشی که نیازهای انجمن‌های کوچک و دورافتاده را می‌یابد و آن‌ها را به داوطلبان می‌رساند: لباس گرم و"
        " پتو که داوطلبان می‌شویند و بسته‌هایش را ضدعفونی می‌کنند و انجمن‌ها میان خانواده‌ها پخش می‌کنند. نتایج دوره‌های"
        " ۲۰۱۹ و ۲۰۲۰ همان است که «نتعاونو» منتشر کرده؛ دورهٔ هشتم که اینجا در جریان است، با انجمن‌ها و رقم‌هایش،"
        " آزمایشی است و از دوره‌های میانی رقمی منتشر نشده است.",
        about_fr="Une campagne qui part des besoins des associations les plus petites et les plus isolées et les relie"
        " aux bénévoles : des vêtements chauds et des couvertures, lavés et emballés dans des sacs désinfectés par les"
        " bénévoles, puis collectés et distribués aux familles par les associations. Les résultats de 2019 et 2020"
        " sont ceux qu’a publiés « نتعاونو » ; la huitième édition en cours ici, ses associations et ses chiffres"
        " sont une démonstration, et rien n’a été publié sur les éditions intermédiaires.",
        about_en="A campaign that starts from what the smallest and most isolated associations lack and links them to"
        " volunteers: warm clothes and blankets, washed by volunteers and packed in disinfected bags, then collected"
        " and given out to families by the associations. The results of 2019 and 2020 are those published by نتعاونو;"
        " the eighth edition running here, its associations and its figures are a demonstration, and nothing was"
        " published about the editions in between.",
    )


def _school_bag() -> Campaign:
    return Campaign(
        name_ar="محفظة لكل تلميذ (تجريبي)",
        name_fa="یک کیف برای هر دانش‌آموز (آزمایشی)",
        name_fr="Un cartable par élève (démo)",
        name_en="A bag for every pupil (demo)",
        about_ar="حملة من نسج الخيال لعرض المنصة: محافظ ودفاتر وأحذية لتلاميذ القرى قبل الأسدس الثاني. يختار المعلمون"
        " ما ينقص كل قسم، وتُسلَّم المحافظ في المدرسة حتى لا يُشار إلى أحد بعينه.",
        about_fa="پویشی خیالی برای نمایش این سامانه: کیف و دفتر و کفش برای دانش‌آموزان روستا پیش از نیم‌سال دوم."
        " معلمان می‌گویند هر کلاس چه کم دارد و کیف‌ها در خود مدرسه داده می‌شود تا کسی انگشت‌نما نشود.",
        about_fr="Une campagne imaginaire, pour montrer la plateforme : cartables, cahiers et chaussures pour les"
        " élèves des villages avant le second semestre. Les enseignants disent ce qui manque à chaque classe, et les"
        " cartables sont remis à l’école pour que personne ne soit montré du doigt.",
        about_en="An imaginary campaign that shows the platform at work: bags, notebooks and shoes for village pupils"
        " before the second term. Teachers say what each class lacks, and the bags are handed out at school so that"
        " nobody is singled out.",
    )


STORY = Story(
    country="MA",
    mark="(تجريبي)",
    phone="0600000{:03d}",
    cast=(
        "سلمى بنعمر", "ياسين الحداد", "إبراهيم أوحدو", "فاطنة العلوي", "نبيل برادة", "الدكتورة هند الفاسي",
        "مريم الإدريسي", "عبد الصمد لمراني", "كريم الزروالي",
    ),
    first_names=(
        "محمد", "فاطمة", "أحمد", "خديجة", "يوسف", "مريم", "عمر", "زينب", "حمزة", "سعاد", "أيوب", "نادية", "رشيد",
        "حنان", "عبد الله", "لطيفة", "إلياس", "سناء", "الحسين", "رقية", "سفيان", "كوثر", "مصطفى", "إيمان", "أنس",
        "نزهة", "جمال", "وفاء", "طارق", "هاجر", "عزيز", "أسماء", "ياسر", "شيماء", "نور الدين", "بشرى", "إدريس", "حياة",
    ),
    family_names=(
        "العلمي", "بنيس", "أيت علي", "الوردي", "بوزيد", "الصقلي", "التازي", "أمزيان", "بناني", "الرامي", "أوعلي",
        "المنصوري", "الشرقاوي", "بنجلون", "الحسني", "زروال", "القادري", "أزناك", "السوسي", "الريفي", "بلحاج",
        "اليعقوبي", "الغزالي", "بوعزة", "حمداوي", "الناصري", "أوبلا", "الدكالي", "مزوار", "الفيلالي",
    ),
    contact_policies=(
        "نجيب على الرسائل خلال يومين، ونتصل بكل متطوع قبل التسليم لنتفق على المكان والساعة.",
        "التسليم يوم السوق الأسبوعي عند باب دار الشباب، أو في أي يوم بعد اتصال.",
        "نستقبل التبرعات من التاسعة صباحا إلى الثانية زوالا ما عدا يوم الجمعة.",
        "الشبكة ضعيفة عندنا نهارا: اتركوا رسالة وسنعاود الاتصال بكم مساء.",
        "يمكننا استلام الصناديق في محطة الحافلات بأقرب مدينة، فأخبرونا باسم الناقل ورقم الإرسالية.",
        "من فضلكم لا ترسلوا شيئا دون التزام على المنصة، حتى نهيئ مكان التخزين.",
        "",
    ),
    returned=(
        "نرجو ذكر المقاسات أو الأعمار حتى نصوغ الطلب.",
        "الكمية أكبر من عدد الأسر المذكور، هل يمكن مراجعتها؟",
        "أضيفوا من فضلكم تاريخ آخر أجل للتوزيع.",
        "هذا الطلب مكرر مع طلب سابق منشور.",
    ),
    cancelled=(
        "لبّت الجماعة هذه الحاجة.", "تغيّر عدد المستفيدين وسنكتب طلبا جديدا.", "كُتب الطلب مرتين.",
    ),
    volunteers=120,
    needs={
        "published": 156, "fulfilled": 18, "closed": 14, "expired": 9, "draft": 9, "submitted": 9, "in_review": 7,
        "returned": 6, "cancelled": 6,
    },
    season=season,
    dear={"ramadan-lantern": 0.0, "hygiene-kit": 1.5, "milk": 1.5},
)  # fmt: skip
