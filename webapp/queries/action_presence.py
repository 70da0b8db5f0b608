"""Which editions of a plan have which actions: whether an action is new or withdrawn between two of
them is computed here, never stored."""

from collections.abc import Collection

from webapp.models.base import tuples
from webapp.models.plan import Edition, Wording
from webapp.vocabulary import Turn


class Presence:
    """The editions of a plan that have some of its actions: one query."""

    def __init__(self, plan: int, actions: Collection[int]) -> None:
        present = Wording.select(Wording.action, Edition.number).join(Edition)
        present = present.where(Edition.plan == plan, Wording.action.in_(list(actions)))
        self._present = frozenset(tuples(present)) if actions else frozenset()

    def turn(self, action: int, earlier: int, later: int) -> Turn | None:
        """Whether an action is new or withdrawn in a later edition, by the numbers of both; passing
        when it is in neither, having come and gone in between; None when it is in both."""
        before, after = (action, earlier) in self._present, (action, later) in self._present
        if before:
            return None if after else Turn.WITHDRAWN
        return Turn.NEW if after else Turn.PASSING
