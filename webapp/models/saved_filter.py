"""Lists that someone looks at often."""

from peewee import (
    CharField,
    ForeignKeyField,
    TextField,
)

from webapp.models.base import Table
from webapp.models.staff import Staff


class SavedFilter(Table):
    """A list that someone looks at often: the filters of its address, under a name."""

    staff = ForeignKeyField(Staff, backref="filters")
    name = CharField()
    query = TextField()

    staff_id: int

    class Meta:
        indexes = ((("staff", "name"), True),)
