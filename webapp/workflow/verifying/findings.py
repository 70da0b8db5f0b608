"""What looking at the record found: how much of it is sound, and everything that is not.

A *check* is a generator over the rows of one kind. For each row it yields a `Checked`, whose own
generator yields the faults of that row. Whatever is raised while a row is looked at becomes a
fault that names the row, and the check goes on with the next one.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from webapp.models import Table
from webapp.models.event import name_of
from webapp.vocabulary.messages import N_
from webapp.workflow.refusals import Refused


class Fault:
    """One thing that is not what the record claims: a message id with its parameters."""

    def __init__(self, message: str, **params: Any) -> None:
        self.message = message
        self.params = params

    def __str__(self) -> str:
        return self.message % self.params

    def __repr__(self) -> str:
        return f"Fault({str(self)!r})"


class Remark(Fault):
    """Something that whoever checks the record should know, and no fault of it."""


class Checked(NamedTuple):
    """One row that is looked at, and the faults it has.

    Sound rows are counted under their `kind`; under none if it is empty.
    """

    kind: str
    row: Table | str
    faults: Iterable[Fault]


Check = Callable[[], Iterator[Checked]]


@dataclass
class Findings:
    """How many rows of each kind are sound, every fault, and what else should be known."""

    sound: Counter[str] = field(default_factory=Counter)
    faults: list[Fault] = field(default_factory=list)
    notes: list[Remark] = field(default_factory=list)

    def take(self, what: str, rows: Iterable[Checked]) -> None:
        """Look at all rows of a check, whatever is wrong with one of them."""
        try:
            for checked in rows:
                self._look_at(checked)
        except Exception as why:  # rows may hold anything
            unfinished = N_("The check of %(what)s could not be finished: %(why)s.")
            self.faults.append(Fault(unfinished, what=what, why=type(why).__name__))

    def _look_at(self, checked: Checked) -> None:
        found: list[Fault] = []
        try:
            found.extend(checked.faults)
        except Exception as why:  # rows may hold anything
            unread = N_("%(row)s cannot be checked: %(why)s.")
            row = checked.row if isinstance(checked.row, str) else name_of(checked.row)
            found.append(Fault(unread, row=row, why=type(why).__name__))
        faults = [each for each in found if not isinstance(each, Remark)]
        self.faults += faults
        self.notes += [each for each in found if isinstance(each, Remark)]
        if checked.kind and not faults:
            self.sound[checked.kind] += 1


class Unsound(Refused):
    """The record is not what it claims to be. Carries every fault."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("; ".join(map(str, faults)))
        self.faults = faults
