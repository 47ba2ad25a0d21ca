"""Iran: a winter campaign in villages and on the plateaus. All of it is invented; document K has no figures to show.

How isolated an association is (0–100) is the demonstration's own judgement of mountains, borders and desert; it
measures nothing.
"""

from datetime import date, timedelta

from domain.campaigns import Campaign, Edition, EditionTarget
from domain.demo.story import Running, Season, Story

_TARGETS = {
    "blanket": 3500, "heater": 400, "coat-child": 2200, "coat-adult": 900, "shoes": 1800, "socks-gloves-hats": 2500,
    "clothing-child": 1200, "mattress": 700, "food-carton": 1600,
}  # fmt: skip
_BLANKETS_BY_REGION = {"IR-14": 350, "IR-15": 400, "IR-17": 300, "IR-05": 350, "IR-24": 250}


def season(today: date) -> Season:
    """One invented campaign that runs now."""
    starts_on = today - timedelta(days=38)
    targets = [EditionTarget(item_code=code, quantity=many, source="هدف آزمایشی") for code, many in _TARGETS.items()]
    targets += [
        EditionTarget(item_code="blanket", region_code=region, quantity=many, source="هدف آزمایشی")
        for region, many in _BLANKETS_BY_REGION.items()
    ]
    now = Edition(
        slug=f"warm-village-{starts_on.year}", campaign=_warm_village(), number=1, year=starts_on.year,
        starts_on=starts_on, ends_on=today + timedelta(days=52), targets=targets,
    )  # fmt: skip
    return Season([now], [Running(now, 0.5, tuple(_TARGETS))])


def _warm_village() -> Campaign:
    return Campaign(
        name_ar="شتاء القرى الدافئ (تجريبي)",
        name_fa="زمستان گرم روستا (آزمایشی)",
        name_fr="Village au chaud (démo)",
        name_en="Warm Village (demo)",
        about_ar="حملة من نسج الخيال لعرض المنصة: بطانيات ومدافئ آمنة وأحذية لأطفال القرى الجبلية قبل أن يقطع الثلج"
        " الطريق. تكتب كل جمعية ما ينقصها بيتا بيتا، ويلتزم المتطوعون بجزء منه، ويُعلن الوصول أمام الجميع.",
        about_fa="پویشی خیالی برای نمایش این سامانه: پتو، بخاری ایمن و کفش برای بچه‌های روستاهای کوهستانی، پیش از آن‌که"
        " برف راه را ببندد. هر انجمن کمبودها را خانه‌به‌خانه می‌نویسد، داوطلبان هر کدام بخشی را بر عهده می‌گیرند و رسیدن"
        " کمک‌ها پیش چشم همه اعلام می‌شود.",
        about_fr="Une campagne imaginaire, pour montrer la plateforme : couvertures, chauffages sûrs et chaussures pour"
        " les enfants des villages de montagne, avant que la neige ne coupe la route. Chaque association écrit ce qui"
        " manque maison par maison, les bénévoles en prennent chacun une part, et l’arrivée est annoncée à tous.",
        about_en="An imaginary campaign that shows the platform at work: blankets, safe heaters and shoes for children"
        " of mountain villages before the snow closes the road. Each association writes down what is lacking house by"
        " house, volunteers each take a part, and what arrives is announced to all.",
    )


STORY = Story(
    country="IR",
    mark="(آزمایشی)",
    phone="0900000{:04d}",
    cast=(
        "نیلوفر رستمی", "آرش کاظمی", "بهمن لرستانی", "مهناز بلوچی", "کیوان صادقی", "دکتر سیمین جعفری", "مریم شریفی",
        "حامد نوری", "لیلا احمدی",
    ),
    first_names=(
        "علی", "زهرا", "محمد", "فاطمه", "رضا", "مریم", "حسین", "سارا", "امیر", "نرگس", "مهدی", "الهام", "سعید", "شیرین",
        "بهرام", "لیلا", "کاوه", "مینا", "یوسف", "آیدا", "جواد", "پروانه", "سیاوش", "گلناز", "نادر", "هانیه", "فرهاد",
        "سمیه", "آرمان", "ریحانه",
    ),
    family_names=(
        "محمدی", "حسینی", "کریمی", "رضایی", "مرادی", "جعفری", "قاسمی", "نوری", "عزیزی", "بهرامی", "شکوهی", "رستگار",
        "یزدانی", "کاویانی", "صالحی", "قربانی", "ملکی", "حیدری", "شریفی", "امیری", "دهقان", "فروتن", "زمانی", "اکبری",
    ),
    contact_policies=(
        "یک روز پیش از تحویل تماس بگیرید تا جای قرار را با هم تعیین کنیم.",
        "بسته‌ها را می‌توانید به باربری شهر بسپارید؛ شمارهٔ بارنامه را برایمان بنویسید.",
        "روزها آنتن نداریم؛ پیام بگذارید تا شب پاسخ بدهیم.",
        "تحویل هر روز جز جمعه، از ۹ صبح تا ۲ بعدازظهر در دفتر انجمن.",
        "لطفاً پیش از ثبت تعهد چیزی نفرستید تا جای انبار را آماده کنیم.",
        "",
    ),
    returned=(
        "لطفاً اندازه‌ها یا سن‌ها را بنویسید.",
        "تعداد بیش از فهرست خانواده‌هاست؛ دوباره بررسی می‌کنید؟",
        "این نیاز پیش‌تر ثبت شده است.",
    ),
    cancelled=(
        "دهیاری آن را فراهم کرد.",
        "نیاز دو بار نوشته شده بود.",
        "شمار خانواده‌ها تغییر کرد و نیاز تازه می‌نویسیم.",
    ),
    volunteers=70,
    needs={
        "published": 88, "fulfilled": 10, "closed": 7, "expired": 6, "draft": 6, "submitted": 5, "in_review": 4,
        "returned": 4, "cancelled": 4,
    },
    season=season,
    dear={"ramadan-lantern": 0.0, "toy": 1.5, "heater": 1.5},
)  # fmt: skip
