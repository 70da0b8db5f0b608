"""Suppressing personal data in the public text (R3, R13)."""

import json
import time
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.requirements_of_machine import shared_file
from webapp.text.redaction import (
    MARKS,
    Passage,
    RedactionKind,
    RedactionRefused,
    Span,
    apply,
    find,
    suggest,
)

NAME, DOCUMENT, ADDRESS = RedactionKind.NAME, RedactionKind.DOCUMENT, RedactionKind.ADDRESS
PHONE, EMAIL, MINOR = RedactionKind.PHONE, RedactionKind.EMAIL, RedactionKind.MINOR


def suggested(text: str) -> list[tuple[RedactionKind, str]]:
    return [(span.kind, text[span.start : span.end]) for span in suggest(text)]


# --- what is suggested ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "number",
    [
        "3000000012",
        "300 000 0012",
        "300-000-0012",
        "300.000.0012",
        "300 000 00 12",
        "300 00 00 012",
        "(300) 000 0012",
        "+57 300 000 0012",
        "57 300 000 0012",
        "602 200 0012",
        "(602) 2000012",
        "+34 600 000 012",
    ],
)
def test_a_telephone_is_suggested_however_it_is_spaced(number: str) -> None:
    assert suggested(f"Llámenme al {number}, gracias.") == [(PHONE, number)]
    assert suggested(f"Cel:{number}") == [(PHONE, number)]


@pytest.mark.parametrize("number", ["2000012", "200 0012", "200-00-12"])
def test_a_local_telephone_is_suggested_where_the_text_calls_it_one(number: str) -> None:
    assert suggested(f"mi teléfono es {number}.") == [(PHONE, number)]
    assert suggested(f"Tel. fijo: {number}") == [(PHONE, number)]
    assert suggested(f"Son {number} en total") == []


@pytest.mark.parametrize(
    "address", ["marleny.q@example.org", "A_B-c+d@sub.example.com.co", "ñandú@example.org"]
)
def test_an_email_address_is_suggested_without_the_full_stop_after_it(address: str) -> None:
    assert suggested(f"Escriban a {address}.") == [(EMAIL, address)]
    assert suggested(f"({address})") == [(EMAIL, address)]


@pytest.mark.parametrize(
    "cue",
    [
        "cédula",
        "CÉDULA",
        "cedula No.",
        "cédula de ciudadanía número",
        "mi cédula es la",
        "C.C.",
        "cc",
        "CC #",
        "T.I.",
        "TI",
        "C.E.",
        "tarjeta de identidad n°",
        "documento de identidad:",
        "identificada con",
        "identificado con c.c. No.",
        "número de identificación",
        "NUIP",
    ],
)
@pytest.mark.parametrize("number", ["9.999.999.991", "9999999991", "99.999.991", "999991"])
def test_an_identity_document_is_suggested_after_its_cue(cue: str, number: str) -> None:
    assert suggested(f"Soy vecina, {cue} {number}, de aquí.") == [(DOCUMENT, number)]


def test_a_tax_number_takes_its_check_digit_along() -> None:
    assert suggested("NIT 999.999.991-3.") == [(DOCUMENT, "999.999.991-3")]
    assert suggested("nit: 999999991 - 3") == [(DOCUMENT, "999999991 - 3")]


def test_a_document_that_looks_like_a_mobile_is_a_document() -> None:
    assert suggested("cédula 3000000012") == [(DOCUMENT, "3000000012")]


@pytest.mark.parametrize(
    "address",
    [
        "Calle 00 # 00-00",
        "calle 10 #5-20",
        "Cra. 12 No. 34-56",
        "Carrera 12 N° 34 - 56",
        "Cl 12A # 34B-56",
        "Kr 4 bis # 5-6",
        "Av. 5 norte # 23-10",
        "Avenida 3 número 4-5",
        "Diagonal 9 # 8-7",
        "Transversal 9A # 8-7 sur",
        "Calle 12 34-56",
        "CALLE 12 # 34-56 APTO 301",
        "Cra 5 # 6-7, torre 2, apartamento 301",
        "Manzana 5 casa 12",
        "Mz. C Casa 4",
        "mz 5 cs 12",
        "manzana B lote 3",
    ],
)
def test_a_home_address_is_suggested_in_its_usual_spellings(address: str) -> None:
    assert suggested(f"Vivo en la {address} del barrio Santa María.") == [(ADDRESS, address)]


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("Hola, tengo 15 años y soy estudiante", "tengo 15 años"),
        ("Tengo quince años.", "Tengo quince años"),
        ("tengo 9 años de edad", "tengo 9 años de edad"),
        ("apenas soy menor de edad, pero", "soy menor de edad"),
        ("soy una joven de 16 años", "soy una joven de 16 años"),
        ("Mi hija Laura Sofía de 8 años va", "Mi hija Laura Sofía de 8 años"),
        ("mis hijos, de 3 años", "mis hijos, de 3 años"),
        ("mi nieto tiene 12 años", "mi nieto tiene 12 años"),
    ],
)
def test_the_age_of_a_minor_is_suggested(text: str, age: str) -> None:
    assert suggested(text) == [(MINOR, age)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("mi nombre es Marleny Quiceno, cédula", "Marleny Quiceno"),
        ("Me llamo María de los Ángeles Ruiz y vivo", "María de los Ángeles Ruiz"),
        ("Me llamo José\nVivo en", "José"),
    ],
)
def test_the_name_someone_gives_is_suggested(text: str, name: str) -> None:
    assert suggested(text) == [(NAME, name)]


@pytest.mark.parametrize(
    "text",
    [
        "La Ley 1437 de 2011, artículo 8, numeral 8.",
        "El presupuesto es de $3.000.000.000 y sobran $ 3001234567.",
        "Costó 321.000.000\n1. Otro punto",
        "Costó 3.000.000.000 de pesos, 605.000.000 más que en 2023-2024.",
        "El radicado 3000000012 y el CMC-2026-000123 siguen sin respuesta.",
        "Contrato No. 3000000012 de 2024",
        "El documento de 10 páginas, versión 2024",
        "Las cédulas de 100.000 personas",
        "A ti 1234567 te lo digo",
        "El hueco de la calle 10 con carrera 5",
        "La calle 5 y la carrera 6 están rotas",
        "La manzana 5 está sin luz",
        "Tengo 15 años de experiencia en la junta",
        "tengo 12 años viviendo en la comuna 4",
        "tengo 10 años en la junta",
        "Tengo 45 años y tengo 18 años de servicio",
        "El plan tiene 10 años",
        "mi hijo lleva 3 años esperando el cupo",
        "mi hijo tiene 25 años",
        "talleres para niños de 10 años",
        "El pago de 1.300.000 es fijo: 2000012",
        "Síganos en @concejo o en https://example.org/a@b",
        "Del 10 al 15 de 8 a 12, tel 123",
        "",
        " \n",
    ],
)
def test_what_is_not_personal_is_not_suggested(text: str) -> None:
    assert suggested(text) == []


@given(st.text())
def test_suggestions_can_always_be_applied(text: str) -> None:
    apply(text, suggest(text))


FRAGMENTS = st.lists(
    st.sampled_from(
        ["cédula ", "3000000012", " ", "\n", "Calle 1 # 2-3", "@example.org", "a", "+57 ", "-", "(",
         "tengo 15 años", "me llamo Ana", ".", ",", "cc ", "Mz 1 casa 2", "tel ", "2000012"]
    )
).map("".join)  # fmt: skip


@given(FRAGMENTS)
def test_suggestions_are_in_order_apart_and_applicable(text: str) -> None:
    spans = suggest(text)
    assert spans == sorted(spans)
    for span, following in pairwise(spans):
        assert span.end <= following.start
    apply(text, spans)


@pytest.mark.parametrize(
    "text",
    [
        "1" * 5000,
        "1." * 2500,
        "a" * 5000,
        "a@" * 2500,
        "x@" + "a." * 2499,
        "cc " * 1666,
        "cédula " + ": " * 2496,
        "cédula" + "\n" * 4994,
        "calle 1 " * 625,
        "calle" + " " * 4995,
        "+" + "1 " * 2499,
        "me llamo " + "Ana " * 1247,
        "mi hijo Ana " * 416,
        "tengo" + " " * 4995,
        "radicado " + "# " * 2490 + "3000000012",
    ],
    ids=lambda text: text[:8].strip(),
)
def test_no_text_of_full_length_is_slow_to_read(text: str) -> None:
    started = time.thread_time()
    suggest(text)
    assert time.thread_time() - started < 0.5


# --- exact words ---------------------------------------------------------------------------------


def places(text: str, words: str) -> list[str]:
    return [text[passage.start : passage.end] for passage in find(text, words)]


def test_every_occurrence_of_the_words_is_found() -> None:
    text = "Ana vive aquí. Ana, sí, Ana."
    assert find(text, "Ana") == [Passage(0, 3), Passage(15, 18), Passage(24, 27)]


def test_only_whole_words_are_found() -> None:
    assert places("Anaconda, Mariana, Ana_1, Ana2 y Ana-María", "Ana") == ["Ana"]
    assert places("el 300 0000 y el 1300 0000", "300 0000") == ["300 0000"]


def test_accents_and_case_count() -> None:
    assert places("mama mamá Mamá", "mamá") == ["mamá"]
    assert places("mama mamá", "mama") == ["mama"]


def test_an_accent_may_be_composed_or_not() -> None:
    assert places("mi mama\u0301 va", "mamá") == ["mama\u0301"]
    assert places("mi mamá va", "mama\u0301") == ["mamá"]
    assert places("mi mama\u0301 va", "mama") == []


def test_any_white_space_stands_for_any_other() -> None:
    assert places("Ana\nRuiz y Ana  Ruiz", " Ana Ruiz ") == ["Ana\nRuiz", "Ana  Ruiz"]


def test_occurrences_that_overlap_are_all_found() -> None:
    assert find("a a a", "a a") == [Passage(0, 3), Passage(2, 5)]


def test_signs_are_words_too() -> None:
    assert places("Calle 0 # 0-0. (Calle 0 # 0-0)", "# 0-0.") == ["# 0-0."]
    assert places("a.*b", ".*") == [".*"]


def test_without_words_there_is_no_place() -> None:
    assert find("Ana", "") == find("Ana", " \n") == find("", "Ana") == []


@given(before=st.text(max_size=20), words=st.text(min_size=1), after=st.text(max_size=20))
def test_words_set_apart_are_always_found(before: str, words: str, after: str) -> None:
    if words.strip():
        assert find(f"{before} {words.strip()} {after}", words)


# --- the public text -----------------------------------------------------------------------------


def test_r3_a_mark_stands_in_place_of_each_span() -> None:
    text = "Soy Ana, cel 300."
    assert apply(text, [Span(13, 16, PHONE), Span(4, 7, NAME)]) == (
        "Soy [nombre suprimido], cel [teléfono suprimido]."
    )
    assert apply(text, []) == text
    assert apply(text, [Span(0, len(text), NAME)]) == "[nombre suprimido]"


def test_other_marks_may_be_given() -> None:
    assert apply("Ana", [Span(0, 3, NAME)], {NAME: "*"}) == "*"


def test_every_kind_has_its_mark() -> None:
    assert set(MARKS) == set(RedactionKind)
    assert len(set(MARKS.values())) == len(RedactionKind)
    assert all(mark.startswith("[") and mark.endswith("]") for mark in MARKS.values())


@pytest.mark.parametrize(
    "spans", [[(0, 3), (0, 3)], [(0, 2), (1, 3)], [(0, 2), (2, 3)], [(0, 3), (1, 2)]]
)
def test_spans_of_one_kind_that_overlap_or_touch_become_one_mark(
    spans: list[tuple[int, int]],
) -> None:
    assert apply("Ana.", [Span(*span, NAME) for span in spans]) == "[nombre suprimido]."


def test_spans_of_two_kinds_may_touch() -> None:
    assert apply("ab", [Span(0, 1, NAME), Span(1, 2, PHONE)]) == (
        "[nombre suprimido][teléfono suprimido]"
    )


@pytest.mark.parametrize(
    "spans",
    [
        [Span(0, 2, NAME), Span(1, 3, PHONE)],
        [Span(0, 3, NAME), Span(1, 2, PHONE)],
        [Span(0, 3, NAME), Span(0, 3, PHONE)],
        [Span(0, 1, NAME), Span(0, 3, PHONE), Span(2, 3, NAME)],
    ],
)
def test_overlapping_spans_of_two_kinds_are_refused(spans: list[Span]) -> None:
    for order in (spans, spans[::-1]):
        with pytest.raises(RedactionRefused, match="overlap"):
            apply("Ana.", order)


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (0, 5), (2, 2), (3, 1), (4, 5)])
def test_a_span_out_of_the_text_is_refused(start: int, end: int) -> None:
    with pytest.raises(RedactionRefused, match="not within"):
        apply("Ana.", [Span(start, end, NAME)])


@given(data=st.data(), text=st.text(min_size=1, max_size=40))
def test_r3_what_is_not_marked_stays_and_nothing_marked_does(
    data: st.DataObject, text: str
) -> None:
    bounds = st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))
    chosen = data.draw(st.lists(bounds.filter(lambda pair: pair[0] < pair[1])))
    hidden = {at for start, end in chosen for at in range(start, end)}
    public = apply(text, [Span(*pair, NAME) for pair in chosen], {NAME: "\x00"})
    if "\x00" not in text:
        left = "".join(character for at, character in enumerate(text) if at not in hidden)
        assert public.replace("\x00", "") == left
        assert "\x00\x00" not in public


# --- the sample observations, which stay outside the repository ----------------------------------

SAMPLE_KINDS = {
    "nombre": NAME,
    "cedula": DOCUMENT,
    "direccion": ADDRESS,
    "telefono": PHONE,
    "correo": EMAIL,
    "dato_sensible_salud": RedactionKind.HEALTH,
    "edad": MINOR,
}


@pytest.fixture(scope="module")
def samples() -> dict[str, dict[str, Any]]:
    comments = json.loads(shared_file("sample-comments.json").read_text("utf-8"))["comments"]
    return {comment["id"]: comment for comment in comments}


def test_r13_the_personal_data_of_c12_are_suggested(samples: dict[str, dict[str, Any]]) -> None:
    expected = samples["c12"]["expected"]["redactions"]
    wanted = [(SAMPLE_KINDS[each["kind"]], each["text"]) for each in expected]
    found = suggested(samples["c12"]["body"])
    assert found == [pair for pair in wanted if pair[0] is not RedactionKind.HEALTH]


def test_r13_the_age_in_c16_is_suggested(samples: dict[str, dict[str, Any]]) -> None:
    [(kind, words)] = suggested(samples["c16"]["body"])
    assert kind is MINOR
    assert words in samples["c16"]["expected"]["redactions"][0]["text"]


@pytest.mark.parametrize("key", ["c12", "c16"])
def test_r3_the_expected_redactions_give_the_expected_public_text(
    samples: dict[str, dict[str, Any]], key: str
) -> None:
    body, expected = samples[key]["body"], samples[key]["expected"]
    spans = [
        Span(*passage, SAMPLE_KINDS[each["kind"]])
        for each in expected["redactions"]
        for passage in find(body, each["text"])
    ]
    assert apply(body, spans) == expected["public_body"]
    assert suggest(expected["public_body"]) == []


def test_nothing_is_suggested_in_the_other_observations(
    samples: dict[str, dict[str, Any]],
) -> None:
    for key in samples.keys() - {"c12", "c16"}:
        for text in (samples[key]["body"], samples[key]["proposed_text"] or ""):
            assert suggested(text) == [], key


@pytest.mark.parametrize("text", ["Ro\u00adsa Paz", "Rosa\u200b Paz", "Rosa\u2060 Pa\ufeffz"])
def test_characters_that_nobody_sees_hide_no_words_r13(text):
    whole = f"Dijo {text}."
    assert [whole[start:end] for start, end in find(whole, "Rosa Paz")] == [text]
    assert find(whole, text) == find(whole, "Rosa Paz")
