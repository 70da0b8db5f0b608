"""Scans of letters have a day on which they are erased, as contact data have."""

from calendar import monthrange
from datetime import UTC, date, timedelta
from zoneinfo import ZoneInfo

from peewee import CharField, DateField, DateTimeField, ForeignKeyField, IntegerField, Model


def up(migrator, db):
    migrator.migrate(
        migrator.add_column("evidence", "purge_on", DateField(default=date(9999, 12, 31))),
        migrator.add_column("evidence", "erased_at", DateTimeField(null=True)),
    )
    _set_purge_days(db)


def _set_purge_days(db):
    """That of the contact data that came with it; without any, what that would have been."""

    class Row(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Entity(Row):
        timezone = CharField()
        retention_months = IntegerField()

    class Consultation(Row):
        closes_at = DateTimeField()

    class Comment(Row):
        consultation = ForeignKeyField(Consultation)

    class Submitter(Row):
        comment = ForeignKeyField(Comment)
        purge_on = DateField()

    class Evidence(Row):
        comment = ForeignKeyField(Comment)
        added_at = DateTimeField()
        purge_on = DateField()

    entity = Entity.get()
    zone, months = ZoneInfo(entity.timezone), entity.retention_months
    promised = dict(Submitter.select(Submitter.comment, Submitter.purge_on).tuples())
    rows = (
        Evidence.select(Evidence.id, Evidence.comment, Evidence.added_at, Consultation.closes_at)
        .join(Comment)
        .join(Consultation)
        .tuples()
    )
    for number, comment, added_at, closes_at in list(rows):
        last = max(closes_at - timedelta(microseconds=1), added_at)
        local = last.replace(tzinfo=UTC).astimezone(zone).date()
        purge_on = promised.get(comment) or _months_after(local, months)
        Evidence.update(purge_on=purge_on).where(Evidence.id == number).execute()


def _months_after(day, months):
    years, month0 = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month0 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
