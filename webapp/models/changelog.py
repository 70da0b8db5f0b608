"""What changed from one edition to another, field by field, with every reason on the way."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from webapp import wording
from webapp.models.base import tuples
from webapp.models.change import Change
from webapp.models.plan import Action, Category, Edition, Plan
from webapp.vocabulary import PlanField
from webapp.wording import Piece

_READING_ORDER = tuple(PlanField)


@dataclass(frozen=True)
class Amendment:
    """One field of an action, or a category's title, that differs between two editions.

    `steps` are the changes on the way, oldest first: a single one between neighbours.
    """

    steps: tuple[Change, ...]

    @property
    def last(self) -> Change:
        """The newest of the changes."""
        return self.steps[-1]

    @property
    def category(self) -> Category:
        """The category, as the newer edition has it."""
        return self.last.category

    @property
    def action(self) -> Action | None:
        """The action; none for a category's title."""
        return self.last.action

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
    def went_back(self) -> bool:
        """Whether it changed on the way and ended as it was."""
        return self.before == self.after

    @cached_property
    def difference(self) -> list[Piece]:
        """Words added and removed: the stored ones where a single change tells it all."""
        if len(self.steps) == 1:
            return self.last.difference
        return wording.difference(self.before, self.after)


def amendments(changes: Iterable[Change]) -> list[Amendment]:
    """Changes gathered by what they alter, in the plan's reading order."""
    steps: dict[tuple[int, int | None, PlanField], list[Change]] = {}
    for change in changes:
        altered = change.category.number, change.action_id, change.field
        steps.setdefault(altered, []).append(change)
    return sorted((Amendment(tuple(each)) for each in steps.values()), key=_place)


def _place(amendment: Amendment) -> tuple[int, int, int]:
    position = amendment.action.position if amendment.action else 0
    return amendment.category.number, position, _READING_ORDER.index(amendment.field)


def between(earlier: Edition, later: Edition) -> list[Amendment]:
    """What leads from one published edition of a plan to a later one: two queries."""
    return amendments(
        Change.published(
            Edition.plan == later.plan_id,
            Edition.number > earlier.number,
            Edition.number <= later.number,
        )
    )


def editions_with_changes(plans: Iterable[Plan]) -> set[tuple[int, int]]:
    """The editions that are out and brought changes, by plan id and number: one query."""
    rows = (
        Change.select(Edition.plan, Edition.number)
        .join(Edition)
        .where(Edition.plan.in_([each.id for each in plans]), Edition.published_at.is_null(False))
        .distinct()
    )
    return set(tuples(rows))
