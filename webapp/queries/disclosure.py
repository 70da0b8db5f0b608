"""The figures by value group and by territory that may be published, so that none is of a person.

The rule (R14). Figures by value group or by territory are published once the report of the round
is: from then on it can neither be extended nor reopened. They are computed in that act, stored in
the report, and never computed again. Whatever comes later changes nothing of them: a letter
registered afterwards, an annulment, an erasure, a leave withdrawn, an entry of a catalogue renamed.
So two readings never differ, and the figures of several rounds are put together from the published
ones. Reports frozen before this rule keep their figures, and no page repeats or adds to them.

Each dimension stands alone: never a group within a territory, an action, a day, a kind or a
decision, and no figure links to the rows behind it. A cell has one of four states:

- a number of observations, when five people at least are behind it who never gave leave to show it;
- nobody; fewer than five people, without those who gave leave;
- no number, lest others be uncovered.

People are counted, not observations. The same mailbox (however it is spelled), the same telephone
or the same name is the same person, so that a namesake counts too few and never too many; who left
none of them counts as one. Whoever had their data corrected or erased before the report may have
been counted already: they add nobody.

Some authors show their group themselves, and of a minor every row says so. Any reader takes their
rows away, so that they protect nobody: the others are counted, now and with every leave that was
ever given, for a text that is not shown may have been, or may come to be. Nor is anything had by
subtraction: `cell_suppression` says what is promised, and against whom. Those who said nothing,
minors, and those of sensitive groups, which no figure names, are one cell more.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, Self

from peewee import JOIN, fn

from webapp.models.base import tuples
from webapp.models.comment import Comment, Submitter
from webapp.models.consultation import Consultation
from webapp.models.entity import CatalogueEntry, Territory, ValueGroup
from webapp.models.event import Event
from webapp.models.report import Report
from webapp.queries import cell_suppression
from webapp.queries.cell_suppression import UNSAID, Counted
from webapp.queries.distinct_people import People
from webapp.vocabulary import Disclosed
from webapp.vocabulary.verbs import Verb

Tally = defaultdict[int | None, Counted]
_DATA = ("name", "organisation", "email", "phone")
_PUT_RIGHT = (
    Verb.SUBMITTER_CORRECTED,
    Verb.SUBMITTER_ERASED,
    Verb.SUBMITTER_PURGED,
    Verb.SUBMITTER_OF_A_MINOR,
)


@dataclass(frozen=True)
class Cell:
    """What is published of one group or territory; `observations` counts only with state NUMBER."""

    id: int | None
    name: str
    state: Disclosed
    observations: int = 0

    def content(self) -> dict[str, Any]:
        """The cell as plain data."""
        return {
            "id": self.id,
            "name": self.name,
            "state": self.state.value,
            "observations": self.observations,
        }


@dataclass(frozen=True)
class DisclosedTable:
    """The cells of one dimension, of `observations` in all; without cells when it is withheld."""

    observations: int
    cells: tuple[Cell, ...] = ()
    unsaid: Cell | None = None

    @property
    def is_withheld(self) -> bool:
        """Whether too few people took part to tell them apart."""
        return self.unsaid is None

    def of(self, state: Disclosed) -> list[Cell]:
        """The groups or territories in a state."""
        return [each for each in self.cells if each.state is state]

    @property
    def involved(self) -> list[Cell]:
        """Those from which somebody took part."""
        return [each for each in self.cells if each.state is not Disclosed.NOBODY]

    def content(self) -> dict[str, Any]:
        """The table as plain data."""
        return {
            "observations": self.observations,
            "cells": [each.content() for each in self.cells],
            "unsaid": self.unsaid.content() if self.unsaid else None,
        }

    @classmethod
    def read(cls, content: Mapping[str, Any] | None) -> Self | None:
        """The table of a report; none of one frozen before this rule."""
        if not content or "cells" not in content:
            return None
        cells, unsaid = content["cells"], content["unsaid"]
        return cls(
            content["observations"], tuple(map(_cell, cells)), _cell(unsaid) if unsaid else None
        )


class Tables(NamedTuple):
    """The published figures of a round."""

    groups: DisclosedTable
    territories: DisclosedTable

    @classmethod
    def read(cls, results: Mapping[str, Any]) -> Self | None:
        """Those of the results of a report; none of one frozen before this rule."""
        groups, territories = (
            DisclosedTable.read(results.get(each)) for each in ("by_group", "by_territory")
        )
        return cls(groups, territories) if groups and territories else None


def _cell(content: Mapping[str, Any]) -> Cell:
    return Cell(**{**content, "state": Disclosed(content["state"])})


# --- computing them, once -------------------------------------------------------------------------


def draw(consultation: Consultation) -> Tables:
    """The tables of a round from its rows as they stand: once, in the act that publishes its
    report."""
    people = People()
    groups, territories = _count(consultation, people)
    return Tables(
        _table(ValueGroup.public(), groups, people),
        _table(Territory.public(), territories, people),
    )


def _count(consultation: Consultation, people: People) -> tuple[Tally, Tally]:
    sensitive = {each.id for each in ValueGroup.select().where(ValueGroup.sensitive)}
    uncertain = _subjects(consultation, *_PUT_RIGHT)
    without_group = _subjects(consultation, Verb.COMMENT_GROUP_HIDDEN)
    without_territory = _subjects(consultation, Verb.COMMENT_TERRITORY_HIDDEN)
    groups: Tally = defaultdict(Counted)
    territories: Tally = defaultdict(Counted)
    for number, minor, group, shows_group, place, shows_place, *who in _rows(consultation):
        data = dict(zip(_DATA, (each or "" for each in who), strict=True))
        person = None if number in uncertain else people.meet(**data)
        for counts, entry, leave, withdrawn in (
            (groups, None if group in sensitive else group, shows_group, without_group),
            (territories, place, shows_place, without_territory),
        ):
            key = UNSAID if minor else entry
            counts[key].add(person, shown=minor or bool(key and (leave or number in withdrawn)))
    return groups, territories


def _rows(consultation: Consultation) -> Iterator[tuple[Any, ...]]:
    rows = (
        Comment.select(
            Comment.filing_number, Comment.is_minor, Comment.value_group, Comment.publish_group,
            Comment.territory, Comment.publish_territory,
            *(getattr(Submitter, each) for each in _DATA),
        )
        .join(Submitter, JOIN.LEFT_OUTER, on=(Submitter.comment == Comment.id))
        .where(Comment.consultation == consultation, ~Comment.late, Comment.stands())
        .order_by(Comment.id)
    )  # fmt: skip
    return iter(rows.tuples().iterator())


def _subjects(consultation: Consultation, *verbs: str) -> set[str]:
    """The filing numbers of the observations on which something was done."""
    acts = Event.select(Event.subject).where(
        Event.plan == consultation.plan_id, Event.verb.in_(verbs)
    )
    return {subject.partition(":")[2] for (subject,) in tuples(acts)}


def _table(entries: Sequence[CatalogueEntry], counts: Tally, people: People) -> DisclosedTable:
    total = sum(each.observations for each in counts.values())
    listed = [each for each in entries if each.active or each.id in counts]
    choices = [each for each in entries if each.active] or entries
    states = cell_suppression.states([*(each.id for each in listed), UNSAID], counts, people)
    if states is None or (total and len(choices) == 1):
        return DisclosedTable(total)
    return DisclosedTable(
        total,
        tuple(_drawn(each.id, each.name, counts, states) for each in listed),
        _drawn(UNSAID, "", counts, states),
    )


def _drawn(
    number: int | None, name: str, counts: Tally, states: Mapping[int | None, Disclosed]
) -> Cell:
    state = states[number]
    observations = counts[number].observations if state is Disclosed.NUMBER else 0
    return Cell(number, name, state, observations)


# --- what was published ---------------------------------------------------------------------------


def published(rounds: Sequence[Consultation]) -> dict[int, Tables]:
    """The tables in the reports of some rounds, by the round's id: one query."""
    later = Report.alias()
    newest = later.select(fn.MAX(later.number)).where(later.consultation == Report.consultation)
    reports = Report.select(Report.consultation, Report.header).where(
        Report.consultation.in_([each.id for each in rounds]), Report.number == newest
    )
    found = {round_: Tables.read(header["results"]) for round_, header in tuples(reports)}
    return {round_: each for round_, each in sorted(found.items()) if each}


def together(tables: Sequence[DisclosedTable]) -> DisclosedTable | None:
    """The table of some rounds as a whole, put together from the published one of each."""
    shown = [each for each in tables if each.unsaid]
    if len(shown) < 2:
        return next(iter([*shown, *tables]), None)
    cells: dict[int | None, list[Cell]] = {}
    for table in shown:
        for each in table.cells:
            cells.setdefault(each.id, []).append(each)
    return DisclosedTable(
        sum(each.observations for each in shown),
        tuple(map(_added_up, cells.values())),
        _added_up([each.unsaid for each in shown if each.unsaid]),
    )


def _added_up(cells: Sequence[Cell]) -> Cell:
    newest, states = cells[-1], Counter(each.state for each in cells)
    without_number = states[Disclosed.RESERVED] + states[Disclosed.FEW]
    if without_number == 0:
        total = sum(each.observations for each in cells)
        state = Disclosed.NUMBER if total else Disclosed.NOBODY
        return replace(newest, state=state, observations=total)
    alone = without_number == states[Disclosed.FEW] == 1 and not states[Disclosed.NUMBER]
    return replace(newest, state=Disclosed.FEW if alone else Disclosed.RESERVED, observations=0)
