"""Every total, computed here alone, for pages, exports and reports (R18).

Observations are counted, not people: nobody has to say who they are. Late ones have a total of
their own and count in nothing else (R5).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import TypeVar

from peewee import JOIN, fn

from webapp.models import (
    Action,
    Category,
    Change,
    Consultation,
    Edition,
    Entity,
    Meeting,
    Plan,
    Wording,
)
from webapp.models.base import tuples
from webapp.models.tally import (
    UNSAID,
    Counts,
    Dimension,
    counts_by_round,
    together,
)
from webapp.queries import disclosure
from webapp.queries.action_presence import Presence
from webapp.queries.belated import Belated, among
from webapp.queries.cell_suppression import FEWEST
from webapp.values import time_zones
from webapp.vocabulary import (
    AuthorKind,
    Channel,
    CyclePhase,
    Decision,
    Easiness,
    IncidenceLevel,
    Kind,
    OfficialState,
    RoundScope,
    Turn,
)
from webapp.vocabulary.messages import Worded

_ONE_DAY = timedelta(days=1)
_Word = TypeVar("_Word", bound=Worded)


@dataclass(frozen=True)
class Middle:
    """The median answer on how easy it was to take part, and of how many answers."""

    easy: Easiness
    answers: int


class Figures:
    """The totals of a plan's consultation: of one round, or of all that were announced.

    Nine queries at most, whatever the number of observations.
    """

    def __init__(self, plan: Plan, consultation: Consultation | None = None) -> None:
        self.plan = plan
        self.consultation = consultation
        self.rounds: Sequence[Consultation] = (
            [consultation] if consultation else plan.announced_rounds
        )

    @cached_property
    def _by_round(self) -> Mapping[int, Counts]:
        return counts_by_round(self.rounds)

    @cached_property
    def _counts(self) -> Counts:
        return together(self._by_round.values())

    def _of(self, dimension: Dimension) -> Mapping[str, int]:
        return self._counts.get(dimension, {})

    @property
    def total(self) -> int:
        """Observations in term."""
        return sum(self._of(Dimension.CHANNEL).values())

    @property
    def late(self) -> int:
        """Observations received out of term: kept and answered, and in no other total (R5)."""
        return sum(self._of(Dimension.LATE).values())

    @property
    def belated(self) -> list[Belated]:
        """What was registered after the report of each round that has any (R10)."""
        return among(self.rounds, self._by_round)

    @property
    def answered(self) -> int:
        """Observations in term whose answer is published."""
        return sum(self._of(Dimension.DECISION).values())

    @property
    def unanswered(self) -> int:
        """Observations in term that wait for a published answer."""
        return self.total - self.answered

    @property
    def median_answer_days(self) -> float | None:
        """Working days from receipt to published answer, the middle one; none before the first."""
        days = sorted((int(key), count) for key, count in self._of(Dimension.ANSWER_DAYS).items())
        answered = sum(count for _, count in days)
        if not answered:
            return None
        return (_nth(days, (answered - 1) // 2) + _nth(days, answered // 2)) / 2

    @property
    def by_day(self) -> list[tuple[date, int]]:
        """Observations received on each day of the rounds' windows, silent days included, up to
        the day on which the plan was cancelled."""
        zone, counted = Entity.current().zone, self._of(Dimension.DAY)
        cancelled = self.plan.cancelled_at
        last = time_zones.to_local(cancelled, zone).date() if cancelled else date.max
        days = {
            day
            for each in self.rounds
            for day in _days(each.first_day(zone), min(each.last_day(zone), last))
        }
        return [(day, counted.get(day.isoformat(), 0)) for day in sorted(days)]

    @cached_property
    def by_action(self) -> list[tuple[Action | None, int]]:
        """Observations on each action that has any, in the plan's order; on the whole plan last."""
        counted = self._of(Dimension.ACTION)
        actions = self.plan.actions.order_by(Action.position)
        listed: list[tuple[Action | None, int]] = [
            (action, counted[str(action.id)]) for action in actions if str(action.id) in counted
        ]
        whole = counted.get(UNSAID, 0)
        return [*listed, (None, whole)] if whole else listed

    @property
    def by_kind(self) -> list[tuple[Kind | None, int]]:
        """Observations of each kind that has any; those without kind last."""
        counted = self._of(Dimension.KIND)
        unsaid = counted.get(UNSAID, 0)
        listed: list[tuple[Kind | None, int]] = [*_words(counted, Kind)]
        return [*listed, (None, unsaid)] if unsaid else listed

    @property
    def by_channel(self) -> list[tuple[Channel, int]]:
        """Observations by each channel that brought any."""
        return _words(self._of(Dimension.CHANNEL), Channel)

    @property
    def by_author(self) -> list[tuple[AuthorKind, int]]:
        """Observations of people, organisations, and those who did not say."""
        return _words(self._of(Dimension.AUTHOR), AuthorKind)

    @cached_property
    def _disclosed(self) -> dict[int, disclosure.Tables]:
        return disclosure.published(self.rounds)

    @property
    def by_group(self) -> disclosure.DisclosedTable | None:
        """Value groups, from the reports of the rounds; None before there is any (R14)."""
        return disclosure.together([each.groups for each in self._disclosed.values()])

    @property
    def by_territory(self) -> disclosure.DisclosedTable | None:
        """Territories, from the same reports; None before there is any (R14)."""
        return disclosure.together([each.territories for each in self._disclosed.values()])

    @property
    def by_decision(self) -> list[tuple[Decision, int]]:
        """Published answers by decision, those with any."""
        return _words(self._of(Dimension.DECISION), Decision)

    @property
    def by_state(self) -> dict[OfficialState, int]:
        """Published answers by the state of the official report, every state."""
        states = dict.fromkeys(OfficialState, 0)
        for decision, count in self.by_decision:
            states[decision.official_state] += count
        return states

    def share(self, state: OfficialState) -> float | None:
        """Percentage of a state among the accepted and the not accepted; none without any.

        *No aplica* is not in the percentages.
        """
        states = self.by_state
        base = states[OfficialState.ACCEPTED] + states[OfficialState.NOT_ACCEPTED]
        return 100 * states[state] / base if base else None

    @cached_property
    def actions_total(self) -> int:
        """Actions that the rounds asked about: those of the edition, or only those that changed in
        it: not the withdrawn ones. A continuation is a part of its action, not one more."""
        of_it = fn.COALESCE(Action.continues, Action.id)
        rows = Wording.select(of_it).join(Action).distinct()
        whole = [each.edition_id for each in self.rounds if each.scope is RoundScope.WHOLE]
        consulted = tuples(rows.where(Wording.edition.in_(whole))) if whole else []
        for each in self.rounds:
            if each.scope is RoundScope.CHANGED:
                changed = Wording.action.in_(sorted(each.changed_actions))
                consulted += tuples(rows.where(Wording.edition == each.edition_id, changed))
        return len(set(consulted))

    @property
    def about_some_actions(self) -> bool:
        """Whether no round asked about the whole plan, but only about what had changed."""
        return about_some_actions(self.rounds)

    @property
    def actions_commented(self) -> int:
        """Actions with at least one observation in term; one on a continuation is on its action."""
        return len({each.continues_id or each.id for each, _ in self.by_action if each})

    @cached_property
    def changes(self) -> list[Change]:
        """Published changes in the plan's order, with what they are about and why; without their
        texts, nor the observations behind them."""
        changes = (
            Change.select(
                Change.id, Change.field, Change.origin, Change.reason, Change.action,
                Edition.id, Edition.number, Category.id, Category.number, Category.title,
                Action.id, Action.code, Action.position, Action.continues, Action.comments_total,
            )
            .join(Edition)
            .switch(Change)
            .join(Category, JOIN.LEFT_OUTER)
            .switch(Change)
            .join(Action, JOIN.LEFT_OUTER)
            .where(Edition.plan == self.plan, Edition.published_at.is_null(False))
            .order_by(Edition.number, *Change.in_order())
        )  # fmt: skip
        return list(changes.where(Edition.number.in_([each.leads_to for each in self.rounds])))

    @property
    def edition_after(self) -> Edition:
        """The newest edition that the rounds led to; what one asked about, while it led to none."""
        editions = self.plan.published_editions
        newest = max((each.leads_to for each in self.rounds), default=1)
        return next(each for each in reversed(editions) if each.number <= newest)

    @property
    def changes_total(self) -> int:
        """Changes published, whatever they rest on."""
        return len(self.changes)

    @cached_property
    def turns(self) -> Counter[Turn | None]:
        """Actions with a published change, by what they became: nothing for those that stand in
        the edition before and in the one after. A continuation changes its action."""
        acted: dict[int, list[Change]] = {}
        for each in self.changes:
            if each.action:
                acted.setdefault(each.action.continues_id or each.action.id, []).append(each)
        return Counter(self.turn(some, action) for action, some in acted.items())

    def turn(self, changes: Sequence[Change], action: int | None = None) -> Turn | None:
        """What the action of some of the changes became through them, or one that it continues;
        nothing for one that stands before and after, and for a category's title."""
        action = action or changes[0].action_id
        numbers = [each.edition.number for each in changes]
        return self._presence.turn(action, min(numbers) - 1, max(numbers)) if action else None

    @cached_property
    def _presence(self) -> Presence:
        acted = [each.action for each in self.changes if each.action]
        return Presence(
            self.plan.id,
            {each.id for each in acted}
            | {each.continues_id for each in acted if each.continues_id},
        )

    @property
    def actions_changed(self) -> int:
        """Actions consulted on that read otherwise: neither new nor withdrawn."""
        return self.turns[None]

    @property
    def actions_new(self) -> int:
        """Actions that were not consulted on: they came out of it."""
        return self.turns[Turn.NEW]

    @property
    def actions_withdrawn(self) -> int:
        """Actions consulted on that the plan has no more."""
        return self.turns[Turn.WITHDRAWN]

    @cached_property
    def meetings(self) -> list[Meeting]:
        """Meetings about the plan, from the announcement of its rounds until that of the next
        one; those before the first round are of the first."""
        meetings = Meeting.select().where(Meeting.plan == self.plan).order_by(Meeting.held_on)
        if self.consultation is None or len(self.plan.announced_rounds) == 1:
            return list(meetings)
        number, zone = self.consultation.number, Entity.current().zone
        begins = {
            each.number: time_zones.to_local(each.announced_at, zone).date()
            for each in self.plan.announced_rounds
            if each.announced_at
        }
        if number in begins and number > min(begins):
            meetings = meetings.where(Meeting.held_on >= begins[number])
        if number + 1 in begins:
            meetings = meetings.where(Meeting.held_on < begins[number + 1])
        return list(meetings)

    @property
    def attendance(self) -> int | None:
        """People who came to the meetings, apart from the observations.

        Those of a meeting of fewer than five are left out, so that nobody has them by subtraction;
        None when there was no other (R14).
        """
        came = [each.people for each in self.meetings if each.people]
        counted = [people for people in came if people >= FEWEST]
        return None if came and not counted else sum(counted)

    @property
    def rounds_with_comments(self) -> list[Consultation]:
        """The rounds that received an observation in term."""
        return [each for each in self.rounds if self._by_round.get(each.id, {}).get(Dimension.DAY)]

    @property
    def newest_is_silent(self) -> bool:
        """Whether the newest of the rounds received no observation, in term or late."""
        counts = self._by_round.get(self.rounds[-1].id, {})
        return not (counts.get(Dimension.CHANNEL) or counts.get(Dimension.LATE))

    @property
    def ease(self) -> Middle | None:
        """How easy it was to take part, the median answer; of the rounds with five answers or more
        whose question is closed, so that nobody's answer can be singled out (R14)."""
        order, counts = list(Easiness), Counter[int]()
        for each in self.rounds:
            answers = self._by_round.get(each.id, {}).get(Dimension.EASE, {})
            if each.report_published_at and sum(answers.values()) >= FEWEST:
                counts.update({order.index(Easiness(key)): n for key, n in answers.items()})
        if not counts:
            return None
        middle = _nth(sorted(counts.items()), (counts.total() - 1) // 2)
        return Middle(order[middle], counts.total())

    @property
    def incidence(self) -> IncidenceLevel:
        """How far it reached: *formulación participativa* only when at least one action changed,
        came or went."""
        if self.turns:
            return IncidenceLevel.FORMULATION
        return IncidenceLevel.CONSULTATION if self.rounds else IncidenceLevel.INFORMATION

    @property
    def cycle_phases(self) -> list[CyclePhase]:
        """The phases of the management cycle that the rounds belong to, in the cycle's order."""
        phases = {each.cycle_phase for each in self.rounds}
        return [each for each in CyclePhase if each in phases]


def about_some_actions(rounds: Sequence[Consultation]) -> bool:
    """Whether none of some rounds asked about the whole plan, but only about what had changed."""
    return all(each.scope is RoundScope.CHANGED for each in rounds)


def by_edition_and_action(plan: Plan) -> Mapping[tuple[int, int], int]:
    """Observations in term on each action that has any, by the ids of the edition that was
    consulted on and of the action: one query more than the rounds take."""
    editions = {each.id: each.edition_id for each in plan.announced_rounds}
    found = Counter[tuple[int, int]]()
    for round_, counts in counts_by_round(plan.announced_rounds).items():
        for key, count in counts.get(Dimension.ACTION, {}).items():
            if key != UNSAID:
                found[editions[round_], int(key)] += count
    return found


def _nth(days: Sequence[tuple[int, int]], place: int) -> int:
    """The value at a place of a sorted list, given as pairs (value, how many times)."""
    for value, count in days:
        if place < count:
            return value
        place -= count
    raise IndexError(place)


def _days(first: date, last: date) -> list[date]:
    return [first + number * _ONE_DAY for number in range((last - first).days + 1)]


def _words(counted: Mapping[str, int], words: type[_Word]) -> list[tuple[_Word, int]]:
    return [(each, counted[each.value]) for each in words if counted.get(each.value)]
