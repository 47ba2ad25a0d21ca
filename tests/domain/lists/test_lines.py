"""Single lines as people write them in Arabic, Darija, Persian, French, English and mixtures: what each asks for."""

import csv
from datetime import date
from pathlib import Path

import pytest

from domain.lists.message import parse_message

TODAY = date(2026, 11, 12)
LINES = list(csv.DictReader((Path(__file__).parent / "lines.csv").read_text(encoding="utf-8").splitlines()))


@pytest.mark.parametrize("expected", LINES, ids=[line["line"] for line in LINES])
def test_a_line_gives_its_item_quantity_unit_urgency_and_note(expected: dict[str, str]) -> None:
    parsed = parse_message(expected["line"], TODAY)
    assert not parsed.ignored
    [row] = parsed.rows
    found = (row.item, str(row.quantity or ""), row.unit or "", row.urgency or "", row.note or "")
    assert found == tuple(expected[name] for name in ("item", "quantity", "unit", "urgency", "note"))


@pytest.mark.parametrize(
    ("line", "items"),
    [
        ("50 بطانية و 30 معطف", [("بطانية", 50), ("معطف", 30)]),
        ("بطانيات 50 ومعاطف 30 وأحذية 20", [("بطانيات", 50), ("معاطف", 30), ("أحذية", 20)]),
        ("بطانيات: 50، معاطف: 30", [("بطانيات", 50), ("معاطف", 30)]),
        ("50 بطانية 30 معطف 20 حذاء", [("بطانية", 50), ("معطف", 30), ("حذاء", 20)]),
        ("- 50 بطانية - 30 معطف", [("بطانية", 50), ("معطف", 30)]),
        ("طاولات (10) وكراسي (40)", [("طاولات", 10), ("كراسي", 40)]),
        ("100 مانطة كبيرة و100 صغيرة", [("مانطة كبيرة", 100), ("مانطة صغيرة", 100)]),
        ("50 couvertures, 30 manteaux et 12 cartons de lait", [("couvertures", 50), ("manteaux", 30), ("lait", 12)]),
        ("50 couvertures, manteaux, 30 bottes", [("couvertures", 50), ("manteaux", None), ("bottes", 30)]),
        ("1 frigo, 2 machines à laver, 1 four", [("frigo", 1), ("machines à laver", 2), ("four", 1)]),
        ("Literie : 20 matelas, 30 couvertures", [("matelas", 20), ("couvertures", 30)]),
        ("Couches : taille 3 (20), taille 4 (30)", [("Couches", 20), ("Couches", 30)]),
        ("ملابس داخلية: أولاد 30، بنات 25", [("ملابس داخلية أولاد", 30), ("ملابس داخلية بنات", 25)]),
        ("پتو ۵۰ عدد، تشک ۳۰ عدد", [("پتو", 50), ("تشک", 30)]),
        ("خیریه مهر به ۵۰ پتو و ۳۰ کاپشن نیاز دارد", [("پتو", 50), ("کاپشن", 30)]),
        ("Need:10 wheelchairs,5 walkers & 20 canes", [("wheelchairs", 10), ("walkers", 5), ("canes", 20)]),
        ("السلام عليكم، نحتاج 50 بطانية و30 معطف وشكرا", [("بطانية", 50), ("معطف", 30)]),
        ("50 couvertures, bon état", [("couvertures", 50)]),
        ("Bonsoir, il ns faut 30 couv, 20 tapis et 10 packs d eau svp", [("couv", 30), ("tapis", 20), ("eau", 10)]),
        ("الاحتياجات: بطانيات (40)، معاطف (30)، حليب.", [("بطانيات", 40), ("معاطف", 30), ("حليب", None)]),
        ("salam khouya, khassna 20 manta w 10 kachat", [("manta", 20), ("kachat", 10)]),
        ("ملعقة + شوكة 20", [("ملعقة + شوكة", 20)]),
        ("on a reçu 20 couvertures, il nous manque 30 matelas", [("matelas", 30)]),
        ("قبلا ۵۰ پتو داشتیم، الان ۳۰ تشک لازم داریم", [("تشک", 30)]),
        ("Ce dont nous avons le plus besoin : 50 tapis", [("tapis", 50)]),
        ("ليس لدينا 20 بطانية", [("بطانية", 20)]),
        ("پتو نداریم", [("پتو", None)]),
        ("Lait 12 cartons (pas encore reçu)", [("Lait", 12)]),
        ("40 cartables, 110 masques et 20 kits", [("cartables", 40), ("masques", 110), ("kits", 20)]),
        ("20 خروف و 50 قفة", [("خروف", 20), ("قفة", 50)]),
        ("Savon, 20 kits", [("Savon", 20)]),
        ("كاشات:40/مانطات:20/زرابي:5", [("كاشات", 40), ("مانطات", 20), ("زرابي", 5)]),
        ("Tapis : 20, seaux : 30", [("Tapis", 20), ("seaux", 30)]),
        ("نحتاج من فضلكم إلى ثلاثين (30) بطانية وعشرة (10) أفرشة", [("بطانية", 30), ("أفرشة", 10)]),
        ("پتو لازم داریم تا آخر آذر", [("پتو", None)]),
        ("صد تا پتو و پنجاه تا تشک لازم داریم تا آخر آذر", [("پتو", 100), ("تشک", 50)]),
        ("جوارب وقفازات وقبعات 30", [("جوارب وقفازات وقبعات", 30)]),
    ],
)
def test_several_needs_in_a_line_are_told_apart(line: str, items: list[tuple[str, int | None]]) -> None:
    assert [(row.item, row.quantity) for row in parse_message(line, TODAY).rows] == items


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("السلام عليكم ورحمة الله وبركاته 🌹", "greeting"),
        ("سلام و عرض ادب", "greeting"),
        ("Bonjour à toutes et à tous !", "greeting"),
        ("جمعية الأمل للتنمية، دوار تيزي", "association line"),
        ("L'association Amal a besoin de :", "association line"),
        ("انجمن مهر نیاز دارد:", "association line"),
        ("المكان: دوار آيت بوكماز", "place line"),
        ("Adresse : 12 rue des Oliviers", "place line"),
        ("للتواصل: 0612345678", "contact line: a phone number is never part of a need"),
        ("Contact : Mme Alaoui 06.12.34.56.78", "contact line: a phone number is never part of a need"),
        ("تماس با خانم احمدی ۰۹۱۲-۳۴۵-۶۷۸۹", "contact line: a phone number is never part of a need"),
        ("📞 +212 (0)6 12-34-56-78", "phone number"),
        ("wa.me/212612345678", "link"),
        ("amal@example.org", "e-mail address"),
        ("5000 درهم", "money: Awn never handles money"),
        ("Don de 2000 DH", "money: Awn never handles money"),
        ("کمک نقدی برای خرید دارو", "money: Awn never handles money"),
        ("RIB: 007 780 0001234567890123 45", "money: Awn never handles money"),
        ("شماره کارت: ۶۰۳۷-۹۹۱۸-۱۲۳۴-۵۶۷۸", "money: Awn never handles money"),
        ("للتبرع فودافون كاش 01012345678", "money: Awn never handles money"),
        ("لفائدة 120 أسرة", "people line: how many they are, not what they lack"),
        ("۴۵ خانواده نیازمند", "people line: how many they are, not what they lack"),
        ("Pour 45 familles du douar", "people line: how many they are, not what they lack"),
        ("محتاجين:", "heading"),
        ("*Besoins urgents :*", "heading"),
        ("المجموع: 300", "total"),
        ("بارك الله فيكم 🤲", "closing"),
        ("Merciiii !", "closing"),
        ("با تشکر از همه", "closing"),
        ("رئيس الجمعية: محمد", "signature"),
        ("~حليب 10~", "struck out"),
        ("معاطف ❌ (توفرت)", "already covered"),
        ("توصلنا ب 20 بطانية الحمد لله", "already covered"),
        ("We already have 100 blankets", "already covered"),
        ("Lait 12 cartons (reçu)", "already covered"),
        ("plus besoin de lait", "already covered"),
        ("کفش دیگه نمیخوایم", "already covered"),
        ("[12/11/2026, 10:33] Sara: <Media omitted>", "line of the chat program"),
        ("ملاحظة: الملابس تكون نظيفة", "remark"),
        ("*Cuisine*", "heading"),
        ("Départ à 6h30", "unclear"),
        ("كم العدد؟", "unclear"),
        ("J'ai 3 questions : êtes-vous ouverts le 12 ?", "unclear"),
        ("متى نلتقي إن شاء الله", "unclear"),
    ],
)
def test_a_line_that_is_no_need_says_what_it_is(line: str, reason: str) -> None:
    parsed = parse_message(line, TODAY)
    assert not parsed.rows
    assert [ignored.reason for ignored in parsed.ignored] == [reason]


@pytest.mark.parametrize("line", ["———", "🌹🌹🌹", "***", "   ", "…", "\u200f", "_ _"])
def test_a_line_of_ornament_is_passed_over_in_silence(line: str) -> None:
    parsed = parse_message(line, TODAY)
    assert not parsed.rows
    assert not parsed.ignored


@pytest.mark.parametrize(
    ("line", "problems"),
    [
        ("50 بطانية", []),
        ("- ملابس نسائية", ["quantity-missing"]),
        ("بطانيات 2000000", ["quantity-invalid"]),
        ("- بطانية 0", ["quantity-invalid"]),
        ("5 طاولات", ["item-unknown"]),
        ("50 بطانية قبل 1/11/2026", ["deadline-past"]),
    ],
)
def test_what_must_be_mended_is_named(line: str, problems: list[str]) -> None:
    [row] = parse_message(line, TODAY).rows
    assert row.problems == problems
