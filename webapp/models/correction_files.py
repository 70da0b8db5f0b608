"""The bytes of the files that corrections put in the place of others, and of those they took."""

from peewee import BlobField, ForeignKeyField

from webapp.models.base import Table
from webapp.models.correction import Correction


class ProposedFile(Table):
    """The clean copy that a correction proposes: only staff see it, and it is deleted once the
    correction is decided."""

    correction = ForeignKeyField(Correction, unique=True, backref="proposed_files")
    content = BlobField()


class SealedFile(Table):
    """The bytes that a clean copy took the place of. No page and no file gives them to anyone: they
    are there for whoever may order the database itself to be opened (R1, R21)."""

    correction = ForeignKeyField(Correction, unique=True, backref="sealed_files")
    content = BlobField()
