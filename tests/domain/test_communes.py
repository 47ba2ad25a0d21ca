"""A commune is found by what people type of it."""

from domain import communes


def names(found):
    return [one.name_ar for one in found]


def test_a_commune_is_found_in_either_script_whatever_the_spelling(app):
    assert "أصيلة" in names(communes.find("اصيله"))
    assert "أصيلة" in names(communes.find("Assilah"))


def test_a_name_that_begins_so_comes_first(app):
    found = communes.find("طنجة")
    assert found[0].name_ar == "طنجة"


def test_a_province_lists_its_own_communes(app):
    province = next(iter(communes.provinces("ar")))
    found = communes.find(province=province)
    assert found
    assert {one.province_ar for one in found} == {province}


def test_nothing_asked_is_nothing_found_and_much_is_not_all_shown(app):
    assert communes.find() == []
    assert len(communes.find("ا")) == communes.FOUND_MOST


def test_every_commune_has_a_province_that_is_offered(app):
    assert len(communes.provinces("fr")) == 75
