"""How the answers on ease fall, and which of them may be told (R14)."""

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
    """Up to PAGE + 1 answers that say what to change, in an order that tells nothing, of the rounds
    in which five answered at least: of fewer anyone could tell whose each is (R14)."""
    enough = (
        Ease.select(Ease.consultation)
        .where(Ease.consultation.in_(_ids(rounds)))
        .group_by(Ease.consultation)
        .having(fn.COUNT(Ease.id) >= FEWEST)
    )
    said = Ease.select(Ease.id, Ease.wish).where(Ease.consultation.in_(enough), Ease.wish != "")
    return list(said.where(Ease.id > after).order_by(Ease.id).limit(PAGE + 1))


class Distribution:
    """How the answers to one question fall, as a whole and by channel or group.

    A number below five is told to nobody, nor one that could be had by subtraction (R14): not
    within a row, not of a row from the whole, not of a round from all of them. `never` are the
    keys that get no row: groups of which too few people are known to have taken part, since
    whoever answers is not known to be one person or another.
    """

    def __init__(
        self, question: str, split: str, rounds: Sequence[Consultation], never: set[str]
    ) -> None:
        self.words: list[Word] = list(_PARTS[question])
        column, word = getattr(Ease, split), getattr(Ease, question)
        found: dict[tuple[int, str], dict[str, int]] = defaultdict(dict)
        for round_, key, said, count in tuples(
            Ease.select(Ease.consultation, column, word, fn.COUNT(Ease.id))
            .where(Ease.consultation.in_(_ids(rounds)), word.is_null(False))
            .group_by(Ease.consultation, column, word)
        ):
            found[round_, said][str(key or UNSAID)] = count
        self._found = found
        self._told = _tellable(list(found.values()), never)

    def _cells(self, keys: Any) -> dict[str, int]:
        counted = dict.fromkeys((each.value for each in self.words), 0)
        for (_, said), by_key in self._found.items():
            counted[said] += sum(count for key, count in by_key.items() if keys(key))
        return counted

    @property
    def answered(self) -> int:
        """How many answered the question."""
        return sum(sum(by_key.values()) for by_key in self._found.values())

    @property
    def whole(self) -> Mapping[str, int] | None:
        """Every answer by its word, if no number is below five."""
        few = any(0 < sum(each.values()) < FEWEST for each in self._found.values())
        return None if few or not self._found else self._cells(lambda _: True)

    def row(self, key: object) -> Mapping[str, int] | None:
        """Those of a channel or a group by their word, if they may be told."""
        return self._cells(lambda each: each == str(key)) if str(key) in self._told else None

    @property
    def rest(self) -> Mapping[str, int] | None:
        """Those of all the others together, if they may be told and some row is."""
        if not self._told or self.whole is None:
            return None
        return self._cells(lambda each: each not in self._told)


def _tellable(rounds: Sequence[Mapping[str, int]], never: set[str]) -> frozenset[str]:
    """The keys that may be named, of how many each has in each round (R14)."""
    keys = {key for each in rounds for key in each} - never - {UNSAID}
    told = {key for key in keys if all(each.get(key, FEWEST) >= FEWEST for each in rounds)}
    while told and not all(_rest_tells_nothing(each, told) for each in rounds):
        told.discard(min(told, key=lambda key: (sum(each.get(key, 0) for each in rounds), key)))
    return frozenset(told)


def _rest_tells_nothing(counted: Mapping[str, int], told: set[str]) -> bool:
    rest = {key: count for key, count in counted.items() if key not in told}
    return not set(rest) - {UNSAID} or (len(rest) > 1 and sum(rest.values()) >= FEWEST)


def _ids(rounds: Sequence[Consultation]) -> list[int]:
    return [each.id for each in rounds]
