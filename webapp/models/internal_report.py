"""The internal report of a participation activity: written by staff, then delivered and frozen."""

import json
from datetime import datetime
from typing import Any, Self

from peewee import (
    BooleanField,
    CharField,
    DateTimeField,
    Expression,
    ForeignKeyField,
    IntegerField,
    ModelSelect,
    TextField,
)
from playhouse.fields import EnumField

from webapp.models.base import (
    CoverableLine,
    CoverableText,
    Versioned,
    as_read,
    canonical,
    tuples,
    without_salt,
)
from webapp.models.consultation import Consultation
from webapp.models.entity import Area
from webapp.models.plan import Edition, Plan
from webapp.models.staff import Staff
from webapp.text.covered import is_covered
from webapp.vocabulary import CyclePhase, ParticipationSpace


class InternalReport(Versioned):
    """An area's report on one participation activity, which is a round of consultation.

    `snapshot` is its whole content, figures included, as canonical JSON: the very text whose
    SHA-256 is `digest`. Once delivered the database refuses to alter the row; what was wrong is
    put right in a new report that `replaces` it. `number` and `year` are given at delivery.
    """

    consultation = ForeignKeyField(Consultation, backref="internal_reports")
    number = IntegerField(null=True, unique=True)
    year = IntegerField(null=True, index=True)
    replaces = ForeignKeyField("self", null=True, unique=True, backref="replacements")
    title = CoverableText()
    area = ForeignKeyField(Area, null=True, backref="internal_reports")
    cycle_phase = EnumField(CyclePhase, max_length=20)
    space = EnumField(ParticipationSpace, max_length=20)
    activities = CoverableText(default="")
    contributions = CoverableText(default="")
    results = CoverableText(default="")
    commitments = CoverableText(default="")
    evidence = CoverableText(default="")
    lessons = CoverableText(default="")
    good_practice = CoverableText(default="")
    is_good_practice = BooleanField(default=False)
    recipient = CoverableLine(default="")
    started_by = ForeignKeyField(Staff, null=True, backref="started_internal_reports")
    started_at = DateTimeField()
    delivered_by = ForeignKeyField(Staff, null=True, backref="delivered_internal_reports")
    delivered_at = DateTimeField(null=True)
    snapshot = TextField(default="")
    digest = CharField(max_length=64, default="")

    consultation_id: int
    area_id: int | None
    delivered_by_id: int | None
    replaces_id: int | None
    replacements: "ModelSelect[InternalReport]"

    @property
    def content(self) -> dict[str, Any]:
        """What was delivered, as plain data, with marks over what was covered since."""
        content: dict[str, Any] = as_read(json.loads(self.snapshot))
        return without_salt(content) if is_covered(content) else content

    @property
    def shown_snapshot(self) -> str:
        """Its snapshot as the public reads it: as it was delivered, while nothing is covered."""
        content = self.content
        return canonical(content) if is_covered(content) else self.snapshot

    @property
    def replacement(self) -> Self | None:
        """The delivered report that replaced it."""
        table = type(self)
        return self.replacements.where(table.number.is_null(False)).first()

    @classmethod
    def of(cls, plan: Plan) -> list[Self]:
        """Every report on a plan, drafts too, newest first, with its round and area."""
        rows = cls.select(cls, Consultation).join(Consultation)
        return list(rows.where(Consultation.plan == plan).order_by(cls.id.desc()))

    @classmethod
    def delivered(cls, *conditions: object) -> "ModelSelect[Self]":
        """Those delivered, newest first."""
        rows = cls.select().where(cls.number.is_null(False), *conditions)
        return rows.order_by(cls.number.desc())

    @classmethod
    def standing(cls, *conditions: object) -> list[Self]:
        """Those delivered that no other report replaced, newest first."""
        return list(cls.delivered(cls._stands(), *conditions))

    @classmethod
    def _stands(cls) -> Expression:
        """The condition for those that no delivered report replaced."""
        later = cls.alias()
        replaced = later.select(later.replaces).where(
            later.number.is_null(False), later.replaces.is_null(False)
        )
        return cls.id.not_in(replaced)

    @classmethod
    def awaited(cls, at: datetime) -> list[Consultation]:
        """The rounds that closed before an instant (naive UTC) and of whose consultation no report
        is delivered, the newest close first, with plan and edition; those of cancelled plans are
        left out. One query."""
        reported = cls.select(cls.consultation).where(
            cls.number.is_null(False),
            cls.space == ParticipationSpace.CONSULTATION,
            cls._stands(),
        )
        rounds = (
            Consultation.select(Consultation, Plan, Edition)
            .join(Plan)
            .switch(Consultation)
            .join(Edition)
            .where(
                Consultation.announced_at.is_null(False),
                Consultation.closes_at <= at,
                Plan.cancelled_at.is_null(),
                Consultation.id.not_in(reported),
            )
        )
        return list(rounds.order_by(Consultation.closes_at.desc(), Consultation.id))

    @classmethod
    def numbered(cls, number: int) -> Self | None:
        """The delivered report with a number."""
        return cls.get_or_none(cls.number == number)

    @classmethod
    def years(cls) -> list[int]:
        """The years of which there is some report, newest first."""
        rows = cls.select(cls.year).where(cls.year.is_null(False)).distinct()
        return [year for (year,) in tuples(rows.order_by(cls.year.desc()))]


FIRST_FORM = "enmienda.internal_report.1"


def counts_every_meeting(snapshot: dict[str, Any]) -> bool:
    """Whether the attendance in a snapshot adds up all meetings, those of fewer than five people
    too: the snapshots of the first form did."""
    return bool(snapshot["form"] == FIRST_FORM)


def undisclosed_groups(groups: dict[str, Any]) -> list[str]:
    """The value groups, by name, whose number an old snapshot leaves out; none of a new one, which
    has cells.

    The first form listed the silent groups apart from the reserved ones; here both are together
    (R14).
    """
    if "cells" in groups or not groups:
        return []
    if "untold" in groups:
        return list(groups["untold"])
    return sorted([*groups["reserved"], *groups["silent"]])
