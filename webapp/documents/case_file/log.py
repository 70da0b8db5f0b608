"""The log of acts as the case file has it: what is public of it, or all of it for the desk."""

from collections.abc import Iterator
from dataclasses import dataclass

from webapp.documents.datasets import Column, Dataset, Translate, Type
from webapp.models import Event, Plan, canonical
from webapp.queries import whole_record
from webapp.text.covered import is_covered
from webapp.vocabulary.messages import N_
from webapp.vocabulary.verbs import Verb

PUBLIC_ACTS = frozenset(
    {
        Verb.ACTION_CLOSED,
        Verb.ACTION_REOPENED,
        Verb.ANSWER_PUBLISHED,
        Verb.COMMENT_FILED,
        Verb.COMMENT_REDACTED,
        Verb.COMMENT_SHOWN,
        Verb.COMMENT_WITHHELD,
        Verb.CONSULTATION_ANNOUNCED,
        Verb.CONSULTATION_EXTENDED,
        Verb.DOCUMENT_ADDED,
        Verb.DOCUMENT_REMOVED,
        Verb.EDITION_PUBLISHED,
        Verb.INTERNAL_REPORT_DELIVERED,
        Verb.PLAN_CANCELLED,
        Verb.REPORT_FROZEN,
        Verb.REPORT_PUBLISHED,
    }
)
"""The acts whose outcome anyone can see. All others, and who did them, only the desk sees (R6)."""

WITH_CONTENT = frozenset(
    {Verb.COMMENT_FILED, Verb.EDITION_PUBLISHED, Verb.INTERNAL_REPORT_DELIVERED, Verb.REPORT_FROZEN}
)
"""The public acts whose seal anyone can compute again: their content is public, or a digest of it,
salted where it covers personal data or texts that may be withheld (R13, R17)."""


@dataclass(frozen=True, slots=True)
class ReadableEntry:
    """An entry of the log, with what may be read of it; its content when its seal can be computed
    from here."""

    event: Event
    act: str
    subject: str
    content: str = ""


def entries(
    plan: Plan, head: Event, translate: Translate, *, whole: bool
) -> Iterator[ReadableEntry]:
    """Every entry up to the head, so that the chain has no gaps.

    Act and subject are those of the public acts on the plan, or of all with `whole`; the others are
    there by their seal alone.
    """
    undisclosed = translate(N_("An act that is not public, or on something else"))
    for event in whole_record.log(head):
        if whole or (event.plan_id == plan.id and event.verb in PUBLIC_ACTS):
            yield ReadableEntry(
                event,
                translate(Verb.words(event.verb)),
                event.subject,
                event.content() if whole or _content_is_public(event) else "",
            )
        else:
            yield ReadableEntry(event, undisclosed, "")


def _content_is_public(event: Event) -> bool:
    """Whether what the seal covers may be read. Old filings, which noted no circumstances, would
    give away whether contact data were left."""
    if event.verb == Verb.COMMENT_FILED and "circumstances" not in event.details:
        return False
    return event.verb in WITH_CONTENT and not is_covered(event.details)


_COLUMNS = (
    Column[ReadableEntry]("anotacion", N_("Position in the log"), Type.NUMBER,
                  lambda row: row.event.position),
    Column[ReadableEntry]("fecha", N_("When it was done"), Type.INSTANT, lambda row: row.event.at),
    Column[ReadableEntry]("acto", N_("What was done"), Type.TEXT, lambda row: row.act),
    Column[ReadableEntry]("objeto", N_("On what: the sort of row and its number"), Type.TEXT,
                  lambda row: row.subject),
    Column[ReadableEntry]("sello_anterior", N_("Seal of the entry before"), Type.TEXT,
                  lambda row: row.event.previous),
    Column[ReadableEntry]("sello", N_("Seal of the entry: SHA-256 of its content"), Type.TEXT,
                  lambda row: row.event.seal),
    Column[ReadableEntry]("contenido",
                  N_("What the seal covers, where it is told: its SHA-256 is the seal"),
                  Type.TEXT, lambda row: row.content, long=True, sealed=True),
)  # fmt: skip

LOG = Dataset[ReadableEntry](
    "bitacora",
    N_("Log"),
    N_("One row per entry of the log, each one sealed with the one before."),
    _COLUMNS,
)

DESK_LOG = Dataset[ReadableEntry](
    LOG.name,
    LOG.title,
    LOG.meaning,
    (
        *_COLUMNS,
        Column("verbo", N_("The act, for programs"), Type.TEXT, lambda row: row.event.verb),
        Column("persona", N_("Number of the member of staff; empty: the public or the server"),
               Type.NUMBER, lambda row: row.event.staff_id),
        Column("detalles", N_("Before, after and other details, in JSON"), Type.TEXT,
               lambda row: canonical(row.event.details), long=True),
    ),
)  # fmt: skip
