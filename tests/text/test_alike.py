"""Words are found however they are spelled."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.text import alike

NAME = "Zacarías Mondragón"


def stands(text: str, words: str = NAME) -> list[str]:
    return [text[place.start : place.end] for place in alike.find(text, words)]


@pytest.mark.parametrize(
    "spelled",
    [
        NAME,
        "ZACARÍAS MONDRAGÓN",
        "zacarias mondragon",
        unicodedata.normalize("NFD", NAME),
        "Zaca**rías** _Mondragón",
        "Zacarías [Mondragón",
        "Zacar&iacute;as&nbsp;Mondrag&#243;n",
        "Zacar&#xED;as Mondragón",
        "Zaca\u00adrías\u200b Mon\u2060dragón",
        "Zaca\u3164rías Mondragón",
        "Zacarías\u00a0Mondragón",
        "Zacarías\nMondragón",
        "Zaca-\nrías Mondragón",
        "zacarias-mondragon",
        "ZACARIAS_MONDRAGON",
        "ZacariasMondragon",
        "Ｚａｃａｒíａｓ　Ｍｏｎｄｒａｇóｎ",
        "Zacar%C3%ADas-Mondrag%C3%B3n",
    ],
)
def test_another_spelling_of_the_same_words_is_found_in_its_place(spelled):
    assert stands(f"Lo pidió {spelled}, según el acta.") == [spelled]


def test_words_are_found_in_the_name_of_a_file():
    for name in ("acta_zacarias_mondragon2026.pdf", "ActaZacariasMondragon.pdf"):
        assert stands(name)


def test_a_link_over_half_of_a_name_does_not_part_it_and_its_address_is_read_too():
    assert stands("Según [Zacarías](https://x.co/a) Mondragón.")
    assert stands("Según [él](https://x.co/zacarias-mondragon 'uno').")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Zacarías, y no Mondragón.",
        "Las Zacarías Mondragones.",
        "Prozacarías Mondragón.",
        "Zacarías M.",
    ],
)
def test_other_words_are_not_found(text):
    assert not stands(text)


def test_a_number_is_found_however_it_is_parted_and_after_a_prefix():
    for number in ("3165550177", "316-555-01-77", "(316) 555 0177", "+573165550177"):
        assert stands(f"Llame al {number}.", "316 555 0177")
    assert not stands("Son 2026 personas.", "202")
    assert not stands("Llame al 316 555 0178.", "316 555 0177")


def test_words_without_letters_or_figures_stand_nowhere():
    assert not stands("Uno - dos.", " - ")


@given(st.text(), st.text())
def test_every_place_is_a_passage_that_is_alike(text, words):
    for place in alike.find(text, words):
        assert 0 <= place.start < place.end <= len(text)
        assert alike.find(text[place.start : place.end], words)
