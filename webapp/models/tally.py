"""How many observations there are of each sort: counted as they arrive, never by reading them all.

A public page costs the same with ten observations and with a million. `verify` compares every
tally with the rows.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from enum import StrEnum

from peewee import CharField, ForeignKeyField, IntegerField

from webapp.models.base import Table, tuples
from webapp.models.comment import Comment
from webapp.models.consultation import Consultation

UNSAID = ""
"""The key of those that say nothing of a dimension: no kind, the whole plan."""


class Dimension(StrEnum):
    """What observations are counted by. Only those in term count (R5), but for `LATE`, and for
    those registered after the report of their round and how many of them are answered; and, for
    `EASE`, how easy people found it to take part.

    Keys are a row's number, a word of the vocabulary, a day in ISO 8601, or a number of days.
    """

    DAY = "day"
    ACTION = "action"
    KIND = "kind"
    CHANNEL = "channel"
    AUTHOR = "author"
    LATE = "late"
    DECISION = "decision"
    ANSWER_DAYS = "answer_days"
    BELATED = "belated"
    BELATED_ANSWERED = "belated_answered"
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


def commented(rounds: Iterable[Consultation]) -> set[int]:
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


def keys_of(comment: Comment, day: str) -> dict[Dimension, str]:
    """What an observation counts for when it is filed; `day` is the entity's, in ISO 8601."""
    if comment.late:
        return {Dimension.LATE: UNSAID}
    return {
        Dimension.DAY: day,
        Dimension.ACTION: str(comment.considered_under_id or UNSAID),
        Dimension.KIND: comment.kind.value if comment.kind else UNSAID,
        Dimension.CHANNEL: comment.channel.value,
        Dimension.AUTHOR: comment.author_kind.value,
    }
