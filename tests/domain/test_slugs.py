"""The address of a name."""

from itertools import islice

import pytest

from domain.slugs import MOST, candidates, slug_of


@pytest.mark.parametrize(("name", "slug"), [
    ("Association Tighza pour l'Enfance", "association-tighza-pour-lenfance"),
    ("Éducation & Santé – 2019", "education-sante-2019"),
    ("جمعية الأمل ٢٠١٩", "jmaia-alaml-2019"),
    ("خانه‌ی مهر", "khanhi-mhr"),
    ("…", ""),
])  # fmt: skip
def test_a_name_in_any_script_has_a_short_latin_address(name, slug):
    assert slug_of(name) == slug


def test_an_address_is_never_too_long_and_ends_with_a_word():
    assert len(slug_of("association " * 20)) <= MOST
    assert not slug_of("association " * 20).endswith("-")
    assert len(slug_of("ن" * 300)) == MOST


def test_there_is_always_another_address():
    assert list(islice(candidates("", "…"), 3)) == ["association", "association-2", "association-3"]
