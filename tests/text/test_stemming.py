"""The stem of a word: one for its whole family, whatever the accents; and the marks on a text."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.text.excerpts import EXCERPT, excerpt, marked
from webapp.text.stemming import LONGEST, found, stem, stems

FAMILIES = """
iluminación iluminacion iluminaciones iluminar iluminado iluminen iluminará
niña niñas niño niños ninas nino
mejorar mejorarán mejoraran mejora mejoras mejoren mejoró mejorando mejoramos mejoramiento
obra obras
año años
vía vías via vias
día días dias
luz luces
juez jueces
interés intereses interes
país países paises
mes meses
ley leyes
parque parques
publicar publiquen publicación publicaciones público públicas publicará
garantizar garanticen garantice garantiza
organizar organicen organización organizaciones
participación participar participen participativo participantes
ciudad ciudades
mujer mujeres
joven jóvenes jovenes
camión camiones camion
región regiones region
policía policías policia
barrio barrios
servicio servicios
comunitario comunitaria comunitarios comunitarias
inicio iniciar inició inicien
rápido rápida rápidos rápidamente rapidamente
fácil fáciles fácilmente
clase clases
eje ejes
arte artes
red redes
eficiente eficiencia eficientes
financiar financiación financien
cuidar cuidado cuidados cuiden
andén andenes anden
señal señales senal senales
alcalde alcaldes alcaldía alcaldia
secretaría secretaria secretario secretarios
""".strip().splitlines()
APART = """
clase clave
obra abre
parque parte
vereda verdad
fomente fondo
documento docena
salud sala
secreto secretaría
niña nada
"""


@pytest.mark.parametrize("family", FAMILIES)
def test_a_family_of_words_has_one_stem(family):
    assert len({stem(word) for word in family.split()}) == 1


@pytest.mark.parametrize("pair", APART.strip().splitlines())
def test_other_words_have_other_stems(pair):
    one, other = map(stem, pair.split())
    assert one != other


def test_a_noun_that_is_a_stop_word_without_its_tilde_can_be_searched():
    assert stems("una uña") == [stem("uña")] == ["una"]


def test_stop_words_marks_and_blanks_have_no_stem():
    assert stems("¿Y de la que, para los?  \n\t…—“” *() \0") == []


def test_codes_sums_and_filing_numbers_stay_whole():
    said = "La 4.2. y la 6.3.1; $1.500.000, 3,5 km (CMC-2026-000123), covid-19"
    assert stems(said)[:4] == ["4.2", "6.3.1", "1.500.000", "3"]
    assert "cmc-2026-000123" in stems(said)
    assert stems("4.2a") == ["4", "2a"]


def test_letters_of_any_script_and_ways_to_write_them_are_words():
    assert stems("حقوق 日本語 Straße ﬁn e\u0301xito éxito") == [
        "حقوق", "日本語", "strass", "fin", "exit", "exit",
    ]  # fmt: skip


@given(st.text(max_size=60))
def test_nothing_that_the_engines_read_otherwise_is_left_in_a_stem(text):
    for each in stems(text):
        assert 0 < len(each) <= LONGEST
        assert all(c.isalnum() or c in ".-" for c in each)
        assert each[0].isalnum()


@given(st.text(alphabet="abcdefghilmnopqrstuvzáéíóúü", min_size=1, max_size=14))
def test_a_word_has_the_stem_of_its_spelling_without_accents(word):
    bare = "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))
    assert stem(word) == stem(bare)
    assert stem(word.upper()) == stem(word)


@given(st.text(alphabet="abcdefghilmnopqrstuvzáéíóúñ", min_size=1, max_size=14))
def test_the_words_found_are_those_that_have_the_stem(word):
    made = stem(word)
    if made:
        assert [each.stem for each in found(f"x {word} x", {made})] == [made]


# --- marks ----------------------------------------------------------------------------------------


def test_every_word_with_a_stem_asked_for_is_marked_and_all_is_escaped():
    said = "<b>Iluminen</b> el parque & la iluminación"
    assert marked(said, {stem("iluminar")}) == (
        "&lt;b&gt;<mark>Iluminen</mark>&lt;/b&gt; el parque &amp; la <mark>iluminación</mark>"
    )


def test_without_words_there_are_no_marks():
    assert marked("<i>", ()) == "&lt;i&gt;"
    assert excerpt([], ["x"]) == ""
    assert excerpt(["Un texto."], []) == "Un texto."


def test_an_excerpt_is_taken_where_most_of_the_words_stand():
    far = "relleno " * 100
    said = f"El parque. {far} La luz del parque, de noche. {far}"
    piece = excerpt(["Otra cosa.", said], {stem("luz"), stem("parque")})
    assert "<mark>luz</mark> del <mark>parque</mark>, de noche." in piece
    assert piece.startswith("…")
    assert piece.endswith("…")
    assert len(piece) < EXCERPT + 60


def test_a_word_of_400_letters_and_turned_directions_do_no_harm():
    said = f"{'a' * 400} \u202eluz\u202c {'b' * 4_000}"
    piece = excerpt([said], {stem("luz")})
    assert "<mark>luz</mark>" in piece
    assert len(piece) < EXCERPT + 60
    assert "\u202e" not in piece


@pytest.mark.parametrize(
    "said",
    [
        "luz " * 1_250,
        "lu" * 2_500,
        "luz\u0301\u0301" * 1_000,
        "1." * 2_500,
        "ab-2026-" * 600,
        "a\u0300" * 2_500,
        "[(<" * 1_600,
        " " * 5_000,
    ],
)
def test_hostile_texts_are_marked_in_linear_time(said):
    asked = {stem("luz"), "1", "2026", "lu"}
    started = time.thread_time()
    for times in (1, 20):
        marked(said * times, asked)
        excerpt([said * times], asked)
    assert time.thread_time() - started < 5
