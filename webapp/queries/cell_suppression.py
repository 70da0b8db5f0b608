"""Which cells of a table are published without their number, so that nobody is uncovered (R14).

What is promised, and against whom. The reader knows this program, how many observations there are
in all, every row that shows its entry now or did once, and every row of a minor. Of the people who
never gave leave to show their entry, and are no minors, here called the hidden, the reader learns
of each entry no more than the table says: none; fewer than five (or none, where somebody gave
leave); or a number of five at least. Every count from one to four stays possible, together with
every such count of the other entries; and no row is known to be of an entry. It stands on this:

- What is told of an entry depends on its hidden alone, and on whether any row names it. So rows
  taken away say nothing of those that are left.
- Where an entry has no number, those who said nothing have none either; where they are fewer than
  five, nor has the first entry of those that would have one, in an order that knows none of the
  numbers, and there has to be another that keeps it. Whatever the entries of few are, one of these
  makes up for it, for in the cells without a number there are five hidden for each at least.
- Of fewer than ten hidden nothing is told at all, not even that nobody named an entry: else what is
  withheld would say that somebody did.
- Where all but a few of the hidden are of one entry, whoever reads any row would know whose it is:
  the table is withheld. That it is says that few took part or that nearly all are of one entry, but
  not of which; so where one could only name a single entry it always is (`disclosure`).
- A row whose data were put right may be of somebody counted already, and some readers saw which it
  is. It adds nobody to an entry; as it may be of who said nothing, there have to be such people.

Not promised: anything against somebody who knows of hidden rows from elsewhere, as who wrote some
of them does, or who is told of them by their texts; nor against whoever reads the log of the desk.
"""

from collections.abc import Mapping, Sequence

from webapp.queries.distinct_people import Crowd, People
from webapp.vocabulary import Disclosed

FEWEST = 5
"""People behind a number that is published."""
UNSAID = None
"""The key of those who named no entry, or whose entry is never published."""


class Counted:
    """The rows of one entry: how many they are, and which of their authors are hidden. `certain`
    are those of the hidden who surely were not counted already."""

    def __init__(self) -> None:
        self.observations = 0
        self.hidden, self.certain = Crowd(), Crowd()

    def add(self, person: str | None, *, shown: bool) -> None:
        """One more observation: its author may have `shown` the entry, now or once; and may be
        somebody already counted, when `person` is None."""
        self.observations += 1
        if shown:
            return
        self.hidden.add(person or "")
        if person is not None:
            self.certain.add(person)


Counts = Mapping[int | None, Counted]
WITHOUT_NUMBER = (Disclosed.FEW, Disclosed.RESERVED)


def states(
    keys: Sequence[int | None], counts: Counts, people: People
) -> dict[int | None, Disclosed] | None:
    """What is published of each entry and of UNSAID; None when the table is withheld.

    `counts` has each of the `keys`.
    """
    found = {key: _alone(key, counts[key], people) for key in keys}
    if all(state is Disclosed.NOBODY for state in found.values()):
        return found
    entries = [key for key in keys if key is not UNSAID]
    if _must_be_withheld(entries, counts, people):
        return None
    if Disclosed.FEW in found.values():
        # Were it the smallest that is enough, whoever knows the rule would learn from the choice.
        with_number = [key for key in entries if found[key] is Disclosed.NUMBER]
        if found[UNSAID] is not Disclosed.NUMBER:
            if len(with_number) < 2:
                return None
            found[with_number[0]] = Disclosed.RESERVED
        found[UNSAID] = Disclosed.RESERVED
    without = [counts[key].hidden for key in keys if found[key] in WITHOUT_NUMBER]
    return found if people.count(*without) >= FEWEST * len(without) else None


def _alone(key: int | None, counted: Counted, people: People) -> Disclosed:
    """What might be published of one, if nothing were of the others."""
    if not counted.observations:
        return Disclosed.NOBODY
    behind = counted.hidden if key is UNSAID else counted.certain
    return Disclosed.NUMBER if people.count(behind) >= FEWEST else Disclosed.FEW


def _must_be_withheld(entries: Sequence[int | None], counts: Counts, people: People) -> bool:
    """Whether the hidden are too few to be divided at all, or nearly all of one entry; or a row
    whose data were put right could only be of an entry."""
    everybody = people.count(*(each.hidden for each in counts.values()))
    certain = people.count(*(each.certain for each in counts.values()))
    most = max((people.count(counts[key].hidden) for key in entries), default=0)
    if everybody < 2 * FEWEST or everybody - most < FEWEST:
        return True
    return certain < everybody and not people.count(counts[UNSAID].hidden)
