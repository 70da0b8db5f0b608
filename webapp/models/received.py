"""What came along with an observation: scans of paper, the row of a file."""

from typing import Self

from peewee import (
    JOIN,
    BlobField,
    CharField,
    DateField,
    DateTimeField,
    ForeignKeyField,
    IntegerField,
)

from webapp.models.base import Table
from webapp.models.comment import Comment
from webapp.models.plan import Plan
from webapp.models.staff import Staff


class Evidence(Table):
    """A scan or photograph of what was received on paper. Internal, download only.

    It bears names and signatures: on `purge_on`, or when its author asks for it, its content and
    its file name are erased; that it was there, and its digest, stay (R13).
    """

    comment = ForeignKeyField(Comment, backref="evidence")
    filename = CharField()
    media_type = CharField()
    size = IntegerField()
    sha256 = CharField(max_length=64)
    content = BlobField()
    added_by = ForeignKeyField(Staff, null=True)
    added_at = DateTimeField()
    purge_on = DateField()
    erased_at = DateTimeField(null=True)

    @classmethod
    def of(cls, comment: Comment) -> list[Self]:
        """The scans of an observation, oldest first, without the bytes."""
        columns = (
            cls.id, cls.filename, cls.media_type, cls.size, cls.sha256, cls.added_at,
            cls.purge_on, cls.erased_at,
        )  # fmt: skip
        return list(
            cls.select(*columns, Staff)
            .join(Staff, JOIN.LEFT_OUTER)
            .where(cls.comment == comment)
            .order_by(cls.id)
        )


class ImportedComment(Table):
    """The row of a file that an observation was read from, so that it is not read twice."""

    plan = ForeignKeyField(Plan, backref="imported_comments")
    fingerprint = CharField(max_length=64)
    external_number = CharField(default="")
    comment = ForeignKeyField(Comment, unique=True, backref="imports")

    class Meta:
        indexes = ((("plan", "fingerprint"), True), (("plan", "external_number"), False))
