"""Notices that wait to be sent by e-mail, and who asked for those of a plan or of every plan.

A notice holds neither an address nor a text: both are looked up and written when it is sent.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Self

from peewee import (
    JOIN,
    CharField,
    DateField,
    DateTimeField,
    ForeignKeyField,
    IntegerField,
    ModelSelect,
    fn,
)
from playhouse.fields import EnumField

from webapp.models.base import Table, tuples
from webapp.models.comment import Comment
from webapp.models.consultation import Consultation
from webapp.models.plan import Edition, Plan
from webapp.vocabulary import NoticeKind, NoticeReason, NoticeState

PAGE = 25


class Subscription(Table):
    """Someone who asked for the notices of a plan, or without one for those of every plan; they
    count once confirmed from their mailbox.

    Leaving deletes the row. `handle` names it in links: a number may be given out again.
    """

    plan = ForeignKeyField(Plan, null=True, backref="subscriptions")
    email = CharField()
    handle = CharField(max_length=32, unique=True)
    created_at = DateTimeField()
    confirmed_at = DateTimeField(null=True)
    policy_version = CharField()

    plan_id: int | None

    class Meta:
        indexes = ((("plan", "email"), True),)

    @classmethod
    def find(cls, handle: str) -> Self | None:
        """The one that a link names, with its plan."""
        named = cls.select(cls, Plan).join(Plan, JOIN.LEFT_OUTER)
        return named.where(cls.handle == handle).first()


Subscription.add_index(
    Subscription.email,
    name="subscription_email_of_every_plan",
    unique=True,
    where=Subscription.plan.is_null(),
)


class Notice(Table):
    """One notice to one person: to the author of an observation, or to a subscriber.

    `due_at` is when it may be sent next; while someone is sending it, when that claim runs out;
    empty once nothing more is to be done by itself. `plan` is empty only while somebody confirms
    that they want those of every plan. `attempts` numbers the claims: who holds an
    older one may note nothing. `code` is the tracking code of a receipt, until it is sent.
    """

    key = CharField(max_length=120, unique=True)
    kind = EnumField(NoticeKind, max_length=20)
    plan = ForeignKeyField(Plan, null=True, backref="notices")
    comment = ForeignKeyField(Comment, null=True, backref="notices")
    subscription = ForeignKeyField(Subscription, null=True, backref="notices", on_delete="SET NULL")
    consultation = ForeignKeyField(Consultation, null=True, backref="notices")
    edition = ForeignKeyField(Edition, null=True, backref="notices")
    code = CharField(max_length=19, default="")
    created_at = DateTimeField()
    state = EnumField(NoticeState, default=NoticeState.WAITING, max_length=20)
    reason = EnumField(NoticeReason, null=True, max_length=20)
    reply = CharField(max_length=20, default="")
    attempts = IntegerField(default=0)
    started_at = DateTimeField(null=True)
    due_at = DateTimeField(null=True, index=True)
    sent_at = DateTimeField(null=True)

    plan_id: int | None
    comment_id: int | None
    edition_id: int | None

    class Meta:
        indexes = ((("state", "id"), False),)

    @classmethod
    def due(cls, at: datetime) -> "ModelSelect[Notice]":
        """Those that may be sent at an instant, the longest due first."""
        return cls.select().where(cls.due_at <= at).order_by(cls.due_at, cls.id)

    @classmethod
    def unsettled(cls) -> dict[NoticeState, int]:
        """How many there are in each state that is not an end; the others only ever grow."""
        counted = cls.select(cls.state, fn.COUNT(cls.id)).where(
            cls.state.in_([state for state in NoticeState if not state.is_the_end])
        )
        return {NoticeState(state): count for state, count in tuples(counted.group_by(cls.state))}

    @classmethod
    def page(
        cls, *, state: NoticeState | None = None, before: int | None = None
    ) -> tuple[Sequence[Self], int | None]:
        """A page of the newest, with what they are about, and the cursor of the next one."""
        query = (
            cls.select(cls, Plan, Comment)
            .join(Plan, JOIN.LEFT_OUTER)
            .switch(cls)
            .join(Comment, JOIN.LEFT_OUTER)
            .order_by(cls.id.desc())
        )
        if state:
            query = query.where(cls.state == state)
        if before is not None:
            query = query.where(cls.id < before)
        rows = list(query.limit(PAGE + 1))
        shown, plans = rows[:PAGE], {row.plan_id: row.plan for row in rows}
        for row in shown:
            row.plan = plans[row.plan_id]  # one row, so that its title is looked up once
        return shown, shown[-1].id if len(rows) > PAGE else None


class MailboxCount(Table):
    """How many notices of a kind one mailbox had on a day, under a digest that gives away neither
    the mailbox nor what it was about; rows are erased when the day is over."""

    digest = CharField(max_length=64, unique=True)
    day = DateField()
    count = IntegerField()


class Occasion(Table):
    """A moment of a round, due by the clock, whose notices have been put in the outbox."""

    key = CharField(max_length=80, unique=True)
    noted_at = DateTimeField()
