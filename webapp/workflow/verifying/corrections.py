"""What was put right after it was published: proposed and approved by two, as the log has it."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from peewee import fn

from webapp.models import Comment, Correction, Event, Plan
from webapp.models.base import digest, tuples
from webapp.models.event import name_of
from webapp.vocabulary import CorrectionKind, CorrectionState
from webapp.vocabulary.messages import N_
from webapp.vocabulary.verbs import Verb
from webapp.workflow.verifying.findings import Checked, Fault, Remark
from webapp.workflow.verifying.legible import readable
from webapp.workflow.verifying.log import noted

_DECIDED = {
    CorrectionState.APPROVED: Verb.CORRECTION_APPROVED,
    CorrectionState.REJECTED: Verb.CORRECTION_REJECTED,
    CorrectionState.TAKEN_BACK: Verb.CORRECTION_TAKEN_BACK,
}


def corrections() -> Iterator[Checked]:
    """Every correction, as it was proposed and decided; none that nobody proposed, none gone."""
    events = noted(Verb.CORRECTION_PROPOSED, *_DECIDED.values())
    for each in readable(Correction.select()):
        entries = events.pop(name_of(each), [])
        yield Checked("corrections", each, _of_correction(each, entries))
    for subject in events:
        number = subject.partition(":")[2]
        yield Checked("corrections", subject, iter([_not_as_noted(number)]))


def _of_correction(correction: Correction, entries: Sequence[Event]) -> Iterator[Fault]:
    if correction.kind is CorrectionKind.WORDS_ERASED and correction.before:
        erased = N_(
            "Correction %(number)s erased words: %(rows)s rows and entries are held to the digests "
            "that they have since."
        )
        yield Remark(erased, number=correction.id, rows=len(correction.before["digests"]))
    proposed, *decided = entries
    if (
        proposed.verb != Verb.CORRECTION_PROPOSED
        or proposed.details["digest"] != digest(correction.proposal())
        or [each.verb for each in decided] != _verbs(correction.state)
        or not all(_is_as_decided(correction, each) for each in decided)
    ):
        yield _not_as_noted(str(correction.id))
    if _annulled_by(correction) != _to_be_annulled(correction):
        yield Fault(
            N_("What correction %(number)s annulled is not what the log says."),
            number=correction.id,
        )
    if correction.state is CorrectionState.APPROVED and (
        correction.decided_by_id == correction.proposed_by_id
    ):
        yield Fault(N_("Whoever approved correction %(number)s proposed it."), number=correction.id)


def _annulled_by(correction: Correction) -> list[str]:
    annulled = Comment.select(Comment.filing_number).where(Comment.annulment == correction)
    return sorted(number for (number,) in tuples(annulled))


def _to_be_annulled(correction: Correction) -> list[str]:
    made = correction.state is CorrectionState.APPROVED
    if not made or correction.kind is not CorrectionKind.ANNULMENT:
        return []
    back = {number for each in Correction.about(name_of(correction)) for number in each.reinstated}
    return sorted(set(correction.details["comments"]) - back)


def reinstatements() -> Iterator[Checked]:
    """Every observation that stands again, since its annulment was last taken back."""
    made = Correction.select().where(
        Correction.kind == CorrectionKind.ANNULMENT_TAKEN_BACK,
        Correction.state == CorrectionState.APPROVED,
    )
    since = {
        number: each.decided_at
        for each in readable(made.order_by(Correction.decided_at))
        for number in each.reinstated
    }
    again = Comment.reinstated_at.is_null(False) | Comment.filing_number.in_(list(since))
    for comment in readable(Comment.select().where(again)):
        yield Checked("", comment, _of_reinstatement(comment, since.get(comment.filing_number)))


def _of_reinstatement(comment: Comment, since: datetime | None) -> Iterator[Fault]:
    if comment.reinstated_at != since:
        yield Fault(
            N_("Since when observation %(number)s stands again is not what the log says."),
            number=comment.filing_number,
        )


def impediments_lifted() -> Iterator[Checked]:
    """Every impediment that the log says was lifted, by the correction that did it (R11)."""
    lifted = [each for some in noted(Verb.COMMENT_IMPEDIMENT_LIFTED).values() for each in some]
    made = Correction.select().where(
        Correction.kind == CorrectionKind.IMPEDIMENT_LIFTED,
        Correction.state == CorrectionState.APPROVED,
    )
    left = {each.id: each for each in readable(made)}
    for event in lifted:
        correction = left.pop(event.details["correction"], None)
        yield Checked("", event.subject, _of_lifting(event, correction))
    for each in left.values():
        yield Checked("", each, iter([_not_lifted(each.subject)]))


def _of_lifting(event: Event, correction: Correction | None) -> Iterator[Fault]:
    if correction is None or (
        correction.proposed_by_id,
        correction.decided_by_id,
        correction.decided_at,
    ) != (event.details["staff"], event.staff_id, event.at):
        yield _not_lifted(event.subject)


def _not_lifted(subject: str) -> Fault:
    number = subject.removeprefix("comment:")
    return Fault(N_("The impediment on %(number)s was not lifted as the log says."), number=number)


def _verbs(state: CorrectionState) -> list[str]:
    return [_DECIDED[state]] if state in _DECIDED else []


def _is_as_decided(correction: Correction, event: Event) -> bool:
    """R11, R21"""
    return (event.at, event.staff_id, event.details["digest"]) == (
        correction.decided_at,
        correction.decided_by_id,
        digest(correction.decision()),
    )


def _not_as_noted(number: str) -> Fault:
    return Fault(N_("Correction %(number)s is not what the log says."), number=number)


def places() -> Iterator[Checked]:
    """Every observation that counts under an action: the one that it was filed on, or the one where
    the last correction that moved it put it."""
    moves = Correction.select().where(
        Correction.kind == CorrectionKind.MOVE, Correction.state == CorrectionState.APPROVED
    )
    placed = {each.comment_id: each for each in readable(moves.order_by(Correction.decided_at))}
    other = fn.COALESCE(Comment.considered_under, 0) != fn.COALESCE(Comment.action, 0)
    elsewhere = Comment.select().where(other | Comment.id.in_(list(placed)))
    for comment in readable(elsewhere):
        yield Checked("", comment, _of_place(comment, placed.get(comment.id)))


def _of_place(comment: Comment, move: Correction | None) -> Iterator[Fault]:
    stands = comment.considered_under.code if comment.considered_under else None
    filed_on = comment.action.code if comment.action else None
    if stands != (move.details["action"] if move else filed_on):
        yield Fault(
            N_("Observation %(number)s is not considered where the log says."),
            number=comment.filing_number,
        )


def totals_of_corrections() -> Iterator[Checked]:
    """How many corrections each plan says that it has had."""
    for plan in readable(Plan.select()):
        yield Checked("", plan, _of_plan(plan))


def _of_plan(plan: Plan) -> Iterator[Fault]:
    made = len(Correction.public(plan))
    if made != plan.corrections_made:
        yield Fault(
            N_("The number of corrections of %(plan)s is not that of its rows."), plan=plan.slug
        )
