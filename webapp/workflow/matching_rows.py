"""Rows read from a file → observations ready to be filed, or why one of them is not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Protocol, TypeVar

from webapp.models import Action, Entity, Plan, Territory, ValueGroup
from webapp.models.entity import CatalogueEntry
from webapp.text.normal_form import bare
from webapp.values import time_zones
from webapp.vocabulary import Channel
from webapp.vocabulary.messages import N_, Worded
from webapp.workflow import intake
from webapp.workflow.commenting import Arrival, Filing
from webapp.workflow.reception import Reception
from webapp.workflow.refusals import Invalid

_MIDDAY = time(12)
_AS_READ = (
    "body",
    "proposed_text",
    "kind",
    "stance",
    "target",
    "author_kind",
    "name",
    "organisation",
    "email",
    "phone",
    "is_minor",
    "publish_name",
    "publish_group",
    "publish_territory",
    "consent",
)
"""What a row says in the very words of a filing."""

Named = TypeVar("Named", bound=CatalogueEntry)


class Read(Protocol):
    """A row as a reader of files leaves it: its places and names are still text."""

    @property
    def row(self) -> int:
        """Its number in the file."""

    @property
    def action(self) -> str:
        """The code of an action; empty for the whole plan."""

    @property
    def channel(self) -> Channel | None:
        """How it came, when the row says so."""

    @property
    def received_on(self) -> date | None:
        """The entity's local day."""

    @property
    def received_at(self) -> time | None:
        """The entity's local clock."""

    @property
    def value_group(self) -> str:
        """A name of the catalogue."""

    @property
    def territory(self) -> str:
        """A name of the catalogue."""

    @property
    def external_number(self) -> str:
        """The number that the entity's own system gave it."""


class MatchFault(Worded):
    """Why a row that could be read cannot be filed."""

    NO_SUCH_ACTION = (
        "no_such_action",
        N_("The plan has no action “%(text)s”. Leave it empty if it is about the whole plan."),
    )
    NO_SUCH_ACTION_THEN = (
        "no_such_action_then",
        N_("On its date of receipt, %(day)s, the plan did not have the action “%(text)s” yet."),
    )
    NO_CHANNEL = (
        "no_channel",
        N_("The row does not say how it came. Choose a channel for the rows that say none."),
    )
    NO_DATE = (
        "no_date",
        N_("The row has no date of receipt. Choose a date for the rows that have none."),
    )
    IN_THE_FUTURE = "in_the_future", N_("Its date of receipt, %(day)s, has not come yet.")
    NO_SUCH_GROUP = (
        "no_such_group",
        N_("“%(text)s” is not in the catalogue of value groups. Write one of these: %(names)s."),
    )
    NO_SUCH_TERRITORY = (
        "no_such_territory",
        N_("“%(text)s” is not in the catalogue of territories. Write one of these: %(names)s."),
    )


@dataclass(frozen=True)
class Mismatch:
    """Why one row cannot be filed: its number in the file and the first thing at fault."""

    row: int
    fault: MatchFault
    params: Mapping[str, object] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """The fault's message, still with its placeholders."""
        return self.fault.message


@dataclass(frozen=True, kw_only=True)
class Defaults:
    """The values for the rows that leave them empty."""

    channel: Channel | None = None
    received_on: date | None = None


@dataclass(frozen=True)
class Matched:
    """The rows ready to be filed, and one mismatch for each of the others."""

    rows: Sequence[intake.ReadyRow]
    mismatches: Sequence[Mismatch]


class _Mismatched(Exception):
    def __init__(self, fault: MatchFault, **params: object) -> None:
        super().__init__(fault.value)
        self.fault = fault
        self.params = params


def match(
    rows: Sequence[Read],
    fingerprints: Sequence[str],
    *,
    plan: Plan,
    defaults: Defaults,
    at: datetime,
) -> Matched:
    """Find the action, the catalogue entries and the instant that each row names.

    A row without an hour counts as received at midday, or now if midday has not come. Writes
    nothing.
    """
    matcher = _Matcher(plan, defaults, at)
    ready: list[intake.ReadyRow] = []
    mismatches: list[Mismatch] = []
    for row, fingerprint in zip(rows, fingerprints, strict=True):
        try:
            entry = matcher.entry(row)
        except _Mismatched as wrong:
            mismatches.append(Mismatch(row.row, wrong.fault, wrong.params))
        else:
            ready.append(
                intake.ReadyRow(
                    number=row.row,
                    entry=entry,
                    fingerprint=fingerprint,
                    external_number=row.external_number,
                )
            )
    return Matched(ready, mismatches)


class _Matcher:
    """What the rows of a file are matched with, read once."""

    def __init__(self, plan: Plan, defaults: Defaults, at: datetime) -> None:
        self.reception = Reception(plan)
        self.defaults = defaults
        self.at = at
        self.zone = Entity.current().zone
        self.actions = {each.code: each for each in plan.public_actions}
        self.groups = _by_name(ValueGroup.offered())
        self.territories = _by_name(Territory.offered())

    def entry(self, row: Read) -> Arrival:
        channel = row.channel or self.defaults.channel
        if channel is None:
            raise _Mismatched(MatchFault.NO_CHANNEL)
        received_at = self._received_at(row)
        values = {name: getattr(row, name) for name in _AS_READ}
        return Arrival(
            filing=Filing(
                **values,
                value_group=_named(row.value_group, self.groups, MatchFault.NO_SUCH_GROUP),
                territory=_named(row.territory, self.territories, MatchFault.NO_SUCH_TERRITORY),
            ),
            action=self._action(row.action, received_at),
            channel=channel,
            received_at=received_at,
        )

    def _action(self, code: str, received_at: datetime) -> Action | None:
        if not code:
            return None
        action = self.actions.get(code)
        if action is None:
            raise _Mismatched(MatchFault.NO_SUCH_ACTION, text=code)
        try:
            self.reception.place(action, received_at)
        except Invalid:
            day = time_zones.to_local(received_at, self.zone).date()
            raise _Mismatched(MatchFault.NO_SUCH_ACTION_THEN, text=code, day=day) from None
        return action

    def _received_at(self, row: Read) -> datetime:
        day = row.received_on or self.defaults.received_on
        if day is None:
            raise _Mismatched(MatchFault.NO_DATE)
        if day > time_zones.to_local(self.at, self.zone).date():
            raise _Mismatched(MatchFault.IN_THE_FUTURE, day=day)
        instant = self._instant(day, row.received_at)
        if instant > self.at:
            raise _Mismatched(MatchFault.IN_THE_FUTURE, day=day)
        return instant

    def _instant(self, day: date, clock: time | None) -> datetime:
        if clock is None:
            return min(time_zones.to_utc(datetime.combine(day, _MIDDAY), self.zone), self.at)
        return time_zones.to_utc(datetime.combine(day, clock), self.zone)


def _by_name(entries: Sequence[Named]) -> dict[str, Named]:
    return {_plain(entry.name): entry for entry in entries}


def _named(text: str, entries: Mapping[str, Named], fault: MatchFault) -> Named | None:
    if not text:
        return None
    found = entries.get(_plain(text))
    if found is None:
        names = tuple(entry.name for entry in entries.values())
        raise _Mismatched(fault, text=text, names=names)
    return found


def _plain(text: str) -> str:
    """The text without accents, case or more blanks than it needs, to compare names by."""
    return " ".join(bare(text).split())
