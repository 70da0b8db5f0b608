"""The event log: append-only, each entry sealed with the one before it (R17)."""

import hashlib
from collections.abc import Collection, Iterable
from datetime import datetime
from functools import reduce
from operator import add
from typing import Any, Self

from peewee import JOIN, CharField, DateTimeField, ForeignKeyField, IntegerField, fn

from webapp.models.base import CoverableJSON, Table, canonical, tuples
from webapp.models.comment import Comment
from webapp.models.plan import Plan
from webapp.models.staff import Staff
from webapp.text.covered import is_covered, published

GENESIS = "0" * 64
_OF_A_GUESS = ("salt", "minutes_digest")


class Event(Table):
    """One act: who, when, what, on which row, before and after."""

    position = IntegerField(unique=True)
    at = DateTimeField()
    staff = ForeignKeyField(Staff, null=True, backref="events")
    verb = CharField()
    plan = ForeignKeyField(Plan, null=True, backref="events")
    subject = CharField(index=True)
    details = CoverableJSON()
    previous = CharField(max_length=64)
    seal = CharField(max_length=64)

    staff_id: int | None
    plan_id: int | None

    class Meta:
        indexes = ((("plan", "verb", "id"), False),)

    @classmethod
    def head(cls) -> Self | None:
        """The newest entry."""
        return cls.select().order_by(cls.position.desc()).first()

    @classmethod
    def about(cls, subject: str) -> list[Self]:
        """What was done with a row, oldest first, with who did it."""
        acts = cls.select(cls, Staff).join(Staff, JOIN.LEFT_OUTER)
        return list(acts.where(cls.subject == subject).order_by(cls.position))

    @classmethod
    def newest_of(cls, plans: Iterable[int], verbs: Collection[str]) -> dict[int, datetime]:
        """When one of some acts was last done on each plan, by the plan's id: one query, whose cost
        does not grow with the log, for it looks up the newest of each act in an index."""
        wanted = list(plans)
        # By the id, which grows as the position does.
        newest = [
            Plan.select(Plan.id, cls.id, cls.at)
            .join(cls, on=(cls.id == cls._newest(verb)))
            .where(Plan.id.in_(wanted))
            for verb in sorted(verbs)
        ]
        rows = sorted(tuples(reduce(add, newest)), key=lambda row: row[1])
        return {plan: at for plan, _, at in rows}

    @classmethod
    def _newest(cls, verb: str) -> Any:
        """The id of the last act of a sort on the plan of the query around."""
        last = cls.alias()
        return last.select(fn.MAX(last.id)).where(last.plan == Plan.id, last.verb == verb)

    def given(self) -> dict[str, Any]:
        """Its details as they are read: neither the salt once something in them is covered nor,
        with it, a digest of minutes, which has none of its own. So the seal confirms no guess of
        what is covered (R13)."""
        if "minutes_digest" in self.details or is_covered(self.details):
            return {name: each for name, each in self.details.items() if name not in _OF_A_GUESS}
        return self.details

    def content(self) -> str:
        """What the seal covers, in canonical JSON."""
        return canonical(
            published(
                {
                    "position": self.position,
                    "at": self.at.isoformat(timespec="microseconds"),
                    "staff": self.staff_id,
                    "verb": self.verb,
                    "plan": self.plan_id,
                    "subject": self.subject,
                    "details": self.details,
                    "previous": self.previous,
                }
            )
        )

    def computed_seal(self) -> str:
        """SHA-256 of the content, in hexadecimal."""
        return hashlib.sha256(self.content().encode()).hexdigest()


def subject_of(row: Table) -> str:
    """What an entry of the log is about: `answer:12`; an observation by its filing number."""
    return subject_numbered(row.filing_number) if isinstance(row, Comment) else name_of(row)


def subject_numbered(filing_number: str) -> str:
    """The same for the observation with a filing number."""
    return f"comment:{filing_number}"


def name_of(row: Table) -> str:
    """The table of a row and its key there: `comment:12`."""
    return f"{row._meta.table_name}:{row.id}"
