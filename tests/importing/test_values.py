"""Terms and dates as documents write them."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from webapp.importing.values import date_in, months_in


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("5 meses", 5),
        ("6 Meses", 6),
        ("1 mes", 1),
        ("1 año", 12),
        ("2 AÑOS", 24),
        ("un año y seis meses", 18),
        ("3", 3),
        ("tres meses", 3),
        ("Tres (3) meses", 3),
        ("un semestre", 6),
        ("2 trimestres", 6),
        ("veinticuatro meses", 24),
        ("tres (4) meses", None),
        ("3,5 meses", None),
        ("15 días", None),
        ("0 meses", None),
        ("2024", None),
        ("-", None),
        ("", None),
        ("antes de diciembre", None),
        ("30/06/2025", None),
    ],
)
def test_a_term_is_read_as_months(text: str, months: int | None) -> None:
    assert months_in(text) == months


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("21/05/2024", date(2024, 5, 21)),
        ("1-6-2024", date(2024, 6, 1)),
        ("2024-05-21", date(2024, 5, 21)),
        ("14 de noviembre de 2024", date(2024, 11, 14)),
        ("Cartago, 1 de Septiembre del 2024.", date(2024, 9, 1)),
        ("3 setiembre 2024", date(2024, 9, 3)),
        ("31/02/2024", None),
        ("05/21/2024", None),
        ("31 de abril de 2024", None),
        ("mayo de 2024", None),
        ("", None),
    ],
)
def test_a_date_is_read_day_before_month(text: str, day: date | None) -> None:
    assert date_in(text) == day


@settings(deadline=None)
@given(st.dates(min_value=date(1000, 1, 1)))
def test_a_date_written_in_figures_comes_back(day: date) -> None:
    assert date_in(day.strftime("%d/%m/%Y")) == day
    assert date_in(day.isoformat()) == day


@settings(deadline=None)
@given(st.integers(min_value=1, max_value=240))
def test_a_term_written_in_figures_comes_back(months: int) -> None:
    assert months_in(f"{months} meses") == months


@settings(deadline=None)
@given(st.text())
def test_any_text_is_a_term_or_a_date_or_neither(text: str) -> None:
    assert months_in(text) is None or 0 < (months_in(text) or 0) <= 240
    date_in(text)
