"""Deciding again what observations count for, once a decision changed the windows in which they
came."""

from collections.abc import Sequence
from datetime import datetime

from webapp.models import Action, Answer, Comment, Plan
from webapp.vocabulary import AnswerState, Standing
from webapp.vocabulary.verbs import Verb
from webapp.workflow import tallying
from webapp.workflow.acts import Actor, record
from webapp.workflow.reception import Reception


def restate(
    plan: Plan, *standings: Standing, since: datetime | None = None, by: Actor, at: datetime
) -> list[str]:
    """Decide again what each observation of a plan with one of some standings counts for, of those
    received since an instant; give the filing numbers of those that changed. Part of a larger act.
    """
    reception = Reception(plan)
    changed: list[str] = []
    for comment in _standing_so(plan, standings, since):
        now = reception.place(comment.action, comment.received_at).standing
        if now is not comment.standing:
            _restate(comment, now, by=by, at=at)
            changed.append(comment.filing_number)
    return changed


def _standing_so(
    plan: Plan, standings: Sequence[Standing], since: datetime | None
) -> list[Comment]:
    stand = Comment.select().where(Comment.plan == plan, Comment.standing.in_(standings))
    if since:
        stand = stand.where(Comment.received_at >= since)
    return list(stand.order_by(Comment.id))


def _restate(comment: Comment, standing: Standing, *, by: Actor, at: datetime) -> None:
    published = list(
        Answer.select().where(Answer.comment == comment, Answer.state == AnswerState.PUBLISHED)
    )
    counts = comment.annulment_id is None
    if counts:
        tallying.take_out([comment])
        _count(comment, published, -1)
    comment.standing, comment.late = standing, not standing.counts
    Comment.update(standing=comment.standing, late=comment.late).where(
        Comment.id == comment.id
    ).execute()
    if counts:
        for each in published:
            each.comment = comment
        tallying.add_filed([comment])
        tallying.add_answered(published)
        _count(comment, published, 1)
    record(
        Verb.COMMENT_RESTATED,
        comment,
        by=by,
        at=at,
        plan=comment.plan,
        standing=standing,
    )


def _count(comment: Comment, published: Sequence[Answer], sign: int) -> None:
    """Add it to the totals that its plan and its action carry, or take it out."""
    if comment.late:
        totals = {"comments_late": Plan.comments_late + sign}
    else:
        answers = Plan.answers_published + sign * len(published)
        totals = {"comments_total": Plan.comments_total + sign, "answers_published": answers}
        on_it = Action.id == comment.considered_under_id
        Action.update(comments_total=Action.comments_total + sign).where(on_it).execute()
    Plan.update(**totals).where(Plan.id == comment.plan_id).execute()
