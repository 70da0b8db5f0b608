"""The main points: what people said of each category, in their words, and what was done with it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, zip_longest

from webapp.figures.of_plan import Figures
from webapp.models import Action, Answer, Category, Change, ChangeSource, MainPoint
from webapp.models.base import tuples
from webapp.models.main_point import Quote, first_sources, quotes
from webapp.vocabulary import OfficialState, PlanField, Turn

POINTS = 3
"""Points shown of each category: of what changed, what did not, and what was answered apart."""
ALTERED = 2
"""Actions shown that one observation changed."""
EXCERPT = 140
"""Characters shown of an observation."""


@dataclass
class AlteredAction:
    """An action that changed, came or went because of an observation; without action, a
    category's title."""

    action: Action | None
    turn: Turn | None = None
    changes: list[Change] = field(default_factory=list)

    @property
    def fields(self) -> list[PlanField]:
        """What changed of it, each field once."""
        return list(dict.fromkeys(each.field for each in self.changes))

    @property
    def first(self) -> Change:
        """The oldest of its changes."""
        return self.changes[0]

    @property
    def last(self) -> Change:
        """The newest of its changes."""
        return self.changes[-1]


@dataclass(frozen=True)
class Point:
    """An observation, and what was done with it: what it changed (`more` counts the actions left
    out), or the decision."""

    filing_number: str
    excerpt: str
    altered: Sequence[AlteredAction] = ()
    more: int = 0
    answer: Answer | None = None

    @property
    def reasons(self) -> list[str]:
        """Why, each reason once."""
        if self.answer:
            return [self.answer.reason]
        return list(dict.fromkeys(c.reason for each in self.altered for c in each.changes))


@dataclass(frozen=True)
class CategoryPoints:
    """A category, or the whole plan when it has none, and its points."""

    category: Category | None
    points: Sequence[Point]


Candidate = tuple[Quote, Answer | None]


def by_category(figures: Figures) -> list[CategoryPoints]:
    """The main points of the rounds that the figures are of: first what made actions come or go,
    then on the actions with most observations; the whole plan last; categories without any are left
    out. Six queries."""
    main_points = MainPoint.of(figures.rounds)
    sources = first_sources(figures.changes)
    quoted = quotes(
        {*chain.from_iterable(sources.values()), *(p.answer.comment_id for p in main_points)}
    )
    if not quoted:
        return []
    counts = {each.id: count for each, count in figures.by_action if each}
    changing = _changing(figures, sources, quoted, counts)
    refused, apart = (
        _answered(main_points, quoted, counts, state)
        for state in (OfficialState.NOT_ACCEPTED, OfficialState.NOT_APPLICABLE)
    )
    places = figures.edition_after.category_of_actions()
    chosen = _chosen([changing, refused, apart], places)
    shown = {quote.id for some in chosen.values() for quote, _ in some}
    caused = _caused(shown, figures)
    in_order = sorted(places.values(), key=lambda each: (each.number, each.edition_id))
    categories = {each.number: each for each in in_order}
    return [
        CategoryPoints(
            categories[number] if number else None,
            [_point(*each, caused) for each in chosen[number]],
        )
        for number in (*categories, None)
        if number in chosen
    ]


def excerpt(text: str) -> str:
    """The beginning of a text in one line, cut between words and outside a redaction's mark."""
    line = " ".join(text.split())
    if len(line) <= EXCERPT:
        return line
    cut = line[: EXCERPT + 1].rpartition(" ")[0] or line[:EXCERPT]
    if cut.rfind("[") > cut.rfind("]"):
        cut = cut[: cut.rfind("[")] or cut
    return f"{cut.rstrip(' ,;:')}…"


def _changing(
    figures: Figures,
    sources: Mapping[int, Sequence[int]],
    quoted: Mapping[int, Quote],
    counts: Mapping[int, int],
) -> list[Candidate]:
    """The first observation behind each change that may be read, each once. Nobody could speak
    of an action before it came: those that came or went stand first."""
    ordered = sorted(
        figures.changes,
        key=lambda each: (figures.turn([each]) is None, -counts.get(each.action_id or 0, 0)),
    )
    firsts = (
        next((number for number in sources.get(each.id, ()) if number in quoted), None)
        for each in ordered
    )
    return [(quoted[number], None) for number in dict.fromkeys(firsts) if number]


def _answered(
    main_points: Iterable[MainPoint],
    quoted: Mapping[int, Quote],
    counts: Mapping[int, int],
    state: OfficialState,
) -> list[Candidate]:
    """The observations that were answered in a state of the report."""
    ordered = sorted(main_points, key=lambda each: -counts.get(each.action_id or 0, 0))
    return [
        (quoted[each.answer.comment_id], each.answer)
        for each in ordered
        if each.answer.comment_id in quoted and each.answer.decision.official_state is state
    ]


def _chosen(
    sorts: Sequence[Sequence[Candidate]], places: Mapping[int, Category]
) -> dict[int | None, list[Candidate]]:
    """A few of each category, by its number: one of each sort in turn, listed sort by sort."""
    queues: defaultdict[int | None, list[list[Candidate]]] = defaultdict(
        lambda: [[] for _ in sorts]
    )
    seen: set[int] = set()
    for place, candidates in enumerate(sorts):
        for quote, answer in candidates:
            category = places.get(quote.action_id or 0)
            if quote.id not in seen:
                queues[category.number if category else None][place].append((quote, answer))
            seen.add(quote.id)
    return {number: _few(some) for number, some in queues.items()}


def _few(queues: Sequence[Sequence[Candidate]]) -> list[Candidate]:
    in_turn = [each for some in zip_longest(*queues) for each in some if each][:POINTS]
    return [each for queue in queues for each in queue if each in in_turn]


def _caused(shown: Iterable[int], figures: Figures) -> dict[int, list[AlteredAction]]:
    """What each observation changed, action by action."""
    known = {each.id: each for each in figures.changes}
    found: defaultdict[int, dict[int | None, AlteredAction]] = defaultdict(dict)
    for comment, number in tuples(ChangeSource.published(list(shown), ChangeSource.change)):
        if change := known.get(number):
            altered = found[comment].setdefault(change.action_id, AlteredAction(change.action))
            altered.changes.append(change)
    for some in found.values():
        for altered in some.values():
            altered.turn = figures.turn(altered.changes)
    return {comment: list(each.values()) for comment, each in found.items()}


def _point(
    quote: Quote, answer: Answer | None, caused: Mapping[int, Sequence[AlteredAction]]
) -> Point:
    altered = () if answer else caused.get(quote.id, ())
    return Point(
        filing_number=quote.filing_number,
        excerpt=excerpt(quote.text),
        altered=altered[:ALTERED],
        more=len(altered[ALTERED:]),
        answer=answer,
    )
