"""The Emirates: teams of volunteers, and a campaign for workers and families. All of it is invented.

How isolated a team is (0–100) is the demonstration's own judgement of mountains, islands and desert; it measures
nothing.
"""

from datetime import date, timedelta

from domain.campaigns import Campaign, Edition, EditionTarget
from domain.demo.story import Running, Season, Story

_TARGETS = {
    "hygiene-kit": 3000, "food-carton": 1500, "coat-adult": 800, "blanket": 900, "clothing-men": 1200, "shoes": 600,
    "meal": 4000, "socks-gloves-hats": 1500, "school-kit": 500,
}  # fmt: skip
_KITS_BY_REGION = {"AE-FU": 500, "AE-RK": 450, "AE-SH": 600}


def season(today: date) -> Season:
    """One invented campaign that runs now."""
    starts_on = today - timedelta(days=40)
    targets = [EditionTarget(item_code=code, quantity=many, source="هدف تجريبي") for code, many in _TARGETS.items()]
    targets += [
        EditionTarget(item_code="hygiene-kit", region_code=region, quantity=many, source="هدف تجريبي")
        for region, many in _KITS_BY_REGION.items()
    ]
    now = Edition(
        slug=f"farm-and-mountain-{starts_on.year}", campaign=_farm_and_mountain(), number=1, year=starts_on.year,
        starts_on=starts_on, ends_on=today + timedelta(days=45), targets=targets,
    )  # fmt: skip
    return Season([now], [Running(now, 0.5, tuple(_TARGETS))])


def _farm_and_mountain() -> Campaign:
    return Campaign(
        name_ar="حقيبة المزرعة والجبل (تجريبي)",
        name_fa="کوله‌بار مزرعه و کوه (آزمایشی)",
        name_fr="Le sac des fermes et des monts (démo)",
        name_en="A bag for farm and mountain (demo)",
        about_ar="حملة من نسج الخيال لعرض المنصة: حقيبة فيها غطاء وسترة ومواد نظافة وطعام لعمال المزارع البعيدة وللأسر"
        " المتعففة في الجبال والواحات. يذهب المتطوعون إلى حيث يعمل الناس ويسكنون، ويسألون أولا عمّا ينقص.",
        about_fa="پویشی خیالی برای نمایش این سامانه: بسته‌ای از پتو، کاپشن، مواد بهداشتی و خوراک برای کارگران مزرعه‌های"
        " دور و خانواده‌های آبرومند کوهستان و واحه‌ها. داوطلبان به همان جایی می‌روند که مردم کار و زندگی می‌کنند و نخست"
        " می‌پرسند چه کم است.",
        about_fr="Une campagne imaginaire, pour montrer la plateforme : un sac avec une couverture, une veste, des"
        " produits d’hygiène et des vivres pour les ouvriers des fermes éloignées et les familles discrètes des"
        " montagnes et des oasis. Les bénévoles vont là où les gens vivent et travaillent, et demandent d’abord ce"
        " qui manque.",
        about_en="An imaginary campaign that shows the platform at work: a bag with a blanket, a jacket, hygiene items"
        " and food for workers on remote farms and for families in the mountains and oases who would not ask."
        " Volunteers go where people live and work, and first ask what is lacking.",
    )


STORY = Story(
    country="AE",
    mark="(تجريبي)",
    phone="0500000{:03d}",
    cast=(
        "ميرة الشحي", "سالم الظنحاني", "راشد اليماحي", "عبد الله الخاطري", "عمر السويدي", "الدكتورة لطيفة المزروعي",
        "نورة الكتبي", "حمد النيادي", "شمّا المنصوري",
    ),
    first_names=(
        "خالد", "موزة", "سعيد", "عائشة", "راشد", "شيخة", "سلطان", "علياء", "حمدان", "ريم", "بلال", "فاطمة", "جمعة",
        "هند", "أنور", "مهرة", "رفيق", "سلامة", "يعقوب", "آمنة", "طارق", "لينا", "ماجد",
    ),
    family_names=(
        "الكعبي", "الحمادي", "الزعابي", "النقبي", "المهيري", "البلوشي", "الشامسي", "الرميثي", "العامري", "المرزوقي",
        "خوري", "حداد", "الحوسني", "الدرمكي", "رحمن", "عثمان", "الطنيجي", "الفلاسي",
    ),
    contact_policies=(
        "نتواصل معكم خلال يوم واحد لتحديد نقطة التسليم.",
        "التسليم مساء كل أربعاء في مجلس الحي.",
        "نستقبل الصناديق في مواقف المسجد بعد صلاة العصر، بعد رسالة تأكيد.",
        "المواد الغذائية مغلقة فقط، وصلاحيتها ثلاثة أشهر على الأقل.",
        "",
    ),
    returned=(
        "نرجو توضيح عدد المستفيدين في كل موقع.",
        "أضيفوا المقاسات المطلوبة من فضلكم.",
        "الطلب مكرر مع طلب فريق آخر.",
    ),
    cancelled=("وفرها فريق آخر.", "كُتب الطلب مرتين.", "انتقل العمال إلى موقع جديد."),
    volunteers=45,
    needs={
        "published": 58, "fulfilled": 7, "closed": 5, "expired": 4, "draft": 4, "submitted": 4, "in_review": 3,
        "returned": 3, "cancelled": 3,
    },
    season=season,
    dear={"hygiene-kit": 2.5, "meal": 1.5, "heater": 0.3, "coat-child": 0.5, "mattress": 0.6, "ramadan-lantern": 0.0,
          "toy": 1.5},
)  # fmt: skip
