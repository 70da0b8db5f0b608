"""Supporting documents that accompany a plan; their bytes are in a table of their own."""

from typing import Any, Self

from peewee import BlobField, CharField, DateTimeField, ForeignKeyField, IntegerField

from webapp.models.base import CoverableLine, Table
from webapp.models.plan import Plan


class Document(Table):
    """A supporting document that accompanies a plan. Its bytes lie apart.

    File and digest are those that are given: from `replaced_at` on, a clean copy's (R21).
    """

    plan = ForeignKeyField(Plan, backref="documents")
    title = CoverableLine()
    filename = CoverableLine()
    media_type = CharField()
    size = IntegerField()
    sha256 = CharField(max_length=64)
    added_at = DateTimeField()
    removed_at = DateTimeField(null=True)
    replaced_at = DateTimeField(null=True)

    @classmethod
    def listed(cls, plan: Plan) -> list[Self]:
        """The supporting documents of a plan, in the order in which they were added."""
        return list(cls.select().where(cls.plan == plan, cls.removed_at.is_null()).order_by(cls.id))

    @classmethod
    def find(cls, plan: Plan, number: int) -> Self | None:
        """One of the supporting documents of a plan."""
        return cls.get_or_none(cls.plan == plan, cls.id == number, cls.removed_at.is_null())

    @property
    def file(self) -> dict[str, Any]:
        """What is published about its file: name, type, size and digest."""
        return {name: getattr(self, name) for name in ("filename", "media_type", "size", "sha256")}


class DocumentContent(Table):
    """The bytes of a document."""

    document = ForeignKeyField(Document, unique=True, backref="contents")
    content = BlobField()
