"""The tables of open data: observations, answers, changes, and the actions of each edition.

Only what is public (R6, R13, R14); the desk's copy has a few columns more.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from webapp.documents.datasets import Column, Dataset, Spelling, Type
from webapp.figures.of_plan import by_edition_and_action
from webapp.models import Correction, Edition, Plan, Wording
from webapp.queries import whole_record
from webapp.queries.public_comment import Author
from webapp.queries.public_register import RegisterFilter
from webapp.queries.whole_record import Caused, CorrectedAnswer, Filed, FiledPart, MadeChange
from webapp.values import time_zones
from webapp.vocabulary import (
    AnswerState,
    Channel,
    Decision,
    Kind,
    OfficialState,
    Origin,
    PlanField,
    Publication,
    Stance,
    Standing,
    Target,
)
from webapp.vocabulary.messages import N_

_PLAN = N_("Short name of the plan, as in its address")


@dataclass(frozen=True, slots=True)
class Observation:
    """A row of the table of observations."""

    plan: str
    filed: Filed
    sender: str
    group: str | None
    territory: str | None
    why: str
    answer: str
    reason: str
    changes: list[str]
    corrections: list[str]


def observations(
    plan: Plan, spelling: Spelling, chosen: RegisterFilter | None = None, *, desk: bool = False
) -> Iterator[Observation]:
    """Every observation of a plan, or those of a filter, read in batches.

    The desk's copy (`desk`) names every group and territory and has the originals.
    """
    for batch in whole_record.comments(plan, chosen, desk=desk):
        for filed in batch:
            yield _observation(plan, filed, spelling)


def _observation(plan: Plan, filed: Filed, spelling: Spelling) -> Observation:
    place = filed.desk or filed
    return Observation(
        plan=plan.slug,
        filed=filed,
        sender=Author(
            kind=filed.author_kind,
            is_minor=filed.is_minor,
            name=filed.organisation or filed.name or "",
            territory=place.territory or "",
        ).label(spelling.translate),
        group=place.group,
        territory=place.territory,
        why=_why(filed, spelling),
        answer=_paragraphs(filed.answer_text or "", *_parts(filed, spelling)),
        reason=_reason(filed.reason or "", filed.cites or "", spelling),
        changes=[_caused(each, spelling) for each in filed.changes],
        corrections=[_corrected(each, spelling) for each in filed.corrections],
    )


def _why(filed: Filed, spelling: Spelling) -> str:
    """Why the text is not there as it came."""
    if filed.publication is Publication.PENDING:
        return spelling.translate(N_("It is being checked for personal data"))
    ground = spelling.word(filed.ground) if filed.ground else ""
    return ". ".join(filter(None, (ground, filed.ground_note)))


def _parts(filed: Filed, spelling: Spelling) -> list[str]:
    """What was answered to each part of a letter, as it stands in the answer of the whole."""
    message = spelling.translate(N_("Part %(number)s (%(what)s). %(decision)s: %(text)s"))
    return [
        message
        % {
            "number": part.position,
            "what": _place(part.action, spelling),
            "decision": spelling.word(part.decision),
            "text": f"{part.text} {_reason(part.reason, part.cites, spelling)}".strip(),
        }
        for part in filed.parts
    ]


def _corrected(corrected: CorrectedAnswer, spelling: Spelling) -> str:
    """A correction of the answer, in a sentence."""
    message = (
        N_("%(day)s, part %(part)s: %(reason)s Before: %(decision)s. %(text)s")
        if corrected.part
        else N_("%(day)s: %(reason)s Before: %(decision)s. %(text)s")
    )
    return spelling.translate(message) % {
        "part": corrected.part,
        "day": time_zones.to_local(corrected.at, spelling.zone).date().isoformat(),
        "reason": corrected.reason,
        "decision": spelling.word(corrected.decision),
        "text": corrected.text,
    }


def _place(action: str | None, spelling: Spelling) -> str:
    if action is None:
        return spelling.translate(N_("the whole plan"))
    return spelling.translate(N_("action %(code)s")) % {"code": action}


def _reason(reason: str, cites: str, spelling: Spelling) -> str:
    where = spelling.translate(N_("Where the plan says it: %(cites)s")) % {"cites": cites}
    return _paragraphs(reason, where if cites else "")


def _paragraphs(*texts: str) -> str:
    return "\n\n".join(filter(None, texts))


def _caused(change: Caused, spelling: Spelling) -> str:
    """A change as a person finds it among the changes: edition, action and field."""
    message = spelling.translate(N_("Edition %(edition)s, %(what)s: %(field)s"))
    category = spelling.translate(N_("category %(number)s")) % {"number": change.category}
    is_title = change.category and not change.action
    return message % {
        "edition": change.edition,
        "what": category if is_title else _place(change.action, spelling),
        "field": spelling.word(change.altered),
    }


OBSERVATIONS = Dataset[Observation](
    "observaciones",
    N_("Observations"),
    N_("One row per observation received, late ones too."),
    (
        Column("radicado", N_("Filing number, the same for ever"), Type.TEXT,
               lambda row: row.filed.filing_number),
        Column("fecha_recepcion", N_("When the entity received it"), Type.INSTANT,
               lambda row: row.filed.received_at),
        Column("canal", N_("How it came"), Type.WORD,
               lambda row: row.filed.channel, Channel),
        Column("plan", _PLAN, Type.TEXT, lambda row: row.plan),
        Column("edicion", N_("Edition of the plan that the person was reading"), Type.NUMBER,
               lambda row: row.filed.edition),
        Column("accion", N_("Code of the action; empty: the whole plan"), Type.TEXT,
               lambda row: row.filed.action),
        Column("aspecto", N_("Part of the action that it is about"), Type.WORD,
               lambda row: row.filed.target if row.filed.action else None, Target),
        Column("tipo", N_("Sort of observation; empty: not said"), Type.WORD,
               lambda row: row.filed.kind, Kind),
        Column("postura", N_("Position on the action; empty: not said"), Type.WORD,
               lambda row: row.filed.stance, Stance),
        Column("remitente", N_("Who sent it, without personal data: a name is there only when its "
                               "owner asked for it"), Type.TEXT,
               lambda row: row.sender),
        Column("grupo_valor", N_("Value group of whoever sent it: only when its owner asked for it "
                                 "to be shown, the text is shown and the group is not sensitive"),
               Type.TEXT, lambda row: row.group),
        Column("territorio", N_("Comuna or corregimiento of whoever sent it: only when its owner "
                                "asked for it to be shown and the text is shown"), Type.TEXT,
               lambda row: row.territory),
        Column("extemporanea", N_("Whether it came out of term: it is answered, and counts in no "
                                  "total"), Type.YES_NO,
               lambda row: row.filed.late),
        Column("publicacion", N_("What is shown of its text"), Type.WORD,
               lambda row: row.filed.publication, Publication),
        Column("motivo_publicacion", N_("Why the text is not there, or not whole"), Type.TEXT,
               lambda row: row.why),
        Column("texto", N_("What was said, as it is shown; empty while it is in review, or when "
                           "it is withheld"), Type.TEXT,
               lambda row: row.filed.public_body if row.filed.is_shown else None, long=True),
        Column("texto_propuesto", N_("Wording that it proposes, as it is shown"), Type.TEXT,
               lambda row: row.filed.public_proposed_text if row.filed.is_shown else None,
               long=True),
        Column("decision", N_("What the entity decided; empty: the answer is not out yet"),
               Type.WORD, lambda row: row.filed.decision, Decision),
        Column("estado", N_("The same in the states of the official report"), Type.WORD,
               lambda row: row.filed.decision and row.filed.decision.official_state,
               OfficialState),
        Column("respuesta", N_("The published answer, with that to each part of a letter"),
               Type.TEXT, lambda row: row.answer, long=True),
        Column("motivo", N_("Reason for the decision"), Type.TEXT,
               lambda row: row.reason, long=True),
        Column("dependencia", N_("Area that answered"), Type.TEXT,
               lambda row: row.filed.responsible_area),
        Column("fecha_respuesta", N_("When the answer was published"), Type.INSTANT,
               lambda row: row.filed.published_at),
        Column("cambios", N_("Published changes to the plan that rest on it"), Type.LIST,
               lambda row: row.changes),
        Column("ronda", N_("Number of the round that it belongs to"), Type.NUMBER,
               lambda row: row.filed.round),
        Column("fecha_registro", N_("When it was registered: on the web, when it was received"),
               Type.INSTANT, lambda row: row.filed.filed_at),
        Column("condicion", N_("What it counts for, by when it came and on what"), Type.WORD,
               lambda row: row.filed.standing, Standing),
        Column("se_atiende_en", N_("Code of the action under which it is considered and counted, "
                                   "when it is not the one it was filed on"), Type.TEXT,
               lambda row: row.filed.considered_elsewhere),
        Column("anulacion", N_("Why its registration was annulled: it counts in no total; empty: "
                               "it stands"), Type.TEXT,
               lambda row: row.filed.annulled_because, long=True),
        Column("correccion", N_("Corrections of the published answer: day, reason, and what was "
                                "said before"), Type.LIST,
               lambda row: row.corrections, long=True),
    ),
)  # fmt: skip

DESK_OBSERVATIONS = Dataset[Observation](
    OBSERVATIONS.name,
    OBSERVATIONS.title,
    OBSERVATIONS.meaning,
    (
        *OBSERVATIONS.columns,
        Column("texto_original", N_("What was filed, as it came"), Type.TEXT,
               lambda row: row.filed.desk and row.filed.desk.body, long=True),
        Column("texto_propuesto_original", N_("Wording that it proposes, as it came"), Type.TEXT,
               lambda row: row.filed.desk and row.filed.desk.proposed_text, long=True),
        Column("tramite", N_("Where its answer stands"), Type.WORD,
               lambda row: row.filed.desk and row.filed.desk.state, AnswerState),
        Column("respuesta_en_tramite", N_("The answer, published or not"), Type.TEXT,
               lambda row: row.filed.desk and row.filed.desk.answer, long=True),
        Column("dependencia_asignada", N_("Area that has it"), Type.TEXT,
               lambda row: row.filed.desk and row.filed.desk.area),
        Column("etiquetas", N_("Tags of the staff"), Type.LIST,
               lambda row: row.filed.desk and row.filed.desk.tags),
        Column("notas", N_("Private notes of the staff"), Type.LIST,
               lambda row: row.filed.desk and row.filed.desk.notes, long=True),
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """A row of the table of answers: the whole letter's, or that to one of its parts."""

    plan: str
    filed: Filed
    part: FiledPart | None = None


def answers(plan: Plan, chosen: RegisterFilter | None = None) -> Iterator[AnswerRow]:
    """Every published answer, each followed by those to the parts of its letter."""
    for batch in whole_record.comments(plan, chosen, answered=True):
        for filed in batch:
            yield AnswerRow(plan.slug, filed)
            for part in filed.parts:
                yield AnswerRow(plan.slug, filed, part)


ANSWERS = Dataset[AnswerRow](
    "respuestas",
    N_("Answers"),
    N_("One row per published answer; of a letter in parts, one more for each part."),
    (
        Column("radicado", N_("Filing number of the observation"), Type.TEXT,
               lambda row: row.filed.filing_number),
        Column("plan", _PLAN, Type.TEXT, lambda row: row.plan),
        Column("parte", N_("Number of the part; empty: the whole observation"), Type.NUMBER,
               lambda row: row.part and row.part.position),
        Column("accion", N_("Code of the action; empty: the whole plan"), Type.TEXT,
               lambda row: row.part.action if row.part else row.filed.action),
        Column("extemporanea", N_("Whether it came out of term: it is answered, and counts in no "
                                  "total"), Type.YES_NO,
               lambda row: row.filed.late),
        Column("decision", N_("What the entity decided"), Type.WORD,
               lambda row: (row.part or row.filed).decision, Decision),
        Column("estado", N_("The same in the states of the official report"), Type.WORD,
               lambda row: _state((row.part or row.filed).decision), OfficialState),
        Column("respuesta", N_("The published answer"), Type.TEXT,
               lambda row: row.part.text if row.part else row.filed.answer_text, long=True),
        Column("motivo", N_("Reason for the decision"), Type.TEXT,
               lambda row: (row.part or row.filed).reason, long=True),
        Column("donde_lo_dice", N_("Where the plan says it, of what was already included"),
               Type.TEXT, lambda row: (row.part or row.filed).cites),
        Column("dependencia", N_("Area that answered"), Type.TEXT,
               lambda row: row.filed.responsible_area),
        Column("fecha_respuesta", N_("When the answer was published"), Type.INSTANT,
               lambda row: row.filed.published_at),
    ),
)  # fmt: skip


def _state(decision: Decision | None) -> OfficialState | None:
    return decision.official_state if decision else None


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
        Column("plan", _PLAN, Type.TEXT, lambda row: row.plan),
        Column("edicion", N_("Edition that has the change"), Type.NUMBER,
               lambda row: row.change.edition),
        Column("fecha_edicion", N_("When the edition was published"), Type.INSTANT,
               lambda row: row.change.published_at),
        Column("categoria", N_("Number of the category; empty: the plan as a whole"), Type.NUMBER,
               lambda row: row.change.category),
        Column("titulo_categoria", N_("Title of the category"), Type.TEXT,
               lambda row: row.change.category_title),
        Column("accion", N_("Code of the action; empty: the title of the category changed"),
               Type.TEXT, lambda row: row.change.action),
        Column("campo", N_("What changed"), Type.WORD,
               lambda row: row.change.altered, PlanField),
        Column("antes", N_("The text before; of a term, its months"), Type.TEXT,
               lambda row: row.change.before, long=True),
        Column("despues", N_("The text now; of a term, its months"), Type.TEXT,
               lambda row: row.change.after, long=True),
        Column("sustento", N_("What the change rests on"), Type.WORD,
               lambda row: row.change.origin, Origin),
        Column("motivo", N_("Reason for the change"), Type.TEXT,
               lambda row: row.change.reason, long=True),
        Column("observaciones", N_("Filing numbers of the observations behind it"), Type.LIST,
               lambda row: row.change.comments),
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """A row of the table of actions: what one says in one edition."""

    plan: str
    edition: Edition
    category: tuple[int, str]
    wording: Wording
    comments: int
    withdrawn_at: datetime | None


def actions(plan: Plan) -> Iterator[Asked]:
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
                yield Asked(plan.slug, edition, place, wording, comments, at)


ACTIONS = Dataset[Asked](
    "acciones",
    N_("Actions"),
    N_("One row per action and published edition."),
    (
        Column("plan", _PLAN, Type.TEXT, lambda row: row.plan),
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

DATASETS: tuple[Dataset[Any], ...] = (OBSERVATIONS, ANSWERS, CHANGES, ACTIONS)
"""Every table that the public can download."""
