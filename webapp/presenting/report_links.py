"""Where the rows behind each figure of the report of observations and answers are (R18)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from markupsafe import Markup

from webapp.documents.response_report import Grid, LinkedCount, ReportSection, ReportWords, Value
from webapp.figures.of_plan import about_some_actions
from webapp.figures.response_report import ResponseReport
from webapp.models import Consultation, Plan
from webapp.web.register_query import UNSAID

_TOTALS: Mapping[str, Mapping[str, str]] = {
    "term": {},
    "late": {"extemporaneas": "si"},
    "belated": {"extemporaneas": "", "posteriores": "si"},
    "answered": {"respuesta": "si"},
    "unanswered": {"respuesta": "no"},
}
"""What the register is narrowed down to for a total."""
_DIMENSIONS = {
    "state": "estado",
    "decision": "decision",
    "channel": "canal",
    "kind": "tipo",
}
_WORDS = {("kind", ""): UNSAID}
"""What has another name in an address."""


@dataclass(frozen=True)
class Shown:
    """A section as the page shows it: each figure leads to its rows."""

    words: ReportWords
    section: ReportSection

    @property
    def title(self) -> str:
        """Its heading."""
        return self.section.title

    @property
    def notes(self) -> Sequence[str]:
        """Its sentences."""
        return self.section.notes

    @property
    def facts(self) -> list[tuple[str, str, str]]:
        """Name, text and address of its rows."""
        return [
            (name, self.words.text(value), self._address(value))
            for name, value in self.section.facts
        ]

    @property
    def grids(self) -> list[tuple[Grid, list[list[str]]]]:
        """Its small tables, with their cells."""
        return [
            (grid, [[self._cell(value) for value in row] for row in grid.rows])
            for grid in self.section.grids
        ]

    def _cell(self, value: Value) -> str:
        href, text = self._address(value), self.words.text(value)
        return Markup('<a href="{}">{}</a>').format(href, text) if href else text

    def _address(self, value: Value) -> str:
        if not isinstance(value, LinkedCount) or not value:
            return ""
        return address_of(self.words.report, value)


def address_of(report: ResponseReport, counted: LinkedCount) -> str:
    """The address of the rows behind a figure; empty when they cannot be had apart."""
    slug, by = report.plan.slug, counted.by
    if by == "changes":
        return address_of_changes(report)
    if by == "actions":
        return address_of_actions(report.plan, report.rounds)
    if by == "commented":
        return url_for("results.show", slug=slug, ronda=report.of_round, _anchor="por-accion")
    parameters = _narrowing(report, counted)
    if parameters is None:
        return ""
    narrowed: dict[str, Any] = {"extemporaneas": "no", **parameters}
    narrowed = {name: value for name, value in narrowed.items() if value}
    return url_for("record.comments", slug=slug, ronda=report.of_round, **narrowed)


def _narrowing(report: ResponseReport, counted: LinkedCount) -> Mapping[str, str] | None:
    if counted.by in _TOTALS:
        return _TOTALS[counted.by]
    if counted.by not in _DIMENSIONS:
        return None
    word = _WORDS.get((counted.by, counted.which), counted.which)
    return {_DIMENSIONS[counted.by]: word}


def address_of_actions(plan: Plan, rounds: Sequence[Consultation]) -> str:
    """The page of the actions that some rounds were about: the newest edition, or what changed in
    it."""
    editions = {each.id: each.number for each in plan.published_editions}
    number = editions[rounds[-1].edition_id]
    if about_some_actions(rounds):
        return url_for("plans.changes", slug=plan.slug, de=number - 1, a=number)
    return url_for("plans.edition", slug=plan.slug, number=number)


def address_of_changes(report: ResponseReport) -> str:
    """The changes of its round, or of all of them."""
    slug, adjusted = report.plan.slug, report.header["adjusted"]
    if adjusted is None:
        return url_for("plans.changes", slug=slug)
    first = report.header["consulted"]["number"]
    return url_for("plans.changes", slug=slug, de=first, a=adjusted["number"])
