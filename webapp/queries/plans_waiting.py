"""What waits on the desk: every plan with where it stands, and how much each role has to do."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain

from peewee import fn

from webapp.models.answer import Answer
from webapp.models.base import tuples
from webapp.models.comment import Comment
from webapp.models.consultation import Consultation
from webapp.models.correction import Correction
from webapp.models.internal_report import InternalReport
from webapp.models.plan import Edition, Plan
from webapp.models.publicity import Publicity
from webapp.queries import belated
from webapp.vocabulary import AnswerState, Phase, Publication, PublicityChannel

_IN_HAND = tuple(state for state in AnswerState if state is not AnswerState.PUBLISHED)
_TAKING_WORK = tuple(each for each in Phase if each not in (Phase.DRAFTING, Phase.CANCELLED))


@dataclass(kw_only=True)
class Waiting:
    """One plan and what staff still have to do on it: observations, answers, channels that have not
    announced the results, closed rounds without their internal report, corrections to approve, and
    observations registered after the report of their round whose answer is not out."""

    plan: Plan
    phase: Phase
    unmoderated: int = 0
    unanswered: int = 0
    silent: list[PublicityChannel] = field(default_factory=list)
    unreported: int = 0
    corrections: int = 0
    belated: int = 0
    answers: dict[AnswerState, int] = field(default_factory=dict)

    def in_state(self, state: AnswerState) -> int:
        """How many answers stand in a state before publication."""
        return self.answers.get(state, 0)

    @property
    def is_busy(self) -> bool:
        """Whether something waits in it also when it is cancelled."""
        return bool(self.unmoderated or self.corrections)

    @property
    def only_waits_for_report(self) -> bool:
        """Whether nothing is left to do but publish the report, not even an answer."""
        left = self.unmoderated + self.unanswered + sum(self.answers.values())
        return self.phase is Phase.ANSWERING and not left


def plans() -> list[Plan]:
    """Every plan that was not thrown away, newest first, with its editions and its rounds: three
    queries."""
    editions: defaultdict[int, list[Edition]] = defaultdict(list)
    for edition in Edition.select().order_by(Edition.number):
        editions[edition.plan_id].append(edition)
    rounds = list(Consultation.select().order_by(Consultation.number))
    newest = {each.plan_id: each for each in rounds}
    announced: defaultdict[int, list[Consultation]] = defaultdict(list)
    for each in rounds:
        if each.announced_at:
            announced[each.plan_id].append(each)
    found = list(Plan.select().where(Plan.discarded_at.is_null()).order_by(Plan.id.desc()))
    for plan in found:
        plan.consultation = newest.get(plan.id)
        plan.announced_rounds = announced[plan.id]
        plan.announced_round = next(reversed(plan.announced_rounds), None)
        plan.published_editions = [each for each in editions[plan.id] if each.published_at]
        plan.draft_edition = next(
            (each for each in editions[plan.id] if not each.published_at), None
        )
    return found


def work(at: datetime) -> list[Waiting]:
    """Every plan with what waits in it; of the cancelled ones, those with something to moderate or
    to approve. Eleven queries at most."""
    waiting = [Waiting(plan=plan, phase=plan.phase(at)) for plan in plans()]
    pending = _pending([each.plan.id for each in waiting])
    proposed = Correction.waiting(each.plan.id for each in waiting)
    for each in waiting:
        each.unmoderated = pending.get(each.plan.id, 0)
        each.corrections = proposed.get(each.plan.id, 0)
    waiting = [each for each in waiting if each.phase is not Phase.CANCELLED or each.is_busy]
    busy = [each for each in waiting if each.phase in _TAKING_WORK]
    if not busy:
        return waiting
    numbers = [each.plan.id for each in busy]
    in_hand = _in_hand(numbers)
    silent = Publicity.silent_in(chain(*(each.plan.announced_rounds for each in busy)))
    late = _late_published(each.plan.id for each in busy if each.plan.comments_late)
    unreported = Counter(each.plan_id for each in InternalReport.awaited(at))
    after_report = _belated(busy)
    for each in busy:
        plan = each.plan
        each.belated = after_report[plan.id]
        each.unreported = unreported[plan.id]
        each.silent = list(chain(*(silent[one.id] for one in plan.announced_rounds)))
        each.answers = in_hand[plan.id]
        answered = plan.answers_published + late.get(plan.id, 0) + sum(each.answers.values())
        each.unanswered = plan.comments_total + plan.comments_late - answered
    return waiting


def _belated(busy: Iterable[Waiting]) -> Counter[int]:
    """Observations registered after a report that wait for their answer, by plan."""
    waiting: Counter[int] = Counter()
    for each in belated.of(chain(*(one.plan.announced_rounds for one in busy))):
        waiting[each.plan] += each.unanswered
    return waiting


def _pending(numbers: list[int]) -> dict[int, int]:
    pending = (
        Comment.select(Comment.plan, fn.COUNT(Comment.id))
        .where(Comment.plan.in_(numbers), Comment.publication == Publication.PENDING)
        .where(Comment.stands())
        .group_by(Comment.plan)
    )
    return dict(tuples(pending))


def _in_hand(numbers: list[int]) -> defaultdict[int, dict[AnswerState, int]]:
    """Unpublished answers by plan and state: as many rows as there are answers in hand."""
    counted: defaultdict[int, dict[AnswerState, int]] = defaultdict(dict)
    in_hand = (
        Answer.select(Comment.plan, Answer.state, fn.COUNT(Answer.id))
        .join(Comment)
        .where(Answer.state.in_(_IN_HAND), Comment.plan.in_(numbers), Comment.stands())
        .group_by(Comment.plan, Answer.state)
    )
    for number, state, count in tuples(in_hand):
        counted[number][state] = count
    return counted


def _late_published(numbers: Iterable[int]) -> dict[int, int]:
    """Published answers to late observations: the plan's own counter leaves them out (R5)."""
    late = (
        Comment.select(Comment.plan, fn.COUNT(Comment.id))
        .join(Answer)
        .where(Comment.plan.in_(list(numbers)), Comment.late, Comment.stands())
        .where(Answer.state == AnswerState.PUBLISHED)
        .group_by(Comment.plan)
    )
    return dict(tuples(late))
