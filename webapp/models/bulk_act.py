"""What was done to a list of observations at once (R16)."""

from typing import Self

from peewee import (
    DateTimeField,
    ForeignKeyField,
    IntegerField,
)
from playhouse.fields import EnumField

from webapp.models.base import JSONText, Table, canonical
from webapp.models.comment import Comment
from webapp.models.plan import Plan
from webapp.models.staff import Staff
from webapp.vocabulary import BulkVerb, Obstacle


class BulkAct(Table):
    """Something done to a list of observations at once, and how each one was before (R16)."""

    plan = ForeignKeyField(Plan, backref="bulk_acts")
    verb = EnumField(BulkVerb, max_length=20)
    staff = ForeignKeyField(Staff, backref="bulk_acts")
    done_at = DateTimeField()
    size = IntegerField()
    items = JSONText()
    undone_at = DateTimeField(null=True)

    staff_id: int

    @classmethod
    def find(cls, number: int) -> Self | None:
        """One act, with its plan and who did it."""
        acts = cls.select(cls, Plan, Staff).join(Plan).switch(cls).join(Staff)
        return acts.where(cls.id == number).first()

    @classmethod
    def touching(cls, comment: Comment) -> list[Self]:
        """The acts that an observation was among, oldest first."""
        number = f'"filing_number":{canonical(comment.filing_number)}'
        lists_it = cls.items.cast("TEXT").contains(number)
        return list(cls.select().where(cls.plan == comment.plan_id, lists_it).order_by(cls.id))

    @classmethod
    def of(cls, plan: Plan, *, before: int | None, limit: int) -> list[Self]:
        """The acts on a plan, newest first, with who did them but without the observations."""
        columns = (cls.id, cls.verb, cls.size, cls.done_at, cls.undone_at)
        acts = cls.select(*columns, Staff).join(Staff).where(cls.plan == plan)
        if before is not None:
            acts = acts.where(cls.id < before)
        return list(acts.order_by(cls.id.desc()).limit(limit))

    @property
    def left(self) -> list[tuple[str, Obstacle, str]]:
        """Those that undoing left as they are: filing number, why, and who had edited them."""
        return [
            (item["filing_number"], Obstacle(item["left"]), item["left_by"])
            for item in self.items
            if "left" in item
        ]
