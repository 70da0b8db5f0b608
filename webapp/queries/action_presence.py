"""Which editions of a plan have which actions: what an action is between two of them is asked
here, never stored."""

from collections.abc import Collection

from webapp.models.base import tuples
from webapp.models.plan import Edition, Wording
from webapp.vocabulary import Turn


class Presence:
    """The editions of a plan that have some of its actions: one query."""

    def __init__(self, plan: int, actions: Collection[int]) -> None:
        held = Wording.select(Wording.action, Edition.number).join(Edition)
        held = held.where(Edition.plan == plan, Wording.action.in_(list(actions)))
        self._held = frozenset(tuples(held)) if actions else frozenset()

    def turn(self, action: int, earlier: int, later: int) -> Turn | None:
        """What an action became from an edition to a later one, by their numbers; nothing for one
        that stands in both."""
        before, after = (action, earlier) in self._held, (action, later) in self._held
        if before:
            return None if after else Turn.WITHDRAWN
        return Turn.NEW if after else Turn.PASSING
