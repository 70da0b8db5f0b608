"""The tables of the changes and of the actions of the editions of a plan."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from webapp.documents.datasets import Column, Dataset, Type
from webapp.documents.open_data.sentences import PLAN, code
from webapp.figures.of_plan import by_edition_and_action
from webapp.models import Correction, Edition, Plan, Wording
from webapp.queries import whole_record
from webapp.queries.whole_record import MadeChange
from webapp.vocabulary import Origin, PlanField
from webapp.vocabulary.messages import N_


@dataclass(frozen=True, slots=True)
class Amended:
    """A row of the table of changes."""

    plan: str
    change: MadeChange


def changes(plan: Plan) -> Iterator[Amended]:
    """Every change of the published editions of a plan."""
    for change in whole_record.changes(plan):
        yield Amended(plan.slug, change)


CHANGES = Dataset[Amended](
    "cambios",
    N_("Changes"),
    N_("One row per change of a published edition against the one before."),
    (
        Column("plan", PLAN, Type.TEXT, lambda row: row.plan),
        Column("edicion", N_("Edition that has the change"), Type.NUMBER,
               lambda row: row.change.edition.number),
        Column("fecha_edicion", N_("When the edition was published"), Type.INSTANT,
               lambda row: row.change.edition.published_at),
        Column("categoria", N_("Number of the category; empty: the plan as a whole"), Type.NUMBER,
               lambda row: row.change.category and row.change.category.number),
        Column("titulo_categoria", N_("Title of the category"), Type.TEXT,
               lambda row: row.change.category and row.change.category.title),
        Column("accion", N_("Code of the action; empty: the title of the category changed"),
               Type.TEXT, lambda row: code(row.change.action)),
        Column("campo", N_("What changed"), Type.WORD,
               lambda row: row.change.change.field, PlanField),
        Column("antes", N_("The text before; of a term, its months"), Type.TEXT,
               lambda row: row.change.change.before, long=True),
        Column("despues", N_("The text now; of a term, its months"), Type.TEXT,
               lambda row: row.change.change.after, long=True),
        Column("sustento", N_("What the change rests on"), Type.WORD,
               lambda row: row.change.change.origin, Origin),
        Column("motivo", N_("Reason for the change"), Type.TEXT,
               lambda row: row.change.change.reason, long=True),
        Column("observaciones", N_("Filing numbers of the observations behind it"), Type.LIST,
               lambda row: row.change.comments),
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ActionRow:
    """A row of the table of actions: the wording of one in one edition."""

    plan: str
    edition: Edition
    category: tuple[int, str]
    wording: Wording
    comments: int
    withdrawn_at: datetime | None


def actions(plan: Plan) -> Iterator[ActionRow]:
    """Every action of each published edition, in the plan's order."""
    counted = by_edition_and_action(plan)
    withdrawn = {
        each.details["edition"]: each.decided_at
        for each in Correction.withdrawals(Correction.plan == plan)
    }
    for edition in plan.published_editions:
        for category, wordings in edition.outline:
            for wording in wordings:
                comments = counted.get((edition.id, wording.action_id), 0)
                place = (category.number, category.title)
                at = withdrawn.get(edition.number)
                yield ActionRow(plan.slug, edition, place, wording, comments, at)


ACTIONS = Dataset[ActionRow](
    "acciones",
    N_("Actions"),
    N_("One row per action and published edition."),
    (
        Column("plan", PLAN, Type.TEXT, lambda row: row.plan),
        Column("edicion", N_("Number of the edition"), Type.NUMBER,
               lambda row: row.edition.number),
        Column("fecha_edicion", N_("When the edition was published"), Type.INSTANT,
               lambda row: row.edition.published_at),
        Column("categoria", N_("Number of the category"), Type.NUMBER,
               lambda row: row.category[0]),
        Column("titulo_categoria", N_("Title of the category"), Type.TEXT,
               lambda row: row.category[1]),
        Column("accion", N_("Code of the action, the same in every edition"), Type.TEXT,
               lambda row: row.wording.action.code),
        Column("continua_a", N_("Code of the action that it continues, if it does"), Type.TEXT,
               lambda row: row.wording.action.continues and row.wording.action.continues.code),
        Column("actividad", N_("Management activity"), Type.TEXT,
               lambda row: row.wording.activity, long=True),
        Column("alternativa_mejora", N_("Improvement"), Type.TEXT,
               lambda row: row.wording.improvement, long=True),
        Column("plazo_meses", N_("Term, in months"), Type.NUMBER,
               lambda row: row.wording.term_months),
        Column("fecha_fin", N_("Last day of the term; empty: it is not known from when it counts"),
               Type.DAY, lambda row: row.wording.due_on),
        Column("evaluacion_eficacia", N_("Efficacy check"), Type.TEXT,
               lambda row: row.wording.efficacy_check, long=True),
        Column("dependencia_responsable", N_("Responsible area"), Type.TEXT,
               lambda row: row.wording.responsible_area),
        Column("notas", N_("Other things that the plan says of it"), Type.LIST,
               lambda row: [f"{name}: {text}" for name, text in row.wording.notes]),
        Column("observaciones_en_termino", N_("Observations in term on it, in the rounds on this "
                                              "edition"), Type.NUMBER,
               lambda row: row.comments),
        Column("edicion_retirada", N_("When the edition was withdrawn; empty: it was not"),
               Type.INSTANT, lambda row: row.withdrawn_at),
    ),
)  # fmt: skip
