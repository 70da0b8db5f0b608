"""The table of observations: a row for each one received, and what the desk's copy adds."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from webapp.documents.datasets import Column, Dataset, Spelling, Type
from webapp.documents.open_data.sentences import PLAN, code, paragraphs, place, reason
from webapp.models import Answer, Comment, Correction, Part, Plan
from webapp.queries import whole_record
from webapp.queries.caused_changes import CausedChange
from webapp.queries.public_comment import PublishedReply
from webapp.queries.public_register import RegisterFilter
from webapp.queries.whole_record import RecordedComment
from webapp.values import time_zones
from webapp.vocabulary import (
    AnswerState,
    Channel,
    Decision,
    Kind,
    OfficialState,
    Publication,
    Stance,
    Standing,
    Target,
)
from webapp.vocabulary.messages import N_


@dataclass(frozen=True, slots=True)
class Observation:
    """A row of the table of observations; `reply` is its published answer; `answer`
    and `reason` are the texts of it, with those of the parts of its letter."""

    plan: str
    record: RecordedComment
    sender: str
    group: str | None
    territory: str | None
    why: str
    reply: PublishedReply | None
    answer: str
    reason: str
    changes: list[str]
    corrections: list[str]

    @property
    def comment(self) -> Comment:
        """The observation itself."""
        return self.record.public.comment

    @property
    def published(self) -> Answer | None:
        """Its answer, once it is out."""
        published = self.record.public.published
        return published.answer if published else None


def observations(
    plan: Plan, spelling: Spelling, chosen: RegisterFilter | None = None, *, desk: bool = False
) -> Iterator[Observation]:
    """Every observation of a plan, or those of a filter, read in batches.

    The desk's copy (`desk`) names every group and territory and has the originals.
    """
    for batch in whole_record.comments(plan, chosen, desk=desk):
        for record in batch:
            yield _observation(plan, record, spelling)


def _observation(plan: Plan, record: RecordedComment, spelling: Spelling) -> Observation:
    public, published = record.public, record.public.published
    shown = record.desk or public.author
    author = replace(public.author, territory=shown.territory or "")
    reply = published.reply if published else None
    parts = [_part(each, spelling) for each in published.parts] if published else []
    return Observation(
        plan=plan.slug,
        record=record,
        sender=author.label(spelling.translate),
        group=shown.group or None,
        territory=shown.territory or None,
        why=_why(public.comment, spelling),
        reply=reply,
        answer=paragraphs(reply.text if reply else "", *parts),
        reason=reason(reply, spelling) if reply else "",
        changes=[_caused(each, spelling) for each in record.changes],
        corrections=[_corrected(each, spelling) for each in published.corrections]
        if published
        else [],
    )


def _why(comment: Comment, spelling: Spelling) -> str:
    """Why the text is not there as it came."""
    if comment.publication is Publication.PENDING:
        return spelling.translate(N_("It is being checked for personal data"))
    ground = spelling.word(comment.ground) if comment.ground else ""
    return ". ".join(filter(None, (ground, comment.ground_note)))


def _part(part: Part, spelling: Spelling) -> str:
    """The answer to a part of a letter, as a paragraph of the answer to the whole."""
    reply = PublishedReply.of(part)
    message = spelling.translate(N_("Part %(number)s (%(what)s). %(decision)s: %(text)s"))
    return message % {
        "number": part.position,
        "what": place(code(part.action), spelling),
        "decision": spelling.word(reply.decision),
        "text": f"{reply.text} {reason(reply, spelling)}".strip(),
    }


def _corrected(correction: Correction, spelling: Spelling) -> str:
    """A correction of the answer, in a sentence."""
    former = PublishedReply.before(correction)
    message = (
        N_("%(day)s, part %(part)s: %(reason)s Before: %(decision)s. %(text)s")
        if correction.part
        else N_("%(day)s: %(reason)s Before: %(decision)s. %(text)s")
    )
    return spelling.translate(message) % {
        "part": correction.part,
        "day": time_zones.to_local(correction.made_at, spelling.zone).date().isoformat(),
        "reason": correction.reason,
        "decision": spelling.word(former.decision),
        "text": former.text,
    }


def _caused(change: CausedChange, spelling: Spelling) -> str:
    """A change as a person finds it among the changes: edition, action and field."""
    message = spelling.translate(N_("Edition %(edition)s, %(what)s: %(field)s"))
    category = spelling.translate(N_("category %(number)s")) % {"number": change.category}
    is_title = change.category and not change.action
    return message % {
        "edition": change.edition,
        "what": category if is_title else place(change.action, spelling),
        "field": spelling.word(change.field),
    }


OBSERVATIONS = Dataset[Observation](
    "observaciones",
    N_("Observations"),
    N_("One row per observation received, late ones too."),
    (
        Column("radicado", N_("Filing number, the same for ever"), Type.TEXT,
               lambda row: row.comment.filing_number),
        Column("fecha_recepcion", N_("When the entity received it"), Type.INSTANT,
               lambda row: row.comment.received_at),
        Column("canal", N_("How it came"), Type.WORD,
               lambda row: row.comment.channel, Channel),
        Column("plan", PLAN, Type.TEXT, lambda row: row.plan),
        Column("edicion", N_("Edition of the plan that the person was reading"), Type.NUMBER,
               lambda row: row.record.edition),
        Column("accion", N_("Code of the action; empty: the whole plan"), Type.TEXT,
               lambda row: code(row.comment.action)),
        Column("aspecto", N_("Part of the action that it is about"), Type.WORD,
               lambda row: row.comment.target if row.comment.action else None, Target),
        Column("tipo", N_("Sort of observation; empty: not said"), Type.WORD,
               lambda row: row.comment.kind, Kind),
        Column("postura", N_("Position on the action; empty: not said"), Type.WORD,
               lambda row: row.comment.stance, Stance),
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
               lambda row: row.comment.late),
        Column("publicacion", N_("What is shown of its text"), Type.WORD,
               lambda row: row.comment.publication, Publication),
        Column("motivo_publicacion", N_("Why the text is not there, or not whole"), Type.TEXT,
               lambda row: row.why),
        Column("texto", N_("What was said, as it is shown; empty while it is in review, or when "
                           "it is withheld"), Type.TEXT,
               lambda row: row.comment.public_body if row.comment.is_shown else None, long=True),
        Column("texto_propuesto", N_("Wording that it proposes, as it is shown"), Type.TEXT,
               lambda row: row.comment.public_proposed_text if row.comment.is_shown else None,
               long=True),
        Column("decision", N_("What the entity decided; empty: the answer is not out yet"),
               Type.WORD, lambda row: row.reply and row.reply.decision, Decision),
        Column("estado", N_("The same in the states of the official report"), Type.WORD,
               lambda row: row.reply and row.reply.state,
               OfficialState),
        Column("respuesta", N_("The published answer, with that to each part of a letter"),
               Type.TEXT, lambda row: row.answer, long=True),
        Column("motivo", N_("Reason for the decision"), Type.TEXT,
               lambda row: row.reason, long=True),
        Column("dependencia", N_("Area that answered"), Type.TEXT,
               lambda row: row.published and row.published.responsible_area),
        Column("fecha_respuesta", N_("When the answer was published"), Type.INSTANT,
               lambda row: row.published and row.published.published_at),
        Column("cambios", N_("Published changes to the plan that rest on it"), Type.LIST,
               lambda row: row.changes),
        Column("ronda", N_("Number of the round that it belongs to"), Type.NUMBER,
               lambda row: row.record.round),
        Column("fecha_registro", N_("When it was registered: on the web, when it was received"),
               Type.INSTANT, lambda row: row.comment.filed_at),
        Column("condicion", N_("What it counts for, by when it came and on what"), Type.WORD,
               lambda row: row.comment.standing, Standing),
        Column("se_atiende_en", N_("Code of the action under which it is considered and counted, "
                                   "when it is not the one it was filed on"), Type.TEXT,
               lambda row: row.record.counted_under),
        Column("anulacion", N_("Why its registration was annulled: it counts in no total; empty: "
                               "it stands"), Type.TEXT,
               lambda row: row.record.annulled_because, long=True),
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
               lambda row: row.record.desk and row.comment.body, long=True),
        Column("texto_propuesto_original", N_("Wording that it proposes, as it came"), Type.TEXT,
               lambda row: row.record.desk and row.comment.proposed_text, long=True),
        Column("tramite", N_("Where its answer stands"), Type.WORD,
               lambda row: row.record.desk and row.record.desk.answer
               and row.record.desk.answer.state, AnswerState),
        Column("respuesta_en_tramite", N_("The answer, published or not"), Type.TEXT,
               lambda row: row.record.desk and row.record.desk.answer
               and row.record.desk.answer.text, long=True),
        Column("dependencia_asignada", N_("Area that has it"), Type.TEXT,
               lambda row: row.record.desk and row.record.desk.area),
        Column("etiquetas", N_("Tags of the staff"), Type.LIST,
               lambda row: row.record.desk and row.record.desk.tags),
        Column("notas", N_("Private notes of the staff"), Type.LIST,
               lambda row: row.record.desk and row.record.desk.notes, long=True),
    ),
)  # fmt: skip
