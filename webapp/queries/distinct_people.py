"""Knowing repeated people by the contact data they left, to count nobody twice (R14)."""

import re
from collections.abc import Iterator

from webapp.text.normal_form import bare
from webapp.values.addresses import mailbox

_DIGITS_OF_A_PHONE = 7
_WITHOUT_PREFIX = 10
"""How many of the last digits of a telephone are the same with a country's prefix and without."""


class Crowd:
    """The people behind some observations: those known by their data, and a count of the others."""

    def __init__(self) -> None:
        self.unknown = 0
        self.known: set[str] = set()

    def add(self, person: str) -> None:
        """Count one more observation: by a person's key, or of somebody unknown without one."""
        if person:
            self.known.add(person)
        else:
            self.unknown += 1


class People:
    """Whoever sent some observations. The same mailbox, telephone or name is the same person; two
    of a name count as one: rather too few than too many."""

    def __init__(self) -> None:
        self._same_as: dict[str, str] = {}

    def meet(self, *, name: str, organisation: str, email: str, phone: str) -> str:
        """The key of the person some data belong to, for `Crowd.add`; empty for blank data."""
        marks = list(_marks(name, organisation, email, phone))
        for mark in marks:
            self._same_as[self._first(mark)] = self._first(marks[0])
        return marks[0] if marks else ""

    def _first(self, mark: str) -> str:
        while (other := self._same_as.setdefault(mark, mark)) != mark:
            self._same_as[mark] = self._same_as[other]
            mark = other
        return mark

    def count(self, *crowds: Crowd) -> int:
        """How many people some crowds are together. Call `meet` for all of them first."""
        known = {self._first(mark) for crowd in crowds for mark in crowd.known}
        return len(known) + sum(crowd.unknown for crowd in crowds)


def _marks(name: str, organisation: str, email: str, phone: str) -> Iterator[str]:
    if email:
        yield f"mailbox {mailbox(email)}"
    digits = "".join(re.findall(r"\d", phone))
    if len(digits) >= _DIGITS_OF_A_PHONE:
        yield f"phone {digits[-_WITHOUT_PREFIX:]}"
    for each in (name, organisation):
        if plain := _plain(each):
            yield f"name {plain}"


def _plain(name: str) -> str:
    """A name without accents, case, or anything but letters and digits."""
    return "".join(filter(str.isalnum, bare(name)))
