"""Observations that are also petitions, with their terms (Ley 1755 de 2015)."""

from datetime import date
from typing import Self

from peewee import (
    DateField,
    ForeignKeyField,
    TextField,
)
from playhouse.fields import EnumField

from webapp.models.base import LineOfText, Versioned
from webapp.models.comment import Comment
from webapp.values import working_days
from webapp.vocabulary import PetitionKind, Urgency

SOON_DAYS = 3
"""Working days before its due date from which a petition is due soon."""


class Petition(Versioned):
    """An observation that is also a petition (Ley 1755 de 2015): its kind and due date.

    `due_on` counts in working days from the day after it was received.
    """

    comment = ForeignKeyField(Comment, unique=True, backref="petitions")
    kind = EnumField(PetitionKind, max_length=20)
    received_on = DateField()
    due_on = DateField(index=True)
    extension_reason = TextField(default="")
    forwarded_to = LineOfText(default="")
    forwarded_on = DateField(null=True)
    copy_sent_on = DateField(null=True)

    @classmethod
    def of(cls, comment: Comment) -> Self | None:
        """The petition that an observation is, if it is one."""
        return cls.get_or_none(cls.comment == comment)

    def urgency(self, today: date) -> Urgency:
        """How near its due date is, on a day of the entity's."""
        if today > self.due_on:
            return Urgency.OVERDUE
        return Urgency.DUE_SOON if self.due_on <= last_day_soon(today) else Urgency.IN_TIME


def last_day_soon(today: date) -> date:
    """The last day that, seen from one of the entity's, is soon."""
    return working_days.add_working_days(today, SOON_DAYS)
