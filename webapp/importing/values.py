"""Terms and dates as documents write them."""

import re
from datetime import date

from webapp.importing.table import folded

LONGEST_TERM_MONTHS = 240

_UNITS = {
    "mes": 1,
    "bimestre": 2,
    "trimestre": 3,
    "cuatrimestre": 4,
    "semestre": 6,
    "ano": 12,
}
_COUNTING = (
    "uno",
    "dos",
    "tres",
    "cuatro",
    "cinco",
    "seis",
    "siete",
    "ocho",
    "nueve",
    "diez",
    "once",
    "doce",
    "trece",
    "catorce",
    "quince",
    "dieciseis",
    "diecisiete",
    "dieciocho",
    "diecinueve",
    "veinte",
    "veintiuno",
    "veintidos",
    "veintitres",
    "veinticuatro",
)
_NUMBER_OF = {"un": 1, "una": 1, **{word: n for n, word in enumerate(_COUNTING, start=1)}}
_NUMBER = r"(?:\d{1,4}|" + "|".join(_NUMBER_OF) + ")"
_UNIT = r"(?:mes|bimestre|trimestre|cuatrimestre|semestre|ano)"
_TERM = re.compile(
    rf"(?P<count>{_NUMBER})(?: (?P<again>{_NUMBER}))?"
    rf"(?: (?P<unit>{_UNIT})(?:e?s)?(?: y (?P<more>{_NUMBER}) (?P<more_unit>mes)(?:es)?)?)?"
)

_MONTHS = (
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
)
_NUMERIC_DATE = re.compile(r"\b(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\b")
_ISO_DATE = re.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b")
_WRITTEN_DATE = re.compile(
    r"\b(\d{1,2}) (?:de )?(" + "|".join(_MONTHS) + r"|setiembre) (?:del? )?(\d{4})\b"
)


def months_in(text: str) -> int | None:
    """The term in calendar months; None when the text does not say one. A bare number is months."""
    found = _TERM.fullmatch(folded(text))
    if found is None:
        return None
    count = _number(found["count"])
    if found["again"] is not None and _number(found["again"]) != count:  # "tres (3) meses"
        return None
    months = count * _UNITS[found["unit"] or "mes"]
    if found["more"] is not None:
        months += _number(found["more"])
    return months if 0 < months <= LONGEST_TERM_MONTHS else None


def _number(word: str) -> int:
    return int(word) if word.isdigit() else _NUMBER_OF[word]


def date_in(text: str) -> date | None:
    """The date a text says: 21/05/2024, 2024-05-21 or 21 de mayo de 2024; None when it says none.

    Day before month, as in Colombia. A date that the calendar does not have is none.
    """
    if found := _ISO_DATE.search(text):
        year, month, day = found.groups()
    elif found := _NUMERIC_DATE.search(text):
        day, month, year = found.groups()
    elif found := _WRITTEN_DATE.search(folded(text)):
        day, name, year = found.groups()
        month = str(_MONTHS.index(name.replace("setiembre", "septiembre")) + 1)
    else:
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
