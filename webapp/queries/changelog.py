"""What changed from one edition to another, field by field, with every reason on the way."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from webapp.models.base import tuples
from webapp.models.change import Change, ChangeKind
from webapp.models.plan import Action, Category, Edition, Plan
from webapp.queries.action_presence import Presence
from webapp.text import differences
from webapp.text.differences import Piece
from webapp.vocabulary import Origin, PlanField, Turn

_READING_ORDER = tuple(PlanField)


class Altered(ABC):
    """What differs between two editions, shown as one thing."""

    @property
    @abstractmethod
    def last(self) -> Change:
        """The newest of its changes, which says where in the plan it is."""

    @property
    def category(self) -> Category | None:
        """The category, as the newer edition has it; none for a fact of the plan."""
        return self.last.category

    @property
    def place(self) -> int:
        """The number of its category, or zero."""
        return self.last.place

    @property
    def action(self) -> Action | None:
        """The action; none for a category's title and for a fact of the plan."""
        return self.last.action


@dataclass(frozen=True)
class Amendment(Altered):
    """One field of an action, a category's title, or a fact of the plan, that differs between two
    editions.

    `steps` are the changes on the way, oldest first: a single one between neighbours.
    """

    steps: tuple[Change, ...]

    @property
    def last(self) -> Change:
        """The newest of the changes."""
        return self.steps[-1]

    @property
    def field(self) -> PlanField:
        """What was changed."""
        return self.last.field

    @property
    def before(self) -> str:
        """The text of the older edition."""
        return self.steps[0].before

    @property
    def after(self) -> str:
        """The text of the newer edition."""
        return self.last.after

    @property
    def withdraws_category(self) -> bool:
        """Whether its category is in the newer edition no more."""
        return self.last.withdraws_category

    @property
    def kind(self) -> ChangeKind:
        """How it is shown."""
        return ChangeKind.of(self.field, self.before, self.after)

    @cached_property
    def difference(self) -> list[Piece]:
        """Words added and removed: the stored ones where there is a single change."""
        if len(self.steps) == 1:
            return self.last.difference
        return differences.difference(self.before, self.after)


@dataclass(frozen=True)
class Cause:
    """Why an action is new or withdrawn: the reason that several of its changes share, in one
    edition."""

    change: Change
    fields: tuple[PlanField, ...]


@dataclass(frozen=True)
class WholeAction(Altered):
    """An action that is not in both of two editions, shown as one thing: its texts, then why."""

    turn: Turn
    amendments: tuple[Amendment, ...]

    @property
    def kind(self) -> ChangeKind:
        """How it is shown."""
        return ChangeKind.WHOLE_ACTION

    @property
    def steps(self) -> tuple[Change, ...]:
        """Every change of it on the way."""
        return tuple(step for each in self.amendments for step in each.steps)

    @property
    def last(self) -> Change:
        """The newest change of its last text."""
        return self.amendments[-1].last

    @property
    def texts(self) -> list[tuple[Amendment, str]]:
        """Its texts; of a withdrawn one, the last it had. Fields that stayed empty are left out."""
        texts = [
            (each, each.after if self.turn is Turn.NEW else each.before or each.last.before)
            for each in self.amendments
        ]
        return [(each, text) for each, text in texts if text]

    @cached_property
    def causes(self) -> list[Cause]:
        """Each reason once, with the observations behind it, oldest edition first."""
        alike: dict[tuple[int, Origin, str, tuple[int, ...]], list[Change]] = {}
        for step in sorted(self.steps, key=lambda each: each.edition.number):
            why = tuple(comment.id for comment in step.comments)
            key = step.edition.number, step.origin, step.reason, why
            alike.setdefault(key, []).append(step)
        return [Cause(some[0], tuple(each.field for each in some)) for some in alike.values()]

    @property
    def spans_editions(self) -> bool:
        """Whether it was changed in several editions on the way."""
        return len({step.edition.number for step in self.steps}) > 1


ChangelogItem = Amendment | WholeAction


def amendments(changes: Iterable[Change]) -> list[ChangelogItem]:
    """Changes gathered by what they alter, in the plan's reading order: an action that came or
    went is one thing. One query."""
    steps: dict[tuple[int, int | None, PlanField], list[Change]] = {}
    for change in changes:
        altered = change.place, change.action_id, change.field
        steps.setdefault(altered, []).append(change)
    return _gathered(sorted((Amendment(tuple(each)) for each in steps.values()), key=_place))


def _place(amendment: Amendment) -> tuple[int, int, int]:
    position = amendment.action.position if amendment.action else 0
    return amendment.place, position, _READING_ORDER.index(amendment.field)


def _gathered(altered: Sequence[Amendment]) -> list[ChangelogItem]:
    if not altered:
        return []
    acted = {each.action.id for each in altered if each.action}
    presence = Presence(altered[0].last.edition.plan_id, acted)
    items: list[ChangelogItem] = []
    for action, some in groupby(altered, key=lambda each: each.action):
        of_it = tuple(some)
        turn = _turn(presence, action, of_it) if action else None
        items.extend([WholeAction(turn, of_it)] if turn else of_it)
    return items


def _turn(presence: Presence, action: Action, altered: Sequence[Amendment]) -> Turn | None:
    numbers = [step.edition.number for each in altered for step in each.steps]
    return presence.turn(action.id, min(numbers) - 1, max(numbers))


def between(earlier: Edition, later: Edition) -> list[ChangelogItem]:
    """What leads from one published edition of a plan to a later one: three queries."""
    return amendments(
        Change.published(
            Edition.plan == later.plan_id,
            Edition.number > earlier.number,
            Edition.number <= later.number,
        )
    )


def outside_rounds(plan: Plan, amendments: Iterable[ChangelogItem]) -> int:
    """How many of the changes no round led to: the figures of the results leave them out (R18)."""
    led_to = {each.leads_to for each in plan.announced_rounds}
    steps = (step for each in amendments for step in each.steps)
    return sum(step.edition.number not in led_to for step in steps)


def editions_with_changes(plans: Iterable[Plan]) -> set[tuple[int, int]]:
    """The editions that are out and brought changes, by plan id and number: one query."""
    rows = (
        Change.select(Edition.plan, Edition.number)
        .join(Edition)
        .where(Edition.plan.in_([each.id for each in plans]), Edition.published_at.is_null(False))
        .distinct()
    )
    return set(tuples(rows))
