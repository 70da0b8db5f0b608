"""The totals of a year: of the delivered internal reports together, from their snapshots alone."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from webapp.models import Consultation, InternalReport
from webapp.models.internal_report import undisclosed_groups
from webapp.queries.disclosure import DisclosedTable
from webapp.vocabulary import CyclePhase, Disclosed, IncidenceLevel, ParticipationSpace
from webapp.vocabulary.messages import Worded

_Word = TypeVar("_Word", bound=Worded)

_ACTIONS = ("actions_changed", "actions_new", "actions_withdrawn")
"""What a snapshot counts of them; those from before actions could come and go lack the last two."""


@dataclass(frozen=True)
class Consolidated:
    """The figures of a year's internal reports, added up.

    Two reports may be about one round: its figures count once, from the newest of them. Those of
    other spaces than the consultation have none.
    """

    activities: int
    received: int
    answered: int
    actions_changed: int
    actions_new: int
    actions_withdrawn: int
    involved: list[str]
    without: list[str]
    untold: list[str]
    phases: list[tuple[CyclePhase, int]]
    spaces: list[tuple[ParticipationSpace, int]]
    incidence: list[tuple[IncidenceLevel, int]]


def awaited(at: datetime, zone: ZoneInfo) -> dict[int, list[Consultation]]:
    """The closed rounds whose report is not delivered yet, by the year in which each closed."""
    found: dict[int, list[Consultation]] = {}
    for each in InternalReport.awaited(at):
        found.setdefault(each.last_day(zone).year, []).append(each)
    return found


def years(awaited: Iterable[int]) -> list[int]:
    """The years of some report, or of which a report is awaited; newest first."""
    return sorted({*InternalReport.years(), *awaited}, reverse=True)


def consolidated(reports: Iterable[InternalReport]) -> Consolidated:
    """The totals of some standing reports, newest first."""
    contents = [each.content for each in reports]
    rounds: dict[tuple[str, int], dict[str, Any]] = {}
    for each in contents:
        if each["indicators"]:
            rounds.setdefault((each["plan"]["slug"], each["round"]["number"]), each)
    groups = [each["groups"] for each in rounds.values()]
    tables = [table for each in groups if (table := DisclosedTable.read(each))]
    involved = {group["name"] for each in groups for group in each.get("told", ())}
    involved |= {cell.name for table in tables for cell in table.involved}
    without = {cell.name for table in tables for cell in table.of(Disclosed.NOBODY)}
    untold = {name for each in groups for name in undisclosed_groups(each)}
    return Consolidated(
        activities=len(contents),
        received=sum(each["contributions"]["received"] for each in rounds.values()),
        answered=sum(each["indicators"]["answered"] for each in rounds.values()),
        **{
            name: sum(each["indicators"].get(name, 0) for each in rounds.values())
            for name in _ACTIONS
        },
        involved=sorted(involved),
        without=sorted(without - involved - untold),
        untold=sorted(untold - involved),
        phases=_words(CyclePhase, (each["cycle_phase"] for each in contents)),
        spaces=_words(ParticipationSpace, (each["space"] for each in contents)),
        incidence=_words(
            IncidenceLevel, (each["indicators"]["incidence"] for each in rounds.values())
        ),
    )


def _words(words: type[_Word], values: Iterable[str]) -> list[tuple[_Word, int]]:
    counted = Counter(values)
    return [(each, counted[each.value]) for each in words if counted[each.value]]
