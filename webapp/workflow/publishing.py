"""Publishing editions: freezing one with its digest, and the gate before an adjusted one."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from webapp.models import Answer, Change, Comment, Consultation, Edition, Plan
from webapp.models.edition_content import changes_of, digest_of
from webapp.text import markup
from webapp.vocabulary import (
    AnswerState,
    Origin,
    Phase,
    Publication,
    Renewal,
    Role,
)
from webapp.vocabulary.messages import N_
from webapp.vocabulary.verbs import Verb
from webapp.workflow import covered_words, incorporating, indexing, notifying, reporting
from webapp.workflow.acts import Actor, act, record, require_about, round_in
from webapp.workflow.proof_of_reading import require_proof
from webapp.workflow.refusals import Incomplete, WrongState


class Lack(StrEnum):
    """The ways in which R10 may not be met, or what was covered would be read again (R13)."""

    UNMODERATED = "unmoderated"
    UNANSWERED = "unanswered"
    WITHOUT_CHANGE = "without_change"
    WITHOUT_SOURCE = "without_source"
    COVERED_WORDS = "says_again"


@dataclass(frozen=True)
class Missing:
    """One thing that keeps the adjusted edition from being published."""

    lack: Lack
    comment: Comment | None = None
    change: Change | None = None


def gate(plan: Plan) -> list[Missing]:
    """What R10 still misses in the newest round, empty when the adjusted edition may be published:
    what was registered of a round before, after its report, is answered in an addendum.

    Four queries, whatever the number of observations, while nothing is covered.
    """
    of_round = Comment.consultation == plan.consultation
    in_term = of_round & Comment.in_term()
    published = Answer.select(Answer.comment).where(Answer.state == AnswerState.PUBLISHED)
    unmoderated = Comment.select().where(in_term, Comment.publication == Publication.PENDING)
    unanswered = Comment.select().where(in_term, Comment.id.not_in(published))
    unchanged = incorporating.unnamed(
        of_round, Comment.in_term() | (Answer.state == AnswerState.PUBLISHED)
    )
    return [
        *(Missing(Lack.UNMODERATED, comment=each) for each in unmoderated.order_by(Comment.id)),
        *(Missing(Lack.UNANSWERED, comment=each) for each in unanswered.order_by(Comment.id)),
        *(Missing(Lack.WITHOUT_CHANGE, comment=each) for each in unchanged),
        *(Missing(Lack.WITHOUT_SOURCE, change=each) for each in _changes_without_source(plan)),
        *(Missing(Lack.COVERED_WORDS, change=each) for each in _changes_with_covered(plan)),
    ]


def _changes_without_source(plan: Plan) -> list[Change]:
    edition = plan.draft_edition
    if edition is None:
        return []
    return [
        change
        for change in changes_of(edition)
        if not change.reason or (change.origin is Origin.OBSERVATIONS and not change.comments)
    ]


def _changes_with_covered(plan: Plan) -> list[Change]:
    edition = plan.draft_edition
    return covered_words.changes_with_covered(edition) if edition else []


def publish_edition(
    plan: Plan,
    *,
    about: str | None = None,
    by: Actor,
    at: datetime,
    read: str | None = None,
) -> Edition:
    """Publish the adjusted edition: frozen, with its digest and its changelog (R1, R10), and
    with it the report of the round.

    `read` is the proof of what the person read. Raises Incomplete with what the gate misses,
    WrongState when nothing is being adjusted or it was changed since it was read.
    """
    with act(by, Role.EDITOR):
        plan = plan.fresh()
        require_about(about, plan)
        consultation = round_in(plan, at, Phase.ANSWERING, Phase.REPORT_PUBLISHED)
        if plan.draft_edition is None:
            raise WrongState(N_("There is no adjusted edition yet. Start it first."))
        missing = gate(plan)
        if missing:
            raise Incomplete(N_("The adjusted edition is not ready yet."), missing)
        require_proof(plan, read)
        edition = freeze(plan.draft_edition, by=by, at=at)
        Consultation.update(
            adjusted_at=at, report_published_at=consultation.report_published_at or at
        ).where(Consultation.id == consultation.id).execute()
        notifying.adjusted(edition, consultation, at=at)
        reporting.freeze(consultation, by=by, at=at, why=Renewal.EDITION)
        return edition


def freeze(edition: Edition, *, by: Actor, at: datetime) -> Edition:
    """Seal an edition with its digest. From here on the database refuses to alter it (R1).

    Part of a larger act: call it inside its transaction. Raises WrongState for an edition that says
    again what was covered (R13).
    """
    covered_words.refuse_covered_in_draft(edition)
    edition = edition.fresh()
    edition.published_at, edition.salt = at, secrets.token_hex(16)
    edition.digest = digest_of(edition)
    edition.summary_html = markup.to_html(edition.summary)
    sealed = (Edition.published_at, Edition.salt, Edition.digest, Edition.summary_html)
    Edition.update({each: getattr(edition, each.name) for each in sealed}).where(
        Edition.id == edition.id
    ).execute()
    indexing.add_actions(edition)
    record(
        Verb.EDITION_PUBLISHED,
        edition,
        by=by,
        at=at,
        plan=edition.plan,
        digest=edition.digest,
        summary_html=edition.summary_digest,
    )
    return edition.fresh()
