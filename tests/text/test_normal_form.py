"""Unicode's normal forms, in a time that nobody can stretch."""

import time
import unicodedata

import pytest

from webapp.text.normal_form import MOST_MARKS, spelled

PILES = (
    "a" + "\u0301\u0316" * 100_000,
    "a" + "\u0f73\u0f71" * 100_000,
    "\u0e01" + "\u0e48\u0e38" * 100_000,
)


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKD"])
@pytest.mark.parametrize("pile", PILES)
def test_a_pile_of_marks_stays_as_it_came_and_costs_nothing(form, pile):
    began = time.process_time()
    assert spelled(form, pile) == pile
    assert time.process_time() - began < 2


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKD"])
def test_a_letter_with_all_the_marks_a_script_needs_is_spelled_as_unicode_says(form):
    for text in (
        "Informacio\u0301n",
        "Información",
        "ﬁn",
        "e" + "\u0301\u0316" * (MOST_MARKS // 2),
    ):
        assert spelled(form, text) == unicodedata.normalize(form, text)


def test_no_mark_is_left_out_of_the_count():
    every = (chr(point) for point in range(0x110000) if not 0xD800 <= point < 0xE000)
    marks = [
        each for each in every if unicodedata.combining(unicodedata.normalize("NFKD", each)[0])
    ]
    assert all(spelled("NFKD", "a" + mark * 31) == "a" + mark * 31 for mark in marks)
