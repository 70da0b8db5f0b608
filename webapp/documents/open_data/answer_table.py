"""The table of published answers."""

from collections.abc import Iterator
from dataclasses import dataclass

from webapp.documents.datasets import Column, Dataset, Type
from webapp.documents.open_data.sentences import PLAN, code
from webapp.models import Answer, Comment, Part, Plan
from webapp.queries import whole_record
from webapp.queries.public_comment import PublishedReply
from webapp.queries.public_register import RegisterFilter
from webapp.vocabulary import Decision, OfficialState
from webapp.vocabulary.messages import N_


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """A row of the table of answers: the whole letter's, or that to one of its parts."""

    plan: str
    comment: Comment
    answer: Answer
    reply: PublishedReply
    part: Part | None = None


def answers(plan: Plan, chosen: RegisterFilter | None = None) -> Iterator[AnswerRow]:
    """Every published answer, each followed by those to the parts of its letter."""
    for batch in whole_record.comments(plan, chosen, answered=True):
        for comment, published in ((each.public.comment, each.public.published) for each in batch):
            if published is None:
                continue
            answer = published.answer
            yield AnswerRow(plan.slug, comment, answer, published.reply)
            for part in published.parts:
                yield AnswerRow(plan.slug, comment, answer, PublishedReply.of(part), part)


ANSWERS = Dataset[AnswerRow](
    "respuestas",
    N_("Answers"),
    N_("One row per published answer; of a letter in parts, one more for each part."),
    (
        Column("radicado", N_("Filing number of the observation"), Type.TEXT,
               lambda row: row.comment.filing_number),
        Column("plan", PLAN, Type.TEXT, lambda row: row.plan),
        Column("parte", N_("Number of the part; empty: the whole observation"), Type.NUMBER,
               lambda row: row.part and row.part.position),
        Column("accion", N_("Code of the action; empty: the whole plan"), Type.TEXT,
               lambda row: code((row.part or row.comment).action)),
        Column("extemporanea", N_("Whether it came out of term: it is answered, and counts in no "
                                  "total"), Type.YES_NO,
               lambda row: row.comment.late),
        Column("decision", N_("What the entity decided"), Type.WORD,
               lambda row: row.reply.decision, Decision),
        Column("estado", N_("The same in the states of the official report"), Type.WORD,
               lambda row: row.reply.state, OfficialState),
        Column("respuesta", N_("The published answer"), Type.TEXT,
               lambda row: row.reply.text, long=True),
        Column("motivo", N_("Reason for the decision"), Type.TEXT,
               lambda row: row.reply.reason, long=True),
        Column("donde_lo_dice", N_("Where the plan says it, of what was already included"),
               Type.TEXT, lambda row: row.reply.cites),
        Column("dependencia", N_("Area that answered"), Type.TEXT,
               lambda row: row.answer.responsible_area),
        Column("fecha_respuesta", N_("When the answer was published"), Type.INSTANT,
               lambda row: row.answer.published_at),
    ),
)  # fmt: skip
