"""The totals of a year: of the delivered internal reports together, from their snapshots alone."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from webapp.messages import Worded
from webapp.models import InternalReport
from webapp.vocabulary import CyclePhase, IncidenceLevel, ParticipationSpace

_Word = TypeVar("_Word", bound=Worded)

_ACTIONS = ("actions_changed", "actions_new", "actions_withdrawn")
"""What a snapshot counts of them; those from before actions could come and go lack the last two."""


@dataclass(frozen=True)
class Consolidated:
    """What the reports of a year say together.

    Two reports may tell of one round: its figures count once, as the newest of them has them.
    """

    activities: int
    received: int
    answered: int
    actions_changed: int
    actions_new: int
    actions_withdrawn: int
    involved: list[str]
    silent: list[str]
    phases: list[tuple[CyclePhase, int]]
    spaces: list[tuple[ParticipationSpace, int]]
    incidence: list[tuple[IncidenceLevel, int]]


def consolidated(reports: Iterable[InternalReport]) -> Consolidated:
    """The totals of some standing reports, newest first."""
    told = [each.told for each in reports]
    rounds: dict[tuple[str, int], dict[str, Any]] = {}
    for each in told:
        rounds.setdefault((each["plan"]["slug"], each["round"]["number"]), each)
    groups = [each["groups"] for each in rounds.values()]
    involved = {
        name
        for each in groups
        for name in (*(group["name"] for group in each["told"]), *each["reserved"])
    }
    catalogue = {name for each in groups for name in each["silent"]}
    return Consolidated(
        activities=len(told),
        received=sum(each["contributions"]["received"] for each in rounds.values()),
        answered=sum(each["indicators"]["answered"] for each in rounds.values()),
        **{
            name: sum(each["indicators"].get(name, 0) for each in rounds.values())
            for name in _ACTIONS
        },
        involved=sorted(involved),
        silent=sorted(catalogue - involved),
        phases=_words(CyclePhase, (each["cycle_phase"] for each in told)),
        spaces=_words(ParticipationSpace, (each["space"] for each in told)),
        incidence=_words(
            IncidenceLevel, (each["indicators"]["incidence"] for each in rounds.values())
        ),
    )


def _words(words: type[_Word], values: Iterable[str]) -> list[tuple[_Word, int]]:
    counted = Counter(values)
    return [(each, counted[each.value]) for each in words if counted[each.value]]
