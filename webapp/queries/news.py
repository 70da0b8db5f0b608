"""What has happened to plans in public, newest first: for feeds. A few queries for all of it."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from peewee import fn

from webapp.models.base import tuples
from webapp.models.change import Change
from webapp.models.consultation import Consultation, Extension
from webapp.models.correction import Correction
from webapp.models.plan import Edition, Plan
from webapp.models.tally import commented
from webapp.vocabulary import CorrectionKind, CorrectionState, Happening


@dataclass(frozen=True, kw_only=True)
class News:
    """One public event of a plan, with what feeds and pages write about it.

    `number` is that of the round, of the extension, of the edition or of the correction.
    `consultation` is the round it belongs to; a cancellation has the newest, and so has a
    correction, with its `reason`. `closes_at` is the round's close as it stood at that moment: a
    later extension is news of its own. `without_comments`: the round received none in term.
    """

    happening: Happening
    plan: Plan
    at: datetime
    number: int
    consultation: Consultation
    closes_at: datetime
    without_comments: bool = False
    extension: Extension | None = None
    edition: Edition | None = None
    changes: int = 0
    reason: str = ""

    @property
    def identity(self) -> str:
        """An identifier that never changes, whatever the address at which it is read."""
        return identity_of(self.plan, f"{self.happening}/{self.number}")


def identity_of(plan: Plan | None, what: str) -> str:
    """A URN for something of a plan, or of all of them."""
    whose = f"{plan.slug}/{plan.created_at.isoformat()}" if plan else "*"
    return uuid.uuid5(uuid.NAMESPACE_URL, f"enmienda/{whose}/{what}").urn


def of(plans: Sequence[Plan], at: datetime) -> list[News]:
    """All that happened to some plans up to an instant, newest first: six queries."""
    by_id = {plan.id: plan for plan in plans}
    rounds = _announced(by_id)
    extensions = Extension.by_round(rounds)
    news = [
        *_of_rounds(rounds, by_id, extensions),
        *_extensions(rounds, by_id, extensions),
        *_editions(rounds, by_id),
        *_withdrawals(rounds, by_id),
        *_cancellations(rounds, by_id),
    ]
    order = list(Happening)
    past = [each for each in news if each.at <= at]
    return sorted(past, key=lambda each: (each.at, order.index(each.happening)), reverse=True)


def _announced(by_id: dict[int, Plan]) -> list[Consultation]:
    rounds = (
        Consultation.select(Consultation, Edition)
        .join(Edition)
        .where(Consultation.plan.in_(list(by_id)), Consultation.announced_at.is_null(False))
    )
    return list(rounds.order_by(Consultation.plan, Consultation.number))


def _of_rounds(
    rounds: Sequence[Consultation],
    by_id: dict[int, Plan],
    extensions: dict[int, list[Extension]],
) -> list[News]:
    """Announced, opened while it was not cancelled, answered."""
    commented_on = commented(rounds)
    found = []
    for each in rounds:
        plan = by_id[each.plan_id]
        opened = None if _was_cancelled_by(plan, each.opens_at) else each.opens_at
        for happening, moment in (
            (Happening.ANNOUNCED, each.announced_at),
            (Happening.OPENED, opened),
            (Happening.ANSWERED, each.report_published_at),
        ):
            if moment:
                found.append(
                    News(
                        happening=happening,
                        plan=plan,
                        at=moment,
                        number=each.number,
                        consultation=each,
                        closes_at=_close_at(each, extensions.get(each.id, []), moment),
                        without_comments=each.id not in commented_on,
                    )
                )
    return found


def _close_at(
    consultation: Consultation, extensions: Sequence[Extension], at: datetime
) -> datetime:
    """When a round was to close, as it stood at an instant."""
    since = (each.closes_at_before for each in extensions if each.decided_at > at)
    return next(since, consultation.closes_at)


def _was_cancelled_by(plan: Plan, at: datetime) -> bool:
    return plan.cancelled_at is not None and plan.cancelled_at <= at


def _extensions(
    rounds: Sequence[Consultation],
    by_id: dict[int, Plan],
    extensions: dict[int, list[Extension]],
) -> list[News]:
    return [
        News(
            happening=Happening.EXTENDED,
            plan=by_id[round_.plan_id],
            at=each.decided_at,
            number=each.id,
            consultation=round_,
            closes_at=each.closes_at,
            extension=each,
        )
        for round_ in rounds
        for each in extensions.get(round_.id, [])
    ]


def _editions(rounds: Sequence[Consultation], by_id: dict[int, Plan]) -> list[News]:
    """Editions after the first, with how many changes each brought."""
    changes = fn.SUM(1).alias("changes")
    editions = {
        each.id: each
        for each in Edition.select().where(
            Edition.plan.in_(list(by_id)), Edition.published_at.is_null(False), Edition.number > 1
        )
    }
    counted = dict(
        tuples(
            Change.select(Change.edition, changes)
            .where(Change.edition.in_(list(editions)))
            .group_by(Change.edition)
        )
    )
    return [
        _edition(each, by_id[each.plan_id], rounds, int(counted.get(each.id, 0)))
        for each in editions.values()
    ]


def _edition(edition: Edition, plan: Plan, rounds: Sequence[Consultation], changes: int) -> News:
    """An edition that came out of a round, or corrects the form of what the last one led to."""
    before = [
        each for each in rounds if each.plan_id == plan.id and each.leads_to <= edition.number
    ]
    last = max(before, key=lambda each: each.number)
    if edition.published_at is None:
        raise ValueError("an edition in the news is published")
    return News(
        happening=Happening.EDITION_PUBLISHED
        if last.leads_to == edition.number
        else Happening.FORM_CORRECTED,
        plan=plan,
        at=edition.published_at,
        number=edition.number,
        consultation=last,
        closes_at=last.closes_at,
        edition=edition,
        changes=changes,
    )


def _withdrawals(rounds: Sequence[Consultation], by_id: dict[int, Plan]) -> list[News]:
    """Adjusted plans that were withdrawn, and withdrawals taken back, each with its reason."""
    happenings = {
        CorrectionKind.EDITION_WITHDRAWN: Happening.EDITION_WITHDRAWN,
        CorrectionKind.WITHDRAWAL_TAKEN_BACK: Happening.WITHDRAWAL_TAKEN_BACK,
    }
    made = Correction.select().where(
        Correction.plan.in_(list(by_id)),
        Correction.kind.in_(list(happenings)),
        Correction.state == CorrectionState.APPROVED,
    )
    newest = {each.plan_id: each for each in rounds}
    return [
        News(
            happening=happenings[each.kind],
            plan=by_id[each.plan_id],
            at=each.decided_at,
            number=each.id,
            consultation=newest[each.plan_id],
            closes_at=newest[each.plan_id].closes_at,
            reason=each.reason,
        )
        for each in made
        if each.decided_at
    ]


def _cancellations(rounds: Sequence[Consultation], by_id: dict[int, Plan]) -> list[News]:
    newest = {each.plan_id: each for each in rounds}
    return [
        News(
            happening=Happening.CANCELLED,
            plan=by_id[number],
            at=cancelled_at,
            number=each.number,
            consultation=each,
            closes_at=each.closes_at,
        )
        for number, each in newest.items()
        if (cancelled_at := by_id[number].cancelled_at)
    ]
