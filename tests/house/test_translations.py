"""Every string in every language: none missing, none guessed, all placeholders kept."""

import re

import pytest

from tests.tools.collect_words import LANGUAGES, collect, read

PLACEHOLDER = re.compile(r"%\(\w+\)s")
FORMS = {"ar": 6, "fa": 1, "fr": 2, "en": 2}


@pytest.fixture(scope="module")
def words():
    return collect()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_message_is_translated(words, lang):
    catalogue = read(lang)
    missing = []
    for message in words:
        if not message.id:
            continue
        found = catalogue.get(message.id, message.context)
        texts = found.string if found and isinstance(found.string, tuple) else (found.string,) if found else ()
        if not texts or not all(texts) or found.fuzzy or message.pluralizable and len(texts) != FORMS[lang]:
            missing.append(message.id)
    assert not missing, f"{len(missing)} missing or fuzzy in {lang}, first: {missing[:5]}"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_translation_keeps_the_placeholders(lang):
    for message in read(lang):
        if not message.id:
            continue
        wanted = set(PLACEHOLDER.findall("".join(message.id) if message.pluralizable else message.id))
        for text in message.string if isinstance(message.string, tuple) else (message.string,):
            spare = {"%(n)s"} if message.pluralizable else set()  # «قطعة واحدة» may say one without the digit
            assert set(PLACEHOLDER.findall(text)) <= wanted, f"{lang}: {text}"
            assert wanted - spare <= set(PLACEHOLDER.findall(text)), f"{lang}: {text}"


def test_persian_is_written_with_persian_letters():
    for message in read("fa"):
        for text in message.string if isinstance(message.string, tuple) else (message.string,):
            assert not re.search("[يكة]", text), f"Arabic letters in Persian: {text}"


def test_arabic_is_written_with_arabic_letters():
    for message in read("ar"):
        for text in message.string if isinstance(message.string, tuple) else (message.string,):
            assert not re.search("[یکگپچژ]", text), f"Persian letters in Arabic: {text}"
