"""A round of consultation: its window, its channels, its extensions."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import cached_property
from typing import Any, NamedTuple, Protocol, Self, TypeVar
from zoneinfo import ZoneInfo

from peewee import (
    BooleanField,
    DateTimeField,
    ForeignKeyField,
    IntegerField,
    ModelSelect,
    fn,
)
from playhouse.fields import EnumField

from webapp.models.base import CoverableText, Table, Versioned
from webapp.models.plan import Action, Edition, Plan, Wording
from webapp.values import time_zones
from webapp.vocabulary import Channel, CyclePhase, Phase, RoundScope


class Window(NamedTuple):
    """A time in which a round takes observations, half-open, and when it was announced."""

    opens_at: datetime
    announced_at: datetime | None
    closes_at: datetime


class Consultation(Versioned):
    """A round: from its announcement to the adjusted edition it leads to.

    `opens_at <= t < closes_at`, naive UTC, half-open (R5). When it was opened again by a decision
    it was closed in between, `closed_at <= t < reopens_at`, the last time.
    """

    plan = ForeignKeyField(Plan, backref="consultations")
    number = IntegerField()
    edition = ForeignKeyField(Edition, backref="consultations")
    opens_at = DateTimeField()
    closes_at = DateTimeField()
    short_window_reason = CoverableText(default="")
    cycle_phase = EnumField(CyclePhase, default=CyclePhase.FORMULATION, max_length=20)
    scope = EnumField(RoundScope, default=RoundScope.WHOLE, max_length=20)
    announced_at = DateTimeField(null=True)
    report_published_at = DateTimeField(null=True)
    adjusted_at = DateTimeField(null=True)
    closed_at = DateTimeField(null=True)
    reopens_at = DateTimeField(null=True)

    plan_id: int
    edition_id: int
    channels: "ModelSelect[ReceiptChannel]"
    extensions: "ModelSelect[Extension]"

    class Meta:
        indexes = ((("plan", "number"), True),)

    def phase(self, at: datetime) -> Phase:
        """Where this round stands at an instant (naive UTC)."""
        if self.announced_at is None:
            return Phase.DRAFTING
        if at < self.opens_at or self._is_to_reopen(at):
            return Phase.ANNOUNCED
        if at < self.closes_at:
            return Phase.OPEN
        if self.adjusted_at:
            return Phase.ADJUSTED
        return Phase.REPORT_PUBLISHED if self.report_published_at else Phase.ANSWERING

    def _is_to_reopen(self, at: datetime) -> bool:
        if self.closed_at is None or self.reopens_at is None:
            return False
        return self.closed_at <= at < self.reopens_at

    @property
    def next_opening(self) -> datetime:
        """When it opens, or opens again."""
        return self.reopens_at or self.opens_at

    @property
    def standing_extensions(self) -> "list[Extension]":
        """Every later close that was decided and not withdrawn, oldest first."""
        moved = self.extensions.where(Extension.withdrawn_at.is_null())
        return list(moved.order_by(Extension.id))

    def windows(self) -> "list[Window]":
        """When it was open, or will be: one window, and one more for each time it was opened
        again."""
        extensions = self.standing_extensions if self.reopens_at else []
        opens_at, announced_at = self.opens_at, self.announced_at
        windows = []
        for each in extensions:
            if each.reopens_at:
                windows.append(Window(opens_at, announced_at, each.closes_at_before))
                opens_at, announced_at = each.reopens_at, each.decided_at
        return [*windows, Window(opens_at, announced_at, self.closes_at)]

    def takes(self, action: Action) -> bool:
        """Whether it takes observations on an action now."""
        return action.takes_comments and self.asks_about(action)

    def asks_about(self, action: Action) -> bool:
        """Whether it is about an action: about those of its edition, and about those that changed
        alone, if so."""
        return action.id in self._actions and (
            self.scope is RoundScope.WHOLE or action.id in self.changed_actions
        )

    @cached_property
    def _actions(self) -> frozenset[int]:
        wordings = self.edition.wordings.select(Wording.action)
        return frozenset(each.action_id for each in wordings)

    @cached_property
    def changed_actions(self) -> frozenset[int]:
        """The actions that changed since the edition that was consulted before."""
        before = self.plan.consulted_before(self.edition) or self.edition
        change = self.edition.changes.model
        changes = change.select(change.action).join(Edition)
        changes = changes.where(
            Edition.plan == self.plan_id,
            Edition.number > before.number,
            Edition.number <= self.edition.number,
        )
        return frozenset(each.action_id for each in changes if each.action_id)

    @property
    def leads_to(self) -> int:
        """The number of the edition that it leads to. One that only corrects the form is made while
        no round is held, so that it never comes between."""
        number: int = self.edition.number
        return number + 1

    def window(self) -> dict[str, Any]:
        """Its dates, with the reason and the phase published beside them."""
        return {
            "opens_at": self.opens_at,
            "closes_at": self.closes_at,
            "reason": self.short_window_reason,
            "cycle_phase": self.cycle_phase,
        }

    def calendar_days(self, zone: ZoneInfo, *, announced_at: datetime | None = None) -> int:
        """How many calendar days its window has, in a zone (R20): the first only if it was
        announced before that began (R5). Of one not announced yet, if it were at an instant."""
        return sum(
            time_zones.calendar_days(
                each.opens_at, each.closes_at, zone, announced_at=each.announced_at or announced_at
            )
            for each in self.windows()
        )

    def first_day(self, zone: ZoneInfo) -> date:
        """The first day of its window, in a zone."""
        return time_zones.to_local(self.opens_at, zone).date()

    def last_day(self, zone: ZoneInfo) -> date:
        """The last whole day of its window, in a zone (R5)."""
        return time_zones.last_day_of(self.closes_at, zone)

    @classmethod
    def announced(cls) -> list[Self]:
        """The newest announced round of each plan, plan and edition loaded, soonest close first."""
        newer = cls.alias()
        later = newer.select().where(
            newer.plan == cls.plan, newer.number > cls.number, newer.announced_at.is_null(False)
        )
        rounds = list(
            cls.select(cls, Plan, Edition)
            .join(Plan)
            .switch(cls)
            .join(Edition)
            .where(cls.announced_at.is_null(False), ~fn.EXISTS(later))
            .order_by(cls.closes_at)
        )
        for each in rounds:
            each.plan.announced_round = each
        return rounds

    @classmethod
    def any_stands(cls, at: datetime) -> bool:
        """Whether a round that was announced has not closed yet, of a plan not cancelled."""
        standing = cls.select().join(Plan).where(Plan.cancelled_at.is_null())
        return bool(standing.where(cls.announced_at.is_null(False), cls.closes_at > at).exists())

    @classmethod
    def reported(cls) -> list[Self]:
        """Every round whose report is out, of every plan, plan and edition loaded, newest first."""
        return list(
            cls.select(cls, Plan, Edition)
            .join(Plan)
            .switch(cls)
            .join(Edition)
            .where(cls.report_published_at.is_null(False))
            .order_by(cls.report_published_at.desc(), cls.id.desc())
        )


class OfRound(Protocol):
    """A row that belongs to a round."""

    consultation_id: int


RowOfRound = TypeVar("RowOfRound", bound=OfRound)


def grouped_by_round(rows: Iterable[RowOfRound]) -> dict[int, list[RowOfRound]]:
    """Rows of several rounds by the round's id, in the order in which they come."""
    found: dict[int, list[RowOfRound]] = {}
    for each in rows:
        found.setdefault(each.consultation_id, []).append(each)
    return found


class ReceiptChannel(Table):
    """A way to send observations in this round: where, when, to whom."""

    consultation = ForeignKeyField(Consultation, backref="channels", on_delete="CASCADE")
    channel = EnumField(Channel, max_length=20)
    details = CoverableText(default="")

    consultation_id: int

    class Meta:
        indexes = ((("consultation", "channel"), True),)

    @classmethod
    def by_round(cls, rounds: Iterable[Consultation]) -> dict[int, list[Self]]:
        """Those of some rounds, by the round's id: one query."""
        rows = cls.select().where(cls.consultation.in_([each.id for each in rounds]))
        return grouped_by_round(rows.order_by(cls.id))


class Extension(Table):
    """A closing date moved forward, with its public reason: before it passed, or, when it was
    opened again at `reopens_at`, after. Then `counts_between` says whether what came while it was
    closed counts as in term. One made by mistake is withdrawn, and stays public; a further window
    opened by mistake that has begun is brought to an earlier close.
    """

    consultation = ForeignKeyField(Consultation, backref="extensions")
    closes_at_before = DateTimeField()
    closes_at = DateTimeField()
    reason = CoverableText()
    decided_at = DateTimeField()
    reopens_at = DateTimeField(null=True)
    counts_between = BooleanField(default=False)
    withdrawn_at = DateTimeField(null=True)
    withdrawn_reason = CoverableText(default="")

    consultation_id: int

    @property
    def adds_time(self) -> bool:
        """Whether it only moved a close that had not passed to a later day."""
        return self.reopens_at is None and self.closes_at > self.closes_at_before

    @classmethod
    def by_round(cls, rounds: Iterable[Consultation]) -> dict[int, list[Self]]:
        """Those of some rounds, oldest first, by the round's id: one query."""
        rows = cls.select().where(cls.consultation.in_([each.id for each in rounds]))
        return grouped_by_round(rows.order_by(cls.id))
