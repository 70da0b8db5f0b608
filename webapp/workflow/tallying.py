"""Keeping the tallies: added to in the act itself, made anew from the rows, compared with them."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime
from functools import cache

from peewee import EXCLUDED, fn

from webapp.models import (
    Action,
    Answer,
    Comment,
    Consultation,
    Ease,
    Entity,
    MainPoint,
    Plan,
    Tally,
)
from webapp.models.base import insert_all, tuples
from webapp.models.main_point import MAX_POINTS, can_be_main_point
from webapp.models.tally import UNSAID, Dimension, keys_of
from webapp.storage.db import transaction
from webapp.values import time_zones, working_days
from webapp.vocabulary import AnswerState, Decision, OfficialState
from webapp.vocabulary.messages import N_
from webapp.workflow.refusals import Refused

_Counted = Counter[tuple[int, str, str]]
_Place = tuple[int, int | None, OfficialState]


class Miscounted(Refused):
    """A tally is not what the rows say."""


def add_filed(comments: Iterable[Comment]) -> None:
    """Count observations that have just been filed. Part of a larger act."""
    days = _Days()
    _add(_filed(comments, days))


def add_answered(answers: Collection[Answer]) -> None:
    """Count answers that have just been published. Part of a larger act."""
    _add(_answered(answers, _Days()))
    _keep_main_points(answers)


def take_out(comments: Sequence[Comment]) -> None:
    """Take observations, with the answers that are out, from every total. Part of a larger act."""
    days = _Days()
    numbers = [comment.id for comment in comments]
    out = Answer.state == AnswerState.PUBLISHED
    answers = list(Answer.select(Answer, Comment).join(Comment).where(out, Comment.id.in_(numbers)))
    MainPoint.delete().where(MainPoint.answer.in_([each.id for each in answers])).execute()
    counted = _filed(comments, days) + _answered(answers, days)
    _add(Counter({place: -count for place, count in counted.items()}))
    Tally.delete().where(Tally.count == 0).execute()


def choose_main_points_again(rounds: Collection[int]) -> None:
    """Choose the main points of some rounds anew, by the rounds' ids. Part of a larger act."""
    within = list(rounds)
    MainPoint.delete().where(MainPoint.consultation.in_(within)).execute()
    _keep_main_points(list(_changing_nothing(Comment.consultation.in_(within))))


def amend_answered(answer: Answer, before: Decision | None) -> None:
    """Count a published answer that was corrected for what it says now. Part of a larger act."""
    comment, round_ = answer.comment, answer.comment.consultation_id
    if comment.late or before is None or answer.decision is None:
        return
    dimension = Dimension.DECISION.value
    _add(Counter({(round_, dimension, answer.decision.value): 1}))
    Tally.update(count=Tally.count - 1).where(
        Tally.consultation == round_, Tally.dimension == dimension, Tally.key == before.value
    ).execute()
    Tally.delete().where(
        Tally.consultation == round_, Tally.dimension == dimension, Tally.count == 0
    ).execute()
    choose_main_points_again([round_])


def add_ease(ease: Ease) -> None:
    """Count the answers to the questions on taking part. Part of a larger act."""
    _add(_eased([ease]))


def _add(counted: _Counted) -> None:
    rows = [
        {"consultation": round_, "dimension": dimension, "key": key, "count": count}
        for (round_, dimension, key), count in counted.items()
    ]
    if rows:
        Tally.insert_many(rows).on_conflict(
            conflict_target=[Tally.consultation, Tally.dimension, Tally.key],
            update={Tally.count: Tally.count + EXCLUDED.count},
        ).execute()


class _Days:
    """Days of the entity, and working days between them, each computed once."""

    def __init__(self) -> None:
        self.zone = Entity.current().zone
        self.between = cache(working_days.working_days_between)

    def of(self, at: datetime) -> date:
        return time_zones.to_local(at, self.zone).date()


def _filed(comments: Iterable[Comment], days: _Days) -> _Counted:
    reports = _Reports()
    counted: _Counted = Counter()
    for comment in comments:
        for dimension, key in keys_of(comment, days.of(comment.received_at).isoformat()).items():
            counted[comment.consultation_id, dimension.value, key] += 1
        if reports.came_before(comment):
            counted[comment.consultation_id, Dimension.BELATED.value, UNSAID] += 1
    return counted


class _Reports:
    """When the report of each round came out: one query."""

    def __init__(self) -> None:
        out = Consultation.select(Consultation.id, Consultation.report_published_at)
        self.out = dict(tuples(out.where(Consultation.report_published_at.is_null(False))))

    def came_before(self, comment: Comment) -> bool:
        """Whether an observation was registered after the report of its round."""
        reported_at = self.out.get(comment.consultation_id)
        return reported_at is not None and comment.stands_since > reported_at


def _answered(answers: Iterable[Answer], days: _Days) -> _Counted:
    reports = _Reports()
    counted: _Counted = Counter()
    for answer in answers:
        comment = answer.comment
        if reports.came_before(comment):
            counted[comment.consultation_id, Dimension.BELATED_ANSWERED.value, UNSAID] += 1
        if comment.late or answer.decision is None or answer.published_at is None:
            continue
        took = days.between(days.of(comment.received_at), days.of(answer.published_at))
        counted[comment.consultation_id, Dimension.DECISION.value, answer.decision.value] += 1
        counted[comment.consultation_id, Dimension.ANSWER_DAYS.value, str(max(took, 0))] += 1
    return counted


def _eased(eases: Iterable[Ease]) -> _Counted:
    return Counter(
        (each.consultation_id, Dimension.EASE.value, each.easy.value) for each in eases if each.easy
    )


def _keep_main_points(answers: Iterable[Answer]) -> None:
    """Keep the first reasons given for changing nothing, no two alike on an action, from
    observations that the public may read as long as there are any."""
    telling = sorted(filter(can_be_main_point, answers), key=lambda each: not each.comment.is_shown)
    rounds = {answer.comment.consultation_id for answer in telling}
    reasons: defaultdict[_Place, set[str]] = defaultdict(set)
    for point in MainPoint.of(Consultation.select().where(Consultation.id.in_(rounds))):
        state = point.answer.decision.official_state
        reasons[point.consultation_id, point.action_id, state].add(_alike(point.answer.reason))
    for answer in telling:
        place, reason = _place(answer), _alike(answer.reason)
        if len(reasons[place]) < MAX_POINTS and reason not in reasons[place]:
            reasons[place].add(reason)
            MainPoint.create(consultation=place[0], action=place[1], answer=answer)


def _place(answer: Answer) -> _Place:
    comment = answer.comment
    return comment.consultation_id, comment.considered_under_id, answer.decision.official_state


def _alike(reason: str) -> str:
    return " ".join(reason.casefold().split())


def recount() -> None:
    """Make every tally anew from the rows: after a migration, or when rows came by another way."""
    with transaction():
        MainPoint.delete().execute()
        _keep_main_points(_changing_nothing())
        Tally.delete().execute()
        insert_all(
            [
                Tally(consultation=round_, dimension=dimension, key=key, count=count)
                for (round_, dimension, key), count in sorted(_rows_say().items())
            ]
        )


def compared() -> Iterator[tuple[str, Miscounted | None]]:
    """Every total that is kept, with what is wrong with it."""
    stored = {(row.consultation_id, row.dimension, row.key): row.count for row in Tally.select()}
    counted = _rows_say()
    for place in sorted({*stored, *counted}):
        wrong = stored.get(place, 0) != counted.get(place, 0)
        yield f"tally:{place}", _miscounted(place[1]) if wrong else None
    if MainPoint.select().count() != _points_that_rows_give() or not _points_are_sound():
        wrong_points = N_("The main points are not what the answers say.")
        yield "main_point", Miscounted(wrong_points)
    yield from _compared_counters()


def _miscounted(dimension: str) -> Miscounted:
    return Miscounted(
        N_("The total of %(dimension)s is not what the observations say."), dimension=dimension
    )


def _points_are_sound() -> bool:
    """Whether each main point is a published answer that changed nothing, where it stands."""
    found = MainPoint.select(MainPoint, Answer, Comment).join(Answer).join(Comment)
    return all(
        can_be_main_point(point.answer)
        and point.answer.state is AnswerState.PUBLISHED
        and point.consultation_id == point.answer.comment.consultation_id
        and point.action_id == point.answer.comment.considered_under_id
        for point in found
    )


def _compared_counters() -> Iterator[tuple[str, Miscounted | None]]:
    """The totals that plans and actions carry, for the pages that show nothing else of them."""
    in_term, late, on_action = (
        dict(tuples(Comment.select(by, fn.COUNT(Comment.id)).where(which).group_by(by)))
        for by, which in (
            (Comment.plan, Comment.in_term()),
            (Comment.plan, Comment.late & Comment.stands()),
            (Comment.considered_under, Comment.in_term()),
        )
    )
    answered = dict(
        tuples(
            Comment.select(Comment.plan, fn.COUNT(Comment.id))
            .join(Answer)
            .where(Comment.in_term(), Answer.state == AnswerState.PUBLISHED)
            .group_by(Comment.plan)
        )
    )
    carried = {"comments_total": in_term, "comments_late": late, "answers_published": answered}
    for name, counted in carried.items():
        for plan, stored in tuples(Plan.select(Plan.id, getattr(Plan, name))):
            yield f"plan:{plan}", None if stored == counted.get(plan, 0) else _miscounted(name)
    for action, total in tuples(Action.select(Action.id, Action.comments_total)):
        right = total == on_action.get(action, 0)
        yield f"action:{action}", None if right else _miscounted("comments_total")


def _rows_say() -> _Counted:
    days = _Days()
    filed = Comment.select(
        Comment.consultation,
        Comment.considered_under,
        Comment.kind,
        Comment.channel,
        Comment.author_kind,
        Comment.late,
        Comment.received_at,
        Comment.filed_at,
        Comment.reinstated_at,
    ).where(Comment.stands())
    answered = (
        Answer.select(
            Answer.decision, Answer.published_at,
            Comment.consultation, Comment.late, Comment.received_at, Comment.filed_at,
            Comment.reinstated_at,
        )
        .join(Comment)
        .where(Answer.state == AnswerState.PUBLISHED, Comment.stands())
    )  # fmt: skip
    opinions = Ease.select(Ease.id, Ease.consultation, Ease.easy)
    return (
        _filed(filed.iterator(), days)
        + _answered(answered.iterator(), days)
        + _eased(opinions.iterator())
    )


def _points_that_rows_give() -> int:
    reasons: defaultdict[_Place, set[str]] = defaultdict(set)
    for answer in _changing_nothing():
        place = _place(answer)
        if len(reasons[place]) < MAX_POINTS:
            reasons[place].add(_alike(answer.reason))
    return sum(map(len, reasons.values()))


def _changing_nothing(*conditions: object) -> Iterator[Answer]:
    """Published answers that changed nothing, in the order in which they came out."""
    nothing = [e for e in Decision if e.official_state is not OfficialState.ACCEPTED]
    return iter(
        Answer.select(
            Answer.id, Answer.decision, Answer.reason,
            Comment.id, Comment.consultation, Comment.considered_under,
            Comment.late, Comment.publication,
        )
        .join(Comment)
        .where(Answer.state == AnswerState.PUBLISHED, Answer.decision.in_(nothing))
        .where(Comment.in_term(), *conditions)
        .order_by(Answer.published_at, Comment.id)
        .iterator()
    )  # fmt: skip
