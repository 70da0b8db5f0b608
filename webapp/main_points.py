"""The main points of what came of a consultation, by category: what changed, and what did not."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from webapp.figures import Figures
from webapp.models import Action, Category, Change, Edition, MainPoint
from webapp.models.main_point import first_sources
from webapp.vocabulary import PlanField, Turn

CHANGED, UNCHANGED = 3, 2
"""Main points told of each category: actions that changed, and reasons why something did not."""


@dataclass
class Altered:
    """An action that changed, came or went, with its changes and the first observations behind
    them, by filing number; without action it is the category's title."""

    action: Action | None
    turn: Turn | None = None
    changes: list[Change] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)

    @property
    def reasons(self) -> list[str]:
        """Why, each reason once."""
        return list(dict.fromkeys(each.reason for each in self.changes))

    @property
    def fields(self) -> list[PlanField]:
        """What changed of it, each field once."""
        return list(dict.fromkeys(each.field for each in self.changes))


@dataclass
class Subject:
    """A category, or the whole plan when it has none: what changed in it, and what did not."""

    category: Category | None = None
    changed: list[Altered] = field(default_factory=list)
    kept: list[MainPoint] = field(default_factory=list)
    more_changed: int = 0


def by_category(figures: Figures) -> list[Subject]:
    """The main points of the rounds that the figures are of: what moved most people first, few of
    each, the whole plan last; categories without any are left out. Three queries."""
    places = _edition_after(figures).category_of_actions()
    points = MainPoint.of(figures.rounds)
    if not figures.changes and not points:
        return []
    subjects: defaultdict[int | None, Subject] = defaultdict(Subject)
    for category in sorted(places.values(), key=lambda each: (each.number, each.edition_id)):
        subjects[category.number] = Subject(category)
    for number, altered in _altered(figures).items():
        subjects[number].changed = altered[:CHANGED]
        subjects[number].more_changed = len(altered) - CHANGED
    actions = {each.id: each for each, _ in figures.by_action if each}
    _keep(points, actions, places, subjects)
    _name_sources([each for subject in subjects.values() for each in subject.changed])
    return [each for each in subjects.values() if each.changed or each.kept]


def _edition_after(figures: Figures) -> Edition:
    """The newest edition that a round, or all of them, led to."""
    editions, chosen = figures.plan.published_editions, figures.consultation
    if chosen is None:
        return editions[-1]
    asked = next(each for each in editions if each.id == chosen.edition_id)
    return next((each for each in editions if each.number == asked.number + 1), asked)


def _weight(action: Action | None) -> int:
    return action.comments_total if action else 0


def _altered(figures: Figures) -> dict[int | None, list[Altered]]:
    """Actions that changed, by the number of their category: those that came or went, which
    nobody could speak of or nobody will, then those most spoken of."""
    found: dict[tuple[int, int | None], Altered] = {}
    for change in figures.changes:
        place = change.category.number, change.action_id
        found.setdefault(place, Altered(change.action)).changes.append(change)
    for each in found.values():
        each.turn = figures.turn(each.changes)
    by_number: defaultdict[int | None, list[Altered]] = defaultdict(list)
    for (number, _), altered in found.items():
        by_number[number].append(altered)
    for some in by_number.values():
        some.sort(key=lambda each: (each.turn is None, -_weight(each.action)))
    return by_number


def _keep(
    points: Iterable[MainPoint],
    actions: Mapping[int, Action],
    places: Mapping[int, Category],
    subjects: defaultdict[int | None, Subject],
) -> None:
    """Put a few of what did not change into each subject, with its action."""
    for point in sorted(points, key=lambda each: -_weight(actions.get(each.action_id or 0))):
        category = places.get(point.action_id or 0)
        subject = subjects[category.number if category else None]
        if len(subject.kept) < UNCHANGED:
            point.action = actions.get(point.action_id or 0)
            subject.kept.append(point)


def _name_sources(altered: Sequence[Altered]) -> None:
    named = first_sources([change for each in altered for change in each.changes])
    for each in altered:
        numbers = [number for change in each.changes for number in named.get(change.id, [])]
        each.sources = list(dict.fromkeys(sorted(numbers)))
