"""The log as whoever audits reads it: newest first, narrowed down, page by page."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from peewee import JOIN, Expression, ModelSelect

from webapp.models.event import Event, subject_numbered
from webapp.models.plan import Plan
from webapp.models.staff import Staff
from webapp.vocabulary.verbs import Verb

PAGE = 50
BATCH = 500


@dataclass(frozen=True, kw_only=True)
class LogFilter:
    """What the log is narrowed down to; `nobody` selects acts of no member of staff, and the
    span of time is half-open."""

    staff: Staff | None = None
    nobody: bool = False
    verb: Verb | None = None
    filing_number: str = ""
    plan: Plan | None = None
    since: datetime | None = None
    until: datetime | None = None

    def conditions(self) -> list[Expression]:
        """The filter as conditions of a query."""
        wanted: list[Expression] = []
        if self.staff:
            wanted.append(Event.staff == self.staff)
        if self.nobody:
            wanted.append(Event.staff.is_null())
        if self.verb:
            wanted.append(Event.verb == self.verb)
        if self.filing_number:
            wanted.append(Event.subject == subject_numbered(self.filing_number))
        if self.plan:
            wanted.append(Event.plan == self.plan)
        if self.since:
            wanted.append(Event.at >= self.since)
        if self.until:
            wanted.append(Event.at < self.until)
        return wanted


def page(chosen: LogFilter, *, before: int | None = None) -> tuple[list[Event], int | None]:
    """Up to PAGE entries older than a cursor (an entry's position), newest first, with person and
    plan; and the cursor of the next page, if there is one. One query."""
    rows = list(_before(chosen, before).limit(PAGE + 1))
    shown = rows[:PAGE]
    return shown, shown[-1].position if len(rows) > PAGE else None


def every(chosen: LogFilter) -> Iterator[Event]:
    """Every entry that the filter leaves, newest first, read in batches."""
    before: int | None = None
    while batch := list(_before(chosen, before).limit(BATCH)):
        yield from batch
        before = batch[-1].position


def _before(chosen: LogFilter, position: int | None) -> "ModelSelect[Event]":
    query = (
        Event.select(Event, Staff, Plan)
        .join(Staff, JOIN.LEFT_OUTER)
        .switch(Event)
        .join(Plan, JOIN.LEFT_OUTER)
    )
    wanted = chosen.conditions()
    if position is not None:
        wanted.append(Event.position < position)
    if wanted:
        query = query.where(*wanted)
    return query.order_by(Event.position.desc())
