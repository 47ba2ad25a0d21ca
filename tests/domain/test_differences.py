"""What differs between two texts is told word by word, in every script."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.differences import WORDS_MOST, compare

texts = st.text(alphabet="اب كَُ\u200cپگabé12 ،.'\n", max_size=60)


def gone(pieces):
    return [one.text for one in pieces if one.kind == "gone"]


def new(pieces):
    return [one.text for one in pieces if one.kind == "new"]


def test_what_is_the_same_is_one_piece():
    assert compare("بطانيات صوف", "بطانيات صوف") == [("same", "بطانيات صوف")]
    assert compare("", "") == []


def test_a_word_that_was_added_stands_alone():
    pieces = compare("بطانيات للأطفال", "بطانيات دافئة للأطفال")
    assert gone(pieces) == []
    assert "".join(new(pieces)).strip() == "دافئة"


def test_words_replaced_in_a_row_are_read_as_one_change():
    assert compare("three warm coats", "two thick jackets") == [
        ("gone", "three warm coats"),
        ("new", "two thick jackets"),
    ]


def test_another_haraka_is_another_word_and_harakat_are_kept():
    assert compare("كَتَبَ الولد", "كُتُب الولد")[:2] == [("gone", "كَتَبَ"), ("new", "كُتُب")]


def test_a_persian_word_keeps_its_half_space_and_is_never_cut_at_it():
    pieces = compare("می\u200cخواهیم پتو", "نمی\u200cخواهیم پتو")
    assert pieces[:2] == [("gone", "می\u200cخواهیم"), ("new", "نمی\u200cخواهیم")]


def test_french_elision_and_accents_stay_within_a_word():
    assert compare("de l’eau été", "de l’eau hiver")[1:] == [("gone", "été"), ("new", "hiver")]


def test_a_comma_differs_without_its_words():
    assert compare("ملابس، أغطية", "ملابس؛ أغطية") == [
        ("same", "ملابس"),
        ("gone", "،"),
        ("new", "؛"),
        ("same", " أغطية"),
    ]


@given(texts, texts)
def test_both_texts_can_be_read_back_from_the_pieces(old, changed):
    pieces = compare(old, changed)
    assert "".join(one.text for one in pieces if one.kind != "new") == old
    assert "".join(one.text for one in pieces if one.kind != "gone") == changed
    assert all(one.text for one in pieces)


@pytest.mark.parametrize("word", ["a ", "a b ", "،"])
def test_the_longest_notes_are_compared_quickly(word):
    started = time.perf_counter()
    compare((word * 500)[:500], (word * 500)[:498][::-1])
    assert time.perf_counter() - started < 1


def test_beyond_a_bound_a_text_is_replaced_whole():
    old, changed = "a " * WORDS_MOST, "b " * WORDS_MOST
    assert compare(old, changed) == [("gone", old), ("new", changed)]
