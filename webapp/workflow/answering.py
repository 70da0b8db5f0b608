"""Answering observations: one person drafts, another approves, then it is published."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from webapp.models import Answer, Comment, Consultation, Event, Part, Plan, Staff
from webapp.models.event import subject_of
from webapp.text.visible import is_blank
from webapp.vocabulary import AnswerState, Decision, Phase, Publication, Role
from webapp.vocabulary.messages import N_
from webapp.vocabulary.verbs import Verb
from webapp.workflow import (
    covered_words,
    incorporating,
    indexing,
    notifying,
    publishing,
    reporting,
    segregating,
    splitting,
    tallying,
)
from webapp.workflow.acts import (
    Actor,
    act,
    claim,
    record,
    require_about,
    require_phase,
    require_registered,
    round_in,
)
from webapp.workflow.answer_steps import (
    ANSWERABLE,
    require_answerable,
    require_approver,
    require_returnable,
    require_writable,
)
from webapp.workflow.reasons import require_complete_answer, require_decision_reasons
from webapp.workflow.refusals import Incomplete, Invalid, StaleCopy, WrongState


@dataclass(frozen=True, kw_only=True)
class Reply:
    """The substance of an answer."""

    decision: Decision | None
    text: str
    reason: str
    cites: str = ""
    responsible_area: str = ""

    def check(self) -> None:
        """Raise Invalid unless it may be submitted: a decision has a written reason (R7)."""
        require_complete_answer(
            decision=self.decision, text=self.text, reason=self.reason, cites=self.cites
        )


def draft(
    comment: Comment, reply: Reply, *, version: int | None, by: Staff, at: datetime
) -> Answer:
    """Keep an answer as a draft, however unfinished. `version` is empty for a first draft.
    Raises StaleCopy, or WrongState once it is submitted, approved or published."""
    return _write(comment, reply, AnswerState.DRAFT, version=version, by=by, at=at)


def submit(
    comment: Comment, reply: Reply, *, version: int | None, by: Staff, at: datetime
) -> Answer:
    """Save an answer and hand it to whoever approves. Raises Invalid unless complete (R7).

    Of a letter in parts, each part is answered first; its decision follows from theirs.
    """
    with act(by, Role.RESPONDER):
        parts = Part.of_letter(comment)
        if parts:
            reply = replace(reply, decision=_decision_of(parts))
        reply.check()
        covered_words.refuse_covered(
            comment.plan, text=reply.text, reason=reply.reason, cites=reply.cites
        )
        return _write(comment, reply, AnswerState.SUBMITTED, version=version, by=by, at=at)


def _write(
    comment: Comment,
    reply: Reply,
    state: AnswerState,
    *,
    version: int | None,
    by: Staff,
    at: datetime,
) -> Answer:
    with act(by, Role.RESPONDER):
        require_answerable(comment, by, at)
        answer = Answer.of(comment)
        if answer is None:
            # An undone bulk act takes its answers away: a stale form must not fit a later one.
            answer = Answer(comment=comment, drafters=[], version=1 + _times_drafted(comment))
        elif version is None:
            raise StaleCopy(answer)
        else:
            claim(answer, version)
            answer = answer.fresh()
        require_writable(answer)
        before = _substance(answer) if answer.id else None
        for field, value in asdict(reply).items():
            setattr(answer, field, value)
        answer.state = state
        answer.drafted_by, answer.drafted_at = by, at
        answer.drafters = sorted({*segregating.drafters(answer), by.id})
        answer.save()
        verb = Verb.ANSWER_SUBMITTED if state is AnswerState.SUBMITTED else Verb.ANSWER_DRAFTED
        _note(
            verb, answer, by=by, at=at,
            before=before, after=_substance(answer), drafters=answer.drafters,
        )  # fmt: skip
        return answer


def put_paragraph(
    comment: Comment, former: str, paragraph: str, *, by: Staff, at: datetime
) -> None:
    """Put a paragraph of its own into the answer of an observation, in place of the former one;
    nothing to do while it has no answer. Part of a larger act.

    Raises WrongState once the answer is submitted, approved or published (R15).
    """
    answer = Answer.of(comment)
    if answer is None or former == paragraph:
        return
    require_phase(comment, at, *ANSWERABLE)
    require_registered(comment)
    if answer.state is AnswerState.PUBLISHED:
        raise WrongState(N_("Its answer is published: correct it, with the paragraph in it."))
    if not answer.state.is_writable:
        raise WrongState(
            N_("Its answer is no longer a draft, so the paragraph would not reach it. Have it "
               "returned first.")
        )  # fmt: skip
    claim(answer, answer.version)
    before = _substance(answer)
    answer.text = _with_paragraph(answer.text, former, paragraph)
    answer.drafters = sorted({*segregating.drafters(answer), by.id})
    Answer.update(text=answer.text, drafters=answer.drafters).where(
        Answer.id == answer.id
    ).execute()
    _note(Verb.ANSWER_DRAFTED, answer, by=by, at=at, before=before, after=_substance(answer))


def _with_paragraph(text: str, former: str, paragraph: str) -> str:
    start, found, rest = text.rpartition(former) if former else (text, "", "")
    if found:
        return f"{start}{paragraph}{rest}".strip()
    return "\n\n".join(each for each in (text, paragraph) if each)


def _decision_of(parts: Sequence[Part]) -> Decision:
    decision = splitting.decision_of(parts)
    if decision is None:
        raise Invalid(parts=N_("Answer each part of the letter first."))
    return decision


def approve(answer: Answer, *, version: int, by: Staff, at: datetime) -> Answer:
    """Approve a submitted answer. Raises NotAllowed for anyone who wrote in it (R11), WrongState
    when its reason is not written out (R7)."""
    with act(by, Role.APPROVER):
        require_approver(answer.fresh(), by)
        _require_sayable([answer.fresh()])
        return _move(
            answer,
            AnswerState.SUBMITTED,
            AnswerState.APPROVED,
            Verb.ANSWER_APPROVED,
            version=version,
            by=by,
            at=at,
            approved_by=by,
            approved_at=at,
        )


def give_back(answer: Answer, *, note: str, version: int, by: Actor, at: datetime) -> Answer:
    """Return a submitted or approved answer to its drafter, saying what to mend."""
    if is_blank(note):
        raise Invalid(note=N_("Say what must be mended."))
    with act(by, Role.APPROVER):
        segregating.require_no_impediment([answer.comment], by)
        standing = answer.fresh()
        require_returnable(standing)
        return _move(
            answer,
            standing.state,
            AnswerState.RETURNED,
            Verb.ANSWER_RETURNED,
            version=version,
            by=by,
            at=at,
            return_note=note.strip(),
            approved_by=None,
            approved_at=None,
        )


def publish(answer: Answer, *, version: int, by: Actor, at: datetime) -> Answer:
    """Publish one approved answer. Its observation must be moderated first, and if it says
    incorporated, a change names it (R8)."""
    with act(by, Role.APPROVER):
        segregating.require_no_impediment([answer.comment], by)
        if answer.comment.fresh().publication is Publication.PENDING:
            raise WrongState(N_("Decide first what is shown of the observation."))
        _require_sayable([answer.fresh()])
        incorporating.require_changes([answer])
        published = _move(
            answer,
            AnswerState.APPROVED,
            AnswerState.PUBLISHED,
            Verb.ANSWER_PUBLISHED,
            version=version,
            by=by,
            at=at,
            published_at=at,
        )
        _count_published([published])
        notifying.answered([published], at=at)
        reporting.answered([published], by=by, at=at)
        return published


def publish_report(
    plan: Plan,
    *,
    about: str | None = None,
    by: Actor,
    at: datetime,
    listed: Collection[tuple[int, int]] | None = None,
) -> int:
    """Publish every answer still held back, together; gives how many went out. The report is
    frozen with them where nothing is missing (R10) and no adjusted edition is on its way: its
    changes are part of it.

    Raises Incomplete, with the observations concerned, while one in term is unmoderated or has
    no approved answer, or one is incorporated without its change (R8), and WrongState unless the
    plan is being answered. `listed` are the answers, as (id, version), that whoever publishes was
    shown: no others go out (R16).
    """
    with act(by, Role.APPROVER):
        require_about(about, plan)
        consultation = round_in(plan.fresh(), at, Phase.ANSWERING)
        unready = without_approved_answer(consultation)
        if unready:
            raise Incomplete(N_("Some observations are not ready to be answered."), unready)
        approved = ready_to_publish(plan)
        if listed is not None and set(listed) != {(each.id, each.version) for each in approved}:
            raise WrongState(N_("The list has changed since you read it. Review it again."))
        segregating.require_no_impediment([each.comment for each in approved], by)
        _require_sayable(approved)
        incorporating.require_changes(approved)
        for answer in approved:
            _move(
                answer,
                AnswerState.APPROVED,
                AnswerState.PUBLISHED,
                Verb.ANSWER_PUBLISHED,
                version=answer.version,
                by=by,
                at=at,
                published_at=at,
            )
            answer.published_at = at
        _count_published(approved)
        notifying.answered(approved, at=at)
        notifying.report_published(consultation, at=at)
        Consultation.update(report_published_at=at).where(
            Consultation.id == consultation.id
        ).execute()
        record(Verb.REPORT_PUBLISHED, plan, by=by, at=at, plan=plan, answers=len(approved))
        plan = plan.fresh()
        if plan.draft_edition is None and not publishing.gate(plan):
            reporting.freeze(consultation, by=by, at=at)
        of_others = [each for each in approved if each.comment.consultation_id != consultation.id]
        reporting.answered(of_others, by=by, at=at)
        return len(approved)


def _require_sayable(answers: Sequence[Answer]) -> None:
    require_decision_reasons(answers)
    covered_words.refuse_covered_in_answers(answers)


def ready_to_publish(plan: Plan) -> list[Answer]:
    """The approved answers that the report would publish, with their observations."""
    return list(
        Answer.select(Answer, Comment)
        .join(Comment)
        .where(
            Comment.plan == plan,
            Comment.publication != Publication.PENDING,
            Answer.state == AnswerState.APPROVED,
            Comment.stands(),
        )
        .order_by(Comment.id)
    )


def without_approved_answer(consultation: Consultation) -> list[Comment]:
    """Observations in term of a round that are unmoderated or lack an approved or published
    answer."""
    ready = Answer.select(Answer.comment).where(
        Answer.state.in_([each for each in AnswerState if each.is_approved])
    )
    return list(
        Comment.select()
        .where(
            Comment.consultation == consultation,
            Comment.in_term(),
            (Comment.publication == Publication.PENDING) | Comment.id.not_in(ready),
        )
        .order_by(Comment.id)
    )


def _move(
    answer: Answer,
    source: AnswerState,
    target: AnswerState,
    verb: Verb,
    *,
    version: int,
    by: Actor,
    at: datetime,
    **values: object,
) -> Answer:
    require_registered(answer.comment)
    claim(answer, version)
    if answer.fresh().state is not source:
        raise WrongState(N_("This answer has moved on."))
    Answer.update(state=target, **values).where(Answer.id == answer.id).execute()
    _note(verb, answer, by=by, at=at, before=source, after=target)
    return answer.fresh()


def _times_drafted(comment: Comment) -> int:
    return (
        Event.select()
        .where(
            Event.subject == subject_of(comment),
            Event.verb.in_((Verb.ANSWER_DRAFTED, Verb.ANSWER_SUBMITTED)),
        )
        .count()
    )


def _substance(answer: Answer) -> dict[str, object]:
    return {
        "state": answer.state,
        "decision": answer.decision,
        "text": answer.text,
        "reason": answer.reason,
        "cites": answer.cites,
        "responsible_area": answer.responsible_area,
    }


def _note(
    verb: Verb,
    answer: Answer,
    *,
    by: Actor,
    at: datetime,
    before: object,
    after: object,
    **more: object,
) -> None:
    comment = answer.comment
    record(
        verb,
        comment,
        by=by,
        at=at,
        plan=comment.plan,
        before=before,
        after=after,
        **more,
    )


def _count_published(answers: Sequence[Answer]) -> None:
    tallying.add_answered(answers)
    indexing.add_comments(answer.comment for answer in answers)
    in_term = [answer for answer in answers if not answer.comment.late]
    if in_term:
        Plan.update(answers_published=Plan.answers_published + len(in_term)).where(
            Plan.id == in_term[0].comment.plan_id
        ).execute()
