"""Numbers, hours and addresses as they are said aloud."""

from datetime import date, datetime

import pytest

from webapp.text import spoken_spanish


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0, "cero"),
        (1, "uno"),
        (16, "dieciséis"),
        (21, "veintiuno"),
        (31, "treinta y uno"),
        (40, "cuarenta"),
        (99, "noventa y nueve"),
        (100, "cien"),
        (101, "ciento uno"),
        (555, "quinientos cincuenta y cinco"),
        (700, "setecientos"),
        (1000, "mil"),
        (2026, "dos mil veintiséis"),
        (21_000, "veintiún mil"),
        (31_001, "treinta y un mil uno"),
        (101_000, "ciento un mil"),
        (100_100, "cien mil cien"),
        (999_999, "novecientos noventa y nueve mil novecientos noventa y nueve"),
        (1_000_000, "uno, cero, cero, cero, cero, cero, cero"),
    ],
)
def test_a_number_is_said_in_words(value, words):
    assert spoken_spanish.number(value) == words


def test_a_day_is_said_with_its_name_and_the_first_is_primero():
    assert (
        spoken_spanish.day(date(2026, 3, 17)) == "martes diecisiete de marzo de dos mil veintiséis"
    )
    assert spoken_spanish.day(date(2028, 5, 1)) == "lunes primero de mayo de dos mil veintiocho"


@pytest.mark.parametrize(
    ("hour", "minute", "words"),
    [
        (23, 59, "a las once y cincuenta y nueve de la noche"),
        (0, 0, "a las doce de la madrugada"),
        (1, 15, "a la una y quince de la madrugada"),
        (8, 0, "a las ocho de la mañana"),
        (12, 30, "a las doce y treinta del mediodía"),
        (13, 0, "a la una de la tarde"),
    ],
)
def test_an_hour_is_said_with_its_part_of_the_day(hour, minute, words):
    assert spoken_spanish.hour(datetime(2026, 3, 17, hour, minute)) == words


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("https://participa.example.gov.co/p/12", "participa punto example punto gov punto co, "
         "barra, letra p, barra, doce"),
        ("http://localhost:5000/p/1", "localhost dos puntos cinco mil, barra, letra p, barra, uno"),
        ("https://mi-concejo.example", "mi guion concejo punto example"),
        ("https://a.example/007", "letra a punto example, barra, cero, cero, siete"),
    ],
)  # fmt: skip
def test_an_address_is_dictated_sign_by_sign(address, words):
    assert spoken_spanish.address(address) == words
