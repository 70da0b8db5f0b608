"""Dates, times, yes or no, and the words of the field, as people write them in a spreadsheet."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import TypeVar

from webapp.importing.table import folded
from webapp.text.normal_form import bare
from webapp.vocabulary import AuthorKind, Channel, Kind, Stance, Target
from webapp.vocabulary.messages import Worded

EARLIEST_YEAR, LATEST_YEAR = 2000, 2099

Word = TypeVar("Word", bound=Worded)

_folded = lru_cache(maxsize=1_000)(folded)  # a few words, in thousands of rows

CHANNELS: Mapping[str, Channel] = {
    **dict.fromkeys(("web", "internet", "en linea", "formulario web", "pagina web"), Channel.WEB),
    **dict.fromkeys(
        ("presencial asistido", "presencial", "asistido", "asistida", "en persona", "assisted"),
        Channel.ASSISTED,
    ),
    **dict.fromkeys(
        ("telefono", "telefonico", "telefonica", "llamada", "llamada telefonica", "phone"),
        Channel.PHONE,
    ),
    **dict.fromkeys(
        ("ventanilla", "ventanilla unica", "formato en papel", "papel", "fisico", "front desk"),
        Channel.FRONT_DESK,
    ),
    **dict.fromkeys(("correo", "correo electronico", "e mail", "email"), Channel.EMAIL),
    **dict.fromkeys(
        (
            "evento",
            "asamblea",
            "audiencia",
            "audiencia publica",
            "encuentro",
            "foro",
            "mesa de trabajo",
            "reunion",
            "taller",
            "event",
        ),
        Channel.EVENT,
    ),
}
KINDS: Mapping[str, Kind] = {
    **dict.fromkeys(("respaldo", "apoyo", "support"), Kind.SUPPORT),
    **dict.fromkeys(("objecion", "desacuerdo", "rechazo", "objection"), Kind.OBJECTION),
    **dict.fromkeys(("propuesta", "sugerencia", "proposal"), Kind.PROPOSAL),
    **dict.fromkeys(
        ("propuesta de redaccion", "ajuste de redaccion", "redaccion", "wording proposal"),
        Kind.WORDING_PROPOSAL,
    ),
    **dict.fromkeys(("pregunta", "duda", "inquietud", "question"), Kind.QUESTION),
}
STANCES: Mapping[str, Stance] = {
    **dict.fromkeys(("a favor", "de acuerdo", "favor", "for"), Stance.FOR),
    **dict.fromkeys(
        ("con ajustes", "a favor con ajustes", "de acuerdo con ajustes", "with changes"),
        Stance.WITH_CHANGES,
    ),
    **dict.fromkeys(("en contra", "en desacuerdo", "contra", "against"), Stance.AGAINST),
    **dict.fromkeys(("neutral", "neutro"), Stance.NEUTRAL),
}
TARGETS: Mapping[str, Target] = {
    **dict.fromkeys(("actividad", "actividad de gestion", "activity"), Target.ACTIVITY),
    **dict.fromkeys(
        ("mejora", "alternativa", "alternativa de mejora", "improvement"), Target.IMPROVEMENT
    ),
    **dict.fromkeys(("plazo", "termino", "term"), Target.TERM),
    **dict.fromkeys(
        ("eficacia", "evaluacion", "evaluacion de la eficacia", "efficacy"), Target.EFFICACY
    ),
    **dict.fromkeys(("general", "en general", "toda", "toda la accion", "todo"), Target.GENERAL),
}
AUTHOR_KINDS: Mapping[str, AuthorKind] = {
    **dict.fromkeys(
        ("persona", "persona natural", "ciudadana", "ciudadano", "person"), AuthorKind.PERSON
    ),
    **dict.fromkeys(
        ("organizacion", "empresa", "junta", "persona juridica", "organisation"),
        AuthorKind.ORGANISATION,
    ),
    **dict.fromkeys(("anonimo", "anonima", "sin nombre", "anonymous"), AuthorKind.ANONYMOUS),
}

_YES = frozenset(("si", "s", "x", "1", "yes", "y", "true", "verdadero", "acepta", "autoriza"))
_NO = frozenset(("", "no", "n", "0", "false", "falso", "no acepta", "no autoriza", "na", "n a"))
_WHOLE_PLAN = frozenset(
    ("general", "na", "n a", "ninguna", "plan", "plan completo", "todas", "todo", "todo el plan")
)

_MONTHS = ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic")
_MONTH = (
    r"(?P<name>ene(?:ro)?|feb(?:rero)?|mar(?:zo)?|abr(?:il)?|mayo?|jun(?:io)?|jul(?:io)?"
    r"|ago(?:sto)?|sep(?:t(?:iembre)?)?|set(?:iembre)?|oct(?:ubre)?|nov(?:iembre)?"
    r"|dic(?:iembre)?)\.?"
)
_WEEKDAY = r"(?:(?:el )?(?:lunes|martes|miercoles|jueves|viernes|sabado|domingo),? )?(?:el )?"
_DATES = tuple(
    re.compile(_WEEKDAY + pattern + r"(?P<rest>\D.*|)", re.ASCII)
    for pattern in (
        r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})",
        r"(?P<day>\d{1,2}) ?[-/.] ?(?P<month>\d{1,2}) ?[-/.] ?(?P<year>\d{4}|\d{2})",
        r"(?P<day>\d{1,2})[º°]?(?: de |[ /-])" + _MONTH + r"(?: del? |[ /-])(?P<year>\d{4}|\d{2})",
        _MONTH + r" (?P<day>\d{1,2}),? (?:del? )?(?P<year>\d{4})",
    )
)
_SERIAL_DATE = re.compile(r"(\d{5})(?:[.,](\d{1,15}))?", re.ASCII)
_SERIAL_TIME = re.compile(r"0?[.,](\d{1,15})", re.ASCII)
_SERIAL_ZERO = date(1899, 12, 30)
_TIME = re.compile(
    r"(?P<hour>\d{1,2})(?: ?[:h.] ?(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?)?"
    r"(?: ?(?:h|hs|hrs|horas)\.?)?(?: ?(?P<half>[ap]\.? ?m|m)\.?)?",
    re.ASCII,
)
_BEFORE_TIME = re.compile(r"^(?:t|,? *a las? |[ ,-]+)")


def word_of(text: str, words: Mapping[str, Word]) -> Word | None:
    """The member of a closed list that a text names; None when it names none."""
    return words.get(_folded(text))


def yes_or_no(text: str) -> bool | None:
    """Whether a text says yes; an empty one says no. None when it says neither."""
    word = _folded(text)
    return True if word in _YES else (False if word in _NO else None)


def action_code(text: str) -> str:
    """The code of an action as the plan writes it; empty for the whole plan."""
    if folded(text) in _WHOLE_PLAN:
        return ""
    bare = re.sub(r"^acci[oó]n\s*(?:n[.º°ro]*|#)?\s*(?=\d)", "", text.strip(), flags=re.IGNORECASE)
    return re.sub(r"(?<=\d),(?=\d)", ".", bare).rstrip(".")


def moment_of(text: str) -> tuple[date, time | None] | None:
    """The date, and the time when it has one, that a text says; None when it says no date.

    Day before month, as in Colombia; also ISO dates and the numbers of a spreadsheet. A date that
    the calendar does not have, or out of this century, is none.
    """
    plain = _plain(text)
    serial = _SERIAL_DATE.fullmatch(plain)
    if serial:
        day = _SERIAL_ZERO + timedelta(days=int(serial[1]))
        fraction = _time_of_fraction(serial[2]) if int(serial[2] or 0) else None
        return (day, fraction) if EARLIEST_YEAR <= day.year <= LATEST_YEAR else None
    for pattern in _DATES:
        found = pattern.fullmatch(plain)
        if found:
            return _moment(found)
    return None


def _moment(found: re.Match[str]) -> tuple[date, time | None] | None:
    parts = found.groupdict()
    name = (parts.get("name") or "").replace("set", "sep")[:3]
    month = _MONTHS.index(name) + 1 if name else int(parts["month"])
    year = int(parts["year"]) + (2000 if len(parts["year"]) == 2 else 0)
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        return None
    try:
        day = date(year, month, int(parts["day"]))
    except ValueError:
        return None
    rest = _BEFORE_TIME.sub("", parts["rest"]).strip(" .")
    clock = time_of(rest) if rest else None
    return None if rest and clock is None else (day, clock)


def time_of(text: str) -> time | None:
    """The time of day that a text says, with or without a. m., p. m. or m.; None without one."""
    plain = _plain(text)
    serial = _SERIAL_TIME.fullmatch(plain)
    if serial:
        return _time_of_fraction(serial[1])
    found = _TIME.fullmatch(plain)
    if found is None:
        return None
    hour, half = int(found["hour"]), (found["half"] or "")[:1]
    if half and (hour == 0 or (hour > 12 and half != "p")):
        return None
    if half == "a":
        hour %= 12
    elif half == "p" and hour < 12:
        hour += 12
    try:
        return time(hour, int(found["minute"] or 0), int(found["second"] or 0))
    except ValueError:
        return None


def _time_of_fraction(digits: str) -> time:
    seconds = min(round(int(digits) / 10 ** len(digits) * 86_400), 86_399)
    return (datetime.min + timedelta(seconds=seconds)).time()


def _plain(text: str) -> str:
    """The text in lower case, without accents, on one line; its punctuation stays."""
    return " ".join(bare(text).split())
