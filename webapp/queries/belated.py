"""Observations registered after the report of their round, though they may have come before it, or
whose annulment was taken back after it (R10)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from peewee import Expression, fn

from webapp.models.comment import Comment
from webapp.models.consultation import Consultation
from webapp.models.tally import UNSAID, Counts, Dimension, counts_by_round


@dataclass(frozen=True)
class Belated:
    """How many observations of a round were registered after its report, and how many of them
    wait for a published answer."""

    plan: int
    round: int
    reported_at: datetime
    registered: int
    unanswered: int


def is_belated() -> Expression:
    """The condition that an observation was registered after the report of its round."""
    registered = Comment.alias()
    after = registered.select(registered.id).join(Consultation)
    condition: Expression = Comment.id.in_(
        after.where(
            Consultation.report_published_at
            < fn.COALESCE(registered.reinstated_at, registered.filed_at)
        )
    )
    return condition


def of(rounds: Iterable[Consultation]) -> list[Belated]:
    """The belated observations of some rounds, for each round that has any: one query, none while
    no report is published."""
    reported = [each for each in rounds if each.report_published_at]
    return among(reported, counts_by_round(reported)) if reported else []


def among(rounds: Iterable[Consultation], counts: Mapping[int, Counts]) -> list[Belated]:
    """The same as `of`, from counts that were read already, by the round's id."""
    found = []
    for each in rounds:
        counted = counts.get(each.id, {})
        registered = counted.get(Dimension.BELATED, {}).get(UNSAID, 0)
        answered = counted.get(Dimension.BELATED_ANSWERED, {}).get(UNSAID, 0)
        if registered and each.report_published_at:
            found.append(
                Belated(
                    plan=each.plan_id,
                    round=each.number,
                    reported_at=each.report_published_at,
                    registered=registered,
                    unanswered=registered - answered,
                )
            )
    return found
