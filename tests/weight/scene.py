"""A board as it looks in November: associations with names of their own in real communes, needs that differ."""

from datetime import timedelta
from itertools import cycle

from sqlalchemy import select

from domain import clock
from domain.catalogue import items
from domain.db import db
from domain.needs import Need
from domain.places import Commune
from tests import factories

NAMES = (
    "جمعية أنفاس الجبل", "جمعية نجوم الهضاب للرحّل", "جمعية تيفاوين للتنمية القروية", "جمعية أيادي الخير بأزيلال",
    "جمعية الأمل لذوي الاحتياجات الخاصة", "تعاونية نساء الأركان", "جمعية شباب المستقبل", "جمعية واحات الجنوب",
    "جمعية بسمة للطفولة", "الاتحاد الجهوي لجمعيات درعة تافيلالت", "جمعية إحسان للتكافل الاجتماعي",
    "جمعية آباء وأولياء تلاميذ مدرسة الأطلس", "جمعية السقاية للماء الصالح للشرب", "جمعية رحمة لدعم الأرامل",
    "جمعية المنار للتربية والثقافة", "جمعية دفء الشتاء", "جمعية تضامن بلا حدود", "جمعية الوئام لكبار السن",
)  # fmt: skip
NOTES = (
    "لأسر في دواوير لا تصلها السيارات حين يسقط الثلج", "مقاسات 6 إلى 12 سنة، ويفضل الجديد منها", "",
    "لتلاميذ القسم الداخلي قبل عطلة الفصل", "صالحة ستة أشهر على الأقل بعد التسليم", "لأمهات مرضعات في ثلاثة دواوير",
    "نستلم كل سبت في مقر الجمعية قرب السوق الأسبوعي", "سميكة، فالحرارة تنزل تحت الصفر ليلا", "",
    "لاثنتي عشرة أسرة تضررت بيوتها من السيول", "لعيادة متنقلة تزور المنطقة مرتين في الشهر", "بلا لحم خنزير وبلا كحول",
    "لمسنين يعيشون وحدهم في أعالي الوادي",
)  # fmt: skip
QUANTITIES = (60, 24, 150, 12, 300, 45, 80, 8, 500, 36, 1200)
URGENCIES = ("critical", "urgent", "soon", "normal", "urgent")


def set_up(many: int = 30) -> list[Need]:
    """So many needs on the board, a third of them in a running edition, and an edition that is over."""
    communes = list(db.session.scalars(select(Commune).where(Commune.isolation > 0).order_by(Commune.code)))[
        :: 1503 // 97
    ]
    places, notes, quantities, urgencies = cycle(communes), cycle(NOTES), cycle(QUANTITIES), cycle(URGENCIES)
    organisations = [_organisation(name, next(places)) for name in NAMES]
    running = factories.edition()
    factories.edition(starts_on=clock.today() - timedelta(days=400), ends_on=clock.today() - timedelta(days=360))
    helper = factories.person()
    made = []
    for number, item in zip(range(many), cycle(items()), strict=False):
        quantity = next(quantities)
        need = factories.need(
            organisations[number * 7 % len(organisations)], item=item, urgency=next(urgencies), quantity=quantity,
            note=next(notes), deadline=clock.today() + timedelta(days=3 + number * 5 % 60),
            edition_id=running.id if number % 3 == 0 else None,
        )  # fmt: skip
        if number % 4:
            factories.pledge(need, helper, quantity=max(1, quantity * (number % 4) // 5))
        made.append(need)
    db.session.commit()
    return made


def _organisation(name: str, commune: Commune):  # type: ignore[no-untyped-def]
    return factories.organisation(
        name=name, region_code=commune.region_code, commune_code=commune.code, isolation=commune.isolation,
        size="small" if commune.isolation > 30 else "medium", status="trusted" if len(name) % 3 else "approved",
    )  # fmt: skip
