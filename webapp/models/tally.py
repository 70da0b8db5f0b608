"""How many observations there are of each sort: counted as they arrive, never by reading them all.

A public page costs the same with ten observations and with a million. `verify` compares every
tally with the rows.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

from peewee import JOIN, CharField, ForeignKeyField, IntegerField

from webapp.models.base import Table, tuples
from webapp.models.comment import Comment
from webapp.models.consultation import Consultation
from webapp.models.entity import ValueGroup

FEWEST_TOLD = 5
"""Observations that a group or a territory has before it is named in public (R14)."""

UNSAID = ""
"""The key of those that say nothing of a dimension: no group, no kind, the whole plan."""


class Dimension(StrEnum):
    """What observations are counted by. Only those in term count (R5), but for `LATE`; and, for
    `EASE`, what people said of taking part.

    Keys are a row's number, a word of the vocabulary, a day in ISO 8601, or a number of days.
    """

    DAY = "day"
    ACTION = "action"
    KIND = "kind"
    CHANNEL = "channel"
    AUTHOR = "author"
    GROUP = "group"
    TERRITORY = "territory"
    LATE = "late"
    DECISION = "decision"
    ANSWER_DAYS = "answer_days"
    EASE = "ease"


class Tally(Table):
    """How many observations of a round share a key of a dimension."""

    consultation = ForeignKeyField(Consultation, backref="tallies")
    dimension = CharField(max_length=20)
    key = CharField(max_length=40)
    count = IntegerField()

    consultation_id: int

    class Meta:
        indexes = ((("consultation", "dimension", "key"), True),)


Counts = Mapping[Dimension, Mapping[str, int]]
_Rounds = defaultdict[int, dict[str, int]]


def counts_by_round(rounds: Iterable[Consultation]) -> Mapping[int, Counts]:
    """Everything counted of some rounds, each by itself: one query."""
    found: defaultdict[int, defaultdict[Dimension, dict[str, int]]] = defaultdict(
        lambda: defaultdict(dict)
    )
    for round_, dimension, key, count in tuples(
        Tally.select(Tally.consultation, Tally.dimension, Tally.key, Tally.count).where(
            Tally.consultation.in_([each.id for each in rounds])
        )
    ):
        found[round_][Dimension(dimension)][key] = count
    return found


def heard(rounds: Iterable[Consultation]) -> set[int]:
    """Those of some rounds, by id, that received an observation in term: one query."""
    counted = Tally.select(Tally.consultation).where(
        Tally.consultation.in_([each.id for each in rounds]),
        Tally.dimension == Dimension.CHANNEL,
    )
    return {number for (number,) in tuples(counted.distinct())}


def together(by_round: Iterable[Counts]) -> Counts:
    """The counts of several rounds added up."""
    found: defaultdict[Dimension, dict[str, int]] = defaultdict(dict)
    for counted in by_round:
        for dimension, keys in counted.items():
            for key, count in keys.items():
                found[dimension][key] = found[dimension].get(key, 0) + count
    return found


def never_told() -> set[str]:
    """The keys of the sensitive groups: no figure names them (R14)."""
    sensitive = ValueGroup.select(ValueGroup.id).where(ValueGroup.sensitive)
    return {str(number) for (number,) in tuples(sensitive)}


class Told:
    """Which groups and territories of a plan may be named in public (R14).

    One with fewer than five observations in some round is not, nor is a sensitive group; and
    where what is left unnamed would be few, or one alone, the smallest named one goes unnamed
    too, so that nothing can be had by subtraction. A later round names nobody, and changes
    nothing of what is named, until its answers are out: else whoever compares two readings would
    learn whose observation came in between. `rounds` are those that name.
    """

    def __init__(self, plan: int) -> None:
        counted: dict[str, _Rounds] = {"group": defaultdict(dict), "territory": defaultdict(dict)}
        rounds = set()
        dimensions = Tally.dimension.in_(list(counted))
        for round_, dimension, key, count in tuples(
            Consultation.select(Consultation.id, Tally.dimension, Tally.key, Tally.count)
            .join(Tally, JOIN.LEFT_OUTER, on=(Tally.consultation == Consultation.id) & dimensions)
            .where(
                Consultation.plan == plan,
                (Consultation.number == 1) | Consultation.report_published_at.is_null(False),
            )
        ):
            rounds.add(round_)
            if dimension:
                counted[dimension][round_][key] = count
        never = never_told()
        self.rounds = frozenset(rounds)
        self.groups = tellable(list(counted["group"].values()), never)
        self.territories = tellable(list(counted["territory"].values()), set())

    def group(self, number: int | None, round_: int) -> bool:
        """Whether the value group of an observation of a round may be named."""
        return round_ in self.rounds and str(number) in self.groups

    def territory(self, number: int | None, round_: int) -> bool:
        """Whether the territory of an observation of a round may be named."""
        return round_ in self.rounds and str(number) in self.territories


def tellable(rounds: Sequence[Mapping[str, int]], never: set[str]) -> frozenset[str]:
    """The keys that may be named, of how many each has in each round (R14)."""
    keys = {key for each in rounds for key in each} - never - {UNSAID}
    told = {
        key for key in keys if all(each.get(key, FEWEST_TOLD) >= FEWEST_TOLD for each in rounds)
    }
    while told and not all(_rest_tells_nothing(each, told) for each in rounds):
        told.discard(min(told, key=lambda key: (sum(each.get(key, 0) for each in rounds), key)))
    return frozenset(told)


def _rest_tells_nothing(counted: Mapping[str, int], told: set[str]) -> bool:
    rest = {key: count for key, count in counted.items() if key not in told}
    return not set(rest) - {UNSAID} or (len(rest) > 1 and sum(rest.values()) >= FEWEST_TOLD)


def keys_of(comment: Comment, day: str) -> dict[Dimension, str]:
    """What an observation counts for when it is filed; `day` is the entity's, in ISO 8601."""
    if comment.late:
        return {Dimension.LATE: UNSAID}
    return {
        Dimension.DAY: day,
        Dimension.ACTION: str(comment.action_id or UNSAID),
        Dimension.KIND: comment.kind.value if comment.kind else UNSAID,
        Dimension.CHANNEL: comment.channel.value,
        Dimension.AUTHOR: comment.author_kind.value,
        Dimension.GROUP: str(comment.told_group_id or UNSAID),
        Dimension.TERRITORY: str(comment.told_territory_id or UNSAID),
    }
