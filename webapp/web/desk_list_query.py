"""The filters of the desk's list of observations, from an address and back."""

from collections.abc import Mapping
from datetime import date
from typing import TypeVar

from webapp.models import Plan, Staff
from webapp.queries.desk_list import DeskFilter
from webapp.vocabulary import AnswerState, Decision, ListOrder, Publication, Role
from webapp.vocabulary.messages import Worded

FILTERS = (
    "q",
    "publicacion",
    "respuesta",
    "decision",
    "accion",
    "dependencia",
    "persona",
    "vencidas",
    "etiqueta",
    "peticion",
    "posteriores",
    "grupo",
    "orden",
)
"""The parameters of the list, in the order in which an address carries them."""
NONE = "sin"
MINE = "yo"
YES = "si"
GENERAL = "general"

Word = TypeVar("Word", bound=Worded)


def parameters(query: Mapping[str, str]) -> dict[str, str]:
    """The parameters of the list that a query has, and nothing else of it."""
    return {name: value for name in FILTERS if (value := _line(query.get(name, "")))}


def _line(value: str) -> str:
    """One line; PostgreSQL refuses a NUL."""
    return " ".join(value.replace("\0", "").split())


def chosen(query: Mapping[str, str], *, plan: Plan, reader: Staff, today: date) -> DeskFilter:
    """The filter that the parameters describe; a value that no list offers is left out."""
    values = dict.fromkeys(FILTERS, "") | parameters(query)
    code, person = values["accion"], values["persona"]
    return DeskFilter(
        publication=_named(Publication, values["publicacion"]),
        state=_named(AnswerState, values["respuesta"]),
        unanswered=values["respuesta"] == NONE,
        decision=_named(Decision, values["decision"]),
        action=plan.public_action(code) if code else None,
        general=code == GENERAL,
        words=values["q"],
        in_original=reader.has(Role.MODERATOR),
        area=_number(values["dependencia"]),
        no_area=values["dependencia"] == NONE,
        person=reader.id if person == MINE else _number(person),
        nobody=person == NONE,
        overdue_on=today if values["vencidas"] == YES else None,
        tag=values["etiqueta"].casefold(),
        petition=values["peticion"] == YES,
        belated=values["posteriores"] == YES,
        group=_number(values["grupo"]),
        order=_named(ListOrder, values["orden"]) or ListOrder.FILED,
    )


def _named(words: type[Word], value: str) -> Word | None:
    return next((each for each in words if each == value), None)


def _number(value: str) -> int | None:
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 10 else None
