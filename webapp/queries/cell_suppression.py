"""Which cells of a table keep their number to themselves, so that nobody is uncovered (R14).

The rule in words is that of `disclosure`; here it is arithmetic, on what was counted.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from math import inf

from webapp.queries.distinct_people import Crowd, People
from webapp.vocabulary import Disclosed

FEWEST = 5
"""People behind a number that is told."""
UNSAID = None
"""The key of those who said nothing, or of whom nothing is told."""


class Counted:
    """What the rows say of one entry.

    Any reader takes away the `visible`, the most that show it by leave of their author now, or did
    once. The `hidden` are those without leave now, the `never_shown` those who gave none; the
    `uncertain` may be of somebody counted already.
    """

    def __init__(self) -> None:
        self.observations = 0
        self.uncertain = 0
        self.visible = {"now": 0, "once": 0}
        self.everyone, self.hidden, self.never_shown = Crowd(), Crowd(), Crowd()

    def add(self, person: str | None, *, shows: bool, showed: bool) -> None:
        """One more observation; of nobody more, when `person` is None."""
        self.observations += 1
        self.visible["now"] += shows
        self.visible["once"] += shows or showed
        if person is None:
            self.uncertain += 1
            return
        self.everyone.add(person)
        if not shows:
            self.hidden.add(person)
        if not (shows or showed):
            self.never_shown.add(person)

    @property
    def all_show(self) -> bool:
        """Whether there is nobody to protect: each shows it by their own leave."""
        return self.visible["now"] == self.observations

    def shelters(self, people: People) -> bool:
        """Whether those who do not show it are nobody, or five at least: now, and before leaves
        were withdrawn."""
        apart = (("now", self.hidden), ("once", self.never_shown))
        return all(
            self.visible[when] == self.observations or people.count(crowd) >= FEWEST
            for when, crowd in apart
        )


Counts = defaultdict[int | None, Counted]
WITHOUT_NUMBER = (Disclosed.FEW, Disclosed.RESERVED)


def states(
    keys: Sequence[int | None], counts: Counts, people: People
) -> dict[int | None, Disclosed] | None:
    """What is told of each; None when the table is withheld.

    Where a cell has no number, that of one more is kept back: the first that has one, in a
    fixed order. Whether that is enough is asked of what is told alone.
    """
    if any(_tells_of_any_row(key, counts, people) for key in keys if key is not UNSAID):
        return None
    found = {key: _alone(counts[key], people) for key in keys}
    if all(state is Disclosed.NOBODY for key, state in found.items() if key is not UNSAID):
        return found | {UNSAID: Disclosed.NUMBER}
    if any(state in WITHOUT_NUMBER for state in found.values()):
        # Were it the smallest that is enough, whoever knows the rule would learn from the choice.
        told = (key for key in _in_fixed_order(keys) if found[key] is Disclosed.NUMBER)
        found |= next(({key: Disclosed.RESERVED} for key in told), {})
    return found if _is_safe(found, counts) else None


def _in_fixed_order(keys: Sequence[int | None]) -> list[int | None]:
    """The keys in an order that knows nothing of the numbers: those who said nothing first."""
    return sorted(keys, key=lambda key: key is not UNSAID)


def _tells_of_any_row(key: int | None, counts: Counts, people: People) -> bool:
    """Whether nearly all are of one entry, so that any row is of it too."""
    if counts[key].all_show:
        return False
    everybody = [each.never_shown for each in counts.values()]
    return people.count(*everybody) - people.count(counts[key].never_shown) < FEWEST


def _alone(counted: Counted, people: People) -> Disclosed:
    """What may be told of one, if nothing were told of the others."""
    if not counted.observations:
        return Disclosed.NOBODY
    fewest = people.count(counted.everyone)
    if fewest + counted.uncertain < FEWEST:
        return Disclosed.FEW
    is_told = fewest >= FEWEST and counted.shelters(people)
    return Disclosed.NUMBER if is_told else Disclosed.RESERVED


def _is_safe(states: Mapping[int | None, Disclosed], counts: Counts) -> bool:
    """Whether no cell without a number can be narrowed down from the total and from the others: one
    of fewer than five may still be of one to four, one that is not told of as many, though a
    reader takes away the rows that show it, or showed it once.

    It asks only what a reader of the table knows, so that its answer tells nothing more.
    """
    return all(_is_open(states, counts, when) for when in ("now", "once"))


def _is_open(states: Mapping[int | None, Disclosed], counts: Counts, when: str) -> bool:
    hidden = sum(each.observations - each.visible[when] for each in counts.values())
    bounds = {
        key: _bounds(state, counts[key].visible[when], named=key is not UNSAID, hidden=hidden)
        for key, state in states.items()
        if state in WITHOUT_NUMBER
    }
    total = sum(counts[key].observations for key in bounds)
    for key, (low, high) in bounds.items():
        others = [each for other, each in bounds.items() if other != key]
        least = max(low, total - sum(most for _, most in others))
        most = min(high, total - sum(least for least, _ in others))
        if states[key] is Disclosed.FEW and (least > low or most < max(FEWEST - 1, low)):
            return False
        if states[key] is Disclosed.RESERVED and most - least < FEWEST - 2:
            return False
    return True


def _bounds(state: Disclosed, visible: int, *, named: bool, hidden: int) -> tuple[float, float]:
    """How many observations a reader takes a cell without a number for. That the table is told at
    all says that of the `hidden` five people at least are in other cells than one that is named."""
    most = visible + max(hidden - FEWEST, 0) if named else inf
    if state is Disclosed.FEW:
        return max(1, visible), min(max(FEWEST - 1, visible), most)
    return max(FEWEST, visible), most
