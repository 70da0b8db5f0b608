"""Reports of observations and answers that were frozen, and the files made of the newest ones."""

from collections.abc import Sequence
from typing import Any, Self

from peewee import (
    BlobField,
    CharField,
    DateTimeField,
    ForeignKeyField,
    IntegerField,
    ModelSelect,
    TextField,
    fn,
)
from playhouse.fields import EnumField

from webapp.models.base import CoverableJSON, Table
from webapp.models.consultation import Consultation
from webapp.vocabulary import Renewal


class Report(Table):
    """The report of a round as it was frozen: all of it but its matrix, and the digest of both.

    The rows of the matrix are read again from the tables: what they hold cannot change without a
    new report. `why` it was made again is empty for the first; `about` names observations by
    filing number, separated by commas.
    """

    consultation = ForeignKeyField(Consultation, backref="reports")
    number = IntegerField()
    frozen_at = DateTimeField()
    header: Any = CoverableJSON()
    digest = CharField(max_length=64)
    why = EnumField(Renewal, null=True, max_length=20)
    about = TextField(default="")

    consultation_id: int
    files: "ModelSelect[ReportFile]"

    class Meta:
        indexes = ((("consultation", "number"), True),)

    @classmethod
    def of(cls, consultation: Consultation) -> list[Self]:
        """The reports of a round, newest first, without their content."""
        columns = (cls.id, cls.number, cls.frozen_at, cls.digest, cls.why, cls.about)
        rows = cls.select(*columns).where(cls.consultation == consultation)
        return list(rows.order_by(cls.number.desc()))

    @classmethod
    def newest_of(cls, rounds: Sequence[Consultation]) -> dict[int, Self]:
        """The report of each round that has one, by the round's id, without its content."""
        columns = cls.select(cls.id, cls.consultation, cls.number, cls.frozen_at)
        rows = columns.where(cls.consultation.in_([each.id for each in rounds]))
        return {each.consultation_id: each for each in rows.order_by(cls.number)}

    @classmethod
    def newest(cls, consultation: Consultation) -> Self | None:
        """The newest report of a round, which is the one in force."""
        rows = cls.select().where(cls.consultation == consultation)
        return rows.order_by(cls.number.desc()).first()

    @classmethod
    def standing(cls) -> list[Self]:
        """The newest report of each round of every plan."""
        newest = cls.select(fn.MAX(cls.id)).group_by(cls.consultation)
        return list(cls.select().where(cls.id.in_(newest)).order_by(cls.id))

    @property
    def log_size(self) -> int:
        """How many entries the log had: what came later is not in it."""
        return int(self.header["cut"]["log_size"])


class ReportFile(Table):
    """A file made of a frozen report, stored so that its bytes stay the same."""

    report = ForeignKeyField(Report, backref="files")
    form = CharField(max_length=10)
    sha256 = CharField(max_length=64)
    size = IntegerField()
    content = BlobField()
    made_at = DateTimeField()

    class Meta:
        indexes = ((("report", "form"), True),)

    @classmethod
    def by_form(cls, report: Report) -> dict[str, Self]:
        """The files of a report by their form, without the bytes."""
        columns = (cls.id, cls.form, cls.sha256, cls.size)
        return {each.form: each for each in cls.select(*columns).where(cls.report == report)}
