"""The rows in which copies of a public text may stand: what staff write, and what is made of it.

What people filed, and who they are, is not among them: the first is kept as it came (R3), the
second has its own erasing.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from peewee import Field

from webapp.models import (
    TABLES,
    Answer,
    BulkAct,
    Comment,
    CommentGroup,
    Consultation,
    Correction,
    Edition,
    Event,
    GroupMember,
    Handling,
    InternalReport,
    Note,
    Petition,
    Plan,
    Publicity,
    Table,
)
from webapp.models.base import COVERABLE, digest, tuples
from webapp.models.edition_content import digest_of
from webapp.models.event import name_of
from webapp.text.covered import published
from webapp.workflow import internal_reporting
from webapp.workflow.public_texts import leaves

_BATCH = 500
_FURTHER: Mapping[type[Table], tuple[Field, ...]] = {
    Answer: (Answer.return_note,),
    BulkAct: (BulkAct.items,),
    CommentGroup: (CommentGroup.title,),
    Correction: (Correction.decision_note,),
    GroupMember: (GroupMember.extra,),
    Handling: (Handling.tags,),
    InternalReport: (InternalReport.snapshot,),
    Note: (Note.text,),
    Petition: (Petition.extension_reason, Petition.forwarded_to),
    Publicity: (Publicity.filename,),
}
"""What staff write, or is made of it, beside the texts that are public."""
_MADE = re.compile(r"[0-9a-f]{32,}|\d{4}-\d\d-\d\d[T \d:.+-]*|\w+-\d{4}-\d{6,}")
_LAST = (Edition, Event)
"""An edition follows what stands in it; an entry of the log, the digests of all other rows."""


@dataclass(frozen=True)
class Owners:
    plans: Mapping[str, Mapping[int, int]]
    numbers: Mapping[int, str]

    def plan_of(self, row: Table) -> int | None:
        """The plan that a row belongs to, if it is of one."""
        if isinstance(row, Plan):
            return int(row.id)
        values = row.__data__
        if "plan" in values:
            return values["plan"]
        return next(plans.get(values[name]) for name, plans in self.plans.items() if name in values)

    def number_of(self, row: Table) -> str | None:
        """The filing number of the observation that a row is about, if it is about one."""
        return self.numbers.get(row.__data__.get("comment"))


def owners() -> Owners:
    """Whose each row is, and the filing number of each observation by its id."""
    plans = {
        name: dict(tuples(table.select(table.id, table.plan)))
        for name, table in (
            ("edition", Edition),
            ("consultation", Consultation),
            ("comment", Comment),
            ("group", CommentGroup),
        )
    }
    return Owners(plans, dict(tuples(Comment.select(Comment.id, Comment.filing_number))))


def _fields(table: type[Table]) -> list[Field]:
    coverable = [each for each in table._meta.sorted_fields if isinstance(each, COVERABLE)]
    return [*coverable, *_FURTHER.get(table, ())]


def tables() -> list[type[Table]]:
    """Those that have such rows, in the order in which they are written anew."""
    written = [each for each in TABLES if _fields(each) and each not in _LAST]
    return [*written, *_LAST]


def rows(table: type[Table]) -> Iterator[Any]:
    """The rows of one of them; of the log, the entries on plans: what else it has is of the house,
    such as the names of accounts."""
    after = 0
    while some := list(table.select().where(table.id > after).order_by(table.id).limit(_BATCH)):
        after = some[-1].id
        yield from (each for each in some if not isinstance(each, Event) or each.plan_id)


def values_of(row: Table) -> dict[str, Any]:
    """What staff wrote in a row, or is made of it, as it stands there."""
    values = {each.name: published(getattr(row, each.name)) for each in _fields(type(row))}
    if isinstance(row, InternalReport):
        values["snapshot"] = json.loads(row.snapshot) if row.snapshot else ""
    return values


def texts_of(row: Table) -> Iterator[str]:
    """Every text of a row that staff wrote, or that is made of it; no digests, instants or filing
    numbers, in whose figures a telephone might seem to stand."""
    return (each for each in leaves(values_of(row)) if not _MADE.fullmatch(each))


def unpublished_digests(row: Table) -> list[str]:
    """The digests of a row that the log alone has: there they are made anew."""
    if isinstance(row, Correction):
        return [digest(row.proposal()), digest(row.decision())]
    if isinstance(row, Edition):
        return [row.summary_digest]
    return [digest(row.moderation())] if isinstance(row, Comment) else []


def published_digest(row: Table) -> dict[str, str]:
    """The digest of what a row says, where another one was published of it and stays (R1)."""
    if isinstance(row, Event):
        return {f"event:{row.position}": row.computed_seal()}
    if isinstance(row, Edition) and row.published_at:
        return {name_of(row): digest_of(row)}
    if isinstance(row, InternalReport) and row.snapshot:
        return {name_of(row): internal_reporting.digest_of(row.snapshot)}
    return {}
