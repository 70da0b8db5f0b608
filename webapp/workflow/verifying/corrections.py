"""What was put right after it was published: proposed and approved by two, as the log has it."""

from collections.abc import Iterator, Sequence

from peewee import fn

from webapp.models import Comment, Correction, Event, Plan
from webapp.models.base import digest, tuples
from webapp.vocabulary import CorrectionKind, CorrectionState
from webapp.vocabulary.messages import N_
from webapp.workflow.acts import name_of
from webapp.workflow.verifying.findings import Checked, Fault
from webapp.workflow.verifying.legible import readable
from webapp.workflow.verifying.log import noted

_DECIDED = {
    CorrectionState.APPROVED: "correction.approved",
    CorrectionState.REJECTED: "correction.rejected",
    CorrectionState.TAKEN_BACK: "correction.taken_back",
}


def corrections() -> Iterator[Checked]:
    """Every correction, as it was proposed and decided; none that nobody proposed, none gone."""
    events = noted("correction.proposed", *_DECIDED.values())
    for each in readable(Correction.select()):
        entries = events.pop(name_of(each), [])
        yield Checked("corrections", each, _of_correction(each, entries))
    for subject in events:
        number = subject.partition(":")[2]
        yield Checked("corrections", subject, iter([_not_as_noted(number)]))


def _of_correction(correction: Correction, entries: Sequence[Event]) -> Iterator[Fault]:
    proposed, *decided = entries
    if (
        proposed.verb != "correction.proposed"
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
    annuls = made and correction.kind is CorrectionKind.ANNULMENT
    return sorted(correction.details["comments"]) if annuls else []


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
    made = plan.corrections.where(Correction.state == CorrectionState.APPROVED).count()
    if made != plan.corrections_made:
        yield Fault(
            N_("The number of corrections of %(plan)s is not that of its rows."), plan=plan.slug
        )
