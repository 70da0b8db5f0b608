"""Word-level differences."""

import random
import time
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from webapp.text.differences import Piece, difference

FLAG_COLOMBIA, FLAG_CUBA = "\U0001f1e8\U0001f1f4", "\U0001f1e8\U0001f1fa"
WAVE, BROWN = "\U0001f44b", "\U0001f3fd"
WOMAN, LAPTOP, MICROSCOPE = "\U0001f469", "\U0001f4bb", "\U0001f52c"
JOINER, HEART, EMOJI_STYLE = "\u200d", "\u2764", "\ufe0f"
ACUTE, TILDE = "\u0301", "\u0303"

WORDS = st.sampled_from(
    ["el", "plan", "de", "participación", ",", ".", " ", " ", " ", "\n", "\n\n", "2", "¿", "«"]
)
CLUSTERS = st.sampled_from(
    [
        FLAG_COLOMBIA,
        FLAG_CUBA,
        WAVE,
        WAVE + BROWN,
        WOMAN + JOINER + LAPTOP,
        WOMAN + BROWN + JOINER + MICROSCOPE,
        HEART + EMOJI_STYLE,
        "1" + EMOJI_STYLE + "\u20e3",
        "a" + ACUTE,
        "n" + TILDE + "o",
        "." + ACUTE,
        " ",
        "x",
        ".",
    ]
)
TEXTS = st.one_of(
    st.text(max_size=60),
    st.lists(WORDS, max_size=40).map("".join),
    st.lists(CLUSTERS, max_size=20).map("".join),
)


def delete(text: str) -> Piece:
    return Piece("delete", text)


def insert(text: str) -> Piece:
    return Piece("insert", text)


def equal(text: str) -> Piece:
    return Piece("equal", text)


def before_of(pieces: list[Piece]) -> str:
    return "".join(piece.text for piece in pieces if piece.op != "insert")


def after_of(pieces: list[Piece]) -> str:
    return "".join(piece.text for piece in pieces if piece.op != "delete")


@given(before=TEXTS, after=TEXTS)
@example(before=" " + ACUTE, after=ACUTE)
@example(before="\n", after="x\ny")
def test_the_pieces_give_both_texts_back_exactly(before: str, after: str) -> None:
    pieces = difference(before, after)
    assert before_of(pieces) == before
    assert after_of(pieces) == after


@given(before=TEXTS, after=TEXTS)
def test_pieces_are_merged_and_in_order(before: str, after: str) -> None:
    pieces = difference(before, after)
    assert all(piece.text for piece in pieces)
    for piece, following in pairwise(pieces):
        assert piece.op != following.op
        assert (piece.op, following.op) != ("insert", "delete")


@given(TEXTS)
def test_equal_texts_differ_in_nothing(text: str) -> None:
    assert difference(text, text) == ([equal(text)] if text else [])
    assert difference("", text) == ([insert(text)] if text else [])
    assert difference(text, "") == ([delete(text)] if text else [])


@given(before=st.lists(CLUSTERS, max_size=20), after=st.lists(CLUSTERS, max_size=20))
def test_no_piece_begins_inside_a_character_as_people_see_it(
    before: list[str], after: list[str]
) -> None:
    for side, skipped in ((before, "insert"), (after, "delete")):
        cuts, at = set(), 0
        for piece in difference("".join(before), "".join(after)):
            if piece.op != skipped:
                cuts.add(at)
                at += len(piece.text)
        assert cuts <= {len("".join(side[:i])) for i in range(len(side) + 1)}


@given(before=TEXTS, after=TEXTS)
def test_no_piece_begins_with_a_combining_mark(before: str, after: str) -> None:
    for piece in difference(before, after):
        if unicodedata.category(piece.text[0]).startswith("M"):
            assert before.startswith(piece.text) or after.startswith(piece.text)


def test_one_word_changed() -> None:
    assert difference("en le marco de su gestión.", "en el marco de su gestión.") == [
        equal("en "),
        delete("le"),
        insert("el"),
        equal(" marco de su gestión."),
    ]


def test_a_phrase_reads_as_one_replacement() -> None:
    assert difference("Enviar las cartas a tiempo", "Enviar un correo a tiempo") == [
        equal("Enviar "),
        delete("las cartas"),
        insert("un correo"),
        equal(" a tiempo"),
    ]
    assert difference("uno dos", "tres\ncuatro") == [delete("uno dos"), insert("tres\ncuatro")]


def test_a_white_space_between_two_changes_joins_them() -> None:
    assert difference("x a\nb y", "x c\nd y") == [
        equal("x "),
        delete("a\nb"),
        insert("c\nd"),
        equal(" y"),
    ]


def test_a_paragraph_break_keeps_two_changes_apart() -> None:
    assert difference("uno\n\ndos", "tres\n\ncuatro") == [
        delete("uno"),
        insert("tres"),
        equal("\n\n"),
        delete("dos"),
        insert("cuatro"),
    ]


def test_words_added_on_both_sides_of_a_line_break_do_not_move_it() -> None:
    assert difference("\n", "a\nb") == [insert("a"), equal("\n"), insert("b")]


def test_words_added_are_only_added() -> None:
    assert difference("Publicar el informe.", "Publicar y explicar el informe anual.") == [
        equal("Publicar "),
        insert("y explicar "),
        equal("el informe"),
        insert(" anual"),
        equal("."),
    ]


def test_an_accent_more_is_another_word_composed_or_not() -> None:
    for accented in ("aná", "ana" + ACUTE):
        assert difference("ana va", f"{accented} va") == [
            delete("ana"),
            insert(accented),
            equal(" va"),
        ]


def test_an_emoji_changes_as_a_whole() -> None:
    assert difference(f"a {FLAG_COLOMBIA} b", f"a {FLAG_CUBA} b") == [
        equal("a "),
        delete(FLAG_COLOMBIA),
        insert(FLAG_CUBA),
        equal(" b"),
    ]
    assert difference(WAVE, WAVE + BROWN) == [delete(WAVE), insert(WAVE + BROWN)]
    family = WOMAN + JOINER + LAPTOP
    assert difference(WOMAN, family) == [delete(WOMAN), insert(family)]


def long_text(words: int, *, seed: int, full_stops: bool = True) -> str:
    chance = random.Random(seed)
    common = ["de", "la", "el", "que", "y", "en"]
    rare = [f"palabra{n}" for n in range(900)]
    chosen = (chance.choice(common if chance.random() < 0.4 else rare) for _ in range(words))
    return " ".join(
        word + ("." if full_stops and i % 14 == 0 else "") for i, word in enumerate(chosen)
    )


SLOW_PAIRS = {
    "rewritten": (long_text(5000, seed=1), long_text(5000, seed=2)),
    "every tenth word replaced": (
        long_text(5000, seed=1),
        " ".join("x" if i % 10 == 0 else w for i, w in enumerate(long_text(5000, seed=1).split())),
    ),
    "without full stops": (
        long_text(5000, seed=1, full_stops=False),
        long_text(5000, seed=2, full_stops=False),
    ),
    "short enough, nothing shared but commas": (
        ",".join(f"a{n}" for n in range(1500)),
        ",".join(f"b{n}" for n in range(1500)),
    ),
    "the same word all along": ("a " * 5000, "a " * 4000 + "b " + "a " * 500),
    "the same sentence all along": ("a. " * 5000, "b. " + "a. b. " * 2500),
    "only full stops": ("." * 50_000, "!" + "." * 40_000),
    "only white space": (" " * 50_000 + "x", "\n" * 50_000),
    "only line breaks between rare words": (
        "\n".join(f"a{n}" for n in range(1500)),
        "\n".join(f"b{n}" for n in range(1500)),
    ),
    "only accents": (ACUTE * 50_000, TILDE * 50_000),
    "only joiners": (JOINER * 50_000, (WOMAN + JOINER) * 25_000),
}


@pytest.mark.parametrize("name", SLOW_PAIRS)
def test_time_is_bounded_for_long_texts(name: str) -> None:
    before, after = SLOW_PAIRS[name]
    started = time.thread_time()
    pieces = difference(before, after)
    assert time.thread_time() - started < 2
    assert before_of(pieces) == before
    assert after_of(pieces) == after


def test_in_a_long_text_only_the_changed_sentences_are_marked_and_by_words() -> None:
    before = long_text(5000, seed=1)
    words = before.split(" ")
    words[100], words[4000] = "cien", "cuatromil"
    pieces = difference(before, " ".join(words))
    assert [piece.text for piece in pieces if piece.op == "insert"] == ["cien", "cuatromil"]
