"""Texts that staff reuse in answers."""

from itertools import groupby
from typing import Self

from peewee import (
    JOIN,
    BooleanField,
    CharField,
    ForeignKeyField,
    IntegerField,
    TextField,
)

from webapp.models.base import Versioned
from webapp.models.entity import Area
from webapp.models.staff import Staff


class AnswerTemplate(Versioned):
    """A text that staff reuse in answers, with fields such as `{radicado}`."""

    title = CharField()
    text = TextField()
    area = ForeignKeyField(Area, null=True, backref="templates")
    uses = IntegerField(default=0)
    active = BooleanField(default=True)

    area_id: int | None

    @classmethod
    def by_area(cls) -> list[tuple[Area | None, list[Self]]]:
        """Every template, those of every area first, then area by area; most used first."""
        rows = (
            cls.select(cls, Area)
            .join(Area, JOIN.LEFT_OUTER)
            .order_by(Area.position.asc(nulls="first"), Area.id, cls.uses.desc(), cls.title)
        )
        return [(area, list(some)) for area, some in groupby(rows, key=lambda each: each.area)]

    @classmethod
    def offered_to(cls, staff: Staff) -> list[Self]:
        """Those that a person may put into an answer: of every area and of theirs, most used
        first; all of them for who belongs to no area."""
        offered = cls.select().where(cls.active)
        if staff.area_id:
            offered = offered.where(cls.area.is_null() | (cls.area == staff.area_id))
        return list(offered.order_by(cls.uses.desc(), cls.title))
