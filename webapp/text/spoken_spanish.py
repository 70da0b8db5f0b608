"""How numbers, hours and addresses are said aloud in Spanish, for whoever reads on the radio."""

import re
from datetime import date, datetime

_UNITS = (
    "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince "
    "dieciséis diecisiete dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro "
    "veinticinco veintiséis veintisiete veintiocho veintinueve"
).split()
_TENS = "_ _ _ treinta cuarenta cincuenta sesenta setenta ochenta noventa".split()
_HUNDREDS = (
    "_ ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos "
    "ochocientos novecientos"
).split()
_WEEKDAYS = "lunes martes miércoles jueves viernes sábado domingo".split()
_MONTHS = (
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
).split()
_SIGNS = {".": "punto", "/": "barra", "-": "guion", "_": "guion bajo", ":": "dos puntos"}
_LARGEST = 999_999
_PIECES = re.compile(r"[0-9]+|[^\W\d_]+|.")


def number(value: int) -> str:
    """A whole number in words, from 0 to 999 999; a larger one digit by digit."""
    if value > _LARGEST:
        return ", ".join(_UNITS[int(digit)] for digit in str(value))
    thousands, rest = divmod(value, 1000)
    if not thousands:
        return _below_a_thousand(rest)
    many = "mil" if thousands == 1 else f"{_before_mil(_below_a_thousand(thousands))} mil"
    return f"{many} {_below_a_thousand(rest)}" if rest else many


def _before_mil(words: str) -> str:
    """Veintiún mil, treinta y un mil."""
    if words.endswith("veintiuno"):
        return words.removesuffix("veintiuno") + "veintiún"
    return words.removesuffix("uno") + "un" if words.endswith("uno") else words


def _below_a_thousand(value: int) -> str:
    hundreds, rest = divmod(value, 100)
    if value == 100:
        return "cien"
    if hundreds:
        return f"{_HUNDREDS[hundreds]} {_below_a_thousand(rest)}" if rest else _HUNDREDS[hundreds]
    if value < len(_UNITS):
        return _UNITS[value]
    tens, units = divmod(value, 10)
    return f"{_TENS[tens]} y {_UNITS[units]}" if units else _TENS[tens]


def day(value: date) -> str:
    """Martes diecisiete de marzo de dos mil veintiséis, without a capital."""
    ordinal = "primero" if value.day == 1 else number(value.day)
    month = _MONTHS[value.month - 1]
    return f"{_WEEKDAYS[value.weekday()]} {ordinal} de {month} de {number(value.year)}"


def hour(value: datetime) -> str:
    """A las once y cincuenta y nueve de la noche, without a capital; the clock's own time."""
    twelve = value.hour % 12 or 12
    start = "la una" if twelve == 1 else f"las {number(twelve)}"
    minutes = f" y {number(value.minute)}" if value.minute else ""
    return f"a {start}{minutes} {_part_of_day(value.hour)}"


def _part_of_day(hour: int) -> str:
    if hour < 6:
        return "de la madrugada"
    if hour < 12:
        return "de la mañana"
    if hour == 12:
        return "del mediodía"
    return "de la tarde" if hour < 19 else "de la noche"


def address(text: str) -> str:
    """A web address as it is dictated: participa punto example, barra, letra p, barra, doce."""
    host, slash, path = re.sub("^https?://", "", text).partition("/")
    host_aloud = " ".join(_aloud(piece) for piece in _PIECES.findall(host))
    return ", ".join([host_aloud, *(_aloud(piece) for piece in _PIECES.findall(slash + path))])


def _aloud(piece: str) -> str:
    if piece.isascii() and piece.isdigit():
        by_digits = piece.startswith("0") and len(piece) > 1
        return ", ".join(_UNITS[int(each)] for each in piece) if by_digits else number(int(piece))
    if len(piece) == 1 and piece.isalpha():
        return f"letra {piece}"
    return _SIGNS.get(piece, piece)
