"""Which column of a file is which part of an action, guessed from its heading."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

from rapidfuzz import fuzz

from webapp.importing.table import Row, folded
from webapp.values.plan_outline import Field
from webapp.vocabulary.messages import N_, Worded

Known = TypeVar("Known", bound=Worded)


class PlanColumn(Worded):
    """What a column of a file holds."""

    CATEGORY = Field.CATEGORY.value, Field.CATEGORY.message
    ACTIVITY = Field.ACTIVITY.value, Field.ACTIVITY.message
    IMPROVEMENT = Field.IMPROVEMENT.value, Field.IMPROVEMENT.message
    TERM = Field.TERM.value, Field.TERM.message
    EFFICACY_CHECK = Field.EFFICACY_CHECK.value, Field.EFFICACY_CHECK.message
    RESPONSIBLE_AREA = Field.RESPONSIBLE_AREA.value, Field.RESPONSIBLE_AREA.message
    NOTE = "note", N_("additional note")
    IGNORE = "ignore", N_("leave out")


REPEATABLE = frozenset({PlanColumn.NOTE, PlanColumn.IGNORE})

_HEADINGS: dict[PlanColumn, tuple[str, ...]] = {
    PlanColumn.CATEGORY: (
        "categoria",
        "categorias",
        "componente",
        "dimension",
        "eje",
        "eje estrategico",
        "etapa",
        "fase",
        "linea estrategica",
        "linea de accion",
        "category",
    ),
    PlanColumn.ACTIVITY: (
        "accion",
        "acciones",
        "actividad",
        "actividades",
        "actividades de gestion",
        "actividad de gestion",
        "actividades a realizar",
        "descripcion de la actividad",
        "activity",
        "action",
    ),
    PlanColumn.IMPROVEMENT: (
        "accion de mejora",
        "acciones de mejora",
        "acciones de mejoramiento",
        "alternativa",
        "alternativa de mejora",
        "alternativas de mejora",
        "disene alternativas de mejora",
        "mejora",
        "mejora propuesta",
        "propuesta de mejora",
        "oportunidad de mejora",
        "alternative",
        "improvement",
    ),
    PlanColumn.TERM: (
        "fecha",
        "fecha de cumplimiento",
        "fecha limite",
        "duracion",
        "meses",
        "plazo",
        "plazo de ejecucion",
        "plazo en meses",
        "termino",
        "tiempo",
        "tiempo de ejecucion",
        "term",
    ),
    PlanColumn.EFFICACY_CHECK: (
        "eficacia",
        "evaluacion",
        "evaluacion de la eficacia",
        "evaluacion de la eficacia de las acciones implementadas",
        "verificacion",
        "verificacion de la eficacia",
        "evaluation",
        "efficacy check",
    ),
    PlanColumn.RESPONSIBLE_AREA: (
        "area",
        "area responsable",
        "dependencia",
        "dependencia responsable",
        "encargado",
        "oficina responsable",
        "responsable",
        "responsables",
        "responsible area",
    ),
    PlanColumn.NOTE: (
        "codigo",
        "entregable",
        "evidencia",
        "fecha de inicio",
        "fecha inicial",
        "indicador",
        "meta",
        "observaciones",
        "presupuesto",
        "producto",
        "recursos",
        "notas",
    ),
    PlanColumn.IGNORE: ("n", "no", "nro", "num", "numero", "item", "consecutivo", "pagina", "page"),
}

_LONGEST_HEADING = 100
_ENOUGH = 84.0
_CONTAINED = 90.0
_HEADER_SOUGHT_IN = 100


def _resemblance(heading: str, known: str) -> float:
    """How much a heading (folded) resembles a known one, 0 to 100."""
    if heading == known:
        return 101.0
    words, known_words = heading.split(), known.split()
    if len(known) > 3 and set(known_words) < set(words):
        return _CONTAINED + len(known_words) - len(words) / 10
    return fuzz.ratio(heading, known) if len(known) > 3 else 0.0


def _likeness(heading: str, known: Mapping[Known, tuple[str, ...]]) -> dict[Known, float]:
    """How much a heading resembles each kind of column, where it does so enough."""
    words = folded(heading.replace("#", "n"))
    if not words or len(words) > _LONGEST_HEADING:
        return {}
    scores = {
        column: max(_resemblance(words, each) for each in knowns)
        for column, knowns in known.items()
    }
    return {column: score for column, score in scores.items() if score >= _ENOUGH}


def recognised(cells: Sequence[str]) -> frozenset[PlanColumn]:
    """The parts of an action that a row of headings names; empty when it is not such a row.

    Every cell must be short, two parts must be named, and one of them must be the category or
    the activity.
    """
    if any(len(cell) > _LONGEST_HEADING for cell in cells):
        return frozenset()
    found = frozenset(guess_mapping(cells).values()) - REPEATABLE
    if len(found) < 2 or not found & {PlanColumn.CATEGORY, PlanColumn.ACTIVITY}:
        return frozenset()
    return found


def best_header(rows: Sequence[Row]) -> int | None:
    """Which of the first rows names most parts of an action: the row of headings, if any does."""
    named = [len(recognised(row.cells)) for row in rows[:_HEADER_SOUGHT_IN]]
    most = max(named, default=0)
    return named.index(most) if most else None


def same_headings(row: Row, header: Row) -> bool:
    """Whether a row is the row of headings once more, as at the top of each page."""
    words, known = folded(" ".join(row.cells)), folded(" ".join(header.cells))
    return bool(words) and fuzz.ratio(words, known) >= _CONTAINED


def guess_mapping(
    headings: Sequence[str], corrections: Mapping[int, PlanColumn] | None = None
) -> dict[int, PlanColumn]:
    """What each column holds: as corrected, else as its heading suggests, else a note.

    No part of an action is given to two columns: the first corrected one has it, then the one
    whose heading resembles it most; the others become notes. A column without a heading is a note.
    """
    return guess_columns(
        headings, _HEADINGS, corrections, rest=PlanColumn.NOTE, repeatable=REPEATABLE
    )


def guess_columns(
    headings: Sequence[str],
    known: Mapping[Known, tuple[str, ...]],
    corrections: Mapping[int, Known] | None = None,
    *,
    rest: Known,
    repeatable: frozenset[Known],
) -> dict[int, Known]:
    """What each column holds, by the `known` headings (folded) of each; else the `rest`."""
    mapping: dict[int, Known] = {}
    taken: set[Known] = set()

    def assign(index: int, column: Known) -> None:
        mapping[index] = rest if column in taken else column
        if column not in repeatable:
            taken.add(column)

    for index, column in sorted((corrections or {}).items()):
        if 0 <= index < len(headings):
            assign(index, column)
    guesses = sorted(
        (-score, index, column)
        for index, heading in enumerate(headings)
        for column, score in _likeness(heading, known).items()
    )
    for _, index, column in guesses:
        if index not in mapping and column not in taken:
            assign(index, column)
    return {index: mapping.get(index, rest) for index in range(len(headings))}
