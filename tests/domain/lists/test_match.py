"""Which item of the catalogue is proposed for somebody's words."""

import pytest

from domain.lists.match import match_item


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("بطانية كبيرة", "blanket"),
        ("البطانيات", "blanket"),
        ("بطانيتين", "blanket"),
        ("بطاطين", "blanket"),
        ("كاشة", "blanket"),
        ("couvretures", "blanket"),
        ("معطف", "coat-adult"),
        ("معطف للأطفال", "coat-child"),
        ("جواكيت شتوية للأطفال", "coat-child"),
        ("کاپشن بچه‌گانه", "coat-child"),
        ("manteaux bébé", "coat-child"),
        ("ملابس", "garment"),
        ("ملابس نسائية", "clothing-women"),
        ("ملابس للبنات", "clothing-child"),
        ("لباس گرم زنانه", "clothing-women"),
        ("حليب", "milk"),
        ("شیر", "milk"),
        ("شیر خشک شماره یک", "infant-formula"),
        ("شیرخشک", "infant-formula"),
        ("lait infantile", "infant-formula"),
        ("lait 1er âge", "infant-formula"),
        ("كرتونة مواد غذائية", "food-carton"),
        ("سلة غذائية", "food-carton"),
        ("بسته معیشتی", "food-carton"),
        ("أقنعة طبية", "face-mask"),
        ("معقم كحولي", "alcohol-sanitiser"),
        ("كرسيين متحركين", "medical-device"),
        ("chaises roulantes", "medical-device"),
        ("wheelchair", "medical-device"),
        ("بخاری برقی", "heater"),
        ("لوازم‌التحریر", "school-kit"),
        ("غسالة ملابس", None),
        ("lit", None),
        ("الأدوات المكتبية", None),
        ("طاولات", None),
        ("", None),
    ],
)
def test_the_particular_item_goes_before_the_general_one(words: str, code: str | None) -> None:
    assert match_item(words) == code


def test_a_note_may_say_whom_the_item_is_for() -> None:
    assert match_item("winter jackets", "kids") == "coat-child"
    assert match_item("بطانيات", "للأطفال") == "blanket"
