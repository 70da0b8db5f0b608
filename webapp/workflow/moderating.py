"""Deciding what of an observation is shown: as filed, with redactions, or nothing (R3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from webapp.models import Comment, Submitter
from webapp.models.base import digest
from webapp.storage.db import overwrite_erased
from webapp.text import redaction
from webapp.text.redaction import RedactionKind, Span
from webapp.vocabulary import Ground, Publication, Role
from webapp.vocabulary.messages import N_
from webapp.vocabulary.verbs import Verb
from webapp.workflow import covered_words, indexing, minors, notifying, personal_data, reporting
from webapp.workflow.acts import Actor, act, claim, person, record
from webapp.workflow.reasons import fault_in_reason
from webapp.workflow.refusals import Invalid, WrongState

_VERBS = {
    Publication.SHOWN: Verb.COMMENT_SHOWN,
    Publication.REDACTED: Verb.COMMENT_REDACTED,
    Publication.WITHHELD: Verb.COMMENT_WITHHELD,
}


@dataclass(frozen=True, kw_only=True)
class Redactions:
    """What to suppress of each text of an observation."""

    body: Sequence[Span] = ()
    proposed_text: Sequence[Span] = ()


def show(comment: Comment, *, version: int, by: Actor, at: datetime, alone: bool = True) -> Comment:
    """Show an observation as it was filed. `alone` is false for one of many: whoever shows them
    then hands all of them to `reporting.renew`. Raises WrongState when it says what was covered."""
    _refuse_covered(comment, comment.body, comment.proposed_text)
    return _publish(
        comment,
        Publication.SHOWN,
        version=version,
        by=by,
        at=at,
        alone=alone,
        public_body=comment.body,
        public_proposed_text=comment.proposed_text,
    )


def redact(
    comment: Comment,
    redactions: Redactions,
    *,
    ground: Ground,
    version: int,
    by: Actor,
    at: datetime,
    of_age: bool = False,
) -> Comment:
    """Show an observation with marks in place of the suppressed words; the original is kept.

    The data of its author are erased when a minor is protected, unless they are `of_age`: the minor
    is somebody else (R14). Raises Invalid when nothing is suppressed, or spans overlap or lie
    outside the text; WrongState when what is left says what was covered.
    """
    if not redactions.body and not redactions.proposed_text:
        raise Invalid(words=N_("Say which words to suppress."))
    public_body, public_proposed_text = redacted(comment, redactions)
    _refuse_covered(comment, public_body, public_proposed_text)
    spans = [
        {"field": field, "start": span.start, "end": span.end, "kind": span.kind.value}
        for field in ("body", "proposed_text")
        for span in getattr(redactions, field)
    ]
    return _publish(
        comment,
        Publication.REDACTED,
        version=version,
        by=by,
        at=at,
        public_body=public_body,
        public_proposed_text=public_proposed_text,
        redactions=spans,
        ground=ground,
        of_age=of_age,
    )


def redacted(comment: Comment, redactions: Redactions) -> tuple[str, str]:
    """The body and the proposed text with marks in place of what is suppressed; writes nothing.

    Raises Invalid when selections of different kinds overlap.
    """
    try:
        return (
            redaction.apply(comment.body, redactions.body),
            redaction.apply(comment.proposed_text, redactions.proposed_text),
        )
    except ValueError:
        raise Invalid(words=N_("Two of the selections overlap. Join them in one.")) from None


def suggested(comment: Comment) -> list[tuple[str, Span]]:
    """What should be suppressed of an observation, each with its field: what was covered in texts
    of the entity, and what looks like personal data. No two of a field overlap."""
    return [
        (field, span)
        for field, text in (("body", comment.body), ("proposed_text", comment.proposed_text))
        for span in redaction.apart(
            [*covered_words.found_in(comment.plan, text), *redaction.suggest(text)]
        )
    ]


def _refuse_covered(comment: Comment, *public: str) -> None:
    """Raise WrongState when the public would read words that were covered: the original stays as it
    came (R3), so they are suppressed here too."""
    repeated = [
        text[start:end]
        for text in public
        for start, end, _ in covered_words.found_in(comment.plan, text)
    ]
    if repeated:
        raise WrongState(
            N_(
                "It says words that were covered in what the entity wrote: %(words)s. Suppress "
                "them here too; if they may be read, the cover is lifted first."
            ),
            words="; ".join(dict.fromkeys(repeated)),
        )


def everywhere(comment: Comment, words: str, kind: RedactionKind) -> Redactions:
    """Every place of both texts where these words stand; empty when they stand nowhere."""

    def spans(text: str) -> list[Span]:
        return [Span(*passage, kind) for passage in redaction.find(text, words)]

    return Redactions(body=spans(comment.body), proposed_text=spans(comment.proposed_text))


def see_submitter(comment: Comment, *, by: Actor, at: datetime) -> Submitter | None:
    """The contact data of an observation's submitter. That they were seen is logged (R13)."""
    with act(by, Role.MODERATOR, Role.ADMIN):
        submitter = comment.submitter
        if submitter:
            record(
                Verb.SUBMITTER_SEEN,
                comment,
                by=by,
                at=at,
                plan=comment.plan,
            )
        return submitter


def withhold(
    comment: Comment,
    *,
    ground: Ground,
    note: str,
    version: int,
    by: Actor,
    at: datetime,
    of_age: bool = False,
) -> Comment:
    """Show nothing of the text; number, date and reason stay public, and it counts (R3). `of_age`
    as in `redact`.

    Raises Invalid when the ground is "another" and no note says which.
    """
    if ground is Ground.OTHER and (fault := fault_in_reason(note)):
        raise Invalid(note=fault)
    covered_words.refuse_covered(comment.plan, note=note)
    return _publish(
        comment,
        Publication.WITHHELD,
        version=version,
        by=by,
        at=at,
        ground=ground,
        ground_note=note.strip(),
        of_age=of_age,
    )


_UNDECIDED: dict[str, object] = {
    "public_body": "",
    "public_proposed_text": "",
    "redactions": [],
    "ground": None,
    "ground_note": "",
}
"""What a decision leaves in these columns, unless it says otherwise."""


def _publish(
    comment: Comment,
    publication: Publication,
    *,
    version: int,
    by: Actor,
    at: datetime,
    of_age: bool = False,
    alone: bool = True,
    **decision: object,
) -> Comment:
    with act(by, Role.MODERATOR):
        claim(comment, version)
        before = comment.fresh().publication
        Comment.update(
            publication=publication,
            moderated_at=at,
            moderated_by=person(by),
            **_UNDECIDED | decision,
        ).where(Comment.id == comment.id).execute()
        decided = comment.fresh()
        of_a_minor = minors.are_protected_in(decided) and not of_age
        indexing.add_comments([comment])
        record(
            _VERBS[publication],
            comment,
            by=by,
            at=at,
            plan=comment.plan,
            before=before,
            after=publication,
            ground=decided.ground,
            redactions=len(decided.redactions),
            moderation=digest(decided.moderation()),
            of_age=of_age,
        )
        if of_a_minor:
            personal_data.erase_of_a_minor(decided, by=by, at=at)
        if alone:
            reporting.renew([comment], by=by, at=at)
        notifying.moderated(decided, at=at)
    if of_a_minor:
        overwrite_erased()
    return decided
