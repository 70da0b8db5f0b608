"""How easy it was to take part: the answers, and which of their figures may be published (R14)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from peewee import fn

from webapp.models import Consultation, Ease
from webapp.models.base import tuples
from webapp.models.tally import UNSAID
from webapp.queries.cell_suppression import FEWEST
from webapp.vocabulary import Easiness, Understanding

Word = Easiness | Understanding
_PARTS = {"easy": Easiness, "understood": Understanding}


PAGE = 50


def wishes(rounds: Sequence[Consultation], *, after: str = "") -> list[Ease]:
    """Up to PAGE + 1 answers on what to change, in random order, of the rounds in which five people
    answered at least: among fewer anyone could guess whose each is (R14)."""
    enough = (
        Ease.select(Ease.consultation)
        .where(Ease.consultation.in_(_ids(rounds)))
        .group_by(Ease.consultation)
        .having(fn.COUNT(Ease.id) >= FEWEST)
    )
    given = Ease.select(Ease.id, Ease.wish).where(Ease.consultation.in_(enough), Ease.wish != "")
    return list(given.where(Ease.id > after).order_by(Ease.id).limit(PAGE + 1))


class Distribution:
    """How many gave each answer to one question, as a whole and by channel or group.

    No number below five is published, nor one from which it could be computed by subtraction (R14):
    not within a row, not of a row from the whole, not of a round from all of them. `never` are the
    keys that get no row: groups of which too few people are known to have taken part. The answers
    are anonymous, so that people cannot be counted in them.
    """

    def __init__(
        self, question: str, split: str, rounds: Sequence[Consultation], never: set[str]
    ) -> None:
        self.words: list[Word] = list(_PARTS[question])
        column, word = getattr(Ease, split), getattr(Ease, question)
        found: dict[tuple[int, str], dict[str, int]] = defaultdict(dict)
        for round_, key, chosen, count in tuples(
            Ease.select(Ease.consultation, column, word, fn.COUNT(Ease.id))
            .where(Ease.consultation.in_(_ids(rounds)), word.is_null(False))
            .group_by(Ease.consultation, column, word)
        ):
            found[round_, chosen][str(key or UNSAID)] = count
        self._found = found
        self._disclosed = _disclosable(list(found.values()), never)

    def _cells(self, keys: Any) -> dict[str, int]:
        counted = dict.fromkeys((each.value for each in self.words), 0)
        for (_, chosen), by_key in self._found.items():
            counted[chosen] += sum(count for key, count in by_key.items() if keys(key))
        return counted

    @property
    def answered(self) -> int:
        """How many answered the question."""
        return sum(sum(by_key.values()) for by_key in self._found.values())

    @property
    def whole(self) -> Mapping[str, int] | None:
        """The number of each answer in all the rounds; None if some round has fewer than five."""
        few = any(0 < sum(each.values()) < FEWEST for each in self._found.values())
        return None if few or not self._found else self._cells(lambda _: True)

    def row(self, key: object) -> Mapping[str, int] | None:
        """The number of each answer in a channel or a group; None if it may not be published."""
        return self._cells(lambda each: each == str(key)) if str(key) in self._disclosed else None

    @property
    def rest(self) -> Mapping[str, int] | None:
        """The number of each answer in all the others together; None if it may not be published, or
        no row is."""
        if not self._disclosed or self.whole is None:
            return None
        return self._cells(lambda each: each not in self._disclosed)


def _disclosable(rounds: Sequence[Mapping[str, int]], never: set[str]) -> frozenset[str]:
    """The channels or groups whose numbers may be published, from those of each round (R14)."""
    keys = {key for each in rounds for key in each} - never - {UNSAID}
    disclosed = {key for key in keys if all(each.get(key, FEWEST) >= FEWEST for each in rounds)}
    while disclosed and not all(_rest_uncovers_nobody(each, disclosed) for each in rounds):
        # Were it the smallest, whoever knows the rule would learn that it has no more than those
        # that are disclosed, and so how many the few are.
        disclosed.remove(min(disclosed))
    return frozenset(disclosed)


def _rest_uncovers_nobody(counted: Mapping[str, int], disclosed: set[str]) -> bool:
    rest = {key: count for key, count in counted.items() if key not in disclosed}
    return not set(rest) - {UNSAID} or (len(rest) > 1 and sum(rest.values()) >= FEWEST)


def _ids(rounds: Sequence[Consultation]) -> list[int]:
    return [each.id for each in rounds]
